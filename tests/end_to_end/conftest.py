"""A virtual X screen, and the real program driven on it with a real keyboard and mouse."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SCREEN = "1400x900x24"
NEEDED = ("Xvfb", "openbox", "xdotool", "xdpyinfo", "import", "dbus-daemon", "gdbus")

State = dict[str, Any]


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The display of a screen of its own, with a window manager."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.fail(f"the end-to-end tests need {', '.join(missing)}; `make test` installs them")
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answers:
        name = f":{answers.readline().strip()}"
    environment = os.environ | {"DISPLAY": name}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while subprocess.run(
        ["xdpyinfo"], env=environment, capture_output=True, check=False
    ).returncode:
        assert time.monotonic() < deadline, "the virtual screen does not answer"
        time.sleep(0.1)
    yield name
    for process in (manager, screen):
        process.terminate()
        process.wait(10)


class Desk:
    """A person at the screen: types, moves the mouse, looks."""

    def __init__(self, display: str, folder: Path) -> None:
        self.environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            # Dialogs of our own toolkit, whatever desktop the machine has.
            "QT_QPA_PLATFORMTHEME": "",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_RUNTIME_DIR": str(folder / "runtime"),
            # No bus but a test's own: the machine's desktop has nothing to do with it.
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'runtime' / 'bus'}",
        }
        (folder / "runtime").mkdir(mode=0o700)
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []

    def run(self, *command: str | Path) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, *map(str, command)], env=self.environment, cwd=HERE.parents[1]
        )
        self.processes.append(process)
        return process

    def xdotool(self, *arguments: object) -> str:
        return subprocess.run(
            ["xdotool", *map(str, arguments)],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
        ).stdout

    def click(self, x: int, y: int) -> None:
        self.xdotool("mousemove", "--sync", x, y, "click", 1)

    def drag(self, start: tuple[int, int], end: tuple[int, int], steps: int = 10) -> None:
        """Press, move in small steps as a hand does, hold still, let go."""
        self.xdotool("mousemove", "--sync", *start)
        self.xdotool("mousedown", 1)
        for step in range(1, steps + 1):
            x, y = (round(a + (b - a) * step / steps) for a, b in zip(start, end, strict=True))
            self.xdotool("mousemove", "--sync", x, y)
            time.sleep(0.03)
        time.sleep(0.3)
        self.xdotool("mouseup", 1)

    def screenshot(self, name: str) -> Path:
        path = self.folder / f"{name}.png"
        subprocess.run(
            ["import", "-window", "root", str(path)], env=self.environment, check=True, timeout=30
        )
        return path


class Window:
    """The program under test."""

    def __init__(self, desk: Desk, library: Path, *options: str) -> None:
        """Start it; with ``options`` it need not have a window yet."""
        self.desk = desk
        self._state = desk.folder / "state.json"
        self._state.unlink(missing_ok=True)
        program = (HERE / "observed_window.py", self._state, "--library", library, *options)
        self.process = desk.run(*program)
        if not options:
            self.until(lambda state: state["window"][2] > 0)

    @property
    def state(self) -> State:
        return json.loads(self._state.read_text()) if self._state.exists() else {"window": [0] * 4}

    def until(self, condition: Callable[[State], object], seconds: float = 150) -> State:
        """Wait until the window shows something; a screenshot is kept when it never does."""
        deadline = time.monotonic() + seconds
        while True:
            state = self.state
            if condition(state):
                return state
            if time.monotonic() > deadline or self.process.poll() is not None:
                picture = self.desk.screenshot("failure")
                raise AssertionError(f"it does not come; {picture}\n{json.dumps(state, indent=1)}")
            time.sleep(0.1)

    def place_of(self, what: Callable[[State], Any]) -> Any:
        """Where something is that can be clicked, once it stays there: a layout takes its time."""
        before: State = {}

        def stays(state: State) -> bool:
            nonlocal before
            if state.get("look") == before.get("look"):
                return False  # seen already
            stayed = bool(before) and bool(what(state)) and what(state) == what(before)
            before = state
            return stayed

        return what(self.until(stays))

    def type(self, text: str) -> None:
        """Click into the field and type over what is there."""
        x, y, width, height = self.state["field"]
        self.desk.click(x + width // 2, y + height // 2)
        self.desk.xdotool("key", "ctrl+a")
        self.desk.xdotool("type", "--delay", 4, text)
        self.until(lambda state: state["text"] == text)

    def press(self, button: str) -> None:
        """Click a button by its words, or its name where it shows none."""
        x, y, width, height = self.place_of(lambda state: state["buttons"].get(button))
        self.desk.click(x + width // 2, y + height // 2)

    def paste(self, text: str) -> None:
        """Copy a text in another program's window, by keyboard, and paste it into the field."""
        file = self.desk.folder / "to copy.txt"
        file.write_text(text, "utf-8")
        source = self.desk.run(HERE / "text_source.py", file)
        self.desk.xdotool("search", "--sync", "--onlyvisible", "--name", "^text source$")
        self.desk.click(1280, 120)
        self.until(lambda state: not state["active"])  # the keys go to the other window
        self.desk.xdotool("key", "ctrl+a", "ctrl+c")
        x, y, width, height = self.state["field"]
        self.desk.click(x + width // 2, y + height // 2)
        self.until(lambda state: state["active"] and state["focus"])
        self.desk.xdotool("key", "ctrl+a", "ctrl+v")
        self.until(lambda state: state["text"] == text.strip())
        source.terminate()
        source.wait(10)

    def close(self) -> int:
        """Close it through the window manager."""
        self.desk.xdotool("search", "--sync", "--name", "^Mate$", "windowactivate", "--sync")
        self.desk.xdotool("key", "alt+F4")
        return self.process.wait(20)


@pytest.fixture
def desk(display: str, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(display, tmp_path)
    yield desk
    for process in desk.processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
