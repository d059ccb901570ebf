"""The Debian package: built, installed, started from its entry in the menu, used, and removed.

`make package-test` runs this, as root on a Debian machine; `make test` does not, for building takes
minutes and installing changes the machine.
"""

from __future__ import annotations

import configparser
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Desk

pytestmark = pytest.mark.package  # and not xvfb: who asks for those does not ask for this

ROOT = Path(__file__).resolve().parents[2]
PHOTOS = ROOT / "resources" / "sample" / "Photos"
OPENER = '#!/bin/sh\nenv >"$HOME/opened.part"\necho "OPENED=$1" >>"$HOME/opened.part"\n'
OPENER += 'mv "$HOME/opened.part" "$HOME/opened"\n'


def apt(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "-y", *arguments], env=environment, check=True, timeout=600)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What the package has put on the machine."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        pytest.fail("a package is installed by root, on Debian or Ubuntu")
    if subprocess.run(["dpkg", "-s", "mate"], capture_output=True, check=False).returncode == 0:
        pytest.fail("Mate is installed on this machine, and the test would remove it")
    out = tmp_path_factory.mktemp("package")
    subprocess.run(
        [sys.executable, "-m", "tools.package", "deb", "--out", out], cwd=ROOT, check=True
    )
    (built,) = out.glob("*.deb")
    try:
        apt("--no-install-recommends", "install", str(built))
        listed = subprocess.run(["dpkg", "-L", "mate"], capture_output=True, text=True, check=True)
        yield listed.stdout.splitlines()
    finally:
        apt("purge", "mate")
        shutil.rmtree(out)


@pytest.fixture
def home(desk: Desk) -> Path:
    """A person's home, with photos, and with a program that opens files."""
    home = desk.folder / "home"
    (home / "bin").mkdir(parents=True)
    shutil.copytree(PHOTOS, home / "Pictures")
    opener = home / "bin" / "xdg-open"
    opener.write_text(OPENER)
    opener.chmod(0o755)
    desk.environment["PATH"] = f"{home / 'bin'}:/usr/local/bin:/usr/bin:/bin"
    desk.environment["HOME"] = str(home)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "MATE_STATE", "MATE_CACHE", "PYTHONPATH"):
        desk.environment.pop(name, None)
    return home


def from_the_menu(files: list[str], *given: Path) -> list[str]:
    """The command by which the menu starts Mate."""
    (entry,) = [name for name in files if name.endswith("applications/mate.desktop")]
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.read(entry, "utf-8")
    words = shlex.split(parser["Desktop Entry"]["Exec"])
    assert words[-1] == "%F"
    return [*words[:-1], *map(str, given)]


def mate(desk: Desk, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["mate", *arguments],
        env=desk.environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def said(desk: Desk, *arguments: str | Path) -> str:
    done = mate(desk, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def indexed(desk: Desk) -> int:
    """How many files the usual library holds; none where there is no library yet."""
    done = mate(desk, "status", "--json")
    return 0 if done.returncode else int(json.loads(done.stdout)["files"]["indexed"])


def until(condition: Any, seconds: float = 120) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.2)
    return found


def test_it_is_installed_used_and_removed(package: list[str], desk: Desk, home: Path) -> None:
    window = subprocess.Popen(
        from_the_menu(package, home / "Pictures"),
        env=desk.environment,
        cwd="/",
        stderr=subprocess.PIPE,
        text=True,
    )
    desk.processes.append(window)  # type: ignore[arg-type]
    desk.xdotool("search", "--sync", "--onlyvisible", "--name", "^Mate$", "windowactivate")

    # The worker and its decoders, processes of their own, have read what was named.
    photos = len(list(PHOTOS.iterdir()))
    until(lambda: indexed(desk) == photos)
    hits = json.loads(said(desk, "search", "a cup of coffee", "--json"))
    assert hits[0]["path"].endswith("coffee.jpg")
    assert said(desk, "--version").startswith("mate ")

    # A program that a file is opened with gets nothing of what the bundle needs for itself.
    desk.xdotool("type", "--delay", 4, "a cup of coffee\n")
    until(lambda: _opened(desk, home))
    opened = dict(
        line.split("=", 1) for line in (home / "opened").read_text().splitlines() if "=" in line
    )
    assert opened["OPENED"].endswith(".jpg")
    assert not {"LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH"} & opened.keys()

    window.send_signal(signal.SIGTERM)
    _, complaints = window.communicate(timeout=60)
    assert (window.returncode, complaints) == (0, "")

    assert not (home / ".cache" / "Microsoft").exists()  # ONNX Runtime's reports
    kept = {path for path in home.rglob("*") if path.is_file()}
    apt("purge", "mate")
    assert not [path for path in package if Path(path).is_file()]
    assert not Path("/opt/mate").exists()
    assert {path for path in home.rglob("*") if path.is_file()} == kept
    assert home / ".local" / "share" / "mate" / "catalog.db" in kept


def _opened(desk: Desk, home: Path) -> bool:
    """Have the first hit opened, once it is there."""
    if not (home / "opened").exists():
        desk.click(200, 280)
        desk.xdotool("key", "Return")
    return (home / "opened").exists()
