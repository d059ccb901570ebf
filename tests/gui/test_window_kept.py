"""What a person keeps: recent questions, saved searches, collections, and what goes out of them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
)

from app.kept import recents
from app.kept.sidebar import NEWEST
from app.query.composer import PAUSE_MS
from indexer.catalog import Catalog
from indexer.kept import Shelves
from indexer.library import Library
from indexer.messages import Collection, Export, Kept, KeptQuery, SearchFailed

CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier
SOON = 20_000  # also where much else goes on


@pytest.fixture(autouse=True)
def nobody_looks_for_long(monkeypatch):
    """No question is remembered for having been looked at, but where a test says so."""
    monkeypatch.setattr(recents, "MEANT_MS", 3_600_000)


@pytest.fixture
def script(script, tmp_path):
    """A worker that keeps what it is told, with the real code."""
    return replace(script, kept=str(tmp_path / "kept"))


def asked(window, qtbot, text: str) -> None:
    qtbot.keyClicks(window.composer.field, text)
    qtbot.waitUntil(
        lambda: not window.session.waiting and window.session.query == window.composer.query(),
        timeout=SOON,
    )


def press(window, qtbot, key, held=Qt.KeyboardModifier.NoModifier, on=None) -> None:
    """Press a key; off screen nobody makes a window active again when a menu has closed."""
    if QApplication.activePopupWidget() is None and QApplication.activeWindow() is not window:
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=SOON)
    qtbot.keyClick(on or window, key, held)


def sent(commands, name: str) -> list[str]:
    return [line for line in commands() if line.startswith(f"{name}(")]


def rows(window) -> list[str]:
    tree = window.keeping.sidebar.rows
    items = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    return [item.text(0) for item in items if item not in tree.sections()]  # what is kept


def click_row(window, qtbot, name: str, button=Qt.MouseButton.LeftButton) -> None:
    tree = window.keeping.sidebar.rows
    (item,) = tree.findItems(name, Qt.MatchFlag.MatchExactly)
    qtbot.mouseClick(tree.viewport(), button, pos=tree.visualItemRect(item).center())


def name_it(window, qtbot, name: str) -> None:
    """Type over the name that is being edited."""
    tree = window.keeping.sidebar.rows
    qtbot.waitUntil(lambda: tree._edit_next is None, timeout=SOON)
    if tree.findChild(QLineEdit) is None or QApplication.activeWindow() is not window:
        # Off screen the window may hear late that a menu has taken the keys from it.
        press(window, qtbot, Qt.Key.Key_F2, on=tree)
    field = tree.findChild(QLineEdit)
    qtbot.keyClicks(field, name)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    # Not in the row, which has the name before it is kept.
    qtbot.waitUntil(lambda: name in names_kept(window), timeout=SOON)


def names_kept(window) -> list[str]:
    kept = window._client.kept
    return [each.title for each in kept.saved] + [each.name for each in kept.collections]


def press_focused(window, qtbot, key) -> None:
    """Press a key as a person does: it goes to what has the focus, and to shortcuts."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=SOON)
    QTest.keyClick(window.windowHandle(), key)


def answered_all(window, qtbot) -> None:
    """Wait until the worker has done what it was sent before: commands are done in turn."""
    qtbot.waitUntil(lambda: not window.session.waiting, timeout=SOON)
    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        window.session.renew()
    QApplication.processEvents()  # what follows from an answer that is shown


def open_menu(qtbot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=SOON)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(qtbot, menu: QMenu, text: str) -> None:
    (action,) = [each for each in menu.actions() if each.text().startswith(text)]
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def select(window, qtbot, *places: int, pages: tuple[int, ...] = ()) -> None:
    """Click hits, all but the first with Ctrl."""
    first = True
    for section, chosen in ((window.results.photos, places), (window.results.pages, pages)):
        for place in chosen:
            area = section.list.visualRect(section.list.hits.index(place))
            held = Qt.KeyboardModifier.NoModifier if first else CTRL
            qtbot.mouseClick(
                section.list.viewport(), Qt.MouseButton.LeftButton, held, area.center()
            )
            first = False


def shelves(tmp_path: Path) -> Shelves:
    library = Library(tmp_path / "kept")
    return Shelves(Catalog(library.catalog), library)


# --- recent questions --------------------------------------------------------------------


