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
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import memory
from indexer.answers import Answers
from indexer.bin import CHANGED, GONE, Bin, Outcome
from indexer.catalog import Catalog
from indexer.catalog_file import CatalogError, CatalogFault
from indexer.decoders import pixel_limit
from indexer.drives import Awaiting, SilentDriveError, drives
from indexer.duplicates import OnePicture, alike_steps, take_looks
from indexer.extract import TOO_LARGE, Limits
from indexer.facets import FacetCounter
from indexer.files import display, within
from indexer.ignore import faults
from indexer.interlude import Interlude
from indexer.kept import Shelves
from indexer.library import Library, LibraryError
from indexer.loading import Tell
from indexer.lookout import Lookout
from indexer.messages import (
    AlikeFile,
    AlikeGroup,
    BinMove,
    FileState,
    FileStatus,
    FolderStatus,
    IndexProgress,
    IndexSettings,
    Unwatched,
)
from indexer.models import Models
from indexer.opened_store import OpenedStore, import_early
from indexer.pipeline import FILES_IN_HAND, Counts, Pipeline
from indexer.presence import check_all
from indexer.reconcile import Changes, reconcile
from indexer.records import Totals
from indexer.settings import read_settings, write_settings
from indexer.store import (
    StoreDamagedError,
    StoreError,
    StoreMissingError,
)
from indexer.throttle import Machine, Throttle
from indexer.upkeep import Upkeep
from indexer.verify import (
    Findings,
    doubt_all,
    examine_steps,
    open_catalog,
    repair,
)
from indexer.vocabulary import Vocabulary
from indexer.writing import WritingReader
from mate_core.errors import ModelError, OutOfMemory

if TYPE_CHECKING:
    from mate_core import Embedder

log = logging.getLogger(__name__)

_NO_TEXT = re.compile("[\ud800-\udfff]")

RETRY_SECONDS = 30.0
# Rates before this much has been seen would jump about.
RATE_AFTER_SECONDS = 2.0
# Text in pictures is read when there has been nothing else to do for so long.
WRITING_SECONDS = 5.0
RATE_AFTER_FILES = 5
# Of fewer the speed says little of a whole library.
SPEED_AFTER_FILES = 20
# Who adds a folder is told within so long that there is none.
ADD_PATIENCE = 0.5
# At gentle speed few files are in hand, so that decoding does not come in bursts.
GENTLE_FILES_IN_HAND = 4


@dataclass(slots=True)
class _Burst:
    """The files since indexing was last idle, for progress and time left."""

    started: float = 0.0
    done_before: int = 0


