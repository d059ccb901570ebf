"""The worker process as an object of the window.

Commands go out through a queue and a writer thread, so that a query of a megabyte, or a
worker that is busy and does not read, never holds up the window. Events come in through a
reader thread, which sleeps in ``recv`` with the interpreter unlocked, and are handed to the
main thread as one Qt signal per kind of event.

A worker that dies is started again once, and what was asked last is asked again; if it dies
again soon after, it is left alone and the user is told, because a crash loop heats the machine
and helps nobody.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from app.worker_words import in_window_language
from indexer.messages import (
    AlikeFound,
    BinFiles,
    CancelExport,
    ChangeModel,
    Command,
    DrawMap,
    Event,
    ExplainFailed,
    ExplainPhoto,
    Export,
    ExportChanged,
    ExportDone,
    FacetsChanged,
    FailedFiles,
    FiltersChecked,
    FilterValues,
    FindInDocument,
    FoldersChanged,
    FolderStatus,
    FoundInDocument,
    IndexProgress,
    ItemsShown,
    Kept,
    KeptChanged,
    LanguageUnread,
    LibraryFailed,
    LibraryOpened,
    MapDrawn,
    MapFailed,
    MembersAdded,
    MembersRemoved,
    ModelChanged,
    ModelRefused,
    ModelsListed,
    ModelTaskChanged,
    MoreTold,
    MovedToBin,
    MoveToBin,
    Notice,
    PhotoExplained,
    Prepare,
    PreviewFailed,
    PreviewReady,
    ProgressChanged,
    Recalled,
    RenderPreview,
    RestoredFromBin,
    RestoreFromBin,
    SavedAlready,
    Search,
    SearchDone,
    SearchFailed,
    SetPaused,
    ShowItems,
    Stop,
    StopExplaining,
    TellMore,
    Verified,
    WatchFacets,
)

log = logging.getLogger(__name__)

# Two deaths within this many seconds mean that a third start would not help either.
CRASH_LOOP_SECONDS = 60.0


class WorkerProcess(Protocol):
    """What is needed of ``multiprocessing.Process``."""

    @property
    def exitcode(self) -> int | None:
        """The exit status, negative for a signal, None while it runs."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end."""

    def kill(self) -> None:
        """End it now."""


class WorkerConnection(Protocol):
    """What is needed of ``multiprocessing.connection.Connection``."""

    def send(self, obj: Command, /) -> None:
        """Send a command; blocks while the pipe is full."""

    def recv(self) -> Event:
        """Wait for an event; raises EOFError or OSError when the worker is gone."""

    def close(self) -> None:
        """Close this end."""


class WorkerHandle(Protocol):
    """A worker that was started: its process and the connection to it."""

    @property
    def process(self) -> WorkerProcess:
        """The child process."""

    @property
    def connection(self) -> WorkerConnection:
        """This side's end of the pipe."""


# They die with the worker that they were sent to. A new one is asked again for what is still
# wanted; files are moved and written only when a person says so again.
_FOR_ONE_WORKER = (
    *(Search, RenderPreview, TellMore, FindInDocument, SetPaused),
    *(ExplainPhoto, StopExplaining, DrawMap, ShowItems, WatchFacets),
    *(MoveToBin, BinFiles, RestoreFromBin, Export, CancelExport),
)


