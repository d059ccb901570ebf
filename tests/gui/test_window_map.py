"""The map of meaning: by mouse, by keys, as a list, and what stands there when there is none."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from app import theme
from app.icons import IconButton
from indexer.messages import LibraryItem, MapGroup, MeaningMap

RED, GREEN, BLUE = (LibraryItem(f"{n}a", 0) for n in range(3))
DIARY = LibraryItem("d1", 1)
MAP = MeaningMap(
    items=(RED, GREEN, DIARY, BLUE),
    xs=(0.0, 1.0, 0.5, 8.0),
    ys=(0.0, 0.0, 0.87, 1.0),
    of=(0, 0, 0, 1),
    groups=(
        MapGroup(("roses", "forest"), 0.5, 0.3, 1.3),
        MapGroup((), 8.0, 1.0, 0.9),
    ),
    total=4,
)


@pytest.fixture
def window(qtbot, open_window):
    window = open_window(map=MAP)
    window.resize(1100, 700)
    return window


@pytest.fixture
def shown(qtbot, window):
    """A window that shows the map, with all that is in it."""
    qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    view = window.map.view
    qtbot.waitUntil(lambda: view.isVisible() and len(view.hits) == 4, timeout=5_000)
    return window


def at(view, item: LibraryItem) -> QPoint:
    place = MAP.items.index(item)
    return view.camera.to_room(QPointF(MAP.xs[place], MAP.ys[place])).toPoint()


def test_the_sidebar_leads_to_it_and_escape_back(qtbot, window):
    window.show_sidebar(shown=True)
    rows = window.keeping.sidebar.rows
    (row,) = rows.findItems("Map of meaning", Qt.MatchFlag.MatchExactly)
    place = rows.visualItemRect(row).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.shows_map
    qtbot.waitUntil(window.map.view.isVisible, timeout=5_000)
    assert window.map.facts.text() == "4 photos and pages"
    assert rows.currentItem().text(0) == "Map of meaning"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.shows_map
    assert rows.currentItem().text(0) == "Newest"
    window.show_map()
    (newest,) = rows.findItems("Newest", Qt.MatchFlag.MatchExactly)
    place = rows.visualItemRect(newest).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not window.shows_map
    assert rows.currentItem().text(0) == "Newest"


def test_its_groups_are_a_list_with_names_and_counts(shown):
    groups = shown.map.groups
    rows = [groups.topLevelItem(n) for n in range(groups.topLevelItemCount())]
    assert [(row.text(0), row.text(1)) for row in rows] == [
        ("Roses, forest", "3"),
        ("Various", "1"),
    ]
    spoken = rows[0].data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Roses, forest: 3 photos and pages"
    assert QAccessible.queryAccessibleInterface(groups).text(QAccessible.Text.Name)
    assert QAccessible.queryAccessibleInterface(shown.map.view).text(QAccessible.Text.Name)


def test_the_pointer_shows_what_is_under_it_and_a_click_shows_it_large(qtbot, shown):
    view = shown.map.view
    qtbot.mouseMove(view, at(view, GREEN))
    qtbot.waitUntil(lambda: view.hovered == MAP.items.index(GREEN), timeout=5_000)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, GREEN))
    assert shown.quick_look.isVisible()
    assert shown.quick_look.hit.path.endswith("green.jpg")
    assert shown.quick_look.place.text() == "2 of 3"
    qtbot.keyClick(shown.quick_look, Qt.Key.Key_Left)
    assert shown.quick_look.hit.path.endswith("red.jpg"), "keys go on in the group"
    qtbot.keyClick(shown.quick_look, Qt.Key.Key_End)
    assert shown.quick_look.hit.path == "/docs/diary.pdf"
    qtbot.keyClick(shown.quick_look, Qt.Key.Key_Escape)
    assert shown.shows_map
    assert view.hasFocus()


def test_nothing_that_is_hidden_behind_the_map_goes_to_the_bin(qtbot, window):
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(window.results.hits) == 5, timeout=5_000)
    window.results.grid.select_row(0)
    window.show_map()
    view = window.map.view
    qtbot.waitUntil(lambda: view.isVisible() and len(view.hits) == 4, timeout=5_000)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, GREEN))
    qtbot.keyClick(window.quick_look, Qt.Key.Key_Delete)
    QApplication.processEvents()
    assert [box for box in window.findChildren(QMessageBox) if box.isVisible()] == []
    qtbot.keyClick(window.quick_look, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.activePopupWidget() is None, "nor is it exported"


def test_a_click_beside_all_chooses_nothing_and_one_on_a_disc_its_group(qtbot, shown):
    view, groups = shown.map.view, shown.map.groups
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, BLUE))
    qtbot.keyClick(shown.quick_look, Qt.Key.Key_Escape)
    assert view.group == 1
    assert groups.currentItem().text(0) == "Various"
    beside = view.camera.to_room(QPointF(4.5, 0.5)).toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=beside)
    assert view.group == -1
    assert groups.currentItem() is None
    assert not shown.map.open_button.isEnabled()


def test_the_wheel_zooms_at_the_pointer_and_the_mouse_draws_it_along(qtbot, shown):
    view = shown.map.view
    whole, place = view.camera.scale, at(view, BLUE)
    for _ in range(6):
        where = QPointF(place)
        event = QWheelEvent(
            where, view.mapToGlobal(where), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view, event)
    assert view.camera.scale > 1.5 * whole
    assert math.dist(at(view, BLUE).toTuple(), place.toTuple()) <= 2, "it stays where it is"
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=place)
    for step in range(1, 11):
        qtbot.mouseMove(view, place - QPoint(12 * step, 0))
        qtbot.wait(5)  # as a hand does: moves that come at once are one
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place - QPoint(120, 0))
    assert at(view, BLUE).x() < place.x() - 100
    assert not shown.quick_look.isVisible(), "that was no click"
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.camera.scale == pytest.approx(whole)


def test_keys_zoom_and_move_it(qtbot, shown):
    view = shown.map.view
    view.setFocus()
    whole = view.camera.scale
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera.scale > whole
    before = at(view, RED)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert at(view, RED).x() < before.x()
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.camera.scale == pytest.approx(whole)


def test_by_keys_alone_a_group_becomes_results_and_escape_leads_back(qtbot, shown):
    groups = shown.map.groups
    assert groups.hasFocus()
    shown.map.keep_still(True)
    whole = shown.map.view.camera.scale
    qtbot.keyClick(groups, Qt.Key.Key_Down)
    qtbot.keyClick(groups, Qt.Key.Key_Home)
    assert shown.map.view.group == 0
    assert shown.map.view.camera.scale > whole, "it is brought close, and at once"
    qtbot.keyClick(groups, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not shown.shows_map, timeout=5_000)
    names = [hit.path.rpartition("/")[2] for hit in shown.results.hits]
    qtbot.waitUntil(lambda: len(shown.results.hits) == 3, timeout=5_000)
    names = [hit.path.rpartition("/")[2] for hit in shown.results.hits]
    assert names == ["red.jpg", "green.jpg", "diary.pdf"]
    assert shown.keeping.open_bar.name.text() == "Roses, forest"
    assert shown.results.order.text() == "Most typical first"
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.shows_map
    assert shown.map.view.group == 0, "it is as it was left"


def test_a_group_slides_near_unless_less_motion_is_wanted(qtbot, shown):
    view, groups = shown.map.view, shown.map.groups
    whole = view.camera.scale
    groups.setCurrentItem(groups.topLevelItem(1))
    assert view.camera.scale == pytest.approx(whole), "it has only begun"
    qtbot.waitUntil(lambda: view.camera.scale > 1.2 * whole, timeout=5_000)


def test_a_question_leaves_the_map_and_a_renewal_does_not(qtbot, shown):
    shown.session.renew()
    qtbot.wait(200)
    assert shown.shows_map
    shown.composer.set_text("sea")
    shown.composer.ask_now()
    qtbot.waitUntil(lambda: len(shown.results.hits) == 5, timeout=5_000)
    assert not shown.shows_map


def test_what_is_seen_large_over_the_map_stays_when_the_results_behind_are_renewed(qtbot, shown):
    view, look = shown.map.view, shown.quick_look
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(view, GREEN))
    with qtbot.waitSignal(shown.session.answered, timeout=5_000):
        shown.session.renew()
    assert look.isVisible(), "nothing is selected in the results, which is not looked at either"
    shown.results.hit_selected.emit(replace(look.hit, path="/photos/renamed.jpg"))
    assert look.hit.path.endswith("green.jpg"), "what is selected there was renamed, say"


def test_the_keys_are_for_the_results_of_a_group_and_never_for_a_slider(qtbot, shown):
    groups = shown.map.groups
    shown.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(shown.results.hits) == 5, timeout=5_000)
    shown.show_map()
    qtbot.keyClick(groups, Qt.Key.Key_Home)
    qtbot.keyClick(groups, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(shown.results.hits) == 3, timeout=5_000)
    assert shown.results.grid.hasFocus()
    shown.show_map()
    qtbot.keyClick(shown.map.groups, Qt.Key.Key_End)
    (close,) = [each for each in shown.map.findChildren(IconButton) if "Esc" in each.toolTip()]
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not shown.shows_map
    assert shown.results.grid.hasFocus()


def test_with_nothing_behind_the_map_the_keys_are_for_the_question(qtbot, shown):
    assert not shown.results.hits
    shown.map.closed.emit()
    assert shown.composer.field.hasFocus()


def test_the_name_of_what_is_open_is_not_seen_over_the_map(qtbot, shown):
    qtbot.keyClick(shown.map.groups, Qt.Key.Key_Home)
    qtbot.keyClick(shown.map.groups, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(shown.results.hits) == 3, timeout=5_000)
    bar = shown.keeping.open_bar
    assert bar.isVisible()
    shown.show_map()
    assert not bar.isVisible(), "the map is not that group, and would not be exported"
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert bar.isVisible()
    assert bar.name.text() == "Roses, forest"
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.shows_map
    assert not bar.isVisible()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert not bar.isVisible(), "nothing is open any more"


def test_what_stands_there_without_a_map_says_why(qtbot, open_window):
    window = open_window()
    window.show_map()
    words = "The map cannot be drawn. There is no model."
    qtbot.waitUntil(lambda: window.map._message.text() == words, timeout=5_000)
    empty = open_window(map=MeaningMap(total=1))
    empty.show_map()
    words = "There is no map yet: it is drawn once a few photos or pages are read."
    qtbot.waitUntil(lambda: empty.map._message.text() == words, timeout=5_000)
    assert not empty.map.groups.isVisible()


def test_a_sample_says_that_it_is_one(qtbot, open_window):
    window = open_window(map=replace(MAP, total=120_000))
    window.show_map()
    qtbot.waitUntil(window.map.view.isVisible, timeout=5_000)
    assert window.map.facts.text() == "4 of 120,000 photos and pages, spread over all of them"


def test_names_are_in_the_windows_language(qapp):
    from app.map.words import group_name

    qapp.setProperty("spoken", "de")
    try:
        assert group_name(("roses", "forest")) == "Rosen, Wald"
        qapp.setProperty("spoken", "zh_CN")
        assert group_name(("roses", "forest")) == "玫瑰、森林"
    finally:
        qapp.setProperty("spoken", "en")
    assert group_name(("roses", "forest")) == "Roses, forest"


def test_counts_are_in_the_colours_of_the_moment(qtbot, shown, qapp):
    groups = shown.map.groups
    before = groups.topLevelItem(0).foreground(1).color()
    theme.apply(qapp, Qt.ColorScheme.Dark)
    try:
        muted = shown.map.palette().color(theme.MUTED)
        assert muted != before
        for row in range(groups.topLevelItemCount()):
            assert groups.topLevelItem(row).foreground(1).color() == muted
    finally:
        theme.apply(qapp)