class IndexService:
    """A library, opened for writing, or with ``read_only`` for searching alone."""

    def __init__(
        self,
        root: Path,
        model: str | None = None,
        *,
        read_only: bool = False,
        load_model: bool = True,
        watch: bool = False,
        answers: bool = False,
        writing: bool = False,
        trial: bool = False,
        wake: Callable[[], None] = lambda: None,
        on_model: Tell = lambda _state, _id, _text: None,
        threads: int | None = None,
        interlude: Interlude | None = None,
    ) -> None:
        """Open the library; the model begins to load in a thread.

        Args:
            root: the library's folder, made when it is not there.
            model: the model's name or folder; None is the one that the library was read with last.
            read_only: take no lock and index nothing.
            load_model: False when neither indexing nor searching is wanted.
            watch: notice changes in the folders from now on.
            answers: queries will come, also while another model takes over: be ready for them.
            writing: read the text in pictures when all else is done, unless a setting forbids it.
            trial: whether the caller goes back to another model where this one cannot be loaded.
            wake: called from other threads when ``step`` has something to do.
            on_model: told the model's state, id and a line for the user, from any thread.
            threads: processor threads for the model; None leaves the choice to it.
            interlude: while there is one, decoders begin with nothing.

        Raises:
            LibraryError: no room, no permission, in use, or damaged.
        """
        memory.share()  # before there are threads
        engine = import_early() if load_model else None
        self.library = Library(root)
        self._read_only = read_only
        self._wake = wake
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
            self._throttle = Throttle(Machine(self._child_pids))
            stored = read_settings(self.catalog)
            wanted = stored.reads_writing and writing
            self._throttle.settings = replace(stored, reads_writing=wanted)
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
        self.kept = Shelves(self.catalog, self.library)
        self.vocabulary = Vocabulary(self.catalog)
        if not read_only:
            self.library.note_drive()
        self._models = Models(
            self.catalog,
            self.library.store,
            model,
            answers=answers,
            trial=trial,
            threads=threads,
            tell=on_model,
            wake=wake,
            notices=self.notices,
        )
        if load_model:
            self._models.load()
        self.bin = Bin(wake)
        self._one_picture = OnePicture()
        self._looks_on = False  # also while indexing is to rest
        self._answers_come = answers
        self._store = OpenedStore(
            self.library,
            self.catalog,
            self._models,
            self.notices,
            read_only=read_only,
            holds=answers,
            put_down=self._drop_pipeline,
        )
        self.answers = Answers(
            self.library,
            self.catalog,
            self.kept,
            self._models,
            self._store,
            self._one_picture,
            self._limits,
            read_only=read_only,
        )
        self.facets = FacetCounter(self.catalog, self.answers.cities, wake)
        self._interlude = interlude or Interlude()
        self._pipeline: Pipeline | None = None
        self._writing: WritingReader | None = None
        self._writing_due = time.monotonic() + WRITING_SECONDS
        self._counts = Counts()
        self._burst = _Burst()
        self._reading_since: tuple[float, int] | None = None  # and how many had been read then
        self._stalled_until = 0.0
        self.stalled = ""
        self.upkeep = Upkeep(self.library, self.catalog, self.kept, self._models)
        self._folders_changed = True
        self._strays = True  # files of a folder whose removal was cut off may be left
        self._folders_told: tuple[dict[str, Unwatched], frozenset[str]] = {}, frozenset()
        self._lookout = Lookout(
            self.catalog, str(self.library.root), watch=watch, wake=wake, notices=self.notices
        )
        if engine is not None:
            self._store.open_early(engine, wake)

    def close(self) -> None:
        """Commit what has been decoded, and let the library go."""
        self._lookout.stop()
        self.bin.stop()
        self.answers.stop_decoding()
        self._put_down()
        self._store.finish()
        self.catalog.close()
        self.library.release()

    # --- folders -------------------------------------------------------------------------

    def add_folder(self, path: str) -> str:
        """Watch a folder and queue a scan of it; its absolute path.

        Raises:
            LibraryError: there is no such folder.
        """
        path = os.path.abspath(os.path.expanduser(path))
        with contextlib.suppress(SilentDriveError):  # it is looked through when it answers
            if not drives.call(path, lambda: os.path.isdir(path), patience=ADD_PATIENCE):
                raise LibraryError(f"There is no folder {display(path)}.")
        if within(path, str(self.library.root)):
            raise LibraryError("The library's own folder cannot be watched.")
        if path not in self.catalog.folders():
            self.catalog.add_folder(path)
            self.upkeep.note_folders()
        self._lookout.add(path)
        self._folders_changed = True
        return path

    def remove_folder(self, path: str) -> None:
        """Forget a folder and, in steps, its files; the files themselves are not touched."""
        self.catalog.forget_folder(path)
        self._lookout.remove(path)
        self._strays = self.catalog.forget_strays()
        self.upkeep.note_folders()
        self.upkeep.note_removal()
        self._folders_changed = True
        # A folder around it may pass by what lies in it.
        around = [folder for folder in self.catalog.folders() if within(path, folder)]
        if around:
            self.scan(around)

    def folders(self) -> tuple[FolderStatus, ...]:
        """The watched folders with their counts, as they were when last looked for."""
        unwatched, silent = self._lookout.unwatched, self._lookout.silent
        return tuple(
            replace(
                status,
                unwatched=unwatched.get(status.path, ""),
                ignores=self.catalog.folder_ignores(status.path),
                scanned=self.catalog.folder_scanned(status.path),
                silent=status.path in silent,
            )
            for status in self.catalog.folder_statuses()
        )

    def scan(self, paths: Sequence[str] | None = None) -> None:
        """Queue a comparison of paths, or of every watched folder, with the disk."""
        self._lookout.compare(paths)

    @property
    def changes(self) -> Changes:
        """What the comparisons have found."""
        return self._lookout.changes

    # --- indexing ------------------------------------------------------------------------

    def step(self, *, to_answer: bool = False) -> bool:
        """Do one short piece of work; False when there is nothing to do at the moment.

        ``to_answer``: only what a question needs that waits for the model.
        """
        if self._read_only:
            return False
        now = time.monotonic()
        if now < self._stalled_until:
            return False
        try:
            try:
                if self._store.hold_step():
                    return True
                return not to_answer and self._throttle.allows(now) and self._step(now)
            except StoreDamagedError as error:
                self._store.set_aside(error)
                return True
            except OutOfMemory as error:
                if not self.make_room(error):
                    raise StoreError(str(error)) from error
                return True
        except (StoreError, CatalogFault, LibraryError, ModelError, OSError) as error:
            # No room, a drive that went away: nothing is lost, what was in hand is made anew.
            self.stalled = _in_words(error)
            log.warning("indexing waits %.0f seconds: %s", RETRY_SECONDS, error)
            self._stalled_until = now + RETRY_SECONDS
            self._lookout.begin_anew(self._stalled_until)
            self._drop_pipeline()
            return False

    def _drop_pipeline(self) -> None:
        """Forget what is in hand, which is read again."""
        self._reading_since = None  # a break says nothing of the speed
        if self._pipeline is not None:
            self._pipeline.stop()
            self._add_counts(self._pipeline.counts)
            self._pipeline = None
        if self._writing is not None:
            self._writing.stop()
            self._writing = None

    def _put_down(self) -> None:
        """Write what has been decoded, end the decoders, and forget what else is in hand."""
        if self._pipeline is not None:
            self._pipeline.stop()
            try:
                self._pipeline.flush()
            except (StoreError, CatalogFault, OSError, OutOfMemory) as error:
                log.warning("the last batch was not written and will be made anew: %s", error)
        self._rest_from_writing()
        self._drop_pipeline()

    def _step(self, now: float) -> bool:
        lookout = self._lookout
        self._note_moved()
        if self._strays:
            self._strays = self.catalog.forget_strays()
            self._folders_changed = True
            if self._strays:
                self.upkeep.note_removal()
                return True
        lookout.look(now)
        if lookout.busy and self._pipeline is not None:
            self._pipeline.refill()
        if lookout.busy:
            self._compare()
            if not lookout.waits:
                return True
        waits = self.paused or self._throttle.holds_back(now)
        self._models.look_after(now, waits=waits)
        if self._models.is_needless(now):
            self._put_down()
            self._models.indexing.let_go()
            self._store.let_go()
        pipeline = self._ready_pipeline()
        if pipeline is None:
            return False
        gentle = self.settings.speed == "gentle"
        did = pipeline.step(0 if waits else GENTLE_FILES_IN_HAND if gentle else FILES_IN_HAND)
        for path in pipeline.changed:
            lookout.settle(path, now)
        pipeline.changed.clear()
        self.stalled = ""
        assert self._writing is not None, "it comes with the pipeline"
        if did or not pipeline.idle:
            if self._reading_since is None:
                self._reading_since = now, self.counts().embedded
            self._models.use()
            self._one_picture.note_change()
            self._writing_due = now + WRITING_SECONDS
            self._writing.look_again()
            return did
        if lookout.busy:
            return False  # it waits for a drive
        self._tidy()
        if not waits or self._looks_on:
            if take_looks(self.catalog, self.library):
                return True
            self._looks_on = False
            if not waits and self._answers_come and self._one_picture.step(self.alike_steps):
                return True
        if waits or not self.settings.reads_writing or now < self._writing_due:
            return False
        did = self._writing.step()
        if did:
            self._models.use()
        return did

    def _note_moved(self) -> None:
        """Have what went to the bin or came from it compared: not every folder is watched."""
        if touched := self.bin.take_touched():
            self._lookout.compare_first(touched)

    def _compare(self) -> None:
        """Do a short piece of comparing with the disk."""
        if self._lookout.step():
            self._folders_changed = True
            self.upkeep.note_removal()
            if self._writing is not None:
                self._writing.look_again()
            if self._pipeline is not None:  # nothing else may bring what was found to be read
                self._pipeline.refill()

    def _tidy(self) -> None:
        """Housekeeping in idle time."""
        self._lookout.all_is_read()
        self._note_speed()
        if self._store.current is not None:
            self.upkeep.do(self._store.current)

    def _note_speed(self) -> None:
        """Keep how fast the model has read what has just come to an end, if that says something."""
        if self._reading_since is None:
            return
        since, before = self._reading_since
        self._reading_since = None
        done = self.counts().embedded - before
        if done >= SPEED_AFTER_FILES:
            self._models.note_speed(done / max(time.monotonic() - since, RATE_AFTER_SECONDS))

    def tidy(self) -> None:
        """Do the housekeeping now, for a process that is not there in idle time.

        Raises:
            StoreError, CatalogFault, OSError: it could not be done.
        """
        self.upkeep.hurry()
        try:
            self._store.wait()
            self._tidy()
            self._store.wait()
        except StoreDamagedError as error:
            self._store.set_aside(error)

    def _ready_pipeline(self) -> Pipeline | None:
        embedder = self._models.indexing.embedder
        if self._pipeline is None and embedder is not None:
            try:
                self._start_pipeline(embedder)
            except StoreDamagedError as error:
                self._store.set_aside(error)
                self._start_pipeline(embedder)
        return self._pipeline

    def _start_pipeline(self, embedder: Embedder) -> None:
        catalog, store = self.catalog, self._store.open(embedder)
        limits = self._limits(embedder.image_size)
        gentle = self.settings.speed == "gentle"
        decoders = 1 if gentle else max(1, min(4, os.cpu_count() or 1))
        self._pipeline = Pipeline(
            self.library,
            catalog,
            store,
            embedder,
            limits,
            decoders,
            self._wake,
            before_each=self._interlude.wait,
        )
        self._writing = WritingReader(catalog, store, embedder, limits, self._wake)
        memory.give_back()  # what the model's loading has left; questions have been answered first

    @property
    def idle(self) -> bool:
        """Whether everything is indexed as far as is known."""
        if self._read_only:
            return True
        return (
            not self._strays
            and not self._lookout.busy
            and not self._lookout.expects
            and self._pipeline is not None
            and self._pipeline.idle
            and (self.paused or not self.catalog.next_pending(1, ()))
            and (self.paused or not self.settings.reads_writing or self._has_read_writing)
        )

    @property
    def _has_read_writing(self) -> bool:
        return self._writing is not None and self._writing.done

    def unfinished_besides(self, folders: Sequence[str]) -> set[str]:
        """Files outside these folders that can be read: left by an interrupted run, say."""
        with contextlib.suppress(StoreError):  # the first step meets it too, and says so
            self._ready_pipeline()  # which sets files to be read again that the model does not know
        check_all(self.catalog)
        return {
            record.path
            for record in self.catalog.next_pending(-1, ())
            if not any(within(record.path, folder) for folder in folders)
        }

    def unread(self) -> tuple[FileStatus, ...]:
        """Files that are still to be read: their folder is away, or indexing has ended early."""
        return (*self.files("pending"), *self.files("attempting"))

    def set_paused(self, paused: bool) -> None:
        """Pause or resume; it survives a restart. Resumed, it goes on even on battery."""
        self.paused = paused
        self.catalog.set_setting("paused", "yes" if paused else "no")
        if paused:
            self._put_down()  # at once: nearly a hundred files may be in hand
        else:
            self._throttle.insist()
            self._models.prepare()

    @property
    def settings(self) -> IndexSettings:
        """How indexing goes about it. Set, it holds for this run alone."""
        return self._throttle.settings

    @settings.setter
    def settings(self, settings: IndexSettings) -> None:
        before, self._throttle.settings = self.settings, settings
        larger = settings.max_megapixels != before.max_megapixels
        if larger or (settings.speed == "gentle") != (before.speed == "gentle"):
            self._put_down()  # what comes next has other decoders, or another number of them
        if larger:
            self.answers.stop_decoding()
            refused = [each.path for each in self.files("failed") if TOO_LARGE in each.reason]
            if refused:
                self.catalog.retry(refused)

    def change_settings(self, settings: IndexSettings) -> None:
        """Index in another way; it survives a restart."""
        self.settings = settings
        write_settings(self.catalog, settings)
        if settings.reads_writing:
            self._models.prepare()
        else:
            self._rest_from_writing()

    def look_at(self, paths: Sequence[str]) -> None:
        """Read these files before all others, for someone looks at them."""
        waits = self.paused or self._throttle.holds_back(time.monotonic())
        if self._pipeline is not None and not waits:
            self._pipeline.hasten(paths)

    def set_priority(self, path: str, priority: int) -> None:
        """Read a folder's files before those of folders with a lower priority."""
        self.catalog.set_folder_priority(path, priority)
        self._folders_changed = True

    def set_ignores(self, path: str, patterns: str) -> None:
        """Pass by what patterns name in a watched folder; it leaves the index as if removed."""
        if path not in self.catalog.folders():
            return  # removed meanwhile
        # Letters of names that are no text cannot be kept; a question mark stands for any letter.
        patterns = _NO_TEXT.sub("?", patterns)
        self.catalog.set_folder_ignores(path, patterns.strip("\n"))
        self._folders_changed = True
        self.scan([path])
        wrong = faults(patterns)
        if wrong:
            self.notices.append(
                f"These patterns for {display(path)} make no sense and are left out: "
                f"{', '.join(wrong)}"
            )

    def _rest_from_writing(self) -> None:
        if self._writing is None:
            return
        try:
            self._writing.rest()
        except (StoreError, CatalogFault, OSError, OutOfMemory) as error:
            log.warning("text in pictures was not written and will be read anew: %s", error)

    def retry_failed(self, paths: Sequence[str] = ()) -> None:
        """Read failed files again; where none is named, also text in pictures that was given up."""
        self.catalog.retry(paths)
        if not paths and self.catalog.writing.retry() and self._writing is not None:
            self._writing.look_again()
        self.scan()

    def _limits(self, size: int) -> Limits:
        most = self.settings.max_megapixels
        return Limits(size, most * 1_000_000 if most else pixel_limit())

    def _child_pids(self) -> list[int]:
        """The processes that take processor time for this one."""
        pools = (self._pipeline, self._writing)
        return [pid for pool in pools if pool is not None for pid in pool.pids]

    # --- what is there more than once ----------------------------------------------------

    def look_on(self) -> None:
        """Take the fingerprints that are still to be taken, for someone has asked what is alike."""
        self._looks_on = True

    def discard(self, files: Sequence[tuple[str, str]]) -> Future[Outcome]:
        """Move files to the bin that are still what was shown of them, a path and a content each.

        What the catalog says of a file is what was shown; the bin compares it with the disk.
        """
        try:
            known = self.catalog.files_at(path for path, _ in files)
        except CatalogFault as error:  # who waits for an answer gets one
            return self.bin.move([], [(path, str(error)) for path, _ in files])
        moves, refused = [], []
        for path, content in files:
            record = known.get(path)
            if record is None:
                refused.append((path, GONE))
            elif content and record.content != content:
                refused.append((path, CHANGED))
            else:
                stat = record.stat
                shown = AlikeFile(path, content, "", stat.size, stat.mtime)
                moves.append(BinMove(shown, None))
        return self._move(moves, refused)

    def move_to_bin(self, moves: Sequence[BinMove]) -> Future[Outcome]:
        """Move files to the bin that are still what was shown, as are those kept in their place."""
        return self._move(moves)

    def _move(
        self, moves: Sequence[BinMove], refused: Sequence[tuple[str, str]] = ()
    ) -> Future[Outcome]:
        shown = {file.path for each in moves for file in (each.file, each.kept) if file is not None}
        try:
            known = self.catalog.files_at(shown)
        except CatalogFault as error:
            return self.bin.move([], [(each.file.path, str(error)) for each in moves])
        # What is still to be read may hold something else than what is known of it.
        times = {
            path: record.stat.ctime if record.state == "indexed" else 0
            for path, record in known.items()
            if record.stat.ctime
        }
        return self.bin.move(moves, refused, times)

    def alike_steps(
        self, looks: Mapping[str, bytes] | None = None
    ) -> Awaiting[tuple[AlikeGroup, ...]]:
        """Find the files that are alike, in short pieces. Without a model only copies are found.

        What has gone to the bin or come from it before is known, even while a long scan goes on.

        Args:
            looks: fingerprints of photos that the catalog has none of, by content.

        Raises:
            StoreError, CatalogFault, LibraryError: the library cannot be read.
        """
        self._note_moved()
        while self._lookout.hurries:
            self._compare()
            yield None
        store = None if self.model_error else self._store.searched()
        model = self.model_id
        return (yield from alike_steps(self.catalog, store, self.library, model, looks or {}))

    # --- repairs -------------------------------------------------------------------------

    def verify_steps(self) -> Awaiting[Findings]:
        """Compare catalog, store and disk in short pieces, and repair.

        Indexing, which must rest meanwhile, does the rest of it afterwards. A reader only compares,
        and takes the lock meanwhile, for what it compares must stand still.

        Raises:
            LibraryError: another process holds the library, or the model cannot be loaded.
            CatalogFault: the catalog is damaged, for a reader.
            StoreError: the store cannot be read or written.
        """
        while self._lookout.busy:  # two comparisons at once would not know of each other
            self._compare()
            yield None
        embedder = self.wait_for_model()
        model, catalog, store = embedder.model_id, self.catalog, None
        if self._read_only:
            self.library.acquire()
            self.catalog.check()
            catalog = self.catalog.rehearsal()
        self._put_down()
        known, before = catalog.contents(model), self._store.current
        with contextlib.suppress(StoreMissingError):  # a reader makes none: every row is missing
            store = self._store.open(embedder)
        changes = Changes()
        yield from reconcile(catalog, catalog.folders(), changes)
        try:
            found = yield from examine_steps(catalog, store, self.library, model, changes)
        except StoreDamagedError as error:
            if self._read_only:
                raise
            self._store.set_aside(error)
            store = self._store.open(embedder)
            found = yield from examine_steps(catalog, store, self.library, model, changes)
        if store is not None and not self._read_only:
            repair(found, catalog, store, model)
            self.upkeep.note_removal()  # which deletes what is of no file any more
            self._folders_changed = True
            if store.is_new and store is not before:  # it was gone, or damaged
                found.contents.incomplete |= {c for c in known if known[c].state == "done"}
        return found

    @property
    def can_mend(self) -> bool:
        """Whether `verify_steps` and `rebuild` would wait for no model."""
        return self._models.indexing.settled

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
        self._put_down()
        self._store.open(embedder)
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
        """The id of the model that answers queries, or last did."""
        return self._models.id

    def take_folders_changed(self) -> bool:
        """Whether folders or their counts may have changed since this was last asked."""
        standing = dict(self._lookout.unwatched), self._lookout.silent
        changed = self._folders_changed or standing != self._folders_told
        self._folders_changed, self._folders_told = False, standing
        return changed

    def totals(self) -> Totals:
        """Counts over the library."""
        return self.catalog.totals(self.model_id)

    def files(self, state: FileState | None = None) -> tuple[FileStatus, ...]:
        """The files of the library."""
        return self.catalog.files(state, self.model_id)

    def partial(self) -> tuple[FileStatus, ...]:
        """Indexed files of which something could not be read; their reason says what."""
        return self.catalog.partial(self.model_id)

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
        preparing = self._models.preparing
        active = self._lookout.busy or totals.pending > 0 or preparing
        left = 0
        if self.settings.reads_writing and not active and not self._has_read_writing:
            left = self.catalog.writing.count(self.model_id)
        now = time.monotonic()
        if not active:
            self._burst = _Burst(started=now, done_before=finished)
        elif self._burst.started == 0.0 or finished == self._burst.done_before:
            self._burst.started = now  # nothing finished yet: the clock starts with the first
        resting = self._throttle.resting(now) if active or left else ""
        done = finished - self._burst.done_before
        elapsed = now - self._burst.started
        rate = 0.0
        if done >= RATE_AFTER_FILES and elapsed >= RATE_AFTER_SECONDS:
            rate = done / elapsed
        return IndexProgress(
            active=active,
            paused=self.paused,
            scanning=self._lookout.busy,
            done=done,
            total=done + totals.pending,
            failed=totals.failed,
            partial=totals.partial,
            photos=totals.photos,
            pages=totals.pages,
            files_per_second=rate,
            seconds_left=totals.pending / rate if rate and not (self.paused or resting) else None,
            current=self._pipeline.current if self._pipeline and active else "",
            writing_left=left,
            resting=resting,
            preparing=preparing,
            changing=self._models.changing,
            settings=self.settings,
            recall=self._store.recall,
        )

    def store_health(self) -> dict[str, int]:
        """Rows, fragments and versions of the model's table; empty before the model is known."""
        return self._store.current.health() if self._store.current is not None else {}

    # --- search --------------------------------------------------------------------------

    @property
    def embedder(self) -> Embedder | None:
        """The model that answers queries, once it is loaded."""
        return self._models.answering

    @property
    def model_error(self) -> str:
        """Why no query can be answered, if none can."""
        return self._models.error

    @property
    def models(self) -> Models:
        """Which model indexes and which answers."""
        return self._models

    def wait_for_model(self, timeout: float | None = None) -> Embedder:
        """Wait until the model that indexes is loaded.

        Raises:
            LibraryError: it could not be loaded.
        """
        return self._models.indexing.wait(timeout)

    def prepare(self) -> None:
        """Have the model ready, for a query is on its way, or something else to do."""
        self._models.prepare()

    def make_room(self, error: OutOfMemory) -> bool:
        """Move the model off the device whose memory is too small; False if it is off it."""
        moved = self._models.make_room(error)
        if moved:
            self._drop_pipeline()
        return moved


def _in_words(error: Exception) -> str:
    """Why nothing can be written, for the user."""
    match error:
        case OSError():
            return f"The library cannot be written to: {error.strerror or error}."
        case CatalogFault():
            return f"The catalog cannot be written: {error}."
        case _:
            return str(error)
