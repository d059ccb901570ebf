"""Notices changes in the watched folders and says when they have settled.

It only collects paths. What has become of a path is found out by looking at the disk
(`indexer.reconcile`), because events are lost, doubled and out of order on every platform;
a periodic rescan catches what no event told.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from itertools import islice

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.utils import BaseThread

from indexer.drives import SilentDriveError, drives
from indexer.messages import Unwatched
from indexer.scanner import walk_folders
from indexer.volumes import is_network

if sys.platform == "linux":
    from indexer.inotify import Observer
else:
    from watchdog.observers import Observer

log = logging.getLogger(__name__)

SETTLE_SECONDS = 1.0
# Of several folders that are closed to us watchdog warns at length; they cannot be watched.
warnings.filterwarnings("ignore", "Callback with id .* already exists", RuntimeWarning)
# A folder that could not be watched is not tried again before.
REFUSED_SECONDS = 600.0
# Linux watches a number of folders for each user, and other programs need some of them too.
WATCHES_SHARE = 0.5
_MAX_WATCHES = "/proc/sys/fs/inotify/max_user_watches"
# A folder that nobody has photos in, to try a watch on.
_UNCHANGING = "/proc/sys/fs/inotify"


class Watcher(FileSystemEventHandler):
    """Collects changed paths from any thread; ``settled`` hands them out.

    To begin with a folder takes long where it holds many or its drive is slow. So what watches and
    unwatches may be called from another thread than the rest, one call at a time.
    """

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
        self._observer, self._threads = _start_observer()
        # With the device and inode that each folder had when its watch began.
        self._watches: dict[str, tuple[ObservedWatch, tuple[int, int]]] = {}
        self._counts: dict[str, int] = {}  # folders that are watched for each, itself included
        self._refused: dict[str, float] = {}
        self.unwatched: Mapping[str, Unwatched] = {}  # another one after each change
        self._ending = False
        self._lost = _LostEvents(wake)

    def renew(self, folders: Collection[str], anew: Collection[str] = ()) -> list[str]:
        """Watch these folders and no other; those of which that has only now begun.

        Folders ``anew`` are watched once more though nothing tells that they are others.
        """
        for folder in {*self._watches, *self.unwatched}:
            if folder in anew or folder not in folders:
                self.unwatch(folder)
        self.look_after()
        return [folder for folder in folders if not self._ending and self.watch(folder)]

    def watch(self, folder: str) -> bool:
        """Watch a folder; whether that has only now begun.

        A folder that was away is another folder when it is back, and has to be watched anew. One
        that cannot be watched is among the ``unwatched`` and is to be looked through now and then.
        """
        if time.monotonic() < self._refused.get(folder, 0.0):
            return False
        try:
            identity = drives.call(folder, partial(_identity, folder), given_up=self._is_ending)
            if identity is None:
                return False
            if folder in self._watches:
                watch, before = self._watches[folder]
                alive = any(
                    e.watch == watch and e.is_alive() for e in tuple(self._observer.emitters)
                )
                if alive and before == identity:
                    return False
                self.unwatch(folder)
            examine = partial(self._reason_against, folder)
            why, count = drives.call(folder, examine, given_up=self._is_ending)
            if not why:
                self._counts[folder] = count
                leads_to = partial(_what_it_leads_to, folder)
                path = drives.call(folder, leads_to, given_up=self._is_ending)
                watch = self._observer.schedule(self, path, recursive=True)
                self._watches[folder] = watch, identity
                if self._has_room():
                    self._forget_reason(folder)
                    return True
                why = "many"
        except SilentDriveError:
            return False  # it is looked for every few seconds
        except OSError as error:
            log.warning("cannot watch %r: %s", folder, error)
            why = "failed"
        self._refuse(folder, why)
        return False

    def look_after(self) -> None:
        """See to what would end without a word, so that no folder is taken for watched that is not.

        Where a thread of watchdog's has died, no folder is watched any more. Where the system has
        no watch left, the largest folder is given up, for those that come below it would be missed.
        """
        if not all(thread.is_alive() for thread in self._threads):
            log.warning("the watching had ended and begins anew")
            self._observer.stop()
            self._observer, self._threads = _start_observer()
            self._watches.clear()
            self._counts.clear()
        if self._counts and not self._has_room():
            self._refuse(max(self._counts, key=lambda folder: self._counts[folder]), "many")

    def _refuse(self, folder: str, why: Unwatched) -> None:
        self.unwatch(folder)
        self.unwatched = {**self.unwatched, folder: why}
        self._refused[folder] = time.monotonic() + REFUSED_SECONDS

    def _has_room(self) -> bool:
        """Whether one more folder could be watched: watchdog keeps it to itself if not."""
        if sys.platform != "linux":
            return True
        try:
            self._observer.unschedule(self._observer.schedule(self, _UNCHANGING))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                return False
            log.warning("it cannot be told whether more can be watched: %s", error)
        return True

    def _reason_against(self, folder: str) -> tuple[Unwatched, int]:
        """Why watching a folder would miss changes and nobody would know, and its folders."""
        if is_network(folder):
            return "network", 0
        most = _watches_allowed() - sum(self._counts.values())
        count = 0
        for _ in islice(walk_folders(folder, folder), min(most + 1, sys.maxsize)):
            drives.alive()
            if self._ending:
                break
            count += 1
        return ("many" if count > most else ""), count

    def take_lost(self) -> bool:
        """Whether events have been lost since this was last asked: all is to be looked through."""
        return self._lost.take()

    def unwatch(self, folder: str) -> None:
        """Stop watching a folder."""
        known = self._watches.pop(folder, None)
        if known is not None:
            self._observer.unschedule(known[0])
        self._refused.pop(folder, None)
        self._counts.pop(folder, None)
        self._forget_reason(folder)

    def _forget_reason(self, folder: str) -> None:
        self.unwatched = {name: why for name, why in self.unwatched.items() if name != folder}

    def _is_ending(self) -> bool:
        return self._ending

    def end(self) -> None:
        """Let another thread's `renew` come to its end soon."""
        self._ending = True

    def stop(self) -> None:
        """End the observing threads."""
        self._lost.close()
        self._observer.stop()
        self._observer.join()

    def note(self, path: str) -> None:
        """Note that something happened to a path."""
        if path.startswith(self._ignore):
            return
        with self._lock:
            self._touched[path] = time.monotonic()
        self._wake()

    def due(self) -> list[str]:
        """The paths to which nothing has happened for `SETTLE_SECONDS`."""
        now = time.monotonic()
        with self._lock:
            return [p for p, at in self._touched.items() if now - at >= SETTLE_SECONDS]

    def settled(self, due: Iterable[str]) -> list[str]:
        """Take those paths that stand still; for a thread that a drive may hold up.

        A file whose size or time still changes between two looks is kept back: a program
        that writes slowly may send no event for a while.
        """
        ready = []
        for path in due:
            now = time.monotonic()
            with self._lock:
                self._touched.pop(path, None)
            figures = _figures(path)
            drives.alive()
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
        for path in (event.src_path, event.dest_path):
            if path:
                self.note(os.path.normpath(os.fsdecode(path)))


