"""At home on the desktop: one window, the tray, a start without a window."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import HERE, Desk, Window
from tools.sample_library import build

pytestmark = pytest.mark.xvfb


class Tray:
    """The desktop's tray, and a hand that clicks in it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        address = desk.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address={address}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._bus.stdout is not None
        assert self._bus.stdout.readline()  # it listens
        self._log = desk.folder / "tray.log"
        self._desktop = desk.run(HERE / "desktop_tray.py", self._log)
        until(lambda: self._call_status("org.freedesktop.DBus", "/", "NameHasOwner", WATCHER))

    @property
    def seen(self) -> list[dict[str, str]]:
        """What programs have put into it and shown."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines]

    def items(self) -> list[str]:
        return [each["item"] for each in self.seen if "item" in each]

    def menu(self) -> dict[str, str]:
        """The menu's words and their numbers."""
        told = self._call("/MenuBar", "com.canonical.dbusmenu.GetLayout", "--", "0", "-1", "[]")
        entries = re.findall(r"<\((\d+), \{([^}]*)\}", told)
        return {
            name[0]: number
            for number, said in entries
            if (name := re.findall(r"'label': <'([^']*)'>", said))
        }

    def choose(self, label: str) -> None:
        until(lambda: label in self.menu())
        given = (self.menu()[label], "clicked", "<''>", "0")
        self._call("/MenuBar", "com.canonical.dbusmenu.Event", *given)

    def click(self) -> None:
        self._call("/StatusNotifierItem", "org.kde.StatusNotifierItem.Activate", "0", "0")

    def close(self) -> None:
        self._bus.terminate()
        self._bus.communicate(timeout=10)

    def _call(self, path: str, method: str, *given: str) -> str:
        return self._gdbus(self.items()[-1], path, method, *given).stdout

    def _call_status(self, name: str, path: str, method: str, *given: str) -> bool:
        return "true" in self._gdbus(name, path, f"{name}.{method}", *given).stdout

    def _gdbus(
        self, name: str, path: str, method: str, *given: str
    ) -> subprocess.CompletedProcess[str]:
        command = ["gdbus", "call", "--session", "--dest", name, "--object-path", path]
        return subprocess.run(
            [*command, "--method", method, *given],
            env=self._desk.environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )


WATCHER = "org.kde.StatusNotifierWatcher"


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.1)


@pytest.fixture
def tray(desk: Desk) -> Iterator[Tray]:
    made = Tray(desk)
    yield made
    made.close()


