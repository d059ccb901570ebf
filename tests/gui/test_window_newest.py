"""What stands there where nothing is asked: the newest, read or still to be read."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
from scripted_worker import IDLE

from indexer.messages import Hit, ProgressChanged, SearchDone


@pytest.fixture
def newest(photos) -> tuple[Hit, ...]:
    """Three that have been read and many that wait."""
    read = tuple(Hit("photo", str(path), 0, None, str(path), 400, 300) for path in photos)
    waiting = tuple(Hit("photo", f"/new/{n:03}.jpg", 0, None, "", 0, 0) for n in range(200))
    return read + waiting


def looked_at(commands) -> list[str]:
    told = [line for line in commands() if line.startswith("Look(")]
    return list(ast.literal_eval(told[-1].removeprefix("Look(paths=").removesuffix(")")))


def test_the_newest_stand_there_until_something_is_asked(qtbot, open_window, newest):
    window = open_window(newest=newest)
    grid = window.results.photos
    qtbot.waitUntil(lambda: window.results.isVisible(), timeout=5_000)
    assert grid._heading.text() == "Newest photos"
    assert grid.count_text == "203"
    assert not window.results.pages.isVisible()
    qtbot.keyClicks(window.composer.field, "a dog")
    qtbot.waitUntil(lambda: grid.count_text == "3", timeout=5_000)
    assert grid._heading.text() == "Photos"
    window.composer.clear()
    qtbot.waitUntil(lambda: grid.count_text == "203", timeout=5_000)
    assert grid._heading.text() == "Newest photos"


def test_what_is_on_the_screen_is_read_first(qtbot, open_window, newest, commands):
    """Case 41: a cheap first pass is wanted. The names are there; what is seen comes next."""
    window = open_window(newest=newest)
    grid = window.results.photos.list
    qtbot.waitUntil(lambda: any(line.startswith("Look(") for line in commands()), timeout=5_000)
    assert looked_at(commands)[0] == "/new/000.jpg"
    assert len(looked_at(commands)) < 60
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: looked_at(commands)[-1] == "/new/199.jpg", timeout=5_000)
    assert "/new/000.jpg" not in looked_at(commands)


def test_it_stays_where_it_is_while_more_is_read(qtbot, open_window, newest):
    window = open_window(newest=newest)
    grid = window.results.photos.list
    qtbot.waitUntil(lambda: grid.hits.rowCount() == 203, timeout=5_000)
    bar = grid.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 500, timeout=5_000)
    bar.setValue(400)
    progress = replace(IDLE, active=True, total=200, done=1, photos=4)
    window._client.progress_changed.emit(ProgressChanged(progress))
    with qtbot.waitSignal(window.session.answered, timeout=5_000) as answered:
        pass
    done, renewed = answered.args
    assert isinstance(done, SearchDone)
    assert renewed
    # The scripted worker gives the same again; a real one has read some meanwhile.
    further = (*newest[:3], replace(newest[3], thumbnail=newest[0].thumbnail), *newest[4:])
    window.results.show_answer(replace(done, photos=further), renewed=True, asked=False)
    qtbot.wait(300)
    assert bar.value() == 400


def renew(window, hits) -> None:
    window.results.show_answer(SearchDone(0, hits, (), 0.0), renewed=True, asked=False)


def test_a_preview_that_was_closed_stays_closed_when_its_photo_is_read(qtbot, open_window, newest):
    window = open_window(newest=newest)
    grid = window.results.photos.list
    qtbot.waitUntil(lambda: grid.hits.rowCount() == 203, timeout=5_000)
    grid.select_row(3)
    assert window.preview.isVisible()
    assert window.preview._facts.text() == ""  # nobody knows yet how large it is
    read = replace(newest[3], thumbnail=newest[0].thumbnail, width=400, height=300)
    renew(window, (*newest[:3], read, *newest[4:]))
    assert window.preview._facts.text() == "400 × 300"
    window.preview.closed.emit()  # its button
    assert not window.preview.isVisible()
    read = replace(read, width=300)
    renew(window, (*newest[:3], read, *newest[4:]))
    assert not window.preview.isVisible()


def test_where_an_unread_file_goes_no_other_takes_its_place(qtbot, open_window, newest):
    window = open_window(newest=newest)
    grid = window.results.photos.list
    qtbot.waitUntil(lambda: grid.hits.rowCount() == 203, timeout=5_000)
    grid.select_row(7)
    assert window.preview.hit == newest[7]
    renew(window, (*newest[:7], *newest[8:]))
    assert window.preview.hit == newest[7]
    assert not grid.selectionModel().hasSelection()
