"""A copy goes to the system's bin and comes back, in the real window, by mouse and keyboard."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk, Window
from tests.end_to_end.test_main_job import add_folder_by_dialog, count, photos

pytestmark = pytest.mark.xvfb
__all__ = ["photos"]


def test_a_copy_goes_to_the_bin_and_comes_back(
    desk: Desk,
    tmp_path: Path,
    photos: Path,
) -> None:
    original = next(photos.rglob("cat.jpg"))
    copy = photos / "copy of a cat.jpg"
    shutil.copyfile(original, copy)
    os.utime(original, (10**9, 10**9))
    window = Window(desk, tmp_path / "library")
    add_folder_by_dialog(window, photos)
    total = count(photos)
    window.until(lambda state: state["progress"]["photos"] == total - 1)

    desk.xdotool("key", "ctrl+d")
    state = window.until(lambda state: state["duplicates"]["groups"])
    assert state["duplicates"]["groups"] == [["same", [str(original), str(copy)]]]
    x, y, width, height = window.place_of(lambda state: state["duplicates"]["move"])
    desk.click(x + width // 2, y + height // 2)
    state = window.until(lambda state: state["duplicates"]["undo"])
    assert state["duplicates"]["said"] == "1 file moved to the bin."
    assert not copy.exists()
    assert original.exists()
    bin_ = Path(os.environ["XDG_DATA_HOME"], "Trash")
    assert (bin_ / "files" / copy.name).read_bytes() == original.read_bytes()
    assert (bin_ / "info" / f"{copy.name}.trashinfo").exists()
    window.until(lambda state: not state["duplicates"]["groups"])

    desk.xdotool("key", "ctrl+z")
    window.until(lambda state: state["duplicates"]["groups"])
    assert copy.read_bytes() == original.read_bytes()
    assert not list((bin_ / "files").iterdir())
    assert not list((bin_ / "info").iterdir())
