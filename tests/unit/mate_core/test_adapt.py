from __future__ import annotations

import copy
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from mate_core import adapt, evaluate
from mate_core.adapt import Settings, Stage
from mate_core.config import ADAPTED_FILE, STARTER, ProjectionConfig
from mate_core.data import DataError
from mate_core.devices import mixed_precision
from mate_core.encoders import efficientnet
from mate_core.encoders.efficientnet import FIRST_ADAPTED, EfficientNetLite2
from mate_core.evaluate.pairs import PairLine, collect
from mate_core.frozen import Photos
from mate_core.network import adapt_encoder, save_tensors
from mate_core.optimisation import CheckpointError, share_kept
from mate_core.projection import Projection

_TINY = Settings(
    steps=90,
    batch=12,
    stages=(Stage(until=0.5, side=48, smallest_crop=0.5), Stage(1.0, 64, 0.9)),
    warmup=0.05,
    averaging=0.5,
    mixing=0.0,
    projection_rate=2e-3,
    checkpoint_every=4,
    measure_every=1000,
    weights=(),
)


@pytest.fixture(scope="module")
def encoder() -> EfficientNetLite2:
    return efficientnet.load(STARTER.image_encoder)


@pytest.fixture
def projection() -> Projection:
    torch.manual_seed(0)
    return Projection(24, ProjectionConfig(hidden=64, dropout=0.0))


def _photos(folder: Path, name: str, count: int, seed: int) -> Photos:
    """Photos of coloured blocks, each with a random text and a neighbour of it."""
    random = np.random.default_rng(seed)
    images = []
    for number in range(count):
        path = folder / f"{name}-{number}.png"
        blocks = random.integers(0, 256, (4, 4, 3), dtype=np.uint8)
        Image.fromarray(blocks).resize((80, 60), Image.Resampling.NEAREST).save(path)
        images.append(path)
    texts = np.repeat(random.normal(size=(count, 24)), 2, axis=0)
    texts += random.normal(scale=0.1, size=texts.shape)
    texts /= np.linalg.norm(texts, axis=1, keepdims=True)
    first = np.arange(count + 1, dtype=np.intp) * 2
    texts = texts.astype(np.float32)
    return Photos(name, tuple(images), texts, first, np.arange(count), may_flip=False)


def _recall(model: adapt.Adapted, photos: Photos) -> float:
    lines = [PairLine(path, (f"{path}a", f"{path}b")) for path in photos.images]
    images = model.embed_files(photos.images, 64)
    return evaluate.report("", images, photos.texts, collect(lines)).text_to_image["R@1"]


def test_a_tiny_set_is_learned_by_heart_and_the_frozen_stays(
    tmp_path: Path, encoder: EfficientNetLite2, projection: Projection
) -> None:
    photos = _photos(tmp_path, "tiny", 12, seed=1)
    before = copy.deepcopy(encoder.state_dict())
    untrained = adapt.Adapted(copy.deepcopy(encoder), projection).eval()
    assert _recall(untrained, photos) < 0.5
    model, _ = adapt.adapt(encoder, projection, [photos], _TINY, tmp_path / "checkpoint.pt")
    assert _recall(model, photos) == 1
    after = model.encoder.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == set(encoder.adapted())
    assert all(name.startswith("head.") or int(name.split(".")[1]) >= FIRST_ADAPTED
               for name in changed)  # fmt: skip
    assert all(torch.equal(value, before[name]) for name, value in encoder.state_dict().items())


@pytest.mark.parametrize(
    "how",
    [
        {"rank": 8, "encoder_rate": 2e-2, "steps": 150},
        {"loss": "sigmoid", "steps": 130},
        {"at_once": 5},
        {"mixing": 1.0, "steps": 120},
    ],
)
def test_adapters_the_other_loss_and_parts_learn_it_too(
    tmp_path: Path, encoder: EfficientNetLite2, projection: Projection, how: dict[str, Any]
) -> None:
    photos = _photos(tmp_path, "tiny", 12, seed=1)
    settings = dataclasses.replace(_TINY, **how)
    model, _ = adapt.adapt(encoder, projection, [photos], settings, tmp_path / "checkpoint.pt")
    assert _recall(model, photos) == 1
    assert model.changed().keys() == encoder.adapted().keys(), "adapters are merged"
    assert _recall(model, photos) == 1, "and mean the same"


def _batch_of_six(folder: Path) -> tuple[Photos, adapt.Batch, torch.Tensor]:
    rows = np.arange(6, dtype=np.intp)
    pixels = torch.randint(0, 256, (6, 48, 48, 3), dtype=torch.uint8)
    return _photos(folder, "tiny", 6, seed=3), adapt.Batch(0, rows, rows * 2, seed=5), pixels


