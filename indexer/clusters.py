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
    return np.asarray(apart @ axes[:, ::-1][:, :dims], dtype=np.float32)


def kmeans_steps(vectors: Vectors, number: int) -> Steps[NDArray[np.intp]]:
    """The cluster of each vector, ``(n,)``, numbered from 0 without a gap, in short pieces.

    Lloyd's passes from centres that are drawn far from each other (k-means++; Arthur and
    Vassilvitskii 2007), the same at every call.
    """
    draw = np.random.default_rng(0)
    centres = vectors[[int(draw.integers(len(vectors)))]]
    nearest = np.square(vectors - centres[0]).sum(axis=1)
    while len(centres) < min(number, len(vectors)) and nearest.sum() > 0:
        one = vectors[draw.choice(len(vectors), p=nearest / nearest.sum(dtype=np.float64))]
        centres = np.concatenate([centres, one[None]])
        nearest = np.minimum(nearest, np.square(vectors - one).sum(axis=1))
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
