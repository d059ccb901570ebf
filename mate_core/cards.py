"""What a model's folder tells of itself without being loaded: size, licence, languages, recall.

A model of Mate has a ``config.json`` that names its encoders; a backbone has that of its own
library and is what a model can be made of. Licence, languages and what was measured stand in the
card, in the front matter that the Hugging Face hub reads.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mate_core.config import CONFIG_FILE, EncoderConfig, ModelConfig
from mate_core.errors import BadConfig, MissingWeights, ModelError
from mate_core.hub import OPEN_CLIP_CONFIG, cached
from mate_core.weights import encoder_folder

log = logging.getLogger(__name__)

CARDS = ("README.md", "MODEL_CARD.md")
HISTORY_FILE = "history.json"

TORCH_BYTES = 510_000_000
"""What torch and the libraries of encoders take in memory, before there is any weight."""

_LICENCE_FILES = ("LICENSE", "LICENCE", "LICENSE.txt", "LICENSE.md", "COPYING")
_KNOWN_NAMES = {
    "efficientnet-lite2": "EfficientNet-Lite2",
    "minilm": "all-MiniLM-L6-v2",
    "use": "USE multilingual",
}
_MOST_RESULTS = 4
_LONGEST_HEADER = 100_000_000  # as safetensors itself has it

Kind = Literal["model", "vlm", "text-encoder"]


@dataclass(frozen=True, slots=True)
class Result:
    """Something measured: ``value`` is a share, ``measure`` a name such as ``text → image R@10``.

    ``held_out`` is true of captions that stage 1 has held out: no photo was looked at.
    """

    dataset: str
    measure: str
    value: float
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a folder holds.

    Attributes:
        kind: a whole model, or a backbone: a VLM, which sees images and reads short texts, or a
            text encoder.
        parts: names of what it is made of: the image encoder, the text encoder, if there is one
            that of other languages; nothing for a backbone.
        size: bytes on disk of all that is needed.
        memory: bytes that it takes when it is loaded.
        memory_is_measured: whether the card says so; else it is estimated from its weights.
        licence: as its card says it, those of its parts where it has none; empty if none does.
        dim: the length of an embedding; 0 if that is not known.
        languages: ISO 639-1; None where they are not known.
        results: what was measured.
    """

    kind: Kind
    parts: tuple[str, ...]
    size: int
    memory: int
    memory_is_measured: bool
    licence: str
    dim: int
    languages: tuple[str, ...] | None
    results: tuple[Result, ...]


def read_facts(folder: Path) -> Facts:
    """What a folder of a model or a backbone tells. Its files are not compared with their sha256.

    Raises:
        MissingWeights: there is no such folder, or a file is missing.
        BadConfig: it holds neither a model nor a backbone, or one that is not to be understood.
    """
    try:
        return _facts(folder)
    except (ModelError, OSError):
        raise
    except Exception as error:  # the boundary of one model, whoever has made it
        log.exception("the model %s cannot be read", folder)
        raise BadConfig(f"{folder} cannot be read: {type(error).__name__}: {error}") from error


def _facts(folder: Path) -> Facts:
    if not folder.is_dir():
        raise MissingWeights(f"{folder}: there is no such folder")
    if (folder / OPEN_CLIP_CONFIG).is_file():
        return _backbone(folder, "vlm", _embed_dim(folder))
    said = _json(folder / CONFIG_FILE)
    if "image_encoder" in said:
        return _model(folder)
    if "model_type" in said or (folder / "modules.json").is_file():
        dim = said.get("hidden_size")
        return _backbone(folder, "text-encoder", dim if isinstance(dim, int) else 0)
    raise BadConfig(
        f"{folder} holds neither a model of Mate nor an encoder that one can be made of"
    )


def _model(folder: Path) -> Facts:
    config = ModelConfig.load(folder)
    others = [config.languages.encoder] if config.languages else []
    encoders = [config.image_encoder, config.text_encoder, *others]
    homes = [_home(encoder) for encoder in encoders]
    used = {folder / name for name in config.files}
    used |= {home / name for home, each in zip(homes, encoders, strict=True) for name in each.files}
    for path in sorted(used):
        if not path.is_file():
            raise MissingWeights(f"{path} is missing")
    card = _Card(folder)
    licences = [_Card(home).licence for home in homes]
    reads = config.reads
    return Facts(
        "model",
        tuple(_name(encoder) for encoder in encoders),
        size=_size(used),
        memory=card.memory or TORCH_BYTES + _in_memory(used),
        memory_is_measured=bool(card.memory),
        licence=card.licence or ", ".join(dict.fromkeys(filter(None, licences))),
        dim=config.dim,
        languages=tuple(sorted(reads)) if reads is not None else card.languages,
        results=card.results or _held_out(folder),
    )


