"""Notices changes in the watched folders and says when they have settled.

It only collects paths. What has become of a path is found out by looking at the disk
(`indexer.reconcile`), because events are lost, doubled and out of order on every platform;
a periodic rescan catches what no event told.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

log = logging.getLogger(__name__)

SETTLE_SECONDS = 1.0


class Watcher(FileSystemEventHandler):
    """Collects changed paths from any thread; ``settled`` hands them out."""

    def __init__(self, wake: Callable[[], None], ignore: str) -> None:
        """Start without any folder.

        Args:
            wake: called, from watchdog's thread, whenever a path has been noted.
            ignore: the library's own folder, whose every write would be an event.
        """
        self._wake = wake
        self._ignore = ignore.rstrip(os.sep) + os.sep
        self._lock = threading.Lock()
        self._touched: dict[str, float] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._observer: BaseObserver = Observer()
        self._watches: dict[str, ObservedWatch] = {}
        self._observer.start()

    def watch(self, folder: str) -> str | None:
        """Begin to watch a folder; the reason when it cannot be watched (rescans go on)."""
        if folder in self._watches:
            return None
        try:
            self._watches[folder] = self._observer.schedule(self, folder, recursive=True)
        except OSError as error:
            log.warning("cannot watch %r: %s", folder, error)
            return f"{error.strerror or error}"
        return None

    def unwatch(self, folder: str) -> None:
        """Stop watching a folder."""
        watch = self._watches.pop(folder, None)
        if watch is not None:
            self._observer.unschedule(watch)

    def stop(self) -> None:
        """End the observing threads."""
        self._observer.stop()
        self._observer.join()

    def note(self, path: str) -> None:
        """Note that something happened to a path."""
        if path.startswith(self._ignore):
            return
        with self._lock:
            self._touched[path] = time.monotonic()
        self._wake()

    def settled(self) -> list[str]:
        """Take the paths to which nothing has happened for `SETTLE_SECONDS`.

        A file whose size or time still changes between two looks is kept back: a program
        that writes slowly may send no event for a while.
        """
        now = time.monotonic()
        with self._lock:
            due = [p for p, at in self._touched.items() if now - at >= SETTLE_SECONDS]
            for path in due:
                del self._touched[path]
        ready = []
        for path in due:
            figures = _figures(path)
            recent = figures is not None and abs(time.time_ns() - figures[1]) < 1e9 * SETTLE_SECONDS
            if figures is not None and (recent or self._sizes.get(path, figures) != figures):
                self._sizes[path] = figures
                with self._lock:
                    self._touched.setdefault(path, now)
            else:
                self._sizes.pop(path, None)
                ready.append(path)
        return ready

    @property
    def busy(self) -> bool:
        """Whether any path waits to settle."""
        return bool(self._touched)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Watchdog's callback, on its own thread."""
        if event.event_type in ("opened", "closed_no_write"):
            return
        if event.is_directory and event.event_type == "modified":
            return  # its entries send their own events
        self.note(os.fsdecode(event.src_path))
        if event.dest_path:
            self.note(os.fsdecode(event.dest_path))


def _figures(path: str) -> tuple[int, int] | None:
    """Size and time of a file; None for a folder and for what is gone."""
    try:
        result = os.stat(path)
    except OSError:
        return None
    if os.path.isdir(path):
        return None
    return result.st_size, result.st_mtime_ns
