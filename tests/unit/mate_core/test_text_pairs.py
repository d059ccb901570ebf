from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mate_core.closed_forms import AlignError
from mate_core.data import DataError
from mate_core.encoders import Kind
from mate_core.text_pairs import (
    CachedEncoder,
    caption_pairs,
    document_pairs,
    read_captions,
    read_documents,
)
from tests.unit.mate_core.word_encoder import WordEncoder

_SQUAD = {"title": "t", "paragraph": "Rain fell.", "questions": ["What fell?", "Did it rain?"]}


def _write(path: Path, lines: Sequence[object]) -> Path:
    text = "".join(
        (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n"
        for line in lines
    )
    data = text.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


# --- files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("c.txt", ["A dog runs.", " Ein Hund läuft. "]),
        ("c.txt.gz", ["A dog runs.", "Ein Hund läuft.\r"]),
        ("c", ["A dog runs.", "Ein Hund läuft."]),
        ("c.jsonl", [{"caption": "A dog runs."}, {"text": "Ein Hund läuft.", "id": 3}]),
        ("c.jsonl.gz", [{"caption": "A dog runs."}, {"caption": "Ein Hund läuft."}]),
    ],
)
def test_captions_are_read_from_every_form(tmp_path: Path, name: str, lines: list[object]) -> None:
    assert read_captions(_write(tmp_path / name, lines)) == ("A dog runs.", "Ein Hund läuft.")


