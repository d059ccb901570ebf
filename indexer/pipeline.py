"""Pending files become embeddings: hash, decode, embed, commit, over bounded queues.

    catalog: pending → hash → known content: done
                         └→ decode, item by item → batch → embed → append to the store
                                                                     └→ catalog: indexed

Hashing and decoding run beside (`indexer.decoders`); everything else happens in ``step``, on
the thread that owns the catalog and the store, in steps short enough to answer a query in
between. What is in hand is bounded, so memory does not grow with the library.

The order of the writes keeps every file: a content is recorded as ``writing`` before its first
row is stored, and its files as indexed only after its last. A worker killed at any moment
leaves files that are read again, and rows that are deleted before they are made anew.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.decoders import (
    Changed,
    Decoders,
    Failed,
    Finished,
    Hashed,
    HashJob,
    Read,
    ReadJob,
    Rendered,
    Results,
    WritingRead,
)
from indexer.drives import Awaiting
from indexer.extract import DamagedPage, Family, Item, Limits, family
from indexer.library import Library
from indexer.messages import Box, Metadata
from indexer.presence import check_present, root_of
from indexer.records import FileRecord
from indexer.rows import Row, RowKind
from indexer.schema import NO_WRITING, WRITING_WAITS
from indexer.store import Store
from indexer.vectors import stored_images, stored_texts
from indexer.verify import compare_store, settle
from mate_core.text import Steps

if TYPE_CHECKING:
    from mate_core import Embedder

log = logging.getLogger(__name__)

FILES_IN_HAND = 96
RESULTS_WAITING = 32
# Of the files that someone looks at, so many are begun with at once.
LOOKED_AT_ONCE = 64
# A batch is sized by time: it grows or shrinks towards this, so that queries wait little. More
# photos at once gain nothing on a processor. And so long a batch waits to become full.
BATCH_SECONDS = 0.05
MAX_BATCH = 64
# Rows are appended when this many wait, or the oldest has waited this long.
ROWS_PER_APPEND = 1000
APPEND_SECONDS = 2.0
# Whoever pauses indexing or ends the program waits so long at most for what is in hand.
FLUSH_SECONDS = 1.0
# Somebody who has just added a folder, or looks at files still to be read, waits to see something.
HASTY_FILES, HASTY_APPEND_SECONDS = 64, 0.4
# A file that has killed or stalled this many decoders is not tried again until it changes.
MAX_ATTEMPTS = 2
# Of a file's damaged pages so many are named.
PAGES_NAMED = 8


@dataclass(slots=True)
class Counts:
    """Files finished since the pipeline was made."""

    indexed: int = 0
    embedded: int = 0
    failed: int = 0


@dataclass(slots=True, eq=False)
class _Work:
    """A content in hand, and the files that hold it (copies wait for the first)."""

    content: str
    family: Family
    files: list[FileRecord]
    items: list[tuple[int, int, int, int]] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    look: bytes | None = None  # of a photo
    damaged: list[int] = field(default_factory=list)  # pages
    units: int = 0  # embeddings asked for and not yet appended
    rows: int = 0  # appended
    begun: bool = False
    decoded: bool = False
    cancelled: bool = False


@dataclass(slots=True)
class _Unit:
    """One embedding to be made: of pixels, or of a text where there are none."""

    work: _Work
    kind: RowKind
    page: int
    passage: int
    text: str
    boxes: tuple[Box, ...]
    pixels: NDArray[np.uint8] | None


_Embedded = list[tuple[_Unit, NDArray[np.float32]]]


class _Batches:
    """Units of one kind waiting to be embedded, in batches that take about `BATCH_SECONDS`."""

    def __init__(self, embed: Callable[[Sequence[_Unit]], Steps[NDArray[np.float32]]]) -> None:
        self.waiting: deque[_Unit] = deque()
        self._embed = embed
        self._size = 4.0
        self._emptied = 0.0

    @property
    def full(self) -> bool:
        return len(self.waiting) >= int(self._size)

    @property
    def overdue(self) -> bool:
        return bool(self.waiting) and time.perf_counter() - self._emptied > BATCH_SECONDS

    def embed(self) -> Steps[_Embedded]:
        """Embed a batch; it pauses where that takes long, and must not be begun twice at once."""
        size = min(len(self.waiting), int(self._size))
        units = [self.waiting.popleft() for _ in range(size)]
        seconds, steps, vectors = 0.0, self._embed(units), None
        while vectors is None:
            start = time.perf_counter()
            try:
                next(steps)
            except StopIteration as end:
                vectors = end.value
            self._emptied = time.perf_counter()
            seconds += self._emptied - start
            if vectors is None:
                yield
        if len(vectors) != len(units):
            raise RuntimeError(f"{len(units)} units gave {len(vectors)} embeddings")
        if size == int(self._size):  # a part batch says little of a full one
            fitting = size * BATCH_SECONDS / max(seconds, 1e-4)
            self._size = min(max((self._size + fitting) / 2, 1.0), MAX_BATCH)
        return list(zip(units, vectors, strict=True))


class Pipeline:
    """The stages between the catalog's pending files and the store."""

    def __init__(
        self,
        library: Library,
        catalog: Catalog,
        store: Store,
        embedder: Embedder,
        limits: Limits,
        decoders: int,
        wake: Callable[[], None],
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """Take over the library's unfinished work.

        Args:
            library: the paths.
            catalog: the truth about files.
            store: the model's table.
            embedder: the model.
            limits: what a decoder may use.
            decoders: how many processes decode.
            wake: called from other threads when there is something to do.
            before_each: called from other threads before each hash and each file; it may wait.
        """
        self._library = library
        self._catalog = catalog
        self._store = store
        self._embedder = embedder
        self._clean_up()  # before there are threads, which its failure would leave behind
        self._results = Results(RESULTS_WAITING, wake)
        self._decoders = Decoders(decoders, limits, self._results.put, before_each)
        self._files: dict[int, FileRecord] = {}
        self._works: dict[str, _Work] = {}
        self._images = _Batches(self._embed_images)
        self._texts = _Batches(self._embed_texts)
        self._embedding: Steps[_Embedded] | None = None  # a batch that is begun
        # Files that could not be reached, why, and whether their folder is there.
        self._missed: deque[tuple[FileRecord, str, Awaiting[bool]]] = deque()
        self._rows: list[tuple[_Work, Row]] = []
        self._oldest_row = 0.0
        self._exhausted = False  # the catalog had no more pending files when last asked
        self.counts = Counts()
        self._hasty_until = HASTY_FILES  # so many files
        self.changed: list[str] = []  # files that changed while they were read
        self.current = ""

    def stop(self) -> None:
        """End the decoders. What is in hand is read again next time."""
        self._results.close()
        self._decoders.stop()

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand."""
        return not self._files and not self._rows

    def refill(self) -> None:
        """There may be new pending files."""
        self._exhausted = False

    @property
    def pids(self) -> list[int]:
        """Of the decoders."""
        return self._decoders.pids

    def step(self, most: int = FILES_IN_HAND) -> bool:
        """Do one short piece of work; False when there is none at the moment.

        Args:
            most: begin with further files while fewer than so many are in hand.

        Raises:
            StoreError: what was in hand could not be written, or the table is damaged.
        """
        self._fill(most)
        if self._embedding is not None:
            self._embed(self._embedding)
            return True
        did = self._judge() or self._receive()
        last = not did and self._all_read  # nothing comes to wait for
        for batches in (self._images, self._texts):
            if batches.full or (batches.overdue and not did) or (batches.waiting and last):
                self._embed(batches.embed())
                return True
        if (
            self._rows
            and not self._store.is_compacting()
            and (
                last
                or len(self._rows) >= ROWS_PER_APPEND
                or time.monotonic() - self._oldest_row > self._patience
            )
        ):
            self._append()
            return True
        return did

    @property
    def _patience(self) -> float:
        hasty = self.counts.embedded < self._hasty_until
        return HASTY_APPEND_SECONDS if hasty else APPEND_SECONDS

    @property
    def _all_read(self) -> bool:
        """Whether the decoders have brought everything of what is in hand."""
        read = sum(len(work.files) for work in self._works.values() if work.decoded)
        return read == len(self._files)

    def flush(self) -> None:
        """Embed and commit what has been decoded, or as much of it as takes `FLUSH_SECONDS`.

        The rest is read again next time.
        """
        until = time.monotonic() + FLUSH_SECONDS
        while time.monotonic() < until:
            if self._embedding is None:
                batches = next((b for b in (self._images, self._texts) if b.waiting), None)
                if batches is None:
                    break
                self._embedding = batches.embed()
            self._embed(self._embedding)
        self._append()

    def hasten(self, paths: Sequence[str]) -> None:
        """Begin with these files, if they are still to be read, before all others."""
        records = self._catalog.pending_among(paths[:LOOKED_AT_ONCE], list(self._files))
        self._hasty_until = self.counts.embedded + HASTY_FILES
        self._begin(records, hasty=True)

    # --- catalog → decoders --------------------------------------------------------------

    def _clean_up(self) -> None:
        """Delete rows of contents that a killed worker left half written, or nobody knows of."""
        model = self._embedder.model_id
        settle(compare_store(self._catalog, self._store, model), self._catalog, self._store, model)
        contents = self._catalog.unfinished(model)
        if contents:
            log.info("making %d unfinished contents anew", len(contents))
            self._store.delete(contents)
            self._catalog.forget_contents(contents, model)
        self._catalog.require_model(model)

    def _fill(self, most: int) -> None:
        if self._exhausted or len(self._files) >= (most + 1) // 2:
            return
        room = most - len(self._files)
        records = self._catalog.next_pending(room, list(self._files))
        self._exhausted = len(records) < room
        self._begin(records)

    def _begin(self, records: Sequence[FileRecord], *, hasty: bool = False) -> None:
        self._catalog.set_attempting(records)
        for record in records:
            self._files[record.id] = record
            job = HashJob(record.path, record.stat, token=record)
            self._decoders.submit(job, hasty=hasty)

    # --- decoders → batches --------------------------------------------------------------

    def _receive(self) -> bool:
        """Take what the decoders have brought, until a batch is full."""
        did = False
        while not (self._images.full or self._texts.full):
            result = self._results.take()
            if result is None:
                break
            did = True
            token = result.job.token
            match result:
                case Hashed(_, content, ctime):
                    assert isinstance(token, FileRecord)
                    self._hashed(replace(token, stat=replace(token.stat, ctime=ctime)), content)
                case Read(_, DamagedPage(page)):
                    assert isinstance(token, _Work)
                    token.damaged.append(page)
                case Read(_, Item() as item):
                    assert isinstance(token, _Work)
                    self._read(token, item)
                case Finished():
                    assert isinstance(token, _Work)
                    token.decoded = True
                    self._finish_if_whole(token)
                case Failed(_, reason, killed, passing):
                    self._failed(token, reason, killed, passing)
                case Changed():
                    self._changed(token)
                case Rendered() | WritingRead():
                    raise AssertionError("the pipeline asks for items alone")
        return did

    def _hashed(self, record: FileRecord, content: str) -> None:
        self.current = record.path
        if self._catalog.is_embedded(content, self._embedder.model_id):
            self._catalog.set_indexed(content, [record])
            self._release(record)
            self.counts.indexed += 1
            return
        work = self._works.get(content)
        if work is not None:
            work.files.append(record)
            return
        kind = family(record.path)
        assert kind is not None, "the scanner finds only files of a known family"
        work = self._works[content] = _Work(content, kind, [record])
        self._decoders.submit(ReadJob(record.path, record.stat, token=work))

    def _read(self, work: _Work, item: Item) -> None:
        if work.cancelled:
            return
        self.current = work.files[0].path
        if not work.begun:
            self._catalog.begin_content(work.content, self._embedder.model_id, work.family)
            work.begun = True
            work.metadata, work.look = item.metadata, item.look
        self._library.write_thumbnail(work.content, item.page, item.thumbnail)
        # Only a picture has pixels; a page with text of its own needs none from its picture.
        writing = WRITING_WAITS if len(item.pixels) else NO_WRITING
        work.items.append((item.page, item.width, item.height, writing))
        for number, passage in enumerate(item.passages):
            text, boxes = passage.text, passage.boxes
            unit = _Unit(work, "passage", item.page, number, text, boxes, None)
            self._texts.waiting.append(unit)
            work.units += 1
        kind: RowKind = "photo" if item.page == 0 else "page"
        for number, square in enumerate(item.pixels):
            self._images.waiting.append(_Unit(work, kind, item.page, number, "", (), square))
            work.units += 1
        for number, figure in enumerate(item.figures):
            boxes = (figure.box,)
            unit = _Unit(work, "figure", item.page, number, "", boxes, figure.pixels)
            self._images.waiting.append(unit)
            work.units += 1

    def _failed(
        self, token: object, reason: str, killed: bool = False, passing: bool = False
    ) -> None:
        if isinstance(token, FileRecord):
            self._give_up(token, reason, passing)
            return
        assert isinstance(token, _Work)
        tried = token.files[0]
        if killed and self._catalog.count_attempt(tried.id) < MAX_ATTEMPTS:
            log.warning("%r ended its decoder, trying once more: %s", tried.path, reason)
            self._try_again(token, ReadJob(tried.path, tried.stat))
            return
        self._cancel(token)
        # Only the file that was opened is known to be bad: it may have vanished, say, while
        # its copies are well. They are read in its place.
        self._give_up(tried, reason, passing)
        self._hash_again(token.files[1:])

    def _give_up(self, record: FileRecord, reason: str, passing: bool) -> None:
        root = root_of(record.path, self._catalog.folders()) if passing else None
        if root is None:
            self._set_failed(record, reason)
        else:
            check = check_present(self._catalog, root, patience=0)
            self._missed.append((record, reason, check))

    def _judge(self) -> bool:
        """Give up files that could not be reached, unless it is their drive that is away.

        That says nothing of its files: they wait for it to come back. Whether any was judged.
        """
        before = len(self._missed)
        for record, reason, check in list(self._missed):
            try:
                next(check)
                break  # it waits for the drive
            except StopIteration as end:
                self._missed.popleft()
                if end.value:
                    self._set_failed(record, reason, passing=True)
                else:
                    self._catalog.set_pending(record)
                    self._release(record)
        return len(self._missed) < before

    def _set_failed(self, record: FileRecord, reason: str, passing: bool = False) -> None:
        log.warning("%r was not indexed: %s", record.path, reason)
        self._catalog.set_failed(record, reason, passing=passing)
        self._release(record)
        self.counts.failed += 1

    def _changed(self, token: object) -> None:
        """The file is looked at anew once it stands still; see ``changed``."""
        if isinstance(token, FileRecord):
            self._put_aside(token)
            return
        assert isinstance(token, _Work)
        self._cancel(token)
        self._put_aside(token.files[0])
        self._hash_again(token.files[1:])

    def _put_aside(self, record: FileRecord) -> None:
        self._catalog.set_failed(record, "it is still being written")
        self.changed.append(record.path)
        self._release(record)

    def _try_again(self, work: _Work, job: ReadJob) -> None:
        self._cancel(work)
        again = self._works[work.content] = _Work(work.content, work.family, work.files)
        self._decoders.submit(ReadJob(job.path, job.stat, token=again))

    def _hash_again(self, records: Sequence[FileRecord]) -> None:
        for record in records:
            self._decoders.submit(HashJob(record.path, record.stat, token=record))

    def _cancel(self, work: _Work) -> None:
        """Take back everything of a content that was read in part."""
        work.cancelled = True
        self._works.pop(work.content, None)
        self._rows = [(owner, row) for owner, row in self._rows if owner is not work]
        for batches in (self._images, self._texts):
            batches.waiting = deque(u for u in batches.waiting if u.work is not work)
        if work.begun:
            self._store.delete([work.content])
            self._catalog.forget_contents([work.content], self._embedder.model_id)

    def _release(self, record: FileRecord) -> None:
        del self._files[record.id]
        self._exhausted = False  # it may have become pending again meanwhile

    # --- batches → store → catalog -------------------------------------------------------

    def _embed(self, embedding: Steps[_Embedded]) -> None:
        """Go on with a batch, as far as its next pause."""
        self._embedding = None
        try:
            next(embedding)
        except StopIteration as end:
            self._append_later(end.value)
        else:
            self._embedding = embedding

    def _embed_images(self, units: Sequence[_Unit]) -> Steps[NDArray[np.float32]]:
        yield from ()
        return stored_images(
            self._embedder, np.stack([u.pixels for u in units if u.pixels is not None])
        )

    def _embed_texts(self, units: Sequence[_Unit]) -> Steps[NDArray[np.float32]]:
        return stored_texts(self._embedder, [unit.text for unit in units])

    def _append_later(self, embedded: _Embedded) -> None:
        if not self._rows:
            self._oldest_row = time.monotonic()
        for unit, vector in embedded:
            if unit.work.cancelled:
                continue
            if not np.isfinite(vector).all():
                self._failed(unit.work, "the model found no embedding for it")
                continue
            row = Row(
                unit.work.content, unit.kind, unit.page, unit.passage, unit.text, unit.boxes, vector
            )
            self._rows.append((unit.work, row))

    def _append(self) -> None:
        rows, self._rows = self._rows, []
        self._store.append([row for _, row in rows])
        for work, _ in rows:
            work.units -= 1
            work.rows += 1
        for work in dict.fromkeys(work for work, _ in rows):
            self._finish_if_whole(work)
        if self._store.wants_optimize:  # a first scan may go on for hours
            self._store.optimize()

    def _finish_if_whole(self, work: _Work) -> None:
        if work.cancelled or not work.decoded or work.units:
            return
        if not work.begun:  # nothing to embed and nothing to show: a document of damaged pages
            self._catalog.begin_content(work.content, self._embedder.model_id, work.family)
        self._catalog.finish_content(
            work.content,
            self._embedder.model_id,
            work.items,
            work.files,
            work.metadata,
            work.rows,
            _missing(work.damaged),
            work.look,
        )
        self._works.pop(work.content, None)
        self.counts.embedded += 1
        self.counts.indexed += len(work.files)
        for record in work.files:
            self._release(record)


def _missing(pages: Sequence[int]) -> str:
    """What a person should know of pages that could not be read; nothing where there are none."""
    if not pages:
        return ""
    names = [f"{page:,}" for page in pages[:PAGES_NAMED]]
    if len(pages) > PAGES_NAMED:
        more = len(pages) - PAGES_NAMED
        return f"pages {', '.join(names)} and {more:,} more could not be read"
    *first, last = names
    if not first:
        return f"page {last} could not be read"
    return f"pages {', '.join(first)} and {last} could not be read"
