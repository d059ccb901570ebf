"""Browsing without a question: dates, folders, cameras and places in the list at the left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QProxyStyle, QStyle

from app import theme
from app.browse.outline import Outline
from app.query import session
from indexer.messages import Facet, Facets, FacetsChanged

SOON = 20_000
PHOTOS = "type:photo"
FACETS = Facets(
    months=(
        Facet("2020-05", 3, "date:2020-05"),
        Facet("2019-12", 1_200, "date:2019-12"),
        Facet("2019-02", 4, "date:2019-02"),
        Facet("1999", 1, "date:1999"),
    ),
    folders=(
        Facet("/me/Photos", 1_208, "folder:/me/Photos"),
        Facet("/me/Photos/Italy", 8, "folder:/me/Photos/Italy"),
        Facet("/me/Photos/caf\udce9", 2),
    ),
    cameras=(Facet("Fujifilm X-T3", 5, 'camera:"Fujifilm X-T3"'),),
    places=(Facet("Lisbon, Portugal", 7, 'near:"Lisbon, Portugal"'),),
    undated=Facet("", 2, f"{PHOTOS} -has:date"),
    cameraless=Facet("", 9, f"{PHOTOS} -has:camera"),
    placeless=Facet("", 11, f"{PHOTOS} -has:place"),
)


@pytest.fixture
def script(script):
    return replace(script, facets=FACETS)


@pytest.fixture
def browse(open_window, qtbot):
    """A window with the list at the left, and what there is to browse in it."""

    def open_it(**changes):
        window = open_window(**changes)
        with qtbot.waitSignal(window._client.facets_changed, timeout=SOON):
            window.show_sidebar(shown=True)
        return window

    return open_it


def tree_of(window):
    return window.keeping.sidebar.rows


def item_of(window, *names: str):
    """A row by its name and those around it, which are opened."""
    tree = tree_of(window)
    items = tree.sections()
    for place, name in enumerate(names):
        (item,) = [each for each in items if each.text(0) == name]
        if place < len(names) - 1:
            item.setExpanded(True)
        items = [item.child(number) for number in range(item.childCount())]
    return item


def below(window, *names: str) -> list[tuple[str, str]]:
    item = item_of(window, *names)
    item.setExpanded(True)
    return [(item.child(n).text(0), item.child(n).text(1)) for n in range(item.childCount())]


def click(window, qtbot, *names: str) -> None:
    tree = tree_of(window)
    item = item_of(window, *names)
    tree.scrollToItem(item)
    area = tree.visualItemRect(item)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=area.center())


def sent(commands, name: str) -> list[str]:
    return [line for line in commands() if line.startswith(f"{name}(")]


def test_rows_have_counts_and_nothing_is_left_out(browse, qtbot) -> None:
    window = browse()
    assert [item.text(0) for item in tree_of(window).sections()] == [
        "Dates", "Folders", "Cameras", "Places",
    ]  # fmt: skip
    assert below(window, "Dates") == [
        ("2020", "3"), ("2019", "1,204"), ("1999", "1"), ("Without a date", "2"),
    ]  # fmt: skip
    assert below(window, "Dates", "2019") == [("December", "1,200"), ("February", "4")]
    assert below(window, "Dates", "1999") == []
    assert below(window, "Folders") == [("Photos", "1,208")]
    assert item_of(window, "Folders", "Photos").isExpanded(), "the only one is open at once"
    assert below(window, "Folders", "Photos") == [("Italy", "8"), ("caf�", "2")]
    assert below(window, "Cameras") == [("Fujifilm X-T3", "5"), ("Without a camera", "9")]
    assert below(window, "Places") == [("Lisbon, Portugal", "7"), ("Without a place", "11")]


def test_a_click_writes_the_filter_and_lists_the_newest_first(browse, qtbot, commands) -> None:
    window = browse()
    window.composer.set_text("a dog by the sea")
    qtbot.waitUntil(lambda: not window.session.waiting, timeout=SOON)
    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        click(window, qtbot, "Dates", "2019")
    assert window.composer.field.toPlainText() == "date:2019 "
    last = sent(commands, "Search")[-1]
    assert "text='date:2019'" in last
    assert "order='newest'" in last
    assert f"limit={session.LISTED_LIMIT}" in last
    assert tree_of(window).currentItem() is item_of(window, "Dates", "2019")
    assert window.results.photos.list.hits.hits

    # With words it becomes a question, the best first; the row is not what is asked any more.
    window.composer.field.setFocus()
    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        qtbot.keyClicks(window.composer.field, "dog")
    assert "text='date:2019 dog'" in sent(commands, "Search")[-1]
    assert "order='relevance'" in sent(commands, "Search")[-1]
    assert tree_of(window).currentItem() is None

    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        click(window, qtbot, "Cameras", "Without a camera")
    assert window.composer.field.toPlainText() == "type:photo -has:camera "

    # And back: nothing is asked.
    (newest,) = tree_of(window).findItems("Newest", Qt.MatchFlag.MatchExactly)
    area = tree_of(window).visualItemRect(newest)
    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        qtbot.mouseClick(tree_of(window).viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert window.composer.is_empty()
    assert tree_of(window).currentItem() is newest


def test_what_was_typed_is_marked_too(browse, qtbot) -> None:
    window = browse()
    below(window, "Dates")
    below(window, "Dates", "2019")
    qtbot.keyClicks(window.composer.field, "date:2019-02")
    qtbot.waitUntil(lambda: tree_of(window).currentItem() is not None, timeout=SOON)
    qtbot.waitUntil(
        lambda: tree_of(window).currentItem() is item_of(window, "Dates", "2019", "February"),
        timeout=SOON,
    )
    # Folded away, what it is folded into is marked, and stays folded.
    item_of(window, "Dates").setExpanded(False)
    with qtbot.waitSignal(window._client.facets_changed, timeout=SOON):
        window.show_sidebar(shown=False)
        window.show_sidebar(shown=True)
    assert tree_of(window).currentItem() is item_of(window, "Dates")
    assert not item_of(window, "Dates").isExpanded()


def test_a_folder_that_cannot_be_typed_asks_nothing(browse, qtbot, commands) -> None:
    window = browse()
    item = item_of(window, "Folders", "Photos", "caf�")
    assert "cannot be typed" in item.toolTip(0)
    before = len(sent(commands, "Search"))
    click(window, qtbot, "Folders", "Photos", "caf�")
    assert window.composer.is_empty()
    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        window.session.renew()
    assert len(sent(commands, "Search")) == before + 1


def test_by_keys_alone(browse, qtbot, open_window) -> None:
    window = open_window()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=SOON)
    with qtbot.waitSignal(window._client.facets_changed, timeout=SOON):
        QTest.keyClick(
            window.windowHandle(),
            Qt.Key.Key_B,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
    tree = tree_of(window)
    assert tree.hasFocus()
    assert tree.currentItem().text(0) == "Dates"
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(window.windowHandle(), key)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Down)
    assert tree.currentItem().text(0) == "December"
    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert window.composer.field.toPlainText() == "date:2019-12 "
    assert tree.hasFocus(), "the keys go on from there"
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Down)
    assert tree.currentItem().text(0) == "February"
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    qtbot.waitUntil(window.composer.is_empty, timeout=SOON)


def test_a_screen_reader_says_name_and_count(browse) -> None:
    window = browse()
    tree = tree_of(window)
    item = item_of(window, "Dates", "2019")
    reader = QAccessible.queryAccessibleInterface(tree)
    assert reader.role() == QAccessible.Role.Tree
    assert reader.text(QAccessible.Text.Name) == "Browse, saved searches and collections"
    assert item.data(0, Qt.ItemDataRole.AccessibleTextRole) == "2019, 1,204 files"


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("Dates", "Nothing has been read yet"),
        ("Folders", "No folder is watched yet"),
        ("Cameras", "None of your photos names its camera"),
        ("Places", "None of your photos says where it was taken"),
    ],
)
def test_what_is_empty_says_why(browse, qtbot, section: str, says: str) -> None:
    window = browse(facets=Facets())
    assert below(window, section) == [(says, "")]
    click(window, qtbot, section, says)
    assert window.composer.is_empty()


def test_what_is_not_known_yet_says_so() -> None:
    assert [row.name for row in Outline().below(("dates",))] == ["Looking…"]
    placing = Outline(Facets(placing=True))
    assert [row.name for row in placing.below(("places",))] == ["Looking up where they were taken…"]


def test_new_counts_leave_open_what_is_open(browse, qtbot) -> None:
    window = browse()
    below(window, "Dates", "2019")
    tree = tree_of(window)
    tree.setFocus()
    tree.setCurrentItem(item_of(window, "Dates", "2019", "February"))
    more = replace(FACETS, months=(Facet("2021-01", 1, "date:2021-01"), *FACETS.months))
    window._client.facets_changed.emit(FacetsChanged(more))
    assert below(window, "Dates")[0] == ("2021", "1")
    assert item_of(window, "Dates", "2019").isExpanded()
    assert tree.currentItem() is item_of(window, "Dates", "2019", "February")
    assert not item_of(window, "Places").isExpanded()


def test_it_is_counted_only_while_it_is_seen(browse, qtbot, commands) -> None:
    window = browse()
    qtbot.waitUntil(
        lambda: sent(commands, "WatchFacets")[-1:] == ["WatchFacets(wanted=True)"], timeout=SOON
    )
    window.show_sidebar(shown=False)
    qtbot.waitUntil(
        lambda: sent(commands, "WatchFacets")[-1:] == ["WatchFacets(wanted=False)"], timeout=SOON
    )


def test_another_worker_is_asked_again(browse, qtbot, tmp_path) -> None:
    window = browse(crash_once=str(tmp_path / "crashed"))
    with qtbot.waitSignal(window._client.facets_changed, timeout=SOON):
        window.composer.set_text("please crash")


def test_a_row_can_narrow_what_is_asked(browse, qtbot) -> None:
    window = browse()
    window.composer.set_text("a dog type:document")
    item = item_of(window, "Places", "Without a place")
    tree = tree_of(window)
    tree.customContextMenuRequested.emit(tree.visualItemRect(item).center())
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=SOON)
    menu = QApplication.activePopupWidget()
    (narrow,) = [each for each in menu.actions() if each.text().startswith("Narrow")]
    menu.close()
    narrow.trigger()
    assert window.composer.field.toPlainText().split() == ["a", "dog", "type:photo", "-has:place"]


def test_ctrl_narrows_too(browse, qtbot) -> None:
    window = browse()
    window.composer.set_text("a dog")
    tree = tree_of(window)
    item = item_of(window, "Dates", "2019")
    at = tree.visualItemRect(item).center()
    held = Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, held, at)
    assert window.composer.field.toPlainText().split() == ["a", "dog", "date:2019"]
    tree.setFocus()
    tree.setCurrentItem(item_of(window, "Dates", "2020"))
    qtbot.keyClick(tree, Qt.Key.Key_Return, held)
    assert window.composer.field.toPlainText().split() == ["a", "dog", "date:2020"]


def test_a_list_that_is_cut_short_says_so(browse, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("app.browse.browsing.LISTED_LIMIT", 3)
    window = browse()
    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        click(window, qtbot, "Dates", "2019")
    assert "The first 3 are shown" in window.results.note.text()


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("date:2019", True),
        ("type:photo -has:date", True),
        ("date:2019 dog", False),
        ("not:people", False),
        ("dog", False),
        ("", False),
    ],
)
def test_filters_alone_are_a_list(text: str, lists: bool) -> None:
    from indexer.messages import Query, QueryPart

    assert session.lists(Query((QueryPart(text=text),))) is lists
    assert not session.lists(None)
    assert not session.lists(Query((QueryPart(text=text), QueryPart(photo="/1.jpg"))))


def test_rows_are_in_the_colours_of_the_moment(browse, qtbot, qapp) -> None:
    window = browse()
    below(window, "Places")
    item = item_of(window, "Places", "Lisbon, Portugal")
    before = item.foreground(1).color()
    theme.apply(qapp, Qt.ColorScheme.Dark)
    try:
        muted = tree_of(window).palette().color(theme.MUTED)
        assert muted != before
        qtbot.waitUntil(
            lambda: item_of(window, "Places", "Lisbon, Portugal").foreground(1).color() == muted,
            timeout=SOON,
        )
    finally:
        theme.apply(qapp)


class OneClick(QProxyStyle):
    """A desktop that opens what is clicked once, as KDE does."""

    def styleHint(self, hint, option=None, widget=None, data=None) -> int:
        if hint == QStyle.StyleHint.SH_ItemView_ActivateItemOnSingleClick:
            return 1
        return super().styleHint(hint, option, widget, data)


def test_one_click_opens_a_section_whatever_the_desktop_takes_it_for(browse, qtbot, qapp) -> None:
    qapp.setStyle(OneClick("Fusion"))
    try:
        window = browse()
        click(window, qtbot, "Dates")
        assert item_of(window, "Dates").isExpanded(), "it was not opened and closed at once"
        opened = []
        window.results.hit_opened.connect(opened.append)
        window.composer.set_text("sea")
        qtbot.waitUntil(lambda: bool(window.results.hits), timeout=SOON)
        grid = window.results.grid
        place = grid.visualRect(grid.first()).center()
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert window.results.selected == window.results.hits[0]
        assert not opened, "a click looks at a photo, and another program is not wanted yet"
    finally:
        qapp.setStyle("Fusion")
