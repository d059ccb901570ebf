"""The projection: the trained map from what the image encoder sees into the text encoder's space.

This is where images meet texts. The text encoder's embeddings crowd into a narrow cone, so the
mean of many texts is subtracted from each of them first (the centring); the projection is trained
towards that centred space, and its centring vector is stored with it.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mate_core.config import ProjectionConfig
from mate_core.encoders.efficientnet import CHANNELS, GRID


class Projection(nn.Module):
    """A pooled grid of the image encoder's last map to a point in the centred text space.

    The cells are pooled twice, by learned attention and by their mean, then go through
    LayerNorm and a perceptron with two hidden layers.
    """

    def __init__(self, dim: int, config: ProjectionConfig) -> None:
        super().__init__()
        self.attention = nn.Linear(CHANNELS, 1)
        self.place = nn.Parameter(torch.zeros(GRID * GRID))
        self.layers = nn.Sequential(
            nn.LayerNorm(2 * CHANNELS),
            nn.Linear(2 * CHANNELS, config.hidden),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden, config.hidden),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden, dim),
        )

    def forward(self, grid: Tensor) -> Tensor:
        """``(n, 9, 1280)`` to ``(n, dim)``, L2-normalised."""
        weights = torch.softmax(self.attention(grid).squeeze(-1) + self.place, dim=-1)
        attended = (weights.unsqueeze(-1) * grid).sum(dim=1)
        pooled = torch.cat([attended, grid.mean(dim=1)], dim=-1)
        return functional.normalize(self.layers(pooled), dim=-1)
