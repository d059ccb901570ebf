"""The encoders (backbones): what reads texts and what reads pixels, behind one protocol each.

A module for each kind; `open_text_encoder` and `open_image_encoder` tell them apart by the config's
``kind``, and `describe` makes a config of a name. Importing this package is cheap: torch and the
model libraries are imported with the encoder that needs them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence, Sized
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from mate_core.config import STARTER, EncoderConfig
from mate_core.errors import BadConfig
from mate_core.weights import encoder_folder, pinned

if TYPE_CHECKING:
    from torch import nn

Kind = Literal["query", "document"]
"""What a text is for: some encoders put another prompt before each."""


class TextEncoder(Protocol):
    """Reads texts of any length in windows that it can take in at once."""

    dim: int

    def split(self, text: str, kind: Kind) -> Sequence[Sized]:
        """The windows of one text, at least one; together they hold every word of it.

        A window's length is about what it costs, in tokens.
        """

    def encode(self, windows: Sequence[Any]) -> NDArray[np.float32]:
        """Windows as `split` gives them to ``(n, dim)``, L2-normalised."""


def open_text_encoder(config: EncoderConfig, window: int, overlap: int) -> TextEncoder:
    """A text encoder, in torch on the best device, or in numpy where that is all it needs.

    Args:
        config: which one.
        window: the tokens it reads at once; fewer if it cannot read so many.
        overlap: the tokens that neighbouring windows share at least.

    Raises:
        ModelError: if its weights are missing or damaged, or it is no text encoder.
    """
    if config.kind == "minilm":
        from mate_core.encoders import minilm

        return minilm.open_encoder(config, window, overlap)
    if config.kind == "use":
        from mate_core.encoders import use

        return use.open_encoder(config, window, overlap)
    if config.kind == "hugging-face":
        from mate_core.encoders import hugging_face

        return hugging_face.open_encoder(config, window, overlap)
    raise BadConfig(f"{config.source}: {config.kind} is no text encoder that reads any length")


def open_image_encoder(config: EncoderConfig) -> nn.Module:
    """An image encoder as a torch module on the CPU, in eval mode.

    It maps ``(n, size, size, 3)`` uint8 RGB to ``(n, channels)``, or to ``(n, cells, channels)``
    where it has no one vector for an image.

    Raises:
        ModelError: if its weights are missing or damaged, or it is no image encoder.
    """
    if config.kind == "efficientnet-lite2":
        from mate_core.encoders import efficientnet

        return efficientnet.load(config)
    if config.kind == "open-clip":
        from mate_core.encoders import open_clip

        return open_clip.load(config.source).image
    if config.kind == "small-vlm":
        from mate_core.encoders import small_vlm

        return small_vlm.load(encoder_folder(config)).image
    raise BadConfig(f"{config.source}: {config.kind} is no image encoder")


def describe(name: str, options: Mapping[str, str | int] | None = None) -> EncoderConfig:
    """The config of the encoder that a name stands for.

    Args:
        name: ``minilm``, ``efficientnet-lite2`` or ``use``; else ``KIND:SOURCE`` with the kind
            ``hugging-face``, ``open-clip`` or ``small-vlm``, and a folder or
            ``hub:ORGANISATION/NAME``.
        options: what the encoder must be told besides; see its module.

    Raises:
        MissingWeights: if it cannot be found.
        BadConfig: if it is no such encoder.
    """
    if name == "minilm":
        return STARTER.text_encoder
    if name == "efficientnet-lite2":
        return STARTER.image_encoder
    if name == "use":
        from mate_core.encoders.use import USE_MULTILINGUAL

        return USE_MULTILINGUAL
    kind, _, source = name.partition(":")
    if source and not source.startswith("hub:"):
        # A model must load from anywhere, so a folder is kept as the whole path.
        source = str(Path(source).expanduser().resolve())
    if kind == "hugging-face" and source:
        from mate_core.encoders import hugging_face

        return hugging_face.describe(source, options or {})
    if kind in ("open-clip", "small-vlm") and source:
        bare = EncoderConfig("open-clip" if kind == "open-clip" else "small-vlm", source, {})
        return dataclasses.replace(bare, files=pinned(encoder_folder(bare), pickles=True))
    raise BadConfig(
        f"{name!r} names no encoder: minilm, efficientnet-lite2, use, hugging-face:SOURCE or "
        "open-clip:SOURCE or small-vlm:SOURCE, SOURCE being a folder or hub:ORGANISATION/NAME"
    )