def test_a_question_that_was_meant_is_offered_again(qtbot, open_window, commands):
    window = open_window()
    asked(window, qtbot, "a dog on the beach")
    assert window.composer.recent_button.isHidden()
    assert not sent(commands, "Remember"), "it may be typed on"
    window.results.photos.list.select_row(0)
    qtbot.waitUntil(lambda: len(window._client.kept.recent) == 1, timeout=SOON)
    press(window, qtbot, Qt.Key.Key_Escape)  # the preview
    press(window, qtbot, Qt.Key.Key_Escape)
    assert window.composer.is_empty()
    qtbot.keyClick(window.composer.field, Qt.Key.Key_Down)
    menu = open_menu(qtbot)
    assert menu.actions()[0].text() == "a dog on the beach"
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: window.composer.field.toPlainText() == "a dog on the beach", timeout=SOON
    )
    qtbot.waitUntil(lambda: len(sent(commands, "Search")) >= 4, timeout=SOON)
    assert len(window._client.kept.recent) == 1


def test_who_reads_the_answer_means_it(qtbot, open_window, commands, monkeypatch):
    monkeypatch.setattr(recents, "MEANT_MS", 300)
    window = open_window()
    asked(window, qtbot, "a dog")
    qtbot.waitUntil(lambda: len(sent(commands, "Remember")) == 1, timeout=SOON)


def test_who_presses_enter_means_it(qtbot, open_window, commands):
    window = open_window()
    qtbot.keyClicks(window.composer.field, "a cat")
    qtbot.keyClick(window.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(sent(commands, "Remember")) == 1, timeout=SOON)


def test_who_presses_enter_does_not_mean_what_is_asked_instead(qtbot, open_window, commands):
    window = open_window()
    field = window.composer.field
    qtbot.keyClicks(field, "please wait")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, " for the")  # before the answer is there
    qtbot.waitUntil(lambda: window.session.query == window.composer.query(), timeout=SOON)
    answered_all(window, qtbot)
    assert not sent(commands, "Remember")


def test_questions_are_forgotten_and_remembered_no_more(qtbot, open_window, commands):
    window = open_window()
    asked(window, qtbot, "a dog")
    window.results.photos.list.select_row(0)
    qtbot.waitUntil(lambda: len(window._client.kept.recent) == 1, timeout=SOON)
    press(window, qtbot, "h", CTRL)
    choose(qtbot, open_menu(qtbot), "Forget recent")
    qtbot.waitUntil(lambda: not window._client.kept.recent, timeout=SOON)
    press(window, qtbot, "h", CTRL)
    menu = open_menu(qtbot)
    assert menu.actions()[0].text() == "No recent questions"
    choose(qtbot, menu, "Remember questions")
    qtbot.waitUntil(lambda: not window._client.kept.remembers, timeout=SOON)
    window.composer.clear()
    asked(window, qtbot, "a cat")
    window.results.photos.list.select_row(0)
    answered_all(window, qtbot)
    assert len(sent(commands, "Remember")) == 1


# --- saved searches ----------------------------------------------------------------------


def test_a_search_is_saved_named_and_asked_again(qtbot, open_window, photos):
    window = open_window()
    window.resize(1240, 800)
    assert window.keeping.sidebar.isHidden()
    window.composer.set_files((str(photos[0]), str(photos[1])))
    window.composer.chips[1].turn_button.click()
    asked(window, qtbot, "a dog type:jpg")
    query = window.composer.query()
    press(window, qtbot, "s", CTRL)
    name_it(window, qtbot, "Dogs")
    assert window.keeping.sidebar.isVisible()
    click_row(window, qtbot, "Newest")
    qtbot.waitUntil(window.composer.is_empty, timeout=SOON)
    click_row(window, qtbot, "Dogs")
    qtbot.waitUntil(lambda: window.composer.query() == query, timeout=SOON)
    qtbot.waitUntil(lambda: window.session.query == query, timeout=SOON)
    assert window.keeping.open_bar.name.text() == "Dogs"
    assert window.keeping.sidebar.rows.currentItem().text(0) == "Dogs"
    qtbot.keyClicks(window.composer.field, "x")
    qtbot.waitUntil(window.keeping.open_bar.isHidden, timeout=SOON)
    assert window.keeping.sidebar.rows.currentItem() is None


