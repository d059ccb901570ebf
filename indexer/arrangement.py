"""Very many rows, arranged so that a search need not read all of their numbers.

Each block's rows are put into the order of their cells (`indexer.cells`); a search visits the
likeliest, and those that are in no order yet. What it then finds of the nearest is measured.

Where only the rows of some contents are wanted it is exact. Every row's numbers along the axes
(`indexer.axes`) are kept beside it: they tell which rows may be among the nearest, and only these
are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.axes import AXES, Axes
from indexer.blocks import (
    GONE,
    Block,
    Part,
    Vectors,
    drawn,
    kinds_of,
    places,
    scores_of,
    vectors_of,
)
from indexer.cells import CELLS, SAMPLE, Cells
from indexer.rows import RowKind

Asked = tuple[Vectors, tuple[RowKind, ...]]
"""Questions of one sort: their vectors, ``(n, dim)``, and the kinds of rows they look among."""

RECALL = 0.99
"""Of the ten nearest so many are to be found, or more rows are visited."""

# Of so few rows all are compared.
FEW_WANTED = 40_000
# Of all rows so many are visited, or half as many more as often as needed.
SHARE = 0.05
_MORE = 1.5
# What recall is measured of, and with how many questions of each sort.
_NEAREST, _MEASURED_WITH = 10, 32
_AT_ONCE = 3  # questions: of very many rows the inner products are large
# Rows are picked out before the product where fewer than one in so many are wanted.
_SOME = 4
# More than the rounding of inner products of vectors with a length of one.
_ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class Ordered:
    """A block's first rows in the order of their cells: what `Block` then has of them."""

    order: NDArray[np.intp]
    bounds: NDArray[np.int64]
    heads: Vectors
    rests: Vectors


