"""Drops anywhere on the window: photos, pictures, folders, text and what cannot be used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from app.query.drop import Meaning

BUTTON, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def hover(window, mime):
    event = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, BUTTON, NO_KEYS)
    QApplication.sendEvent(window, event)
    return event


def drop(window, mime):
    entered = hover(window, mime)
    if entered.isAccepted():
        event = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, BUTTON, NO_KEYS)
        QApplication.sendEvent(window, event)
        assert event.isAccepted()
    assert not window.overlay.isVisible()


def files(*paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def picture():
    mime = QMimeData()
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    mime.setImageData(image)
    return mime


def test_a_dropped_photo_is_searched_with(qtbot, open_window, commands, photos):
    window = open_window()
    drop(window, files(photos[1]))
    qtbot.waitUntil(lambda: any(str(photos[1]) in line for line in commands()), timeout=5_000)
    assert window.composer.chip.isVisible()
    assert window.composer.chip.path == str(photos[1])
    qtbot.waitUntil(lambda: window.results.isVisible(), timeout=5_000)
    window.composer.clear_button.click()
    assert not window.composer.chip.isVisible()
    qtbot.waitUntil(lambda: window.empty.isVisible(), timeout=5_000)


def test_a_picture_from_a_browser_is_kept_and_searched_with(qtbot, open_window, commands, tmp_path):
    window = open_window()
    mime = picture()
    mime.setUrls([QUrl("https://example.org/boat.png")])
    mime.setText("https://example.org/boat.png")
    drop(window, mime)
    qtbot.waitUntil(lambda: any("QueryPart(" in line for line in commands()), timeout=5_000)
    (saved,) = (tmp_path / "library" / "tmp").glob("query-*.png")
    assert QImage(str(saved)).size().width() == 64
    assert str(saved) in next(line for line in commands() if "QueryPart(" in line)


def test_a_dropped_folder_is_watched(qtbot, open_window, commands, tmp_path):
    window = open_window()
    folder = tmp_path / "holiday.2019"
    folder.mkdir()
    drop(window, files(folder))
    qtbot.waitUntil(lambda: f"AddFolder(path={str(folder)!r})" in commands(), timeout=5_000)
    assert "holiday.2019" in window.status.words.toolTip()


def test_dropped_text_becomes_the_question(qtbot, open_window, commands):
    window = open_window()
    mime = QMimeData()
    mime.setText("a boat at dawn")
    drop(window, mime)
    qtbot.waitUntil(lambda: window.composer.field.toPlainText() == "a boat at dawn")
    qtbot.waitUntil(lambda: any("a boat at dawn" in line for line in commands()))


def test_a_file_that_is_no_photo_is_refused_in_words(qtbot, open_window, tmp_path, commands):
    window = open_window()
    other = tmp_path / "song.mp3"
    other.write_bytes(b"ID3")
    drop(window, files(other))
    qtbot.waitUntil(lambda: "song.mp3 is not a photo" in window.status.words.toolTip())
    assert window.composer.is_empty()
    assert not [line for line in commands() if "QueryPart(" in line]


def test_of_several_photos_the_first_is_taken_and_said(qtbot, open_window, photos):
    window = open_window()
    drop(window, files(*photos))
    qtbot.waitUntil(lambda: window.composer.chip.path == str(photos[0]))
    assert "red.jpg" in window.status.words.toolTip()


@pytest.mark.parametrize(
    ("mime", "meaning", "words"),
    [
        (lambda: files("/x/a.JPG"), Meaning.PHOTO, "Find pages and photos like this one"),
        (lambda: files("/x/folder"), Meaning.FOLDER, "Watch this folder"),
        (lambda: files("/x/song.mp3"), Meaning.NOTHING, "cannot be searched with"),
        (picture, Meaning.PHOTO, "Find pages and photos like this one"),
    ],
)
def test_the_overlay_says_what_a_drop_would_do(open_window, mime, meaning, words):
    window = open_window()
    carried = mime()  # the event does not own it
    hover(window, carried)
    assert window.overlay.isVisible()
    assert window.overlay.size() == window.size()
    assert words in window.overlay.words[0]
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.overlay.isVisible()


def test_a_drag_that_carries_nothing_is_not_taken(open_window):
    window = open_window()
    mime = QMimeData()
    assert not hover(window, mime).isAccepted()
    assert not window.overlay.isVisible()


def test_a_name_that_is_not_utf8_arrives_unchanged(qtbot, open_window, tmp_path, commands):
    import os

    window = open_window()
    raw = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    with open(raw, "wb") as file:
        file.write(b"not really a jpeg")
    mime = QMimeData()
    mime.setUrls([QUrl.fromEncoded(b"file://" + os.fsencode(tmp_path) + b"/caf%E9.jpg")])
    drop(window, mime)
    qtbot.waitUntil(lambda: any("caf\\udce9.jpg" in line for line in commands()), timeout=5_000)
    assert "caf\N{REPLACEMENT CHARACTER}.jpg" in window.composer.chip.toolTip()
    window.composer.chip.grab()  # an undecodable picture draws an icon


def test_a_drop_is_never_a_move(qtbot, open_window, photos):
    """The source of an accepted move may delete the original."""
    window = open_window()
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    mime = files(photos[0])
    entered = QDragEnterEvent(QPoint(400, 300), both, mime, BUTTON, NO_KEYS)
    entered.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(window, entered)
    dropped = QDropEvent(QPointF(400, 300), both, mime, BUTTON, NO_KEYS)
    dropped.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(window, dropped)
    for event in (entered, dropped):
        assert event.isAccepted()
        assert event.dropAction() == Qt.DropAction.CopyAction
    qtbot.waitUntil(lambda: window.composer.chip.path == str(photos[0]))