def test_a_search_that_is_saved_already_is_not_saved_twice(qtbot, open_window):
    window = open_window()
    window.resize(1240, 800)
    for name, text in (("Dogs", "a dog"), ("Cats", "a cat")):
        window.composer.clear()
        asked(window, qtbot, text)
        press(window, qtbot, "s", CTRL)
        name_it(window, qtbot, name)
    click_row(window, qtbot, "Dogs")
    qtbot.waitUntil(lambda: window.keeping.open_bar.name.text() == "Dogs", timeout=SOON)
    words = "This search is saved already, as “{}”."
    press(window, qtbot, "s", CTRL)
    qtbot.waitUntil(lambda: window.status.words.toolTip() == words.format("Dogs"), timeout=SOON)
    window.composer.clear()
    qtbot.keyClicks(window.composer.field, "a cat")
    press(window, qtbot, "s", CTRL)  # before it is asked, even
    qtbot.waitUntil(lambda: window.status.words.toolTip() == words.format("Cats"), timeout=SOON)
    assert window.keeping.open_bar.name.text() == "Cats"
    assert window.keeping.sidebar.rows.currentItem().text(0) == "Cats"
    qtbot.wait(2 * PAUSE_MS)
    assert window.keeping.open_bar.isVisible(), "it is what stands there"
    assert names_kept(window) == ["Cats", "Dogs"]
    press(window, qtbot, Qt.Key.Key_Delete, on=window.keeping.sidebar.rows)
    qtbot.waitUntil(lambda: names_kept(window) == ["Dogs"], timeout=SOON)
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Cats" in rows(window), timeout=SOON)
    assert window.keeping.sidebar.rows.findChild(QLineEdit) is None, "it has its name"
    click_row(window, qtbot, "Cats")
    qtbot.waitUntil(lambda: window.keeping.open_bar.name.text() == "Cats", timeout=SOON)
    window.keeping.new_collection(())
    name_it(window, qtbot, "Birds")
    assert names_kept(window) == ["Cats", "Dogs", "Birds"]


def test_a_photo_that_has_vanished_is_named_and_the_rest_is_asked(qtbot, open_window, photos):
    window = open_window()
    window.show_sidebar(shown=True)
    for name, text in (("Red dogs", "a dog"), ("Red", "")):
        window.composer.set_files((str(photos[0]),))
        window.composer.set_text(text)
        window.keeping.save_search()
        name_it(window, qtbot, name)
    window.composer.clear()
    photos[0].unlink()
    click_row(window, qtbot, "Red dogs")
    qtbot.waitUntil(lambda: window.composer.field.toPlainText() == "a dog", timeout=SOON)
    assert window.composer.files == ()
    assert window.banner.text.text() == (
        "red.jpg is not there any more: “Red dogs” is asked without it."
    )
    click_row(window, qtbot, "Red")
    qtbot.waitUntil(lambda: "cannot be asked: red.jpg" in window.banner.text.text(), timeout=SOON)


def test_nothing_asked_is_nothing_to_save(qtbot, open_window, commands):
    window = open_window()
    press(window, qtbot, "s", CTRL)
    assert window.status.words.toolTip().startswith("Ask something first")
    assert not sent(commands, "SaveSearch")


# --- collections -------------------------------------------------------------------------


@pytest.fixture
def birds(qtbot, open_window):
    """A window in which a collection holds the first and third photo and the second page."""
    window = open_window()
    window.resize(1240, 800)
    asked(window, qtbot, "a dog")
    select(window, qtbot, 0, 2, pages=(1,))
    press(window, qtbot, "a", on=window.results.photos.list)
    qtbot.keyClick(open_menu(qtbot), Qt.Key.Key_Return)
    name_it(window, qtbot, "Birds & co")
    return window


def test_a_collection_is_made_of_what_is_selected_and_shown(qtbot, birds):
    window = birds
    assert rows(window) == ["Newest", "Map of meaning", "Collections", "Birds & co"]
    click_row(window, qtbot, "Birds & co")
    qtbot.waitUntil(lambda: window.results.photos.count_text == "2", timeout=SOON)
    shown = [(Path(hit.path).name, hit.page) for hit in window.results.hits]
    assert shown == [("red.jpg", 0), ("blue.jpg", 0), ("diary.pdf", 2)]
    assert window.composer.is_empty()
    assert window.keeping.open_bar.name.text() == "Birds & co"
    press(window, qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.keeping.open_bar.isHidden, timeout=SOON)
    assert window.keeping.sidebar.rows.currentItem().text(0) == "Newest"


def test_what_is_taken_out_can_be_put_back(qtbot, birds):
    window = birds
    click_row(window, qtbot, "Birds & co")
    qtbot.waitUntil(lambda: window.results.photos.count_text == "2", timeout=SOON)
    select(window, qtbot, 0)
    press(window, qtbot, Qt.Key.Key_Delete, on=window.results.photos.list)
    qtbot.waitUntil(lambda: window.results.photos.count_text == "1", timeout=SOON)
    assert not window.preview.isVisible()
    assert window.banner.text.text() == "Taken out of “Birds & co”. The file is where it was."
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.results.photos.count_text == "2", timeout=SOON)