class Arrangement:
    """Cells and axes, and how many rows are to be visited."""

    def __init__(self, cells: Cells, axes: Axes) -> None:
        self._cells = cells
        self._axes = axes
        self.share = SHARE

    @classmethod
    def among(cls, vectors: Sequence[Vectors], expected: Sequence[Asked]) -> Self:
        """For such rows, and such questions."""
        sample = drawn(vectors, SAMPLE)
        asked = np.concatenate([*(questions for questions, _ in expected), sample[:0]])
        return cls(Cells.among(sample, CELLS), Axes.among(sample, asked, AXES))

    def order(self, vectors: Vectors) -> Ordered:
        """The rows of a block."""
        of = self._cells.of(vectors)
        order = np.argsort(of, kind="stable")
        sizes = np.bincount(of, minlength=len(self._cells))
        heads, rests = self._axes.along(vectors)
        bounds = np.concatenate([[0], np.cumsum(sizes)])
        return Ordered(order, bounds, heads[order], rests[order])

    # --- searches ------------------------------------------------------------------------

    def visit(
        self, parts: Sequence[Part], vector: Vectors, chosen: NDArray[np.bool_]
    ) -> tuple[NDArray[np.intp], Vectors]:
        """The chosen rows of the likeliest cells and those in none, with their inner products."""
        sizes = sum(np.diff(block.bounds) for _, block, _ in parts if block.ordered)
        visited = np.zeros(0, dtype=np.intp)
        if isinstance(sizes, np.ndarray):
            # The fewer are chosen, the farther the ten nearest of them lie.
            share = self.share * (len(chosen) / max(int(np.count_nonzero(chosen)), 1)) ** 0.5
            likeliest = self._cells.likeliest(vector)
            reached = np.cumsum(sizes[likeliest])
            enough = int(np.searchsorted(reached, share * reached[-1])) + 1
            visited = np.sort(likeliest[:enough])
        stretches = [
            (start, block, *stretch)
            for start, block, filled in parts
            for stretch in _stretches(block, visited, filled)
        ]
        rows = np.concatenate(
            [np.arange(start + begin, start + end) for start, _, begin, end in stretches]
        )
        wanted = chosen[rows]
        if np.count_nonzero(wanted) * _SOME < len(rows):
            rows = np.sort(rows[wanted])
            return rows, scores_of(parts, rows, vector)
        found = np.empty(len(rows), dtype=np.float32)
        at = 0
        for _, block, begin, end in stretches:
            to = at + end - begin
            np.dot(block.vectors[begin:end], vector, out=found[at:to])
            at = to
        return rows[wanted], found[wanted]

    def sift(
        self, parts: Sequence[Part], vector: Vectors, rows: NDArray[np.intp], limit: int
    ) -> tuple[NDArray[np.intp], Vectors]:
        """All that may be among so many nearest of these rows, with their inner products.

        ``rows`` are in order and more than ``limit``.
        """
        heads, rests = self._axes.along(vector[np.newaxis])
        near, left = [], []  # inner products along the axes, and the rests
        for _, block, filled in parts:
            if block.ordered:
                near.append(block.heads @ heads[0])
                left.append(block.rests)
            near.append(block.vectors[block.ordered : filled] @ vector)
            left.append(np.zeros(filled - block.ordered, np.float32))
        nearly = np.concatenate(near)[rows]
        first = np.sort(rows[np.argpartition(-nearly, limit)[:limit]])
        rounding = _ROUNDING * float(np.linalg.norm(vector))
        least = scores_of(parts, first, vector).min() - rounding
        rows = rows[nearly + np.concatenate(left)[rows] * rests[0] >= least]
        return rows, scores_of(parts, rows, vector)

    # --- recall --------------------------------------------------------------------------

    def recall(self, parts: Sequence[Part], expected: Sequence[Asked]) -> float:
        """How many of the ten nearest visits find, by the sort of question that finds the fewest.

        For each kind of which there are many, rows of other kinds are questions, or its own; and
        the ``expected`` ones.
        """
        kinds, vectors = kinds_of(parts), vectors_of(parts)
        sorts = []
        for kind in np.flatnonzero(np.bincount(kinds, minlength=GONE)[:GONE] > FEW_WANTED):
            others = np.flatnonzero((kinds != kind) & (kinds != GONE))
            rows = others if len(others) else np.flatnonzero(kinds == kind)
            sorts.append((drawn(vectors, _MEASURED_WITH, rows), kinds == kind))
        for asked, wanted in expected:
            chosen = places(wanted)[kinds]
            if np.count_nonzero(chosen) > FEW_WANTED:  # of fewer it is exact
                sorts.append((drawn([asked], _MEASURED_WITH), chosen))
        return min((self._found(parts, *sort) for sort in sorts), default=1.0)

    def visit_more(self) -> bool:
        """Visit half as many rows more, or say that all of them are visited."""
        if self.share >= 1:
            return False
        self.share *= _MORE
        return True

    def _found(self, parts: Sequence[Part], asked: Vectors, chosen: NDArray[np.bool_]) -> float:
        found = 0
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            exact = np.concatenate([part @ some.T for part in vectors_of(parts)])
            for vector, scores in zip(some, exact.T, strict=True):
                nearest = np.argpartition(-np.where(chosen, scores, -np.inf), _NEAREST)[:_NEAREST]
                visited, _ = self.visit(parts, vector, chosen)
                found += len(np.intersect1d(visited, nearest))
        return found / (_NEAREST * len(asked))


def _stretches(block: Block, visited: NDArray[np.intp], filled: int) -> Iterator[tuple[int, int]]:
    """Where the rows of cells lie in a block, and those that are in no order."""
    if block.ordered:
        begins, ends = block.bounds[visited], block.bounds[visited + 1]
        apart = np.flatnonzero(begins[1:] != ends[:-1])
        first, last = np.concatenate([[0], apart + 1]), np.concatenate([apart, [len(visited) - 1]])
        yield from zip(begins[first].tolist(), ends[last].tolist(), strict=True)
    if block.ordered < filled:
        yield block.ordered, filled
