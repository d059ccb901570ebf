"""The best photos and pages of two lists, by meaning and by words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice

from indexer.catalog import Catalog
from indexer.extract import family
from indexer.messages import Filter, Kind, Query, Strength
from indexer.rows import Key, Match, RowKind, Wanted
from indexer.saying import TEXTS_PER_HIT, Item, Texts, Told, said_in_part, said_with, told_with
from indexer.store import MAX_LIMIT, Store
from indexer.words import (
    MOST_OF_IT,
    Typed,
    best_first,
    fold,
    fuse,
    shares,
    typed_in,
    words_of,
)

# A list's rows, for a first attempt: several passages of one page, copies and files that are
# gone take places that hits would have had.
ROWS_PER_HIT = 4
# Rankings are fused from their first places: always as many, or the order would depend on how many
# hits are asked for.
RANKED = 100
# In another order than by relevance so many of each list are ranked, and sorted if relevant. What
# lies further down is hardly ever meant.
MOST_SORTED = 500
# The rows that say something, in each list.
_SAYING: dict[Kind, tuple[RowKind, ...]] = {"photo": ("writing",), "page": ("passage", "scan")}


@dataclass(frozen=True, slots=True)
class Found:
    """A photo or page by its nearest row, the row to show of it, and the files that hold it.

    ``least`` is how strong it is by its words, whatever its score: its name or a phrase of it was
    typed, or it has most of the words.
    """

    match: Match
    shown: Key
    paths: Sequence[str]
    least: Strength = "weak"

    @property
    def item(self) -> Item:
        """Its content and page."""
        return self.match.key.content, self.match.key.page


def expect(query: Query, store: Store) -> None:
    """Have the words of a query looked for while its meaning is still being found out."""
    store.forget_expected()
    words = typed_in(query).words
    if words:
        limit = query.limit if query.order == "relevance" else max(query.limit, MOST_SORTED)
        for kind in query.kinds:
            store.expect_words(words, _SAYING[kind], _depth(limit) * TEXTS_PER_HIT)


def _depth(limit: int) -> int:
    return max(limit, RANKED)


def rank(
    lists: Mapping[Kind, Sequence[Wanted]],
    typed: Typed,
    limit: int,
    filters: Sequence[Filter],
    store: Store,
    catalog: Catalog,
) -> dict[Kind, list[Found]]:
    """The best of each list, at most ``limit``, by a file that all filters hold for.

    Raises:
        StoreError, CatalogFault: they cannot be read.
    """
    if not typed.words:
        return _by_meaning(lists, limit, filters, store, catalog, {})
    chosen = next((each.contents for wanted in lists.values() for each in wanted), None)
    quoted: dict[Kind, _Quoted] = {}
    if typed.phrases:
        quoted = {kind: _quoted(typed.phrases, _SAYING[kind], store, catalog) for kind in lists}
        lists = {
            kind: [_within(each, quoted[kind].contents) for each in wanted]
            for kind, wanted in lists.items()
        }
    depth = _depth(limit)
    meant = _by_meaning(lists, depth, filters, store, catalog, quoted)
    pages = [found for found in meant.get("page", ()) if found.shown.kind in _SAYING["page"]]
    store.expect_passages(found.shown for found in pages[:limit])
    told = told_with(typed, chosen, filters, depth, catalog)
    ranked = {}
    for kind, wanted in lists.items():
        candidates = _Candidates(meant[kind], quoted.get(kind))
        said = said_with(typed.words, _SAYING[kind], chosen, depth, store)
        parts = said_in_part(typed.words, _SAYING[kind], chosen, store)
        _add_of(candidates, told, [*said, *parts], wanted, filters, store, catalog)
        ranked[kind] = _fused(candidates, typed, said, parts, told)[:limit]
    return ranked


# --- meaning -----------------------------------------------------------------------------


def _by_meaning(
    lists: Mapping[Kind, Sequence[Wanted]],
    limit: int,
    filters: Sequence[Filter],
    store: Store,
    catalog: Catalog,
    quoted: Mapping[Kind, _Quoted],
) -> dict[Kind, list[Found]]:
    """The nearest of each list: more rows are asked for until there are enough or no more."""
    ranked: dict[Kind, list[Found]] = {}
    rows = limit * ROWS_PER_HIT
    while len(ranked) < len(lists):
        left = {kind: wanted for kind, wanted in lists.items() if kind not in ranked}
        answers = iter(store.search([each for wanted in left.values() for each in wanted], rows))
        for kind, wanted in left.items():
            parts = list(islice(answers, len(wanted)))
            matches = [match for part in parts for match in part]
            present: Iterator[Found] = _present(matches, filters, catalog)
            if kind in quoted:
                present = filter(quoted[kind].admits, present)
            found = list(islice(present, limit))
            if len(found) == limit or all(len(part) < rows for part in parts):
                ranked[kind] = found
        rows *= 4
    return ranked


def _within(wanted: Wanted, contents: frozenset[str]) -> Wanted:
    if wanted.contents is not None:
        contents &= wanted.contents
    return replace(wanted, contents=contents)


def _present(
    matches: Sequence[Match], filters: Sequence[Filter], catalog: Catalog
) -> Iterator[Found]:
    """Each photo or page once, by its best row; rows of files no longer there are passed by."""
    paths = catalog.chosen.locate(sorted({match.key.content for match in matches}), filters)
    seen: set[Item] = set()
    for match in sorted(matches, key=lambda match: (-match.score, match.key)):
        content, page = match.key.content, match.key.page
        if content in paths and (content, page) not in seen:
            seen.add((content, page))
            yield Found(match, match.key, paths[content])


# --- words -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Quoted:
    """For each phrase in quotes, the rows that contain it, and the contents told with it."""

    phrases: Sequence[tuple[Mapping[Item, Key], Set[str]]]

    @property
    def contents(self) -> frozenset[str]:
        """Those in which something may have all phrases."""
        having = [told | {content for content, _ in rows} for rows, told in self.phrases]
        return frozenset(set.intersection(*map(set, having)))

    def admits(self, found: Found) -> bool:
        """Whether it has all phrases."""
        item, content = found.item, found.match.key.content
        return all(item in rows or content in told for rows, told in self.phrases)

    def row(self, item: Item) -> Key | None:
        """One that contains a phrase."""
        return next((rows[item] for rows, _ in self.phrases if item in rows), None)


def _quoted(
    phrases: Sequence[str], kinds: Sequence[RowKind], store: Store, catalog: Catalog
) -> _Quoted:
    texts = [(key, fold(text)) for key, text in store.with_parts(phrases, kinds, every=False)]
    found = []
    for phrase in phrases:
        rows = {(key.content, key.page): key for key, text in texts if phrase in text}
        told = catalog.said.containing(words_of(phrase), every=True)
        found.append((rows, {content for content, text in told if phrase in fold(text)}))
    return _Quoted(found)


# --- both --------------------------------------------------------------------------------


class _Candidates:
    """What a list may show, with its similarity however it was found."""

    def __init__(self, meant: Sequence[Found], quoted: _Quoted | None) -> None:
        self.quoted = quoted
        self.places = {found.item: place for place, found in enumerate(meant)}  # by meaning
        self.found = {found.item: found for found in meant}

    def add(self, others: Iterable[Found]) -> None:
        for found in others:
            if self.quoted is None or self.quoted.admits(found):
                self.found.setdefault(found.item, found)

    def pages(self, named: Set[str]) -> dict[str, Item]:
        """Of each content the nearest page, or the first where its name was typed."""
        pages: dict[str, Item] = {}
        for item in sorted(self.found, key=lambda item: -self.found[item].match.score):
            content = item[0]
            if content not in pages or (content in named and item < pages[content]):
                pages[content] = item
        return pages


def _add_of(
    candidates: _Candidates,
    told: Told,
    said: Iterable[Item],
    wanted: Sequence[Wanted],
    filters: Sequence[Filter],
    store: Store,
    catalog: Catalog,
) -> None:
    """Look up how similar what was found by words alone is."""
    contents = {item[0] for item in said if item not in candidates.found} | told.named
    contents |= told.shares.keys() - {content for content, _ in candidates.found}
    if contents:
        only = [_within(each, frozenset(contents)) for each in wanted]
        parts = store.search(only, MAX_LIMIT)
        matches = [match for part in parts for match in part]
        candidates.add(_present(matches, filters, catalog))


def _fused(
    candidates: _Candidates, typed: Typed, said: Texts, parts: Texts, told: Told
) -> list[Found]:
    """All candidates that some ranking has, the best first."""
    found, pages = candidates.found, candidates.pages(told.named)
    worded: list[Mapping[Item, float]] = [
        shares(typed.words, _texts(said)),
        best_first(shares(typed.words, _texts(parts))),
        {pages[content]: share for content, share in told.shares.items() if content in pages},
    ]
    votes = fuse([dict.fromkeys(candidates.places, 1.0), *worded])
    first = {pages[content] for content in told.named if content in pages}
    order = sorted(
        votes.keys() & found.keys(),
        key=lambda item: (item not in first, -votes[item], -found[item].match.score, item),
    )
    # What is shown is what the photo or page was found by.
    by_meaning = candidates.places
    better = {item for place, item in enumerate(said) if place < by_meaning.get(item, MAX_LIMIT)}
    rows = {item: key for item, (key, _) in (*parts.items(), *said.items())}
    has_words = {i for ranking in worded for i, share in ranking.items() if share >= MOST_OF_IT}
    fused = []
    for item in order:
        quoting = candidates.quoted.row(item) if candidates.quoted is not None else None
        by_word = rows[item] if item in better or (item in parts and item not in said) else None
        shown = quoting or by_word or found[item].shown
        least: Strength = "fair" if item in has_words else "weak"
        if item in first or candidates.quoted is not None:
            least = "strong"
        fused.append(replace(found[item], shown=shown, least=least))
    return fused


def _texts(said: Texts) -> dict[Item, str]:
    return {item: text for item, (_, text) in said.items()}


# --- words alone -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Worded:
    """A photo or page by a row that says what was typed, and the files that hold it."""

    shown: Key
    paths: Sequence[str]


def rank_by_words(
    query: Query,
    typed: Typed,
    chosen: Set[str] | None,
    store: Store | None,
    catalog: Catalog,
) -> dict[Kind, list[Worded]]:
    """What has the typed words, for who waits for the meaning; without a store by names alone.

    Phrases in quotes leave it empty: what lacks them is not shown, and that takes its time.

    Raises:
        StoreError, CatalogFault: they cannot be read.
    """
    if not typed.words or typed.phrases:
        return {}
    told = told_with(typed, chosen, query.filters, RANKED, catalog)
    ranked: dict[Kind, list[Worded]] = {}
    for kind in query.kinds:
        said: Texts = {}
        if store is not None:
            said = said_with(typed.words, _SAYING[kind], chosen, _depth(query.limit), store)
        contents = {content for content, _ in said} | told.shares.keys() | told.named
        paths = {
            content: files
            for content, files in catalog.chosen.locate(sorted(contents), query.filters).items()
            if (family(files[0]) == "photo") == (kind == "photo")
            and (chosen is None or content in chosen)
        }
        # Of a document the first page that says something, or the first of all.
        items = {content: (content, 0 if kind == "photo" else 1) for content in paths}
        items |= {item[0]: item for item in sorted(said, reverse=True)}
        names = {items[each]: share for each, share in told.shares.items() if each in paths}
        votes = fuse([shares(typed.words, _texts(said)), names])
        named = {items[content] for content in told.named if content in paths}
        votes |= dict.fromkeys(named - votes.keys(), 0.0)
        best = sorted(votes, key=lambda item: (item not in named, -votes[item], item))
        rows = [said[item][0] if item in said else Key(item[0], kind, item[1], 0) for item in best]
        there = (row for row in rows if row.content in paths)
        ranked[kind] = [Worded(row, paths[row.content]) for row in islice(there, query.limit)]
    return ranked