def test_what_is_put_back_stands_where_it_stood(qtbot, birds):
    window = birds
    click_row(window, qtbot, "Birds & co")
    qtbot.waitUntil(lambda: window.results.photos.count_text == "2", timeout=SOON)
    before = window.results.hits
    select(window, qtbot, 0)
    press(window, qtbot, Qt.Key.Key_Delete, on=window.results.photos.list)
    qtbot.waitUntil(lambda: window.results.photos.count_text == "1", timeout=SOON)
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.results.photos.count_text == "2", timeout=SOON)
    assert window.results.hits == before


def test_how_many_are_put_into_a_collection_is_told(qtbot, birds):
    window, photos = birds, birds.results.photos.list
    kept = window._client.kept.collections[0].id
    hits = photos.hits.hits  # of which the second is not in it

    def told(words: str, *chosen) -> None:
        window.status.remark("")
        window.keeping.add_to(kept, chosen)
        qtbot.waitUntil(lambda: window.status.words.toolTip() == words, timeout=SOON)

    told("It is in “Birds & co” already", hits[0])
    told("All 2 are in “Birds & co” already", hits[0], hits[2])
    told("1 put into “Birds & co”; already in it: 2", *hits)
    window.keeping.open(("collection", kept))
    qtbot.waitUntil(lambda: window.results.photos.count_text == "3", timeout=SOON)
    select(window, qtbot, 0, 1)
    taken = photos.selected_hits()
    press(window, qtbot, Qt.Key.Key_Delete, on=photos)
    qtbot.waitUntil(lambda: window.results.photos.count_text == "1", timeout=SOON)
    assert window.banner.text.text().startswith("2 taken out of “Birds & co”.")
    told("2 put into “Birds & co”", *taken)


def test_keys_after_a_click_in_the_sidebar_are_for_what_was_clicked(qtbot, birds):
    window = birds
    tree = window.keeping.sidebar.rows
    window.composer.field.setFocus()
    click_row(window, qtbot, "Birds & co")
    qtbot.waitUntil(lambda: window.keeping.collection == "Birds & co", timeout=SOON)
    answered_all(window, qtbot)
    assert QApplication.focusWidget() is tree
    press_focused(window, qtbot, Qt.Key.Key_F2)
    name_it(window, qtbot, "Herons")
    press_focused(window, qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rows(window) == ["Newest", "Map of meaning"], timeout=SOON)
    assert QApplication.focusWidget() is tree
    press_focused(window, qtbot, Qt.Key.Key_Escape)
    assert window.composer.field.hasFocus()


def test_keys_after_a_click_on_a_saved_search_are_for_it(qtbot, open_window):
    window = open_window()
    window.resize(1240, 800)
    asked(window, qtbot, "a dog")
    press(window, qtbot, "s", CTRL)
    name_it(window, qtbot, "Dogs")
    click_row(window, qtbot, "Newest")
    qtbot.waitUntil(window.composer.is_empty, timeout=SOON)
    click_row(window, qtbot, "Dogs")
    qtbot.waitUntil(lambda: window.keeping.open_bar.name.text() == "Dogs", timeout=SOON)
    press_focused(window, qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rows(window) == ["Newest", "Map of meaning"], timeout=SOON)
    assert window.composer.field.toPlainText() == "a dog"


def test_a_row_that_keys_have_led_to_stays_when_something_is_kept(qtbot, birds):
    window = birds
    tree = window.keeping.sidebar.rows
    window.keeping.new_collection(())
    name_it(window, qtbot, "Zebras")
    click_row(window, qtbot, "Birds & co")
    press_focused(window, qtbot, Qt.Key.Key_Down)
    assert tree.currentItem().text(0) == "Zebras"
    with qtbot.waitSignal(window._client.kept_changed, timeout=SOON):
        window.keeping.new_collection(())
        window.keeping.sidebar.rows.name_next(None)
    assert tree.currentItem().text(0) == "Zebras"
    window.composer.field.setFocus()
    assert tree.currentItem().text(0) == "Birds & co", "which is open"


def refuse_the_bin(window, qtbot) -> None:
    """Outside a collection Del asks about the file itself."""
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=SOON)
    (box,) = window.findChildren(QMessageBox)
    assert "to the bin?" in box.text()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(QMessageBox), timeout=SOON)


