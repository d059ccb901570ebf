"""Strong, fair and weak hits: the dividers between them, for eyes, keys and ears."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from app.results.dividers import DIVIDER
from app.results.hits import HIT


def rows(listed):
    """The list as it is shown: titles of dividers, names of hits."""
    model = listed.hits
    return [model.index(row).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]


@pytest.fixture
def window(qtbot, open_window, script):
    """Photos: five strong, two fair, ten weak; a page that is weak alone."""
    strengths = ["strong"] * 5 + ["fair"] * 2 + ["weak"] * 10
    photos = tuple(
        replace(script.photos[n % 3], path=f"/photos/{n:02}.jpg", strength=strength)
        for n, strength in enumerate(strengths)
    )
    window = open_window(photos=photos, pages=(replace(script.pages[0], strength="weak"),))
    window.resize(1000, 700)
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(window.results.photos.list.hits.hits) == 17, timeout=5_000)
    return window


def test_a_divider_stands_before_each_group_and_nothing_is_hidden(window):
    """Case 44: all is shown, and what is hardly relevant is said to be."""
    names = [f"{n:02}.jpg" for n in range(17)]
    assert rows(window.results.photos.list) == [
        "Strong matches", *names[:5], "Fair matches", *names[5:7], "Weak matches", *names[7:],
    ]  # fmt: skip
    assert rows(window.results.pages.list) == ["Only weak matches", "diary.pdf"]
    assert window.results.photos.count_text == "17"


def test_a_divider_has_a_row_of_the_grid_for_itself(window):
    grid = window.results.photos.list
    places = {row: grid.visualRect(grid.hits.index(row)) for row in range(grid.hits.rowCount())}
    dividers = [row for row in places if grid.hits.index(row).data(DIVIDER)]
    assert dividers == [0, 6, 9]
    for row in dividers:
        assert places[row].width() > 0.9 * grid.viewport().width() - 20
        assert not any(places[row].intersects(other) for at, other in places.items() if at != row)
    columns = sum(places[row].top() == places[1].top() for row in range(1, 6))
    assert columns > 1, "it is still a grid"
    assert places[7].left() == places[1].left(), "a group begins in the first column"


def test_arrows_step_over_dividers_and_reach_every_hit(qtbot, window):
    grid = window.results.photos.list
    grid.select_row(0)
    grid.setFocus()
    assert grid.currentIndex().row() == 1
    seen = {grid.currentIndex().row()}
    for _ in range(20):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
        assert grid.currentIndex().data(HIT) is not None
        seen.add(grid.currentIndex().row())
    assert max(seen) > 16
    assert {6, 9}.isdisjoint(seen)
    for _ in range(20):
        qtbot.keyClick(grid, Qt.Key.Key_Up)
        assert grid.currentIndex().data(HIT) is not None
    assert grid.currentIndex().row() in range(1, 6)
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.currentIndex().row() == 19
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.currentIndex().row() == 1
    assert window.results.selected == grid.hits.hits[0]


def test_a_page_below_a_divider_is_reached_from_the_top(qtbot, window):
    pages = window.results.pages.list
    pages.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_PageUp, Qt.Key.Key_Up, Qt.Key.Key_End):
        qtbot.keyClick(pages, key)
        assert pages.currentIndex().row() == 1


def test_a_click_on_a_divider_chooses_nothing(qtbot, window):
    grid = window.results.photos.list
    grid.select_row(2)
    chosen = window.results.selected
    middle = grid.visualRect(grid.hits.index(6)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert window.results.selected == chosen
    assert grid.currentIndex().data(HIT) == chosen


def test_who_hears_the_list_hears_how_strong_each_hit_is(window):
    model = window.results.photos.list.hits
    spoken = [
        model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1, 6, 7, 9, 10)
    ]
    assert spoken == [
        "Strong matches, 5", "strong match: Photo 00.jpg",
        "Fair matches, 2", "fair match: Photo 05.jpg",
        "Weak matches, 10", "weak match: Photo 07.jpg",
    ]  # fmt: skip


def test_a_divider_explains_itself(qtbot, window):
    grid = window.results.photos.list
    middle: QPoint = grid.visualRect(grid.hits.index(0)).center()
    where = grid.viewport().mapToGlobal(middle)
    QApplication.sendEvent(grid.viewport(), QHelpEvent(QEvent.Type.ToolTip, middle, where))
    assert QToolTip.text().startswith("Most of these")
    QToolTip.hideText()


def test_the_selected_photo_stays_selected_where_dividers_move(window):
    grid = window.results.photos.list
    grid.select_row(6)
    hits = grid.hits.hits
    weaker = tuple(replace(hit, strength="weak") for hit in hits)
    kept = grid.show_hits(weaker, hits[6])
    assert kept == weaker[6]
    assert grid.currentIndex().data(HIT) == weaker[6]
    assert rows(grid)[0] == "Only weak matches"


@pytest.mark.parametrize("width", [720, 900, 1300])
def test_a_width_of_the_window_changes_columns_and_keeps_dividers_whole(qtbot, window, width):
    window.resize(width, 700)
    grid = window.results.photos.list

    def is_whole():
        place = grid.visualRect(grid.hits.index(6))
        after = grid.visualRect(grid.hits.index(7))
        assert place.bottom() < after.top() + 1
        assert place.right() <= grid.viewport().width()
        assert grid.horizontalScrollBar().maximum() == 0

    qtbot.waitUntil(is_whole, timeout=3_000)
