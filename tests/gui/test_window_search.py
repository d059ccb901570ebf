"""Asking and finding: typing, pasting, answers old and new, previews."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton

from app.preview.marked_image import MarkedImage
from app.results.delegates import fact
from app.results.hits import HIT
from indexer.messages import (
    Box,
    Hit,
    IndexProgress,
    LanguageUnread,
    ModelChanged,
    ProgressChanged,
    SearchDone,
    Why,
)


def searches(commands):
    """The questions asked; the library's newest are shown without one."""
    return [line for line in commands() if line.startswith("Search(") and "QueryPart(" in line]


def found(window):
    return len(window.results.photos.list.hits.hits), len(window.results.pages.list.hits.hits)


def test_a_pasted_passage_is_searched_by_itself(qtbot, open_window, commands):
    window = open_window()
    passage = "We drove to the sea.\n\nThe dog ran ahead. " * 200
    QGuiApplication.clipboard().setText(passage)
    window.composer.field.paste()
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    assert len(searches(commands)) == 1
    assert repr(passage.strip()) in searches(commands)[0]
    assert window.results.photos.count_text == "3"
    assert window.results.pages.isVisible()


def test_the_break_behind_a_pasted_line_is_no_line(qtbot, open_window, commands):
    """Whoever marks a whole paragraph takes its end along; Enter is to search all the same."""
    window = open_window()
    field = window.composer.field
    height = field.height()
    QGuiApplication.clipboard().setText("The dog ran ahead.\n\n")
    field.paste()
    assert field.toPlainText() == "The dog ran ahead."
    assert field.height() == height


def test_a_passage_pasted_on_a_hit_is_the_next_question(qtbot, open_window, commands):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    grid = window.results.photos.list
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    grid.setFocus()
    QGuiApplication.clipboard().setText("The dog ran ahead.")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.composer.field.toPlainText() == "The dog ran ahead."
    qtbot.waitUntil(lambda: "The dog ran ahead." in searches(commands)[-1], timeout=5_000)


def test_typing_asks_once_after_a_pause(qtbot, open_window, commands):
    window = open_window()
    for letter in "a dog on a beach":
        qtbot.keyClicks(window.composer.field, letter)
        qtbot.wait(15)
    assert not searches(commands)
    qtbot.waitUntil(lambda: len(searches(commands)) == 1, timeout=3_000)
    qtbot.wait(500)
    assert len(searches(commands)) == 1
    assert "a dog on a beach" in searches(commands)[0]


def test_enter_asks_at_once_and_shift_enter_is_a_line(qtbot, open_window, commands):
    window = open_window()
    field = window.composer.field
    low = field.height()
    qtbot.keyClicks(field, "one")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(searches(commands)) == 1, timeout=350)
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "two")
    assert field.toPlainText() == "one\ntwo"
    assert field.height() > low
    qtbot.keyClick(field, Qt.Key.Key_Return)  # in a text of several lines it is a line too
    assert field.toPlainText() == "one\ntwo\n"
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "one\\ntwo" in searches(commands)[-1], timeout=350)


@pytest.mark.parametrize("lines", [1, 2, 3, 4, 6])
def test_a_typed_paragraph_is_seen_whole(qtbot, open_window, lines):
    window = open_window(wait=False)
    field = window.composer.field
    for line in range(lines):
        if line:
            qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClicks(field, "line")
    assert field.verticalScrollBar().maximum() == 0  # nor can the wheel push a line out
    last = field.document().lastBlock()
    area = field.blockBoundingGeometry(last).translated(field.contentOffset())
    assert area.top() >= 0
    assert field.viewport().height() - area.bottom() < area.height() / 2  # no empty row below
    field.clear()
    assert field.height() < 2 * area.height()


