"""The whole model as two torch modules: one for images, one for texts.

They are the reference that the ONNX graphs are exported from and tested against, and the way to a
GPU. Only this module and those below it (projection, encoders) import torch at inference.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from mate_core.config import ADAPTED_FILE, PROJECTION_FILE, ModelConfig
from mate_core.encoders import efficientnet, minilm
from mate_core.errors import BadConfig
from mate_core.projection import (
    Projection,
    centred,
    load_projection,
    save_half,
    save_projection,
)
from mate_core.weights import package_folder


class ImageTower(nn.Module):
    """Pixels to embeddings."""

    def __init__(self, encoder: efficientnet.EfficientNetLite2, projection: Projection) -> None:
        super().__init__()
        self.encoder = encoder
        self.projection = projection

    def forward(self, pixels: Tensor) -> Tensor:
        """``(n, size, size, 3)`` uint8 RGB to ``(n, dim)``, L2-normalised."""
        out: Tensor = self.projection(self.encoder(pixels))
        return out


class TextTower(nn.Module):
    """Token ids to embeddings."""

    centre: Tensor

    def __init__(self, encoder: minilm.MiniLM, centre: Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        self.register_buffer("centre", centre)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """``(n, tokens)`` int64 ids and mask to ``(n, dim)``, L2-normalised."""
        return centred(self.encoder(ids, mask), self.centre)


@dataclass(frozen=True, slots=True)
class Towers:
    """Both halves of a model, in eval mode."""

    image: ImageTower
    text: TextTower


def load_image_encoder(config: ModelConfig) -> efficientnet.EfficientNetLite2:
    """The image encoder with its packaged weights, in eval mode."""
    path = package_folder(config.image_encoder) / config.image_encoder.weights
    return efficientnet.from_packaged(torch.load(path, map_location="cpu", weights_only=True))


def load_text_encoder(config: ModelConfig) -> minilm.MiniLM:
    """The text encoder with its packaged weights, in eval mode."""
    home = package_folder(config.text_encoder)
    weights = home / config.text_encoder.weights
    return minilm.from_files(weights, weights.with_name("config.json"))


def load_towers(config: ModelConfig, folder: Path) -> Towers:
    """Build a model from its folder and the packages its config names.

    Raises:
        BadConfig: if the tensors do not have the shapes that the config says.
    """
    projection, centre = load_projection(folder / PROJECTION_FILE, config.dim, config.projection)
    encoder = load_image_encoder(config)
    try:
        if ADAPTED_FILE in config.files:
            _replace(encoder.adapted(), load_file(folder / ADAPTED_FILE))
    except (KeyError, RuntimeError) as error:
        differences = " ".join(str(error).split())
        raise BadConfig(f"{folder}: the weights do not fit the config: {differences}") from error
    image = ImageTower(encoder, projection).eval()
    return Towers(image, TextTower(load_text_encoder(config), centre).eval())


def save_tensors(
    image: ImageTower, centre: Tensor, folder: Path, *, adapted: bool = True
) -> dict[str, str]:
    """Write what was trained to ``folder`` in float16; gives each file's name and sha256.

    Args:
        image: encoder and projection.
        centre: the centring of the texts, ``(dim,)``.
        folder: where to write.
        adapted: false if the image encoder is as its package has it and needs no file.
    """
    projection = save_projection(image.projection, centre, folder / PROJECTION_FILE)
    written = {PROJECTION_FILE: projection}
    if adapted:
        written[ADAPTED_FILE] = save_half(image.encoder.adapted(), folder / ADAPTED_FILE)
    return written


def _replace(parameters: dict[str, nn.Parameter], tensors: dict[str, Tensor]) -> None:
    if parameters.keys() != tensors.keys():
        raise KeyError(f"tensors {sorted(parameters.keys() ^ tensors.keys())}")
    with torch.no_grad():
        for name, parameter in parameters.items():
            if parameter.shape != tensors[name].shape:
                raise RuntimeError(f"{name}: {tuple(tensors[name].shape)}")
            parameter.copy_(tensors[name])
