"""Low-rank adapters for image encoders of any kind (LoRA; Hu et al., arXiv 2106.09685).

A weight stays as it is and a product of two thin matrices is added to it. peft does this for the
layers of torch (`with_lora`). The starter's image encoder is made of convolutions of its own, and a
convolution over single pixels is a matrix like any other: `add_adapters` takes every weight as one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from mate_core.torchvision_shim import make_torchvision_importable


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


# --- layers of torch, by peft ------------------------------------------------------------


def with_lora(tower: nn.Module, rank: int) -> nn.Module:
    """The tower with an adapter on every linear layer, attention and pointwise convolution.

    Only the adapters ask for gradients. The tower itself is changed.

    Raises:
        ValueError: if the rank is not positive, or nothing in the tower can be adapted.
    """
    if rank < 1:
        raise ValueError(f"an adapter's rank is at least 1, got {rank}")
    make_torchvision_importable()
    import peft

    found: list[str] = []
    for name, layer in tower.named_modules():
        inside = any(name.startswith(f"{outer}.") for outer in found)
        if _is_linear(layer) and not inside:
            found.append(name)
    if not found:
        raise ValueError("the tower has no linear layer that could be adapted")
    config = peft.LoraConfig(r=rank, lora_alpha=rank, lora_dropout=0.0, target_modules=found)
    adapted: nn.Module = peft.LoraModel(tower, {_ADAPTER: config}, _ADAPTER)
    return adapted


def _is_linear(layer: nn.Module) -> bool:
    if isinstance(layer, nn.Conv2d):
        return layer.kernel_size == (1, 1) and layer.groups == 1
    return isinstance(layer, nn.Linear | nn.MultiheadAttention)


def lora_tensors(adapted: nn.Module) -> dict[str, Tensor]:
    """The adapters of a tower that `with_lora` gave, by name."""
    return {name: p for name, p in adapted.named_parameters() if _MARK in name}


def merged_lora(tower: nn.Module, tensors: Mapping[str, Tensor]) -> nn.Module:
    """The tower with adapters, as `lora_tensors` gave them, made part of its weights.

    Raises:
        KeyError: if they are not the adapters of such a tower.
        RuntimeError: if one has another shape.
    """
    ranks = {len(tensor) for name, tensor in tensors.items() if ".lora_A." in name}
    if len(ranks) != 1:
        raise KeyError(f"adapters of one rank, found {sorted(ranks)}")
    adapted = with_lora(tower, ranks.pop())
    own = lora_tensors(adapted)
    if own.keys() != tensors.keys():
        raise KeyError(f"adapters {sorted(own.keys() ^ tensors.keys())[:4]}")
    with torch.no_grad():
        for name, parameter in own.items():
            if parameter.shape != tensors[name].shape:
                raise RuntimeError(f"{name}: {tuple(tensors[name].shape)}")
            parameter.copy_(tensors[name])
    merged: nn.Module = adapted.merge_and_unload()  # type: ignore[operator]
    return merged.requires_grad_(requires_grad=False)


_ADAPTER = "default"
_MARK = ".lora_"
