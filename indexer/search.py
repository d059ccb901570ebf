"""A query becomes one vector, candidates, and explained hits in two ranked lists."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.calibration import MEDIA, Lines, Medium, is_by_words, lines, strengths, strengths_alone
from indexer.catalog import Catalog
from indexer.extract import DocumentText
from indexer.feedback import AWAY, Rows, asked_by_items
from indexer.files import display
from indexer.folding import Compare, Near, ample, folded, picture_of
from indexer.library import Library
from indexer.messages import (
    LEAST_WEIGHT,
    MOST_WEIGHT,
    Box,
    Filter,
    Hit,
    Kind,
    LibraryItem,
    Query,
    QueryPart,
    Strength,
    Why,
)
from indexer.ranking import MOST_SORTED, Found, rank, rank_by_words
from indexer.rows import Key, RowKind, Wanted
from indexer.shown import shown, told_of
from indexer.sorting import Ranked, dated, hits_in_order, ranked_in_order
from indexer.store import Store
from indexer.vectors import EXTRA, asked_by_photo, asked_by_text, share_of_photos
from indexer.words import read_typed, typed_in
from mate_core.text import PassageEmbedding, Steps, passage_steps

if TYPE_CHECKING:
    from mate_core import Embedder
    from mate_core.crowding import Crowding

SENTENCES_SHOWN = 3
TEXT_KINDS: tuple[RowKind, ...] = ("passage", "writing", "scan")


class QueryError(Exception):
    """A query that cannot be answered; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Photos and pages, each best first or in the order that the query wants.

    ``remarks`` say, for a person, what of the query they do not meet.
    """

    photos: tuple[Hit, ...]
    pages: tuple[Hit, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmbeddedQuery:
    """A query's vectors, ``(dim + 2,)`` as the store's rows have them, and its sentences.

    ``for_photos`` and ``for_pages`` differ where the query has a text: a photo can only show what
    is visible of it. ``remarks`` say, for a person, what of the query was not read. ``photos`` is
    how much of it is asked by photos, 0 to 1, and ``typical`` are the model's typical items, to
    compare scores with.
    """

    for_photos: NDArray[np.float32]
    for_pages: NDArray[np.float32]
    sentences: tuple[str, ...]
    sentence_vectors: NDArray[np.float32]
    remarks: tuple[str, ...] = ()
    photos: float = 0.0
    typical: Crowding | None = None


def embed(
    query: Query,
    embedder: Embedder,
    photos: Mapping[str, NDArray[np.uint8]],
    documents: Mapping[str, DocumentText] = {},
    items: Mapping[LibraryItem, Rows] = {},
    read: Callable[[Embedder, str], Steps[PassageEmbedding]] = passage_steps,
) -> Steps[EmbeddedQuery]:
    """Embed all parts and add them up by their weights, in short pieces.

    Similarity is linear in the query, so ranking by the sum of weighted vectors equals ranking
    by the weighted sum of each part's similarity.

    Args:
        query: what is asked.
        embedder: the model.
        photos: the decoded (S, S, 3) uint8 squares of the query's photos, by path.
        documents: what its documents say, by path.
        items: the rows of its items.
        read: reads a text; the default remembers none.

    Raises:
        QueryError: nothing is asked, the parts cancel out, or a weight makes no sense.
    """
    total = np.zeros((2, embedder.dim + EXTRA), dtype=np.float32)
    sentences: list[str] = []
    vectors = [np.zeros((0, embedder.dim), np.float32)]
    remarks: list[str] = []
    parts = [part for part in query.parts if part.weight and not _is_empty(part)]
    if not parts:
        raise QueryError("Nothing is asked: paste a text or drop a photo.")
    for part in parts:
        if not LEAST_WEIGHT <= part.weight <= MOST_WEIGHT:
            raise QueryError(f"A weight is {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}, not {part.weight}.")
        if part.photo is not None:
            seen = embedder.embed_images(photos[part.photo][np.newaxis])
            share = AWAY if part.weight < 0 else 1.0
            total += np.float32(share * part.weight) * asked_by_photo(seen)
            continue
        if part.document is not None:
            text = documents[part.document].text
            remarks += _remarks(part.document, documents[part.document])
        elif part.text is not None:
            text = read_typed(part.text).meaning if part.weight > 0 else part.text
        else:
            continue  # an item, of which several make a mean
        passage = yield from read(embedder, text)
        total += part.weight * asked_by_text(np.stack([passage.visible, passage.vector]))
        if part.weight > 0:
            sentences.extend(passage.sentences)
            vectors.append(passage.sentence_vectors)
    total += asked_by_items([part for part in parts if part.item is not None], items, embedder)
    norms = np.linalg.norm(total[:, : embedder.dim], axis=1, keepdims=True)
    if not norms.min() > 1e-6:
        raise QueryError("The parts of the query cancel each other out.")
    for_photos, for_pages = (total / norms).astype(np.float32)
    told = tuple(sentences), np.concatenate(vectors), tuple(remarks)
    return EmbeddedQuery(for_photos, for_pages, *told, share_of_photos(total[0]), embedder.typical)


def _remarks(path: str, document: DocumentText) -> list[str]:
    if document.read == document.pages:
        return []
    name = display(os.path.basename(path))
    return [
        f"{name} is long: {document.read} of its {document.pages} pages were searched with, "
        "spread over all of it."
    ]


def _is_empty(part: QueryPart) -> bool:
    named = (part.photo, part.document, part.item)
    return all(each is None for each in named) and not (part.text or "").strip()


def choose(
    filters: Sequence[Filter], store: Callable[[], Store], catalog: Catalog
) -> frozenset[str]:
    """The contents that all filters hold for; the store is asked for where it has to tell."""
    chosen = catalog.chosen.matching(filters)
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
    compare: Compare | None = None,
) -> Answer:
    """Rank the library's photos and pages against an embedded query.

    ``chosen``: only these contents, which the query's filters hold for. Filters come before the
    ranking, so that they never empty a list that has something to show. ``near``: contents that
    are one picture, and one hit; or ``compare`` finds that out. In another order than by relevance
    more is ranked than is shown, and what of it is relevant is sorted (`indexer.sorting`).

    Where nothing has the phrases in quotes, what is near is shown, with a remark: a sentence that
    is pasted may quote somebody.
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
    in_order = query.order != "relevance"
    wanted = max(MOST_SORTED, limit) if in_order else ample(limit, near, compare)
    typed = typed_in(query)
    remarks: tuple[str, ...] = ()
    ranked = rank(lists, typed, wanted, query.filters, store, catalog)
    if typed.phrases and not any(ranked.values()):
        remarks = (_unsaid(typed.phrases),)
        ranked = rank(lists, replace(typed, phrases=()), wanted, query.filters, store, catalog)
    if compare is not None:
        near = compare([found.match.key.content for found in ranked.get("photo", ())])
        if not in_order:  # more was ranked for the comparison alone
            ranked = {kind: _distinct(found, near)[:limit] for kind, found in ranked.items()}
    known = all_lines(lists, embedded, store)
    listed: dict[Kind, Sequence[Ranked]] = {}
    for kind, found in ranked.items():
        told = strengths_alone(found, known) if in_order else strengths(found, known)
        listed[kind] = list(zip(found, told, strict=True))
        if in_order:
            listed[kind] = ranked_in_order(listed[kind], query, near, catalog)
    passages = store.passages(
        found.shown for each in listed.values() for found, _ in each if found.shown.kind != "photo"
    )
    hits = {
        kind: dated(
            (
                replace(
                    _hit(kind, found, strength, embedded, passages, catalog, library),
                    by_words=is_by_words(found, known),
                )
                for found, strength in ranked_ones
            ),
            query.order,
            catalog,
        )
        for kind, ranked_ones in listed.items()
    }
    photos = folded(hits.get("photo", ()), near, limit, query.filters, catalog)
    pages = tuple(hits.get("page", ())[:limit])
    return Answer(photos, pages, remarks if photos or pages else ())


