"""Photos are selected, looked at large, sent to the bin and brought back, by mouse and keyboard."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk, Window
from tests.end_to_end.test_main_job import add_folder_by_dialog, count, photos

pytestmark = pytest.mark.xvfb
__all__ = ["photos"]


def test_photos_are_looked_at_binned_and_brought_back(
    desk: Desk, tmp_path: Path, photos: Path
) -> None:
    window = Window(desk, tmp_path / "library")
    add_folder_by_dialog(window, photos)
    total = count(photos)
    window.until(lambda state: state["progress"]["photos"] == total)
    window.type("a tabby cat with whiskers")
    window.until(lambda state: len(state["photos"]) == total)
    first, second = (hit["path"] for hit in window.state["photos"][:2])

    desk.click(*window.place_of(lambda state: state["photos"] and state["photos"][0]["at"]))
    window.until(lambda state: state["selected"] == [first])
    desk.xdotool("key", "space")
    window.until(lambda state: state["large"] == first)
    desk.xdotool("key", "Right")
    window.until(lambda state: state["large"] == second)
    desk.screenshot("quick look")
    desk.xdotool("key", "Left")
    window.until(lambda state: state["large"] == first)
    desk.xdotool("key", "space")
    window.until(lambda state: not state["large"])

    desk.xdotool("key", "shift+Right")
    window.until(lambda state: state["selected"] == [first, second])
    before = {path: Path(path).read_bytes() for path in (first, second)}
    desk.xdotool("key", "Delete")
    window.until(lambda state: "QMessageBox" in state["dialogs"])
    assert all(Path(path).exists() for path in before), "it asks first"
    desk.screenshot("to the bin")
    desk.xdotool("key", "Return")
    window.until(lambda state: state["banner"] and len(state["photos"]) == total - 2)
    bin_ = Path(os.environ["XDG_DATA_HOME"], "Trash", "files")
    assert {(bin_ / Path(path).name).read_bytes() for path in before} == set(before.values())
    assert not any(Path(path).exists() for path in before)

    desk.xdotool("key", "ctrl+z")
    window.until(lambda state: len(state["photos"]) == total)
    assert {path: Path(path).read_bytes() for path in before} == before
    assert not list(bin_.iterdir())
    assert window.close() == 0