def test_a_paragraph_longer_than_the_field_scrolls(qtbot, open_window):
    window = open_window(wait=False)
    field = window.composer.field
    window.composer.set_text("\n".join("123456"))
    full = field.height()
    window.composer.set_text("\n".join("12345678"))
    assert field.height() == full
    assert field.verticalScrollBar().maximum() == 2
    assert field.verticalScrollBar().value() == 0
    window.composer.set_text("\n".join(["Äl"] * 8))  # as high as letters are
    seventh = field.document().findBlockByNumber(6)
    area = field.blockBoundingGeometry(seventh).translated(field.contentOffset())
    picture = window.composer.grab().toImage()
    top = field.mapTo(window.composer, QPoint(0, int(area.top()))).y()
    left, foot = field.geometry().left() + 4, field.geometry().bottom()
    ground = picture.pixelColor(left + 200, top)
    assert foot > top, "there would be a part of a line"
    for y in range(top, foot + 1):
        assert all(picture.pixelColor(left + x, y) == ground for x in range(60)), y


@pytest.mark.parametrize("text", ["", "one\ntwo\nthree"])
def test_the_buttons_of_the_question_stand_level(qtbot, open_window, photos, text):
    window = open_window(wait=False)
    composer = window.composer
    composer.set_files((str(photos[0]),))
    composer.set_text(text)
    qtbot.wait(50)
    buttons = (composer.clear_button, composer.photo_button, composer.search_button)
    middles = [button.mapTo(composer, button.rect().center()).y() for button in buttons]
    assert max(middles) - min(middles) <= 1
    if not text:
        assert abs(middles[0] - composer.rect().center().y()) <= 1


def test_the_invitation_fits_beside_a_photo(qtbot, open_window, photos):
    window = open_window(wait=False)
    window.resize(720, 520)
    field = window.composer.field
    qtbot.wait(50)
    words = field.placeholderText()
    window.composer.set_files((str(photos[0]),))
    qtbot.wait(50)
    width = field.fontMetrics().horizontalAdvance(field.placeholderText())
    assert width < field.viewport().width()
    window.composer.clear()
    qtbot.waitUntil(lambda: field.placeholderText() == words, timeout=5_000)


def test_a_newer_question_replaces_an_older_one(qtbot, open_window):
    window = open_window()
    qtbot.waitUntil(lambda: not window.session.waiting, timeout=5_000)  # for the newest
    answers = []
    window._client.search_done.connect(answers.append)
    window.composer.set_text("please wait")
    window.composer.set_text("nothing at all")
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=5_000)
    assert answers[0].photos
    assert found(window) == (0, 0)  # the slow answer to the old question was not shown
    assert window.empty.headline.text() == "Nothing found"


def test_clearing_makes_an_answer_under_way_stale(qtbot, open_window):
    window = open_window()
    window.composer.set_text("please wait")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    with qtbot.waitSignal(window._client.search_done, timeout=5_000):
        pass
    assert window.composer.is_empty()
    assert window.empty.isVisible()
    assert window.empty.headline.text() == "What are you looking for?"


def test_a_refused_question_says_why_in_words(qtbot, open_window):
    window = open_window()
    window.composer.set_text("please fail")
    qtbot.waitUntil(lambda: "could not be read" in window.empty.text.text(), timeout=5_000)


