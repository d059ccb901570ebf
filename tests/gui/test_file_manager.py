"""A file is shown where it lies: by the desktop's file manager, on a real session bus."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("file_manager.py")


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a session bus of our own."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("there is no D-Bus here")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


def show(path: Path, address: str, *options: str) -> str:
    environment = os.environ | {
        "DBUS_SESSION_BUS_ADDRESS": address,
        "QT_QPA_PLATFORM": "offscreen",
    }
    shown = subprocess.run(
        [sys.executable, str(SCRIPT), str(path), *options],
        env=environment,
        cwd=SCRIPT.parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "Warning" not in shown.stderr
    return shown.stdout


def test_the_file_manager_is_asked_to_show_the_file(bus: str, tmp_path: Path) -> None:
    path = tmp_path / "a photo é.jpg"
    path.touch()
    assert show(path, bus, "serve") == f"shown {path.as_uri()}"


def test_the_folder_is_opened_where_no_file_manager_answers(bus: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.touch()
    assert show(path, bus) == f"opened file://{tmp_path}"


def test_the_folder_is_opened_where_there_is_no_bus(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.touch()
    assert show(path, "unix:path=/nowhere/at/all") == f"opened file://{tmp_path}"


def test_a_file_that_is_gone_is_said_to_be_so(bus: str, tmp_path: Path) -> None:
    assert show(tmp_path / "a.jpg", bus, "serve").startswith("a.jpg is not there any more")