class WorkerClient(QObject):
    """Sends commands, emits events, and keeps the worker alive.

    The last known state of the library is kept as attributes, so that a view which is opened
    later shows it at once.
    """

    library_opened = Signal(object)
    model_changed = Signal(object)
    folders_changed = Signal(object)
    progress_changed = Signal(object)
    search_done = Signal(object)
    search_failed = Signal(object)
    language_unread = Signal(object)
    preview_ready = Signal(object)
    preview_failed = Signal(object)
    more_told = Signal(object)
    found_in_document = Signal(object)
    photo_explained = Signal(object)
    explain_failed = Signal(object)
    failed_files = Signal(object)
    filter_values = Signal(object)
    filters_checked = Signal(object)
    facets_changed = Signal(object)
    kept_changed = Signal(object)
    recalled = Signal(object)
    saved_already = Signal(object)
    members_added = Signal(object)
    members_removed = Signal(object)
    export_changed = Signal(object)
    export_done = Signal(object)
    alike_found = Signal(object)
    map_drawn = Signal(object)
    map_failed = Signal(object)
    items_shown = Signal(object)
    verified = Signal(object)
    models_listed = Signal(object)
    model_refused = Signal(object)
    model_task_changed = Signal(object)
    moved_to_bin = Signal(object)
    restored_from_bin = Signal(object)
    notice = Signal(object)
    library_failed = Signal(object)

    started = Signal()  # a worker is on its way, the first one or another
    restarted = Signal(str)  # it died and was started again; why it died
    gave_up = Signal(str)  # it died twice and was not started again; why it died

    _received = Signal(int, object)
    _ended = Signal(int, str)

    def __init__(self, start: Callable[[], WorkerHandle], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start = start
        self._commands: SimpleQueue[Command | None] = SimpleQueue()
        self._handle: WorkerHandle | None = None
        self._thread: threading.Thread | None = None
        self._life = 0  # counts workers, to tell the living one's events from a dead one's
        # Not the thread's own is_alive: a thread that has just told of its worker's end may
        # still be on its way out when the main thread hears of it.
        self._running = False
        self._stopping = False
        self._last_death: float | None = None
        self._search: Search | None = None  # not answered yet
        self._preview: RenderPreview | None = None  # not answered yet
        self._paused = False

        self.has_chosen_model = False  # the one that the program was started with is not wanted
        self.opened = False
        self.library_failure = ""  # why the library cannot be opened
        self.rests = False  # the worker is gone and is not started by itself
        self.folders: tuple[FolderStatus, ...] = ()
        self.progress: IndexProgress | None = None
        self.model: ModelChanged | None = None
        self.kept = Kept()

        self._signals = {
            LibraryOpened: self.library_opened,
            ModelChanged: self.model_changed,
            FoldersChanged: self.folders_changed,
            ProgressChanged: self.progress_changed,
            SearchDone: self.search_done,
            SearchFailed: self.search_failed,
            LanguageUnread: self.language_unread,
            PreviewReady: self.preview_ready,
            PreviewFailed: self.preview_failed,
            MoreTold: self.more_told,
            FoundInDocument: self.found_in_document,
            PhotoExplained: self.photo_explained,
            ExplainFailed: self.explain_failed,
            FailedFiles: self.failed_files,
            FilterValues: self.filter_values,
            FiltersChecked: self.filters_checked,
            FacetsChanged: self.facets_changed,
            KeptChanged: self.kept_changed,
            Recalled: self.recalled,
            SavedAlready: self.saved_already,
            MembersAdded: self.members_added,
            MembersRemoved: self.members_removed,
            ExportChanged: self.export_changed,
            ExportDone: self.export_done,
            AlikeFound: self.alike_found,
            MapDrawn: self.map_drawn,
            MapFailed: self.map_failed,
            ItemsShown: self.items_shown,
            Verified: self.verified,
            ModelsListed: self.models_listed,
            ModelRefused: self.model_refused,
            ModelTaskChanged: self.model_task_changed,
            MovedToBin: self.moved_to_bin,
            RestoredFromBin: self.restored_from_bin,
            Notice: self.notice,
            LibraryFailed: self.library_failed,
        }
        # Explicitly queued: these are emitted by threads that Qt did not start.
        self._received.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    # --- the life of the worker ----------------------------------------------------------

    def start(self) -> None:
        """Start the worker, behind the window's back: returns at once."""
        if self._stopping or self._running:
            return
        self._running = True
        self._life += 1
        self.library_failure = ""
        self.rests = False
        self._thread = threading.Thread(
            target=self._run, args=(self._life,), name="worker-events", daemon=True
        )
        self._thread.start()
        self.started.emit()

    def send(self, command: Command) -> None:
        """Put a command on its way; returns at once and never fails.

        While no worker runs, commands wait for the next one.
        """
        if isinstance(command, Search):
            self._search = command
        elif isinstance(command, RenderPreview):
            self._preview = command
        elif isinstance(command, SetPaused):
            self._paused = command.paused
        elif isinstance(command, ChangeModel):
            self.has_chosen_model = True
        self._commands.put(command)

    def prepare(self) -> None:
        """Have the model brought back if it rests: a search is likely to come."""
        if self.model is not None and self.model.state == "resting":
            self.send(Prepare())

    def stop(self) -> None:
        """Ask the worker to end; returns at once. :meth:`join` waits for it."""
        if not self._stopping:
            self._stopping = True
            self._commands.put(Stop())

    def join(self, seconds: float = 5.0) -> bool:
        """Wait for the worker's end and kill it when it takes longer; True if it ended itself.

        Call it when no window shows any more.
        """
        deadline = time.monotonic() + seconds
        if self._thread is not None:
            self._thread.join(seconds)
        if self._handle is None:
            return True
        process = self._handle.process
        process.join(max(0.0, deadline - time.monotonic()))
        if process.exitcode is not None:
            return True
        log.warning("The worker did not end within %.0f s and was killed", seconds)
        process.kill()
        process.join(2.0)
        if self._thread is not None:
            self._thread.join(2.0)
        return False

    @property
    def pid(self) -> int | None:
        """The worker's process id, for tests and for the log."""
        return getattr(self._handle.process, "pid", None) if self._handle else None

    # --- in threads ----------------------------------------------------------------------

    def _run(self, life: int) -> None:
        """Start a worker and read its events until it is gone."""
        try:
            handle = self._start()
        except (OSError, ImportError, RuntimeError) as error:
            log.exception("The worker could not be started")
            self._tell_end(life, str(error))
            return
        self._handle = handle
        writer = threading.Thread(
            target=self._write, args=(handle.connection,), name="worker-commands", daemon=True
        )
        writer.start()
        while True:
            try:
                event = handle.connection.recv()
            except (EOFError, OSError):
                break
            self._received.emit(life, in_window_language(event))
        handle.process.join(5.0)
        self._commands.put(None)  # wakes the writer, which then ends
        writer.join(5.0)
        with contextlib.suppress(OSError):
            handle.connection.close()
        self._tell_end(life, _reason(handle.process.exitcode))

    def _write(self, connection: WorkerConnection) -> None:
        while (command := self._commands.get()) is not None:
            try:
                connection.send(command)
            except (OSError, ValueError):
                # The worker is gone. The reader sees that too and acts; what is not for this one
                # worker alone is worth keeping.
                if not isinstance(command, (*_FOR_ONE_WORKER, Stop)):
                    self._commands.put(command)
                self._wait_for_end()
                return

    def _wait_for_end(self) -> None:
        """Let the reader's wake-up call pass, keeping the commands that came before it."""
        kept: list[Command] = []
        while (command := self._commands.get()) is not None:
            kept.append(command)
        for command in kept:
            self._commands.put(command)

    def _tell_end(self, life: int, reason: str) -> None:
        with contextlib.suppress(RuntimeError):  # the client was deleted: the program ended
            self._ended.emit(life, reason)

    # --- on the main thread --------------------------------------------------------------

    def _receive(self, life: int, event: Event) -> None:
        if life != self._life:
            return
        match event:
            case LibraryOpened():
                self.opened = True
            case FoldersChanged(folders):
                self.folders = folders
            case ProgressChanged(progress):
                self.progress = progress
            case ModelChanged():
                self.model = event
            case KeptChanged(kept):
                self.kept = kept
            case SearchDone(id=answered, by_words=False) | SearchFailed(id=answered):
                if self._search is not None and self._search.id == answered:
                    self._search = None
            case PreviewReady(id=answered) | PreviewFailed(id=answered):
                if self._preview is not None and self._preview.id == answered:
                    self._preview = None
            case LibraryFailed(reason):
                self.library_failure = reason
            case _:
                pass
        self._signals[type(event)].emit(event)

    def _end(self, life: int, reason: str) -> None:
        if life != self._life:
            return
        self._running = False
        if self._stopping or self.library_failure:
            return
        log.warning("The worker ended: %s", reason)
        now = time.monotonic()
        again = self._last_death is not None and now - self._last_death < CRASH_LOOP_SECONDS
        self._last_death = now
        if again:
            self.rests = True
            self.gave_up.emit(reason)
            return
        self.revive()
        self.restarted.emit(reason)

    def revive(self) -> None:
        """Start a new worker and ask it what the dead one left unanswered."""
        self._drop_stale_requests()
        for command in (self._search, self._preview):
            if command is not None:
                self._commands.put(command)
        if self._paused:
            self._commands.put(SetPaused(True))
        self.start()

    def _drop_stale_requests(self) -> None:
        """Forget what was queued for the dead worker: what is wanted still is asked from memory."""
        kept: list[Command] = []
        with contextlib.suppress(Empty):
            while True:
                command = self._commands.get_nowait()
                if not (command is None or isinstance(command, _FOR_ONE_WORKER)):
                    kept.append(command)
        for command in kept:
            self._commands.put(command)


def _reason(exitcode: int | None) -> str:
    """Say in words how a process ended."""
    if exitcode is None:
        return "it closed its connection"
    if exitcode < 0:
        try:
            return f"signal {signal.Signals(-exitcode).name}"
        except ValueError:
            return f"signal {-exitcode}"
    return f"exit status {exitcode}"
