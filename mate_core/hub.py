"""Models of the Hugging Face hub: from the cache on this machine, else over the network.

Nothing waits long for a network that is not there, and with HF_HUB_OFFLINE=1 none is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mate_core.errors import MissingWeights
from mate_core.weights import sha256

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

_SETTINGS = ("*.json", "*.txt", "*.model")
_SECONDS_FOR_AN_ANSWER = 10.0


def fetch(name: str, weights: Sequence[str] = ()) -> Path:
    """The folder that holds a model's settings, its tokenizer, and one file of weights.

    Args:
        name: ``ORGANISATION/NAME`` on the hub.
        weights: the names its weights may have, the best first; none if they are not wanted.

    Raises:
        MissingWeights: if the model is neither in the cache nor to be had over the network.
    """
    import httpx2
    import huggingface_hub
    from huggingface_hub.errors import LocalEntryNotFoundError

    def snapshot(*patterns: str, cached: bool) -> Path:
        return Path(
            huggingface_hub.snapshot_download(
                name,
                allow_patterns=[*_SETTINGS, *patterns],
                local_files_only=cached,
                etag_timeout=_SECONDS_FOR_AN_ANSWER,
            )
        )

    try:
        try:
            folder = snapshot(cached=True)
            if not weights or present(folder, weights):
                return folder
        except LocalEntryNotFoundError:
            pass
        for pattern in weights or ("*.json",):
            folder = snapshot(pattern, cached=False)
            if not weights or present(folder, weights):
                return folder
    except (OSError, ValueError, httpx2.HTTPError) as error:
        reason = " ".join(str(error).split())[:200]
        raise MissingWeights(
            f"the model {name} is not in the local cache and could not be fetched from the hub: "
            f"{reason}; check the name and the network, or give the folder of a copy"
        ) from error
    raise MissingWeights(f"the model {name} of the hub has none of {', '.join(weights)}")


def present(folder: Path, names: Sequence[str]) -> Path | None:
    """The first of ``names`` that is a file in ``folder``."""
    return next((folder / name for name in names if (folder / name).is_file()), None)


def checksum(settings: Mapping[str, Any], files: Iterable[Path]) -> str:
    """A checksum of everything that embeddings depend on: settings, and files by their content."""
    found = {path.name: sha256(path) for path in files if path.is_file()}
    text = json.dumps([settings, found], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
