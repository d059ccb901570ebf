"""What the window keeps from one start to the next, and how it behaves as the desktop's guest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication
from scripted_worker import IDLE, start
from test_window_map import MAP

from app.desktop import ready
from app.desktop.ready import ReadyNote
from app.desktop.tray import Tray
from app.main_window import MainWindow
from app.settings.motion import Motion
from app.settings.settings import Settings
from app.worker_client import WorkerClient
from indexer.messages import ProgressChanged


@pytest.fixture
def begin(qtbot, tmp_path, script) -> Iterator[object]:
    """Start the program's window with the user's own settings, as often as wanted."""
    begun: list[tuple[MainWindow, WorkerClient]] = []

    def begin_it(**changes: object) -> MainWindow:
        client = WorkerClient(lambda: start(replace(script, **changes)))
        store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(client, tmp_path / "library", Settings(client, store))
        begun.append((window, client))
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        client.start()
        qtbot.waitUntil(lambda: client.progress is not None, timeout=10_000)
        return window

    yield begin_it
    for window, client in begun:
        window.quit()
        client.join(3.0)


def test_the_last_question_stands_there_again_if_that_is_chosen(qtbot, begin, commands):
    first = begin()
    qtbot.keyClicks(first.composer.field, "a heron at dawn")
    first.quit()
    second = begin()
    assert second.composer.is_empty()  # nobody wanted that
    second.settings.change("last_question", True)
    qtbot.keyClicks(second.composer.field, "a heron at dawn, 100% wild")
    qtbot.waitUntil(second.results.photos.isVisible, timeout=5_000)
    second.quit()
    third = begin()
    assert third.composer.field.toPlainText() == "a heron at dawn, 100% wild"
    qtbot.waitUntil(third.results.photos.isVisible, timeout=5_000)  # and is answered
    third.settings.change("last_question", False)
    third.quit()
    assert "heron" not in Path(third.memory.fileName()).read_text()


def test_with_less_motion_nothing_moves_by_itself(qtbot, qapp, begin, script):
    window = begin(progress=replace(IDLE, active=True, scanning=True))
    blink = qapp.cursorFlashTime()
    motion = Motion(qapp, window.settings, window.status, window.map)
    qtbot.waitUntil(window.status.bar.isVisible, timeout=5_000)
    assert window.status.bar.maximum() == 0  # it runs to and fro
    assert qapp.cursorFlashTime() > 0
    window.settings.change("less_motion", True)
    assert not window.status.bar.isVisible()
    assert window.status.words.toolTip() == "Looking through your folders…"
    assert qapp.cursorFlashTime() == 0
    window.settings.change("less_motion", False)
    assert window.status.bar.isVisible()
    assert qapp.cursorFlashTime() == blink
    assert motion.parent() is window.status


def test_what_the_desktop_wants_holds_without_the_setting(qtbot, qapp, begin):
    window = begin(progress=replace(IDLE, active=True, scanning=True))
    blink = qapp.cursorFlashTime()
    motion = Motion(qapp, window.settings, window.status, window.map)
    qtbot.waitUntil(window.status.bar.isVisible, timeout=5_000)
    motion.calm.wanted = True
    motion.calm.changed.emit(True)
    assert not window.status.bar.isVisible()
    assert qapp.cursorFlashTime() == 0
    window.settings.change("less_motion", True)
    motion.calm.wanted = False
    motion.calm.changed.emit(False)
    assert qapp.cursorFlashTime() == 0, "the person wants less still"
    window.settings.change("less_motion", False)
    assert qapp.cursorFlashTime() == blink
    assert window.status.bar.isVisible()


def test_the_map_does_not_slide_where_the_desktop_wants_less_motion(qtbot, qapp, open_window):
    window = open_window(map=MAP)
    motion = Motion(qapp, window.settings, window.status, window.map)
    motion.calm.wanted = True
    motion.calm.changed.emit(True)
    window.show_map()
    view = window.map.view
    qtbot.waitUntil(view.isVisible, timeout=5_000)
    whole = view.camera.scale
    qtbot.keyClick(window.map.groups, Qt.Key.Key_End)
    assert view.camera.scale > 1.2 * whole, "it is close at once"
    window.settings.change("less_motion", False)
    motion.calm.wanted = False
    motion.calm.changed.emit(False)  # the cursor blinks again, for the tests to come


@pytest.fixture
def tray(begin) -> Iterator[Tray]:
    window = begin(progress=replace(IDLE, active=True, done=20, total=80, current="/a/b&c.jpg"))
    made = Tray(
        window._client, window.status, window.settings, began_in_background=False, parent=window
    )
    yield made
    made.hide()


def test_the_tray_tells_how_indexing_stands(qtbot, tray, commands):
    words = "20 of 80 · b&c.jpg"
    tray._on_progress(ProgressChanged(tray.parent()._client.progress))
    assert tray.icon.toolTip() == f"Mate – {words}"
    assert tray.line.text() == words.replace("&", "&&")  # & would underline what follows
    assert tray.pause.text() == "Pause indexing"
    tray.pause.trigger()
    qtbot.waitUntil(lambda: tray.pause.text() == "Resume indexing", timeout=5_000)
    assert tray.icon.toolTip() == "Mate – Paused · 20 of 80"


def test_without_a_tray_none_is_shown_and_nothing_is_left_to_it(tray):
    tray.parent().settings.change("stays_in_tray", True)
    assert not tray.is_available  # off screen there is none
    assert not tray.icon.isVisible()
    assert not tray.takes_over
    tray.tell("Your library is ready", "3 photos")  # nor does a message make one
    assert not tray.icon.isVisible()


@pytest.mark.parametrize("brought_up", [False, True])
def test_where_no_tray_comes_the_window_does_unless_someone_has_it_up(
    qtbot, tray, monkeypatch, brought_up
):
    monkeypatch.setattr("app.desktop.tray.TRAY_MS", 0)
    window = tray.parent()
    window.setVisible(brought_up)
    tray.wait(window)
    later = QTimer(window)
    with qtbot.waitSignal(later.timeout):
        later.start(50)
    assert window.isMinimized() != brought_up
    assert window.isVisible()


def test_a_long_first_indexing_is_told_of_once(qtbot, begin, tmp_path, monkeypatch):
    said: list[tuple[str, str]] = []
    window = begin()
    ReadyNote(
        window._client, window.settings, window.memory, lambda *words: said.append(words), window
    )
    told = window._client.progress_changed.emit

    def index() -> None:
        told(ProgressChanged(replace(IDLE, active=True, photos=0, pages=0)))
        told(ProgressChanged(replace(IDLE, photos=1980, pages=240)))

    window.hide()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is None, timeout=5_000)
    index()
    assert said == []  # it was short
    monkeypatch.setattr(ready, "LONG_SECONDS", 0.0)
    told(ProgressChanged(replace(IDLE, photos=1980, pages=240)))
    assert said == []  # nothing was indexed
    index()
    assert said == [("Your library is ready", "1,980 photos · 240 pages can be searched.")]
    index()
    assert len(said) == 1


def test_who_looks_or_does_not_want_it_is_told_nothing(qtbot, begin, monkeypatch):
    monkeypatch.setattr(ready, "LONG_SECONDS", 0.0)
    said: list[tuple[str, str]] = []
    window = begin()
    ReadyNote(
        window._client, window.settings, window.memory, lambda *words: said.append(words), window
    )
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
    told = window._client.progress_changed.emit
    told(ProgressChanged(replace(IDLE, active=True)))
    told(ProgressChanged(IDLE))
    assert said == []
    window.memory.remove("told_ready")
    window.hide()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is None, timeout=5_000)
    window.settings.change("tells_when_ready", False)
    told(ProgressChanged(replace(IDLE, active=True)))
    told(ProgressChanged(IDLE))
    assert said == []
