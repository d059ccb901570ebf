"""The texts that stage 1 learns from: read from files, cut to the tower's window, embedded.

A VLM's text tower reads a short context, CLIP's 77 tokens, and what goes beyond it is lost. So a
longer text is split into units that the tower says it can read, and either each unit is a text of
its own, or the mean of the units' embeddings stands for the whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from mate_core.align import TextPairs
from mate_core.cache import text_windows
from mate_core.closed_forms import AlignError
from mate_core.data import DataError
from mate_core.encoders import Kind
from mate_core.reading import mean_of_windows, normalised

Split = Literal["none", "mean", "units"]
"""What becomes of a text that the tower cannot read whole: it is cut off; the mean of its units'
embeddings stands for it; or each unit is a text of its own."""


class TextEmbedder(Protocol):
    """Either side of stage 1: the text tower of a VLM, or the text encoder it is aligned to."""

    dim: int

    def split(self, text: str) -> list[str]:
        """A text in pieces, at least one, that `encode` reads to the last word."""

    def encode(self, texts: Sequence[str], kind: Kind = "document") -> NDArray[np.float32]:
        """``n`` texts to ``(n, dim)`` float32, of any length."""


# --- files -------------------------------------------------------------------------------


def read_captions(path: Path) -> tuple[str, ...]:
    """Captions: one a line, or in JSON lines under ``caption`` or ``text``; either may be gzipped.

    Raises:
        DataError: if the file cannot be read, is empty, or has a line without a caption.
    """
    captions = []
    for place, line in _lines(path):
        text: object = line
        if _is_json(path):
            row = _object(line, place)
            text = row.get("caption", row.get("text"))
            if not isinstance(text, str):
                raise DataError(f"{place}: without text under caption or text, only {_keys(row)}")
        captions.append(_filled(text, place))
    if not captions:
        raise DataError(f"{path}: the file holds no captions")
    return tuple(captions)


def read_documents(path: Path) -> tuple[tuple[str, str], ...]:
    """Queries, each with the document that answers it, from JSON lines, gzipped or not.

    A line is ``{"query", "document"}``, or a paragraph with its questions as in SQuAD:
    ``{"paragraph", "questions": [...]}``.

    Raises:
        DataError: if the file cannot be read, is empty, or has a line of another kind.
    """
    pairs = []
    for place, line in _lines(path):
        row = _object(line, place)
        if "paragraph" in row:
            document, queries = row["paragraph"], row.get("questions")
        else:
            document, queries = row.get("document"), [row.get("query")]
        if not isinstance(document, str) or not isinstance(queries, list):
            raise DataError(
                f"{place}: expected query and document, or paragraph and questions, "
                f"got {_keys(row)}"
            )
        pairs += [(_filled(query, place), _filled(document, place)) for query in queries]
    if not pairs:
        raise DataError(f"{path}: the file holds no query with its document")
    return tuple(pairs)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of a file, each with its place."""
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                yield f"{path}:{number}", line.decode("utf-8").rstrip("\r\n")
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{path}: cannot be read: {reason}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}:{number}: not UTF-8: {error.reason}") from error


def _is_json(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith((".jsonl", ".json"))


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise DataError(f"{place}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise DataError(f"{place}: expected an object, got {type(row).__name__}")
    return row


def _filled(text: object, place: str) -> str:
    if not isinstance(text, str):
        raise DataError(f"{place}: expected a text, got {type(text).__name__}")
    if not text.strip():
        raise DataError(f"{place}: the text is empty")
    return text.strip()


def _keys(row: dict[str, Any]) -> str:
    return ", ".join(row) or "nothing"


# --- pairs -------------------------------------------------------------------------------


class CachedEncoder:
    """A `TextEmbedder` whose embeddings are kept on disk, so that they are computed once.

    They are kept under the encoder's name and what it makes of a sentence, so that other weights
    of the same name are told apart.
    """

    def __init__(
        self,
        encoder: TextEmbedder,
        name: str,
        cache: Path,
        tell: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        """``tell`` is told how many texts are embedded, of how many."""
        self._tell = tell
        self.dim = encoder.dim
        self._encoder = encoder
        self._name = name
        self._cache = cache
        self._keys: dict[Kind, str] = {}

    def split(self, text: str) -> list[str]:
        """See `TextEmbedder.split`."""
        return self._encoder.split(text)

    def encode(self, texts: Sequence[str], kind: Kind = "document") -> NDArray[np.float32]:
        """See `TextEmbedder.encode`.

        Raises:
            AlignError: if the encoder gives something else than it should.
        """
        distinct = list(dict.fromkeys(texts))
        done = 0

        def encode(part: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
            nonlocal done
            found = []
            for start in range(0, len(part), _TOLD_AFTER):
                some = part[start : start + _TOLD_AFTER]
                found.append(self._checked(some, kind))
                done += len(some)
                self._tell(done, len(distinct))
            return np.concatenate(found), np.ones(len(part), dtype=np.intp)

        kept = text_windows(distinct, self._cache, key=self._key(kind), encode=encode)
        row = {text: at for at, text in enumerate(distinct)}
        return kept.vectors[[row[text] for text in texts]]

    def _key(self, kind: Kind) -> str:
        if kind not in self._keys:
            probe = self._checked([_PROBE], kind).round(3) + 0.0
            digest = hashlib.sha256(probe.tobytes()).hexdigest()
            self._keys[kind] = f"{self._name} {kind} {digest}"
        return self._keys[kind]

    def _checked(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        found = np.asarray(self._encoder.encode(texts, kind), dtype=np.float32)
        if found.shape != (len(texts), self.dim):
            raise AlignError(
                f"{self._name} gave embeddings of shape {found.shape} for {len(texts)} texts "
                f"in {self.dim} dimensions"
            )
        bad = np.flatnonzero(~np.isfinite(found).all(axis=1))
        if len(bad):
            raise AlignError(
                f"{self._name} gave an embedding that is not finite for {texts[bad[0]][:80]!r}"
            )
        return found


_TOLD_AFTER = 256
_PROBE = "A dog runs over the wet grass while two people watch it from a bench."


def caption_pairs(
    captions: Sequence[str], vlm: TextEmbedder, llm: TextEmbedder, split: Split = "mean"
) -> TextPairs:
    """Captions through both encoders, those too long for the VLM's tower as ``split`` says."""
    if split == "units":
        captions = [piece for caption in captions for piece in vlm.split(caption)]
    return TextPairs("captions", _read(captions, vlm, split), llm.encode(captions, "document"))


def document_pairs(
    pairs: Sequence[tuple[str, str]], vlm: TextEmbedder, llm: TextEmbedder, split: Split = "mean"
) -> TextPairs:
    """Queries through the VLM's tower, their documents through the LLM.

    Where the document is the shorter of the two, the tower reads it instead. A source that is
    too long for the tower is cut off if ``split`` says ``none``, else its units are averaged.
    """
    ordered = [sorted(pair, key=len) for pair in pairs]
    source = _read([short for short, _ in ordered], vlm, split)
    # A photo is found as a document is: the query's own prompt is for queries.
    return TextPairs("documents", source, llm.encode([long for _, long in ordered], "document"))


def _read(texts: Sequence[str], vlm: TextEmbedder, how: Split) -> NDArray[np.float32]:
    """The VLM's embeddings of texts of any length, ``(n, d_v)``."""
    if how == "none":
        return vlm.encode(texts, "document")
    split = [vlm.split(text) for text in texts]
    pieces = [piece for found in split for piece in found]
    counts = np.array([len(found) for found in split], dtype=np.intp)
    return mean_of_windows(normalised(vlm.encode(pieces, "document")), counts)
