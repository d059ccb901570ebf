"""What says the words that are typed: texts of pages and pictures, names, titles and keywords."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from indexer.catalog import Catalog
from indexer.messages import Filter
from indexer.rows import LATER_KINDS, Key, RowKind
from indexer.store import Store
from indexer.words import (
    MOST_PARTS,
    Typed,
    best_first,
    fold,
    is_named,
    is_unspaced,
    may_be_part,
    shares,
)

TEXTS_PER_HIT = 2  # each is read and folded, which takes longer than its inner product
# Texts of files, and of pictures, that are compared with what is typed.
TEXTS_COMPARED = 1000
# So many texts with the words are looked at for those that filters leave, and so many times as
# many as before each time.
MOST_TEXTS, MORE_TEXTS = 12_800, 8

Item = tuple[str, int]
"""A photo or page: its content and page."""

Texts = dict[Item, tuple[Key, str]]
"""The row that says something, and what, folded."""


@dataclass(frozen=True, slots=True)
class Told:
    """Contents by what their files' names, titles, descriptions and keywords have of the words.

    The best are first, each with how much of them it has; ``named`` are those whose name was typed.
    """

    shares: Mapping[str, float]
    named: Set[str]


def told_with(
    typed: Typed,
    chosen: Set[str] | None,
    filters: Sequence[Filter],
    limit: int,
    catalog: Catalog,
) -> Told:
    """What names, titles, descriptions and keywords have of the words, at most ``limit``.

    ``chosen``: only of these contents, and of files that the filters hold for.
    """
    texts: dict[str, str] = {}
    # All of them where only some of their contents are meant.
    most = TEXTS_COMPARED if chosen is None else -1
    for content, text in catalog.said.containing(typed.words, every=False, limit=most):
        if chosen is None or content in chosen:
            texts[content] = f"{texts.get(content, '')}\n{fold(text)}"
    best = islice(best_first(shares(typed.words, texts)).items(), limit)
    paths = catalog.chosen.locate(sorted(texts), filters)
    named = {
        content for content in paths if any(is_named(path, typed.name) for path in paths[content])
    }
    return Told(dict(best), named)


def said_with(
    words: Sequence[str],
    kinds: Sequence[RowKind],
    chosen: Set[str] | None,
    limit: int,
    store: Store,
) -> Texts:
    """Texts with any of the words, the best first, at most `TEXTS_PER_HIT` times ``limit``.

    ``chosen``: only of these contents.
    """
    asked = limit = limit * TEXTS_PER_HIT
    while True:
        rows = store.with_words(words, kinds, asked)
        found = [row for row in rows if _is_among(row, chosen)][:limit]
        if len(found) == limit or len(rows) < asked or asked >= MOST_TEXTS:
            return _once(found)
        asked *= MORE_TEXTS


def said_in_part(
    words: Sequence[str], kinds: Sequence[RowKind], chosen: Set[str] | None, store: Store
) -> Texts:
    """Texts with all words as parts, of these contents only where some are ``chosen``.

    Those in pictures, for brands and readers run words together; and all, where a word is of a
    script that puts no spaces between words.
    """
    if len(words) > MOST_PARTS or not all(map(may_be_part, words)):
        return {}
    if not any(map(is_unspaced, words)):
        kinds = [kind for kind in kinds if kind in LATER_KINDS]
    rows = (row for row in store.with_parts(words, kinds, every=True) if _is_among(row, chosen))
    return _once(islice(rows, TEXTS_COMPARED))


def _is_among(row: tuple[Key, str], chosen: Set[str] | None) -> bool:
    return chosen is None or row[0].content in chosen


def _once(rows: Iterable[tuple[Key, str]]) -> Texts:
    """Each photo or page by its first row."""
    texts: Texts = {}
    for key, text in rows:
        if (key.content, key.page) not in texts:
            texts[key.content, key.page] = key, fold(text)
    return texts
