"""What training minimises."""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

ContrastiveKind = Literal["info_nce", "sigmoid"]

_SAME_TEXT = 0.99


def info_nce(images: Tensor, texts: Tensor, scale: Tensor, same: Tensor | None = None) -> Tensor:
    """The symmetric contrastive loss of van den Oord et al. (arXiv 1807.03748), as CLIP uses it.

    Args:
        images: ``(n, dim)``, L2-normalised; row ``i`` belongs to row ``i`` of ``texts``.
        texts: ``(n, dim)``, L2-normalised.
        scale: the inverse temperature, a positive scalar, usually learned.
        same: ``(n, n)`` bool, true where image ``i`` and text ``j`` belong together as well, as
            when two photos bear one label; such pairs are left out of the negatives.

    Returns:
        The mean of both directions' cross entropies, a scalar.
    """
    logits = scale * images @ texts.T
    if same is not None:
        others = same & ~torch.eye(len(images), dtype=torch.bool, device=images.device)
        logits = logits.masked_fill(others, -torch.inf)
    target = torch.arange(len(images), device=images.device)
    forth = functional.cross_entropy(logits, target)
    back = functional.cross_entropy(logits.T, target)
    return (forth + back) / 2


def sigmoid(
    images: Tensor, texts: Tensor, scale: Tensor, bias: Tensor, same: Tensor | None = None
) -> Tensor:
    """The pairwise loss of SigLIP (arXiv 2303.15343): is this pair a true one, asked of each.

    Args:
        images: ``(n, dim)``, L2-normalised; row ``i`` belongs to row ``i`` of ``texts``.
        texts: ``(n, dim)``, L2-normalised.
        scale: the inverse temperature, a positive scalar, usually learned.
        bias: added to every logit, a scalar, usually learned; negative, for most pairs are false.
        same: ``(n, n)`` bool, true where image ``i`` and text ``j`` belong together as well; they
            count as true pairs.

    Returns:
        The binary cross entropy, summed over all pairs and divided by ``n``, a scalar.
    """
    true = torch.eye(len(images), dtype=torch.bool, device=images.device)
    if same is not None:
        true = true | same
    logits = scale * images @ texts.T + bias
    return -functional.logsigmoid(torch.where(true, logits, -logits)).sum() / len(images)


def cosine(images: Tensor, texts: Tensor) -> Tensor:
    """The mean of one less the cosine similarity of each pair of rows, a scalar."""
    return (1 - functional.cosine_similarity(images, texts, dim=-1)).mean()


def mean_squared_error(images: Tensor, texts: Tensor) -> Tensor:
    """The mean squared distance of each pair of rows, a scalar.

    Summed over the dimensions: with rows of length 1 it is twice the cosine loss, in any space.
    """
    return (images - texts).square().sum(dim=-1).mean()


def belong_together(texts: Tensor, groups: Tensor | None = None) -> Tensor:
    """Which image and which text of a batch belong together though they are not of one row.

    Args:
        texts: ``(n, dim)``, L2-normalised; texts that are as good as equal belong to both rows.
        groups: ``(n,)``; all rows of one group belong together.

    Returns:
        ``(n, n)`` bool, as `info_nce` and `sigmoid` take it.
    """
    same = texts @ texts.T > _SAME_TEXT
    return same if groups is None else same | (groups[:, None] == groups)


class Contrastive(nn.Module):
    """A contrastive loss with what it learns: the temperature, and the sigmoid loss's bias.

    They start where SAIL (arXiv 2412.04616) starts them. The scale stays below ``greatest_scale``,
    beyond which single pairs decide everything.
    """

    def __init__(
        self,
        kind: ContrastiveKind = "info_nce",
        scale: float = 20.0,
        bias: float = -10.0,
        greatest_scale: float = 100.0,
    ) -> None:
        super().__init__()
        self.log_scale = nn.Parameter(torch.tensor(math.log(scale)))
        self.bias = nn.Parameter(torch.tensor(bias)) if kind == "sigmoid" else None
        self.greatest_scale = greatest_scale

    @property
    def scale(self) -> Tensor:
        """The inverse temperature, a scalar."""
        return self.log_scale.exp().clamp(max=self.greatest_scale)

    def forward(self, images: Tensor, texts: Tensor, same: Tensor | None = None) -> Tensor:
        """See `info_nce` and `sigmoid`."""
        if self.bias is None:
            return info_nce(images, texts, self.scale, same)
        return sigmoid(images, texts, self.scale, self.bias, same)
