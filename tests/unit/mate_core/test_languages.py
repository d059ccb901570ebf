"""Texts in other languages find what the same texts in English find."""

from __future__ import annotations

import dataclasses
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import mate_core
from mate_core.config import CONFIG_FILE, LANGUAGES_FILE, TEXTS_FILE, ModelConfig
from mate_core.encoders import Kind
from mate_core.errors import BadConfig
from mate_core.gates import Gate, read_gates
from mate_core.languages import OtherLanguages
from mate_core.model import load_model, model_folder
from mate_core.projection import save_half
from mate_core.text import finish

_ENGLISH = "A dog runs along the beach at sunset."
_TRANSLATED = {
    "German": "Ein Hund läuft bei Sonnenuntergang den Strand entlang.",
    "French": "Un chien court sur la plage au coucher du soleil.",
    "Spanish": "Un perro corre por la playa al atardecer.",
    "Italian": "Un cane corre sulla spiaggia al tramonto.",
    "Dutch": "Een hond rent bij zonsondergang over het strand.",
    "Polish": "Pies biegnie plażą o zachodzie słońca.",
    "Russian": "Собака бежит по пляжу на закате.",
    "Chinese": "日落时分一只狗在海滩上奔跑。",
}
_OTHERS = ["A woman cooks in the kitchen.", "The invoice is from March.", "Two boats in a harbour."]


class _Letters:
    """An encoder whose embedding is how often a text has each of three letters."""

    dim = 3

    def __init__(self) -> None:
        self.given: list[str] = []

    def split(self, text: str, kind: Kind) -> Sequence[str]:
        return [text]

    def encode(self, windows: Sequence[str]) -> NDArray[np.float32]:
        self.given += windows
        counts = np.array([[1 + text.count(c) for c in "abc"] for text in windows], np.float32)
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True))


def _other() -> tuple[OtherLanguages, _Letters]:
    """Knows a text that begins with the first axis; turns the other encoder's axes around."""
    encoder = _Letters()
    known = Gate(np.array([100, 0, 0], np.float32), -50.0)
    return OtherLanguages(lambda: encoder, lambda rows: rows[:, ::-1], known), encoder


def test_who_reads_a_text_is_asked_of_its_embedding_and_its_script() -> None:
    languages, _ = _other()
    vectors = np.array([[1, 0, 0], [0.5, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0]], np.float32)
    texts = ["known", "half", "not", "собака", "ệa"]
    assert languages.share(texts, vectors) == pytest.approx([0, 0.5, 1, 1, 0])
    assert len(languages.share([], np.empty((0, 3), np.float32))) == 0


def test_the_other_encoder_reads_and_its_embedding_is_projected() -> None:
    languages, encoder = _other()
    found = finish(languages.steps(["aab", "c"], "query", 100))
    assert encoder.given == ["c", "aab"] or encoder.given == ["aab", "c"]
    expected = _Letters().encode(["aab", "c"])[:, ::-1]
    assert np.allclose(found, expected)


def test_nobody_waits_until_the_other_encoder_is_open() -> None:
    """It takes seconds, in which whoever asked can do other things, and ask for more."""
    may_open, opened = threading.Event(), []

    def open_slowly() -> _Letters:
        assert may_open.wait(20)
        opened.append(_Letters())
        return opened[-1]

    languages = OtherLanguages(open_slowly, lambda rows: rows, Gate(np.ones(3, np.float32), 0.0))
    first = languages.steps(["aab"], "document", 100)
    second = languages.steps(["c"], "query", 100)
    for _ in range(3):
        next(first)
        next(second)
    assert opened == []
    may_open.set()
    assert np.allclose(finish(second), _Letters().encode(["c"]))
    assert np.allclose(finish(first), _Letters().encode(["aab"]))
    assert len(opened) == 1


def test_an_encoder_that_cannot_be_opened_says_so_each_time() -> None:
    def fail() -> _Letters:
        raise BadConfig("no such encoder")

    languages = OtherLanguages(fail, lambda rows: rows, Gate(np.ones(3, np.float32), 0.0))
    for _ in range(2):
        with pytest.raises(BadConfig, match="no such encoder"):
            finish(languages.steps(["a"], "query", 100))


