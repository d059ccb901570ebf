"""The order of results in the window: its button, dividers, what stays and what is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu

from app.results.hits import HIT


def rows(listed):
    """The list as it is shown: titles of dividers, names of hits."""
    model = listed.hits
    return [model.index(row).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]


@pytest.fixture
def found(script):
    """Photos by relevance: two strong, two fair, three weak, which are the newest."""
    told = (
        ("img10.jpg", "strong", "2011"),
        ("img2.jpg", "strong", "2019"),
        ("Img1.jpg", "fair", "2015"),
        ("zoo.jpg", "fair", "2013"),
        ("b.jpg", "weak", ""),
        ("a.jpg", "weak", ""),
        ("c.jpg", "weak", ""),
    )
    return tuple(
        replace(
            script.photos[n % 3], path=f"/photos/{name}", strength=strength, content=f"{n}b",
            moment=f"{year}-06-05T00:00:00" if year else "",
        )
        for n, (name, strength, year) in enumerate(told)
    )  # fmt: skip


@pytest.fixture
def window(qtbot, open_window, script, found):
    window = open_window(photos=found, pages=(replace(script.pages[0], strength="weak"),))
    window.resize(1100, 700)
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: window.results.hits == (*found, *window.results.pages.list.hits.hits))
    return window


WEAK = ["Weak matches, by relevance", "b.jpg", "a.jpg", "c.jpg"]


def choose(qtbot, window, text):
    """Choose from the menu, as a click on the button shows it."""
    button = window.results.order
    chosen = []

    def click():
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (action,) = [action for action in menu.actions() if action.text() == text]
        chosen.append(action)
        qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    QTimer.singleShot(100, click)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen
    qtbot.waitUntil(lambda: button.text() == text, timeout=5_000)


def test_what_is_relevant_is_sorted_and_what_is_weak_stays_below(qtbot, window):
    photos = window.results.photos.list
    button = window.results.order
    assert button.text() == "By relevance"
    assert rows(photos)[:1] == ["Strong matches"]
    for text, names in (
        ("Newest first", ["img2.jpg", "Img1.jpg", "zoo.jpg", "img10.jpg"]),
        ("Oldest first", ["img10.jpg", "zoo.jpg", "Img1.jpg", "img2.jpg"]),
        ("By name", ["Img1.jpg", "img2.jpg", "img10.jpg", "zoo.jpg"]),
    ):
        choose(qtbot, window, text)
        assert rows(photos) == ["Relevant matches", *names, *WEAK]
        assert button.accessibleName() == f"Order of the results: {text}"
        assert [action.text() for action in button.menu().actions() if action.isChecked()] == [text]
    assert rows(window.results.pages.list) == ["Only weak matches, by relevance", "diary.pdf"]
    choose(qtbot, window, "By relevance")
    assert rows(photos)[:4] == ["Strong matches", "img10.jpg", "img2.jpg", "Fair matches"]


def test_the_selected_photo_stays_selected_and_in_sight(qtbot, window, found):
    grid = window.results.photos.list
    grid.select_row(0)
    choose(qtbot, window, "Newest first")
    assert grid.currentIndex().data(HIT) == found[0]
    assert grid.selected_hits() == (found[0],)
    assert window.results.selected == found[0]
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()).center())
    assert window.preview.isVisible()


def test_the_list_goes_back_to_its_top(qtbot, window):
    window.resize(720, 520)
    bar = window.results.photos.list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 50)
    bar.setValue(bar.maximum())
    choose(qtbot, window, "Oldest first")
    assert bar.value() == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_the_keyboard_reaches_the_button_and_its_menu(qtbot, window, key):
    grid, button = window.results.photos.list, window.results.order
    grid.select_row(0)
    grid.setFocus()
    for _ in range(6):
        if QApplication.focusWidget() is button:
            break
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is button

    def press():
        menu = QApplication.activePopupWidget()
        assert menu.activeAction().text() == "By relevance", "where the choice is"
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(150, press)
    qtbot.keyClick(button, key)
    qtbot.waitUntil(lambda: button.text() == "Newest first", timeout=5_000)
    assert window.preview.isVisible(), "Space is not the lists' here"


def test_the_order_lasts_as_long_as_a_question_is_typed_on(qtbot, window, commands):
    button = window.results.order
    choose(qtbot, window, "By name")
    qtbot.keyClicks(window.composer.field, " and sand")
    qtbot.waitUntil(lambda: "and sand" in commands()[-1] and not window.session.waiting)
    assert "order='name'" in commands()[-1]
    assert button.text() == "By name"
    window.composer.clear()
    qtbot.waitUntil(lambda: window.session.query.parts == () and not window.session.waiting)
    assert "order='relevance'" in commands()[-1]
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: bool(window.results.hits) and not window.session.waiting)
    assert button.text() == "By relevance"


def test_what_is_newest_can_be_sorted_too(qtbot, open_window, found):
    newest = tuple(replace(hit, strength=None, score=None) for hit in found[:4])
    window = open_window(newest=newest)
    qtbot.waitUntil(lambda: window.results.hits == newest)
    assert window.results.order.text() == "By last change"
    assert window.results.photos._heading.text() == "Newest photos"
    choose(qtbot, window, "By name")
    names = ["Img1.jpg", "img2.jpg", "img10.jpg", "zoo.jpg"]
    assert rows(window.results.photos.list) == names
    assert window.results.photos._heading.text() == "Photos"


def test_the_button_is_in_the_corner_of_both_lists(qtbot, window, script):
    results, button = window.results, window.results.order
    assert results.pages.isAncestorOf(button)
    window.resize(720, 700)
    results.hit_selected.emit(results.photos.list.hits.hits[0])  # the preview takes room
    qtbot.waitUntil(lambda: results.photos.isAncestorOf(button), timeout=5_000)
    assert button.isVisible()


def test_a_saved_search_keeps_its_order(qtbot, open_window, found, tmp_path):
    window = open_window(photos=found, kept=str(tmp_path / "kept"))
    window.composer.set_text("sea")
    photos = window.results.photos.list
    qtbot.waitUntil(lambda: photos.hits.hits == found, timeout=10_000)
    choose(qtbot, window, "Oldest first")
    window.keeping.save_search()
    qtbot.waitUntil(lambda: bool(window._client.kept.saved), timeout=5_000)
    assert window._client.kept.saved[0].title == "sea · oldest first"
    window.composer.clear()
    qtbot.waitUntil(lambda: window.results.order.text() == "By last change")
    window.keeping.open(("saved", window._client.kept.saved[0].id))
    qtbot.waitUntil(lambda: window.results.order.text() == "Oldest first", timeout=5_000)
    assert rows(photos)[:2] == ["Relevant matches", "img10.jpg"]
    assert window.session.query.order == "oldest"


def test_a_heading_has_the_room_that_the_button_leaves(qtbot, open_window):
    window = open_window()
    window.resize(720, 520)
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(window.results.hits) == 5, timeout=5_000)
    photos, order = window.results.photos, window.results.order
    photos._title = "Photos with a long name"  # as it may be in another language
    window.show_sidebar(shown=True)
    qtbot.waitUntil(lambda: photos.isAncestorOf(order), timeout=5_000)
    window.show_sidebar(shown=False)
    qtbot.waitUntil(lambda: not photos.isAncestorOf(order), timeout=5_000)
    assert photos._heading.text() == "Photos with a long name"