def test_outside_a_collection_delete_takes_nothing_out_of_one(qtbot, birds, commands):
    window = birds
    select(window, qtbot, 0)
    press(window, qtbot, Qt.Key.Key_Delete, on=window.results.photos.list)
    refuse_the_bin(window, qtbot)
    answered_all(window, qtbot)
    assert not sent(commands, "RemoveMembers")
    press(window, qtbot, "s", CTRL)
    name_it(window, qtbot, "Dogs")
    click_row(window, qtbot, "Dogs")  # of the same number as the collection
    qtbot.waitUntil(lambda: window.keeping.open_bar.name.text() == "Dogs", timeout=SOON)
    answered_all(window, qtbot)
    select(window, qtbot, 0)
    press(window, qtbot, Qt.Key.Key_Delete, on=window.results.photos.list)
    refuse_the_bin(window, qtbot)
    answered_all(window, qtbot)
    assert not sent(commands, "RemoveMembers")
    assert not sent(commands, "BinFiles")


def test_a_collection_is_renamed_deleted_and_brought_back(qtbot, birds):
    window = birds
    tree = window.keeping.sidebar.rows
    click_row(window, qtbot, "Birds & co")
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    name_it(window, qtbot, "Herons")
    qtbot.waitUntil(lambda: window.keeping.open_bar.name.text() == "Herons", timeout=SOON)
    click_row(window, qtbot, "Herons")
    qtbot.keyClick(tree, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: rows(window) == ["Newest", "Map of meaning"], timeout=SOON)
    assert window.keeping.open_bar.isHidden()
    assert window.banner.text.text() == "“Herons” is deleted."
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Herons" in rows(window), timeout=SOON)


def test_a_name_that_is_taken_is_said_so_and_the_old_one_stays(qtbot, birds, tmp_path):
    window = birds
    window.keeping.new_collection(())
    name_it(window, qtbot, "Second")
    tree = window.keeping.sidebar.rows
    (item,) = tree.findItems("Second", Qt.MatchFlag.MatchExactly)
    item.setText(0, "BIRDS & CO")  # as the end of an edit does
    qtbot.waitUntil(lambda: "keeps its name" in window.status.words.toolTip(), timeout=SOON)
    assert "Second" in rows(window)


def test_an_empty_collection_says_how_to_fill_it(qtbot, open_window):
    window = open_window()
    window.show_sidebar(shown=True)
    qtbot.mouseClick(window.keeping.sidebar.new_button, Qt.MouseButton.LeftButton)
    name_it(window, qtbot, "Empty one")
    click_row(window, qtbot, "Empty one")
    qtbot.waitUntil(lambda: window.empty.headline.text() == "“Empty one” is empty", timeout=SOON)
    assert "drag them onto its name" in window.empty.text.text()
    qtbot.mouseClick(window.keeping.open_bar.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: window.empty.headline.text() == "What are you looking for?", timeout=SOON
    )


def test_a_member_whose_file_is_gone_is_told_and_can_be_taken_out(qtbot, open_window, tmp_path):
    kept = Library(tmp_path / "kept")
    kept.create()
    shelves(tmp_path).make_collection(
        "Birds", [("0a", 0, "/p/red.jpg"), ("lost", 0, "/p/lost.jpg"), ("lost2", 3, "/p/l.pdf")]
    )
    window = open_window()
    window.show_sidebar(shown=True)
    qtbot.waitUntil(lambda: "Birds" in rows(window), timeout=SOON)
    click_row(window, qtbot, "Birds")
    qtbot.waitUntil(lambda: window.results.photos.count_text == "2", timeout=SOON)
    assert window.keeping.open_bar.facts.text() == "2 gone"
    model = window.results.photos.list.hits
    assert "Gone from the library" in model.index(1).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "Photo lost.jpg (gone)"
    select(window, qtbot, 1)
    press(window, qtbot, Qt.Key.Key_Delete, on=window.results.photos.list)
    qtbot.waitUntil(lambda: window.keeping.open_bar.facts.text() == "1 gone", timeout=SOON)
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.keeping.open_bar.facts.text() == "2 gone", timeout=SOON)


def test_several_stay_selected_while_more_is_found(qtbot, birds):
    window = birds
    select(window, qtbot, 0, 2)
    window.session.renew()
    with qtbot.waitSignal(window.session.answered, timeout=SOON):
        pass
    assert [Path(hit.path).name for hit in window.results.selected_hits()] == [
        "red.jpg",
        "blue.jpg",
    ]
    select(window, qtbot, 1)
    assert len(window.results.selected_hits()) == 1


