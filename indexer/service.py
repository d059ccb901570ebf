"""The one object a front end talks to: a library with its folders, its index, its search.

`IndexService` belongs to one thread, which calls ``step`` again and again and may do other
things in between: the worker answers queries there, the command line draws progress.
Everything that could make ``step`` long happens elsewhere: decoding in processes, loading the
model in a thread, watching in watchdog's threads.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog, CatalogError, CatalogFault, Stat, Totals
from indexer.decoders import pixel_limit
from indexer.extract import NO_PERMISSION, TOO_LARGE, Limits, reason
from indexer.library import Library, LibraryError
from indexer.messages import FileState, FileStatus, FolderStatus, IndexProgress, ModelState, Query
from indexer.on_demand import OnDemand
from indexer.pipeline import Counts, Pipeline
from indexer.reconcile import Changes, check_present, reconcile, root_of
from indexer.search import Answer, EmbeddedQuery, QueryError, embed, search
from indexer.store import (
    Store,
    StoreDamagedError,
    StoreError,
    StoreMissingError,
    table_folder,
)
from indexer.vectors import EXTRA
from indexer.verify import (
    Findings,
    back_up,
    backup_is_due,
    doubt_all,
    examine,
    open_catalog,
    repair,
)
from indexer.watcher import Watcher
from indexer.writing import WritingReader
from mate_core.text import Steps, finish

if TYPE_CHECKING:
    from mate_core import Embedder

log = logging.getLogger(__name__)

RESCAN_SECONDS = 600.0
# How often it is looked whether a folder that was away is back.
LOOK_SECONDS = 10.0
RETRY_SECONDS = 30.0
# A file that changed while it was read is looked at again after 1, 2, 4, 8 and 16 seconds; one
# that still changes then is left to the watcher and the rescan.
SETTLE_TRIES = 5
# How long the embeddings of removed files are kept, should the files come back.
GARBAGE_SECONDS = 60.0
# How often it is looked whether the catalog's copy is a day old.
BACKUP_LOOK_SECONDS = 3600.0
# Rates before this much has been seen would jump about.
RATE_AFTER_SECONDS = 2.0
# Text in pictures is read when there has been nothing else to do for so long.
WRITING_SECONDS = 5.0
RATE_AFTER_FILES = 5


@dataclass(slots=True)
class _Burst:
    """The files since indexing was last idle, for progress and time left."""

    started: float = 0.0
    done_before: int = 0


@dataclass(slots=True)
class Report:
    """What a run has done, for the command line's ``--json``."""

    changes: Changes
    counts: Counts
    seconds: float
    failed: list[FileStatus] = field(default_factory=list)


