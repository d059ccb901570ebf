"""Text in pictures is read last, when all else is indexed, by one polite process.

The pictures are those of indexed contents, so nothing here can lose or hold up a file: what
cannot be read stays an indexed photo or page. Rows are written before the catalog takes their
pictures for read, and deleted before they are written: a worker killed in between reads them again.
A picture that ends the process is tried once more, for the reason may lie elsewhere.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.decoders import Changed, Decoders, Failed, Finished, Results, WritingJob, WritingRead
from indexer.extract import Limits, Passage
from indexer.records import FileRecord
from indexer.rows import Row
from indexer.schema import WRITING_FAILED, WRITING_READ
from indexer.store import Store
from indexer.vectors import stored_texts, stored_writing
from mate_core.text import Steps

if TYPE_CHECKING:
    from mate_core import Embedder

log = logging.getLogger(__name__)

PAGES_PER_JOB = 16
FILES_AHEAD = 64
RESULTS_WAITING = 4
# An append is a new version of the table: it waits for others, but not for ever.
PICTURES_PER_APPEND = 64
APPEND_SECONDS = 10.0
# Whoever ends the program waits so long at most for what has been read to be embedded.
REST_SECONDS = 1.0
# A picture that has killed or stalled the process this many times is not tried again by itself.
MAX_ATTEMPTS = 2


@dataclass(slots=True)
class _Job:
    """A file in hand, those of its pages whose text has not come yet, and what has come.

    That is believed once the file is known not to have changed meanwhile.
    """

    record: FileRecord
    content: str
    pages: list[int]
    found: list[tuple[int, tuple[Passage, ...]]] = field(default_factory=list)
    failed: list[tuple[int, str]] = field(default_factory=list)


class WritingReader:
    """Takes pictures from the catalog, one file at a time, and adds rows to the store.

    Its process, which holds models of its own, is there only while there are pictures.
    """

    def __init__(
        self,
        catalog: Catalog,
        store: Store,
        embedder: Embedder,
        limits: Limits,
        wake: Callable[[], None],
    ) -> None:
        """Be ready; the process starts with the first picture.

        Args:
            catalog: the truth about files.
            store: the model's table.
            embedder: the model.
            limits: what the process may use.
            wake: called from another thread when there is something to do.
        """
        self._catalog = catalog
        self._store = store
        self._embedder = embedder
        self._limits = limits
        self._wake = wake
        self._results = Results(RESULTS_WAITING, wake)
        self._decoders: Decoders | None = None
        self._files: deque[tuple[FileRecord, tuple[int, ...]]] = deque()
        self._job: _Job | None = None
        self._ready: deque[tuple[_Job, int, tuple[Passage, ...]]] = deque()
        self._keeping: Steps[None] | None = None  # what is being embedded of that
        self._rows: list[Row] = []
        self._read: list[tuple[str, int]] = []
        self._oldest = 0.0
        # Files that could not be opened, or changed: a scan must look at them first.
        self._passed_by: list[str] = []
        self._exhausted = False

    def rest(self) -> None:
        """End the process, and write what has been read, or as much of it as takes `REST_SECONDS`.

        What else is in hand is read again later.

        Raises:
            StoreError, CatalogFault, OSError: it could not be written; it is read again too.
        """
        self.stop()
        until = time.monotonic() + REST_SECONDS
        while (self._keeping or self._ready) and time.monotonic() < until:
            self._keep_some()
        self._keeping = None
        self._ready.clear()
        if self._read:
            self._append()

    def stop(self) -> None:
        """End the process, and forget what is in hand."""
        if self._decoders is not None:
            self._results.close()
            self._decoders.stop()
            self._results = Results(RESULTS_WAITING, self._wake)
            self._decoders = None
        self._job = None

    @property
    def pids(self) -> list[int]:
        """Of its process, while there is one."""
        return [] if self._decoders is None else self._decoders.pids

    @property
    def done(self) -> bool:
        """Whether nothing is in hand, and nothing was left when the catalog was last asked."""
        in_hand = self._job or self._ready or self._keeping or self._read
        return self._exhausted and not in_hand

    def look_again(self) -> None:
        """There may be new pictures, or files back that were away."""
        self._exhausted = False
        self._passed_by.clear()
        self._files.clear()

    def step(self) -> bool:
        """Do one short piece of work; False when there is none at the moment."""
        if self._keeping or self._ready:
            self._keep_some()
            return True
        did = self._receive()
        if not did and self._job is None and not self._exhausted:
            did = self._begin()
        waited = time.monotonic() - self._oldest
        full = len(self._read) >= PICTURES_PER_APPEND or waited > APPEND_SECONDS
        last = not did and self._job is None
        if self._read and (full or last) and not self._store.is_compacting():
            self._append()
            did = True
        if self.done:
            self.stop()
        return did

    def _keep_some(self) -> None:
        """Embed a short piece of what has been read."""
        keeping = self._keeping or self._keep(*self._ready.popleft())
        self._keeping = None
        with suppress(StopIteration):
            next(keeping)
            self._keeping = keeping

    def _begin(self) -> bool:
        if not self._files:
            # Pictures that wait to be written are in the catalog as unread still.
            besides = [*self._passed_by, *dict.fromkeys(content for content, _ in self._read)]
            model = self._embedder.model_id
            self._files += self._catalog.writing.next(model, FILES_AHEAD, PAGES_PER_JOB, besides)
        if not self._files:
            # Those that wait to be written may have further pages.
            self._exhausted = not self._read
            return False
        record, pages = self._files.popleft()
        assert record.content is not None
        self._job = _Job(record, record.content, list(pages))
        if self._decoders is None:
            self._decoders = Decoders(1, self._limits, self._results.put)
        self._decoders.submit(WritingJob(record.path, record.stat, pages))
        return True

    def _receive(self) -> bool:
        result = self._results.take()
        if result is None:
            return False
        assert self._job is not None
        job = self._job
        match result:
            case WritingRead(_, page, passages, reason):
                job.pages.remove(page)
                if reason:
                    job.failed.append((page, reason))
                else:
                    job.found.append((page, passages))
            case Finished():
                self._believe(job)
            case Failed(_, reason, killed):
                if killed and job.pages:
                    self._note_killed(job, job.pages[0], reason)
                    self._believe(job)
                else:
                    self._job = None
                    self._passed_by.append(job.content)
            case Changed():
                self._job = None
                self._passed_by.append(job.content)
            case _:
                raise AssertionError(f"nobody asked for {result}")
        return True

    def _note_killed(self, job: _Job, page: int, reason: str) -> None:
        if self._catalog.writing.count_attempt(job.content, page) < MAX_ATTEMPTS:
            log.warning("the text in %r is tried once more: %s", job.record.path, reason)
        else:
            job.failed.append((page, reason))

    def _believe(self, job: _Job) -> None:
        self._job = None
        self._ready += [(job, page, passages) for page, passages in job.found]
        for page, reason in job.failed:
            self._give_up(job, page, reason)

    def _give_up(self, job: _Job, page: int, reason: str) -> None:
        where = f", page {page}" if page else ""
        log.warning(
            "the text in the picture of %r%s was not read: %s", job.record.path, where, reason
        )
        self._catalog.writing.set_state([(job.content, page)], WRITING_FAILED)

    def _keep(self, job: _Job, page: int, passages: tuple[Passage, ...]) -> Steps[None]:
        embed = stored_texts if page else stored_writing
        vectors: list[NDArray[np.float32]] = []
        if passages:
            embedded = yield from embed(self._embedder, [each.text for each in passages])
            vectors = list(embedded)
        if not all(np.isfinite(vector).all() for vector in vectors):
            self._give_up(job, page, "the model found no embedding for it")
            return
        if not self._read:
            self._oldest = time.monotonic()
        self._read.append((job.content, page))
        self._rows += [
            Row(
                job.content, "scan" if page else "writing", page, number, found.text, found.boxes, v
            )
            for number, (found, v) in enumerate(zip(passages, vectors, strict=True))
        ]

    def _append(self) -> None:
        rows, self._rows = self._rows, []
        read, self._read = self._read, []
        # Files may have gone meanwhile, and what their contents had in the store with them.
        model = self._embedder.model_id
        contents = dict.fromkeys(content for content, _ in read)
        known = {each for each in contents if self._catalog.is_embedded(each, model)}
        read = [(content, page) for content, page in read if content in known]
        rows = [row for row in rows if row.content in known]
        self._store.delete_writing(read)
        self._store.append(rows)
        self._catalog.writing.set_state(read, WRITING_READ)
