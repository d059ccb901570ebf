"""What a store holds: rows, their names, and what a search finds of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.messages import Box

RowKind = Literal["photo", "page", "passage", "figure", "writing", "scan"]
"""``photo``: of a photo; ``page``: of a page's picture; ``passage``: of text; ``figure``: of a
picture on a page; ``writing``: of text in a photo; ``scan``: of text in a page's picture."""

LATER_KINDS: tuple[RowKind, ...] = ("writing", "scan")
"""Text in pictures, which comes after its content is done and is no part of it."""


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
