"""A query becomes one vector, candidates, and explained hits in two ranked lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.extract import family
from indexer.library import Library
from indexer.messages import Hit, Metadata, Query, Why
from indexer.store import Match, RowKind, Store
from indexer.vectors import EXTRA, asked_by_photo, asked_by_text
from mate_core.text import Steps, passage_steps

if TYPE_CHECKING:
    from mate_core import Embedder

SENTENCES_SHOWN = 3
# A list's rows, for a first attempt: several passages of one page, copies and files that are
# gone take places that hits would have had.
ROWS_PER_HIT = 4


class QueryError(Exception):
    """A query that cannot be answered; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Photos and pages, each best first."""

    photos: tuple[Hit, ...]
    pages: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class EmbeddedQuery:
    """A query's vectors, ``(dim + 2,)`` as the store's rows have them, and its sentences.

    ``for_photos`` and ``for_pages`` differ where the query has a text: a photo can only show what
    is visible of it.
    """

    for_photos: NDArray[np.float32]
    for_pages: NDArray[np.float32]
    sentences: tuple[str, ...]
    sentence_vectors: NDArray[np.float32]


def embed(
    query: Query, embedder: Embedder, photos: Mapping[str, NDArray[np.uint8]]
) -> Steps[EmbeddedQuery]:
    """Embed all parts and add them up by their weights, in short pieces.

    Similarity is linear in the query, so ranking by the sum of weighted vectors equals ranking
    by the weighted sum of each part's similarity.

    Args:
        query: what is asked.
        embedder: the model.
        photos: the decoded (S, S, 3) uint8 squares of the query's photos, by path.

    Raises:
        QueryError: nothing is asked, or the parts cancel out.
    """
    total = np.zeros((2, embedder.dim + EXTRA), dtype=np.float32)
    sentences: list[str] = []
    vectors: list[NDArray[np.float32]] = []
    parts = 0
    for part in query.parts:
        if part.photo is not None:
            seen = embedder.embed_images(photos[part.photo][np.newaxis])
            total += part.weight * asked_by_photo(seen)
        elif part.text is not None and part.text.strip():
            passage = yield from passage_steps(embedder, part.text)
            total += part.weight * asked_by_text(np.stack([passage.visible, passage.vector]))
            if part.weight > 0:
                sentences.extend(passage.sentences)
                vectors.append(passage.sentence_vectors)
        else:
            continue
        parts += 1
    if not parts:
        raise QueryError("Nothing is asked: paste a text or drop a photo.")
    norms = np.linalg.norm(total[:, : embedder.dim], axis=1, keepdims=True)
    if not norms.min() > 1e-6:
        raise QueryError("The parts of the query cancel each other out.")
    stacked = np.concatenate(vectors) if vectors else np.zeros((0, embedder.dim), np.float32)
    for_photos, for_pages = (total / norms).astype(np.float32)
    return EmbeddedQuery(for_photos, for_pages, tuple(sentences), stacked)


def search(
    query: Query, embedded: EmbeddedQuery, store: Store, catalog: Catalog, library: Library
) -> Answer:
    """Rank the library's photos and pages against an embedded query."""
    limit = max(query.limit, 1)
    photos: list[Hit] = []
    pages: list[Hit] = []
    if "photo" in query.kinds:
        asked: list[_Asked] = [(embedded.for_photos, ("photo",))]
        if embedded.sentences:  # a photo is like another by what it shows, not by what it says
            asked.append((embedded.for_pages, ("writing",)))
        photos = _ranked(embedded, asked, limit, store, catalog, library)
    if "page" in query.kinds:
        asked = [
            (embedded.for_pages, ("passage", "page", "scan")),
            (embedded.for_photos, ("figure",)),
        ]
        pages = _ranked(embedded, asked, limit, store, catalog, library)
    return Answer(tuple(photos), tuple(pages))


_Asked = tuple[NDArray[np.float32], Sequence[RowKind]]
"""A vector, and the kinds of rows to look among with it."""


def _ranked(
    embedded: EmbeddedQuery,
    asked: Sequence[_Asked],
    limit: int,
    store: Store,
    catalog: Catalog,
    library: Library,
) -> list[Hit]:
    """The best hits of a list: more rows are asked for until there are enough or no more."""
    rows = limit * ROWS_PER_HIT
    while True:
        found = [store.search(vector, kinds, rows) for vector, kinds in asked]
        matches = [match for each in found for match in each]
        hits = list(islice(_hits(matches, embedded, catalog, library), limit))
        if len(hits) == limit or all(len(each) < rows for each in found):
            return hits
        rows *= 4


def _hits(
    matches: Sequence[Match], embedded: EmbeddedQuery, catalog: Catalog, library: Library
) -> Iterator[Hit]:
    """One hit a photo or page, from its best row; rows of files no longer there are passed by."""
    paths = catalog.locate(sorted({match.row.content for match in matches}))
    seen: set[tuple[str, int]] = set()
    for match in sorted(matches, key=lambda m: (-m.score, m.row.content, m.row.page)):
        row = match.row
        if row.content not in paths or (row.content, row.page) in seen:
            continue
        seen.add((row.content, row.page))
        first, *copies = paths[row.content]
        width, height = catalog.size_of(row.content, row.page)
        yield Hit(
            kind="photo" if row.kind in ("photo", "writing") else "page",
            path=first,
            page=row.page,
            score=match.score,
            thumbnail=str(library.thumbnail(row.content, row.page)),
            width=width,
            height=height,
            why=Why(_closest_sentences(embedded, row.vector), row.text, row.boxes),
            copies=tuple(copies),
            metadata=_metadata(catalog, row.content, first),
        )


def _metadata(catalog: Catalog, content: str, path: str) -> Metadata:
    """What a file says of itself, less what a photo's sidecar says otherwise."""
    own = catalog.metadata_of(content)
    said = catalog.sidecar_of(path) if family(path) == "photo" else Metadata()
    # A camera knows best what it is; people write the rest.
    wins = {name: value for name, value in asdict(said).items() if value not in (None, "", ())}
    if own.camera:
        wins.pop("camera", None)
    if own.lens:
        wins.pop("lens", None)
    return replace(own, **wins)


def _closest_sentences(
    embedded: EmbeddedQuery, vector: NDArray[np.float32]
) -> tuple[tuple[str, float], ...]:
    if not embedded.sentences:
        return ()
    scores = embedded.sentence_vectors @ vector[:-EXTRA]
    best = np.argsort(-scores, kind="stable")[:SENTENCES_SHOWN]
    return tuple((embedded.sentences[index], float(scores[index])) for index in best)
