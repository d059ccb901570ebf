"""The page of duplicates: what is proposed, what a person decides, and the way back."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMessageBox

from app.library.alike_groups import FILES_AT_ONCE, FileCard
from app.library.duplicates import GROUPS_AT_ONCE, DuplicatesPage
from indexer.messages import AlikeFile, AlikeFound, AlikeGroup, RestoredFromBin

NOON = int(datetime(2019, 4, 14, 12).timestamp()) * 10**9  # by the clock of wherever this runs


def file(path: str, content: str = "aa", **changes: object) -> AlikeFile:
    return replace(AlikeFile(path, content, "", 2_000_000, NOON, 40, 30), **changes)


def group(likeness: str, *files: AlikeFile) -> AlikeGroup:
    surplus = () if likeness == "similar" else tuple(file.path for file in files[1:])
    return AlikeGroup(likeness, files, surplus)


SAME = group("same", file("/p/a.jpg"), file("/p/b.jpg"), file(os.fsdecode(b"/p/caf\xe9.jpg")))
NEAR = group("near", file("/p/large.png", "bb"), file("/p/small.jpg", "cc", width=20, height=15))
SIMILAR = group("similar", file("/p/one.jpg", "dd"), file("/p/two.jpg", "ee"))


@pytest.fixture
def open_page(qtbot, open_window):
    def open_it(*groups: AlikeGroup, **changes: object) -> DuplicatesPage:
        window = open_window(alike=groups, **changes)
        window.library.show_duplicates()
        page = window.library.duplicates
        qtbot.waitUntil(lambda: page._answered, timeout=5_000)
        return page

    return open_it


def moves(commands) -> list[str]:
    return [line for line in commands() if line.startswith("MoveToBin")]


def press(qtbot, button) -> None:
    qtbot.wait(50)  # it has its place once the layout is done
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_groups_stand_side_by_side_with_what_there_is_to_choose_by(open_page):
    page = open_page(SAME, NEAR, SIMILAR)
    assert page.surplus.text() == "Copies (2)"
    assert page.similar.text() == "Look-alikes (1)"
    assert list(page.rows) == [SAME, NEAR]
    card = page.rows[NEAR].cards["/p/small.jpg"]
    assert card.facts.text() == "20 × 15  ·  2.0 MB\n14 Apr 2019, 12:00"
    assert card.mark.isChecked()
    kept = page.rows[NEAR].cards["/p/large.png"].mark
    assert (kept.isChecked(), kept.isEnabled(), kept.text()) == (False, False, "Kept")
    assert page.move_button.text() == "Move 3 files to the bin (6.0 MB)"


def test_look_alikes_are_apart_and_nothing_is_marked(qtbot, open_page):
    """Case 50."""
    page = open_page(SAME, SIMILAR)
    press(qtbot, page.similar)
    assert list(page.rows) == [SIMILAR]
    assert not page.marked()
    assert not page.move_button.isEnabled()
    press(qtbot, page.rows[SIMILAR].cards["/p/two.jpg"].mark)
    assert [(m.file.path, m.kept.path) for m in page.marked()] == [("/p/two.jpg", "/p/one.jpg")]
    assert not page.rows[SIMILAR].cards["/p/one.jpg"].mark.isEnabled(), "one of them stays"
    press(qtbot, page.surplus)
    assert {m.file.path for m in page.marked()} == set(SAME.surplus), "what is not seen does not go"


def test_a_few_files_go_at_once_and_come_back(qtbot, open_page, commands):
    page = open_page(SAME, NEAR)
    press(qtbot, page.rows[NEAR].cards["/p/small.jpg"].mark)
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: page.undo.isVisible(), timeout=5_000)
    assert page.state.text() == "2 files moved to the bin."
    assert list(page.rows) == [NEAR], "of the other one is left, which is no duplicate"
    (command,) = moves(commands)
    assert "caf\\udce9" in command
    assert not page.move_button.isEnabled()
    press(qtbot, page.undo)
    qtbot.waitUntil(lambda: not page.undo.isVisible(), timeout=5_000)
    assert page.state.text() == "2 files are back in their folders."
    qtbot.waitUntil(lambda: list(page.rows) == [SAME, NEAR], timeout=5_000)
    assert not page.rows[NEAR].cards["/p/small.jpg"].mark.isChecked(), "as a person has decided"


def test_what_a_person_takes_out_of_the_bin_by_hand_shows_again(qtbot, open_page):
    page = open_page(NEAR)
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: not page.rows, timeout=5_000)
    asked = page._asked
    qtbot.waitUntil(lambda: page._asked > asked, timeout=5_000)  # it looks again by itself
    assert not page.rows
    page.window().hide()
    page.window().show()
    page._client.alike_found.emit(AlikeFound(page._asked, (NEAR,)))  # as the indexer has it now
    assert list(page.rows) == [NEAR]
    assert page.move_button.text() == "Move 1 file to the bin (2.0 MB)"


def test_an_answer_that_was_on_its_way_brings_nothing_back(qtbot, open_page):
    page = open_page(NEAR)
    asked = page._asked
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: not page.rows, timeout=5_000)
    page._client.alike_found.emit(AlikeFound(asked, (NEAR,)))
    assert not page.rows


def test_a_worker_that_dies_while_files_move_leaves_a_page_to_work_with(qtbot, open_page, tmp_path):
    page = open_page(NEAR, moving_crash=str(tmp_path / "crashed"))
    with qtbot.waitSignal(page._client.restarted, timeout=10_000):
        press(qtbot, page.move_button)
        assert page.state.text() == "Moving to the bin…"
    assert page.state.text() == (
        "The indexer stopped while it moved files. Those that it has moved are in the system's "
        "bin, the others are where they were."
    )
    assert page.move_button.isEnabled()
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: page.undo.isVisible(), timeout=5_000)
    (tmp_path / "crashed").unlink()
    with qtbot.waitSignal(page._client.gave_up, timeout=10_000):  # the second time in a minute
        press(qtbot, page.undo)
    assert page.state.text() == (
        "The indexer stopped while it put files back. Those that are not back are still in the "
        "system's bin."
    )
    assert not page.undo.isEnabled(), "nobody is there to do it"
    page._client.revive()
    qtbot.waitUntil(lambda: page.undo.isEnabled(), timeout=10_000)
    press(qtbot, page.undo)
    qtbot.waitUntil(lambda: page.state.text() == "1 file is back in its folder.", timeout=5_000)


def test_a_library_that_fails_while_files_move_leaves_a_page_to_work_with(qtbot, open_page):
    page = open_page(NEAR, moving_failure="The library is full.")
    with qtbot.waitSignal(page._client.library_failed, timeout=10_000):
        press(qtbot, page.move_button)
    assert page.state.text().startswith("The indexer stopped while it moved files.")
    assert not page.move_button.isEnabled()


@pytest.mark.parametrize("agrees", [True, False])
def test_more_than_a_few_are_asked_about(qtbot, open_page, commands, agrees):
    many = group("same", *(file(f"/p/{number}.jpg") for number in range(9)))
    page = open_page(many)
    press(qtbot, page.move_button)
    (box,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    qtbot.waitUntil(lambda: box.isVisible(), timeout=5_000)
    assert box.text() == "Move 8 files to the bin?"
    assert not moves(commands)
    buttons = {box.buttonRole(button): button for button in box.buttons()}
    role = QMessageBox.ButtonRole
    press(qtbot, buttons[role.AcceptRole if agrees else role.RejectRole])
    if agrees:
        qtbot.waitUntil(lambda: bool(moves(commands)), timeout=5_000)
        qtbot.waitUntil(lambda: not page.rows, timeout=5_000)
    else:
        qtbot.wait(200)
        assert not moves(commands)
        assert page.move_button.isEnabled()


def test_what_cannot_go_says_why_where_it_stands(qtbot, open_page):
    page = open_page(SAME, stay=("/p/b.jpg",))
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: page.undo.isVisible(), timeout=5_000)
    assert page.state.text() == ("1 file moved to the bin. b.jpg was not moved: no permission.")
    (row,) = page.rows.values()
    assert list(row.cards) == ["/p/a.jpg", "/p/b.jpg"]
    assert row.cards["/p/b.jpg"].reason.text() == "no permission"
    assert not row.cards["/p/b.jpg"].mark.isChecked()


def test_what_cannot_come_back_says_so(qtbot, open_page):
    page = open_page(SAME, NEAR)
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: page.undo.isVisible(), timeout=5_000)
    page._client.restored_from_bin.emit(
        RestoredFromBin(9, (), tuple((path, "the bin is empty") for path in SAME.surplus))
    )
    assert page.state.text() == (
        "b.jpg was not put back: the bin is empty. 1 more file was not put back."
    )


def test_where_nobody_tells_the_way_back_a_person_is_told(qtbot, open_page):
    page = open_page(NEAR, bin="")
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: "Open the system's bin" in page.state.text(), timeout=5_000)
    assert not page.undo.isVisible()


def test_another_one_can_be_kept(qtbot, open_page):
    page = open_page(NEAR)
    cards = page.rows[NEAR].cards
    press(qtbot, cards["/p/small.jpg"].mark)
    press(qtbot, cards["/p/large.png"].mark)
    (move,) = page.marked()
    assert (move.file.path, move.kept.path) == ("/p/large.png", "/p/small.jpg")
    assert cards["/p/small.jpg"].mark.text() == "Kept"


def test_one_to_the_byte_is_kept_for_what_is_marked(open_page):
    both = AlikeGroup(
        "near",
        (file("/p/large", "aa"), file("/p/one", "bb"), file("/p/two", "bb")),
        surplus=("/p/two",),
    )
    (move,) = open_page(both).marked()
    assert (move.file.path, move.kept.path) == ("/p/two", "/p/one")


def test_what_is_away_cannot_be_marked_and_is_not_the_one_kept(qtbot, open_page):
    away = AlikeGroup("same", (file("/p/here"), file("/q/away", present=False)))
    page = open_page(away)
    cards = page.rows[away].cards
    assert "Its drive is away" in cards["/q/away"].facts.text()
    assert not cards["/q/away"].mark.isEnabled()
    assert not cards["/p/here"].mark.isEnabled()


def test_thousands_of_groups_come_into_view_by_and_by(qtbot, open_page):
    groups = [group("same", file(f"/p/{n}", f"{n}"), file(f"/q/{n}", f"{n}")) for n in range(3000)]
    large = group("same", *(file(f"/r/{n}", "large") for n in range(200)))
    page = open_page(large, *groups)
    assert GROUPS_AT_ONCE <= len(page.rows) < 200
    row = page.rows[large]
    assert len(row.cards) == FILES_AT_ONCE
    press(qtbot, row.more)
    assert len(row.cards) == 2 * FILES_AT_ONCE
    before = len(page.rows)
    page._scroll.verticalScrollBar().setValue(page._scroll.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: len(page.rows) > before, timeout=5_000)


def test_nothing_more_than_once_is_said(open_page, script):
    page = open_page()
    assert page.intro.text() == "No duplicates were found in your folders."
    page._client.alike_found.emit(AlikeFound(page._asked, (), 12, 3, "The model is gone."))
    assert page.intro.text().endswith(
        "12 photos are still to be compared. 3 more groups will show when you have dealt with "
        "these. The model is gone."
    )
    page._client.alike_found.emit(AlikeFound(page._asked, (), 1, 1))
    assert page.intro.text().endswith(
        "1 photo is still to be compared. 1 more group will show when you have dealt with these."
    )


def test_the_introduction_fits_what_is_marked(qtbot, open_page):
    page = open_page(NEAR, SIMILAR)
    assert "Marked files go to the system's bin" in page.intro.text()
    press(qtbot, page.rows[NEAR].cards["/p/small.jpg"].mark)
    assert page.intro.text().startswith("No file is marked.")
    press(qtbot, page.similar)
    assert "Mate marks none" in page.intro.text()


def all_cards(page: DuplicatesPage) -> list[FileCard]:
    return [card for row in page.rows.values() for card in row.cards.values()]


def picture_in_focus() -> str:
    """The file whose picture has the focus."""
    widget = QApplication.focusWidget()
    while widget is not None and not isinstance(widget, FileCard):
        widget = widget.parentWidget()
    return widget.file.path if widget is not None else ""


def test_keys_reach_all_pictures_and_mark_them(qtbot, open_page):
    page = open_page(SAME, NEAR)
    qtbot.waitUntil(page.isActiveWindow, timeout=5_000)
    qtbot.waitUntil(lambda: all_cards(page)[-1].isVisible(), timeout=5_000)
    cards = {card.file.path: card for card in all_cards(page)}
    page.similar.setFocus()
    walked = []
    while QApplication.focusWidget() is not page.move_button:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(picture_in_focus())
    assert walked == [*cards, ""], "each is one stop, in the order that they are shown in"

    def press_key(key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> str:
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)
        return picture_in_focus()

    qtbot.keyClick(page.move_button, Qt.Key.Key_Backtab)
    assert picture_in_focus() == "/p/small.jpg"
    assert press_key(Qt.Key.Key_Up) == "/p/b.jpg", "the one above it"
    assert press_key(Qt.Key.Key_Left) == "/p/a.jpg"
    assert press_key(Qt.Key.Key_Left) == "/p/a.jpg", "there is none before it"
    assert press_key(Qt.Key.Key_Space) == "/p/a.jpg"
    assert not cards["/p/a.jpg"].mark.isChecked(), "one of them stays"
    assert press_key(Qt.Key.Key_Right) == "/p/b.jpg"
    press_key(Qt.Key.Key_Space)
    assert not cards["/p/b.jpg"].mark.isChecked()
    press_key(Qt.Key.Key_Return)
    assert cards["/p/b.jpg"].mark.isChecked()
    assert press_key(Qt.Key.Key_Down) == "/p/small.jpg"
    with qtbot.waitSignal(page.open_wanted) as opened:
        press_key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened.args == ["/p/small.jpg"]


def test_what_is_out_of_sight_comes_into_view_with_the_focus(qtbot, open_page):
    groups = [group("same", file(f"/p/{n}", f"{n}"), file(f"/q/{n}", f"{n}")) for n in range(9)]
    page = open_page(*groups)
    qtbot.waitUntil(page.isActiveWindow, timeout=5_000)
    qtbot.waitUntil(lambda: all_cards(page)[-1].isVisible(), timeout=5_000)
    page.rows[groups[0]].cards["/p/0"].picture.setFocus()
    for _ in groups:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert picture_in_focus() == "/p/8"
    seen = page._scroll.viewport()
    card = page.rows[groups[8]].cards["/p/8"]
    assert seen.rect().contains(card.mapTo(seen, card.rect().center()))


def test_a_screen_reader_is_told_what_a_card_shows(qtbot, open_page):
    page = open_page(NEAR, stay=("/p/small.jpg",))
    cards = page.rows[NEAR].cards

    def told(path: str) -> tuple[QAccessible.Role, str, bool]:
        found = QAccessible.queryAccessibleInterface(cards[path].picture)
        return found.role(), found.text(QAccessible.Text.Name), bool(found.state().checked)

    facts = "2.0 MB, 14 Apr 2019, 12:00"
    role, name, checked = told("/p/small.jpg")
    assert (role, checked) == (QAccessible.Role.CheckBox, True)
    assert name == f"small.jpg, /p, 20 × 15, {facts}"
    _, name, checked = told("/p/large.png")
    assert name == f"large.png, /p, 40 × 30, {facts}, kept"
    assert not checked
    assert page.rows[NEAR].accessibleName() == "The same picture in 2 files"
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: told("/p/small.jpg")[1].endswith(", no permission"), timeout=5_000)
    assert not told("/p/small.jpg")[2]


def test_a_hit_tells_the_other_files_of_its_picture(qtbot, open_window, script):
    first, *others = script.photos
    alike = replace(first, alike=("/p/small.jpg",), copies=("/q/copy.jpg",))
    window = open_window(photos=(alike, *others))
    qtbot.keyClicks(window.composer.field, "a river")
    qtbot.keyClick(window.composer.field, Qt.Key.Key_Return)
    view = window.results.photos.list
    qtbot.waitUntil(lambda: view.model().rowCount() == 3, timeout=5_000)
    index = view.model().index(0, 0)
    tip = view.model().data(index, Qt.ItemDataRole.ToolTipRole)
    assert "The same picture in 3 files" in tip
    view.setCurrentIndex(index)
    qtbot.waitUntil(lambda: window.preview.isVisible(), timeout=5_000)
    details = window.preview.details
    assert details.table.said("alike") == "/p/small.jpg"
    assert details.table.said("copies") == "/q/copy.jpg"
    plain = view.model().index(1, 0)
    view.setCurrentIndex(plain)
    assert not details.table.said("alike")


def test_pictures_are_drawn(qtbot, open_page, photos: list[Path]):
    page = open_page(
        group("same", *(file(f"/p/{n}.jpg", thumbnail=str(photos[0])) for n in range(2)))
    )
    (row,) = page.rows.values()
    card = row.cards["/p/0.jpg"]

    def is_red() -> bool:
        colour = card.picture.grab().toImage().pixelColor(75, 56)
        return colour.red() > 150 and colour.green() < 80

    qtbot.waitUntil(is_red, timeout=5_000)
    with qtbot.waitSignal(page.open_wanted) as opened:
        qtbot.mouseDClick(card.picture, Qt.MouseButton.LeftButton)
    assert opened.args == ["/p/0.jpg"]
