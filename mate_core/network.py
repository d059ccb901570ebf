"""What training makes, as a torch module: the image encoder with its projection.

It is the reference that the ONNX graph is exported from and tested against, and the way to a GPU.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from mate_core.config import ADAPTED_FILE, LANGUAGES_FILE, PROJECTION_FILE, ModelConfig
from mate_core.encoders import open_image_encoder
from mate_core.encoders.efficientnet import EfficientNetLite2
from mate_core.errors import BadConfig, MissingWeights
from mate_core.low_rank import merged_lora
from mate_core.projection import Projection, load_projection, save_half, save_projection


class ImageTower(nn.Module):
    """Pixels to embeddings."""

    def __init__(self, encoder: nn.Module, projection: Projection) -> None:
        super().__init__()
        self.encoder = encoder
        self.projection = projection

    def forward(self, pixels: Tensor) -> Tensor:
        """``(n, size, size, 3)`` uint8 RGB to ``(n, dim)``, L2-normalised."""
        out: Tensor = self.projection(self.encoder(pixels))
        return out


def load_image_tower(config: ModelConfig, folder: Path) -> ImageTower:
    """Image encoder and projection from a model's folder, in eval mode.

    Raises:
        BadConfig: if the tensors do not have the shapes that the config says.
    """
    projection, _ = load_projection(folder / PROJECTION_FILE, config.dim, config.projection)
    encoder = open_image_encoder(config.image_encoder)
    try:
        if ADAPTED_FILE in config.files and isinstance(encoder, EfficientNetLite2):
            adapt_encoder(encoder, folder)
        elif ADAPTED_FILE in config.files:
            encoder = merged_lora(encoder, load_file(folder / ADAPTED_FILE))
    except (KeyError, RuntimeError) as error:
        differences = " ".join(str(error).split())
        raise BadConfig(f"{folder}: the weights do not fit the config: {differences}") from error
    return ImageTower(encoder, projection).eval()


def load_languages(config: ModelConfig, folder: Path) -> Projection:
    """The projection that takes the embeddings of other languages into the model's space.

    Raises:
        BadConfig: if the model has none, or the tensors do not have the shapes that it says.
    """
    if config.languages is None:
        raise BadConfig(f"{folder}: the model reads no other languages")
    projection = Projection(config.dim, config.languages.projection)
    path = folder / LANGUAGES_FILE
    try:
        kept = load_file(path)
        projection.load_state_dict({name: tensor.float() for name, tensor in kept.items()})
    except (OSError, RuntimeError, SafetensorError) as error:
        differences = " ".join(str(error).split())
        raise BadConfig(f"{path}: the weights do not fit the config: {differences}") from error
    return projection.eval()


def adapt_encoder(encoder: EfficientNetLite2, folder: Path) -> None:
    """Give the starter's image encoder the weights that the model in ``folder`` has trained.

    Raises:
        MissingWeights: if that model's image encoder was never trained.
        KeyError: if there are tensors that the encoder does not have, or none of its head.
        RuntimeError: if one has another shape.
    """
    try:
        tensors = load_file(folder / ADAPTED_FILE)
    except FileNotFoundError as error:
        raise MissingWeights(f"{folder / ADAPTED_FILE} is missing") from error
    parameters = encoder.adapted(first=0, depthwise=True)
    missing = {name for name in parameters if name.startswith("head.")} - tensors.keys()
    if missing or not tensors.keys() <= parameters.keys():
        raise KeyError(f"tensors {sorted(missing | tensors.keys() - parameters.keys())}")
    _replace({name: parameters[name] for name in tensors}, tensors)


def save_tensors(
    projection: Projection,
    centre: Tensor,
    folder: Path,
    changed: Mapping[str, Tensor] | None = None,
) -> dict[str, str]:
    """Write what was trained to ``folder`` in float16; gives each file's name and sha256.

    Args:
        projection: the projection.
        centre: the centring of the texts, ``(dim,)``.
        folder: where to write.
        changed: the image encoder's tensors that training changed, if it was trained too: those
            of the starter's encoder, or the low-rank adapters of another encoder.
    """
    written = {PROJECTION_FILE: save_projection(projection, centre, folder / PROJECTION_FILE)}
    if changed is not None:
        written[ADAPTED_FILE] = save_half(changed, folder / ADAPTED_FILE)
    return written


def _replace(parameters: dict[str, nn.Parameter], tensors: dict[str, Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in parameters.items():
            if parameter.shape != tensors[name].shape:
                raise RuntimeError(f"{name}: {tuple(tensors[name].shape)}")
            parameter.copy_(tensors[name])
