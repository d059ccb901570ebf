"""Axes along which rows and questions differ most, so that a third of the numbers tells nearly all.

An inner product is that along the axes and what is left of both, which is at most the product of
the lengths of the two rests. So a row is known to be among the nearest, or not, before its other
numbers are read, and reading is what takes the time where there are very many.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray

AXES = 128
# What questions count beside rows: a text lies where few photos do, and its rest would be long.
_ASKED = 0.25
_ROUNDING = 1e-6  # more than that of the squares of numbers that add up to about one

Vectors = NDArray[np.float32]


class Axes:
    """Orthogonal axes of unit length, ``(dim, n)``."""

    def __init__(self, axes: Vectors) -> None:
        self._axes = axes

    @classmethod
    def among(cls, rows: Vectors, asked: Vectors, number: int) -> Self:
        """At most so many, for samples of rows, ``(n, dim)``, and of questions, ``(m, dim)``."""
        spread = rows.T @ rows / len(rows) + _ASKED * (asked.T @ asked) / max(len(asked), 1)
        _, found = np.linalg.eigh(spread)  # the least important first
        return cls(np.ascontiguousarray(found[:, ::-1][:, :number], dtype=np.float32))

    def along(self, rows: Vectors) -> tuple[Vectors, Vectors]:
        """Rows, ``(n, dim)``, by their axes, ``(n, axes)``, and how long their rests are, ``(n,)``.

        That is never less than it is, whatever is rounded.
        """
        heads = rows @ self._axes
        squares = np.square(rows).sum(axis=1) - np.square(heads).sum(axis=1)
        return heads, np.sqrt(np.maximum(squares, 0) + _ROUNDING)
