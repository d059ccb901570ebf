"""The page of duplicates: what is proposed, what a person decides, and the way back."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.library.alike_groups import FILES_AT_ONCE
from app.library.duplicates import GROUPS_AT_ONCE, DuplicatesPage
from indexer.messages import AlikeFile, AlikeFound, AlikeGroup

DAY = 86_400 * 10**9


def file(path: str, content: str = "aa", **changes: object) -> AlikeFile:
    return replace(AlikeFile(path, content, "", 2_000_000, 18_000 * DAY, 40, 30), **changes)


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
    assert card.facts.text().startswith("20 × 15  ·  2.0 MB\n14 Apr 2019")
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
    assert page.state.text() == "2 files back where they were."
    qtbot.waitUntil(lambda: list(page.rows) == [SAME, NEAR], timeout=5_000)
    assert not page.rows[NEAR].cards["/p/small.jpg"].mark.isChecked(), "as a person has decided"


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


def test_where_nobody_tells_the_way_back_a_person_is_told(qtbot, open_page):
    page = open_page(NEAR, bin="")
    press(qtbot, page.move_button)
    qtbot.waitUntil(lambda: "open the bin" in page.state.text(), timeout=5_000)
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
    assert page.intro.text() == "Nothing in your folders is there more than once."
    page._client.alike_found.emit(AlikeFound(page._asked, (), 12, 0, "The model is gone."))
    assert page.intro.text().endswith("12 photos are still to be looked at. The model is gone.")


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
    assert details.alike.text().replace("\N{ZERO WIDTH SPACE}", "") == "/p/small.jpg"
    assert details.copies.text().replace("\N{ZERO WIDTH SPACE}", "") == "/q/copy.jpg"
    plain = view.model().index(1, 0)
    view.setCurrentIndex(plain)
    assert not details.alike.isVisible()


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
