"""Models of the Hugging Face hub: from the cache on this machine, else over the network.

Nothing waits long for a network that is not there, and with HF_HUB_OFFLINE=1 none is asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from mate_core.errors import MissingWeights

TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "tokenizer.model",
    "spiece.model",
    "sentencepiece.bpe.model",
)
"""The files that a tokenizer of transformers may be made of."""

OPEN_CLIP_CONFIG = "open_clip_config.json"
OPEN_CLIP_WEIGHTS = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")
"""The names of the weights in open_clip's repositories of the hub, the best first."""

SETTINGS = ("*.json", "*.txt", "*.model")
"""Patterns of the files that say how an encoder is built and how it reads."""

_SECONDS_FOR_AN_ANSWER = 10.0


def fetch(name: str, weights: Sequence[str] = ()) -> Path:
    """The folder that holds a model's settings, its tokenizer, and one file of weights.

    Args:
        name: ``ORGANISATION/NAME`` on the hub, and ``@REVISION`` if not the newest.
        weights: the names its weights may have, or patterns of them, the best first; nothing if
            they are not wanted.

    Raises:
        MissingWeights: if the model is neither in the cache nor to be had over the network.
    """
    import httpx2
    import huggingface_hub
    from huggingface_hub.errors import LocalEntryNotFoundError

    repository, _, revision = name.partition("@")

    def snapshot(*patterns: str, cached: bool) -> Path:
        return Path(
            huggingface_hub.snapshot_download(
                repository,
                revision=revision or None,
                allow_patterns=[*SETTINGS, *patterns],
                local_files_only=cached,
                etag_timeout=_SECONDS_FOR_AN_ANSWER,
            )
        )

    try:
        try:
            folder = snapshot(cached=True)
            if _is_whole(folder, weights):
                return folder
        except LocalEntryNotFoundError:
            pass
        for pattern in weights or ("*.json",):
            folder = snapshot(pattern, cached=False)
            if _is_whole(folder, weights):
                return folder
    except (OSError, ValueError, httpx2.HTTPError) as error:
        reason = " ".join(str(error).split())[:200]
        raise MissingWeights(
            f"hub:{name} is not on this machine and could not be fetched ({reason}): "
            "check the name and the network, or give the folder of a copy"
        ) from error
    if present(folder, weights):
        raise MissingWeights(f"hub:{name} is on this machine in part, and the rest was not fetched")
    raise MissingWeights(f"hub:{name} has no {' and no '.join(weights)}")


def cached(name: str) -> Path | None:
    """The folder of a model of the hub that is here, whole or in part; asks no network."""
    import huggingface_hub
    from huggingface_hub.errors import LocalEntryNotFoundError

    repository, _, revision = name.partition("@")
    try:
        return Path(
            huggingface_hub.snapshot_download(
                repository, revision=revision or None, local_files_only=True
            )
        )
    except (LocalEntryNotFoundError, ValueError):  # it is not there, or is no name at all
        return None


def _is_whole(folder: Path, weights: Sequence[str]) -> bool:
    return not weights or (present(folder, weights) is not None and _has_every_part(folder))


def _has_every_part(folder: Path) -> bool:
    """Whether weights that come in parts are all there; their index names them."""
    for index in folder.glob("*.index.json"):
        try:
            parts = json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
        except (ValueError, KeyError, AttributeError, TypeError):
            return False
        if not all((folder / part).is_file() for part in set(parts)):
            return False
    return True


def present(folder: Path, names: Sequence[str]) -> Path | None:
    """The first file in ``folder`` that has one of ``names``, which may be patterns."""
    return next((path for name in names for path in sorted(folder.glob(name))), None)
