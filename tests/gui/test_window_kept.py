"""What a person keeps: recent questions, saved searches, collections, and what goes out of them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QMessageBox

from app.kept import recents
from indexer.catalog import Catalog
from indexer.kept import Shelves
from indexer.library import Library

CTRL = Qt.KeyboardModifier.ControlModifier
SOON = 20_000  # also where much else goes on


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
    return [tree.topLevelItem(n).text(0) for n in range(tree.topLevelItemCount())]


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
    qtbot.waitUntil(lambda: name in rows(window), timeout=SOON)


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


def test_who_reads_the_answer_or_presses_enter_means_it(qtbot, open_window, commands, monkeypatch):
    monkeypatch.setattr(recents, "MEANT_MS", 300)
    window = open_window()
    asked(window, qtbot, "a dog")
    qtbot.waitUntil(lambda: len(sent(commands, "Remember")) == 1, timeout=SOON)
    monkeypatch.undo()
    window = open_window()
    qtbot.keyClicks(window.composer.field, "a cat")
    qtbot.keyClick(window.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(sent(commands, "Remember")) == 2, timeout=SOON)


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
    qtbot.wait(300)
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
    assert rows(window) == ["Newest", "Collections", "Birds & co"]
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


def test_outside_a_collection_delete_does_nothing(qtbot, birds, commands):
    window = birds
    select(window, qtbot, 0)
    press(window, qtbot, Qt.Key.Key_Delete, on=window.results.photos.list)
    qtbot.wait(100)
    assert not sent(commands, "RemoveMembers")


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
    qtbot.waitUntil(lambda: rows(window) == ["Newest"], timeout=SOON)
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
    assert window.keeping.open_bar.facts.toolTip() == "2 gone"
    model = window.results.photos.list.hits
    assert "Gone from the library" in model.index(1).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(1).data(Qt.ItemDataRole.AccessibleTextRole) == "Photo lost.jpg (gone)"
    select(window, qtbot, 1)
    press(window, qtbot, Qt.Key.Key_Delete, on=window.results.photos.list)
    qtbot.waitUntil(lambda: window.keeping.open_bar.facts.toolTip() == "1 gone", timeout=SOON)
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.keeping.open_bar.facts.toolTip() == "2 gone", timeout=SOON)


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


# --- export ------------------------------------------------------------------------------


def export(window, qtbot, monkeypatch, what: str, target: Path) -> None:
    monkeypatch.setattr(
        "app.kept.exporting.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )
    monkeypatch.setattr(
        "app.kept.exporting.QFileDialog.getExistingDirectory", lambda *_: str(target)
    )
    press(window, qtbot, "e", CTRL)
    choose(qtbot, open_menu(qtbot), what)


def test_what_is_found_goes_into_a_table(qtbot, birds, tmp_path, monkeypatch):
    window = birds
    window.results.clear_selection()
    export(window, qtbot, monkeypatch, "Table", tmp_path / "found")  # the ending comes by itself
    qtbot.waitUntil(lambda: window.banner.text.text() == "5 written to found.csv.", timeout=SOON)
    with (tmp_path / "found.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["page"] for row in found] == ["", "", "", "1", "2"]
    assert found[0]["keywords"] == "bird; river"
    assert window.keeping.export_bar.isHidden()


def test_copies_of_what_is_selected_and_what_could_not_be_copied(
    qtbot, birds, tmp_path, monkeypatch
):
    window = birds
    select(window, qtbot, 0, 2, pages=(1,))
    (tmp_path / "out").mkdir()
    export(window, qtbot, monkeypatch, "Copies", tmp_path / "out")
    qtbot.waitUntil(lambda: window.banner.isVisible(), timeout=SOON)
    assert window.banner.text.text() == "2 files copied to out. 1 file could not be."
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["blue.jpg", "red.jpg"]
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    box = window.findChild(QMessageBox)
    assert "/docs/diary.pdf\n    there is no such file any more" in box.informativeText()
    box.close()


def test_an_export_that_cannot_be_done_says_why(qtbot, birds, tmp_path, monkeypatch):
    window = birds
    export(window, qtbot, monkeypatch, "All that", tmp_path / "no" / "such" / "folder.json")
    qtbot.waitUntil(lambda: "cannot be written" in window.banner.text.text(), timeout=SOON)
    assert window.keeping.export_bar.isHidden()


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
