"""The map of meaning: drawn when someone asks for it, on a thread that everything else precedes."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from indexer.clusters import Vectors, centred
from indexer.interlude import Interlude
from indexer.map_layout import Layout, layout_steps
from indexer.messages import Event, LibraryItem, MapDrawn, MapFailed, MapGroup, MeaningMap
from indexer.naming import Words, names, word_steps
from indexer.rows import ItemRows
from indexer.threads import begun
from indexer.vectors import EXTRA
from mate_core.text import Steps

if TYPE_CHECKING:
    from indexer.service import IndexService
    from mate_core.crowding import Crowding

log = logging.getLogger(__name__)

MOST_ITEMS = 10_000
"""Of a larger library a sample is drawn, of which little changes as files come and go."""

FEWEST_ITEMS = 3
"""Fewer make no map."""

# How far the thread gives way to all others of the worker, in steps of `nice`.
_GIVES_WAY = 10


class Drawn(NamedTuple):
    """A map without its names: what is where, and each group's direction, ``(k, dim)``."""

    layout: Layout
    order: NDArray[np.intp]  # of the items: group by group, the most typical first
    means: Vectors


def draw_steps(rows: ItemRows, typical: Crowding | None) -> Steps[Drawn]:
    """Lay out photos and pages, in short pieces; ``typical`` are those of the model."""
    directions = centred(rows.vectors[:, :-EXTRA], rows.texts, typical)
    yield
    keys = [crc32(f"{content} {page}".encode()) for content, page in rows.names]
    layout = yield from layout_steps(directions, np.array(keys, dtype=np.uint64))
    sizes = np.bincount(layout.groups)
    means = np.zeros((len(sizes), directions.shape[1]), dtype=np.float32)
    np.add.at(means, layout.groups, directions)
    means /= sizes[:, None]
    nearness = np.einsum("nd,nd->n", directions, means[layout.groups])
    return Drawn(layout, np.lexsort((-nearness, layout.groups)), means)


def told(rows: ItemRows, drawn: Drawn, words: Words) -> MeaningMap:
    """The map as a front end shows it."""
    layout, order = drawn.layout, drawn.order.tolist()
    groups = tuple(
        MapGroup(name, float(x), float(y), float(radius))
        for name, (x, y), radius in zip(
            names(drawn.means, words), layout.centres, layout.radii, strict=True
        )
    )
    xs, ys = layout.places[drawn.order].T.tolist()
    return MeaningMap(
        tuple(LibraryItem(*rows.names[each]) for each in order),
        tuple(xs),
        tuple(ys),
        tuple(layout.groups[drawn.order].tolist()),
        groups,
        rows.total,
    )


class Mapper:
    """Draws one map at a time, for who asked last."""

    def __init__(
        self, send: Callable[[Event], None], wake: Callable[[], None], interlude: Interlude
    ) -> None:
        """Wait to be asked.

        Args:
            send: takes the answer.
            wake: called, from another thread, when `step` has something to do.
            interlude: while there is one, nothing is drawn.
        """
        self._send, self._wake, self._interlude = send, wake, interlude
        self._wanted: int | None = None
        self._stopping = threading.Event()
        self._rows: ItemRows | None = None
        self._drawing: Future[Drawn] | None = None
        self._drawn_by = ""  # the model whose rows are drawn
        self._words: tuple[str, Words] | None = None  # as a model has them
        self._embedding: tuple[str, Steps[Words]] | None = None

    def take(self, map_id: int) -> None:
        """Draw a map; what is being drawn already answers, too."""
        self._wanted = map_id

    def step(self, service: IndexService) -> bool:
        """Do a short piece; False when there is nothing to do at the moment.

        Raises:
            ModelError: the model cannot be used; `fail` says so.
            QueryError: the store cannot be read; `fail` says so.
        """
        if self._wanted is None:
            return False
        embedder = service.embedder
        if embedder is None:
            if service.model_error:
                self.fail(service.model_error)
            return False
        if self._words is None or self._words[0] != embedder.model_id:
            if self._embedding is None or self._embedding[0] != embedder.model_id:
                self._embedding = embedder.model_id, word_steps(embedder)
            embedding, self._embedding = self._embedding, None  # one that fails is begun anew
            try:
                next(embedding[1])
                self._embedding = embedding
            except StopIteration as end:
                self._words = embedder.model_id, end.value
            return True
        if self._drawing is not None and self._drawn_by != embedder.model_id:
            self._drop()
        if self._drawing is None:
            self._rows = service.answers.items(MOST_ITEMS)
            if self._rows is None:
                return False
            if len(self._rows.names) < FEWEST_ITEMS:
                self._answer(MeaningMap(total=self._rows.total))
                return True
            self._drawn_by = embedder.model_id
            self._drawing = begun("map", partial(self._draw, self._rows, embedder.typical))
            self._drawing.add_done_callback(lambda _: self._wake())
        if not self._drawing.done():
            return False
        assert self._rows is not None, "they are what is drawn"
        drawn, rows = self._drawing.result(), self._rows
        self._drawing = self._rows = None
        self._answer(told(rows, drawn, self._words[1]))
        return True

    def _answer(self, drawn: MeaningMap) -> None:
        if self._wanted is not None:
            self._send(MapDrawn(self._wanted, drawn))
            self._wanted = None

    def stop(self) -> None:
        """Draw nothing any more; who waits for the thread does not wait long."""
        self._wanted = None
        self._stopping.set()

    def _drop(self) -> None:
        """Let go of what is drawn: another model answers by now."""
        self._stopping.set()
        self._stopping, self._drawing, self._rows = threading.Event(), None, None

    def fail(self, reason: str) -> None:
        """Give up what is asked for."""
        if self._wanted is not None:
            self._send(MapFailed(self._wanted, reason))
            self._wanted = None

    def _draw(self, rows: ItemRows, typical: Crowding | None) -> Drawn:
        """Lay out on a thread, as long as that is wanted; `CancelledError` where it is not."""
        if sys.platform == "linux":  # where it is a thread's own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _niceness())
        steps, stopping = draw_steps(rows, typical), self._stopping
        while True:
            self._interlude.wait()
            if stopping.is_set():
                raise CancelledError
            try:
                next(steps)
            except StopIteration as end:
                drawn: Drawn = end.value
                return drawn


def _niceness() -> int:
    return min(os.getpriority(os.PRIO_PROCESS, 0) + _GIVES_WAY, 19)
