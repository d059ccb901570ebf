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
from indexer.search import QueryError


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

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of documents that were not read whole."""
        return tuple(
            f"{display(os.path.basename(path))} is long: {document.read} of its {document.pages} "
            "pages were searched with, spread over all of it."
            for path, document in self.documents.items()
            if document.read < document.pages
        )


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