@pytest.mark.parametrize("name", ["d.jsonl", "d.jsonl.gz"])
def test_documents_are_read_from_both_forms(tmp_path: Path, name: str) -> None:
    path = _write(tmp_path / name, [{"query": "Who?", "document": "She did."}, _SQUAD])
    assert read_documents(path) == (
        ("Who?", "She did."), ("What fell?", "Rain fell."), ("Did it rain?", "Rain fell."),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("read", "name", "lines", "message"),
    [
        (read_captions, "c.txt", ["a", "", "b"], r"c\.txt:2: the text is empty"),
        (read_captions, "c.txt", [], "holds no captions"),
        (read_captions, "c.jsonl", [{"caption": "a"}, {"title": "b", "alt": "c"}],
         r"c\.jsonl:2: without text under caption or text, only title, alt"),
        (read_captions, "c.jsonl", [{"caption": 3}], r"c\.jsonl:1: without text"),
        (read_captions, "c.jsonl", [{"caption": "  "}], r"c\.jsonl:1: the text is empty"),
        (read_captions, "c.jsonl", ["{"], r"c\.jsonl:1: not JSON"),
        (read_captions, "c.jsonl", ["[1]"], r"c\.jsonl:1: expected an object, got list"),
        (read_documents, "d.jsonl", [{"query": "a", "document": "b"}, {"question": "a"}],
         r"d\.jsonl:2: expected query and document, or paragraph and questions, got question"),
        (read_documents, "d.jsonl", [{"document": "b"}], r"d\.jsonl:1: expected a text, got None"),
        (read_documents, "d.jsonl", [{"paragraph": "b", "questions": "a"}], r"d\.jsonl:1: expec"),
        (read_documents, "d.jsonl", [{"query": "", "document": "b"}], r"d\.jsonl:1: the text is"),
        (read_documents, "d.jsonl", [{"paragraph": "b", "questions": []}], "holds no query"),
        (read_documents, "d.jsonl", ["Just a text."], r"d\.jsonl:1: not JSON"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_named(
    tmp_path: Path,
    read: Callable[[Path], object],
    name: str,
    lines: list[object],
    message: str,
) -> None:
    with pytest.raises(DataError, match=message):
        read(_write(tmp_path / name, lines))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.txt: cannot be read: No such file"):
        read_captions(tmp_path / "nowhere.txt")
    path = tmp_path / "c.txt.gz"
    path.write_bytes(b"no gzip")
    with pytest.raises(DataError, match=r"c\.txt\.gz: cannot be read: Not a gzipped file"):
        read_captions(path)
    path.write_bytes(gzip.compress(b"A dog runs.\n" * 999)[:-9])
    with pytest.raises(DataError, match=r"c\.txt\.gz: cannot be read"):
        read_captions(path)
    path = tmp_path / "latin.txt"
    path.write_bytes(b"A dog.\nEin L\xe4ufer.\n")
    with pytest.raises(DataError, match=r"latin\.txt:2: not UTF-8"):
        read_captions(path)


# --- pairs -------------------------------------------------------------------------------


def _unit_length(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True))


_LONG = "Red boats lie still. Grey birds sit on every post. Two men wait for the ferry."
_UNITS = ["Red boats lie still.", "Grey birds sit on every post.", "Two men wait for the ferry."]
_SHORT = "A dog runs."


def test_a_long_caption_is_the_mean_of_its_units() -> None:
    vlm, llm = WordEncoder(6, 12, seed=1), WordEncoder(9, 999, seed=2)
    found = caption_pairs([_SHORT, _LONG], vlm, llm, "mean")
    each = _unit_length(vlm.encode(_UNITS))
    assert np.allclose(found.source[1], _unit_length(each.mean(0)), atol=1e-6)
    assert np.allclose(found.source[0], _unit_length(vlm.encode([_SHORT]))[0], atol=1e-6)
    assert np.array_equal(found.target, llm.encode([_SHORT, _LONG]))


def test_or_each_unit_is_a_caption() -> None:
    vlm, llm = WordEncoder(6, 12, seed=1), WordEncoder(9, 999, seed=2)
    found = caption_pairs([_SHORT, _LONG], vlm, llm, "units")
    assert llm.given == [_SHORT, *_UNITS]
    assert np.allclose(found.source, _unit_length(vlm.encode([_SHORT, *_UNITS])), atol=1e-6)
    assert np.array_equal(found.target, llm.encode([_SHORT, *_UNITS]))


def test_or_it_is_cut_off() -> None:
    vlm, llm = WordEncoder(6, 5, seed=1), WordEncoder(9, 999, seed=2)
    found = caption_pairs([_SHORT, _LONG], vlm, llm, "none")
    assert np.array_equal(found.source[1], vlm.encode([" ".join(_LONG.split()[:5])])[0])


def test_of_query_and_document_the_tower_reads_the_shorter() -> None:
    vlm, llm = WordEncoder(6, 12, seed=1), WordEncoder(9, 999, seed=2)
    found = document_pairs([("What lies still?", _LONG), (_LONG, _SHORT)], vlm, llm)
    assert vlm.given == ["What lies still?", _SHORT]
    assert llm.given == [_LONG, _LONG]
    assert len(found) == 2
    long = document_pairs([(_LONG, _LONG + " " + _LONG)], vlm, llm, "mean")
    assert np.allclose(
        long.source[0], _unit_length(_unit_length(vlm.encode(_UNITS)).mean(0)), atol=1e-6
    )


# --- the cache ---------------------------------------------------------------------------


def test_embeddings_are_computed_once_and_told_apart(tmp_path: Path) -> None:
    texts = ["a b", "c", "a b", "d e f"]
    encoder = WordEncoder(6, 9, seed=1)
    expected = encoder.encode(texts)
    encoder.given.clear()
    first = CachedEncoder(encoder, "words", tmp_path).encode(texts)
    assert np.array_equal(first, expected)
    assert encoder.given[1:] == ["a b", "c", "d e f"], "after a probe"
    again = WordEncoder(6, 9, seed=1)
    assert np.array_equal(CachedEncoder(again, "words", tmp_path).encode(texts), expected)
    assert len(again.given) == 1, "the probe alone"
    assert not np.array_equal(
        CachedEncoder(again, "words", tmp_path).encode(texts, "query"), expected
    )
    # Other weights of the same name.
    other = WordEncoder(6, 9, seed=2)
    assert np.array_equal(
        CachedEncoder(other, "words", tmp_path).encode(texts), other.encode(texts)
    )


class _Broken(WordEncoder):
    """It gives what the test asks of it for a text with the word bad."""

    def __init__(self, change: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> None:
        super().__init__(6, 9, seed=1)
        self._change = change

    def encode(self, texts: Sequence[str], kind: Kind = "document") -> NDArray[np.float32]:
        found = super().encode(texts, kind)
        return self._change(found) if any("bad" in text for text in texts) else found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows * np.nan, "words gave an embedding that is not finite for 'good'"),
        (lambda rows: rows[:1], r"words gave embeddings of shape \(1, 6\) for 2 texts in 6"),
        (lambda rows: rows[:, :5], r"shape \(2, 5\)"),
    ],
)
def test_an_encoder_that_gives_something_else_is_told(
    tmp_path: Path, change: Callable[[NDArray[np.float32]], NDArray[np.float32]], message: str
) -> None:
    with pytest.raises(AlignError, match=message):
        CachedEncoder(_Broken(change), "words", tmp_path).encode(["good", "bad"])