def _backbone(folder: Path, kind: Kind, dim: int) -> Facts:
    files = [path for path in folder.rglob("*") if path.is_file()]
    weights = [path for path in files if path.suffix in (".safetensors", ".bin", ".pt", ".pth")]
    if not weights:
        raise MissingWeights(f"{folder} holds no weights")
    card = _Card(folder)
    return Facts(
        kind,
        (),
        size=_size(files),
        memory=TORCH_BYTES + _in_memory(weights),
        memory_is_measured=False,
        licence=card.licence,
        dim=dim,
        languages=card.languages,
        results=(),
    )


def _home(encoder: EncoderConfig) -> Path:
    """The folder of an encoder, without asking the network for it."""
    kind, _, name = encoder.source.partition(":")
    if kind != "hub":
        return encoder_folder(encoder)
    found = cached(name)
    if found is None:
        raise MissingWeights(f"{name}, which it stands on, is not on this machine")
    return found


def _name(encoder: EncoderConfig) -> str:
    kind, _, name = encoder.source.partition(":")
    if kind == "hub":
        return name.partition("@")[0]
    return _KNOWN_NAMES.get(encoder.kind) or Path(encoder.source).name


def _size(files: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in files)


def _in_memory(files: Iterable[Path]) -> int:
    """What weights take in float32, as which they run; in older formats, as they are stored."""
    total = 0
    for path in files:
        if path.suffix != ".safetensors":
            total += path.stat().st_size
            continue
        try:
            with path.open("rb") as file:
                length = int.from_bytes(file.read(8), "little")
                header = json.loads(file.read(min(length, _LONGEST_HEADER)))
            for name, tensor in header.items():
                if name != "__metadata__":
                    begin, end = tensor["data_offsets"]
                    total += (end - begin) * (2 if tensor["dtype"] in ("F16", "BF16") else 1)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadConfig(f"{path} is no file of weights: {error}") from error
    return total


def _held_out(folder: Path) -> tuple[Result, ...]:
    """How well stage 1 found what it had held out, where it has written that down."""
    try:
        history = json.loads((folder / HISTORY_FILE).read_text(encoding="utf-8"))
        best = max(history, key=lambda row: sum(each["MRR"] for each in row["recalls"].values()))
        return tuple(
            Result(name, "R@10", float(found["R@10"]), held_out=True)
            for name, found in best["recalls"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


class _Card:
    """The front matter of a folder's card; a folder without one says nothing."""

    def __init__(self, folder: Path) -> None:
        self.licence, self.memory = "", 0
        self.languages: tuple[str, ...] | None = None
        self.results: tuple[Result, ...] = ()
        path = next((folder / name for name in CARDS if (folder / name).is_file()), None)
        if path is not None:
            self._read(path)
        if not self.licence:
            named = next((name for name in _LICENCE_FILES if (folder / name).is_file()), "")
            self.licence = f"see {named}" if named else ""

    def _read(self, path: Path) -> None:
        from huggingface_hub import ModelCard
        from yaml import YAMLError

        try:
            text = path.read_text(encoding="utf-8")
            data = ModelCard(text, ignore_metadata_errors=True).data
        except (OSError, ValueError, TypeError, AttributeError, YAMLError):
            return  # a card is for people; what is wrong with it is no fault of the model
        self.licence = str(data.get("license_name") or data.get("license") or "")
        languages = data.get("language")
        if isinstance(languages, str):
            languages = [languages]
        if isinstance(languages, list):
            self.languages = tuple(map(str, languages))
        memory = data.get("memory_mb")
        self.memory = memory * 1_000_000 if isinstance(memory, int) else 0
        self.results = tuple(
            Result(
                str(each.dataset_name), str(each.metric_name or each.metric_type), each.metric_value
            )
            for each in getattr(data, "eval_results", None) or ()
            if isinstance(each.metric_value, float)
        )[:_MOST_RESULTS]


def _json(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadConfig(f"{path} cannot be read: {error}") from error
    return said if isinstance(said, dict) else {}


def _embed_dim(folder: Path) -> int:
    dim = _json(folder / OPEN_CLIP_CONFIG).get("model_cfg", {}).get("embed_dim", 0)
    return dim if isinstance(dim, int) else 0
