"""The small VLM: its towers, its training, and its way through the method."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from mate_core import data, evaluate, train, train_vlm
from mate_core.config import STARTER
from mate_core.encoders import efficientnet, small_vlm
from mate_core.encoders.small_vlm import CutTokenizer, SmallVlm, VlmConfig
from mate_core.errors import BadConfig, MissingWeights
from mate_core.evaluate.baselines import load_baseline
from mate_core.evaluate.pairs import PairLine, collect
from mate_core.model import load_model
from mate_core.train_vlm import Captioned, Settings

_TINY = VlmConfig(dim=24, width=32, layers=1, heads=2, window=10, dropout=0.0)
_THINGS = "dog cat bird boat horse train child tree river bridge car house".split()


def _captioned() -> Captioned:
    """Grids that differ at random, each with a sentence about another thing."""
    grids = np.random.default_rng(0).random((12, 9, 1280)).astype(np.float16)
    texts = tuple((f"A {thing} stands there.", f"There is a {thing}.") for thing in _THINGS)
    return Captioned("tiny", grids, texts, np.arange(12))


def test_a_tiny_set_is_learned_by_heart() -> None:
    source = _captioned()
    scores: list[float] = []

    def measure(model: SmallVlm) -> float:
        lines = [PairLine(Path(thing), texts) for thing, texts in zip(_THINGS, source.texts)]  # noqa: B905
        texts = train_vlm.embed_texts(model, [text for each in source.texts for text in each])
        found = evaluate.report(
            "", train_vlm.embed_grids(model, source.grids), texts, collect(lines)
        )
        scores.append(found.text_to_image["R@1"])
        return scores[-1]

    settings = Settings(
        vlm=_TINY, epochs=120, batch=12, learning_rate=3e-3, averaging=0.8, repeats=()
    )
    train_vlm.train([source], settings, measure)
    assert scores[0] < 0.6
    assert scores[-1] == 1


def test_the_same_seed_gives_the_same_weights() -> None:
    settings = Settings(vlm=_TINY, epochs=2, batch=6)
    one, two = (train_vlm.train([_captioned()], settings).state_dict() for _ in range(2))
    assert all(torch.equal(value, two[name]) for name, value in one.items())


def test_a_loss_that_is_no_number_ends_the_run() -> None:
    source = _captioned()
    source.grids[3] = np.nan
    with pytest.raises(FloatingPointError, match="epoch 1"):
        train_vlm.train([source], Settings(vlm=_TINY, epochs=1, batch=12))


def test_words_behind_the_window_are_not_seen() -> None:
    torch.manual_seed(0)
    model = SmallVlm(_TINY).eval()
    texts = [
        "a dog runs over the sand of the beach",  # eight words and the two that frame them
        "a dog runs over the sand of the beach while the sun sets",
        "a dog runs over the sand of the river",
    ]
    short, long, other = train_vlm.embed_texts(model, [texts[0], texts[1], texts[2]])
    tokenizer = CutTokenizer(10)
    assert [tokenizer.count(text) for text in texts] == [11, 15, 11]
    assert np.allclose(short, long, atol=1e-6), "the ninth word is cut off, the eighth is not"
    assert np.allclose(short, other, atol=1e-6)
    assert not np.allclose(short, train_vlm.embed_texts(model, ["a cat runs over it"])[0])


def test_padding_changes_nothing() -> None:
    torch.manual_seed(0)
    model = SmallVlm(_TINY).eval()
    together = train_vlm.embed_texts(model, ["dog", "a dog and a cat on the sand", ""])
    assert np.allclose(together[0], train_vlm.embed_texts(model, ["dog"])[0], atol=1e-5)
    assert np.isfinite(together).all()


def test_classes_that_the_encoder_is_sure_of_become_texts() -> None:
    encoder = efficientnet.load(STARTER.image_encoder)
    # A grid that points along one class's weights is that class for sure.
    weights = encoder.classifier.weight.detach()
    sure = (weights[207] - weights.mean(0)).clamp(min=0) * 40
    grids = torch.stack([sure.expand(9, -1), torch.zeros(9, 1280)]).numpy().astype(np.float16)
    images = (Path("a.jpg"), Path("b.jpg"))
    source = data.Source("x", images, (("one",), ("two",)), ("dogs", "dogs"))
    found = train_vlm.captioned(source, grids, encoder)
    assert found.texts == (("one", "a photo of golden retriever"), ("two",))
    assert found.groups[0] == found.groups[1], "photos of one label describe one another"


def test_texts_of_a_batch_are_read_the_same_in_parts_of_like_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    torch.manual_seed(0)
    model = SmallVlm(_TINY).eval()
    texts = [" ".join(_THINGS[: 1 + (number * 5) % 8]) for number in range(9)]
    ids, mask = small_vlm.CutTokenizer(_TINY.window)(texts)
    monkeypatch.setattr(train_vlm, "_TEXTS_TOGETHER", 4)
    with torch.no_grad():
        found = train_vlm._of_like_length(model.text, ids, mask)
        expected = model.text(ids, mask)
    assert torch.nn.functional.cosine_similarity(found, expected).min() > 0.999, "bfloat16"
    assert torch.allclose(found.norm(dim=-1), torch.ones(9), atol=1e-5)


def test_what_is_no_vlm_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match="holds no small VLM"):
        small_vlm.load(tmp_path)
    SmallVlm(_TINY).save(tmp_path)
    config = tmp_path / small_vlm.CONFIG_FILE
    written = json.loads(config.read_text())
    for wrong in ({"width": 64}, {"heads": 5}):
        config.write_text(json.dumps({**written, **wrong}))
        with pytest.raises(BadConfig, match="cannot be read"):
            small_vlm.load(tmp_path)


def _run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return train.run(parser.parse_args([str(argument) for argument in arguments]))


def test_from_photos_to_a_vlm_to_an_aligned_model(
    tmp_path: Path, write_data: Callable[[Path, Path], None]
) -> None:
    """Both commands with the real encoders: a VLM of short captions, then stage 1 on it."""
    write_data(tmp_path / "data", tmp_path / "photos")
    vlm, model = tmp_path / "vlm", tmp_path / "model"
    given = ("--data", tmp_path / "data", "--cache", tmp_path / "cache", "--out", vlm)
    assert _run("vlm", *given, "--epochs", 1, "--batch", 8) == 0
    baseline = load_baseline(f"vlm:{vlm}")
    assert baseline.truncates_at == SmallVlm.read(vlm).config.window

    captions = tmp_path / "captions.txt"
    captions.write_text("".join(f"A {a} and a {b}.\n" for a in _THINGS for b in _THINGS))
    assert _run("align", "--vlm", f"small-vlm:{vlm}", "--llm", "minilm", "--captions", captions,
                "--photos", tmp_path / "photos", "--out", model, "--cache", tmp_path / "cache",
                "--hidden", 16, "--epochs", 1) == 0  # fmt: skip
    aligned = load_model(str(model))
    pixels = np.random.default_rng(0).integers(
        0, 256, (2, aligned.image_size, aligned.image_size, 3), dtype=np.uint8
    )
    assert aligned.embed_images(pixels).shape == (2, 384)
    assert np.isfinite(aligned.embed_images(pixels)).all()
    assert aligned.embed_queries(["a dog"]).shape == (1, 384)
