"""The whole model as two torch modules: one for images, one for texts.

They are the reference that the ONNX graphs are exported from and tested against, and the way to a
GPU. Only this module and those below it (projection, encoders) import torch at inference.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from mate_core.config import PROJECTION_FILE, ModelConfig
from mate_core.encoders import efficientnet, minilm
from mate_core.errors import BadConfig
from mate_core.projection import Projection, centred
from mate_core.weights import package_folder

_CENTRE = "centre"
_PROJECTION = "projection."


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
    stored = {name: tensor.float() for name, tensor in load_file(folder / PROJECTION_FILE).items()}
    projection = Projection(config.dim, config.projection)
    try:
        centre = stored.pop(_CENTRE)
        projection.load_state_dict({k.removeprefix(_PROJECTION): v for k, v in stored.items()})
        image = ImageTower(load_image_encoder(config), projection).eval()
    except (KeyError, RuntimeError) as error:
        differences = " ".join(str(error).split())
        raise BadConfig(f"{folder}: the weights do not fit the config: {differences}") from error
    return Towers(image, TextTower(load_text_encoder(config), centre).eval())


def save_projection(projection: Projection, centre: Tensor, folder: Path) -> Path:
    """Write projection and centring to ``folder`` in float16; gives the file's path."""
    tensors = {_PROJECTION + name: tensor for name, tensor in projection.state_dict().items()}
    tensors[_CENTRE] = centre
    path = folder / PROJECTION_FILE
    path.write_bytes(save({k: v.detach().half().contiguous() for k, v in tensors.items()}))
    return path
