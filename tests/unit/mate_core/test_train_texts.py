"""What a model is taught about texts, from texts alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.torch import load_file

from mate_core import train_texts
from mate_core.align import AlignError, project, recall
from mate_core.config import LANGUAGES_FILE, STARTER, TEXTS_FILE
from mate_core.data import DataError
from mate_core.encoders.use import UseEncoder
from mate_core.gates import read_gates
from mate_core.network import load_languages
from mate_core.train_texts import LANGUAGES, teach, translated, visible_and_running, ways_to_ask
from tests.unit.mate_core.word_encoder import WordEncoder


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory,
    write_data: Callable[[Path, Path], None],
    write_translations: Callable[[Path], None],
) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_data(folder, folder / "photos")
    write_translations(folder)
    return folder


def _random() -> np.random.Generator:
    return np.random.default_rng(0)


def _embed(texts: Sequence[str]) -> NDArray[np.float32]:
    found = WordEncoder(STARTER.dim, 1000, seed=3).encode(texts)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def test_nothing_about_a_photo_of_val_is_learned(folder: Path) -> None:
    found = translated(folder, _random())
    texts = {each.text for each in found} | {each.english for each in found}
    assert not texts & {"A secret.", "Geheim.", "Tajn\u00e9.", 'A "dog" number 1, view 1 .'}
    assert {"Seven red boats.", "Sieben rote Boote.", "Cat number 5.", "The law of 1900."} <= texts
    assert "Cat number 1." not in texts, "it is of captioned40k's val"
    (german,) = [each for each in found if each.text == "Sieben rote Boote."]
    assert (german.english, german.language) == ("Seven red boats.", "de")


def test_visible_and_running_sentences_are_of_their_kinds(folder: Path) -> None:
    visible, running = visible_and_running(folder, _random())
    assert set(running) == {"Section 0.", "Section 1."}
    assert "Caption 1" in visible
    assert sum("dog" in text for text in visible) == 8, "one caption of each photo"


def test_texts_are_asked_whole_in_part_and_in_a_row(folder: Path) -> None:
    english, other = ways_to_ask(translated(folder, _random()), _random())
    assert "Sieben rote Boote." in other
    assert not set(english) & set(other) - {"Six", "boats.", "6."}
    assert any(len(text.split()) < 3 for text in other)
    assert any(len(text.split(".")) > 3 for text in other)


def test_a_tiny_dictionary_is_learned_by_heart(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every translation that was trained on finds its English text."""
    settings = dataclasses.replace(train_texts._ALIGNMENT, epochs=150, batch=32, held_out=1)
    monkeypatch.setattr(train_texts, "_ALIGNMENT", settings)
    config = teach(STARTER, folder, _embed, tmp_path, tmp_path)
    assert config.languages is not None
    assert config.files.keys() == {TEXTS_FILE, LANGUAGES_FILE}
    gates = read_gates(config, tmp_path)
    assert gates.keys() == {"visible", "known"}
    found = [each for each in translated(folder, _random()) if each.language in LANGUAGES]
    encoder = UseEncoder(256, 32)
    sources = encoder.encode(
        [window for each in found for window in encoder.split(each.text, "query")]
    )
    targets = _embed([each.english for each in found])
    assert recall(sources[:, : STARTER.dim], targets)["R@1"] < 0.2, "by chance"
    learned = project(load_languages(config, tmp_path), sources)
    assert recall(learned, targets)["R@1"] > 0.95  # one text is held out
    assert all(tensor.isfinite().all() for tensor in load_file(tmp_path / LANGUAGES_FILE).values())


def test_without_translations_only_what_is_visible_is_taught(
    tmp_path: Path, write_data: Callable[[Path, Path], None]
) -> None:
    write_data(tmp_path / "data", tmp_path / "photos")
    config = teach(STARTER, tmp_path / "data", _embed, tmp_path, tmp_path)
    assert config.languages is None
    assert read_gates(config, tmp_path).keys() == {"visible"}


def test_a_translation_without_a_language_is_named(
    folder: Path, tmp_path: Path, write_data: Callable[[Path, Path], None]
) -> None:
    write_data(tmp_path, tmp_path / "photos")
    (tmp_path / "text").mkdir()
    import gzip

    broken = tmp_path / "text" / "multi30k_translations.jsonl.gz"
    broken.write_bytes(gzip.compress(b'{"en": "A dog.", "de": "Ein Hund.", "fr": "Un chien."}\n'))
    with pytest.raises(DataError, match=r"multi30k_translations.*:1: without text under cs"):
        teach(STARTER, tmp_path, _embed, tmp_path, tmp_path)


def test_sections_without_a_sentence_are_told(
    tmp_path: Path, write_data: Callable[[Path, Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_data(tmp_path, tmp_path / "photos")
    monkeypatch.setattr(train_texts, "split_sentences", lambda text: [])
    with pytest.raises(AlignError, match="both answers"):
        teach(STARTER, tmp_path, _embed, tmp_path, tmp_path)
