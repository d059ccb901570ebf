"""The worker's life as the window sees it: slow, crashed, crashed again, ended."""

from __future__ import annotations

import os
import time
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from scripted_worker import IDLE, start

from app.crash_report import crash_report
from indexer.messages import ModelChanged, Notice, RemoveFolder


def dead(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_crash_is_mended_once_and_said_once(qtbot, open_window, tmp_path):
    window = open_window(crash_once=str(tmp_path / "crashed"))
    client = window._client
    first = client.pid
    window.composer.set_text("please crash")
    with qtbot.waitSignal(client.restarted, timeout=10_000):
        pass
    assert "started again" in window.status.words.toolTip()
    assert not window.banner.isVisible()
    # What was asked of the dead worker is answered by the new one.
    qtbot.waitUntil(lambda: len(window.results.photos.list.hits.hits) == 3, timeout=10_000)
    assert client.pid != first


def test_a_second_crash_stops_and_offers_a_start(qtbot, open_window, tmp_path):
    window = open_window()
    client = window._client
    window.composer.set_text("please crash")  # the restarted worker is asked the same, and dies
    with qtbot.waitSignal(client.gave_up, timeout=10_000) as given_up:
        pass
    assert "SIGKILL" in given_up.args[0]
    assert window.banner.isVisible()
    assert "Nothing is lost" in window.banner.text.text()
    assert window.status.words.toolTip() == "The indexer is not running", "nor was started again"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    window.composer.set_text("sea")  # asked while nobody is there
    window.banner.button.click()
    assert not window.banner.isVisible()
    qtbot.waitUntil(lambda: len(window.results.photos.list.hits.hits) == 3, timeout=10_000)


def test_the_details_of_two_crashes_can_be_copied(qtbot, open_window):
    window = open_window()
    window._library.mkdir(exist_ok=True)
    (window._library / "mate.log").write_text("old\n" * 9_000 + "something broke\n", "utf-8")
    window.composer.set_text("please crash")
    with qtbot.waitSignal(window._client.gave_up, timeout=10_000):
        pass
    assert window.banner.more.text() == "Copy details"
    clipboard = QGuiApplication.clipboard()
    with qtbot.waitSignal(clipboard.dataChanged, timeout=10_000):
        qtbot.mouseClick(window.banner.more, Qt.MouseButton.LeftButton)
    copied = clipboard.text()
    assert copied.count("SIGKILL") == 2
    assert copied.endswith("something broke")
    assert copied.count("old") < 100, "it ends before it is too long to be sent"
    assert window.banner.isVisible(), "it can be started again all the same"
    window._client.notice.emit(Notice("error", "The disk is full"))
    assert not window.banner.more.isVisible(), "of another message there are no details"


def test_a_log_that_cannot_be_read_is_said_in_the_details(tmp_path):
    report = crash_report(tmp_path, ("signal SIGSEGV",))
    assert "The indexer ended: signal SIGSEGV" in report
    assert "cannot be read: No such file" in report


def test_no_work_is_told_of_that_nobody_does(qtbot, open_window):
    window = open_window(progress=replace(IDLE, active=True, done=2, total=8))
    status = window.status
    qtbot.waitUntil(status.bar.isVisible, timeout=5_000)
    window.composer.set_text("please crash")
    with qtbot.waitSignal(window._client.gave_up, timeout=10_000):
        pass
    assert not status.bar.isVisible()
    assert not status.pause.isVisible()
    assert "not running" in status.words.text()
    window.composer.set_text("sea")
    window.banner.button.click()
    qtbot.waitUntil(status.bar.isVisible, timeout=10_000)


def test_a_command_sent_to_nobody_is_kept(qtbot, open_window, commands):
    window = open_window(crash_on_start=True, wait=False)
    client = window._client
    with qtbot.waitSignal(client.gave_up, timeout=10_000):
        pass
    client.send(RemoveFolder("/gone"))
    assert client._commands.qsize() >= 1
    assert window.banner.isVisible()


def test_a_worker_that_cannot_start_is_explained(qtbot, open_window):
    window = open_window(wait=False)
    client = window._client
    with qtbot.waitSignal(client.progress_changed, timeout=10_000):
        pass
    client._start = None  # not callable any more

    def broken():
        raise OSError("no room for another process")

    client._start = broken
    os.kill(client.pid, 9)
    with qtbot.waitSignal(client.gave_up, timeout=10_000):
        pass
    assert "no room for another process" in window.banner.text.text()


def test_a_library_that_cannot_be_opened_is_explained_and_not_tried_for_ever(
    qtbot, open_window, script
):
    window = open_window(library_failure="Another Mate has this library open.", wait=False)
    client = window._client
    empty = window.empty
    assert empty.headline.text() == "Opening your library…"
    qtbot.waitUntil(lambda: "could not be opened" in empty.headline.text(), timeout=10_000)
    assert empty.text.text() == "Another Mate has this library open."
    assert not window.banner.isVisible()  # it would say the same
    window.composer.set_text("sea")  # is answered when the library is open
    assert "could not be opened" in empty.headline.text()
    qtbot.wait(300)
    assert client._life == 1
    client._start = lambda: start(script)
    qtbot.waitUntil(lambda: not client._running, timeout=10_000)
    empty.retry.click()
    assert "could not be opened" not in empty.headline.text()
    qtbot.waitUntil(lambda: len(window.results.photos.list.hits.hits) == 3, timeout=10_000)


def test_an_indexer_that_never_came_is_not_waited_for(qtbot, open_window):
    window = open_window(crash_on_start=True, wait=False)
    with qtbot.waitSignal(window._client.gave_up, timeout=10_000):
        pass
    assert window.empty.headline.text() == "The indexer is not running"
    window.banner.button.click()
    assert window.empty.headline.text() == "Opening your library…"


def test_notices_are_lines_and_errors_are_banners(qtbot, open_window):
    window = open_window(extra=(Notice("info", "Scan done"),))
    qtbot.waitUntil(lambda: window.status.words.toolTip() == "Scan done")
    window._client.notice.emit(Notice("error", "The disk is full"))
    assert window.banner.isVisible()
    assert window.banner.text.text() == "The disk is full"


def test_a_huge_question_does_not_hold_up_the_window(qtbot, open_window, commands):
    window = open_window(answer_after=1.0)
    client = window._client
    from indexer.messages import Query, QueryPart, Search

    words = "word " * 250_000
    started = time.monotonic()
    for number in range(3):  # far more than a pipe holds, to a worker that is busy
        client.send(Search(900 + number, Query((QueryPart(text=words),))))
    assert time.monotonic() - started < 0.1


def test_closing_ends_the_worker(qtbot, open_window, commands):
    window = open_window()
    client = window._client
    pid = client.pid
    started = time.monotonic()
    window.close()
    assert not window.isVisible()
    assert time.monotonic() - started < 1.0
    assert client.join(5.0)
    assert dead(pid)
    assert "Stop()" in commands()


def test_a_worker_that_does_not_end_is_killed(open_window):
    window = open_window(ignore_stop=True)
    client = window._client
    pid = client.pid
    window.close()
    assert not client.join(0.5)
    assert dead(pid)


def test_geometry_is_kept_with_the_library(qtbot, open_window, tmp_path):
    window = open_window()
    window.resize(741, 555)
    window.close()
    assert (tmp_path / "library" / "window.ini").exists()
    again = open_window()
    assert (again.width(), again.height()) == (741, 555)


def test_a_resting_model_is_called_back_while_the_question_is_being_typed(
    qtbot, open_window, commands
):
    """Case 51: the first search after idling takes a minute."""
    window = open_window(model=ModelChanged("resting", "starter", ""))
    qtbot.keyClicks(window.composer.field, "a")
    qtbot.waitUntil(lambda: any("QueryPart(" in line for line in commands()), timeout=5_000)
    asked = next(n for n, line in enumerate(commands()) if "QueryPart(" in line)
    assert "Prepare()" in commands()[:asked]