class IndexService:
    """A library, opened for writing, or with ``read_only`` for searching alone."""

    def __init__(
        self,
        root: Path,
        model: str = "starter",
        *,
        read_only: bool = False,
        load_model: bool = True,
        watch: bool = False,
        writing: bool = False,
        wake: Callable[[], None] = lambda: None,
        on_model: Callable[[ModelState, str, str], None] = lambda _state, _id, _text: None,
        threads: int | None = None,
    ) -> None:
        """Open the library; the model begins to load in a thread.

        Args:
            root: the library's folder, made when it is not there.
            model: the model's name or folder.
            read_only: take no lock and index nothing.
            load_model: False when neither indexing nor searching is wanted.
            watch: notice changes in the folders from now on.
            writing: read the text in pictures when all else is done, unless a setting forbids it.
            wake: called from other threads when ``step`` has something to do.
            on_model: told the model's state, id and a line for the user, from any thread.
            threads: processor threads for the model; None leaves the choice to it.

        Raises:
            LibraryError: no room, no permission, in use, or damaged.
        """
        self.library = Library(root)
        self._model_name = model
        self._read_only = read_only
        self._wake = wake
        self._on_model = on_model
        self._threads = threads
        if read_only:
            self.library.require(read_only=True)
        else:
            self.library.create()
            self.library.acquire()
        self.notices: list[str] = []  # what a person should know of the library
        self._told = 0
        try:
            if read_only:
                self.catalog = Catalog.for_reading(self.library.catalog)
            else:
                self.catalog, notice = open_catalog(self.library)
                self.notices += [notice] if notice else []
            self.paused = self.catalog.setting("paused") == "yes"
            self.reads_writing = writing and self.catalog.setting("writing") != "no"
        except CatalogError as error:
            self.library.release()
            raise LibraryError(str(error)) from error
        except OSError as error:
            self.library.release()
            raise LibraryError(
                f"The library {self.library.root} cannot be repaired: {error.strerror or error}."
            ) from error
        except CatalogFault as error:
            self.library.release()
            raise LibraryError(
                f"The catalog {self.library.catalog} cannot be read: {error}."
            ) from error
        self.embedder: Embedder | None = None
        self.model_error = ""
        self._loaded = threading.Event()
        self._on_demand: OnDemand | None = None
        self._store: Store | None = None
        self._agreed = False  # the catalog takes for read what the store's model has read
        self._pipeline: Pipeline | None = None
        self._writing: WritingReader | None = None
        self._writing_due = time.monotonic() + WRITING_SECONDS
        self._counts = Counts()
        self.changes = Changes()
        self._scans: deque[Iterator[None]] = deque()
        self._added: list[str] = []
        self._burst = _Burst()
        self._stalled_until = 0.0
        self.stalled = ""
        self._settling: dict[str, float] = {}
        self._settle_tries: dict[str, int] = {}
        self._garbage_due = 0.0
        self._backup_due = 0.0  # when it is looked at
        self._backup_stale = False  # the folders have changed
        self._next_rescan = time.monotonic() + RESCAN_SECONDS
        self._next_look = time.monotonic() + LOOK_SECONDS
        self._folders_changed = True
        self._watcher: Watcher | None = None
        if watch:
            self._watcher = Watcher(wake, ignore=str(self.library.root))
            self._watch_folders()
        if load_model:
            threading.Thread(target=self._load_model, name="model", daemon=True).start()

    def close(self) -> None:
        """Commit what has been decoded, and let the library go."""
        if self._watcher is not None:
            self._watcher.stop()
        if self._on_demand is not None:
            self._on_demand.stop()
        if self._pipeline is not None:
            self._pipeline.stop()
            try:
                self._pipeline.flush()
            except (StoreError, CatalogFault, OSError) as error:
                log.warning("the last batch was not written and will be made anew: %s", error)
        self._rest_from_writing()
        self.catalog.close()
        self.library.release()

    # --- folders -------------------------------------------------------------------------

    def add_folder(self, path: str) -> str:
        """Watch a folder and queue a scan of it; its absolute path.

        Raises:
            LibraryError: there is no such folder.
        """
        path = os.path.abspath(os.path.expanduser(path))
        if not os.path.isdir(path):
            raise LibraryError(f"There is no folder {display(path)}.")
        if within(path, str(self.library.root)):
            raise LibraryError("The library's own folder cannot be watched.")
        if path not in self.catalog.folders():
            self.catalog.add_folder(path)
            self._note_folders_for_backup()
        self._watch_folders()
        if self._added:
            self._added.append(path)
        else:
            self._added = [path]
            self._scans.append(self._scan_added())
        self._folders_changed = True
        self._wake()
        return path

    def _scan_added(self) -> Iterator[None]:
        """Scan the folders added since the last step, together: one may lie in another."""
        added, self._added = self._added, []
        yield from reconcile(self.catalog, added, self.changes)

    def remove_folder(self, path: str) -> None:
        """Forget a folder and its files; the files themselves are not touched."""
        if self._watcher is not None:
            self._watcher.unwatch(path)
        self.catalog.remove_folder(path)
        self._note_folders_for_backup()
        self._garbage_due = time.monotonic() + GARBAGE_SECONDS
        self._folders_changed = True
        # A folder around it may pass by what lies in it.
        around = [folder for folder in self.catalog.folders() if within(path, folder)]
        if around:
            self.scan(around)

    def _note_folders_for_backup(self) -> None:
        self._backup_stale = True
        self._backup_due = 0.0

    def folders(self) -> tuple[FolderStatus, ...]:
        """The watched folders with their counts."""
        return self.catalog.folder_statuses()

    def scan(self, paths: Sequence[str] | None = None) -> None:
        """Queue a comparison of paths, or of every watched folder, with the disk."""
        targets = self.catalog.folders() if paths is None else list(paths)
        if targets:
            self._scans.append(reconcile(self.catalog, targets, self.changes))
        self._wake()

    def _watch_folders(self) -> list[str]:
        """Watch every folder that is there; those whose watch has only now begun."""
        if self._watcher is None:
            return []
        return [folder for folder in self.catalog.folders() if self._watcher.watch(folder)]

    # --- indexing ------------------------------------------------------------------------

    def step(self) -> bool:
        """Do one short piece of work; False when there is nothing to do at the moment."""
        if self._read_only:
            return False
        now = time.monotonic()
        if now < self._stalled_until:
            return False
        try:
            try:
                return self._step(now)
            except StoreDamagedError as error:
                self._set_store_aside(error)
                return True
        except (StoreError, CatalogFault, OSError) as error:
            # No room, a drive that went away: nothing is lost, what was in hand is made anew.
            self.stalled = _in_words(error)
            log.warning("indexing waits %.0f seconds: %s", RETRY_SECONDS, error)
            self._stalled_until = now + RETRY_SECONDS
            self._next_rescan = self._stalled_until  # a scan may have been cut off
            self._drop_pipeline()
            return False

    def _drop_pipeline(self) -> None:
        """Forget what is in hand, which is read again."""
        if self._pipeline is not None:
            self._pipeline.stop()
            self._add_counts(self._pipeline.counts)
            self._pipeline = None
        if self._writing is not None:
            self._writing.stop()
            self._writing = None

    def _step(self, now: float) -> bool:
        self._queue_scans(now)
        if self._scans:
            try:
                next(self._scans[0])
            except StopIteration:
                self._scans.popleft()
                self._folders_changed = True
                self._garbage_due = now + GARBAGE_SECONDS
                if self._writing is not None:
                    self._writing.look_again()
            if self._pipeline is not None:
                self._pipeline.refill()
            return True
        pipeline = self._ready_pipeline()
        if pipeline is None:
            return False
        did = pipeline.step(take_new=not self.paused)
        for path in pipeline.changed:
            self._settle(path, now)
        pipeline.changed.clear()
        self.stalled = ""
        assert self._writing is not None, "it comes with the pipeline"
        if did or not pipeline.idle:
            self._writing_due = now + WRITING_SECONDS
            self._writing.look_again()
            return did
        self._tidy(now)
        if self.paused or not self.reads_writing or now < self._writing_due:
            return False
        return self._writing.step()

    def _settle(self, path: str, now: float) -> None:
        """Look again later at a file that changed while it was read."""
        tries = self._settle_tries[path] = self._settle_tries.get(path, 0) + 1
        if tries <= SETTLE_TRIES:
            self._settling[path] = now + 2.0 ** (tries - 1)
        else:
            del self._settle_tries[path]

    def _tidy(self, now: float) -> None:
        """Housekeeping in idle time."""
        if not self._settling:
            self._settle_tries.clear()
        if self._store is None:
            return
        if self._garbage_due and now >= self._garbage_due:
            self._garbage_due = 0.0
            self._collect_garbage()
        if self._store.wants_optimize:
            self._store.optimize()
        if now >= self._backup_due:
            self._backup_due = now + BACKUP_LOOK_SECONDS
            self._back_up()

    def _back_up(self) -> None:
        """Keep a copy of the catalog, a new one each day and when the folders have changed."""
        if not (self._backup_stale or backup_is_due(self.library)):
            return
        try:
            back_up(self.catalog, self.library)
        except (CatalogError, CatalogFault, OSError) as error:
            log.warning("no copy of the catalog was made: %s", error)
        else:
            self._backup_stale = False

    def tidy(self) -> None:
        """Do the housekeeping now, for a process that is not there in idle time.

        Raises:
            StoreError, CatalogFault, OSError: it could not be done.
        """
        self._garbage_due = self._backup_due = time.monotonic()
        try:
            self._tidy(self._garbage_due)
        except StoreDamagedError as error:
            self._set_store_aside(error)

    def _queue_scans(self, now: float) -> None:
        """What has settled, what changed while it was read, and the periodic rescan."""
        paths = self._watcher.settled() if self._watcher is not None else []
        due = [path for path, at in self._settling.items() if at <= now]
        for path in due:
            del self._settling[path]
            self._read_again(path)
        if paths:
            self.scan(paths)
        if self._watcher is not None and now >= self._next_look:
            self._next_look = now + LOOK_SECONDS
            # One that left for a moment may have kept its watch, and its files wait all the same.
            away = [status.path for status in self.folders() if not status.present]
            self._unwatch_opened()
            back = {*self._watch_folders(), *(f for f in away if check_present(self.catalog, f))}
            if back:
                self.scan(sorted(back))
        if self._watcher is not None and now >= self._next_rescan:
            self._next_rescan = now + RESCAN_SECONDS
            self.scan()

    def _unwatch_opened(self) -> None:
        """Let folders be watched anew in which a folder has been opened that was closed to us.

        No event tells of it, and a watch passes by what is closed when it begins.
        """
        assert self._watcher is not None
        for status in self.files("failed"):
            if status.reason == NO_PERMISSION and _can_be_listed(status.path):
                root = root_of(status.path, self.catalog.folders())
                if root is not None:
                    self._watcher.unwatch(root)

    def _read_again(self, path: str) -> None:
        """Queue a file that changed while it was read. It has been found and counted before."""
        if path not in self.catalog.files_under(path):
            return  # gone, or its folder has been removed meanwhile
        try:
            stat = Stat.of(os.stat(path))
        except OSError as error:
            self.catalog.put_failed(path, reason(error))
        else:
            self.catalog.put_pending([(path, stat)])
        if self._pipeline is not None:
            self._pipeline.refill()

    def _ready_pipeline(self) -> Pipeline | None:
        if self._pipeline is None and self.embedder is not None:
            try:
                self._start_pipeline(self.embedder)
            except StoreDamagedError as error:
                self._set_store_aside(error)
                self._start_pipeline(self.embedder)
        return self._pipeline

    def _start_pipeline(self, embedder: Embedder) -> None:
        catalog, store = self.catalog, self._open_store(embedder)
        limits = self._limits(embedder)
        decoders = max(1, min(4, os.cpu_count() or 1))
        self._pipeline = Pipeline(
            self.library, catalog, store, embedder, limits, decoders, self._wake
        )
        self._writing = WritingReader(catalog, store, embedder, limits, self._wake)

    def _collect_garbage(self) -> None:
        """Drop rows and thumbnails of contents that no file holds any more."""
        if self._store is None or self.embedder is None:
            return
        unused = self.catalog.unused(self.embedder.model_id)
        if unused:
            self._store.delete(unused)
            self.catalog.forget_contents(unused, self.embedder.model_id)
            for content in unused:
                folder = self.library.thumbnail(content, 0).parent
                for thumbnail in folder.glob(f"{content}-*.jpg"):
                    thumbnail.unlink(missing_ok=True)

    @property
    def idle(self) -> bool:
        """Whether everything is indexed as far as is known."""
        if self._read_only:
            return True
        return (
            not self._scans
            and not self._settling
            and self._pipeline is not None
            and self._pipeline.idle
            and (self.paused or not self.catalog.next_pending(1, ()))
            and (self.paused or not self.reads_writing or self._has_read_writing)
        )

    @property
    def _has_read_writing(self) -> bool:
        return self._writing is not None and self._writing.done

    def unfinished_besides(self, folders: Sequence[str]) -> set[str]:
        """Files outside these folders that can be read: left by an interrupted run, say."""
        with contextlib.suppress(StoreError):  # the first step meets it too, and says so
            self._ready_pipeline()  # which sets files to be read again that the model does not know
        for folder in self.catalog.folders():
            check_present(self.catalog, folder)
        return {
            record.path
            for record in self.catalog.next_pending(-1, ())
            if not any(within(record.path, folder) for folder in folders)
        }

    def unread(self) -> tuple[FileStatus, ...]:
        """Files that are still to be read: their folder is away, or indexing has ended early."""
        return (*self.files("pending"), *self.files("attempting"))

    def set_paused(self, paused: bool) -> None:
        """Pause or resume; it survives a restart."""
        self.paused = paused
        self.catalog.set_setting("paused", "yes" if paused else "no")
        if paused:
            self._rest_from_writing()

    def set_reads_writing(self, wanted: bool) -> None:
        """Whether to read the text in pictures; it survives a restart. What was read stays."""
        self.reads_writing = wanted
        self.catalog.set_setting("writing", "yes" if wanted else "no")
        if not wanted:
            self._rest_from_writing()

    def _rest_from_writing(self) -> None:
        if self._writing is None:
            return
        try:
            self._writing.rest()
        except (StoreError, CatalogFault, OSError) as error:
            log.warning("text in pictures was not written and will be read anew: %s", error)

    def retry_failed(self, paths: Sequence[str] = ()) -> None:
        """Read failed files again."""
        self.catalog.retry(paths)
        self.scan()

    def set_max_megapixels(self, most: int) -> None:
        """How large a picture may be; 0 leaves it to this machine's memory. It survives a restart.

        What was refused as too large is read again.
        """
        self.catalog.set_setting("megapixels", str(most or ""))
        self._drop_pipeline()  # what decodes for it has the old limit
        if self._on_demand is not None:
            self._on_demand.stop()
            self._on_demand = None
        refused = [each.path for each in self.files("failed") if TOO_LARGE in each.reason]
        if refused:
            self.catalog.retry(refused)

    def _limits(self, embedder: Embedder) -> Limits:
        most = self.catalog.setting("megapixels")
        return Limits(embedder.image_size, int(most) * 1_000_000 if most else pixel_limit())

    # --- repairs -------------------------------------------------------------------------

    def verify(self) -> Findings:
        """Compare catalog, store and disk, and repair; indexing to the end does the rest of it.

        A reader only compares, and takes the lock meanwhile, for what it compares must stand still.

        Raises:
            LibraryError: another process holds the library, or the model cannot be loaded.
            CatalogFault: the catalog is damaged, for a reader.
            StoreError: the store cannot be read or written.
        """
        embedder = self.wait_for_model()
        model, catalog, store = embedder.model_id, self.catalog, None
        if self._read_only:
            self.library.acquire()
            self.catalog.check()
            catalog = self.catalog.rehearsal()
        known = catalog.contents(model)
        with contextlib.suppress(StoreMissingError):  # a reader makes none: every row is missing
            store = self._open_store(embedder)
        for _ in reconcile(catalog, catalog.folders(), self.changes):
            pass
        try:
            found = examine(catalog, store, self.library, model)
        except StoreDamagedError as error:
            if self._read_only:
                raise
            self._set_store_aside(error)
            store = self._open_store(embedder)
            found = examine(catalog, store, self.library, model)
        if store is not None and not self._read_only:
            repair(found, catalog, store, model)
            if store.is_new:
                found.contents.incomplete |= {c for c in known if known[c].state == "done"}
        return found

    def rebuild(self, *, everything: bool) -> int:
        """Take for unread what the model has read; indexing to the end makes it anew.

        Args:
            everything: also of folders that are away, which then wait for them unfound.

        Returns:
            How many contents stay as they are, for none of their files can be read now.

        Raises:
            LibraryError: the model cannot be loaded.
            StoreError: the store cannot be read or written.
        """
        embedder = self.wait_for_model()
        self._open_store(embedder)
        self.scan()
        return doubt_all(self.catalog, embedder.model_id, everything=everything)

    def take_notices(self) -> list[str]:
        """What has come to the notices since they were last taken."""
        untold = self.notices[self._told :]
        self._told = len(self.notices)
        return untold

    # --- how it stands -------------------------------------------------------------------

    @property
    def model_id(self) -> str:
        """The loaded model's id, or the last one used."""
        return self.embedder.model_id if self.embedder else self.catalog.setting("model")

    def take_folders_changed(self) -> bool:
        """Whether folders or their counts may have changed since this was last asked."""
        changed, self._folders_changed = self._folders_changed, False
        return changed

    def totals(self) -> Totals:
        """Counts over the library."""
        return self.catalog.totals(self.model_id)

    def files(self, state: FileState | None = None) -> tuple[FileStatus, ...]:
        """The files of the library."""
        return self.catalog.files(state, self.model_id)

    def counts(self) -> Counts:
        """Files finished since the service was made."""
        total = Counts(self._counts.indexed, self._counts.embedded, self._counts.failed)
        if self._pipeline is not None:
            now = self._pipeline.counts
            total.indexed += now.indexed
            total.embedded += now.embedded
            total.failed += now.failed
        return total

    def _add_counts(self, counts: Counts) -> None:
        self._counts.indexed += counts.indexed
        self._counts.embedded += counts.embedded
        self._counts.failed += counts.failed

    def progress(self) -> IndexProgress:
        """Where indexing stands, with a rate and the time left once they can be told."""
        totals = self.totals()
        counts = self.counts()
        finished = counts.indexed + counts.failed
        active = bool(self._scans) or totals.pending > 0
        left = 0
        if self.reads_writing and not active and not self._has_read_writing:
            left = self.catalog.count_writing(self.model_id)
        now = time.monotonic()
        if not active:
            self._burst = _Burst(started=now, done_before=finished)
        elif self._burst.started == 0.0 or finished == self._burst.done_before:
            self._burst.started = now  # nothing finished yet: the clock starts with the first
        done = finished - self._burst.done_before
        elapsed = now - self._burst.started
        rate = 0.0
        if done >= RATE_AFTER_FILES and elapsed >= RATE_AFTER_SECONDS:
            rate = done / elapsed
        return IndexProgress(
            active=active,
            paused=self.paused,
            scanning=bool(self._scans),
            done=done,
            total=done + totals.pending,
            failed=totals.failed,
            photos=totals.photos,
            pages=totals.pages,
            files_per_second=rate,
            seconds_left=totals.pending / rate if rate and not self.paused else None,
            current=self._pipeline.current if self._pipeline and active else "",
            writing_left=left,
            reads_writing=self.reads_writing,
        )

    def store_health(self) -> dict[str, int]:
        """Rows, fragments and versions of the model's table; empty before the model is known."""
        return self._store.health() if self._store is not None else {}

    # --- search --------------------------------------------------------------------------

    def wait_for_model(self, timeout: float | None = None) -> Embedder:
        """Wait until the model is loaded.

        Raises:
            LibraryError: it could not be loaded.
        """
        self._loaded.wait(timeout)
        if self.embedder is None:
            raise LibraryError(self.model_error or "The model is not loaded yet.")
        return self.embedder

    @property
    def on_demand(self) -> OnDemand:
        """Decoding for queries and previews.

        Raises:
            QueryError: the model, which says what size it wants, is not loaded.
        """
        if self._on_demand is None:
            if self.embedder is None:
                raise QueryError(self.model_error or "The model is still being loaded.")
            self._on_demand = OnDemand(self._limits(self.embedder))
        return self._on_demand

    def embed_query(self, query: Query, photos: Mapping[str, NDArray[np.uint8]]) -> EmbeddedQuery:
        """Embed a query whose photos have been decoded, at once.

        Raises:
            QueryError: it cannot be answered.
        """
        return finish(self.query_steps(query, photos))

    def query_steps(
        self, query: Query, photos: Mapping[str, NDArray[np.uint8]]
    ) -> Steps[EmbeddedQuery]:
        """The same in pieces of some tenths of a second: a text of a megabyte takes minutes.

        Raises:
            QueryError: it cannot be answered.
        """
        if self.embedder is None:
            raise QueryError(self.model_error or "The model is still being loaded.")
        return (yield from embed(query, self.embedder, photos))

    def search(self, query: Query, embedded: EmbeddedQuery) -> Answer:
        """Answer an embedded query from what has been committed so far.

        Raises:
            QueryError: the store or the catalog cannot be read.
        """
        assert self.embedder is not None
        try:
            store = self._open_store(self.embedder)
            return search(query, embedded, store, self.catalog, self.library)
        except StoreDamagedError as error:
            if self._read_only:
                raise QueryError(f"The library cannot be searched: {error}") from error
            try:
                self._set_store_aside(error)
            except (StoreError, CatalogFault, OSError) as reason:
                raise QueryError(f"The library cannot be searched: {reason}") from reason
            raise QueryError(
                "The store was damaged and is made anew from your files; search again in a while."
            ) from error
        except (StoreError, CatalogFault) as error:
            raise QueryError(f"The library cannot be searched: {error}") from error

    def _open_store(self, embedder: Embedder) -> Store:
        if self._store is None:
            try:
                self._store = self._table(embedder)
            except StoreDamagedError as error:
                if self._read_only:
                    raise
                self._set_store_aside(error)
                self._store = self._table(embedder)
        if not (self._read_only or self._agreed):
            if self._store.is_new:
                lost = self.catalog.forget_model(embedder.model_id)
                if lost:
                    self.notices.append(
                        f"What had been read of {lost} photos and documents was not in the store "
                        "any more; they are read again."
                    )
            # The progress that stands beside the first answer must know what is to be read again.
            self.catalog.require_model(embedder.model_id)
            if self.catalog.setting("model") != embedder.model_id:
                self.catalog.read_writing_again()
                self.catalog.set_setting("model", embedder.model_id)
            self._agreed = True
        return self._store

    def _table(self, embedder: Embedder) -> Store:
        return Store(
            self.library.store,
            embedder.model_id,
            embedder.dim + EXTRA,
            read_only=self._read_only,
        )

    def _set_store_aside(self, error: StoreDamagedError) -> None:
        """Put the damaged table where nothing needs it, so that a new one is made.

        Raises:
            StoreError: it can be read after all, or the library's drive has gone away.
            OSError: it cannot be moved.
        """
        embedder = self.embedder
        assert embedder is not None, "without a model no store is opened"
        if not self.library.has_catalog:
            raise StoreError(str(error)) from error
        try:
            for _ in self._table(embedder).scan_vectors():
                pass
        except StoreDamagedError as again:
            log.warning("%s", again)
        else:
            raise StoreError(str(error)) from error
        self._drop_pipeline()
        self._store, self._agreed = None, False
        table = table_folder(self.library.store, embedder.model_id, embedder.dim + EXTRA)
        aside = self.library.set_aside(table, "store")
        lost = self.catalog.forget_model(embedder.model_id)
        self.catalog.require_model(embedder.model_id)
        self.notices.append(
            f"The store was damaged and is set aside as {aside.name}. A new one is made: "
            f"{lost} photos and documents are read again, those of folders that are away "
            "once they are back."
        )

    def _load_model(self) -> None:
        import mate_core

        self._on_model("loading", "", "The model is being loaded")
        try:
            self.embedder = mate_core.load_model(
                self._model_name,
                threads=self._threads,
                on_status=lambda text: self._on_model("preparing", "", text),
            )
        except mate_core.ModelError as error:
            self.model_error = str(error)
            log.warning("the model could not be loaded: %s", error)
            self._on_model("failed", "", self.model_error)
        except Exception as error:  # the boundary of the loading thread
            log.exception("the model could not be loaded")
            self.model_error = f"The model could not be loaded: {error}"
            self._on_model("failed", "", self.model_error)
        else:
            self._on_model("ready", self.embedder.model_id, "")
        self._loaded.set()
        self._wake()


def _can_be_listed(path: str) -> bool:
    try:
        os.scandir(path).close()
    except OSError:
        return False
    return True


def _in_words(error: Exception) -> str:
    """Why nothing can be written, for the user."""
    match error:
        case OSError():
            return f"The library cannot be written to: {error.strerror or error}."
        case CatalogFault():
            return f"The catalog cannot be written: {error}."
        case _:
            return str(error)


def display(path: str) -> str:
    """A path for people: bytes that are not text become question marks."""
    return path.encode("utf-8", "replace").decode()


def within(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
