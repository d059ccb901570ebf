"""ALIGN and BLIP, as transformers has them.

Jia et al., "Scaling Up Visual and Vision-Language Representation Learning With Noisy Text
Supervision" (arXiv 2102.05918), and Li et al., "BLIP: Bootstrapping Language-Image Pre-training"
(arXiv 2201.12086), of which the contrastive head (ITC) is taken: the other one, which reads image
and text together, cannot search.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from torch import Tensor, nn

from mate_core.encoders.dual import DualEncoder, Scaled
from mate_core.errors import BadConfig, MissingWeights
from mate_core.hub import TOKENIZER_FILES, fetch, present
from mate_core.torchvision_shim import make_torchvision_importable
from mate_core.weights import checksum

make_torchvision_importable()

from transformers import (  # noqa: E402  (needs the line above)
    AlignModel,
    AutoTokenizer,
    BlipForImageTextRetrieval,
    BlipImageProcessorPil,
    EfficientNetImageProcessorPil,
)

_WEIGHTS_FILES = ("model.safetensors", "pytorch_model.bin")
_ALIGN_WINDOW = 64
"""The tokens that ALIGN was trained with, less than its positions; its processor's default."""


def load_align(name: str) -> DualEncoder:
    """Load ALIGN on the CPU; it reads 64 tokens.

    Args:
        name: a folder that transformers saved, with tokenizer and image processor, or
            ``hub:ORGANISATION/NAME``.

    Raises:
        MissingWeights: if there is no such model, here or on the hub, or it lacks a file.
        BadConfig: if a file cannot be read, or the weights do not fit the config.
    """
    folder, model = _read(name, AlignModel)
    processor = _part(folder, EfficientNetImageProcessorPil.from_pretrained)
    size = processor.crop_size if processor.do_center_crop else processor.size
    window = min(_ALIGN_WINDOW, model.config.text_config.max_position_embeddings)
    return DualEncoder(
        _model_id("align", folder),
        _scaled(_AlignImages(model), processor, _side(folder, size)),
        _Texts(model.text_model, model.text_projection),
        _Tokenizer(folder, window),
        dim=model.config.projection_dim,
        image_size=_side(folder, size),
    )


def load_blip(name: str) -> DualEncoder:
    """Load BLIP's contrastive head on the CPU; it reads as many tokens as it has positions.

    That is in its favour: it was trained on captions of at most 35 tokens.

    Args:
        name: a folder that transformers saved, with tokenizer and image processor, or
            ``hub:ORGANISATION/NAME``.

    Raises:
        MissingWeights: if there is no such model, here or on the hub, or it lacks a file.
        BadConfig: if a file cannot be read, or the weights do not fit the config.
    """
    folder, model = _read(name, BlipForImageTextRetrieval)
    processor = _part(folder, BlipImageProcessorPil.from_pretrained)
    side = model.config.vision_config.image_size
    return DualEncoder(
        _model_id("blip", folder),
        _scaled(_BlipImages(model), processor, side),
        _Texts(model.text_encoder, model.text_proj),
        _Tokenizer(folder, model.config.text_config.max_position_embeddings),
        dim=model.config.image_text_hidden_size,
        image_size=side,
    )


class _AlignImages(nn.Module):
    def __init__(self, model: AlignModel) -> None:
        super().__init__()
        self.vision_model = model.vision_model

    def forward(self, pixels: Tensor) -> Tensor:
        out: Tensor = self.vision_model(pixel_values=pixels).pooler_output
        return out


class _BlipImages(nn.Module):
    def __init__(self, model: BlipForImageTextRetrieval) -> None:
        super().__init__()
        self.vision_model = model.vision_model
        self.vision_proj = model.vision_proj

    def forward(self, pixels: Tensor) -> Tensor:
        found = self.vision_model(pixel_values=pixels).last_hidden_state
        out: Tensor = self.vision_proj(found[:, 0])
        return out


class _Texts(nn.Module):
    """A text tower of either: a BERT whose first output is projected."""

    def __init__(self, tower: nn.Module, projection: nn.Module) -> None:
        super().__init__()
        self.tower = tower
        self.projection = projection

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        found = self.tower(input_ids=ids, attention_mask=mask).last_hidden_state
        out: Tensor = self.projection(found[:, 0])
        return out


class _Tokenizer:
    """A tokenizer of transformers: a `mate_core.encoders.dual.Tokenizer`."""

    def __init__(self, folder: Path, window: int) -> None:
        self.window = window
        self._tokenizer = _part(folder, AutoTokenizer.from_pretrained)

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, ...]:
        found = self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=self.window, return_tensors="pt"
        )
        return found["input_ids"], found["attention_mask"]

    def count(self, text: str) -> int:
        return len(self._tokenizer(text, verbose=False)["input_ids"])


def _read(name: str, model: Any) -> tuple[Path, Any]:
    """The folder of a model and the model, every tensor of it from the folder."""
    folder = Path(name).expanduser()
    if name.startswith("hub:"):
        folder = fetch(name.removeprefix("hub:"), _WEIGHTS_FILES)
    elif not folder.is_dir():
        raise MissingWeights(f"{folder}: there is no such folder of a model")
    if present(folder, ["config.json"]) is None:  # transformers would take its own defaults
        raise MissingWeights(f"{folder}: there is no config.json")
    found, loading = _part(folder, model.from_pretrained, output_loading_info=True)
    if loading["missing_keys"]:
        raise BadConfig(
            f"{present(folder, _WEIGHTS_FILES)}: the weights do not fit the config: there is no "
            f"{', '.join(sorted(loading['missing_keys'])[:5])}"
        )
    return folder, found


def _part(folder: Path, load: Callable[..., Any], **options: Any) -> Any:
    try:
        return load(str(folder), local_files_only=True, **options)
    except OSError as error:
        raise MissingWeights(f"{folder}: {' '.join(str(error).split())[:300]}") from error
    except (ValueError, TypeError, KeyError, RuntimeError, SafetensorError) as error:
        raise BadConfig(f"{folder}: {' '.join(str(error).split())[:300]}") from error


def _side(folder: Path, size: Any) -> int:
    if size.height != size.width:
        raise BadConfig(f"{folder}: the images are not square: {size.width} x {size.height}")
    return int(size.height)


def _scaled(tower: nn.Module, processor: Any, side: int) -> Scaled:
    """The tower with its processor's scaling, which is seen in what that makes of black and white.

    Processors scale, shift and normalise in several ways, all of them affine in each channel.
    """
    ends = np.stack([np.full((side, side, 3), value, dtype=np.uint8) for value in (0, 255)])
    seen = processor(images=list(ends), do_resize=False, do_center_crop=False, return_tensors="np")[
        "pixel_values"
    ].astype(np.float64)
    black, white = seen[:, :, 0, 0]
    return Scaled(tower, ((white - black) / 255).tolist(), black.tolist())


def _model_id(kind: str, folder: Path) -> str:
    names = (
        "config.json",
        "preprocessor_config.json",
        "processor_config.json",
        *TOKENIZER_FILES,
    )
    weights = present(folder, _WEIGHTS_FILES)
    files = [folder / name for name in names] + ([weights] if weights is not None else [])
    return f"{kind}-{checksum({}, files)[:8]}"
