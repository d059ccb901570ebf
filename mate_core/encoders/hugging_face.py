"""Any text encoder that transformers or sentence-transformers can read.

sentence-transformers does the reading: a folder in its layout says itself how tokens are pooled,
which prompts go before queries and documents and how long a text may be; of a plain transformers
folder the options say so. Options: ``pooling`` (``mean``, ``cls`` or ``lasttoken``),
``query_prompt``, ``document_prompt``, ``window`` (tokens), ``dtype`` (``float32``, ``float16``,
``bfloat16``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from mate_core.config import EncoderConfig
from mate_core.devices import FittingBatches, best_device, best_dtype
from mate_core.encoders import Kind
from mate_core.errors import BadConfig, MissingWeights
from mate_core.tokens import windows
from mate_core.torchvision_shim import make_torchvision_importable
from mate_core.weights import encoder_folder, pinned

make_torchvision_importable()

from sentence_transformers import SentenceTransformer  # noqa: E402  (needs the line above)
from sentence_transformers.sentence_transformer.modules import (  # noqa: E402
    Pooling,
    Transformer,
)

POOLINGS = ("mean", "cls", "lasttoken")
_MODULES = "modules.json"

_WEB_SEARCH = (
    "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
)
_E5 = ("query: ", "passage: ")
_PROMPTS: Mapping[str, tuple[str, str]] = {
    "e5-mistral-7b": (_WEB_SEARCH, ""),
    **dict.fromkeys(("e5-small", "e5-base", "e5-large", "multilingual-e5-"), _E5),
    **dict.fromkeys(
        ("bge-small-en", "bge-base-en", "bge-large-en"),
        ("Represent this sentence for searching relevant passages: ", ""),
    ),
}
"""Prompts for queries and documents of models whose folders do not say them, by the beginning of
the name. Those tuned for instructions take others, which the user must give."""

_UNKNOWN_WINDOW = 512
_SPARE = 8
"""Tokens left free in a window: a piece of text alone may fall into more tokens than it did within
its text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A window as text, with the prompt that goes before it; its length is in tokens."""

    text: str
    prompt: str
    tokens: int

    def __len__(self) -> int:
        return self.tokens


class HuggingFaceEncoder:
    """A `mate_core.encoders.TextEncoder` on a sentence-transformers model."""

    def __init__(
        self, model: SentenceTransformer, prompts: Mapping[Kind, str], window: int, overlap: int
    ) -> None:
        dim = model.get_embedding_dimension()
        if dim is None:
            raise BadConfig("the encoder does not say how long its embeddings are")
        self.dim = dim
        self._model = model
        self._prompts = prompts
        self._window = window
        self._overlap = overlap
        self._batches = FittingBatches()

    def split(self, text: str, kind: Kind) -> Sequence[Piece]:
        """See `mate_core.encoders.TextEncoder.split`."""
        # A lone surrogate, as broken PDFs give them, is no text: it becomes a question mark.
        clean = text.encode("utf-8", "replace").decode("utf-8")
        prompt = self._prompts[kind]
        spans = self._spans(clean)
        room = self._window - len(self._spans(prompt)) - _SPARE
        if room <= self._overlap:
            raise BadConfig(f"a window of {self._window} tokens leaves no room after the prompt")
        if len(spans) <= room:
            return [Piece(clean, prompt, max(1, len(spans)))]
        return [
            Piece(clean[span[0][0] : span[-1][1]], prompt, len(span))
            for span in windows(spans, room, self._overlap)
        ]

    def encode(self, windows: Sequence[Piece]) -> NDArray[np.float32]:
        """See `mate_core.encoders.TextEncoder.encode`.

        Raises:
            BadConfig: if the encoder gives something that is no number, as float16 may.
        """
        parts = self._batches.each(lambda rows: self._encode(windows[rows]), len(windows))
        found = np.concatenate(list(parts))
        if not np.isfinite(found).all():
            raise BadConfig("the text encoder gives embeddings that are not finite: try float32")
        return found

    def _encode(self, pieces: Sequence[Piece]) -> NDArray[np.float32]:
        with torch.inference_mode():
            # The prompt belongs to the text here: pieces of one batch may have different ones.
            out = self._model.encode(
                [piece.prompt + piece.text for piece in pieces],
                prompt="",
                batch_size=len(pieces),
                show_progress_bar=False,
                convert_to_tensor=True,
                normalize_embeddings=True,
            )
        return np.asarray(out.float().cpu().numpy(), dtype=np.float32)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where each token of a text begins and ends."""
        if not text:
            return []
        found = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False,
            verbose=False,
        )  # fmt: skip
        return [(a, b) for a, b in found["offset_mapping"] if b > a]


