"""Folders, progress and failed files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.library.ignores import IgnoresDialog
from indexer.messages import FileStatus, FoldersChanged, FolderStatus, ProgressChanged, Rescan

FAILED = (
    FileStatus("/photos/broken.jpg", "failed", "The JPEG ends in the middle", 0),
    FileStatus("/docs/caf\udce9.pdf", "failed", "Protected by a password", 0),
)


def test_progress_tells_counts_rate_and_time_left(open_window, script):
    window = open_window()
    progress = replace(
        script.progress,
        active=True,
        done=412,
        total=2000,
        files_per_second=31.2,
        seconds_left=52.0,
        current="/p/caf\udce9.jpg",
        photos=1980,
        pages=240,
        failed=2,
    )
    window._client.progress_changed.emit(ProgressChanged(progress))
    words = window.status.words.toolTip()
    assert words.startswith("412 of 2,000 · 31 files/s · about 1 min left · caf")
    words.encode("utf-8")  # no surrogate reaches the screen
    assert window.status.counts.text() == "1,980 photos · 240 pages"
    assert window.status.bar.value() == 412
    assert window.status.failed.text() == "2 files could not be read"


def test_pause_and_resume(qtbot, open_window, commands, script):
    window = open_window(progress=replace(script.progress, active=True, done=5, total=10))
    assert window.status.pause.isVisible()
    qtbot.mouseClick(window.status.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "SetPaused(paused=True)" in commands(), timeout=5_000)
    qtbot.waitUntil(lambda: window.status.words.toolTip().startswith("Paused"), timeout=5_000)
    assert window.status.pause.accessibleName() == "Resume indexing"
    qtbot.mouseClick(window.status.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "SetPaused(paused=False)" in commands(), timeout=5_000)


def test_who_pauses_while_text_is_read_finds_the_button_where_it_was(qtbot, open_window, script):
    window = open_window(progress=replace(script.progress, writing_left=300))
    status = window.status
    qtbot.waitUntil(status.pause.isVisible, timeout=5_000)
    place = status.pause.geometry()
    qtbot.mouseClick(status.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: status.pause.accessibleName() == "Resume indexing", timeout=5_000)
    status.layout().activate()
    assert status.pause.geometry() == place
    assert not status.bar.isVisible()  # there is nothing to be told in it


def test_on_battery_it_says_so_and_goes_on_when_told(qtbot, open_window, commands, script):
    """Case 43: a battery gate that cannot be overridden."""
    resting = replace(script.progress, active=True, done=5, total=10, resting="battery")
    window = open_window(progress=resting)
    qtbot.waitUntil(
        lambda: window.status.words.toolTip() == "On battery, indexing rests · 5 of 10",
        timeout=5_000,
    )
    assert window.status.pause.accessibleName().startswith("Index now")
    qtbot.mouseClick(window.status.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "SetPaused(paused=False)" in commands(), timeout=5_000)


def test_a_busy_computer_is_named_as_the_reason_for_waiting(qtbot, open_window, script):
    waiting = replace(script.progress, active=True, total=10, resting="busy")
    window = open_window(progress=waiting)
    qtbot.waitUntil(lambda: window.status.words.toolTip().startswith("Waiting"), timeout=5_000)
    assert window.status.pause.accessibleName() == "Pause indexing"


def test_a_new_model_on_its_way_is_told(qtbot, open_window, script):
    window = open_window(progress=replace(script.progress, active=True, preparing=True))
    qtbot.waitUntil(lambda: window.status.words.toolTip().startswith("Preparing"), timeout=5_000)


def test_a_folder_can_go_first(qtbot, open_window, script):
    folders = tuple(FolderStatus(path, True, 1, 1, 0) for path in ("/a", "/b"))
    window = open_window(folders=folders)
    window.library.show_folders()
    rows = window.library.folders.rows
    qtbot.waitUntil(rows["/b"].priority.isVisible, timeout=5_000)
    qtbot.keyClick(rows["/b"].priority, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: window._client.folders[1].priority == 1, timeout=5_000)
    assert rows["/b"].priority.currentText() == "Read first"
    assert rows["/a"].priority.currentText() == "Read in turn"


def test_what_is_left_out_of_a_folder_is_told(qtbot, open_window):
    window = open_window(folders=(FolderStatus("/a", True, 1, 1, 0),))
    window.library.show_folders()
    row = window.library.folders.rows["/a"]
    qtbot.waitUntil(row.isVisible, timeout=5_000)
    assert row.ignores.accessibleName() == "What is left out of a"

    def asked() -> IgnoresDialog:
        row.ignores.click()
        (dialog,) = window.library.folders.findChildren(IgnoresDialog)
        qtbot.waitUntil(dialog.field.hasFocus, timeout=5_000)
        return dialog

    def closed() -> bool:
        return not window.library.folders.findChildren(IgnoresDialog)

    dialog = asked()
    qtbot.keyClicks(dialog.field, "*.png")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.field, "/raw/")
    dialog.keep.click()
    qtbot.waitUntil(closed, timeout=5_000)
    qtbot.waitUntil(lambda: window._client.folders[0].ignores == "*.png\n/raw/", timeout=5_000)
    assert row.state.text().endswith("some are left out")
    dialog = asked()
    assert dialog.field.toPlainText() == "*.png\n/raw/"
    qtbot.keyClicks(dialog.field, "nonsense")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(closed, timeout=5_000)
    assert window._client.folders[0].ignores == "*.png\n/raw/"


def test_a_folder_that_is_alone_has_no_turn(qtbot, open_window):
    window = open_window(folders=(FolderStatus("/a", True, 1, 1, 0),))
    window.library.show_folders()
    qtbot.waitUntil(window.library.folders.rows["/a"].isVisible, timeout=5_000)
    assert not window.library.folders.rows["/a"].priority.isVisible()


def test_the_reasons_of_failed_files_have_the_room(open_window):
    page = open_window(failed=FAILED).library.failed
    page.window().show()
    header = page.view.header()
    assert header.sectionSize(1) > header.sectionSize(0) + header.sectionSize(2)


def test_nothing_is_said_of_failed_files_before_it_is_known(open_window):
    page = open_window(wait=False).library.failed
    assert page._intro.text() == ""
    assert not page.retry_all.isEnabled()


def test_failed_files_are_listed_with_reasons_and_tried_again(qtbot, open_window, commands, script):
    window = open_window(failed=FAILED, progress=replace(script.progress, failed=2))
    qtbot.mouseClick(window.status.failed, Qt.MouseButton.LeftButton)
    page = window.library.failed
    qtbot.waitUntil(lambda: len(page.model.files) == 2, timeout=5_000)
    assert page.isVisible()
    shown = [
        [page.model.data(page.model.index(row, column)) for column in range(3)] for row in range(2)
    ]
    assert shown[0] == ["broken.jpg", "The JPEG ends in the middle", "/photos"]
    assert shown[1][0] == "caf\N{REPLACEMENT CHARACTER}.pdf"
    assert not page.retry.isEnabled()
    page.view.setCurrentIndex(page.model.index(1, 0))
    page.retry.click()
    # The path goes back as it came, to the byte.
    qtbot.waitUntil(
        lambda: "RetryFailed(paths=('/docs/caf\\udce9.pdf',))" in commands(), timeout=5_000
    )
    page.retry_all.click()
    qtbot.waitUntil(lambda: "RetryFailed(paths=())" in commands(), timeout=5_000)


def test_files_read_in_part_are_listed_and_not_tried_again(qtbot, open_window, script):
    partial = FileStatus("/docs/book.pdf", "indexed", "page 3 could not be read", 9)
    window = open_window(failed=(partial,), progress=replace(script.progress, partial=1))
    qtbot.waitUntil(window.status.failed.isVisible, timeout=5_000)
    assert window.status.failed.text() == "1 file could be read in part"
    qtbot.mouseClick(window.status.failed, Qt.MouseButton.LeftButton)
    page = window.library.failed
    qtbot.waitUntil(lambda: len(page.model.files) == 1, timeout=5_000)
    assert page.model.data(page.model.index(0, 1)) == "page 3 could not be read"
    page.view.setCurrentIndex(page.model.index(0, 0))
    assert not page.retry.isEnabled()
    assert not page.retry_all.isEnabled()
    assert page.folder.isEnabled()
    both = replace(script.progress, failed=2, partial=1)
    window._client.progress_changed.emit(ProgressChanged(both))
    assert window.status.failed.text() == "2 files could not be read, 1 in part"
    assert window.library._tabs.tabText(1) == "Could not be read (3)"


def test_folders_show_their_state(open_window, qtbot):
    window = open_window(
        folders=(
            FolderStatus("/media/drive", False, 12, 12, 0),
            FolderStatus("/media/card", False, 7, 7, 0, replaced=True),
            FolderStatus("/nas", False, 9, 9, 0, silent=True),
            FolderStatus("/photos", True, 1983, 1980, 3),
            FolderStatus("/phone", True, 5, 5, 0, videos=1234),
        )
    )
    window.library_button.click()
    rows = window.library.folders.rows
    assert "Not there now" in rows["/media/drive"].state.text()
    assert "is in its place" in rows["/media/card"].state.text()
    assert "add it again" in rows["/media/card"].toolTip()
    assert "does not answer" in rows["/nas"].state.text()
    assert rows["/photos"].state.text() == "1,983 files · 1,980 searchable · 3 could not be read"
    assert rows["/phone"].state.text() == "5 files · 1,234 videos are not indexed"


@pytest.mark.parametrize(("button", "removed"), [(0, True), (1, False)])
def test_removing_a_folder_asks_first(qtbot, open_window, commands, tmp_path, button, removed):
    window = open_window()
    folder = str(tmp_path / "photos")
    window.library_button.click()
    window.library.folders.rows[folder].remove.click()
    box = window.library.findChild(QMessageBox)
    assert "not touched" in box.informativeText()
    box.buttons()[button].click()
    window._client.send(Rescan())
    qtbot.waitUntil(lambda: "Rescan()" in commands(), timeout=5_000)
    assert (f"RemoveFolder(path={folder!r})" in commands()) is removed
    if removed:
        qtbot.waitUntil(lambda: not window.library.folders.rows, timeout=5_000)


def test_f5_looks_again(qtbot, open_window, commands):
    window = open_window()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: "Rescan()" in commands(), timeout=5_000)


def test_a_folder_says_when_it_was_last_looked_through(qtbot, open_window, script):
    (folder,) = script.folders
    now = datetime.now().replace(hour=0, minute=7)
    long_ago = datetime(2019, 5, 12, 14, 3)
    window = open_window(folders=(replace(folder, scanned=now.timestamp()),))
    window.library.show_folders()
    row = window.library.folders.rows[folder.path]
    assert row.state.text() == "3 files · looked through 00:07"
    before = (replace(folder, scanned=long_ago.timestamp()),)
    window._client.folders_changed.emit(FoldersChanged(before))
    assert row.state.text() == "3 files · looked through 12 May 2019, 14:03"
    window._client.folders_changed.emit(FoldersChanged((folder,)))
    assert row.state.text() == "3 files"