def test_the_context_menu_offers_what_the_keys_do(qtbot, birds):
    window = birds
    select(window, qtbot, 1)
    grid = window.results.photos.list
    area = grid.visualRect(grid.hits.index(1))
    grid.customContextMenuRequested.emit(area.center() + QPoint(1, 1))
    menu = open_menu(qtbot)
    names = [action.text() for action in menu.actions() if action.text()]
    assert "Add to collection" in names
    assert "Export" in names
    (collections,) = [a.menu() for a in menu.actions() if a.text() == "Add to collection"]
    assert [a.text() for a in collections.actions() if a.text()] == [
        "Birds && co",
        "New collection…",
    ]
    collections.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: window._client.kept.collections[0].members == 4, timeout=SOON)


def test_what_hangs_on_the_pointer_hides_no_name(qtbot, birds):
    photos = birds.results.photos.list
    select(birds, qtbot, 0, 1)
    photos.startDrag(Qt.DropAction.CopyAction)  # which ends at once off screen
    (held,) = photos.findChildren(QDrag)
    size, spot = held.pixmap().deviceIndependentSize(), held.hotSpot()
    assert min(size.width(), size.height()) >= 30
    assert max(size.width(), size.height()) <= 50
    assert max(spot.x(), spot.y()) < 0, "what the pointer is on is free"
    assert len(held.mimeData().urls()) == 2


# --- export ------------------------------------------------------------------------------


def export(window, qtbot, what: str, target: Path) -> None:
    """Choose a way, and type the target into the dialog."""
    press(window, qtbot, "e", CTRL)
    choose(qtbot, open_menu(qtbot), what)
    take_target(window, qtbot, target)


def take_target(window, qtbot, target: Path) -> None:
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None, timeout=SOON)
    dialog = window.findChild(QFileDialog)
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(target))
    (box,) = dialog.findChildren(QDialogButtonBox)
    kinds = QDialogButtonBox.StandardButton
    button = box.button(kinds.Save) or box.button(kinds.Open)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None, timeout=SOON)


def box_of(window, qtbot) -> QMessageBox:
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=SOON)
    return window.findChild(QMessageBox)


def click_in(window, qtbot, box: QMessageBox, text: str) -> None:
    (button,) = [each for each in box.buttons() if each.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None, timeout=SOON)


def said(window, qtbot, words: str) -> None:
    qtbot.waitUntil(lambda: window.banner.text.text() == words, timeout=SOON)


