"""What training minimises."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


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