def test_parts_give_the_gradients_of_the_whole_batch(
    tmp_path: Path, encoder: EfficientNetLite2, projection: Projection
) -> None:
    photos, batch, pixels = _batch_of_six(tmp_path)
    model = adapt.Adapted(copy.deepcopy(encoder), projection)

    def gradients(at_once: int) -> tuple[float, list[torch.Tensor]]:
        model.zero_grad()
        with torch.autocast("cpu", enabled=False):
            settings = dataclasses.replace(_TINY, at_once=at_once)
            loss = adapt._backward(model, pixels, photos, batch, settings)
        found = [p.grad.clone() for p in model.trained().values() if p.grad is not None]
        assert len(found) == len(model.trained())
        return loss, found

    whole_loss, whole = gradients(0)
    loss, found = gradients(2)
    assert loss == pytest.approx(whole_loss, rel=1e-2), "bfloat16"
    together = torch.cat([each.flatten() for each in whole])
    apart = torch.cat([each.flatten() for each in found])
    assert torch.nn.functional.cosine_similarity(together, apart, dim=0) > 0.999
    assert apart.norm() == pytest.approx(together.norm().item(), rel=2e-2)


def test_photos_are_mixed_as_their_texts_are_within_the_part_that_memory_holds(
    tmp_path: Path, encoder: EfficientNetLite2, projection: Projection
) -> None:
    photos, batch, pixels = _batch_of_six(tmp_path)
    model = adapt.Adapted(copy.deepcopy(encoder), projection)
    settings = dataclasses.replace(_TINY, mixing=1.0, at_once=3)
    found = adapt._backward(model, pixels, photos, batch, settings)

    share = share_kept(1.0, np.random.default_rng(5))
    assert 0.5 < share < 1
    before = [2, 0, 1, 5, 3, 4]
    with torch.no_grad(), mixed_precision(pixels.device):
        grids = model.encoder(pixels).float()
    texts = torch.from_numpy(photos.texts[batch.texts])
    with torch.no_grad():
        images = model.projection(share * grids + (1 - share) * grids[before])
        towards = share * texts + (1 - share) * texts[before]
        towards = towards / towards.norm(dim=-1, keepdim=True)
        expected = model.contrastive(images, towards).item()
        plain = model.contrastive(model.projection(grids), texts).item()
    assert found == pytest.approx(expected, rel=1e-2), "bfloat16"
    assert found != pytest.approx(plain, rel=5e-2)


class _InterruptedError(Exception):
    pass


def test_an_interrupted_run_ends_as_an_uninterrupted_one(
    tmp_path: Path, encoder: EfficientNetLite2
) -> None:
    projection = Projection(24, ProjectionConfig(hidden=64, dropout=0.3))  # what is dropped, too
    photos = _photos(tmp_path, "tiny", 14, seed=1)
    settings = dataclasses.replace(_TINY, steps=8, measure_every=2, checkpoint_every=3)

    def stops(at: int) -> list[float]:
        scores: list[float] = []

        def measure(model: adapt.Adapted) -> dict[str, float]:
            if len(scores) == at:
                raise _InterruptedError
            scores.append(-float(len(scores)))  # the first is the best
            return {"recall": scores[-1]}

        adapt.adapt(encoder, projection, [photos], settings, tmp_path / "checkpoint.pt", measure)
        return scores

    whole, expected = adapt.adapt(
        encoder, projection, [photos], settings, tmp_path / "whole.pt", lambda _: {"recall": 0.0}
    )
    with pytest.raises(_InterruptedError):
        stops(at=2)  # at step 6: the checkpoint is of step 3
    resumed, history = adapt.adapt(
        encoder,
        projection,
        [photos],
        settings,
        tmp_path / "checkpoint.pt",
        lambda _: {"recall": 1.0},
    )
    assert [point.loss for point in history] == [point.loss for point in expected]
    assert [(point.step, point.scores["recall"]) for point in history] == [
        (2, 0.0), (4, 1.0), (6, 1.0), (8, 1.0),
    ]  # fmt: skip
    assert all(point.loss > 0 for point in history)
    for one, two in zip(whole.trained().values(), resumed.trained().values(), strict=True):
        assert torch.equal(one, two)


def test_the_best_measured_model_is_given(
    tmp_path: Path, encoder: EfficientNetLite2, projection: Projection
) -> None:
    photos = _photos(tmp_path, "tiny", 14, seed=1)
    settings = dataclasses.replace(_TINY, steps=6, measure_every=2)
    seen: list[dict[str, torch.Tensor]] = []

    def measure(model: adapt.Adapted) -> dict[str, float]:
        seen.append({name: value.clone() for name, value in model.trained().items()})
        return {"one": (0.0, 2.0, 1.0)[len(seen) - 1], "other": 0.5}

    found, _ = adapt.adapt(encoder, projection, [photos], settings, tmp_path / "c.pt", measure)
    assert len(seen) == 3
    assert all(torch.equal(value, seen[1][name]) for name, value in found.trained().items())


