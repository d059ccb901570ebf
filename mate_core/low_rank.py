"""Low-rank adapters for weights of any kind (LoRA; Hu et al., arXiv 2106.09685).

A weight stays as it is and a product of two thin matrices is added to it. peft does this for the
layers it knows; the starter's image encoder is made of convolutions of its own, and a convolution
over single pixels is a matrix like any other, so that here every weight is taken as one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize


class LowRank(nn.Module):
    """``weight`` to ``weight + scale * up @ down``; ``up`` begins at zero.

    The scale is the weight's root mean square, so that one learning rate serves large weights and
    small ones.
    """

    scale: Tensor

    def __init__(self, weight: Tensor, rank: int) -> None:
        super().__init__()
        rows, columns = weight.flatten(1).shape
        self.up = nn.Parameter(weight.new_zeros(rows, rank))
        self.down = nn.Parameter(torch.randn(rank, columns) / math.sqrt(rank))
        self.register_buffer("scale", weight.detach().square().mean().sqrt())

    def forward(self, weight: Tensor) -> Tensor:
        """The adapted weight, of the same shape."""
        return weight + self.scale * (self.up @ self.down).view_as(weight)


def add_adapters(module: nn.Module, names: Iterable[str], rank: int) -> dict[str, nn.Parameter]:
    """Put an adapter on each named weight; gives the adapters' parameters by name.

    Args:
        module: changed in place; what it was made of no longer asks for gradients.
        names: of weights of two dimensions or more; a vector among them is left alone.
        rank: of the adapters.

    Raises:
        ValueError: if the rank is not positive.
    """
    if rank < 1:
        raise ValueError(f"an adapter's rank is at least 1, got {rank}")
    module.requires_grad_(requires_grad=False)
    for name in names:
        weight = module.get_parameter(name)
        if weight.ndim > 1:
            owner, _, attribute = name.rpartition(".")
            adapter = LowRank(weight, rank)
            parametrize.register_parametrization(module.get_submodule(owner), attribute, adapter)
    return {name: p for name, p in module.named_parameters() if p.requires_grad}


def merge_adapters(module: nn.Module) -> None:
    """Make the adapted weights plain weights again."""
    for owner in list(module.modules()):
        if parametrize.is_parametrized(owner):
            for attribute in list(owner.parametrizations):  # type: ignore[arg-type]
                parametrize.remove_parametrizations(owner, attribute, leave_parametrized=True)
