"""What a screen reader meets: every control has a name and a role, and Tab leads as one reads."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QWidget

from indexer.messages import FolderStatus, SearchDone

Name, Role = QAccessible.Text.Name, QAccessible.Role
ROLES = {
    Role.Button, Role.ButtonMenu, Role.CheckBox, Role.RadioButton, Role.ComboBox, Role.SpinBox,
    Role.Slider, Role.EditableText, Role.HotkeyField, Role.List, Role.Tree, Role.Table,
    Role.PageTabList, Role.StaticText, Role.Graphic, Role.Link,
}  # fmt: skip
ALIKE = 14  # pixels: what stands in one row has its middle at about one height


def controls(window: QWidget) -> list[QWidget]:
    """What Tab leads to in a window, in that order."""
    found = []
    each = window.nextInFocusChain()
    while each is not window:
        if (
            each.isVisibleTo(window)
            and each.isEnabled()
            and each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.focusProxy() is None
        ):
            found.append(each)
        each = each.nextInFocusChain()
    return found


def name_of(widget: QWidget) -> str:
    """What a screen reader says a control is for."""
    told = QAccessible.queryAccessibleInterface(widget)
    if not isinstance(widget, QComboBox):
        return told.text(Name)
    # Of a list to open, Qt tells on Linux what is chosen, and what it is for as its label.
    labels = [other for other, _ in told.relations(QAccessible.RelationFlag.Label)]
    return " ".join(label.text(Name) for label in labels)


def check(window: QWidget) -> list[QWidget]:
    """Make sure of the name and role of all that can be used there."""
    found = controls(window)
    assert found
    for each in found:
        told = QAccessible.queryAccessibleInterface(each)
        assert told.role() in ROLES, (each, told.role())
        assert name_of(each).strip(), each
        seen = each.text() if hasattr(each, "text") else ""
        if seen and told.role() in (Role.Button, Role.CheckBox, Role.RadioButton):
            plain = seen.replace("&&", "\0").replace("&", "").replace("\0", "&")
            assert plain.lower() in name_of(each).lower(), "what can be read can be said"
    return found


def in_reading_order(window: QWidget, widgets: list[QWidget]) -> bool:
    """Whether each stands below the one before, or beside it to the right."""
    places = [each.mapTo(window, QPoint(0, each.height() // 2)) for each in widgets]
    return all(
        after.y() > before.y() + ALIKE
        or (abs(after.y() - before.y()) <= ALIKE and after.x() > before.x())
        for before, after in pairwise(places)
    )


@pytest.fixture
def window(qtbot, open_window):
    window = open_window()
    window.resize(1400, 800)
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(window.results.hits) == 5, timeout=5_000)
    return window


def test_the_first_start_can_be_heard(open_window):
    window = open_window(folders=())
    found = check(window)
    assert in_reading_order(window, found)


def test_results_and_what_is_looked_at_can_be_heard(qtbot, window):
    window.show_sidebar(shown=True)
    window.composer.mark(window.results.hits[0], wanted=True)
    window.composer.mark(window.results.hits[1], wanted=False)
    qtbot.waitUntil(lambda: not window.session.waiting, timeout=5_000)
    window.banner.announce("info", "It is in the bin.", "Undo", lambda: None)
    for section in (window.results.photos, window.results.pages):
        section.list.select_row(0)
        qtbot.waitUntil(window.preview.isVisible, timeout=5_000)
        found = check(window)
    names = [name_of(each) for each in found]
    assert len(names) > 25
    window._look_large()
    told = QAccessible.queryAccessibleInterface(window.quick_look)
    assert told.role() == Role.Graphic
    assert told.text(Name).startswith("diary.pdf, page 1, seen large")


def test_tab_leads_through_the_question_the_results_and_the_preview(qtbot, window):
    window.composer.mark(window.results.hits[0], wanted=True)
    window.composer.mark(window.results.hits[1], wanted=False)
    qtbot.waitUntil(lambda: not window.session.waiting, timeout=5_000)  # its answer selects none
    window.results.pages.list.select_row(0)
    qtbot.waitUntil(window.preview.isVisible, timeout=5_000)

    def is_orderly(part: QWidget) -> bool:
        """Whether Tab leads through all of a part at once, as one reads it."""
        order = controls(window)
        inside = [each for each in order if part.isAncestorOf(each)]
        places = [order.index(each) for each in inside]
        together = places == list(range(places[0], places[0] + len(places)))
        return len(inside) >= 2 and together and in_reading_order(part, inside)

    for part in (window.composer, window.results.photos, window.results.pages, window.preview):
        # What a hit tells is still to come.
        qtbot.waitUntil(lambda p=part: is_orderly(p), timeout=5_000)
    order = controls(window)
    one, other = window.composer.chips
    begin = order.index(one.turn_button)
    assert order[begin : begin + 5] == [
        *(one.turn_button, one.remove_button, other.turn_button, other.remove_button),
        window.composer.field,
    ]
    parts = (window.composer.field, window.results.grid, window.results.pages.list)
    parts += (window.preview.picture, window.status.settings)
    places = [order.index(part) for part in parts]
    assert places == sorted(places)
    window.composer.clear()
    assert not [each for each in controls(window) if each in (one.turn_button, other.turn_button)]


def test_the_library_can_be_heard(qtbot, open_window, tmp_path):
    folders = tuple(
        FolderStatus(str(tmp_path / name), True, 3, 3, 0) for name in ("b", "cats & dogs", "a")
    )
    window = open_window(folders=folders)
    library = window.library
    for show in (library.show_folders, library.show_failed, library.show_duplicates):
        show()
        found = check(library)
        assert in_reading_order(library, found), [name_of(each) for each in found]
    library._come_up(library.upkeep)
    assert in_reading_order(library, check(library))
    library.show_folders()
    lists = [each for each in controls(library) if isinstance(each, QComboBox)]
    assert [name_of(each) for each in lists] == ["a", "b", "cats & dogs"]


def test_the_settings_can_be_heard(window):
    for section in ("general", "indexing", "models", "shortcuts", "privacy"):
        window.show_settings(section)
        dialog = window._settings_dialog
        dialog.resize(dialog.width(), 1000)  # what is scrolled away stands where other things are
        found = check(dialog)
        assert in_reading_order(dialog, found), [name_of(each) for each in found]
    keys = window._settings_dialog.fields["key_search"].box
    assert QAccessible.queryAccessibleInterface(keys).role() == Role.HotkeyField


def test_where_nothing_is_found_the_focus_is_where_one_types(qtbot, open_window, commands):
    """Not on the button that pauses indexing, which a Space would press."""
    window = open_window()
    window.activateWindow()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(window.results.hits) == 5, timeout=5_000)
    window.results.photos.list.setFocus()
    # As after the last one went to the bin.
    window._client.search_done.emit(SearchDone(window.session._next_id, (), (), 0.1))
    assert window.empty.isVisible()
    assert window.focusWidget() is window.composer.field
