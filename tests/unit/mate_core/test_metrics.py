from __future__ import annotations

import random as plain_random
import statistics
import time

import numpy as np
import pytest

from mate_core.evaluate.metrics import best_ranks, intervals, length_bins, summary


def test_ranks_and_recalls_against_brute_force() -> None:
    random = np.random.default_rng(5)
    for _ in range(20):
        queries = random.normal(size=(37, 6)).astype(np.float32)
        items = random.normal(size=(23, 6)).astype(np.float32)
        items[5] = items[4]  # a tie
        relevant = [
            np.sort(random.choice(23, random.integers(1, 5), replace=False)) for _ in queries
        ]
        expected = []
        for query, mine in zip(queries, relevant, strict=True):
            scores = [float(query @ item) for item in items]
            # Sorted so that of equals the irrelevant come first.
            order = sorted(range(23), key=lambda i: (-scores[i], i in mine))
            expected.append(1 + next(at for at, i in enumerate(order) if i in mine))
        found = best_ranks(queries, items, relevant)
        assert found.tolist() == expected
        for k in (1, 5, 10):
            share = sum(rank <= k for rank in expected) / len(expected)
            assert summary(found)[f"R@{k}"] == pytest.approx(share)
        mean = sum(1 / rank for rank in expected) / len(expected)
        assert summary(found)["MRR"] == pytest.approx(mean)
        assert summary(found)["median rank"] == statistics.median(expected)


def test_a_model_that_maps_all_to_one_point_earns_nothing() -> None:
    same = np.ones((30, 4), np.float32)
    ranks = best_ranks(same, same, [np.array([row]) for row in range(30)])
    assert ranks.tolist() == [30] * 30
    assert summary(ranks)["R@10"] == 0


def test_many_queries_are_cut_into_parts() -> None:
    eye = np.eye(1300, dtype=np.float32)
    ranks = best_ranks(eye, eye, [np.array([row]) for row in range(1300)])
    assert set(summary(ranks).values()) == {1.0}


def _intervals_drawn_one_by_one(
    ranks: list[int], clusters: list[int], resamples: int
) -> dict[str, tuple[float, float]]:
    """The cluster bootstrap as a text book tells it, without numpy."""
    random = plain_random.Random(7)
    members: dict[int, list[int]] = {}
    for rank, cluster in zip(ranks, clusters, strict=True):
        members.setdefault(cluster, []).append(rank)
    drawn: dict[str, list[float]] = {name: [] for name in ("R@5", "MRR", "median rank")}
    for _ in range(resamples):
        sample = [r for c in random.choices(list(members), k=len(members)) for r in members[c]]
        drawn["R@5"].append(sum(rank <= 5 for rank in sample) / len(sample))
        drawn["MRR"].append(sum(1 / rank for rank in sample) / len(sample))
        drawn["median rank"].append(statistics.median(sample))
    cuts = {name: statistics.quantiles(values, n=40) for name, values in drawn.items()}
    return {name: (found[0], found[-1]) for name, found in cuts.items()}


def test_intervals_agree_with_a_bootstrap_drawn_one_by_one() -> None:
    random = np.random.default_rng(3)
    clusters = np.repeat(np.arange(40), random.integers(1, 6, 40))
    # Queries of one cluster have like ranks, as captions of one photo do.
    ranks = random.integers(1, 12, 40)[clusters] + random.integers(0, 3, len(clusters))
    found = intervals(ranks, clusters, resamples=4000)
    expected = _intervals_drawn_one_by_one(ranks.tolist(), clusters.tolist(), 4000)
    spread = {"R@5": 0.015, "MRR": 0.01, "median rank": 0.51}
    for name, (low, high) in expected.items():
        assert found[name] == pytest.approx((low, high), abs=spread[name]), name
        assert found[name][0] <= summary(ranks)[name] <= found[name][1]
    # Drawn one by one, the captions would promise more certainty than there is.
    alone = intervals(ranks, np.arange(len(ranks)), resamples=4000)
    for name in ("R@5", "MRR"):
        width = found[name][1] - found[name][0]
        assert alone[name][1] - alone[name][0] < 0.8 * width, name


def test_an_interval_of_independent_queries_is_the_binomial_one() -> None:
    ranks = np.array([1] * 300 + [50] * 700)
    low, high = intervals(ranks, np.arange(1000))["R@1"]
    half = 1.96 * (0.3 * 0.7 / 1000) ** 0.5
    assert (low, high) == pytest.approx((0.3 - half, 0.3 + half), abs=0.004)


def test_intervals_are_reproducible_and_sane_at_the_edges() -> None:
    ranks = np.random.default_rng(0).integers(1, 90, 60)
    clusters = np.arange(60) // 2
    assert intervals(ranks, clusters) == intervals(ranks, clusters)
    assert intervals(ranks, clusters) != intervals(ranks, clusters, seed=1)
    # The order of the queries and the names of the clusters tell nothing.
    assert intervals(ranks, clusters) == intervals(ranks, clusters * 17 + 5)
    one = intervals(np.array([4, 2]), np.array([9, 9]))
    assert one["R@5"] == (1, 1)
    assert one["median rank"] == (3, 3)


def test_five_thousand_queries_take_well_under_a_second() -> None:
    ranks = np.random.default_rng(0).integers(1, 900, 5000)
    began = time.process_time()
    intervals(ranks, np.arange(5000) // 5)
    assert time.process_time() - began < 1


def test_texts_are_counted_in_bins_of_25_words() -> None:
    words = [0, 1, 24, 25, 49, 50, 199, 200, 5000]
    bins = length_bins(["word\n" * count for count in words])
    assert {name: rows.tolist() for name, rows in bins.items()} == {
        "0–24": [0, 1, 2], "25–49": [3, 4], "50–74": [5], "175–199": [6], "200+": [7, 8],
    }  # fmt: skip


def test_what_is_no_number_finds_nothing() -> None:
    """Compared with NaN everything is smaller, so that a broken model would seem perfect."""
    good = np.eye(3, dtype=np.float32)
    broken = good.copy()
    broken[1, 1] = np.nan
    relevant = [np.array([row]) for row in range(3)]
    assert best_ranks(good, good, relevant).tolist() == [1, 1, 1]
    for queries, items in ((broken, good), (good, broken)):
        with pytest.raises(FloatingPointError, match="not a finite number"):
            best_ranks(queries, items, relevant)
