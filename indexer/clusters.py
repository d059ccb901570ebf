"""Which items belong together: k-means for a whole library, links for the hits of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.cells import Cells
from mate_core.text import Steps

if TYPE_CHECKING:
    from mate_core.crowding import Crowding

Vectors = NDArray[np.float32]

_PASSES = 30
_TRIES = 4


def centred(vectors: Vectors, texts: NDArray[np.bool_], typical: Crowding | None = None) -> Vectors:
    """Directions from the middle of what is seen, or of what is said, ``(n, dim)``.

    Photos lie nearer to photos than to any text, and what all of a medium have in common says
    nothing of what an item is about. The middles are those of the model's typical items, or else
    of these themselves.
    """
    found = np.array(vectors, dtype=np.float32)
    usual = (None, None) if typical is None else (typical.images, typical.texts)
    for rows, items in zip((~texts, texts), usual, strict=True):
        if rows.any():
            found[rows] -= (found[rows] if items is None else items).mean(axis=0)
    return normalised(found)


def normalised(vectors: Vectors) -> Vectors:
    """The same directions, each one long."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def reduced(vectors: Vectors, dims: int) -> Vectors:
    """The principal components, ``(n, dims)`` or fewer."""
    apart = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(apart.T @ apart)
    # An axis and its opposite are as good: the same one, whatever little changes.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    return np.asarray(apart @ axes[:, ::-1][:, :dims], dtype=np.float32)


def kmeans_steps(
    vectors: Vectors, number: int, keys: NDArray[np.uint64]
) -> Steps[NDArray[np.intp]]:
    """The cluster of each vector, ``(n,)``, numbered from 0 without a gap, in short pieces.

    Lloyd's passes from centres that are drawn far from each other (k-means++; Arthur and
    Vassilvitskii 2007), the same at every call. Each vector's chance is told by its own of the
    ``keys``, ``(n,)``: one that comes or goes changes what is drawn for no other.
    """
    nearest = np.full(len(vectors), np.inf)
    centres = vectors[:0]
    while len(centres) < min(number, len(vectors)) and nearest.any():
        # Of a few that are drawn the one that leaves the least; the first of all is any.
        weights = nearest if len(centres) else np.ones(len(vectors))
        drawn = [_drawn(weights, keys, _TRIES * len(centres) + turn) for turn in range(_TRIES)]
        left = [np.minimum(nearest, np.square(vectors - vectors[at]).sum(axis=1)) for at in drawn]
        best = int(np.argmin([each.sum() for each in left]))
        nearest, centres = left[best], np.concatenate([centres, vectors[drawn[best]][None]])
        yield
    of = Cells(centres).of(vectors)
    for _ in range(_PASSES):
        sums = np.zeros_like(centres)
        np.add.at(sums, of, vectors)
        sizes = np.bincount(of, minlength=len(centres))
        filled = sizes > 0
        centres[filled] = sums[filled] / sizes[filled, None]
        before, of = of, Cells(centres).of(vectors)
        if np.array_equal(of, before):
            break
        yield
    return np.unique(of, return_inverse=True)[1]


def _drawn(weights: NDArray[np.float64], keys: NDArray[np.uint64], turn: int) -> int:
    """One of them, by its weight: the first to come, where each comes sooner the more it weighs."""
    # splitmix64 (Steele, Lea, Flood 2014)
    mixed = keys + np.uint64((turn + 1) * 0x9E3779B97F4A7C15 % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    chances = ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53
    with np.errstate(divide="ignore"):
        return int(np.argmin(-np.log1p(-chances) / weights))


def linked(vectors: Vectors, near: float) -> Sequence[int]:
    """The group of each vector, ``(n, dim)`` of length one, numbered in their order.

    The two groups whose vectors are the nearest to each other, by the mean of all pairs, become
    one, as long as that is as near as wanted (average linkage; Sokal and Michener 1958). Of a few
    hundred vectors: it takes the square of their number.
    """
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -np.inf)
    sizes = np.ones(len(vectors), dtype=np.float32)
    of = np.arange(len(vectors))
    nearest = scores.argmax(axis=1)
    best = scores.max(axis=1)
    while (best >= near).any():
        one = int(best.argmax())
        other = int(nearest[one])
        share = sizes[one] / (sizes[one] + sizes[other])
        merged = share * scores[one] + (1 - share) * scores[other]
        merged[[one, other]] = -np.inf
        scores[one], scores[:, one] = merged, merged
        scores[other], scores[:, other] = -np.inf, -np.inf
        sizes[one] += sizes[other]
        of[of == other] = one
        # No mean of two is nearer than the nearer one was, so the others' nearest stay.
        changed = np.flatnonzero(np.isin(nearest, (one, other)))
        changed = np.union1d(changed, (one, other))
        nearest[changed] = scores[changed].argmax(axis=1)
        best[changed] = scores[changed].max(axis=1)
    groups, first, numbers = np.unique(of, return_index=True, return_inverse=True)
    ranks = np.empty(len(groups), dtype=np.intp)
    ranks[np.argsort(first)] = np.arange(len(groups))
    found: list[int] = ranks[numbers].tolist()
    return found
