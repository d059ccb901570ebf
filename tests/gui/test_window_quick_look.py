"""Quick look: Space shows what is selected over the whole window, arrows go on, Space closes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


@pytest.fixture
def window(qtbot, open_window):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: len(window.results.hits) == 5, timeout=5_000)
    window.activateWindow()
    window.results.photos.list.setFocus()
    window.results.photos.list.select_row(0)
    return window


def press(qtbot, key) -> None:
    """Press a key where the keys go."""
    qtbot.keyClick(QApplication.focusWidget(), key)


def test_space_opens_it_arrows_go_on_and_space_closes(qtbot, window, photos):
    look = window.quick_look
    press(qtbot, Qt.Key.Key_Space)
    assert look.isVisible()
    assert look.geometry() == window.rect()
    assert look.hit.path == str(photos[0])
    assert (look.name.text(), look.place.text()) == ("red.jpg", "1 of 3")
    press(qtbot, Qt.Key.Key_Right)
    assert look.hit.path == str(photos[1])
    assert window.results.selected == look.hit
    assert look.place.text() == "2 of 3"
    press(qtbot, Qt.Key.Key_Left)
    press(qtbot, Qt.Key.Key_Left)
    assert look.hit.path == str(photos[0])
    press(qtbot, Qt.Key.Key_End)
    press(qtbot, Qt.Key.Key_Space)
    assert not look.isVisible()
    assert window.results.photos.list.hasFocus()
    assert window.preview.hit.path == str(photos[2]), "the preview shows what was gone on to"


def test_a_page_is_shown_with_its_marks(qtbot, window):
    window.results.pages.list.setFocus()
    window.results.pages.list.select_row(1)
    press(qtbot, Qt.Key.Key_Space)
    look = window.quick_look
    assert look.name.text() == "diary.pdf, page 2"
    qtbot.waitUntil(lambda: look.picture.image.width() == 600, timeout=5_000)
    (box,) = look.hit.why.boxes
    inside = look.picture.box_area(box)
    colour = (
        look.picture.grab().toImage().pixelColor(int(inside.right()) - 3, int(inside.top()) + 2)
    )
    assert colour.blue() < 200 < colour.red()


def test_escape_closes_it_alone_and_the_question_stays(qtbot, window):
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Escape)
    assert not window.quick_look.isVisible()
    assert window.preview.isVisible()
    assert window.composer.field.toPlainText() == "sea"


def test_a_click_beside_the_picture_closes_it_and_it_follows_the_window(qtbot, window):
    press(qtbot, Qt.Key.Key_Space)
    look = window.quick_look
    window.resize(900, 640)
    qtbot.waitUntil(lambda: look.size() == window.size(), timeout=3_000)
    qtbot.mouseClick(look, Qt.MouseButton.LeftButton, pos=look.rect().bottomLeft())
    assert not look.isVisible()


def test_without_a_selection_it_shows_where_the_keys_are(qtbot, window, photos):
    window.results.clear_selection()
    press(qtbot, Qt.Key.Key_Space)
    assert window.quick_look.hit.path == str(photos[0])
    assert window.results.selected.path == str(photos[0])


def test_it_closes_when_what_it_shows_is_found_no_more(qtbot, window):
    press(qtbot, Qt.Key.Key_Space)
    window.composer.set_text("nothing at all")
    qtbot.waitUntil(lambda: not window.quick_look.isVisible(), timeout=5_000)


def test_the_way_to_the_field_leads_out_of_it_and_typing_stays_there(qtbot, window):
    press(qtbot, Qt.Key.Key_Space)
    qtbot.keyClick(window.quick_look, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not window.quick_look.isVisible()
    assert window.composer.field.hasFocus()
    qtbot.keyClicks(window.composer.field, "waves")
    qtbot.waitUntil(lambda: not window.session.waiting and window.session.asks, timeout=5_000)
    assert window.composer.field.hasFocus()


def test_enter_opens_the_file(qtbot, window, photos, monkeypatch):
    opened = []
    monkeypatch.setattr(window.desktop, "open_file", opened.append)
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Return)
    assert opened == [str(photos[0])]
    assert window.quick_look.isVisible()


def test_the_sharp_picture_comes_and_an_older_one_does_not(qtbot, window, commands):
    qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
    window.toggle_preview()  # which asks for its own
    before = len(commands())
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Right)
    look = window.quick_look
    qtbot.waitUntil(lambda: look.sharpening.is_sharp, timeout=5_000)
    asked = [line for line in commands()[before:] if line.startswith("RenderPreview(")]
    assert len(asked) == 1, "what was passed over is not rendered"
    assert "green.jpg" in asked[0]


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_what_a_key_brings_up_in_the_window_is_seen(qtbot, window, key, modifiers):
    """It would happen unseen under what is large."""
    press(qtbot, Qt.Key.Key_Space)
    assert window.quick_look.isVisible()
    qtbot.keyClick(window.quick_look, key, modifiers)
    qtbot.waitUntil(window.keeping.sidebar.isVisible, timeout=5_000)
    assert not window.quick_look.isVisible()
