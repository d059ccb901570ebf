"""What the library takes on disk, the check, and making all of it anew."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.library.upkeep import Room, room_of
from indexer.messages import ProgressChanged, SearchRecall, Verified
from tests.gui.scripted_worker import IDLE

SOON = 5_000
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot, open_window, tmp_path):
    """The page as it comes up, in a library of some files."""
    library = tmp_path / "library"
    for name, count in (("store/t.lance/data", 3_000), ("thumbnails/ab", 1_500), ("", 500)):
        (library / name).mkdir(parents=True, exist_ok=True)
        (library / name / "file").write_bytes(bytes(count))
    window = open_window(opened=str(library))
    window.library.show_folders()
    window.library._tabs.setCurrentWidget(window.library.upkeep)
    qtbot.waitUntil(lambda: window.library.upkeep.sizes[0].text() != "–", timeout=SOON)
    return window.library.upkeep


def test_room_is_counted_by_what_takes_it(tmp_path):
    assert room_of(tmp_path / "nothing") == Room()
    for name, count in (("store/a/b", 3_000), ("thumbnails/ab", 1_500), (".", 500)):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "file").write_bytes(bytes(count))
    os.symlink("/usr", tmp_path / "store" / "link")  # belongs to others
    room = room_of(tmp_path)
    assert (room.index, room.pictures, room.rest) == (3_000, 1_500, 500)


def test_the_page_tells_what_the_library_takes(page):
    assert page.sizes[0].text() == "3.0 kB"
    assert page.sizes[1].text() == "1.5 kB"
    assert page.place.text().endswith("library")


def test_the_page_tells_how_exact_searches_are(page, open_window):
    def told(recall):
        page._client.progress_changed.emit(ProgressChanged(replace(IDLE, recall=recall)))
        return page.recall.text() if page.recall.isVisible() else ""

    assert not page.recall.isVisible(), "it is not known"
    assert told(SearchRecall()) == "Search: exact, everything is compared"
    measured = "Search: finds {} % of the nearest, measured in this library"
    assert told(SearchRecall(0.994, 1.7e9)) == measured.format("99.4")
    assert told(SearchRecall(319.9 / 320, 1.7e9)) == measured.format("99.9"), "not quite all"
    assert told(SearchRecall(1.0, 1.7e9)) == measured.format("100.0")
    assert told(None) == ""
    known = open_window(progress=replace(IDLE, recall=SearchRecall()))
    known.library._come_up(known.library.upkeep)
    assert known.library.upkeep.recall.isVisible()


def test_a_check_tells_what_it_found(qtbot, page, commands):
    qtbot.mouseClick(page.check, CLICK)
    assert not page.check.isEnabled()
    assert page.found.text() == "Comparing…"
    qtbot.waitUntil(lambda: "Verify()" in commands(), timeout=SOON)
    names = ("contents_incomplete", "contents_half_written", "thumbnails_missing", "files_queued",
             "files_removed", "files_renamed", "contents_kept", "contents_unknown",
             "contents_unused", "thumbnails_unknown", "leftovers")  # fmt: skip
    nothing = dict.fromkeys(names, 0)
    page._client.verified.emit(Verified(tuple(nothing.items())))
    assert page.found.text() == "All is as it should be."
    assert page.check.isEnabled()
    some = nothing | {"thumbnails_missing": 1_200, "files_removed": 1}
    page._client.verified.emit(Verified(tuple(some.items())))
    assert page.found.text().splitlines() == [
        "Missing small pictures, made again: 1,200",
        "Files that are gone, forgotten: 1",
    ]
    page._client.verified.emit(Verified((), failure="The store cannot be read."))
    assert page.found.text() == "The check came to no end: The store cannot be read."


def test_a_check_whose_worker_dies_can_be_begun_again(qtbot, page):
    qtbot.mouseClick(page.check, CLICK)
    page._client._handle.process.kill()
    qtbot.waitUntil(page.check.isEnabled, timeout=2 * SOON)
    assert page.found.text() == ""


def test_all_is_made_anew_only_when_that_is_confirmed(qtbot, page, commands):
    for agreed in (False, True):
        qtbot.mouseClick(page.anew, CLICK)
        box = page.findChild(QMessageBox)
        (button,) = [b for b in box.buttons() if (b.text() == "Make anew") is agreed]
        assert "Rebuild()" not in commands()
        qtbot.mouseClick(button, CLICK)
        qtbot.waitUntil(lambda: page.findChild(QMessageBox) is None, timeout=SOON)
    qtbot.waitUntil(lambda: "Rebuild()" in commands(), timeout=SOON)
