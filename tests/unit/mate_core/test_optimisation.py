from __future__ import annotations

import pytest
import torch

from mate_core.optimisation import move_towards, rise_and_fall


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
