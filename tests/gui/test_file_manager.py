"""A file is shown where it lies: by the desktop's file manager, on a real session bus."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("file_manager.py")


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
