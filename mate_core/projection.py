"""The projection: the trained map from what a VLM sees into the text encoder's space.

This is where images meet texts. The text encoder's embeddings crowd into a narrow cone, so the
mean of many texts is subtracted from each of them first (the centring); the projection is trained
towards that centred space, and its centring vector is stored with it.

Its input is an embedding of a VLM, or the grid of an image encoder that has no text tower. In a
VLM's space texts and images lie apart (the modality gap, Liang et al., arXiv 2203.02053), so a map
that has learned from the VLM's texts alone subtracts each modality's own mean.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn
from torch.nn import functional

from mate_core.config import CENTRE, ProjectionConfig
from mate_core.errors import BadConfig
from mate_core.weights import sha256

_PROJECTION = "projection."

Modality = Literal["image", "text"]


class Gated(nn.Module):
    """A linear layer times another one's SiLU (SwiGLU of Shazeer, arXiv 2002.05202)."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.both = nn.Linear(width, 2 * hidden)

    def forward(self, inputs: Tensor) -> Tensor:
        """``(n, width)`` to ``(n, hidden)``."""
        gate, value = self.both(inputs).chunk(2, dim=-1)
        out: Tensor = functional.silu(gate) * value
        return out


class Projection(nn.Module):
    """A VLM's embedding, or an image encoder's pooled grid, to a point in the centred text space.

    A grid's cells are pooled twice, by learned attention and by their mean. An embedding is scaled
    to length 1, for its length means nothing, and centred if the config says so. Then come
    the layers of the config's kind. With ``residual``, a linear map of their input is added.
    """

    source_centre: Tensor
    image_centre: Tensor
    image_colouring: Tensor

    def __init__(self, dim: int, config: ProjectionConfig) -> None:
        super().__init__()
        self.config = config
        width = config.channels
        if config.cells:
            self.attention = nn.Linear(config.channels, 1)
            self.place = nn.Parameter(torch.zeros(config.cells))
            width *= 2
        self.layers = _layers(width, dim, config)
        self.shortcut = nn.Linear(width, dim) if config.residual else None
        if config.centring != "none":
            self.register_buffer("source_centre", torch.zeros(width))
            self.register_buffer("image_centre", torch.zeros(width))
        if config.centring == "covariance":
            self.register_buffer("image_colouring", torch.eye(width))

    def forward(self, inputs: Tensor, modality: Modality = "image") -> Tensor:
        """``(n, channels)``, or grids ``(n, cells, channels)``, to ``(n, dim)``, L2-normalised.

        ``modality`` says whose embeddings they are: of the VLM's images or of its texts.
        """
        if self.config.cells:
            inputs = self._pooled(inputs)
        else:
            inputs = self._centred(functional.normalize(inputs, dim=-1), modality)
        out = self.layers(inputs)
        if self.shortcut is not None:
            out = out + self.shortcut(inputs)
        return functional.normalize(out, dim=-1)

    def start_from(self, matrix: Tensor, offset: Tensor) -> None:
        """Begin as the map ``x @ matrix + offset`` of a centred input, such as a closed form.

        What the layers add to it begins at zero. The matrix is ``(channels, dim)``, the offset
        ``(dim,)``.

        Raises:
            ValueError: if the projection has no linear path, or one of another shape.
        """
        last = self.layers[-1]
        linear = last if self.config.kind == "linear" else self.shortcut
        if not isinstance(linear, nn.Linear) or not isinstance(last, nn.Linear):
            raise ValueError("only a linear or residual projection can start from a linear map")
        if linear.weight.shape != matrix.T.shape:
            raise ValueError(
                f"a map of {tuple(matrix.shape)} does not fit a projection "
                f"from {linear.in_features} to {linear.out_features}"
            )
        with torch.no_grad():
            last.weight.zero_()
            last.bias.zero_()
            linear.weight.copy_(matrix.T)
            linear.bias.copy_(offset)

    def _pooled(self, grid: Tensor) -> Tensor:
        weights = torch.softmax(self.attention(grid).squeeze(-1) + self.place, dim=-1)
        attended = (weights.unsqueeze(-1) * grid).sum(dim=1)
        return torch.cat([attended, grid.mean(dim=1)], dim=-1)

    def _centred(self, inputs: Tensor, modality: Modality) -> Tensor:
        if self.config.centring == "none":
            return inputs
        if modality == "text":
            return inputs - self.source_centre
        inputs = inputs - self.image_centre
        return inputs @ self.image_colouring if self.config.centring == "covariance" else inputs


def _layers(width: int, dim: int, config: ProjectionConfig) -> nn.Sequential:
    if config.kind == "linear":
        return nn.Sequential(nn.Linear(width, dim))
    layers: list[nn.Module] = [nn.LayerNorm(width)]
    if config.kind == "gated":
        layers += [Gated(width, config.hidden), nn.Dropout(config.dropout)]
    else:
        widths = [width] + [config.hidden] * config.depth
        for before, after in itertools.pairwise(widths):
            layers += [nn.Linear(before, after), nn.GELU(), nn.Dropout(config.dropout)]
    return nn.Sequential(*layers, nn.Linear(config.hidden, dim))


def load_projection(path: Path, dim: int, config: ProjectionConfig) -> tuple[Projection, Tensor]:
    """What `save_projection` wrote: the projection, in eval mode, and the texts' centre.

    Raises:
        BadConfig: if the tensors do not have the shapes that the config says.
    """
    stored = {name: tensor.float() for name, tensor in load_file(path).items()}
    projection = Projection(dim, config)
    try:
        centre = stored.pop(CENTRE)
        projection.load_state_dict({k.removeprefix(_PROJECTION): v for k, v in stored.items()})
    except (KeyError, RuntimeError) as error:
        differences = " ".join(str(error).split())
        raise BadConfig(f"{path}: the weights do not fit the config: {differences}") from error
    return projection.eval(), centre


def save_projection(projection: Projection, centre: Tensor, path: Path) -> str:
    """Write a projection and the texts' centre, ``(dim,)``, in float16; gives the file's sha256."""
    tensors = {_PROJECTION + name: tensor for name, tensor in projection.state_dict().items()}
    return save_half(tensors | {CENTRE: centre}, path)


def save_half(tensors: Mapping[str, Tensor], path: Path) -> str:
    """Write tensors in float16; gives the file's sha256.

    Raises:
        OverflowError: if a value is too large for float16, or no number.
    """
    halves = {name: tensor.detach().half().contiguous() for name, tensor in tensors.items()}
    for name, half in halves.items():
        if not torch.isfinite(half).all():
            raise OverflowError(f"{path}: {name} holds a value that float16 cannot")
    path.write_bytes(save(halves))
    return sha256(path)
