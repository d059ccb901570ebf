from __future__ import annotations

import numpy as np
import pytest
import torch

from mate_core.optimisation import mixed, move_towards, rise_and_fall, share_kept


def test_the_rate_rises_and_falls() -> None:
    rates = [rise_and_fall(step, steps=100, rise=10) for step in range(101)]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9] == pytest.approx(1)
    assert rates[55] == pytest.approx(0.5)
    assert rates[100] == pytest.approx(0)
    assert rise_and_fall(0, steps=1, rise=0) == pytest.approx(1)


def test_a_running_average_keeps_its_share() -> None:
    mean, value = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    move_towards([mean], [value], averaging=0.75, step=1000)
    assert torch.allclose(mean, torch.tensor([0.75, 0.25]))


def test_rows_are_mixed_with_the_one_before() -> None:
    rows = torch.tensor([[4.0, 0.0], [0.0, 8.0], [2.0, 2.0]])
    assert mixed(rows, 1.0) is rows
    found = mixed(rows, 0.75)
    assert torch.allclose(found, torch.tensor([[3.5, 0.5], [1.0, 6.0], [1.5, 3.5]]))


def test_a_row_keeps_at_least_half_of_itself() -> None:
    random = np.random.default_rng(0)
    assert share_kept(0.0, random) == 1.0
    shares = [share_kept(1.0, random) for _ in range(4000)]
    assert 0.5 <= min(shares) < 0.51
    assert 0.99 < max(shares) <= 1.0
    assert np.mean(shares) == pytest.approx(0.75, abs=0.01), "uniform, folded at a half"
    assert np.mean([share_kept(0.1, random) for _ in range(4000)]) > 0.9