def _unsaid(phrases: Sequence[str]) -> str:
    quoted = ", ".join(f"“{phrase}”" for phrase in phrases)
    return f"No match has {quoted}. This is what comes nearest."


def _distinct(ranked: Sequence[Found], near: Near) -> list[Found]:
    """The best of each picture, and of each page."""
    first: dict[tuple[str, int], Found] = {}
    for found in ranked:
        content, page = found.item
        first.setdefault((picture_of(content, near), page), found)
    return list(first.values())


def search_words(
    query: Query,
    store: Store | None,
    catalog: Catalog,
    library: Library,
    chosen: frozenset[str] | None = None,
) -> Answer:
    """What has the typed words, while the model is still to come: without scores.

    Without a ``store`` by names, titles and keywords alone; ``chosen`` as of `search`. How relevant
    they are is not known yet: all are put in the order that the query wants.
    """
    ranked = rank_by_words(query, typed_in(query), chosen, store, catalog)
    rows = [each.shown for found in ranked.values() for each in found]
    texts = store.passages(row for row in rows if row.kind != "photo") if store is not None else {}
    hits: dict[Kind, tuple[Hit, ...]] = {}
    for kind, found in ranked.items():
        hits[kind] = tuple(
            replace(
                shown(kind, each.paths[0], row.page, row.content, catalog, library),
                copies=tuple(each.paths[1:]),
                why=Why((), *texts.get(row, ("", ()))),
            )
            for each in found
            for row in [each.shown]
        )
    order = query.order
    photos, pages = (
        tuple(hits_in_order(dated(hits.get(kind, ()), order, catalog), order))
        for kind in ("photo", "page")
    )
    return Answer(photos, pages)


