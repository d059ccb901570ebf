"""Which of many may be near each other, without comparing each with all.

By hash: sorted once for each quarter of its bits, hashes that share a quarter stand side by side.
By embedding: each goes to the two of some sampled places that it is nearest to, and is compared
with what else is there, in fewer dimensions. Either may miss a pair that the other finds, and both
propose pairs that a closer look refuses.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mate_core.text import Steps

Pairs = NDArray[np.int64]
"""Pairs of places, ``(n, 2)``, the lower one first."""

BITS = 12
"""Hashes that differ in more of their 64 bits are no neighbours."""

_QUARTERS = 4
# Of many that share a quarter, each is compared with so many of those that are most like it.
_WINDOW = 24
# The dimensions that are left of an embedding, and how much less alike these may make two of them.
_DIMENSIONS = 64
_DOUBT = 0.06
_A_PLACE, _MOST_PLACES = 100, 2000
# Of a thousand pictures of one scene each is compared with so many.
_MOST = 32
_ROWS = 1024
_COMPARED_A_STEP = 1_000_000


def near_hashes(hashes: NDArray[np.uint64]) -> Steps[Pairs]:
    """Pairs of ``(n,)`` hashes that differ in few bits and share a quarter of them."""
    found = []
    for quarter in range(_QUARTERS):
        turned = _rotated(hashes, quarter * 64 // _QUARTERS)
        order = np.argsort(turned, kind="stable")
        leading = turned[order] >> np.uint64(64 - 64 // _QUARTERS)
        yield
        for step in range(1, min(_WINDOW, len(order) - 1) + 1):
            same = leading[step:] == leading[:-step]
            if not same.any():
                break
            ones, others = order[:-step][same], order[step:][same]
            near = np.bitwise_count(hashes[ones] ^ hashes[others]) <= BITS
            found.append(np.stack([ones[near], others[near]], axis=1))
        yield
    return _distinct(found)


def _rotated(hashes: NDArray[np.uint64], bits: int) -> NDArray[np.uint64]:
    if bits == 0:
        return hashes
    return (hashes << np.uint64(bits)) | (hashes >> np.uint64(64 - bits))


class Sketches:
    """Embeddings in few dimensions, for those who only look for neighbours."""

    def __init__(self, dim: int) -> None:
        """Of embeddings ``(n, dim)``."""
        axes = np.random.default_rng(0).normal(size=(dim, _DIMENSIONS))
        self._axes = np.linalg.qr(axes)[0].astype(np.float32)
        self._parts: list[NDArray[np.float32]] = []

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Take ``(n, dim)`` more."""
        part = vectors @ self._axes
        self._parts.append(part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-6))

    def near(self, cosine: float) -> Steps[Pairs]:
        """Pairs that may have at least this cosine similarity, each with few others."""
        if not self._parts:
            return np.zeros((0, 2), np.int64)
        all_ = np.concatenate(self._parts)
        count = min(max(1, len(all_) // _A_PLACE), _MOST_PLACES)
        chosen = np.random.default_rng(0).choice(len(all_), count, replace=False)
        places = all_[chosen]
        nearest = np.zeros((len(all_), min(2, count)), np.int64)
        for start in range(0, len(all_), _ROWS):
            scores = all_[start : start + _ROWS] @ places.T
            for choice in range(nearest.shape[1]):
                best = scores.argmax(axis=1)
                nearest[start : start + _ROWS, choice] = best
                scores[np.arange(len(best)), best] = -1
            yield
        found: list[Pairs] = []
        compared = 0
        for members in _members(nearest, count):
            rows = max(1, min(_ROWS, _COMPARED_A_STEP // max(len(members), 1)))
            for start in range(0, len(members), rows):
                found.append(_near_within(all_, members, start, rows, cosine - _DOUBT))
                compared += len(members) * min(len(members), rows)
                if compared >= _COMPARED_A_STEP:
                    compared = 0
                    yield
        yield
        return _distinct(found)


def _members(nearest: Pairs, count: int) -> Iterator[Pairs]:
    """The rows that went to each place."""
    flat = nearest.ravel()
    order = np.argsort(flat, kind="stable")
    ends = np.searchsorted(flat[order], np.arange(count + 1))
    rows = order // nearest.shape[1]
    for place in range(count):
        yield rows[ends[place] : ends[place + 1]]


def _near_within(
    all_: NDArray[np.float32], members: Pairs, start: int, rows: int, least: float
) -> Pairs:
    """Pairs of so many members with those that come after them."""
    ones = members[start : start + rows]
    scores = all_[ones] @ all_[members[start:]].T
    row, column = np.nonzero(scores >= least)
    after = column > row
    row, column = row[after], column[after]
    counts = np.bincount(row, minlength=len(ones))
    if counts.max(initial=0) > _MOST:
        order = np.lexsort((-scores[row, column], row))
        row, column = row[order], column[order]
        place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        row, column = row[place < _MOST], column[place < _MOST]
    return np.stack([ones[row], members[start:][column]], axis=1)


def _distinct(found: list[Pairs]) -> Pairs:
    if not found:
        return np.zeros((0, 2), np.int64)
    pairs = np.sort(np.concatenate(found), axis=1).astype(np.int64)
    most = int(pairs.max(initial=0)) + 1
    once = np.unique(pairs[:, 0] * most + pairs[:, 1])
    return np.stack([once // most, once % most], axis=1)
