"""Blocks of rows in memory: their vectors, and what they are rows of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.rows import KINDS, RowKind

GONE = len(KINDS)
"""The kind of a row that has been deleted."""

Vectors = NDArray[np.float32]


@dataclass(slots=True)
class Block:
    """So many rows at most; all arrays have one entry a row unless said otherwise."""

    vectors: Vectors  # (rows, dim)
    contents: NDArray[np.int32]  # by number
    kinds: NDArray[np.uint8]  # places in KINDS, or GONE
    pages: NDArray[np.int32]
    passages: NDArray[np.int32]
    lots: NDArray[np.uint32]
    # Where each cell begins among the first rows, and where the last one ends.
    bounds: NDArray[np.int64]
    # Of the rows in cells alone: by their axes, and the lengths of their rests.
    heads: Vectors
    rests: Vectors

    @classmethod
    def empty(cls, rows: int, dim: int) -> Self:
        """Room for so many rows; memory that none has touched yet takes no room."""
        return cls(
            vectors=np.zeros((rows, dim), dtype=np.float32),
            contents=np.zeros(rows, dtype=np.int32),
            kinds=np.full(rows, GONE, dtype=np.uint8),
            pages=np.zeros(rows, dtype=np.int32),
            passages=np.zeros(rows, dtype=np.int32),
            lots=np.zeros(rows, dtype=np.uint32),
            bounds=np.zeros(1, dtype=np.int64),
            heads=np.zeros((0, 0), dtype=np.float32),
            rests=np.zeros(0, dtype=np.float32),
        )

    @property
    def ordered(self) -> int:
        """So many of its rows, from the first, are in the order of their cells."""
        return int(self.bounds[-1])


Part = tuple[int, Block, int]
"""The first row of a block, the block, how many rows it has."""


def places(kinds: Sequence[RowKind]) -> NDArray[np.bool_]:
    """Whether rows are of these kinds, by the number of their own; GONE is of none."""
    return np.array([kind in kinds for kind in KINDS] + [False])


def kinds_of(parts: Sequence[Part]) -> NDArray[np.uint8]:
    """The kinds of all rows."""
    return np.concatenate([block.kinds[:filled] for _, block, filled in parts])


def vectors_of(parts: Sequence[Part]) -> list[Vectors]:
    """The vectors of each block's rows."""
    return [block.vectors[:filled] for _, block, filled in parts]


def scores_of(parts: Sequence[Part], rows: NDArray[np.intp], vector: Vectors) -> Vectors:
    """Inner products of a vector with some of the rows, which are in order."""
    split = np.split(rows, np.searchsorted(rows, [start for start, _, _ in parts[1:]]))
    return np.concatenate(
        [
            block.vectors[some - start] @ vector
            for (start, block, _), some in zip(parts, split, strict=True)
        ]
    )


def drawn(
    vectors: Sequence[Vectors], number: int, among: NDArray[np.intp] | None = None
) -> Vectors:
    """Some rows of all, or of those ``among`` them, drawn by chance, always the same."""
    total = sum(map(len, vectors)) if among is None else len(among)
    draw = np.random.default_rng(0)
    rows = np.sort(draw.choice(total, min(number, total), replace=False))
    if among is not None:
        rows = among[rows]
    ends = np.cumsum([len(part) for part in vectors])
    split = np.split(rows, np.searchsorted(rows, ends[:-1]))
    starts = [0, *ends[:-1].tolist()]
    return np.concatenate(
        [part[some - start] for part, some, start in zip(vectors, split, starts, strict=True)]
    )