def test_a_checkpoint_of_another_run_is_refused(
    tmp_path: Path, encoder: EfficientNetLite2, projection: Projection
) -> None:
    photos = _photos(tmp_path, "tiny", 12, seed=1)
    short = dataclasses.replace(_TINY, steps=2)
    path = tmp_path / "checkpoint.pt"
    adapt.adapt(encoder, projection, [photos], short, path)
    with pytest.raises(CheckpointError, match="other data or settings"):
        adapt.adapt(encoder, projection, [photos], dataclasses.replace(short, seed=1), path)
    other = dataclasses.replace(photos, texts=photos.texts[::-1].copy())
    with pytest.raises(CheckpointError, match="other data or settings"):
        adapt.adapt(encoder, projection, [other], short, path)
    torch.manual_seed(5)
    start = Projection(24, ProjectionConfig(hidden=64, dropout=0.0))
    with pytest.raises(CheckpointError, match="other data or settings"):
        adapt.adapt(encoder, start, [photos], short, path)
    path.write_bytes(b"no checkpoint")
    with pytest.raises(CheckpointError, match=r"checkpoint\.pt"):
        adapt.adapt(encoder, projection, [photos], short, path)


def test_a_photo_that_cannot_be_read_is_named(
    tmp_path: Path, encoder: EfficientNetLite2, projection: Projection
) -> None:
    photos = _photos(tmp_path, "tiny", 12, seed=1)
    photos.images[5].write_bytes(b"no image")
    with pytest.raises(DataError, match=r"tiny-5\.png"):
        adapt.adapt(encoder, projection, [photos], _TINY, tmp_path / "checkpoint.pt")


def _counts(batches: Sequence[adapt.Batch], source: int) -> np.ndarray:
    rows = np.concatenate([batch.rows for batch in batches if batch.source == source])
    return np.bincount(rows)


def test_the_plan_keeps_shares_and_shows_every_photo(tmp_path: Path) -> None:
    sources = [
        Photos(name, (Path("x"),) * count, np.zeros((count, 2), np.float32),
               np.arange(count + 1), np.arange(count))
        for name, count in (("a", 50), ("b", 20), ("few", 3))
    ]  # fmt: skip
    settings = Settings(steps=100, batch=8, weights=(("a", 0.5), ("b", 0.3), ("few", 0.2)))
    batches = adapt.plan(sources, settings)
    assert [sum(batch.source == n for batch in batches) for n in range(3)] == [50, 30, 20]
    for batch in batches:
        assert len(set(batch.rows.tolist())) == len(batch.rows) == (8, 8, 3)[batch.source]
        assert np.array_equal(batch.texts, batch.rows), "one text each"
    for source in range(3):
        counts = _counts(batches, source)
        assert counts.max() - counts.min() <= 1
    again = adapt.plan(sources, settings)
    assert all(np.array_equal(a.rows, b.rows) for a, b in zip(batches, again, strict=True))
    other = adapt.plan(sources, dataclasses.replace(settings, seed=1))
    assert not all(np.array_equal(a.rows, b.rows) for a, b in zip(batches, other, strict=True))


def test_stages_end_at_their_share_of_the_steps_and_the_last_holds_the_last_step() -> None:
    stages = (Stage(0.35, 160, 0.35), Stage(0.7, 192, 0.4), Stage(1.0, 256, 0.55))
    sides = [Settings(steps=10, stages=stages).stage(step).side for step in range(10)]
    # 0.35 and 0.7 of ten steps, rounded to the even, are four and seven.
    assert sides == [160] * 4 + [192] * 3 + [256] * 3


def test_more_of_the_encoder_learns_where_asked_for(
    tmp_path: Path, encoder: EfficientNetLite2, projection: Projection
) -> None:
    photos = _photos(tmp_path, "tiny", 12, seed=1)
    settings = dataclasses.replace(
        _TINY, steps=4, first_block=3, depthwise=True, skipping=0.2, colours=0.5, erased=0.2
    )
    model, _ = adapt.adapt(encoder, projection, [photos], settings, tmp_path / "checkpoint.pt")
    before, after = encoder.state_dict(), model.encoder.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved == model.changed().keys() == encoder.adapted(3, depthwise=True).keys()
    assert "blocks.3.depthwise.weight" in moved
    assert not any(name.startswith(("stem.", "blocks.2.")) for name in moved)

    files = save_tensors(model.projection, torch.zeros(24), tmp_path, model.changed())
    assert ADAPTED_FILE in files
    loaded = efficientnet.load(STARTER.image_encoder)
    adapt_encoder(loaded, tmp_path)
    for name, value in loaded.state_dict().items():
        assert torch.allclose(value, after[name], atol=2e-3, rtol=2e-3), name


def test_skipped_blocks_are_skipped_in_training_alone(encoder: EfficientNetLite2) -> None:
    encoder = copy.deepcopy(encoder)
    pixels = torch.randint(0, 256, (1, 64, 64, 3), dtype=torch.uint8).expand(8, -1, -1, -1)
    with torch.no_grad():
        expected = encoder.eval()(pixels)
        encoder.skip_blocks(0.9)
        assert torch.equal(encoder(pixels), expected)
        assert torch.allclose(encoder(pixels)[0], expected[7], atol=1e-3)
        torch.manual_seed(0)
        seen = encoder.train()(pixels)
        assert (seen[1:] - seen[:1]).abs().amax(dim=(1, 2)).min() > 0.1, "each photo other ones"
        encoder.skip_blocks(0.0)
        assert torch.equal(encoder(pixels), expected)
