"""More like this, less like that: hits as parts of the next question, and what each part counts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from app.query.subject import HITS, of_hit, unpack
from indexer.messages import Hit, LibraryItem

NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def asked(qtbot, open_window, commands):
    """A window whose question has been answered, and what it asked last."""
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: window.results.photos.list.hits.rowCount() == 3, timeout=5_000)

    def last() -> str:
        return next(line for line in reversed(commands()) if line.startswith("Search("))

    return window, last


def menu_of(widget) -> QMenu:
    at = widget.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, text: str) -> None:
    action = next(a for a in menu.actions() if a.text().startswith(text))
    action.trigger()
    menu.close()


def test_keys_mark_hits_one_after_the_other(qtbot, asked):
    window, last = asked
    grid, pages = window.results.photos.list, window.results.pages.list
    grid.setFocus()
    grid.select_row(1)
    qtbot.keyClicks(grid, "+")
    qtbot.waitUntil(lambda: "item=LibraryItem(content='1a', page=0)" in last(), timeout=5_000)
    qtbot.waitUntil(lambda: not window.session.waiting)
    assert window.results.selected == grid.hits.hits[1]  # it stays, and so does its preview
    assert window.preview.isVisible()
    assert grid.hasFocus()
    pages.setFocus()
    pages.select_row(1)
    qtbot.keyClicks(pages, "-")
    unlike = "weight=-0.5, document=None, item=LibraryItem(content='d1', page=2)"
    qtbot.waitUntil(lambda: unlike in last(), timeout=5_000)
    assert "text='sea'" in last()
    names = [chip.accessibleName() for chip in window.composer.chips]
    assert names == [
        "Searching for what is like green.jpg",
        "Searching for what is unlike diary.pdf, page 2",
    ]
    qtbot.keyClicks(pages, "-")  # once more takes it back
    qtbot.waitUntil(lambda: "content='d1'" not in last(), timeout=5_000)
    qtbot.keyClicks(pages, "s")
    only = "parts=(QueryPart(text=None, photo=None, weight=1.0, document=None, item="
    qtbot.waitUntil(lambda: only in last(), timeout=5_000)
    assert not window.composer.field.toPlainText()
    assert window.composer.chips[0].subject.part.item == LibraryItem("d1", 2)


def test_the_context_menu_of_a_hit_offers_the_same(qtbot, asked):
    window, last = asked
    grid = window.results.photos.list
    at = grid.visualRect(grid.hits.index(2)).center()
    grid.customContextMenuRequested.emit(at)
    choose(QApplication.activePopupWidget(), "Less like this")
    qtbot.waitUntil(lambda: "weight=-0.5" in last(), timeout=5_000)
    assert "content='2a'" in last()
    grid.customContextMenuRequested.emit(at)
    choose(QApplication.activePopupWidget(), "More like this")
    qtbot.waitUntil(lambda: "weight=-0.5" not in last(), timeout=5_000)
    assert "content='2a'" in last()


def test_the_buttons_of_the_preview_mark_what_it_shows(qtbot, asked):
    window, last = asked
    window.results.pages.list.select_row(0)
    qtbot.waitUntil(lambda: window.preview.more.width() > 10)  # it is laid out
    qtbot.mouseClick(window.preview.more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "item=LibraryItem(content='d1', page=1)" in last(), timeout=5_000)
    qtbot.mouseClick(window.preview.similar, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "text='sea'" not in last(), timeout=5_000)
    assert len(window.composer.chips) == 1


def test_what_a_part_counts_is_changed_by_wheel_keys_and_menu(qtbot, asked, photos):
    window, last = asked
    window.composer.add_files((str(photos[0]),))
    (chip,) = window.composer.chips

    def turn(by: int) -> None:
        at = QPointF(chip.rect().center())
        wheel = QWheelEvent(
            at, QPointF(chip.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, by),
            Qt.MouseButton.NoButton, NO_KEYS, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(chip, wheel)

    turn(120)
    qtbot.waitUntil(lambda: "weight=2.0" in last(), timeout=5_000)
    assert chip.turn_button.text() == "×2"
    assert "above all" in chip.accessibleName()
    turn(120)  # there is no more
    for _ in range(4):
        turn(-60)
    qtbot.waitUntil(lambda: "weight=0.5" in last(), timeout=5_000)
    chip.turn_button.setFocus()
    qtbot.keyClick(chip.turn_button, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "weight=-0.5" in last(), timeout=5_000)
    assert chip.property("wanted") == "false"
    qtbot.keyClick(chip.turn_button, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "weight=0.5" in last(), timeout=5_000)
    choose(menu_of(chip), "Counts more")
    qtbot.waitUntil(lambda: "weight=2.0" in last(), timeout=5_000)
    choose(menu_of(chip), "Search without this")
    qtbot.waitUntil(lambda: not window.composer.chips)


def test_there_is_room_for_a_few_and_that_is_said(qtbot, asked, tmp_path):
    window, _ = asked
    window.composer.add_files(tuple(str(tmp_path / f"{n}.jpg") for n in range(6)))
    grid = window.results.photos.list
    grid.setFocus()
    grid.select_row(0)
    qtbot.keyClicks(grid, "+")
    assert len(window.composer.chips) == 6
    assert "room for 6" in window.status.words.text()


def test_a_picture_on_the_clipboard_is_pasted_as_a_photo(qtbot, open_window, commands, tmp_path):
    window = open_window()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.green)
    QGuiApplication.clipboard().setImage(image)
    window.composer.field.setFocus()
    qtbot.keyClick(window.composer.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(window.composer.chips) == 1, timeout=5_000)
    assert "Pasted picture" in window.composer.chips[0].accessibleName()
    (saved,) = (tmp_path / "library" / "tmp").glob("query-*.png")
    qtbot.waitUntil(lambda: f"photo={str(saved)!r}" in commands()[-1], timeout=5_000)


def test_a_dragged_hit_is_known_in_the_window_again(asked):
    window, _ = asked
    pages = window.results.pages.list.hits
    mime = pages.mimeData([pages.index(1)])
    assert unpack(bytes(mime.data(HITS).data())) == (of_hit(pages.hits[1]),)
    assert unpack(b"[1]") == unpack(b"\xff") == unpack(b"[[[1, 2, 3, 4], 5]]") == ()
    unread = Hit("photo", "/a/caf\udce9.jpg", 0, None, "", 0, 0)
    assert of_hit(unread).part.photo == unread.path


def test_keys_work_in_the_preview_too(qtbot, asked):
    window, last = asked
    grid = window.results.photos.list
    grid.setFocus()
    grid.select_row(0)
    picture = window.preview.picture
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton)
    assert picture.hasFocus()
    window.preview.similar.setFocus()  # the picture itself has + for a closer look
    qtbot.keyClicks(window.preview.similar, "+")
    qtbot.waitUntil(lambda: "item=LibraryItem(content='0a', page=0)" in last(), timeout=5_000)
    qtbot.keyClicks(picture, "s")
    only = "parts=(QueryPart(text=None, photo=None, weight=1.0, document=None, item="
    qtbot.waitUntil(lambda: only in last(), timeout=5_000)
