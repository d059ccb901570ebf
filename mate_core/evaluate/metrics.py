"""Retrieval metrics: Recall@k and mean reciprocal rank."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CUTOFFS = (1, 5, 10)
_QUERIES_AT_ONCE = 512


def best_ranks(
    queries: NDArray[np.float32],
    items: NDArray[np.float32],
    relevant: Sequence[NDArray[np.intp]],
) -> NDArray[np.int64]:
    """The rank, from 1, of each query's best relevant item among all items.

    Items are ranked by inner product. A tie counts against the query: an irrelevant item of the
    same score stands before the relevant one, so that a model that maps everything to one
    point earns nothing.

    Args:
        queries: ``(q, dim)``.
        items: ``(n, dim)``.
        relevant: for each query the indices of its relevant items, at least one.
    """
    ranks = np.empty(len(queries), dtype=np.int64)
    for start in range(0, len(queries), _QUERIES_AT_ONCE):
        scores = queries[start : start + _QUERIES_AT_ONCE] @ items.T
        for row, line in enumerate(scores):
            mine = relevant[start + row]
            best = line[mine].max()
            before = np.count_nonzero(line >= best) - np.count_nonzero(line[mine] >= best)
            ranks[start + row] = 1 + before
    return ranks


def summary(ranks: NDArray[np.int64]) -> dict[str, float]:
    """Recall@1, @5, @10 (is a relevant item among the first k?) and the mean of 1 / rank."""
    recalls = {f"R@{k}": float(np.mean(ranks <= k)) for k in CUTOFFS}
    return {**recalls, "MRR": float(np.mean(1.0 / ranks))}
