"""The one way work leaves the main thread.

A window is only calm if nothing on its main thread waits for a disk. Decoding a thumbnail,
looking whether a dropped path is a folder, saving a picture from a browser: each is an
operation without side effects on widgets, run here in a small pool, and what it returns is
handed to a function on the main thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

T = TypeVar("T")


class Background(QObject):
    """Runs operations in threads and their ends on the main thread.

    An operation must not touch a widget or a ``QPixmap``, and tells a failure by what it
    returns: an exception there has nobody to catch it.
    """

    _finished = Signal(object, object)

    def __init__(self, threads: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._closed = False
        self._finished.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def run(
        self, operation: Callable[[], T], end: Callable[[T], object], priority: int = 0
    ) -> None:
        """Run ``operation`` in a thread, then ``end(result)`` on the main thread.

        A higher ``priority`` overtakes what is still waiting.
        """
        if self._closed:
            return

        def task() -> None:
            if not self._closed:
                self._finished.emit(end, operation())

        self._pool.start(task, priority)

    def close(self) -> None:
        """Drop what waits, and wait for what runs; nothing ends on the main thread after."""
        self._closed = True
        self._pool.waitForDone(2_000)

    def _end(self, end: Callable[[object], object], result: object) -> None:
        if not self._closed:
            end(result)
