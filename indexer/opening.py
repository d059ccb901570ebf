"""The files that a query names, opened before it is embedded: photos and documents.

A decoder process opens them, for they may come from anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.extract import DocumentText, UnreadableError
from indexer.files import display
from indexer.messages import Query
from indexer.on_demand import OnDemand
from indexer.search import EmbeddedQuery, QueryError


class Opening:
    """The files of one query, on their way."""

    def __init__(
        self, query: Query, on_demand: OnDemand, wake: Callable[[], None] = lambda: None
    ) -> None:
        """Begin to open them; ``wake`` is called, from another thread, as each is done."""
        self._photos: dict[str, Future[NDArray[np.uint8]]] = {}
        self._documents: dict[str, Future[DocumentText]] = {}
        for part in query.parts:
            if part.photo is not None and part.photo not in self._photos:
                self._photos[part.photo] = on_demand.pixels(part.photo)
            if part.document is not None and part.document not in self._documents:
                self._documents[part.document] = on_demand.text(part.document)
        self._all: list[Future[Any]] = [*self._photos.values(), *self._documents.values()]
        for future in self._all:
            future.add_done_callback(lambda _: wake())

    @property
    def done(self) -> bool:
        """Whether all are open, or have failed."""
        return all(future.done() for future in self._all)

    @property
    def photos(self) -> dict[str, NDArray[np.uint8]]:
        """The (S, S, 3) uint8 squares by path; waits for them.

        Raises:
            QueryError: one cannot be read.
        """
        return _results("photo", self._photos)

    @property
    def documents(self) -> dict[str, DocumentText]:
        """What the documents say, by path; waits for it.

        Raises:
            QueryError: one cannot be read.
        """
        return _results("document", self._documents)


class LastEmbedded:
    """The query that was embedded last, for a standing question is asked again and again.

    That happens while a library is being read, and a book takes seconds.
    """

    def __init__(self) -> None:
        """Know none."""
        self._key: object = None
        self._embedded: EmbeddedQuery | None = None

    def of(self, query: Query, model_id: str) -> EmbeddedQuery | None:
        """What the query was embedded as, if it was the last one and its files are the same."""
        return self._embedded if self._key == _key(query, model_id) else None

    def keep(self, query: Query, model_id: str, embedded: EmbeddedQuery) -> None:
        """Remember what a query was embedded as."""
        self._key, self._embedded = _key(query, model_id), embedded


def _key(query: Query, model_id: str) -> object:
    paths = [part.photo or part.document for part in query.parts]
    return query.parts, model_id, [_stamp(path) for path in paths if path is not None]


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        result = os.stat(path)
    except OSError:
        return None
    return result.st_size, result.st_mtime_ns


T = TypeVar("T")


def _results(kind: str, futures: Mapping[str, Future[T]]) -> dict[str, T]:
    opened = {}
    for path, future in futures.items():
        try:
            opened[path] = future.result()
        except UnreadableError as error:
            name = display(os.path.basename(path))
            raise QueryError(f"The {kind} {name} cannot be used: {error}.") from error
    return opened