def test_thumbnails_are_drawn(qtbot, open_window):
    window = open_window()
    window.composer.set_text("sea")
    grid = window.results.photos.list

    def is_red():
        rect = grid.visualRect(grid.hits.index(0))
        middle = QPoint(rect.center().x(), rect.top() + rect.height() // 3)
        colour = grid.viewport().grab().toImage().pixelColor(middle)
        assert colour.red() > 150
        assert colour.green() < 80

    qtbot.waitUntil(is_red, timeout=5_000)


def test_letters_stay_black_under_the_pen(qtbot):
    picture = MarkedImage()
    qtbot.addWidget(picture)
    picture.resize(200, 200)
    ink = QImage(200, 200, QImage.Format.Format_RGB32)
    ink.fill(Qt.GlobalColor.black)
    picture.set_shape(200, 200)
    picture.set_image(ink)
    picture.set_boxes((Box(0.2, 0.2, 0.8, 0.8),), on_paper=True)
    assert picture.grab().toImage().pixelColor(100, 100) == Qt.GlobalColor.black
    picture.set_boxes((Box(0.2, 0.2, 0.8, 0.8),))  # in a photo, what is dark is marked too
    assert picture.grab().toImage().pixelColor(100, 100).red() > 50


def test_the_preview_marks_the_passage(qtbot, open_window):
    """Case 52: the hit is marked."""
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.pages.list.select_row(0)
    picture = window.preview.picture
    qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
    hit = window.preview.hit
    (box,) = hit.why.boxes
    marked = picture.grab().toImage()
    inside = picture.box_area(box)
    # Beside the line of text, inside the box: yellow. Below the box: white paper.
    yellow = marked.pixelColor(int(inside.right()) - 3, int(inside.top()) + 2)
    paper = marked.pixelColor(int(inside.center().x()), int(inside.bottom()) + 12)
    assert yellow.blue() < 200
    assert yellow.red() > 240
    assert paper.blue() > 245
    assert window.preview.details.passage.text() == hit.why.passage
    assert "The dog ran along the beach." in window.preview.details.sentences.text()
    assert window.preview.similar.isVisible()


def test_the_preview_frames_a_figure_and_leaves_its_colours(qtbot, open_window, page_image):
    figure = Why(boxes=(Box(0.2, 0.3, 0.8, 0.9),))
    page = Hit("page", "/docs/diary.pdf", 1, 0.9, str(page_image), 600, 800, figure)
    window = open_window(pages=(page,))
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 1), timeout=5_000)
    window.results.pages.list.select_row(0)
    picture = window.preview.picture
    qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
    shown = picture.grab().toImage()
    area = picture.box_area(figure.boxes[0])
    middle = area.center().toPoint()
    assert shown.pixelColor(middle).blue() > 245, "white paper, not under a marker pen"
    edge = shown.pixelColor(middle.x(), int(area.top()) - 2)
    assert edge.red() > 240
    assert edge.blue() < 100
    picture.toggle_close()
    close = picture.box_area(figure.boxes[0])
    assert close.width() > area.width() * 1.05
    assert close.height() <= picture.height(), "a figure is seen whole"


def test_the_preview_tells_what_a_photo_says_of_itself(qtbot, open_window):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.photos.list.select_row(0)
    assert window.preview._facts.text() == "400 × 300  ·  12 May 2019, 14:03  ·  Fujifilm X-T3"
    said = window.preview.details.table.said
    names = ("title", "description", "keywords")
    assert [said(name) for name in names] == ["By the river", "A heron waits.", "bird, river"]
    window.results.photos.list.select_row(1)
    assert window.preview._facts.text() == "400 × 300"
    assert not any(map(said, names))


def test_the_preview_follows_a_photo_that_is_renamed_while_it_is_looked_at(qtbot, open_window):
    """Its buttons would else speak of a file that is no longer there."""
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.photos.list.select_row(1)
    photos = window.results.photos.list.hits.hits
    pages = window.results.pages.list.hits.hits
    renamed = replace(photos[1], path="/elsewhere/renamed.jpg")
    answer = SearchDone(1, (photos[0], renamed, photos[2]), pages, 0.01)
    window._show_answer(answer, True)
    assert window.results.selected == renamed
    assert window.preview.hit == renamed
    assert window.preview.details.table.said("folder").endswith("elsewhere")
    assert window.results.photos.list.currentIndex().row() == 1


def test_a_preview_that_fails_keeps_the_thumbnail_and_says_why(qtbot, open_window):
    window = open_window(preview="")
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.photos.list.select_row(1)
    qtbot.waitUntil(lambda: window.preview._trouble.isVisible(), timeout=5_000)
    assert "damaged" in window.preview._trouble.text()
    qtbot.waitUntil(lambda: not window.preview.picture.image.isNull(), timeout=5_000)


