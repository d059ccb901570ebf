"""Retrieval metrics: Recall@k, mean reciprocal rank, median rank, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CUTOFFS = (1, 5, 10)
CONFIDENCE = 0.95
RESAMPLES = 1000
BIN_WORDS = 25
"""Recall by text length is counted in bins of this many words."""

_LONGEST_BIN = 200
_QUERIES_AT_ONCE = 512
_RESAMPLES_AT_ONCE = 50


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

    Raises:
        FloatingPointError: if an embedding is not finite; it would seem to find everything.
    """
    if not (np.isfinite(queries).all() and np.isfinite(items).all()):
        raise FloatingPointError("an embedding holds a value that is not a finite number")
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
    """Recall@1, @5, @10 (is a relevant item among the first k?), the mean of 1 / rank, the median.

    Args:
        ranks: ``(q,)``, at least one.
    """
    means = {name: float(np.mean(values)) for name, values in _averaged(ranks).items()}
    return {**means, "median rank": float(np.median(ranks))}


def intervals(
    ranks: NDArray[np.int64],
    clusters: NDArray[np.intp],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals of what `summary` gives, by the percentile method.

    Whole clusters of queries are drawn with replacement, as many as there are, because the five
    captions of one photo succeed and fail together: drawn one by one they would promise more
    certainty than there is. (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
    chapters 8 and 13.)

    Args:
        ranks: ``(q,)``, at least one.
        clusters: ``(q,)``, which queries belong together.
        resamples: how often all clusters are drawn.
        seed: of the drawing; the same seed gives the same intervals.
    """
    values = _averaged(ranks)
    names, members = np.unique(clusters, return_inverse=True)
    counts = np.bincount(members)
    sums = np.stack([np.bincount(members, weights=found) for found in values.values()], axis=1)
    order = np.argsort(ranks, kind="stable")
    random = np.random.default_rng(seed)
    drawn = []
    for start in range(0, resamples, _RESAMPLES_AT_ONCE):
        turns = min(_RESAMPLES_AT_ONCE, resamples - start)
        # How often each cluster was drawn, (turns, clusters).
        picks = random.integers(0, len(names), (turns, len(names)))
        picks += np.arange(turns)[:, None] * len(names)
        times = np.bincount(picks.ravel(), minlength=turns * len(names)).reshape(turns, -1)
        means = (times @ sums) / (times @ counts)[:, None]
        medians = _medians(ranks[order], times[:, members[order]])
        drawn.append(np.column_stack([means, medians]))
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(np.concatenate(drawn), [tail, 100 - tail], axis=0)
    return {
        name: (float(low[at]), float(high[at])) for at, name in enumerate([*values, "median rank"])
    }


def length_bins(texts: Sequence[str]) -> dict[str, NDArray[np.intp]]:
    """Which texts have how many words: ``"0–24"``, ``"25–49"``, … ``"200+"`` to their indices.

    Words are what white space separates. A bin without a text is left out.
    """
    words = np.array([len(text.split()) for text in texts])
    starts = np.minimum(words // BIN_WORDS * BIN_WORDS, _LONGEST_BIN)
    return {
        f"{start}+"
        if start == _LONGEST_BIN
        else f"{start}–{start + BIN_WORDS - 1}": np.flatnonzero(starts == start)
        for start in np.unique(starts).tolist()
    }


def _averaged(ranks: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """What each query adds to the metrics that are means."""
    recalls = {f"R@{k}": (ranks <= k).astype(np.float64) for k in CUTOFFS}
    return {**recalls, "MRR": 1.0 / ranks}


def _medians(ranks: NDArray[np.int64], times: NDArray[np.intp]) -> NDArray[np.float64]:
    """The median of sorted ``ranks``, ``(q,)``, each taken as often as a row of ``times`` says."""
    upto = np.cumsum(times, axis=1)
    total = upto[:, -1:]
    lower = np.count_nonzero(upto <= (total - 1) // 2, axis=1)
    upper = np.count_nonzero(upto <= total // 2, axis=1)
    return np.asarray((ranks[lower] + ranks[upper]) / 2)
