"""Del sends the files of what is selected to the bin, after a question; Ctrl+Z brings them back."""

from __future__ import annotations

import os
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from app.results.view import ResultsView
from indexer.messages import Hit

CTRL = Qt.KeyboardModifier.ControlModifier
SOON = 5_000


def box_of(window, qtbot) -> QMessageBox:
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=SOON)
    (box,) = window.findChildren(QMessageBox)
    return box


def agree(window, qtbot) -> None:
    box = box_of(window, qtbot)
    (yes,) = [each for each in box.findChildren(QPushButton) if "bin" in each.text()]
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox), timeout=SOON)


def names(results: ResultsView) -> list[str]:
    return [Path(hit.path).name for hit in results.photos.list.hits.hits]


def moves(commands) -> list[str]:
    return [line for line in commands() if line.startswith("BinFiles")]


@pytest.fixture
def window(qtbot, open_window):
    return ask(qtbot, open_window())


def ask(qtbot, window):
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: names(window.results) == ["red.jpg", "green.jpg", "blue.jpg"])
    window.results.photos.list.setFocus()
    return window


def test_del_asks_moves_goes_on_and_ctrl_z_brings_back(qtbot, window, commands, photos):
    grid = window.results.grid
    grid.select_row(1)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    box = box_of(window, qtbot)
    assert box.text() == "Move “green.jpg” to the bin?"
    assert str(photos[1].parent) in box.informativeText()
    assert "Nothing is deleted" in box.informativeText()
    assert not moves(commands), "nothing goes before the answer"
    agree(window, qtbot)
    qtbot.waitUntil(lambda: names(window.results) == ["red.jpg", "blue.jpg"], timeout=SOON)
    assert moves(commands) == [f"BinFiles(id=-1, files=(('{photos[1]}', '1a'),))"]
    assert window.results.selected.path == str(photos[2]), "it goes on with the next"
    assert window.preview.hit.path == str(photos[2])
    assert window.banner.text.text() == "“green.jpg” is in the bin."
    window.activateWindow()
    qtbot.waitUntil(grid.hasFocus, timeout=SOON)
    qtbot.keyClick(grid, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: len(names(window.results)) == 3, timeout=SOON)
    assert not window.banner.isVisible()
    assert window.results.selected.path == str(photos[2])


def test_nothing_goes_where_it_is_cancelled(qtbot, window, commands):
    window.results.grid.select_row(0)
    qtbot.keyClick(window.results.grid, Qt.Key.Key_Delete)
    qtbot.keyClick(box_of(window, qtbot), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox), timeout=SOON)
    assert not moves(commands)
    assert len(names(window.results)) == 3


def test_several_go_at_once_and_the_button_brings_them_back(qtbot, window, commands):
    grid = window.results.grid
    qtbot.keyClick(grid, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert box_of(window, qtbot).text() == "Move 3 files to the bin?"
    agree(window, qtbot)
    qtbot.waitUntil(lambda: names(window.results) == [], timeout=SOON)
    assert "3 files are in the bin." in window.banner.text.text()
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(names(window.results)) == 3, timeout=SOON)


def test_which_file_is_meant_is_said_where_a_hit_stands_for_several(qtbot, open_window, script):
    first = replace(script.photos[0], copies=("/backup/red.jpg",), alike=("/mail/red small.jpg",))
    window = ask(qtbot, open_window(photos=(first, *script.photos[1:])))
    window.results.grid.select_row(0)
    qtbot.keyClick(window.results.grid, Qt.Key.Key_Delete)
    told = box_of(window, qtbot).informativeText()
    assert "The same is also in 2 other files, which stay:" in told
    assert "/backup/red.jpg\n/mail/red small.jpg" in told


