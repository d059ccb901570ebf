"""Answers: a question is opened, embedded and searched for, and everything told in words."""

from __future__ import annotations

import contextlib
import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.catalog_file import CatalogFault
from indexer.duplicates import OnePicture, near_among
from indexer.extract import About, DocumentText, Limits
from indexer.feedback import Rows
from indexer.folding import Compare, Near
from indexer.gathering import gathered
from indexer.kept import KeptError, Shelves
from indexer.library import Library, LibraryError
from indexer.messages import Filter, Hit, LibraryItem, Query
from indexer.models import Models
from indexer.on_demand import OnDemand
from indexer.opened_store import OpenedStore
from indexer.opening import LatelyRead
from indexer.ranking import expect
from indexer.rows import LATER_KINDS, ItemRows
from indexer.search import (
    Answer,
    EmbeddedQuery,
    QueryError,
    choose,
    embed,
    newest,
    search,
    search_words,
)
from indexer.shown import shown_items
from indexer.sorting import dated, hits_in_order
from indexer.store import StoreDamagedError, StoreError
from indexer.vectors import EXTRA
from mate_core.text import Steps, finish

if TYPE_CHECKING:
    from indexer.places import City
    from mate_core import Embedder

log = logging.getLogger(__name__)

MOST_WITHIN = 500  # pages of one document that are told to answer a question


