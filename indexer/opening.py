"""What a query names, opened and read before it is answered: photos, documents, long texts.

A decoder process opens files, for they may come from anywhere. A question is asked again while it
is changed and while a library is being read; what has been opened and read for the last one stays.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from indexer.drives import SilentDriveError, drives
from indexer.extract import DocumentText, UnreadableError
from indexer.files import display
from indexer.messages import Query
from indexer.on_demand import OnDemand
from indexer.search import QueryError
from mate_core.text import PassageEmbedding, Steps, passage_steps

if TYPE_CHECKING:
    from mate_core import Embedder

PASSAGES_KEPT = 8
# A question waits so long to learn whether what it named before is still the same.
STAMP_PATIENCE = 0.1

_Stamp = tuple[int, int] | None
_File = tuple[Literal["photo", "document"], str, _Stamp]


class Opening:
    """The files of one query, on their way."""

    def __init__(
        self,
        query: Query,
        on_demand: OnDemand,
        wake: Callable[[], None] = lambda: None,
        before: Opening | None = None,
    ) -> None:
        """Begin to open them.

        Args:
            query: names them.
            on_demand: opens them.
            wake: called, from another thread, as each is done.
            before: the query that this one takes the place of. Files of both are opened once, what
                only that one names no more.
        """
        self._on_demand = on_demand
        known: Mapping[_File, Future[Any]] = {}
        if before is not None and before._on_demand is on_demand:
            known = {file: one for file, one in before._files.items() if not _failed(one)}
        self._files: dict[_File, Future[Any]] = {}
        for part in query.parts:
            if part.photo is not None:
                photo: _File = "photo", part.photo, _stamp(part.photo)
                self._files[photo] = known.get(photo) or on_demand.pixels(part.photo)
            if part.document is not None:
                document: _File = "document", part.document, _stamp(part.document)
                self._files[document] = known.get(document) or on_demand.text(part.document)
        for file, future in known.items():
            if file not in self._files:
                future.cancel()
        for future in self._files.values():
            future.add_done_callback(lambda _: wake())

    @property
    def done(self) -> bool:
        """Whether all are open, or have failed."""
        return all(future.done() for future in self._files.values())

    @property
    def photos(self) -> dict[str, NDArray[np.uint8]]:
        """The (S, S, 3) uint8 squares by path; waits for them.

        Raises:
            QueryError: one cannot be read.
        """
        return _results("photo", self._files)

    @property
    def documents(self) -> dict[str, DocumentText]:
        """What the documents say, by path; waits for it.

        Raises:
            QueryError: one cannot be read.
        """
        return _results("document", self._files)


class LatelyRead:
    """The passages that were embedded lately: a book takes twenty seconds."""

    def __init__(self) -> None:
        """Know none."""
        self._passages: OrderedDict[tuple[str, str], PassageEmbedding] = OrderedDict()

    def steps(self, embedder: Embedder, text: str) -> Steps[PassageEmbedding]:
        """The same as `mate_core.text.passage_steps`; one that is known takes no time."""
        key = embedder.model_id, text
        passage = self._passages.pop(key, None)
        if passage is None:
            passage = yield from passage_steps(embedder, text)
        self._passages[key] = passage
        while len(self._passages) > PASSAGES_KEPT:
            self._passages.popitem(last=False)
        return passage


def _stamp(path: str) -> _Stamp:
    """Size and time of a file; None where it is not there, or not known soon enough."""
    try:
        result = drives.call(path, lambda: os.stat(path), patience=STAMP_PATIENCE)
    except (OSError, SilentDriveError):
        return None
    return result.st_size, result.st_mtime_ns


def _failed(future: Future[Any]) -> bool:
    return future.done() and (future.cancelled() or future.exception() is not None)


def _results(kind: str, files: Mapping[_File, Future[Any]]) -> dict[str, Any]:
    opened = {}
    for (of, path, _), future in files.items():
        if of != kind:
            continue
        try:
            opened[path] = future.result()
        except UnreadableError as error:
            name = display(os.path.basename(path))
            raise QueryError(f"The {kind} {name} cannot be used: {error}.") from error
    return opened
