"""Drops anywhere on the window: photos, pictures, folders, text and what cannot be used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from app.query.chip import MORE
from app.query.drop import Meaning
from app.query.subject import DOCUMENT_SUFFIXES, PHOTO_SUFFIXES
from indexer.messages import UNWANTED

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
    assert window.composer.files == (str(photos[1]),)
    qtbot.waitUntil(lambda: window.results.isVisible(), timeout=5_000)
    window.composer.clear_button.click()
    assert not window.composer.files
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
    qtbot.waitUntil(lambda: "song.mp3 is no photo or document" in window.status.words.toolTip())
    assert window.composer.is_empty()
    assert not [line for line in commands() if "QueryPart(" in line]


def test_several_photos_are_searched_with_and_one_of_them_pushed_away(
    qtbot, open_window, photos, commands
):
    window = open_window()
    drop(window, files(*photos, photos[0], photos[0].with_name("gone.jpg")))
    qtbot.waitUntil(lambda: window.composer.files == tuple(map(str, photos)))
    assert "gone.jpg" in window.status.words.toolTip()
    second = window.composer.chips[1]
    second.turn_button.click()
    asked = f"QueryPart(text=None, photo={str(photos[1])!r}, weight=-0.5, "
    qtbot.waitUntil(lambda: asked in commands()[-1], timeout=5_000)
    assert f"photo={str(photos[0])!r}, weight=1.0" in commands()[-1]
    assert "unlike" in second.accessibleName()
    second.turn_button.click()
    qtbot.waitUntil(lambda: commands()[-1].count("weight=1.0") == 3, timeout=5_000)
    second.remove_button.click()
    qtbot.waitUntil(lambda: str(photos[1]) not in commands()[-1], timeout=5_000)
    assert window.composer.files == (str(photos[0]), str(photos[2]))
    window.composer.add_files((str(photos[0]), str(photos[1])))  # the first is there already
    assert window.composer.files == (str(photos[0]), str(photos[2]), str(photos[1]))
    drop(window, files(photos[1]))
    qtbot.waitUntil(lambda: window.composer.files == (str(photos[1]),))


def test_in_a_small_window_many_chips_leave_everything_its_room(qtbot, open_window, tmp_path):
    """They stand above the words then; nothing is cut, and what is pushed away has its minus."""
    six = [tmp_path / f"{n}.jpg" for n in range(6)]
    window = open_window()
    composer = window.composer
    composer.add_files(tuple(map(str, six)))
    composer.chips[1].set_weight(UNWANTED)
    composer.chips[2].set_weight(MORE)  # which says ×2
    for width, beside in ((720, False), (800, False), (1400, True), (720, False)):
        window.resize(width, 560)
        qtbot.waitUntil(lambda w=width: window.width() == w)
        qtbot.waitUntil(lambda: composer.height() == composer.sizeHint().height())
        parts = [composer.field, composer.search_button, composer.save_button]
        for chip in composer.chips:
            parts += [chip.turn_button, chip.remove_button]
        card = composer.rect()
        places = []
        for part in parts:
            least = part.sizeHint() if part is not composer.field else QSize(160, 10)
            assert part.isVisible()
            assert part.width() >= least.width(), (width, part, part.accessibleName())
            place = QRect(part.mapTo(composer, QPoint(0, 0)), part.size())
            assert card.contains(place), (width, place)
            assert not any(place.intersects(other) for other in places), (width, place)
            places.append(place)
        chip = composer.chips[0]
        above = chip.mapTo(composer, QPoint(0, chip.height())).y() <= composer.field.y()
        assert above is not beside
    composer.clear()
    qtbot.waitUntil(lambda: composer.height() < 80)  # as it was without chips


def test_in_a_small_window_a_passage_has_the_whole_width(qtbot, open_window):
    window = open_window()
    composer = window.composer
    composer.field.insertPlainText("We had rowed for an hour before the mist lifted. " * 6)
    for width, share in ((720, 0.9), (1400, 0.5), (720, 0.9)):
        window.resize(width, 560)
        qtbot.waitUntil(lambda w=width: window.width() == w)
        qtbot.waitUntil(lambda: composer.height() == composer.sizeHint().height())
        assert composer.field.width() > share * composer.width()
        foot = composer.search_button.mapTo(composer, composer.search_button.rect().bottomRight())
        assert composer.rect().contains(foot)
        below = foot.y() > composer.field.geometry().bottom()
        assert below is (width == 720)
    composer.field.setPlainText("a heron")
    qtbot.waitUntil(lambda: composer.height() < 70)
    assert composer.field.width() < 0.6 * composer.width(), "the buttons are beside it again"


def test_of_many_photos_the_first_are_taken_and_that_is_said(qtbot, open_window, tmp_path):
    many = [tmp_path / f"{n}.jpg" for n in range(9)]
    for path in many:
        path.write_bytes(b"")
    window = open_window()
    drop(window, files(*many))
    qtbot.waitUntil(lambda: window.composer.files == tuple(map(str, many[:6])))
    assert "first 6 files" in window.status.words.text()


@pytest.mark.parametrize(
    ("family", "suffixes"), [("photo", PHOTO_SUFFIXES), ("document", DOCUMENT_SUFFIXES)]
)
def test_whatever_the_indexer_reads_can_be_dropped(family, suffixes):
    from indexer.extract import FAMILIES

    assert {ending for ending, of in FAMILIES.items() if of == family} == suffixes


def test_a_dropped_document_is_searched_with_beside_photos(
    qtbot, open_window, commands, photos, tmp_path
):
    window = open_window()
    book = tmp_path / "book.PDF"
    book.write_bytes(b"%PDF-1.7")
    drop(window, files(book))
    asked = f"weight=1.0, document={str(book)!r}"
    qtbot.waitUntil(lambda: asked in commands()[-1], timeout=5_000)
    (chip,) = window.composer.chips
    assert "book.PDF" in chip.accessibleName()
    chip.grab()  # without a picture an icon is drawn
    drop(window, files(photos[0], book))
    qtbot.waitUntil(lambda: window.composer.files == (str(photos[0]), str(book)))


@pytest.mark.parametrize(
    ("mime", "meaning", "words"),
    [
        (lambda: files("/x/a.JPG"), Meaning.PHOTO, "Find pages and photos like this one"),
        (lambda: files("/x/book.pdf"), Meaning.DOCUMENT, "what this document speaks of"),
        (lambda: files("/x/book.pdf", "/x/a.jpg"), Meaning.PHOTO, "photos like this one"),
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
    assert "caf\N{REPLACEMENT CHARACTER}.jpg" in window.composer.chips[0].toolTip()
    window.composer.chips[0].grab()  # an undecodable picture draws an icon


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
    qtbot.waitUntil(lambda: window.composer.files == (str(photos[0]),))
