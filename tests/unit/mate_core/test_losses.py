from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from mate_core.losses import info_nce


def _by_hand(images: np.ndarray, texts: np.ndarray, scale: float, same: np.ndarray) -> float:
    """Every term of the sum, written out."""
    total, n = 0.0, len(images)
    for i in range(n):
        for a, b, left_out in ((images, texts, same[i]), (texts, images, same[:, i])):
            own = math.exp(scale * float(a[i] @ b[i]))
            others = [
                math.exp(scale * float(a[i] @ b[j])) for j in range(n) if j != i and not left_out[j]
            ]
            total -= math.log(own / (own + sum(others)))
    return total / (2 * n)


@pytest.mark.parametrize("scale", [1.0, 14.3])
@pytest.mark.parametrize("share", [0.0, 0.3])
def test_info_nce_is_the_sum_written_out(scale: float, share: float) -> None:
    draw = torch.Generator().manual_seed(3)
    images = normalize(torch.randn(7, 5, generator=draw, dtype=torch.float64), dim=-1)
    texts = normalize(torch.randn(7, 5, generator=draw, dtype=torch.float64), dim=-1)
    same = torch.rand(7, 7, generator=draw) < share
    expected = _by_hand(images.numpy(), texts.numpy(), scale, same.numpy())
    found = info_nce(images, texts, torch.tensor(scale, dtype=torch.float64), same)
    assert found.item() == pytest.approx(expected, rel=1e-9)
    if share == 0:
        plain = info_nce(images, texts, torch.tensor(scale, dtype=torch.float64))
        assert plain.item() == pytest.approx(expected, rel=1e-9)


def test_chance_and_perfection() -> None:
    alike = torch.ones(8, 4) / 2
    assert info_nce(alike, alike, torch.tensor(10.0)).item() == pytest.approx(math.log(8))
    apart = torch.eye(8)
    assert info_nce(apart, apart, torch.tensor(100.0)).item() < 1e-6
    everything = torch.ones(8, 8, dtype=torch.bool)
    assert info_nce(alike, alike, torch.tensor(10.0), everything).item() == pytest.approx(0)


def test_the_gradient_is_finite_when_pairs_are_left_out() -> None:
    images = torch.randn(6, 3, requires_grad=True)
    scale = torch.tensor(20.0, requires_grad=True)
    same = torch.ones(6, 6, dtype=torch.bool)
    info_nce(normalize(images, dim=-1), torch.eye(6)[:, :3], scale, same).backward()
    assert images.grad is not None
    assert torch.isfinite(images.grad).all()