def describe(source: str, options: Mapping[str, str | int]) -> EncoderConfig:
    """The config of an encoder: every file pinned, and what its folder does not say filled in.

    Args:
        source: ``hub:ORGANISATION/NAME`` or a folder.
        options: what the user wants otherwise; see the module.

    Raises:
        MissingWeights: if it cannot be found.
        BadConfig: if it holds no model.
    """
    bare = EncoderConfig("hugging-face", source, {}, dict(options))
    folder = encoder_folder(bare)
    if not (folder / "config.json").is_file() and not (folder / _MODULES).is_file():
        raise BadConfig(f"{folder}: no config.json: it holds no model that transformers reads")
    files = pinned(folder)
    if not any(name.endswith(".safetensors") for name in files):
        raise MissingWeights(f"{folder}: no weights in safetensors")
    found = dict(options)
    said = _own_prompts(folder)
    name = Path(source.partition("@")[0]).name.lower()
    known = ("", "")
    if "instruct" not in name or name.startswith("e5-mistral"):
        known = next((p for start, p in _PROMPTS.items() if name.startswith(start)), known)
    for kind, own, usual in (
        ("query", said.get("query"), known[0]),
        ("document", said.get("document", said.get("passage")), known[1]),
    ):
        found.setdefault(f"{kind}_prompt", usual if own is None else own)
    return EncoderConfig("hugging-face", source, files, found)


def _own_prompts(folder: Path) -> dict[str, str]:
    path = folder / "config_sentence_transformers.json"
    if not path.is_file():
        return {}
    try:
        prompts = json.loads(path.read_text(encoding="utf-8")).get("prompts") or {}
        # Both empty is the library's way to say that it does not know.
        return {k: str(v) for k, v in prompts.items()} if any(prompts.values()) else {}
    except (ValueError, AttributeError) as error:
        raise BadConfig(f"{path}: not the settings of a model: {error}") from error


def open_encoder(config: EncoderConfig, window: int, overlap: int) -> HuggingFaceEncoder:
    """See `mate_core.encoders.open_text_encoder`."""
    folder, options = encoder_folder(config), config.options
    device = best_device()
    loading = {"dtype": best_dtype(device, options.get("dtype")), "use_safetensors": True}
    try:
        if "pooling" in options:
            transformer = Transformer(str(folder), model_kwargs=loading)
            pooling = Pooling(transformer.get_embedding_dimension(), str(options["pooling"]))
            model = SentenceTransformer(modules=[transformer, pooling], device=device.type)
        else:
            model = SentenceTransformer(
                str(folder), device=device.type, local_files_only=True, model_kwargs=loading
            )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = " ".join(str(error).split())[:300]
        raise BadConfig(f"{config.source}: the text encoder cannot be loaded: {reason}") from error
    longest = _longest(model)
    model.max_seq_length = longest
    most = min(longest, window, int(options.get("window", window)))
    prompts: dict[Kind, str] = {
        "query": str(options.get("query_prompt", "")),
        "document": str(options.get("document_prompt", "")),
    }
    return HuggingFaceEncoder(model.eval(), prompts, most, min(overlap, most // 4))


def _longest(model: SentenceTransformer) -> int:
    """The tokens the encoder can read; tokenizers without a limit say a number beyond any."""
    said = [model.max_seq_length, model.tokenizer.model_max_length]
    config = getattr(model[0].auto_model, "config", None)
    said.append(getattr(config, "max_position_embeddings", None))
    known = [length for length in said if length and length < 1_000_000]
    return min(known, default=_UNKNOWN_WINDOW)