def visible(desk: Desk) -> bool:
    """Whether the window system shows the window."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "^Mate$"],
        env=desk.environment,
        capture_output=True,
        check=False,
        timeout=30,
    )
    return bool(found.stdout.strip())


def start_again(desk: Desk, library: Path, *options: str) -> int:
    return desk.run("-m", "app", "--library", library, *options).wait(60)


def settings(desk: Desk, **values: object) -> None:
    """What the person has chosen before."""
    path = desk.folder / "config" / "mate" / "settings.ini"
    path.parent.mkdir(parents=True)
    path.write_text("[General]\n" + "".join(f"{key}={value}\n" for key, value in values.items()))


def test_a_second_start_brings_a_minimised_window_to_the_front(desk: Desk, tmp_path: Path) -> None:
    window = Window(desk, tmp_path / "library")
    window.until(lambda state: state["active"])
    number = desk.xdotool("getactivewindow").strip()
    desk.xdotool("windowminimize", number)
    window.until(lambda state: not state["active"] and not state["visible"])
    photo = tmp_path / "a.jpg"
    photo.write_bytes((HERE.parents[1] / "docs" / "screenshots" / "why.png").read_bytes())
    assert start_again(desk, tmp_path / "library", str(photo)) == 0
    window.until(lambda state: state["active"] and state["visible"])
    window.until(lambda state: state["photo"] == str(photo))  # what it was started with is asked
    assert window.close() == 0


def test_without_a_tray_the_window_closes_whatever_was_chosen(desk: Desk, tmp_path: Path) -> None:
    settings(desk, stays_in_tray=True)
    window = Window(desk, tmp_path / "library")
    window.until(lambda state: state["active"])
    assert window.close() == 0


def test_it_quits_to_the_tray_and_comes_back(desk: Desk, tray: Tray, tmp_path: Path) -> None:
    settings(desk, stays_in_tray=True)
    window = Window(desk, tmp_path / "library")
    window.until(lambda state: state["active"] and state["progress"])
    until(tray.items)
    desk.xdotool("key", "alt+F4")
    until(lambda: not visible(desk))
    assert window.process.poll() is None
    tray.click()
    until(lambda: visible(desk))
    window.until(lambda state: state["active"])

    desk.xdotool("key", "ctrl+w")
    until(lambda: not visible(desk))
    tray.choose("Pause indexing")
    window.until(lambda state: state["progress"]["paused"])
    until(lambda: "Paused" in tray.menu())
    tray.choose("Resume indexing")
    window.until(lambda state: not state["progress"]["paused"])
    tray.choose("Search…")
    window.until(lambda state: state["active"] and state["focus"])
    desk.xdotool("type", "a heron")
    window.until(lambda state: state["text"] == "a heron")

    desk.xdotool("key", "ctrl+w")
    until(lambda: not visible(desk))
    assert start_again(desk, tmp_path / "library") == 0
    until(lambda: visible(desk))
    desk.xdotool("key", "ctrl+w")
    until(lambda: not visible(desk))
    worker = window.state["worker"]
    tray.choose("Quit")
    assert window.process.wait(20) == 0
    assert not Path(f"/proc/{worker}").exists()


def test_it_begins_in_the_tray_without_a_window(desk: Desk, tray: Tray, tmp_path: Path) -> None:
    window = Window(desk, tmp_path / "library", "--in-background")
    until(tray.items)
    assert start_again(desk, tmp_path / "library", "--in-background") == 0
    assert not visible(desk)
    tray.choose("Show Mate")
    until(lambda: visible(desk))
    window.until(lambda state: state["active"])
    # To go on in the tray was not chosen: closed is closed.
    assert window.close() == 0


def test_the_tray_comes_when_it_is_chosen(desk: Desk, tray: Tray, tmp_path: Path) -> None:
    window = Window(desk, tmp_path / "library")
    window.until(lambda state: state["active"])
    desk.xdotool("key", "ctrl+comma")
    window.until(lambda state: "SettingsDialog" in state["dialogs"])
    assert not tray.items()
    # From the tabs to the colours, the language, less motion, the last question, the tray.
    desk.xdotool("key", "Tab", "Tab", "Tab", "Tab", "Tab", "space")
    until(tray.items)
    desk.xdotool("key", "Escape")
    window.until(lambda state: not state["dialogs"] and state["active"])
    desk.xdotool("key", "ctrl+w")
    until(lambda: not visible(desk))
    tray.choose("Quit")
    assert window.process.wait(20) == 0
    chosen = (tmp_path / "config" / "mate" / "settings.ini").read_text()
    assert "stays_in_tray=True" in chosen


def test_a_terminated_program_ends_from_the_tray(desk: Desk, tray: Tray, tmp_path: Path) -> None:
    window = Window(desk, tmp_path / "library", "--in-background")
    until(tray.items)
    window.process.terminate()
    assert window.process.wait(20) == 0


def test_it_says_when_a_long_first_indexing_is_done(desk: Desk, tray: Tray, tmp_path: Path) -> None:
    desk.environment["LONG_SECONDS"] = "0"
    build(tmp_path / "My files")
    Window(desk, tmp_path / "library", "--in-background", str(tmp_path / "My files"))
    until(lambda: [each for each in tray.seen if "title" in each], 150)
    (message,) = [each for each in tray.seen if "title" in each]
    assert message["title"] == "Your library is ready"
    assert re.fullmatch(r"[1-9]\d* photos · \d+ pages can be searched\.", message["text"])