def test_an_unknown_language_finds_the_same(embedder: mate_core.Embedder) -> None:
    """Case 49: other languages fail."""
    english, *others = embedder.embed_queries([_ENGLISH, *_OTHERS])
    for language, text in _TRANSLATED.items():
        found = embedder.embed_queries([text])[0]
        near, far = found @ english, max(found @ other for other in others)
        assert near > far + 0.2, (language, near, far)
        assert np.allclose(embedder.embed_documents([text])[0], found, atol=1e-4)


def test_english_is_read_as_before(embedder: mate_core.Embedder) -> None:
    """By the model's own encoder alone, whatever stands beside it in the batch."""
    texts = [_ENGLISH, *_OTHERS]
    alone = embedder.embed_queries(texts)
    beside = embedder.embed_queries([*texts, *_TRANSLATED.values()])[: len(texts)]
    assert np.allclose(alone, beside, atol=1e-4)
    config = dataclasses.replace(ModelConfig.load(model_folder("starter")), languages=None)
    assert config.model_id != embedder.model_id


def test_onnx_agrees_with_torch(
    embedder: mate_core.Embedder, reference: mate_core.Embedder
) -> None:
    texts = [*_TRANSLATED.values(), "Hund", "beach", ""]
    ours, theirs = embedder.embed_queries(texts), reference.embed_queries(texts)
    assert (ours * theirs).sum(axis=1).min() > 0.999
    steps = finish(embedder.query_steps(texts))
    assert np.allclose(steps, ours, atol=1e-4)


def test_what_is_visible_is_told_from_what_is_not(embedder: mate_core.Embedder) -> None:
    seen = ["Two children in red coats build a snowman.", "A boat lies in the harbour at dawn."]
    unseen = ["The court held that the statute was void.", "Demand falls when prices rise."]
    odds = embedder.visibility(embedder.embed_queries([*seen, *unseen]))
    assert odds[:2].min() > max(0, odds[2:].max()) + 0.5


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the starter, to be spoilt."""
    return shutil.copytree(model_folder("starter"), tmp_path / "model")


def _save(model: Path, name: str, tensors: dict[str, torch.Tensor]) -> None:
    config = ModelConfig.load(model)
    files = {**config.files, name: save_half(tensors, model / name)}
    dataclasses.replace(config, files=files).save(model)


def test_gates_of_another_shape_are_refused(model: Path) -> None:
    _save(model, TEXTS_FILE, {"visible": torch.zeros(7)})
    with pytest.raises(BadConfig, match=TEXTS_FILE):
        load_model(str(model), runtime="torch")


def test_without_a_question_no_text_is_in_another_language(model: Path) -> None:
    _save(model, TEXTS_FILE, {"visible": torch.zeros(385)})
    with pytest.raises(BadConfig, match="other languages"):
        load_model(str(model), runtime="torch")


def test_a_map_of_another_shape_is_refused(model: Path) -> None:
    _save(model, LANGUAGES_FILE, {"layers.0.weight": torch.zeros(7)})
    with pytest.raises(BadConfig, match=LANGUAGES_FILE):
        load_model(str(model), runtime="torch")


def test_a_model_without_these_asks_nothing(model: Path) -> None:
    config = ModelConfig.load(model)
    files = {k: v for k, v in config.files.items() if k not in (TEXTS_FILE, LANGUAGES_FILE)}
    plain = dataclasses.replace(config, languages=None, files=files)
    plain.save(model)
    assert ModelConfig.load(model) == plain
    assert "languages" not in (model / CONFIG_FILE).read_text().replace(str(model), "")
    assert read_gates(plain, model) == {}
    found = load_model(str(model), runtime="torch")
    vectors = found.embed_queries([_ENGLISH, _TRANSLATED["German"]])
    assert np.array_equal(found.visibility(vectors), [0, 0])
