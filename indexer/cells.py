"""Cells: rows that lie near each other, so that a search visits the likeliest of them alone.

A product with every row takes 15 ms for 100,000 of them and 150 for a million. Rows that a text or
a photo asks for lie in few of a thousand cells; what is in these is compared exactly.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray

CELLS = 2048
# Rows of which the centres are made, and passes over them.
SAMPLE = 60_000
_PASSES = 8
_AT_ONCE = 16_384  # rows, for the products of these with the centres stay small
# Of a cell whose rows lie farther from the centre the best one is better: so many times as far.
_FARTHER = 0.15
_ENOUGH = 4  # rows of a sample, to tell how far they lie

Vectors = NDArray[np.float32]


class Cells:
    """Centres, ``(n, dim)``; a row belongs to the nearest."""

    def __init__(self, centres: Vectors, spreads: Vectors | None = None) -> None:
        """Take the centres as they are.

        ``spreads``, ``(n,)``: how far from each the rows lie that belong to it, which none is
        taken to differ in without them.
        """
        self._centres = centres
        self._halves = (centres * centres).sum(axis=1) / 2
        self._spreads = np.zeros(len(centres), np.float32) if spreads is None else spreads

    @classmethod
    def among(cls, sample: Vectors, number: int) -> Self:
        """Centres of a sample of rows, ``(n, dim)``, by Lloyd's k-means.

        A centre that no row is nearest to begins anew at a row.
        """
        draw = np.random.default_rng(0)
        number = min(number, len(sample))
        cells = cls(sample[np.sort(draw.choice(len(sample), number, replace=False))])
        for _ in range(_PASSES):
            of = cells.of(sample)
            order = np.argsort(of, kind="stable")
            sizes = np.bincount(of, minlength=number)
            filled = np.flatnonzero(sizes)
            starts = np.concatenate([[0], np.cumsum(sizes[filled])[:-1]])
            centres = sample[draw.integers(0, len(sample), number)]
            sums = np.add.reduceat(sample[order], starts, axis=0)
            centres[filled] = sums / sizes[filled, None]
            cells = cls(centres)
        return cls(centres, cells._spreads_of(sample))

    def _spreads_of(self, sample: Vectors) -> Vectors:
        """The root of the mean square of the distances; of a cell with few rows, the usual one."""
        of, squares = self.of(sample), np.empty(len(sample))
        for start in range(0, len(sample), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            squares[part] = np.square(sample[part] - self._centres[of[part]]).sum(axis=1)
        sizes, sums = (np.bincount(of, each, len(self)) for each in (None, squares))
        spreads = np.full(len(self), np.sqrt(squares.mean()))
        known = sizes >= _ENOUGH
        spreads[known] = np.sqrt(sums[known] / sizes[known])
        return spreads.astype(np.float32)

    def __len__(self) -> int:
        return len(self._centres)

    def of(self, rows: Vectors) -> NDArray[np.intp]:
        """The cell of each row, ``(n, dim)`` to ``(n,)``."""
        parts = [rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE)]
        found = [np.argmax(part @ self._centres.T - self._halves, axis=1) for part in parts]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.intp)

    def likeliest(self, vector: Vectors) -> NDArray[np.intp]:
        """All cells, those first whose best rows have the largest inner products with a vector."""
        farther = _FARTHER * np.linalg.norm(vector) * self._spreads
        return np.argsort(-(self._centres @ vector + farther), kind="stable")
