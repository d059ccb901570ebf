from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from mate_core.losses import Contrastive, cosine, info_nce, mean_squared_error, sigmoid


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


def _points(seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    draw = torch.Generator().manual_seed(seed)
    images = normalize(torch.randn(7, 5, generator=draw, dtype=torch.float64), dim=-1)
    texts = normalize(torch.randn(7, 5, generator=draw, dtype=torch.float64), dim=-1)
    return images, texts, torch.rand(7, 7, generator=draw) < 0.3


def _sigmoid_by_hand(
    images: np.ndarray, texts: np.ndarray, scale: float, bias: float, same: np.ndarray
) -> float:
    total = 0.0
    for i in range(len(images)):
        for j in range(len(texts)):
            sign = 1 if i == j or same[i, j] else -1
            total += math.log1p(math.exp(-sign * (scale * float(images[i] @ texts[j]) + bias)))
    return total / len(images)


@pytest.mark.parametrize("with_same", [False, True])
def test_sigmoid_is_the_sum_written_out(with_same: bool) -> None:
    images, texts, same = _points(3)
    given = same if with_same else None
    expected = _sigmoid_by_hand(
        images.numpy(), texts.numpy(), 20.0, -10.0, same.numpy() & with_same
    )
    found = sigmoid(images, texts, torch.tensor(20.0), torch.tensor(-10.0), given)
    assert found.item() == pytest.approx(expected, rel=1e-9)


def test_the_gradient_of_sigmoid_is_that_of_the_sum_written_out() -> None:
    images, texts, same = _points(4)
    images.requires_grad_()
    scale = torch.tensor(20.0, dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(-10.0, dtype=torch.float64, requires_grad=True)
    sigmoid(images, texts, scale, bias, same).backward()
    at, width = images.detach().numpy(), 1e-6
    y, among = texts.numpy(), same.numpy()

    def slope(step: np.ndarray, scale_step: float = 0.0, bias_step: float = 0.0) -> float:
        ahead, behind = (
            _sigmoid_by_hand(
                at + side * step, y, 20 + side * scale_step, side * bias_step - 10, among
            )
            for side in (1, -1)
        )
        return (ahead - behind) / (2 * width)

    none = np.zeros_like(at)
    assert images.grad is not None
    for row, column in np.ndindex(*at.shape):
        step = none.copy()
        step[row, column] = width
        assert images.grad[row, column].item() == pytest.approx(slope(step), rel=1e-4, abs=1e-7)
    assert scale.grad is not None
    assert bias.grad is not None
    assert scale.grad.item() == pytest.approx(slope(none, scale_step=width), rel=1e-4)
    assert bias.grad.item() == pytest.approx(slope(none, bias_step=width), rel=1e-4)


def test_sigmoid_stays_finite_where_it_is_sure() -> None:
    apart = torch.eye(4)
    sure = sigmoid(apart, apart, torch.tensor(2000.0), torch.tensor(-1000.0))
    wrong = sigmoid(apart, apart.flip(0), torch.tensor(2000.0), torch.tensor(-1000.0))
    assert sure.item() == pytest.approx(0)
    assert wrong.item() == pytest.approx(2000.0)


def test_cosine_and_squared_error_are_the_means_written_out() -> None:
    images, texts, _ = _points(5)
    pairs = list(zip(2 * images.numpy(), texts.numpy(), strict=True))
    angles = [1 - float(a @ b) / math.sqrt(float(a @ a) * float(b @ b)) for a, b in pairs]
    assert cosine(2 * images, texts).item() == pytest.approx(sum(angles) / 7)
    squares = [sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) for a, b in pairs]
    assert mean_squared_error(2 * images, texts).item() == pytest.approx(sum(squares) / 7)
    # Of points on the sphere one is twice the other.
    twice = 2 * cosine(images, texts).item()
    assert mean_squared_error(images, texts).item() == pytest.approx(twice)


def test_what_a_contrastive_loss_learns() -> None:
    images, texts, same = _points(6)
    nce, pairwise = Contrastive("info_nce").double(), Contrastive("sigmoid").double()
    assert [name for name, _ in nce.named_parameters()] == ["log_scale"]
    assert sorted(name for name, _ in pairwise.named_parameters()) == ["bias", "log_scale"]
    scale, bias = torch.tensor(20.0), torch.tensor(-10.0)
    assert nce(images, texts, same).item() == pytest.approx(
        info_nce(images, texts, scale, same).item()
    )
    assert pairwise(images, texts, same).item() == pytest.approx(
        sigmoid(images, texts, scale, bias, same).item()
    )
    pairwise(images, texts, same).backward()
    assert all(p.grad is not None and p.grad != 0 for p in pairwise.parameters())
    assert Contrastive(scale=1000.0, greatest_scale=50.0).scale.item() == pytest.approx(50)
