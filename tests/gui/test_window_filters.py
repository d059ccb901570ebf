"""Filters in the window: the menu, completion while typing, and what marks them in the text."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app import theme
from app.query import field_tokens
from app.query.filter_words import CLOSED, FROM_LIBRARY, keys, values
from indexer.filter_tokens import KEYS
from indexer.messages import Query, QueryPart

CHOICES = (
    ("camera", "Fujifilm X-T3"), ("camera", "Canon"), ("keyword", "river"), ("type", "photo"),
    ("type", "pdf"), ("folder", "Italy 2019"),
)  # fmt: skip


@pytest.fixture
def window(open_window):
    window = open_window(
        choices=CHOICES, faults=(("rating:9", "rating:9 is no rating <b>."), ("type:p", "No such."))
    )
    window.activateWindow()
    window.composer.field.setFocus()
    return window


def offered(window):
    offers = window.filtering.completion.list
    return [offers.item(row).text() for row in range(offers.count())] if offers.isVisible() else []


def type_and_see(qtbot, window, text, first):
    qtbot.keyClicks(window.composer.field, text)
    qtbot.waitUntil(lambda: offered(window)[:1] == [first], timeout=3_000)


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """As the system sends it: shortcuts first."""
    QTest.keyClick(window.composer.field, key, modifiers)


def ask_only_at_once(window):
    """What is asked is not what a pause in typing asks."""
    window.composer._pause.setInterval(3_600_000)


def texts(commands):
    return [line for line in commands() if line.startswith("Search(") and "QueryPart(" in line]


def test_every_key_is_explained_and_all_are_keys():
    assert sorted(each.value for each in keys()) == sorted(KEYS)
    assert all(each.note for each in keys())
    assert set(FROM_LIBRARY) | set(CLOSED) <= set(KEYS)


def test_what_is_always_offered_makes_sense():
    from indexer.filters import fault

    for key in KEYS:
        for today in (date(2026, 1, 31), date(2024, 2, 29)):
            assert [fault(f"{key}:{each.value}") for each in values(key, today)] == [""] * len(
                values(key, today)
            )


# --- completion ------------------------------------------------------------------------------


def test_a_key_is_completed_then_its_value_and_asked_at_once(qtbot, window, commands):
    field = window.composer.field
    ask_only_at_once(window)
    type_and_see(qtbot, window, "bird ca", "camera:")
    press(window, Qt.Key.Key_Tab)
    assert field.toPlainText() == "bird camera:"
    qtbot.waitUntil(lambda: offered(window) == ["Fujifilm X-T3", "Canon"])
    type_and_see(qtbot, window, "fu", "Fujifilm X-T3")
    press(window, Qt.Key.Key_Down)
    press(window, Qt.Key.Key_Return)
    assert field.toPlainText() == 'bird camera:"Fujifilm X-T3" '
    assert field.textCursor().position() == len(field.toPlainText())
    assert not offered(window)
    assert field.hasFocus()
    qtbot.waitUntil(
        lambda: 'bird camera:"Fujifilm X-T3"' in "".join(texts(commands)[-1:]), timeout=5_000
    )


def test_enter_searches_where_nothing_is_chosen(qtbot, window, commands):
    ask_only_at_once(window)
    type_and_see(qtbot, window, "what is", "is:")
    press(window, Qt.Key.Key_Return)
    assert window.composer.field.toPlainText() == "what is"
    assert not offered(window)
    qtbot.waitUntil(lambda: bool(texts(commands)), timeout=5_000)
    assert "'what is'" in "".join(texts(commands)[-1:])


def test_enter_takes_what_completes_a_value_without_sense(qtbot, window):
    type_and_see(qtbot, window, "type:ph", "photo")
    press(window, Qt.Key.Key_Return)
    assert window.composer.field.toPlainText() == "type:photo "


def test_a_value_without_sense_is_not_asked_while_it_is_offered(qtbot, window, commands):
    type_and_see(qtbot, window, "sea has:", "text")
    qtbot.wait(600)
    assert not texts(commands)
    press(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(texts(commands)), timeout=2_000)


def test_escape_closes_the_list_and_types_on(qtbot, window):
    field = window.composer.field
    type_and_see(qtbot, window, "ty", "type:")
    press(window, Qt.Key.Key_Escape)
    assert not offered(window)
    assert field.toPlainText() == "ty"  # the window's own Escape would have taken it back
    qtbot.keyClicks(field, "pe")
    qtbot.wait(400)
    assert not offered(window)
    type_and_see(qtbot, window, " fol", "folder:")  # another word


def test_completion_after_a_minus_and_inside_quotes(qtbot, window):
    field = window.composer.field
    type_and_see(qtbot, window, '-folder:"it', "Italy 2019")
    press(window, Qt.Key.Key_Tab)
    assert field.toPlainText() == '-folder:"Italy 2019" '
    field.setPlainText('🦩 folder:"" sea')
    cursor = field.textCursor()
    cursor.setPosition(len("🦩") + 1 + len(' folder:"'))
    field.setTextCursor(cursor)
    type_and_see(qtbot, window, "i", "Italy 2019")
    press(window, Qt.Key.Key_Tab)
    assert field.toPlainText() == '🦩 folder:"Italy 2019" sea'


def test_nothing_is_offered_in_words_pasted_text_or_passages(qtbot, window):
    field = window.composer.field
    for text in ("be", "type:"):
        QGuiApplication.clipboard().setText(text)
        field.clear()
        field.paste()
        qtbot.wait(350)
        assert not offered(window)
    for before, typed, after in (
        ("", "t", ""), ("", "people", ""), ("", "ca", "t"), ("x", "type", ""), ("http:", "is", ""),
        ("word " * 60, "type", ""),
    ):  # fmt: skip
        field.setPlainText(before + after)
        cursor = field.textCursor()
        cursor.setPosition(len(before))
        field.setTextCursor(cursor)
        qtbot.keyClicks(field, typed)
        qtbot.wait(350)
        assert not offered(window), (before, typed, after)


def test_arrows_choose_and_above_the_first_nothing_is_chosen(qtbot, window):
    offers = window.filtering.completion.list
    type_and_see(qtbot, window, "rating:", "5")
    rows = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        press(window, key)
        rows.append(offers.currentRow())
    assert rows == [1, 0, -1, 0]
    assert window.composer.field.toPlainText() == "rating:"


def test_the_list_lies_inside_the_window_and_is_clicked(qtbot, window):
    field, offers = window.composer.field, window.filtering.completion.list
    type_and_see(qtbot, window, "words " * 20 + "camera:", "Fujifilm X-T3")
    assert window.rect().contains(offers.geometry())
    assert offers.geometry().top() >= field.mapTo(window, field.cursorRect().bottomLeft()).y()
    assert offers.accessibleName()
    place = offers.visualItemRect(offers.item(1)).center()
    qtbot.mouseClick(offers.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert field.toPlainText().endswith("camera:Canon ")
    type_and_see(qtbot, window, "camera:", "Fujifilm X-T3")
    qtbot.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert not offered(window)


def test_of_a_megabyte_of_text_little_is_looked_at(qtbot, window, monkeypatch):
    field = window.composer.field
    field.setPlainText("\n".join(["It was a sea of words, type:pdf and others. " * 20] * 1_200))
    field.moveCursor(field.textCursor().MoveOperation.End)
    assert len(field.toPlainText()) > 1_000_000
    looked_at, tokens = [], field_tokens.tokens
    monkeypatch.setattr(
        field_tokens, "tokens", lambda text: looked_at.append(len(text)) or tokens(text)
    )
    field.insertPlainText(" ty")
    filtering = window.filtering
    filtering.completion.look()
    assert filtering.marks.tokens
    assert 0 < sum(looked_at) < 20_000
    assert len(filtering.marks.tokens) <= 40


# --- marks -----------------------------------------------------------------------------------


def test_filters_are_marked_and_one_without_sense_says_why(qtbot, window):
    field, marks = window.composer.field, window.filtering.marks
    qtbot.keyClicks(field, "sea type:pdf rating:9 note: x")
    assert [token.text for token in marks.tokens] == ["type:pdf", "rating:9"]
    qtbot.waitUntil(lambda: bool(marks.fault_of(marks.tokens[1])), timeout=3_000)
    assert not marks.fault_of(marks.tokens[0])
    assert field.accessibleDescription() == "rating:9 is no rating <b>."
    image = field.grab().toImage()
    inside = next(iter(marks._rects(marks.tokens[0]))).toRect()
    at = field.viewport().mapTo(field, inside.topLeft() + QPoint(4, 2))
    assert image.pixelColor(at) != field.palette().color(QPalette.ColorRole.Base)
    field.setPlainText("sea")
    qtbot.waitUntil(lambda: not field.accessibleDescription(), timeout=3_000)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
@pytest.mark.parametrize("role", ["accent", "error"])
def test_text_on_a_chip_keeps_its_contrast(colours, role):
    def light(colour):
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    chip, surface = QColor(getattr(colours, role)), QColor(colours.surface)
    mixed = QColor.fromRgbF(*(
        0.14 * a + 0.86 * b
        for a, b in zip(chip.getRgbF()[:3], surface.getRgbF()[:3], strict=True)
    ))  # fmt: skip
    one, two = sorted((light(mixed), light(QColor(colours.text))))
    assert (two + 0.05) / (one + 0.05) >= 4.5


def test_a_filter_on_two_lines_is_marked_on_both(qtbot, window):
    field, marks = window.composer.field, window.filtering.marks
    window.resize(720, 520)
    field.setPlainText("word " * 7 + 'folder:"' + "a very long name " * 6 + '"')
    qtbot.waitUntil(lambda: field.height() > 30)
    rects = list(marks._rects(marks.tokens[0]))
    assert len(rects) >= 2
    assert rects[1].top() > rects[0].top()


# --- the menu --------------------------------------------------------------------------------


def choose(qtbot, window, *titles):
    """Open the menu by its key and go through it with the arrow keys."""
    # Nobody manages windows here: an answer that is shown would close the menu.
    qtbot.waitUntil(lambda: not (window.session.waiting or window.composer._pause.isActive()))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_F, modifiers)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    for depth, title in enumerate(titles):
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        qtbot.waitUntil(lambda m=menu, t=title: t in names(m), timeout=3_000)
        for _ in range(30):
            current = menu.activeAction()
            if current is not None and current.text().split("\t")[0] == title:
                break
            qtbot.keyClick(menu, Qt.Key.Key_Down)
        last = depth == len(titles) - 1
        qtbot.keyClick(menu, Qt.Key.Key_Return if last else Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def names(menu):
    return [action.text().split("\t")[0] for action in menu.actions()]


def test_what_is_chosen_is_written_and_asked_at_once(qtbot, window, commands):
    field = window.composer.field
    qtbot.keyClicks(field, "sea")
    qtbot.waitUntil(lambda: bool(texts(commands)))
    ask_only_at_once(window)
    choose(qtbot, window, "Type", "Photos")
    assert field.toPlainText() == "sea type:photo "
    assert field.textCursor().position() == len(field.toPlainText())
    assert field.hasFocus()
    qtbot.waitUntil(lambda: "sea type:photo'" in "".join(texts(commands)[-1:]), timeout=5_000)
    choose(qtbot, window, "Type", "Documents")  # of two types nothing would be
    assert field.toPlainText() == "sea type:document "
    choose(qtbot, window, "Camera", "Fujifilm X-T3")
    choose(qtbot, window, "Has text")
    assert field.toPlainText() == 'sea type:document camera:"Fujifilm X-T3" has:text '
    choose(qtbot, window, "Has text")  # which is ticked, and goes
    assert field.toPlainText() == 'sea type:document camera:"Fujifilm X-T3" '
    choose(qtbot, window, "Without filters")
    assert field.toPlainText().strip() == "sea"
    field.undo()
    assert field.toPlainText() == 'sea type:document camera:"Fujifilm X-T3" '


def test_a_value_to_be_typed_is_begun(qtbot, window):
    choose(qtbot, window, "Date", "Before…")
    assert window.composer.field.toPlainText() == "before:"
    qtbot.waitUntil(lambda: bool(offered(window)))
    assert offered(window)[-1] == ""  # how else it is written
    press(window, Qt.Key.Key_Tab)
    assert window.composer.field.toPlainText() == f"before:{date.today():%Y-%m} "
    choose(qtbot, window, "Date", "This year")
    assert window.composer.field.toPlainText() == f"date:{date.today():%Y} "


def test_a_watched_folder_is_chosen_by_its_path(qtbot, window, script):
    choose(qtbot, window, "Folder", "photos")
    assert window.composer.field.toPlainText() == f"folder:{script.folders[0].path} "


def test_the_button_has_a_name_and_opens_the_menu(qtbot, window):
    button = window.composer.filter_button
    assert button.accessibleName()
    assert "Ctrl+Shift+F" in button.toolTip()
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert menu.accessibleName()
    qtbot.keyClick(menu, Qt.Key.Key_Escape)


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_what_cannot_be_chosen_is_seen_to_be_so(qtbot, window, scheme):
    theme.apply(QApplication.instance(), scheme)
    try:
        menu = window.filtering.show_menu()
        qtbot.waitExposed(menu)
        picture = menu.grab().toImage()
        text, muted = (QColor(getattr(theme.tokens(scheme), name)) for name in ("text", "muted"))
        seen = {}
        for title in ("Has text", "Without filters"):
            (action,) = (each for each in menu.actions() if each.text() == title)
            place = menu.actionGeometry(action)
            seen[title] = {
                picture.pixel(x, y)
                for x in range(place.left(), place.right())
                for y in range(place.top(), place.bottom())
            }
        assert text.rgb() in seen["Has text"]
        assert muted.rgb() in seen["Without filters"]
        assert text.rgb() not in seen["Without filters"]
        menu.close()
    finally:
        theme.apply(QApplication.instance())


def test_before_a_passage_filters_have_a_line_of_their_own(window):
    field = window.composer.field
    passage = "We drove to the sea. " * 30
    field.setPlainText(passage)
    field_tokens.put(field, "type", "photo")
    assert field.toPlainText() == f"type:photo \n{passage}"
    field_tokens.put(field, "has", "place")
    assert field.toPlainText() == f"type:photo has:place \n{passage}"
    assert field.textCursor().block() == field.document().firstBlock()


@pytest.mark.parametrize(
    ("text", "key", "value", "then"),
    [
        ("", "type", "pdf", "type:pdf "),
        ("🦩 type:jpg sea", "type", "pdf", "🦩 type:pdf sea"),
        ("date:2019 sea after:2018 before:2021", "date", "2020", "date:2020 sea"),
        ("sea after:2018", "before", "2021", "sea after:2018 before:2021 "),
        ("-type:pdf", "type", "pdf", "type:pdf "),
        ("-type:jpg", "type", "pdf", "-type:jpg type:pdf "),
        ("keyword:a", "keyword", "b", "keyword:a keyword:b "),
        ("sea", "camera", 'The "X" of them', 'sea camera:"of them" '),
    ],
)
def test_what_makes_no_sense_beside_it_gives_way(window, text, key, value, then):
    field = window.composer.field
    field.setPlainText(text)
    field_tokens.put(field, key, value)
    assert field.toPlainText() == then


def test_a_question_that_comes_back_has_its_filters_marked(qtbot, window):
    window.composer.set_query(Query((QueryPart("snow type:photo"),)))
    assert [token.text for token in window.filtering.marks.tokens] == ["type:photo"]
    qtbot.waitUntil(lambda: bool(window.results.hits))
    window.composer.search_like(window.results.hits[0])
    assert window.filtering.marks.tokens == []
    window.grab()  # painted without a warning
