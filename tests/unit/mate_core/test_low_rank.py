"""Low-rank adapters, against the matrices that they stand for."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from mate_core.low_rank import add_adapters, merge_adapters


class _Two(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv = nn.Conv2d(6, 10, 1)
        self.linear = nn.Linear(10, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.linear(self.conv(x).mean((2, 3)))
        return out


def test_adapters_begin_as_nothing_and_train_alone() -> None:
    module, x = _Two(), torch.randn(3, 6, 5, 5)
    expected = module(x)
    trained = add_adapters(module, ["conv.weight", "conv.bias", "linear.weight"], rank=2)
    assert torch.allclose(module(x), expected)
    assert sorted(name.rpartition(".")[2] for name in trained) == ["down", "down", "up", "up"]
    assert {tuple(p.shape) for p in trained.values()} == {(10, 2), (2, 6), (4, 2), (2, 10)}
    optimizer = torch.optim.SGD(trained.values(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        module(x).square().sum().backward()
        optimizer.step()
    assert not torch.allclose(module(x), expected)


def test_a_merged_weight_is_the_sum_and_of_low_rank() -> None:
    module, x = _Two(), torch.randn(3, 6, 5, 5)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    trained = add_adapters(module, ["conv.weight"], rank=2)
    with torch.no_grad():
        for parameter in trained.values():
            parameter.copy_(torch.randn_like(parameter))
    up, down = (trained[f"conv.parametrizations.weight.0.{side}"] for side in ("up", "down"))
    scale = (before["conv.weight"] ** 2).mean() ** 0.5
    expected = before["conv.weight"] + scale * (up @ down)[:, :, None, None]
    adapted = module(x)
    merge_adapters(module)
    assert module.state_dict().keys() == before.keys()
    assert torch.allclose(module.conv.weight, expected)
    assert torch.allclose(module(x), adapted, atol=1e-6)
    change = (module.conv.weight - before["conv.weight"]).flatten(1)
    assert torch.linalg.matrix_rank(change) == 2


def test_a_rank_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="rank"):
        add_adapters(_Two(), ["conv.weight"], rank=0)
