"""What goes wrong, or is stopped, while Mate runs: in one window, by mouse and keyboard."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk, Window
from tests.end_to_end.test_main_job import add_folder_by_dialog

pytestmark = pytest.mark.xvfb

PHOTOS = 200
FOUND = 60  # as many as the window asks for
LOOKS = 12  # of the observer, three seconds


def test_it_is_paused_unplugged_killed_and_goes_on(desk: Desk, tmp_path: Path, write_photo) -> None:
    folder = tmp_path / "drive"
    for number in range(PHOTOS):
        write_photo(folder / f"{number}.jpg", seed=number)
    window = Window(desk, tmp_path / "library")
    add_folder_by_dialog(window, folder)

    state = window.until(lambda state: state["progress"]["photos"] >= 1)
    x, y, width, height = state["buttons"]["Pause indexing"]  # at once, while there is work left
    desk.click(x + width // 2, y + height // 2)
    state = window.until(lambda state: state["progress"]["paused"])
    done, look = state["progress"]["photos"], state["look"]
    assert done < PHOTOS, "there is something left to be paused"
    state = window.until(lambda state: state["look"] > look + LOOKS)
    assert state["progress"]["photos"] <= done + 10, "but for what was under way"
    window.press("Resume indexing")
    window.until(lambda state: state["progress"]["photos"] == PHOTOS)

    # The drive is unplugged: what was read of it is still found, and it is back when it is back.
    folder.rename(tmp_path / "unplugged")
    window.until(lambda state: state["away"] == [str(folder)])
    window.type("shapes")
    state = window.until(lambda state: len(state["photos"]) == FOUND)
    desk.screenshot("unplugged")
    (tmp_path / "unplugged").rename(folder)
    window.until(lambda state: not state["away"])
    assert window.state["progress"]["photos"] == PHOTOS

    # Its worker is killed: it is there again by itself, which is said in passing.
    first = window.state["worker"]
    os.kill(first, signal.SIGKILL)
    state = window.until(lambda state: "was started again" in state["said"])
    assert not state["banner"]
    state = window.until(lambda state: state["worker"] not in (None, first))

    # And killed once more: that is not hidden, and what is known of it can be copied.
    os.kill(state["worker"], signal.SIGKILL)
    state = window.until(lambda state: "was not started again" in state["banner"])
    assert "SIGKILL" in state["banner"]
    desk.screenshot("killed")
    window.press("Copy details")
    window.until(lambda state: "are copied" in state["said"])
    x, y, width, height = window.state["field"]
    desk.click(x + width // 2, y + height // 2)
    desk.xdotool("key", "ctrl+a", "ctrl+v")
    state = window.until(lambda state: state["text"].startswith("Mate "))
    assert state["text"].count("SIGKILL") == 2
    window.press("Start again")
    window.type("squares")
    state = window.until(lambda state: not state["banner"] and state["photos"])
    assert len(state["photos"]) == FOUND
    window.until(lambda state: state["progress"]["photos"] == PHOTOS)
    assert window.close() == 0
