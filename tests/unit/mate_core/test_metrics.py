from __future__ import annotations

import numpy as np
import pytest

from mate_core.evaluate.metrics import best_ranks, summary


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


def test_a_model_that_maps_all_to_one_point_earns_nothing() -> None:
    same = np.ones((30, 4), np.float32)
    ranks = best_ranks(same, same, [np.array([row]) for row in range(30)])
    assert ranks.tolist() == [30] * 30
    assert summary(ranks)["R@10"] == 0


def test_many_queries_are_cut_into_parts() -> None:
    eye = np.eye(1300, dtype=np.float32)
    ranks = best_ranks(eye, eye, [np.array([row]) for row in range(1300)])
    assert summary(ranks) == {"R@1": 1.0, "R@5": 1.0, "R@10": 1.0, "MRR": 1.0}