def test_a_narrow_preview_elides_the_name_and_leaves_the_icons(qtbot, open_window, script):
    name = "a_dog_on_a_beach_" * 8 + "2019.jpg"
    photos = (replace(script.photos[0], path=f"/photos/{name}"), *script.photos[1:])
    window = open_window(photos=photos)
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.photos.list.select_row(0)
    pane = window.preview
    buttons = (pane.open_button, pane.folder_button, pane.similar)
    for width, style in (
        (720, Qt.ToolButtonStyle.ToolButtonIconOnly),
        (1600, Qt.ToolButtonStyle.ToolButtonTextBesideIcon),
        (720, Qt.ToolButtonStyle.ToolButtonIconOnly),
    ):
        window.resize(width, 520)
        qtbot.waitUntil(lambda style=style: buttons[0].toolButtonStyle() == style)
        qtbot.wait(50)
        for button in buttons:
            assert button.toolButtonStyle() == style
            assert button.width() >= button.sizeHint().width()
            assert button.toolTip()
        wide = style == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in (pane.more, pane.less):  # the menu has them too
            assert button.isVisible() == wide
        assert pane.others.width() >= pane.others.sizeHint().width()
    shown = pane.name.text()
    assert shown.startswith("a_dog")
    assert shown.endswith("2019.jpg")
    assert "…" in shown
    assert pane.name.fontMetrics().horizontalAdvance(shown) <= pane.name.width()
    assert pane.name.toolTip() == name


def test_one_hit_is_selected_across_both_lists(qtbot, open_window):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.photos.list.select_row(0)
    window.results.pages.list.select_row(1)
    assert not window.results.photos.list.selectedIndexes()
    assert window.results.selected.page == 2
    qtbot.keyClick(window.results.pages.list, Qt.Key.Key_Up)
    assert window.results.selected.page == 1
    assert window.preview.hit.page == 1


def test_a_key_toggles_the_preview_and_escape_closes_it(qtbot, open_window):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    grid = window.results.photos.list
    grid.setFocus()
    grid.select_row(0)
    assert window.preview.isVisible()
    qtbot.keyClick(grid, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert not window.preview.isVisible()
    qtbot.keyClick(grid, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert window.preview.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.preview.isVisible()
    assert window.composer.field.toPlainText() == "sea"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.composer.is_empty()


def test_enter_opens_the_file(qtbot, open_window, monkeypatch, photos):
    opened = []
    monkeypatch.setattr("app.files.QDesktopServices.openUrl", lambda url: opened.append(url) or 1)
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.photos.list.select_row(0)
    qtbot.keyClick(window.results.photos.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened == [QUrl.fromLocalFile(str(photos[0]))])
    window.results.pages.list.select_row(0)  # its PDF does not exist
    window.preview.open_button.click()
    qtbot.waitUntil(lambda: "not there any more" in window.status.words.toolTip())
    assert len(opened) == 1


def test_find_similar_asks_with_the_photo_alone(qtbot, open_window, commands, photos):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.photos.list.select_row(2)
    window.preview.similar.click()
    qtbot.waitUntil(lambda: len(searches(commands)) == 2)
    assert "item=LibraryItem(content='2a', page=0)" in searches(commands)[1]
    assert "sea" not in searches(commands)[1]


def test_text_and_photo_make_one_question(qtbot, open_window, commands, photos):
    window = open_window()
    window.composer.set_files((str(photos[0]),))
    window.composer.set_text("in winter")
    qtbot.waitUntil(lambda: len(searches(commands)) == 2)
    assert "in winter" in searches(commands)[1]
    assert repr(str(photos[0])) in searches(commands)[1]


def test_a_question_waits_for_the_model_in_words(qtbot, open_window):
    window = open_window(model=ModelChanged("loading", "starter", ""), answer_after=1.5)
    assert window.status.model.isVisible()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: "as soon as the model is ready" in window.empty.text.text())
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)


