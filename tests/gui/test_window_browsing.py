"""From page to page of a document, and from hit to hit in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from indexer.messages import Box, IndexProgress, Particulars, ProgressChanged, Why


@pytest.fixture
def look(qtbot, open_window, script):
    """Look at page 4 of a document of nine pages, of which 2, 4 and 7 are hits."""
    first = replace(script.pages[0], page=4)
    within = tuple(
        replace(
            first, page=n, why=Why((), f"words on {n}", (Box(0.1, n / 20, 0.5, n / 20 + 0.03),))
        )
        for n in (2, 4, 7)
    )
    within = (within[0], first, within[2])

    def begin(**changes: object):
        told = {"within": within, "particulars": Particulars(pages=9, size=1), **changes}
        window = open_window(pages=(first, script.pages[1]), **told)
        window.composer.set_text("sea")
        pages = window.results.pages.list
        qtbot.waitUntil(lambda: pages.hits.rowCount() > 0, timeout=5_000)
        pages.setFocus()
        pages.select_row(0)
        bar = window.preview.browsing
        qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
        qtbot.waitUntil(lambda: bar.page_place.isVisible(), timeout=5_000)
        if told["within"]:
            qtbot.waitUntil(lambda: bar.hit_place.isVisible(), timeout=5_000)
        return window

    return begin


def pages_rendered(commands) -> list[str]:
    asked = (line for line in commands() if line.startswith("RenderPreview("))
    return [line.split("page=")[1].split(",")[0] for line in asked]


def test_in_a_small_window_the_places_are_said_shorter_and_whole(qtbot, look):
    window = look()
    bar = window.preview.browsing
    window.resize(720, 560)
    qtbot.waitUntil(lambda: (bar.hit_place.text(), bar.page_place.text()) == ("2 / 3", "4 / 9"))
    for label in (bar.hit_place, bar.page_place):
        assert label.width() >= label.sizeHint().width()
    assert bar.page_place.toolTip() == bar.page_place.accessibleName() == "page 4 of 9"
    window.resize(1400, 800)
    qtbot.waitUntil(lambda: bar.page_place.text() == "page 4 of 9")


def test_buttons_go_from_hit_to_hit_and_mark_each(qtbot, look, commands):
    preview = look().preview
    bar = preview.browsing
    assert (bar.hit_place.text(), bar.page_place.text()) == ("2 of 3 hits", "page 4 of 9")
    qtbot.mouseClick(bar.hit_after, Qt.MouseButton.LeftButton)
    assert preview.hit.page == 7
    assert preview.details.passage.text() == "words on 7"
    assert (bar.hit_place.text(), bar.page_place.text()) == ("3 of 3 hits", "page 7 of 9")
    assert not bar.hit_after.isEnabled()
    qtbot.waitUntil(lambda: pages_rendered(commands)[-1] == "7", timeout=5_000)
    for _ in range(2):
        qtbot.mouseClick(bar.hit_before, Qt.MouseButton.LeftButton)
    assert preview.hit.page == 2
    assert not bar.hit_before.isEnabled()
    (box,) = preview.hit.why.boxes
    qtbot.waitUntil(lambda: preview._sharp, timeout=5_000)
    mark = preview.picture.box_area(box).center().toPoint()
    assert preview.picture.grab().toImage().pixelColor(mark).blue() < 200, "the passage is marked"


def test_keys_go_from_hit_to_hit_in_the_list_and_the_preview(qtbot, look):
    window = look()
    hits, preview = window.results.pages.list, window.preview
    qtbot.keyClick(hits, Qt.Key.Key_F3)
    assert preview.hit.page == 7
    qtbot.keyClick(hits, Qt.Key.Key_F3)
    assert preview.hit.page == 7
    qtbot.keyClick(preview.picture, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert preview.hit.page == 4
    assert window.results.selected.page == 4  # in the list nothing was chosen


def test_pages_are_turned_by_keys_and_buttons(qtbot, look, commands):
    preview = look().preview
    bar, picture = preview.browsing, preview.picture
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton)
    qtbot.keyClick(picture, Qt.Key.Key_PageDown)
    assert preview.hit.page == 5
    assert bar.hit_place.text() == "3 hits"
    assert not preview.hit.why.boxes
    assert not preview.details.passage.isVisible()
    assert preview.details.table.said("page") == "5 of 9"
    qtbot.waitUntil(lambda: pages_rendered(commands)[-1] == "5", timeout=5_000)
    for _ in range(2):
        qtbot.mouseClick(bar.page_after, Qt.MouseButton.LeftButton)
    assert preview.hit.page == 7
    assert preview.details.passage.text() == "words on 7"  # it is a hit
    for _ in range(5):
        qtbot.keyClick(picture, Qt.Key.Key_PageDown)
    assert preview.hit.page == 9
    assert not bar.page_after.isEnabled()
    qtbot.keyClick(picture, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert preview.hit.page == 7


def test_a_turned_page_is_asked_with_and_opened_like_any_hit(qtbot, look, commands):
    preview = look().preview
    qtbot.mouseClick(preview.browsing.page_after, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(preview.similar, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: any("item=LibraryItem(content='d1', page=5)" in line for line in commands()),
        timeout=5_000,
    )


def test_who_has_turned_the_page_stays_there_while_the_library_is_read(qtbot, look, script):
    window = look()
    qtbot.mouseClick(window.preview.browsing.page_after, Qt.MouseButton.LeftButton)
    progress: IndexProgress = replace(script.progress, pages=4)
    answers: list[object] = []
    window.session.answered.connect(lambda *_: answers.append(1))
    window._client.progress_changed.emit(ProgressChanged(progress))
    qtbot.waitUntil(lambda: bool(answers), timeout=5_000)
    window.results.hit_selected.emit(replace(window.results.selected, score=0.2))
    assert window.preview.hit.page == 5
    window.results.pages.list.select_row(1)
    assert window.preview.hit.page == 2


def test_a_photo_has_no_pages_to_turn(qtbot, look):
    window = look()
    window.results.photos.list.select_row(0)
    assert not window.preview.browsing.isVisible()
    qtbot.keyClick(window.preview.picture, Qt.Key.Key_PageDown)
    qtbot.keyClick(window.preview.picture, Qt.Key.Key_F3)
    assert window.preview.hit.kind == "photo"


def test_a_document_with_one_hit_only_turns_pages(qtbot, look):
    bar = look(within=()).preview.browsing
    assert not bar.hit_place.isVisible()
    assert bar.page_place.isVisible()