def all_lines(
    lists: Mapping[Kind, Sequence[Wanted]], embedded: EmbeddedQuery, store: Store
) -> dict[RowKind, Lines | None]:
    """From which scores on rows of each kind are fair and strong hits."""
    found: dict[RowKind, Lines | None] = {}
    known: dict[tuple[int, Medium], Lines | None] = {}
    for wanted in (each for some in lists.values() for each in some):
        for medium, kinds in MEDIA.items():
            asked = [kind for kind in wanted.kinds if kind in kinds]
            same = id(wanted.vector), medium  # photos and figures are asked by the same vector
            if asked and same not in known:
                sample, share = store.sample(kinds), embedded.photos
                known[same] = lines(wanted.vector, share, medium, sample, embedded.typical)
            found |= dict.fromkeys(asked, known.get(same))
    if "photo" in found:  # what text in photos scores is brought onto their scale
        found["writing"] = found["photo"]
    return found


def newest(
    query: Query,
    catalog: Catalog,
    library: Library,
    chosen: frozenset[str] | None = None,
    near: Near | None = None,
    compare: Compare | None = None,
) -> Answer:
    """The newest photos, and the first pages of the newest documents, read or still to be read.

    In another order those that come first in it, of all that there are.
    ``chosen``: only these contents, which the query's filters hold for. ``near``: contents that
    are one picture, and one hit; or ``compare`` finds that out.
    """
    near = near or {}
    limit = max(query.limit, 1)
    wanted = ample(limit, near, compare)
    lists: dict[Kind, dict[str, Hit]] = {"photo": {}, "page": {}}
    for kind in query.kinds:
        hits = lists[kind]
        files = catalog.chosen.newest(query.filters, query.order, documents=kind == "page")
        for path, content in files:
            if chosen is not None and content not in chosen:
                continue
            key = content or path
            if key in hits:
                hits[key] = replace(hits[key], copies=(*hits[key].copies, path))
            elif len(hits) == wanted:
                break
            else:
                hits[key] = shown(kind, path, 1, content, catalog, library)
    photos, pages = (dated(hits.values(), query.order, catalog) for hits in lists.values())
    if compare is not None:
        near = compare([hit.content for hit in photos if hit.content])
    folded_photos = folded(photos, near, limit, query.filters, catalog)
    return Answer(folded_photos, tuple(pages[:limit]))


def _hit(
    kind: Kind,
    found: Found,
    strength: Strength | None,
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
        metadata=told_of(catalog, content, first),
        content=content,
        strength=strength,
    )


def _closest_sentences(
    embedded: EmbeddedQuery, vector: NDArray[np.float32]
) -> tuple[tuple[str, float], ...]:
    if not embedded.sentences:
        return ()
    scores = embedded.sentence_vectors @ vector[:-EXTRA]
    best = np.argsort(-scores, kind="stable")[:SENTENCES_SHOWN]
    return tuple((embedded.sentences[index], float(scores[index])) for index in best)