def test_indexing_renews_the_answer_and_keeps_the_selection(qtbot, open_window, commands, script):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.photos.list.select_row(1)
    chosen = window.results.selected
    progress: IndexProgress = replace(script.progress, photos=4)
    window._client.progress_changed.emit(ProgressChanged(progress))
    qtbot.waitUntil(lambda: len(searches(commands)) == 2, timeout=5_000)
    qtbot.wait(200)
    assert window.results.selected == chosen
    assert window.preview.isVisible()


def test_hits_are_dragged_out_as_files(open_window, qtbot, photos):
    """Case 53."""
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    model = window.results.photos.list.hits
    mime = model.mimeData([model.index(0)])
    assert mime.urls() == [QUrl.fromLocalFile(str(photos[0]))]


def test_a_pasted_picture_becomes_a_photo(qtbot, open_window, commands, tmp_path):
    window = open_window()
    mime = QMimeData()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime.setImageData(image)
    window.composer.field.insertFromMimeData(mime)
    qtbot.waitUntil(lambda: bool(searches(commands)), timeout=5_000)
    saved = list((tmp_path / "library" / "tmp").glob("query-*.png"))
    assert len(saved) == 1
    assert str(saved[0]) in searches(commands)[0]


def test_a_double_click_on_the_page_looks_closer_at_the_marks(qtbot, open_window, commands):
    window = open_window()
    window.composer.set_text("sea")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    window.results.pages.list.select_row(0)
    picture = window.preview.picture
    qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
    (box,) = window.preview.hit.why.boxes
    before = picture.box_area(box)
    qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton)
    after = picture.box_area(box)
    assert picture.zoom > 1.3
    assert after.width() > 1.3 * before.width()
    assert picture.rect().contains(after.center().toPoint())
    # A closer look deserves a sharper picture.
    previews = [line for line in commands() if line.startswith("RenderPreview(")]
    qtbot.waitUntil(
        lambda: (
            len([line for line in commands() if line.startswith("RenderPreview(")]) > len(previews)
        ),
        timeout=3_000,
    )
    assert window.preview.hit.page == 1
    qtbot.mouseDClick(picture, Qt.MouseButton.LeftButton)
    assert picture.zoom == 1.0


def test_everything_that_can_be_pressed_has_a_name(open_window):
    """A screen reader speaks the accessible name, or else the text."""
    window = open_window()
    window.library_button.click()
    window.composer.set_text("sea")
    for button in window.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text(), button


def test_a_megabyte_is_pasted_without_a_pause(qtbot, open_window, commands):
    window = open_window()
    text = "a line of a very long diary, of about sixty letters or so\n" * 18_000
    assert len(text) > 1_000_000
    started = time.monotonic()
    QGuiApplication.clipboard().setText(text)
    window.composer.field.paste()
    pasted = time.monotonic() - started
    qtbot.waitUntil(lambda: bool(searches(commands)), timeout=10_000)
    assert pasted < 1.0


def test_filters_are_named_above_what_they_leave(qtbot, open_window, commands):
    window = open_window()
    qtbot.keyClicks(window.composer.field, "a dog type:jpg")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    assert not window.results.filters.isVisible()
    done = SearchDone(window.session._next_id, window.results.photos.list.hits.hits, (), 0.1)
    window._client.search_done.emit(replace(done, filters=("type:jpg", "-camera:canon")))
    assert window.results.filters.text() == "Only type:jpg  -camera:canon"
    assert window.results.filters.isVisible()
    window._client.search_done.emit(replace(done, photos=(), filters=("type:jpg",)))
    assert window.empty.isVisible()
    assert window.empty.text.text() == (
        "No photo or page passes this filter: type:jpg\n"
        "Take a filter out of the question to see more."
    )


