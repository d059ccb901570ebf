"""What a store holds: rows, their names, and what a search finds of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from indexer.messages import Box

RowKind = Literal["photo", "page", "passage", "figure", "writing", "scan"]
"""``photo``: of a photo; ``page``: of a page's picture; ``passage``: of text; ``figure``: of a
picture on a page; ``writing``: of text in a photo; ``scan``: of text in a page's picture."""

KINDS: tuple[RowKind, ...] = ("photo", "page", "passage", "figure", "writing", "scan")
"""All of them."""

LATER_KINDS: tuple[RowKind, ...] = ("writing", "scan")
"""Text in pictures, which comes after its content is done and is no part of it."""


ITEM_KINDS: tuple[RowKind, ...] = ("photo", "page", "passage")
"""One of these, its first, is there of every photo and of nearly every page."""


class Key(NamedTuple):
    """What names a row; ``page`` is 0 for a photo, ``passage`` counts within the page."""

    content: str
    kind: RowKind
    page: int
    passage: int


@dataclass(frozen=True, slots=True)
class Row:
    """One embedding."""

    content: str
    kind: RowKind
    page: int
    passage: int
    text: str
    boxes: tuple[Box, ...]
    vector: NDArray[np.float32]

    @property
    def key(self) -> Key:
        """Its name."""
        return Key(self.content, self.kind, self.page, self.passage)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of n rows in columns: of a hundred thousand rows, `Key` objects take their time."""

    names: Sequence[str]  # contents; each may be that of many rows
    contents: NDArray[np.integer]  # (n,), places in the names
    kinds: NDArray[np.uint8]  # (n,), places in `KINDS`
    pages: NDArray[np.int32]  # (n,)
    passages: NDArray[np.int32]  # (n,)

    @classmethod
    def of(cls, keys: Sequence[Key]) -> Keys:
        """Keys as columns."""
        return cls(
            [key.content for key in keys],
            np.arange(len(keys)),
            np.array([KINDS.index(key.kind) for key in keys], np.uint8),
            np.array([key.page for key in keys], np.int32),
            np.array([key.passage for key in keys], np.int32),
        )

    def __len__(self) -> int:
        """How many rows they name."""
        return len(self.contents)


class ItemRows(NamedTuple):
    """A row for each of some photos and pages: content and page, and its vector ``(n, dim)``.

    ``texts``: whether it is of what is said there, and not of what is seen. There are ``total``,
    where only so many were wanted.
    """

    names: list[tuple[str, int]]
    texts: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    total: int


def lots(keys: Keys) -> NDArray[np.uint32]:
    """A number for each row, ``(n,)``, that has nothing to do with what is in it.

    The rows with the smallest numbers are a sample that is the same in whatever order rows have
    come, and changes by little as they come and go.
    """
    contents = np.array([crc32(name.encode()) for name in keys.names], np.uint32)
    places = keys.pages.view(np.uint32) << np.uint32(16) ^ keys.passages.view(np.uint32)
    drawn: NDArray[np.uint32] = contents[keys.contents] ^ places
    for factor in (0x7FEB352D, 0x846CA68B):  # so that neighbours' numbers are far from one another
        drawn ^= drawn >> 16
        drawn *= np.uint32(factor)
    drawn ^= drawn >> 16
    return drawn


def smallest(lots: NDArray[np.uint32], most: int) -> NDArray[np.intp]:
    """Where the smallest numbers are, at most so many."""
    return np.argpartition(lots, most)[:most] if len(lots) > most else np.arange(len(lots))


@dataclass(frozen=True, slots=True)
class Match:
    """A row found, with its vector, and the inner product of that and the query's."""

    key: Key
    score: float
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A vector ``(dim,)``, and the kinds of rows to look among with it.

    ``contents``, if told, are the only ones whose rows are wanted.
    """

    vector: NDArray[np.float32]
    kinds: tuple[RowKind, ...]
    contents: frozenset[str] | None = None