def test_what_is_found_goes_into_a_table(qtbot, birds, tmp_path):
    window = birds
    window.results.clear_selection()
    export(window, qtbot, "Table", tmp_path / "found")  # the ending comes by itself
    said(window, qtbot, "5 written to found.csv.")
    with (tmp_path / "found.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["page"] for row in found] == ["", "", "", "1", "2"]
    assert found[0]["keywords"] == "bird; river"
    assert window.keeping.export_bar.isHidden()


def test_a_dot_in_a_name_is_no_ending(qtbot, birds, tmp_path):
    window = birds
    window.results.clear_selection()
    for typed, written in (
        ("holiday 2.5", "holiday 2.5.csv"),
        ("old.txt", "old.txt.csv"),
        ("LOUD.CSV", "LOUD.CSV"),
    ):
        export(window, qtbot, "Table", tmp_path / typed)
        said(window, qtbot, f"5 written to {written}.")
        assert (tmp_path / written).exists()
    export(window, qtbot, "List", tmp_path / "plain.m3u")
    said(window, qtbot, "4 written to plain.m3u.")


def test_a_file_is_replaced_only_when_that_was_agreed_to(qtbot, birds, tmp_path):
    window = birds
    window.results.clear_selection()
    mine = tmp_path / "found.csv"
    for typed in ("found", "found.csv"):  # the name without its ending is nobody's
        mine.write_text("mine")
        export(window, qtbot, "Table", tmp_path / typed)
        box = box_of(window, qtbot)
        assert box.text() == "“found.csv” is there already."
        click_in(window, qtbot, box, "Cancel")
        assert window.keeping.export_bar.isHidden()
        assert mine.read_text() == "mine"
    export(window, qtbot, "Table", mine)
    click_in(window, qtbot, box_of(window, qtbot), "Choose another name…")
    take_target(window, qtbot, tmp_path / "other")
    said(window, qtbot, "5 written to other.csv.")
    assert mine.read_text() == "mine"
    export(window, qtbot, "Table", mine)
    click_in(window, qtbot, box_of(window, qtbot), "Replace")
    said(window, qtbot, "5 written to found.csv.")
    assert mine.read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_copies_of_what_is_selected_and_what_could_not_be_copied(qtbot, birds, tmp_path):
    window = birds
    select(window, qtbot, 0, 2, pages=(1,))
    (tmp_path / "out").mkdir()
    export(window, qtbot, "Copies", tmp_path / "out")
    qtbot.waitUntil(lambda: window.banner.isVisible(), timeout=SOON)
    assert window.banner.text.text() == "2 files copied to out. 1 file could not be."
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["blue.jpg", "red.jpg"]
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    box = window.findChild(QMessageBox)
    assert "/docs/diary.pdf\n    there is no such file any more" in box.informativeText()
    box.close()


def test_an_export_that_cannot_be_done_says_why(qtbot, birds, tmp_path):
    window = birds
    export(window, qtbot, "All that", tmp_path / "no" / "such" / "folder")
    qtbot.waitUntil(lambda: "cannot be written" in window.banner.text.text(), timeout=SOON)
    assert window.keeping.export_bar.isHidden()


def test_an_export_that_nobody_was_there_for_is_not_made_later(qtbot, birds, tmp_path):
    window = birds
    client, hits = window._client, tuple(window.results.photos.list.hits.hits)
    window.composer.set_text("please crash")
    with qtbot.waitSignal(client.gave_up, timeout=10_000):
        pass
    late = tmp_path / "late.json"
    window.keeping.exporting._begin(Export(0, hits, "json", str(late)))
    window.composer.set_text("")
    window.banner.button.click()
    said(window, qtbot, "The export was interrupted; begin it again.")
    asked(window, qtbot, "a dog")  # what was ordered before has been done by now
    window.keeping.exporting._begin(Export(0, hits, "json", str(tmp_path / "again.json")))
    qtbot.waitUntil(lambda: "again.json" in window.banner.text.text(), timeout=SOON)
    assert not late.exists()


def export_row(window, qtbot, name: str) -> None:
    """Choose to export in the context menu of a row."""
    tree = window.keeping.sidebar.rows
    (item,) = tree.findItems(name, Qt.MatchFlag.MatchExactly)
    tree.customContextMenuRequested.emit(tree.visualItemRect(item).center())
    choose(qtbot, open_menu(qtbot), "Export")


def test_a_collection_is_opened_and_exported_in_one_go(qtbot, birds, tmp_path):
    window = birds
    window.results.clear_selection()
    export_row(window, qtbot, "Birds & co")
    assert window.keeping.collection == "Birds & co"
    answered_all(window, qtbot)
    choose(qtbot, open_menu(qtbot), "List")
    assert window.findChild(QFileDialog).selectedFiles()[0].endswith("/Birds & co.m3u8")
    take_target(window, qtbot, tmp_path / "birds")
    said(window, qtbot, "3 written to birds.m3u8.")


def test_a_saved_search_is_asked_and_its_own_answer_exported(qtbot, open_window, tmp_path):
    window = open_window()
    window.resize(1240, 800)
    asked(window, qtbot, "please wait")  # which takes a second
    press(window, qtbot, "s", CTRL)
    name_it(window, qtbot, "Dogs")
    window.composer.clear()
    asked(window, qtbot, "nothing at all")
    window.session.renew()  # its answer comes first
    export_row(window, qtbot, "Dogs")
    choose(qtbot, open_menu(qtbot), "Table")
    take_target(window, qtbot, tmp_path / "dogs")
    said(window, qtbot, "5 written to dogs.csv.")


def test_no_menu_comes_when_something_else_is_asked_meanwhile(qtbot, open_window, script):
    window = open_window(newest=script.photos)
    window.resize(1240, 800)
    for name, text in (("Slow", "please wait"), ("Failing", "please fail")):
        window.composer.clear()
        window.composer.set_text(text)
        window.keeping.save_search()
        name_it(window, qtbot, name)
    failing, slow = (("saved", each.id) for each in window._client.kept.saved)
    window.keeping.new_collection(script.photos[:1])
    name_it(window, qtbot, "Birds")
    birds = ("collection", window._client.kept.collections[0].id)
    menus = []

    class Looker(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Show and isinstance(watched, QMenu):
                menus.append(watched)
            return False

    def ask_others() -> None:
        """Menus would come with one of their answers."""
        for text in ("a dog", ""):
            window.composer.clear()
            window.composer.set_text(text)
            answered_all(window, qtbot)

    def ask_something_else() -> None:
        window.composer.set_text("a cat")

    def instead(act) -> None:
        window.keeping.open_to_export(slow)
        qtbot.waitUntil(lambda: window.keeping.is_open, timeout=SOON)
        act()
        qtbot.waitUntil(lambda: "please wait" not in str(window.session.query), timeout=SOON)
        answered_all(window, qtbot)
        ask_others()

    looker = Looker()
    QApplication.instance().installEventFilter(looker)
    try:
        ask_others()
        instead(ask_something_else)
        instead(window.keeping.leave)
        instead(lambda: window.keeping.open(("recent", NEWEST)))
        instead(lambda: window.keeping.open(birds))
        window.keeping.open_to_export(birds)
        window.keeping.leave()
        answered_all(window, qtbot)
        window.keeping.open_to_export(slow)
        qtbot.waitUntil(lambda: window.keeping.is_open, timeout=SOON)
        window._client.search_failed.emit(SearchFailed(window.session._next_id, "no"))
        answered_all(window, qtbot)
        with qtbot.waitSignal(window.session.failed, timeout=SOON):
            window.keeping.open_to_export(failing)
        ask_others()
        assert menus == []
        window.keeping.open_to_export(slow)
        qtbot.waitUntil(lambda: len(menus) == 1, timeout=SOON)
        menus[0].close()
    finally:
        QApplication.instance().removeEventFilter(looker)


def test_the_sidebar_stands_as_it_was_left(qtbot, open_window):
    window = open_window()
    press(window, qtbot, Qt.Key.Key_F9)
    assert window.keeping.sidebar.isVisible()
    window.close()
    window = open_window()
    assert window.keeping.sidebar.isVisible()


def test_menus_leave_nothing_behind(qtbot, birds):
    window = birds
    before = len(window.findChildren(QMenu))
    hits = window.results.photos.list
    select(window, qtbot, 0)
    for show in (
        window.keeping.show_recents,
        window.keeping.offer_export,
        window.filtering.show_menu,
        lambda: window.keeping._offer_collections(hits),
        lambda: hits.customContextMenuRequested.emit(hits.rect().center()),
    ):
        show()
        menu = open_menu(qtbot)
        assert len(window.findChildren(QMenu)) > before
        qtbot.keyClick(menu, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: len(window.findChildren(QMenu)) == before, timeout=SOON)


def test_a_long_name_gives_way_to_the_buttons_beside_it(qtbot, birds):
    bar = birds.keeping.open_bar
    birds.resize(720, 560)
    birds.show_sidebar(shown=True)
    name = "a long walk along the river with everybody, in the evening light"
    bar.show_name(name, "12 gone", "album")
    assert bar.name.text().endswith("…")
    for width in (720, 1400, 800):
        birds.resize(width, 560)
        qtbot.waitUntil(lambda w=width: birds.width() == w)
        qtbot.waitUntil(lambda: bar.geometry().right() <= birds.width())
        QApplication.sendPostedEvents()
        shown = bar.name.fontMetrics().horizontalAdvance(bar.name.text())
        assert bar.name.width() >= shown, width
        assert bar.export.geometry().right() < bar.close_button.x()
        assert bar.close_button.geometry().right() <= bar.width()
    bar.show_name("short", "", "album")
    assert bar.name.text() == "short"


def test_recent_questions_open_under_the_button_that_was_pressed(qtbot, birds):
    birds.resize(780, 560)  # the screen of these tests is not wider
    birds.composer.clear()
    button = birds.composer.recent_button
    qtbot.waitUntil(lambda: button.isVisible() and birds.width() == 780, timeout=SOON)
    QApplication.sendPostedEvents()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    menu = open_menu(qtbot)
    corner = button.mapToGlobal(button.rect().bottomRight())
    assert 0 <= menu.y() - corner.y() < 12
    assert abs(menu.geometry().right() - corner.x()) < 12
    qtbot.keyClick(menu, Qt.Key.Key_Escape)


def test_a_saved_searchs_name_has_the_room_of_a_count_that_it_has_not(qtbot, birds):
    rows = birds.keeping.sidebar.rows
    birds.show_sidebar(shown=True)
    kept = Kept((), (KeptQuery(7, "herons"),), (Collection(8, "Birds", 3),), True)
    rows.show_kept(kept)
    for row in range(rows.topLevelItemCount()):
        item = rows.topLevelItem(row)
        assert item.isFirstColumnSpanned() is not bool(item.text(1)), item.text(0)
