from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from mate_core import load_model
from mate_core.config import CONFIG_FILE, CROWDING_FILE, ModelConfig
from mate_core.crowding import Crowding
from mate_core.errors import BadConfig
from mate_core.evaluate.measure import measured
from mate_core.evaluate.pairs import PairLine, collect
from mate_core.model import model_folder
from mate_core.weights import sha256


def unit(rows: int, dim: int, seed: int) -> NDArray[np.float32]:
    found = np.random.default_rng(seed).normal(size=(rows, dim)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_an_item_loses_by_its_mean_likeness_to_its_three_nearest() -> None:
    texts, images = unit(40, 8, 0), unit(40, 8, 1)
    crowding = Crowding(texts, images)
    # What is about an image is no measure of how near other texts lie.
    usual = np.mean(
        [
            np.mean(sorted(float(text @ image) for m, text in enumerate(texts) if m != n)[-3:])
            for n, image in enumerate(images)
        ]
    )
    for vector, lost in zip(unit(5, 8, 2), crowding.of_images(unit(5, 8, 2)), strict=True):
        nearest = sorted((float(vector @ text) for text in texts), reverse=True)[:3]
        assert lost == pytest.approx(0.4 * (sum(nearest) / 3 - usual), abs=1e-5)
    others = unit(4_000, 8, 4)  # of the same kind: they lose nothing on the average
    assert crowding.of_images(others).mean() == pytest.approx(0, abs=0.01)
    assert crowding.of_texts(others).mean() == pytest.approx(0, abs=0.01)


def test_many_items_lose_what_each_loses_by_itself() -> None:
    crowding = Crowding(unit(2, 8, 0), unit(2, 8, 1))  # fewer than three
    many = unit(2_500, 8, 3)
    for of in (crowding.of_images, crowding.of_texts):
        alone = np.concatenate([of(many[row : row + 1]) for row in range(0, 2_500, 250)])
        np.testing.assert_allclose(of(many)[::250], alone, atol=1e-6)
    assert crowding.of_images(many[:0]).shape == (0,)


def test_a_photo_near_everything_no_longer_stands_before_the_right_one() -> None:
    """The hub is a little nearer to every text than the photo that the text is about."""
    texts = np.eye(6, dtype=np.float32)[:5]
    hub = np.ones(6, np.float32) / np.sqrt(6)
    right = 0.4 * texts + np.sqrt(1 - 0.16) * np.eye(6, dtype=np.float32)[5]
    images = np.concatenate([hub[None], right])
    pairs = collect(
        [PairLine(Path("hub.jpg"), ("nothing",), "hub", distractor=True)]
        + [PairLine(Path(f"{n}.jpg"), (f"text {n}",), str(n)) for n in range(5)]
    )
    rows = [pairs.texts.index(f"text {n}") for n in range(5)]
    ordered = np.empty((len(pairs.texts), 6), np.float32)
    ordered[:] = -hub
    ordered[rows] = texts
    images = images[[0 if path.stem == "hub" else 1 + int(path.stem) for path in pairs.images]]
    plain = measured("m", images, ordered, pairs)
    assert plain.text_to_image.metrics["R@1"] == 0
    taken = Crowding(texts, right).of_images(images)
    better = measured("m", images, ordered, pairs, (taken, np.zeros(len(ordered), np.float32)))
    assert better.text_to_image.metrics["R@1"] == 1


def test_the_starter_has_typical_items_and_without_them_nothing_is_lost(tmp_path: Path) -> None:
    starter = load_model()
    photos = np.random.default_rng(0).integers(0, 256, (2, *[starter.image_size] * 2, 3), np.uint8)
    vectors = starter.embed_images(photos)
    assert np.abs(starter.crowding_of_images(vectors)).max() > 0
    common, odd = starter.embed_documents(
        ["A man in a blue shirt stands on a street.", "The lemma follows from compactness."]
    )
    lost = starter.crowding_of_texts(np.stack([common, odd]))
    assert lost[0] > lost[1]

    shutil.copytree(model_folder("starter"), tmp_path / "bare")
    config = ModelConfig.load(tmp_path / "bare")
    files = {name: kept for name, kept in config.files.items() if name != CROWDING_FILE}
    (tmp_path / "bare" / CONFIG_FILE).unlink()
    dataclasses.replace(config, files=files).save(tmp_path / "bare")
    bare = load_model(str(tmp_path / "bare"), runtime="torch")
    assert not bare.crowding_of_images(vectors).any()
    assert not bare.crowding_of_texts(vectors).any()


@pytest.mark.parametrize("shape", [(3, 7), (0, 384), (384,), (2, 384)])
def test_typical_items_that_do_not_fit_are_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    shutil.copytree(model_folder("starter"), tmp_path / "model")
    path = tmp_path / "model" / CROWDING_FILE
    save_file({"texts": torch.zeros(shape), "images": torch.zeros(3, 384)}, path)
    config = ModelConfig.load(tmp_path / "model")
    (tmp_path / "model" / CONFIG_FILE).unlink()
    dataclasses.replace(config, files={**config.files, CROWDING_FILE: sha256(path)}).save(
        tmp_path / "model"
    )
    with pytest.raises(BadConfig, match=CROWDING_FILE):
        load_model(str(tmp_path / "model"), runtime="torch")
