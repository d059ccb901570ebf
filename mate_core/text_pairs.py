"""The texts that stage 1 learns from: read from files, cut to the tower's window, embedded.

A VLM's text tower reads a short context, CLIP's 77 tokens, and what goes beyond it is lost. So a
longer text is split into units that fit, its sentences where they do, and either each unit is a
text of its own, or the mean of the units' embeddings stands for the whole.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from mate_core.align import AlignError, TextPairs
from mate_core.cache import text_windows
from mate_core.data import DataError
from mate_core.encoders import Kind
from mate_core.model import mean_of_windows, normalised
from mate_core.text import split_sentences

Split = Literal["none", "mean", "units"]
"""What becomes of a text that the tower cannot read whole: it is cut off; the mean of its units'
embeddings stands for it; or each unit is a text of its own."""


class TextEmbedder(Protocol):
    """Either side of stage 1: the text tower of a VLM, or the text encoder it is aligned to."""

    dim: int
    window: int
    """The tokens that are read at once; a VLM's tower leaves unread what goes beyond them."""

    def encode(self, texts: Sequence[str], kind: Kind = "document") -> NDArray[np.float32]:
        """``n`` texts to ``(n, dim)`` float32, of any length."""


_BYTES_A_TOKEN = 3
"""Of UTF-8, cautiously: English has four and a half, Chinese three."""


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


# --- units -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Texts in pieces that a tower reads whole: all pieces in order, and each text's count."""

    texts: tuple[str, ...]
    counts: NDArray[np.intp]


def units(texts: Sequence[str], window: int) -> Units:
    """Split texts into units that fit a window of so many tokens, without losing a word.

    A text that fits is one unit. A longer one is split into its sentences, and a sentence that is
    longer still at its words, into parts of about equal length. What fits is judged from the
    length in bytes, cautiously. Takes time linear in the texts' length.
    """
    found: list[str] = []
    counts = []
    for text in texts:
        before = len(found)
        if fits(text, window):
            found.append(text)
        else:
            for sentence in split_sentences(text) or [""]:
                found += _cut(sentence, window * _BYTES_A_TOKEN)
        counts.append(len(found) - before)
    return Units(tuple(found), np.array(counts, dtype=np.intp))


def fits(text: str, window: int) -> bool:
    """Whether a window of so many tokens surely holds a text."""
    return _bytes(text) <= window * _BYTES_A_TOKEN


def _cut(sentence: str, room: int) -> list[str]:
    length = _bytes(sentence)
    if length <= room:
        return [sentence]
    aim = -(-length // -(-length // room))
    parts: list[str] = []
    part: list[str] = []
    filled = 0
    for word in _words(sentence, room):
        more = _bytes(word) + 1
        if part and filled + more > aim + 1:
            parts.append(" ".join(part))
            part, filled = [], 0
        part.append(word)
        filled += more
    return [*parts, " ".join(part)]


def _words(sentence: str, room: int) -> Iterator[str]:
    """Words; one that no window holds, as in a script without spaces, comes in slices."""
    most = max(1, room // 4)  # no character has more than four bytes
    for word in sentence.split():
        if _bytes(word) <= room:
            yield word
        else:
            yield from (word[at : at + most] for at in range(0, len(word), most))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


# --- pairs -------------------------------------------------------------------------------


class CachedEncoder:
    """A `TextEmbedder` whose embeddings are kept on disk, so that they are computed once.

    They are kept under the encoder's name and what it makes of a sentence, so that other weights
    of the same name are told apart.
    """

    def __init__(self, encoder: TextEmbedder, name: str, cache: Path) -> None:
        self.dim = encoder.dim
        self.window = encoder.window
        self._encoder = encoder
        self._name = name
        self._cache = cache
        self._keys: dict[Kind, str] = {}

    def encode(self, texts: Sequence[str], kind: Kind = "document") -> NDArray[np.float32]:
        """See `TextEmbedder.encode`.

        Raises:
            AlignError: if the encoder gives something else than it should.
        """
        distinct = list(dict.fromkeys(texts))
        kept = text_windows(
            distinct,
            self._cache,
            key=self._key(kind),
            encode=lambda part: (self._checked(part, kind), np.ones(len(part), dtype=np.intp)),
        )
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


_PROBE = "A dog runs over the wet grass while two people watch it from a bench."


def caption_pairs(
    captions: Sequence[str], vlm: TextEmbedder, llm: TextEmbedder, split: Split = "mean"
) -> TextPairs:
    """Captions through both encoders, those too long for the VLM's tower as ``split`` says."""
    if split == "units":
        captions = units(captions, vlm.window).texts
    return TextPairs("captions", _read(captions, vlm, split), llm.encode(captions, "document"))


def document_pairs(
    pairs: Sequence[tuple[str, str]], vlm: TextEmbedder, llm: TextEmbedder, split: Split = "mean"
) -> TextPairs:
    """Queries through the VLM's tower, their documents through the LLM.

    Where the document is the shorter of the two, the tower reads it instead. A source that is
    too long for the tower is cut off if ``split`` says ``none``, else its units are averaged.
    """
    ordered = [sorted(pair, key=_bytes) for pair in pairs]
    source = _read([short for short, _ in ordered], vlm, split)
    # A photo is found as a document is: the query's own prompt is for queries.
    return TextPairs("documents", source, llm.encode([long for _, long in ordered], "document"))


def _read(texts: Sequence[str], vlm: TextEmbedder, split: Split) -> NDArray[np.float32]:
    """The VLM's embeddings of texts of any length, ``(n, d_v)``."""
    if split == "none":
        return vlm.encode(texts, "document")
    parts = units(texts, vlm.window)
    return mean_of_windows(normalised(vlm.encode(parts.texts, "document")), parts.counts)