def test_what_limits_an_answer_is_said_above_it(qtbot, open_window, commands):
    window = open_window()
    window.composer.set_text("Hiljainen ranta")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    note, emit = window.results.note, window._client.language_unread.emit
    assert not note.isVisible()
    asked = window.session._next_id
    emit(LanguageUnread(asked - 1, "fi"))
    assert not note.isVisible(), "that question is not asked any more"
    emit(LanguageUnread(asked, "fi"))
    emit(LanguageUnread(asked, "fi"))
    assert note.isVisible()
    assert note.text().count("Finnish") == 1
    done = SearchDone(asked, window.results.photos.list.hits.hits, (), 0.1)
    window._client.search_done.emit(done)
    assert note.isVisible(), "the answer was only renewed"
    window.session.waiting = True
    window._client.search_done.emit(replace(done, remarks=("notes.pdf is long.",)))
    assert note.text() == "notes.pdf is long."
    window.composer.set_text("a heron")
    qtbot.waitUntil(lambda: not note.isVisible(), timeout=5_000)


def test_what_words_find_first_stands_until_the_whole_answer_comes(qtbot, open_window, commands):
    window = open_window()
    window.composer.set_text("a heron")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    hits, pages = (each.list.hits.hits for each in (window.results.photos, window.results.pages))
    session, done = window.session, window._client.search_done
    session.waiting = True
    done.emit(SearchDone(session._next_id, (hits[1],), (), 0.1, by_words=True))
    assert found(window) == (1, 0)
    assert window.results.note.isVisible()
    assert session.waiting
    window.results.photos.list.select_row(0)
    assert window.results.selected == hits[1]
    done.emit(SearchDone(session._next_id, hits, pages, 0.1))
    assert found(window) == (3, 2)
    assert not session.waiting
    assert not window.results.note.isVisible()
    assert window.results.selected == hits[1], "who has begun to look is not disturbed"


def test_the_words_that_were_asked_are_marked_in_passages(qtbot, open_window):
    window = open_window()
    window.resize(1300, 800)
    window.composer.set_text("towards the horizon")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    pages = window.results.pages.list
    qtbot.wait(300)  # thumbnails
    unmarked = pages.viewport().grab().toImage()
    window.composer.set_text("the DOG ran")
    words = frozenset({"dog", "ran"})
    qtbot.waitUntil(lambda: window.results._page_list._pages.words == words, timeout=5_000)
    marked = pages.viewport().grab().toImage()
    assert unmarked.size() == marked.size()
    assert unmarked != marked


def test_what_is_found_by_its_words_says_so_instead_of_a_low_score(qtbot, open_window):
    window = open_window()
    window.composer.set_text("shop")
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    model = window.results.pages.list.hits
    hit = model.hits[0]
    assert fact(hit) == f"{hit.score:.2f}"
    assert fact(replace(hit, score=0.004, strength="fair", by_words=True)) == "by words"
    done = SearchDone(10_000, (), (replace(hit, score=0.004, by_words=True),), 0.1)
    window.results.show_answer(done, renewed=False)
    row = next(row for row in range(model.rowCount()) if model.index(row).data(HIT))
    tip = model.index(row).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[1:] == ["It has the words that were typed", "Similarity 0.004"]


def test_a_renewal_says_what_holds_now_and_keeps_what_else_was_said(qtbot, open_window):
    window = open_window()
    window.composer.set_text('"purple zebra"')
    qtbot.waitUntil(lambda: found(window) == (3, 2), timeout=5_000)
    results = window.results
    done = SearchDone(10_000, results.hits[:3], results.hits[3:], 0.1)
    nothing = "No match has “purple zebra”. This is what comes nearest."
    results.show_answer(replace(done, remarks=(nothing,)), renewed=False)
    results.add_note("This seems to be German.")
    results.show_answer(done, renewed=True)  # a file that has it was read meanwhile
    assert results.note.text() == "This seems to be German."
    results.show_answer(replace(done, remarks=(nothing,)), renewed=True)
    assert results.note.text().split("\n") == [nothing, "This seems to be German."]
