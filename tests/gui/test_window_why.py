"""Why this photo: what in it answers, as a veil over the rest and in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from app.preview.regions import in_words

UPPER_LEFT = tuple(tuple(0.25 if x < 2 and y < 2 else 0.0 for x in range(7)) for y in range(7))


@pytest.fixture
def look(qtbot, open_window, photos):
    """A window in which a photo has been found and is looked at."""

    def open_it(**changes: object):
        window = open_window(preview=str(photos[0]), **changes)
        window.composer.set_text("sea")
        grid = window.results.photos.list
        qtbot.waitUntil(lambda: grid.hits.rowCount() == 3, timeout=5_000)
        grid.setFocus()
        grid.select_row(0)
        qtbot.waitUntil(lambda: window.preview._sharp, timeout=5_000)
        return window

    return open_it


def test_a_key_shows_what_answers_and_takes_it_back(qtbot, look, commands):
    window = look(regions=UPPER_LEFT)
    preview = window.preview
    plain = preview.picture.grab().toImage()
    qtbot.keyClicks(window.results.photos.list, "w")
    qtbot.waitUntil(lambda: "upper left" in preview.why.words.text(), timeout=5_000)
    assert any(line.startswith("ExplainPhoto(id=1, search=") for line in commands())
    area = preview.picture.image_area()
    veiled = preview.picture.grab().toImage()

    def light(image, x, y):
        at = (round(area.x() + x * area.width()), round(area.y() + y * area.height()))
        return image.pixelColor(*at).lightness()

    assert light(veiled, 0.12, 0.12) > light(plain, 0.12, 0.12) * 0.8
    assert light(veiled, 0.8, 0.8) < light(plain, 0.8, 0.8) * 0.5
    spoken = QAccessible.queryAccessibleInterface(preview.picture)
    assert "upper left" in spoken.text(QAccessible.Text.Description)
    qtbot.keyClicks(window.results.photos.list, "w")
    qtbot.waitUntil(lambda: preview.picture.grab().toImage() == plain, timeout=5_000)
    assert not preview.why.words.isVisible()
    assert "upper left" not in spoken.text(QAccessible.Text.Description)


def test_it_stays_on_for_the_next_photo_and_not_for_pages(qtbot, look, commands):
    window = look(regions=UPPER_LEFT)
    qtbot.mouseClick(window.preview.why.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "upper left" in window.preview.why.words.text(), timeout=5_000)
    window.results.photos.list.select_row(1)
    assert "Looking" in window.preview.why.words.text()
    qtbot.waitUntil(lambda: "upper left" in window.preview.why.words.text(), timeout=5_000)
    assert sum(line.startswith("ExplainPhoto(") for line in commands()) == 2
    window.results.pages.list.setFocus()
    window.results.pages.list.select_row(0)
    assert not window.preview.why.button.isVisible()
    assert not window.preview.why.words.isVisible()
    qtbot.wait(500)
    assert sum(line.startswith("ExplainPhoto(") for line in commands()) == 2


def test_nothing_is_explained_where_nothing_was_asked(qtbot, open_window, script):
    window = open_window(newest=tuple(script.photos), regions=UPPER_LEFT)
    window.preview.show_hit(replace(script.photos[0], score=None))
    assert window.preview.why.button.isHidden()


def test_what_cannot_be_told_is_said(qtbot, look):
    window = look()
    qtbot.keyClicks(window.results.photos.list, "w")
    qtbot.waitUntil(lambda: "search once more" in window.preview.why.words.text(), timeout=5_000)


def test_a_worker_that_dies_of_it_is_asked_once_more(qtbot, look, tmp_path):
    window = look(regions=UPPER_LEFT, explaining_crash=str(tmp_path / "crashed"))
    qtbot.keyClicks(window.results.photos.list, "w")
    qtbot.waitUntil(lambda: (tmp_path / "crashed").exists(), timeout=5_000)
    qtbot.waitUntil(lambda: "upper left" in window.preview.why.words.text(), timeout=10_000)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ({(0, 0), (1, 1)}, "The match is mainly in the upper left of the picture."),
        ({(6, 3), (6, 4)}, "The match is mainly at the bottom of the picture."),
        ({(3, 6)}, "The match is mainly on the right side of the picture."),
        ({(3, 3), (3, 4)}, "The match is mainly in the middle of the picture."),
        ({(y, x) for y in range(7) for x in range(7)}, "The whole picture matches."),
        (set(), "No part of the picture matches more than another."),
    ],
)
def test_regions_are_said_in_words(places, words):
    grid = [[float((y, x) in places) for x in range(7)] for y in range(7)]
    assert in_words(grid) == words
