"""A query becomes one vector, candidates, and explained hits in two ranked lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import NOTHING_SAID, Catalog
from indexer.extract import family
from indexer.folding import Near, ample, folded
from indexer.library import Library
from indexer.messages import Box, Filter, Hit, Kind, Metadata, Query, Why
from indexer.ranking import Found, rank
from indexer.rows import Key, RowKind, Wanted
from indexer.store import Store
from indexer.vectors import EXTRA, asked_by_photo, asked_by_text
from indexer.words import read_typed, typed_in
from mate_core.text import Steps, passage_steps

if TYPE_CHECKING:
    from mate_core import Embedder

SENTENCES_SHOWN = 3
TEXT_KINDS: tuple[RowKind, ...] = ("passage", "writing", "scan")


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
            text = read_typed(part.text).meaning if part.weight > 0 else part.text
            passage = yield from passage_steps(embedder, text)
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


def choose(
    filters: Sequence[Filter], store: Callable[[], Store], catalog: Catalog
) -> frozenset[str]:
    """The contents that all filters hold for; the store is asked for where it has to tell."""
    chosen = catalog.matching(filters)
    for each in filters:
        if (each.key, each.value) == ("has", "text"):
            texts = store().contents_of(TEXT_KINDS)
            chosen = chosen & texts if each.wanted else chosen - texts
    return frozenset(chosen)


def search(
    query: Query,
    embedded: EmbeddedQuery,
    store: Store,
    catalog: Catalog,
    library: Library,
    chosen: frozenset[str] | None = None,
    near: Near | None = None,
) -> Answer:
    """Rank the library's photos and pages against an embedded query.

    ``chosen``: only these contents, which the query's filters hold for. Filters come before the
    ranking, so that they never empty a list that has something to show. ``near``: contents that
    are one picture, and one hit.
    """
    visible, said = embedded.for_photos, embedded.for_pages
    lists: dict[Kind, list[Wanted]] = {
        "photo": [Wanted(visible, ("photo",))],
        "page": [Wanted(said, ("passage", "page", "scan")), Wanted(visible, ("figure",))],
    }
    if embedded.sentences:  # a photo is like another by what it shows, not by what it says
        lists["photo"].append(Wanted(said, ("writing",)))
    lists = {kind: wanted for kind, wanted in lists.items() if kind in query.kinds}
    if chosen is not None:
        lists = {k: [replace(each, contents=chosen) for each in lists[k]] for k in lists}
    limit = max(query.limit, 1)
    near = near or {}
    wanted = ample(limit, near)
    ranked = rank(lists, typed_in(query), wanted, query.filters, store, catalog)
    passages = store.passages(
        found.shown for each in ranked.values() for found in each if found.shown.kind != "photo"
    )
    hits = {
        kind: [
            (f.match.key.content, _hit(kind, f, embedded, passages, catalog, library)) for f in each
        ]
        for kind, each in ranked.items()
    }
    photos = folded(hits.get("photo", ()), near, limit, query.filters, catalog)
    return Answer(photos, tuple(hit for _, hit in hits.get("page", ())[:limit]))


def newest(
    query: Query,
    catalog: Catalog,
    library: Library,
    chosen: frozenset[str] | None = None,
    near: Near | None = None,
) -> Answer:
    """The newest photos, and the first pages of the newest documents, read or still to be read.

    ``chosen``: only these contents, which the query's filters hold for. ``near``: contents that
    are one picture, and one hit.
    """
    near = near or {}
    limit = max(query.limit, 1)
    wanted = ample(limit, near)
    lists: dict[Kind, dict[str, Hit]] = {"photo": {}, "page": {}}
    for kind in query.kinds:
        hits = lists[kind]
        for path, content in catalog.newest(query.filters, documents=kind == "page"):
            if chosen is not None and content not in chosen:
                continue
            key = content or path
            if key in hits:
                hits[key] = replace(hits[key], copies=(*hits[key].copies, path))
            elif len(hits) == wanted:
                break
            else:
                hits[key] = _shown(kind, path, content, catalog, library)
    photos = folded(lists["photo"].items(), near, limit, query.filters, catalog)
    return Answer(photos, tuple(lists["page"].values())[:limit])


def _shown(kind: Kind, path: str, content: str | None, catalog: Catalog, library: Library) -> Hit:
    page = 0 if kind == "photo" else 1
    if content is None:
        return Hit(kind, path, page, None, "", 0, 0)
    thumbnail = str(library.thumbnail(content, page))
    size = catalog.size_of(content, page)
    metadata = _metadata(catalog, content, path)
    return Hit(kind, path, page, None, thumbnail, *size, metadata=metadata)


def _hit(
    kind: Kind,
    found: Found,
    embedded: EmbeddedQuery,
    passages: Mapping[Key, tuple[str, tuple[Box, ...]]],
    catalog: Catalog,
    library: Library,
) -> Hit:
    match, (first, *copies) = found.match, found.paths
    content, page = match.key.content, match.key.page
    text, boxes = passages.get(found.shown, ("", ()))
    width, height = catalog.size_of(content, page)
    return Hit(
        kind=kind,
        path=first,
        page=page,
        score=match.score,
        thumbnail=str(library.thumbnail(content, page)),
        width=width,
        height=height,
        why=Why(_closest_sentences(embedded, match.vector), text, boxes),
        copies=tuple(copies),
        metadata=_metadata(catalog, content, first),
    )


def _metadata(catalog: Catalog, content: str, path: str) -> Metadata:
    """What a file says of itself, less what a photo's sidecar says otherwise."""
    own = catalog.metadata_of(content)
    said = catalog.sidecar_of(path) if family(path) == "photo" else NOTHING_SAID
    if said == NOTHING_SAID:
        return own
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