class Answers:
    """What a library answers, by the model and the store that there are at the moment."""

    def __init__(
        self,
        library: Library,
        catalog: Catalog,
        kept: Shelves,
        models: Models,
        store: OpenedStore,
        one_picture: OnePicture,
        limits: Callable[[int], Limits],
        *,
        read_only: bool,
    ) -> None:
        """Answer nothing yet; ``limits`` are those for squares of a size."""
        self._library, self._catalog, self._kept = library, catalog, kept
        self._models, self._store, self._one_picture = models, store, one_picture
        self._limits, self._read_only = limits, read_only
        self._on_demand: OnDemand | None = None
        self._decoded_size = 0  # of the squares that it makes
        self._chosen: tuple[tuple[tuple[Filter, ...], int], frozenset[str]] | None = None
        self._read_lately = LatelyRead()

    @property
    def _model(self) -> Embedder:
        if self._models.answering is None:
            raise QueryError(self._models.error or "The model is still being loaded.")
        return self._models.answering

    @property
    def on_demand(self) -> OnDemand:
        """Decoding for queries.

        Raises:
            QueryError: the model, which says what size it wants, is not loaded.
        """
        size = self._model.image_size
        if self._decoded_size != size:  # each model wants squares of its own
            self.stop_decoding()
        return self._begin_on_demand(size)

    def preview(self, path: str, page: int, side: int) -> Future[bytes]:
        """A JPEG of a photo (``page`` 0) or a page, for which no model is needed."""
        return self._begin_on_demand(self._decoded_size).preview(path, page, side)

    def about(self, path: str, place: tuple[float, float] | None) -> Future[About]:
        """What a file says when it is looked at, and the city nearest to a place in degrees."""
        return self._begin_on_demand(self._decoded_size).about(path, place)

    def cities(self, places: Sequence[tuple[float, float]]) -> Future[list[City]]:
        """The cities that places in degrees are in, or the nearest ones."""
        return self._begin_on_demand(self._decoded_size).cities(places)

    def read_in(self, content: str, page: int) -> str:
        """The text that was read in a photo or scan; nothing while the store is not there."""
        store = None if self._models.changing else self._store.current
        if store is None:
            return ""
        try:
            rows = store.rows_of([(content, page)])[content, page]
            keys = [key for key, _ in rows if key.kind in LATER_KINDS]
            said = store.passages(keys)
        except StoreError as error:
            log.warning("%s", error)  # what is asked next says so
            return ""
        return "\n".join(said[key][0] for key in keys if key in said)

    def _begin_on_demand(self, size: int) -> OnDemand:
        if self._on_demand is None:
            self._on_demand, self._decoded_size = OnDemand(self._limits(size)), size
        return self._on_demand

    def stop_decoding(self) -> None:
        """End the process that decodes; what comes next begins another, with the limits of then."""
        if self._on_demand is not None:
            self._on_demand.stop()
            self._on_demand = None

    def embed_query(
        self,
        query: Query,
        photos: Mapping[str, NDArray[np.uint8]],
        documents: Mapping[str, DocumentText] = {},
    ) -> EmbeddedQuery:
        """Embed a query whose photos and documents have been opened, at once.

        Raises:
            QueryError: it cannot be answered.
        """
        return finish(self.query_steps(query, photos, documents))

    def query_steps(
        self,
        query: Query,
        photos: Mapping[str, NDArray[np.uint8]],
        documents: Mapping[str, DocumentText] = {},
    ) -> Steps[EmbeddedQuery]:
        """The same in pieces of some tenths of a second: a text of a megabyte takes minutes.

        Raises:
            QueryError: it cannot be answered.
        """
        model = self._model
        self.expect(query)
        items = self._rows_of_items(query)
        return (yield from embed(query, model, photos, documents, items, self._read_lately.steps))

    def expect(self, query: Query) -> None:
        """Begin with the words of a query that will soon be searched for."""
        with contextlib.suppress(LibraryError, StoreError, CatalogFault):  # `search` will say it
            expect(query, self._store.searched())

    def items(self, most: int) -> ItemRows | None:
        """A row for each photo and page, at most so many; None until they are all in memory.

        Raises:
            QueryError: the store cannot be read.
        """
        with self._searching():
            store = self._store.searched()
            if not (store.is_held or self._models.changing):
                return None
            return store.items(most)

    def show(self, items: Sequence[LibraryItem]) -> tuple[Hit, ...]:
        """Photos and pages of the library as hits, those of which there is a file.

        Raises:
            QueryError: the catalog cannot be read.
        """
        with self._searching():
            return shown_items(items, self._catalog, self._library)

    def _rows_of_items(self, query: Query) -> Mapping[LibraryItem, Rows]:
        named = {part.item for part in query.parts if part.item is not None}
        if not named:
            return {}
        with self._searching():
            rows = self._store.searched().rows_of([(one.content, one.page) for one in named])
        found = {one: rows[one.content, one.page] for one in named}
        if not all(found.values()):
            raise QueryError(
                "Something that is searched with is not in the library any more: take it out of "
                "the question."
            )
        return found

    def newest(self, query: Query) -> Answer:
        """The newest photos and documents, or what a query names that asks for nothing.

        Raises:
            QueryError: the catalog cannot be read, or there is no such collection.
        """
        try:
            if query.collection or query.items:
                if query.collection:
                    hits = self._kept.show(query.collection, query.order)
                else:
                    named = shown_items(query.items, self._catalog, self._library)
                    hits = hits_in_order(dated(named, query.order, self._catalog), query.order)
                photos, pages = (
                    tuple(hit for hit in hits if hit.kind == kind and kind in query.kinds)
                    for kind in ("photo", "page")
                )
                return self._gathered(Answer(photos, pages), query)
            chosen = self._choose(query)
            known, compare = self._one_picture.known, self._compare
            answer = newest(query, self._catalog, self._library, chosen, known, compare)
            return self._gathered(answer, query)
        except KeptError as error:
            raise QueryError(str(error)) from error
        except (StoreError, CatalogFault, LibraryError) as error:
            raise QueryError(f"The library cannot be shown: {error}") from error

    def search_words(self, query: Query, *, texts: bool) -> Answer:
        """What has a query's words, while the model is still to come; nothing where that is none.

        Without ``texts`` by names, titles and keywords alone, which takes next to no time.

        Raises:
            QueryError: the store or the catalog cannot be read.
        """
        if any((each.key, each.value) == ("has", "text") for each in query.filters):
            return Answer((), ())  # the store tells
        with self._searching():
            store = self._store.current if texts and not self._models.changing else None
            chosen = self._choose(query)
            return search_words(query, store, self._catalog, self._library, chosen)

    def _choose(self, query: Query) -> frozenset[str] | None:
        """The contents that a query's filters hold for; the same again is remembered."""
        if not query.filters:
            return None
        key = query.filters, self._catalog.changes()
        if self._chosen is None or self._chosen[0] != key:
            chosen = choose(query.filters, self._store.searched, self._catalog)
            self._chosen = key, chosen
        return self._chosen[1]

    def search(self, query: Query, embedded: EmbeddedQuery) -> Answer:
        """Answer an embedded query from what has been committed so far.

        Raises:
            QueryError: the store or the catalog cannot be read.
        """
        with self._searching():
            store, chosen = self._store.searched(), self._choose(query)
            answer = search(
                query,
                embedded,
                store,
                self._catalog,
                self._library,
                chosen,
                self._one_picture.known,
                self._compare,
            )
            return self._gathered(answer, query)

    def _gathered(self, answer: Answer, query: Query) -> Answer:
        """An answer whose hits tell which of them are like each other, if that is wanted.

        Raises:
            StoreError: the store cannot be read.
        """
        model = self._models.answering
        if query.gather != "similar" or model is None:
            return answer
        items = {(hit.content, hit.page) for hit in (*answer.photos, *answer.pages)}
        rows = self._store.searched().items(len(items), items)
        vectors = dict(zip(rows.names, rows.vectors[:, :-EXTRA], strict=True))
        photos, pages = gathered(answer.photos, answer.pages, vectors, model.typical)
        return replace(answer, photos=photos, pages=pages)

    @property
    def _compare(self) -> Compare | None:
        """Compares the photos that were found, for a reader: it has no idle time for all."""
        return self._near_among if self._read_only else None

    def _near_among(self, photos: Sequence[str]) -> Near:
        try:
            return near_among(photos, self._catalog, self._store.searched(), self._library)
        except (StoreError, CatalogFault, LibraryError) as error:
            log.warning("photos that were found are not compared: %s", error)
            return {}  # an answer is one without that, too

    def within(self, hit: Hit, query: Query, embedded: EmbeddedQuery) -> tuple[Hit, ...]:
        """The pages of a hit's document that answer a query too, the hit among them, in order.

        Those that are strong or fair, or no worse than the hit is.

        Raises:
            QueryError: the store or the catalog cannot be read.
        """
        pages = replace(query, kinds=("page",), limit=MOST_WITHIN, order="relevance")
        with self._searching():
            answer = search(
                pages,
                embedded,
                self._store.searched(),
                self._catalog,
                self._library,
                frozenset({hit.content}),
            )
        least = hit.score if hit.score is not None else math.inf
        found = {
            each.page: replace(each, path=hit.path, copies=hit.copies)
            for each in answer.pages
            if each.strength in ("strong", "fair") or (each.score or -math.inf) >= least
        }
        found[hit.page] = hit
        return tuple(found[page] for page in sorted(found))

    @contextmanager
    def _searching(self) -> Iterator[None]:
        """Tell in words what is wrong with store or catalog; a damaged store is made anew.

        Raises:
            QueryError: one of them cannot be read.
        """
        try:
            yield
        except StoreDamagedError as error:
            if self._read_only:
                raise QueryError(f"The library cannot be searched: {error}") from error
            try:
                if self._models.changing:
                    self._models.retire(f"What the former model had read is damaged: {error}")
                else:
                    self._store.set_aside(error)
            except (StoreError, CatalogFault, OSError) as reason:
                raise QueryError(f"The library cannot be searched: {reason}") from reason
            raise QueryError(
                "The store was damaged and is made anew from your files; search again in a while."
            ) from error
        except (StoreError, CatalogFault) as error:
            raise QueryError(f"The library cannot be searched: {error}") from error
