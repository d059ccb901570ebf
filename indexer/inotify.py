"""Linux: a watch for each folder that is looked at, and for no other.

A user has a limited number of watches, which other programs need too, and the folders that are
passed by (``node_modules``, ``.git``) are often most of all. watchdog watches whatever lies below a
folder; here its choice is replaced, by two methods of its own.
"""

from __future__ import annotations

import os

from watchdog.observers.inotify import InotifyEmitter, InotifyObserver, InotifyWatchGroup

from indexer.scanner import walk_folders


class _Group(InotifyWatchGroup):
    """The watches for one watched folder."""

    def _add_all_callbacks(self, path: bytes) -> None:
        """Watch a folder, the watched one or one that has come, and those below it."""
        if path == self.path:
            self._add_callback(path)
        if self.is_recursive:
            for folder in map(os.fsencode, walk_folders(os.fsdecode(path), os.fsdecode(self.path))):
                if folder != self.path:
                    self._add_callback(folder)


class _Emitter(InotifyEmitter):
    def on_thread_start(self) -> None:
        self._inotify = _Group(
            self._inotify_fd,
            os.fsencode(self.watch.path),
            is_recursive=self.watch.is_recursive,
            event_mask=self.get_event_mask_from_filter(),
        )


class Observer(InotifyObserver):
    """watchdog's, which watches what `indexer.scanner.walk` enters."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        super().__init__()
        self._emitter_class = _Emitter
