"""Why this photo: the regions that answer a query, found while no question waits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.extract import UnreadableError
from indexer.messages import Event, ExplainFailed, ExplainPhoto, PhotoExplained, Query
from indexer.regions import region_steps
from indexer.search import EmbeddedQuery
from indexer.vectors import EXTRA
from mate_core.text import Steps

if TYPE_CHECKING:
    from indexer.service import IndexService
    from mate_core import Embedder

SEARCHES_REMEMBERED = 4
"""An answer may be on its way while an earlier one is looked at."""


@dataclass(slots=True)
class _Wanted:
    command: ExplainPhoto
    pixels: Future[NDArray[np.uint8]]
    embedder: Embedder
    asked: NDArray[np.float32]
    regions: Steps[NDArray[np.float32]] | None = None


class Explainer:
    """Explains one photo at a time, the one asked for last, in short pieces."""

    def __init__(self, send: Callable[[Event], None], wake: Callable[[], None]) -> None:
        """Wait to be asked.

        Args:
            send: takes the answer.
            wake: called, from another thread, when `step` has something to do.
        """
        self._send = send
        self._wake = wake
        self._answered: OrderedDict[int, tuple[Query, str, EmbeddedQuery]] = OrderedDict()
        self._wanted: _Wanted | None = None

    def remember(self, search: int, query: Query, model_id: str, embedded: EmbeddedQuery) -> None:
        """Know what was asked in a search, and of which model: its hits may be explained."""
        self._answered[search] = query, model_id, embedded
        while len(self._answered) > SEARCHES_REMEMBERED:
            self._answered.popitem(last=False)

    def asked(self, search: int, model_id: str) -> tuple[Query, EmbeddedQuery] | None:
        """What was asked in a search, unless that was long ago or of another model."""
        query, model, embedded = self._answered.get(search, (Query(), "", None))
        return (query, embedded) if embedded is not None and model == model_id else None

    def take(self, command: ExplainPhoto, service: IndexService) -> None:
        """Explain this photo, and none that was asked for before."""
        self._wanted = None
        embedder = service.embedder
        asked = self.asked(command.search, embedder.model_id) if embedder is not None else None
        if embedder is None or asked is None:
            self._send(ExplainFailed(command.id, "search once more to see why"))
            return
        # The thumbnail shows as much as the model sees, and is there when the drive is away.
        pixels = service.answers.on_demand.pixels(command.thumbnail)
        pixels.add_done_callback(lambda _: self._wake())
        self._wanted = _Wanted(command, pixels, embedder, asked[1].for_photos[:-EXTRA])

    def drop(self) -> None:
        """Explain nothing any more."""
        self._wanted = None

    def fail(self, reason: str) -> None:
        """Give up what is in hand."""
        if self._wanted is not None:
            self._send(ExplainFailed(self._wanted.command.id, reason))
            self._wanted = None

    def step(self) -> bool:
        """Do a short piece; False when there is nothing to do at the moment.

        Raises:
            ModelError: the model cannot do it; `fail` says so.
        """
        wanted = self._wanted
        if wanted is None or not wanted.pixels.done():
            return False
        try:
            if wanted.regions is None:
                pixels = wanted.pixels.result()
                wanted.regions = region_steps(wanted.embedder, pixels, wanted.asked)
            next(wanted.regions)
        except StopIteration as end:
            rows: NDArray[np.float32] = end.value
            self._send(PhotoExplained(wanted.command.id, tuple(map(tuple, rows.tolist()))))
            self._wanted = None
        except UnreadableError as error:
            self.fail(str(error))
        return True