def test_of_a_page_the_document_goes_once(qtbot, window, commands):
    pages = window.results.pages.list
    pages.select_row(0)
    qtbot.keyClick(pages, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(pages, Qt.Key.Key_Delete)
    box = box_of(window, qtbot)
    assert box.text() == "Move “diary.pdf” to the bin?"
    assert "The whole document goes" in box.informativeText()
    agree(window, qtbot)
    qtbot.waitUntil(lambda: bool(moves(commands)), timeout=SOON)
    assert moves(commands)[0].count("diary.pdf") == 1


def test_what_cannot_go_stays_and_says_why(qtbot, open_window, photos):
    window = ask(qtbot, open_window(stay=(str(photos[0]),)))
    window.results.grid.select_row(0)
    qtbot.keyClick(window.results.grid, Qt.Key.Key_Delete)
    agree(window, qtbot)
    qtbot.waitUntil(lambda: window.banner.isVisible(), timeout=SOON)
    assert window.banner.text.text() == "red.jpg was not moved: no permission."
    assert not window.banner.button.isVisible()
    assert window.results.selected.path == str(photos[0])


def test_a_worker_that_dies_meanwhile_is_told_of(qtbot, open_window, tmp_path):
    window = ask(qtbot, open_window(moving_crash=str(tmp_path / "died")))
    window.results.grid.select_row(0)
    qtbot.keyClick(window.results.grid, Qt.Key.Key_Delete)
    agree(window, qtbot)
    qtbot.waitUntil(lambda: "stopped while it moved" in window.banner.text.text(), timeout=SOON)


def test_what_a_dead_worker_has_not_taken_is_not_moved_by_the_next(qtbot, window, commands):
    client = window._client
    os.kill(client.pid, 9)
    assert wait([client._handle.process.sentinel], SOON / 1000), "it is dead"
    window.discarding._send(window.results.photos.list.hits.hits[:1])  # nobody has told the window
    qtbot.waitUntil(lambda: "stopped while it moved" in window.banner.text.text(), timeout=SOON)
    window.composer.set_text("hills")
    qtbot.waitUntil(lambda: any("hills" in line for line in commands()), timeout=SOON)
    assert not moves(commands), "it was told that all are where they were"


def test_a_menu_is_of_the_hit_that_it_opens_on_though_another_is_selected(qtbot, window):
    grid = window.results.grid
    grid.select_row(0)
    at = grid.visualRect(grid.hits.index(1)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.RightButton, CTRL, at)
    assert [Path(hit.path).name for hit in grid.selected_hits()] == ["red.jpg"], "Qt leaves it so"
    grid.customContextMenuRequested.emit(at)
    menu = QApplication.activePopupWidget()
    (choice,) = [each for each in menu.actions() if "bin" in each.text()]
    choice.trigger()
    menu.close()
    assert box_of(window, qtbot).text() == "Move “green.jpg” to the bin?"


def test_in_an_open_collection_del_takes_out_and_nothing_goes_to_the_bin(
    qtbot, open_window, script, tmp_path, commands
):
    window = ask(qtbot, open_window(kept=str(tmp_path / "kept")))
    hits: tuple[Hit, ...] = window.results.photos.list.hits.hits
    window.keeping.new_collection(hits)
    qtbot.waitUntil(lambda: bool(window._client.kept.collections), timeout=SOON)
    window.keeping.open(("collection", window._client.kept.collections[0].id))
    qtbot.waitUntil(lambda: bool(window.keeping.collection), timeout=SOON)
    qtbot.waitUntil(lambda: not window.session.waiting, timeout=SOON)
    window.results.grid.setFocus()
    window.results.grid.select_row(0)
    qtbot.keyClick(window.results.grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(names(window.results)) == 2, timeout=SOON)
    assert not window.findChildren(QMessageBox)
    assert not moves(commands)


def test_from_quick_look_it_goes_on_with_the_next(qtbot, window, photos):
    grid, look = window.results.grid, window.quick_look
    grid.select_row(0)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    qtbot.keyClick(look, Qt.Key.Key_Delete)
    agree(window, qtbot)
    qtbot.waitUntil(lambda: look.hit is not None and look.hit.path == str(photos[1]), timeout=SOON)
    assert look.isVisible()
