"""What training makes, as a torch module: the image encoder with its projection.

It is the reference that the ONNX graph is exported from and tested against, and the way to a GPU.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from mate_core.config import ADAPTED_FILE, CENTRE, PROJECTION_FILE, EncoderConfig, ModelConfig
from mate_core.encoders import efficientnet
from mate_core.errors import BadConfig
from mate_core.projection import Projection
from mate_core.weights import encoder_folder, sha256

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


def load_image_encoder(config: EncoderConfig) -> efficientnet.EfficientNetLite2:
    """The image encoder with its packaged weights, in eval mode."""
    path = encoder_folder(config) / config.file(".pth")
    return efficientnet.from_packaged(torch.load(path, map_location="cpu", weights_only=True))


def load_image_tower(config: ModelConfig, folder: Path) -> ImageTower:
    """Image encoder and projection from a model's folder, in eval mode.

    Raises:
        BadConfig: if the tensors do not have the shapes that the config says.
    """
    stored = {name: tensor.float() for name, tensor in load_file(folder / PROJECTION_FILE).items()}
    projection = Projection(config.dim, config.projection)
    encoder = load_image_encoder(config.image_encoder)
    try:
        stored.pop(CENTRE)
        projection.load_state_dict({k.removeprefix(_PROJECTION): v for k, v in stored.items()})
        if ADAPTED_FILE in config.files:
            _replace(encoder.adapted(), load_file(folder / ADAPTED_FILE))
    except (KeyError, RuntimeError) as error:
        differences = " ".join(str(error).split())
        raise BadConfig(f"{folder}: the weights do not fit the config: {differences}") from error
    return ImageTower(encoder, projection).eval()


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
    tensors = {_PROJECTION + name: tensor for name, tensor in image.projection.state_dict().items()}
    written = {PROJECTION_FILE: _save(tensors | {CENTRE: centre}, folder / PROJECTION_FILE)}
    if adapted:
        written[ADAPTED_FILE] = _save(image.encoder.adapted(), folder / ADAPTED_FILE)
    return written


def _replace(parameters: dict[str, nn.Parameter], tensors: dict[str, Tensor]) -> None:
    if parameters.keys() != tensors.keys():
        raise KeyError(f"tensors {sorted(parameters.keys() ^ tensors.keys())}")
    with torch.no_grad():
        for name, parameter in parameters.items():
            if parameter.shape != tensors[name].shape:
                raise RuntimeError(f"{name}: {tuple(tensors[name].shape)}")
            parameter.copy_(tensors[name])


def _save(tensors: Mapping[str, Tensor], path: Path) -> str:
    path.write_bytes(save({k: v.detach().half().contiguous() for k, v in tensors.items()}))
    return sha256(path)