class _LostEvents(logging.Handler):
    """Hears it when the system's queue of events has overflowed, which watchdog logs, no more."""

    _LOGGER = logging.getLogger("watchdog.observers")

    def __init__(self, wake: Callable[[], None]) -> None:
        super().__init__()
        self._wake = wake
        self._lost = False
        self._LOGGER.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Called from watchdog's threads."""
        if "overflowed" in record.getMessage():
            self._lost = True
            self._wake()

    def take(self) -> bool:
        lost, self._lost = self._lost, False
        return lost

    def close(self) -> None:
        self._LOGGER.removeHandler(self)
        super().close()


def _start_observer() -> tuple[BaseObserver, list[BaseThread]]:
    """An observer, and the threads that it needs whatever it watches."""
    before = threading.enumerate()
    observer = Observer()
    observer.start()
    new = [thread for thread in threading.enumerate() if thread not in before]
    return observer, [thread for thread in new if isinstance(thread, BaseThread)]


def _what_it_leads_to(folder: str) -> str:
    """A folder so named that not a link to it is watched, of which nothing is ever told."""
    if sys.platform == "linux" and os.path.islink(folder):
        return os.path.join(folder, os.curdir)
    return folder


def _watches_allowed() -> int:
    """How many folders may be watched altogether; without end where nothing limits them."""
    try:
        with open(_MAX_WATCHES, encoding="ascii") as file:
            return int(int(file.read()) * WATCHES_SHARE)
    except (OSError, ValueError):
        return sys.maxsize


def _identity(folder: str) -> tuple[int, int] | None:
    """Device and inode of a folder; None where there is none."""
    if not os.path.isdir(folder):
        return None
    result = os.stat(folder)
    return result.st_dev, result.st_ino


def _figures(path: str) -> tuple[int, int] | None:
    """Size and time of a file; None for a folder and for what is gone."""
    try:
        result = os.stat(path)
    except OSError:
        return None
    if os.path.isdir(path):
        return None
    return result.st_size, result.st_mtime_ns
