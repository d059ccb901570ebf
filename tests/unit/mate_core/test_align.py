from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from mate_core import align as module
from mate_core.align import Settings, TextPairs, align, fit_to_images, plan, recall
from mate_core.closed_forms import AlignError, procrustes, ridge
from mate_core.config import ProjectionConfig
from mate_core.optimisation import CheckpointError
from mate_core.reading import normalised

Rows = NDArray[np.float32]

_SHAPE = ProjectionConfig(
    hidden=64, dropout=0.0, kind="mlp", depth=1, residual=True, centring="mean", cells=0
)
_TINY = Settings(
    projection=_SHAPE, start="ridge", noise=0.0, epochs=3, document_epochs=2, batch=32,
    learning_rate=3e-3, held_out=10,
)  # fmt: skip


def _rows(count: int, dim: int, seed: int, mean: float = 0.0) -> Rows:
    return np.random.default_rng(seed).normal(mean, size=(count, dim)).astype(np.float32)


def _orthogonal(d_in: int, d_out: int, seed: int = 5) -> NDArray[np.float64]:
    square, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(max(d_in, d_out),) * 2))
    return np.asarray(square[:d_in, :d_out])


def _captions(count: int = 90, seed: int = 1) -> TextPairs:
    """What no linear map can send to the other, but what has something to do with it."""
    hidden = _rows(count, 12, seed)
    bend = np.random.default_rng(99)
    source = np.tanh(hidden @ bend.normal(size=(12, 10))) + 0.4
    target = np.abs(hidden @ bend.normal(size=(12, 16))) - 0.3
    return TextPairs("captions", source.astype(np.float32), target.astype(np.float32))


def _turned(count: int = 400) -> TextPairs:
    """What a rotation sends to the other exactly."""
    source = _rows(count, 10, seed=1)
    return TextPairs("captions", source, (source @ _orthogonal(10, 16)).astype(np.float32))


def _documents(seed: int = 2) -> TextPairs:
    """Each document with three queries."""
    found = _captions(90, seed)
    return TextPairs("documents", found.source, np.repeat(found.target[::3], 3, axis=0))


@pytest.mark.parametrize("centring", ["mean", "covariance"])
def test_images_beside_the_texts_are_found_once_the_projection_knows_where(centring: str) -> None:
    """Images that lie as the texts do, but far off and, for the covariance, out of shape."""
    pairs = _turned(300)
    shape = dataclasses.replace(_SHAPE, centring=centring, kind="linear", residual=False)
    found = align(pairs, settings=dataclasses.replace(_TINY, projection=shape, epochs=0))
    source = normalised(pairs.source)
    middle, away = source.mean(0), np.eye(10)[0]
    stretch = np.linspace(0.3, 2.0, 10) if centring == "covariance" else np.ones(10)
    # Of length 1, as the projection takes them, so that nothing but the shift is to be undone.
    images = normalised(((source - middle) * stretch + middle + 2 * away).astype(np.float32))
    targets = found.centred(pairs.target)
    before = recall(found.project(images, "image"), targets)["R@1"]
    assert recall(found.project(pairs.source), targets)["R@1"] == 1
    fit_to_images(found.projection, images, pairs.source)
    after = recall(found.project(images, "image"), targets)["R@1"]
    assert before < 0.5
    assert after > 0.9
    assert recall(found.project(pairs.source), targets)["R@1"] == 1, "texts are as they were"


# --- training ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["mlp", "gated"])
@pytest.mark.parametrize("loss", ["info_nce", "sigmoid"])
def test_a_tiny_set_is_learned_by_heart(kind: str, loss: str) -> None:
    pairs = _captions(64)
    shape = dataclasses.replace(_SHAPE, kind=kind)
    settings = dataclasses.replace(
        _TINY, projection=shape, loss=loss, start="none", epochs=150, batch=64, held_out=1,
        learning_rate=1e-2, averaging=0.9,
    )  # fmt: skip
    found = align(pairs, settings=settings)
    losses = [measured.loss for measured in found.history]
    assert losses[0] is None
    assert losses[-1] < 0.1 * losses[1]
    # One of the 64 was held out; alone, it is always found, so that the last epoch is kept.
    ranks = recall(found.project(pairs.source), found.centred(pairs.target))
    assert ranks["R@1"] >= 63 / 64


@pytest.mark.parametrize("start", ["ridge", "procrustes"])
def test_training_begins_at_the_closed_form_and_keeps_the_best(start: str) -> None:
    pairs = _captions(200)
    settings = dataclasses.replace(_TINY, start=start, epochs=0)
    found = align(pairs, settings=settings)
    assert len(found.history) == 1
    source = pairs.source / np.linalg.norm(pairs.source, axis=1, keepdims=True)
    # The same from the pairs that were not held out, told by the projection's own centre.
    target = found.centred(pairs.target)
    fit = {"ridge": ridge, "procrustes": procrustes}[start]
    rows = np.random.default_rng(0).permutation(200)
    held = np.isin(np.arange(200), rows[:10])
    assert np.allclose(found.projection.source_centre.numpy(), source[~held].mean(0), atol=1e-5), (
        "the same pairs are held out"
    )
    expected = fit(source[~held], target[~held])(source)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert np.allclose(found.project(pairs.source), expected, atol=1e-4)

    trained = align(pairs, settings=dataclasses.replace(settings, epochs=4))
    assert trained.history[0] == found.history[0]
    scores = [measured.score for measured in trained.history]
    kept = recall(trained.project(pairs.source[held]), trained.centred(pairs.target[held]))
    assert kept["MRR"] == pytest.approx(max(scores))


def test_a_harmful_training_leaves_the_closed_form() -> None:
    """With a rate that ruins everything, what it started from was best."""
    pairs = _turned()
    ruinous = dataclasses.replace(
        _TINY, learning_rate=1.0, epochs=2, averaging=0.0, held_out=40, warmup=0.0
    )
    found = align(pairs, settings=ruinous)
    assert found.history[0].score == 1
    assert found.history[-1].score < 1
    assert recall(found.project(pairs.source), found.centred(pairs.target))["R@1"] == 1


def test_documents_come_second_and_are_learned() -> None:
    captions, documents = _captions(), _documents()
    settings = dataclasses.replace(
        _TINY, epochs=1, document_epochs=40, start="none", learning_rate=1e-2
    )
    found = align(captions, documents, settings)
    assert set(found.history[0].recalls) == {"captions", "documents"}
    assert len(found.history) == 1 + 1 + 40
    assert found.history[-1].recalls["documents"]["R@1"] > 0
    targets = found.centred(documents.target)
    assert recall(found.project(documents.source), targets)["R@10"] > 0.8
    # The centre lies between both kinds, however many there are of each.
    held = found.centre
    both = np.mean(
        [
            (each.target / np.linalg.norm(each.target, axis=1, keepdims=True)).mean(0)
            for each in (captions, documents)
        ],
        axis=0,
    )
    assert np.abs(held - both).max() < 0.05


def test_the_plan_has_two_phases_and_one_set_a_batch() -> None:
    settings = Settings(epochs=2, document_epochs=3, batch=8, captions_share=0.5, warmup=0.25)
    epochs = plan([42, 20], settings, np.random.default_rng(0))
    assert len(epochs) == 5
    for epoch in epochs[:2]:
        assert [batch.source for batch in epoch] == [0] * 5
        rows = np.concatenate([batch.rows for batch in epoch])
        assert len(set(rows.tolist())) == 40
    for epoch in epochs[2:]:
        assert sorted(batch.source for batch in epoch) == [0, 0, 1, 1]
        assert all(len(batch.rows) == 8 for batch in epoch)
        assert max(batch.rows.max() for batch in epoch if batch.source == 1) < 20
    # The rate rises and falls once in each phase.
    for phase in (epochs[:2], epochs[2:]):
        rates = [batch.rate for epoch in phase for batch in epoch]
        top = int(np.argmax(rates))
        assert rates[:top] == sorted(rates[:top])
        assert rates[top:] == sorted(rates[top:], reverse=True)
        assert rates[-1] < 0.2 < 0.99 < rates[top]
    seeds = [batch.seed for epoch in epochs for batch in epoch]
    assert len(set(seeds)) == len(seeds)
    few = plan([5], settings, np.random.default_rng(0))
    assert [[len(batch.rows) for batch in epoch] for epoch in few] == [[5], [5]]


def test_what_is_held_out_shares_no_target_with_training(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[TextPairs, TextPairs]] = []
    split = module._split

    def watched(*given: object) -> tuple[TextPairs, TextPairs]:
        seen.append(split(*given))  # type: ignore[arg-type]
        return seen[-1]

    monkeypatch.setattr(module, "_split", watched)
    documents = _documents()
    align(_captions(), documents, dataclasses.replace(_TINY, epochs=0, document_epochs=0))
    trained, held = seen[1]
    assert len(trained) + len(held) == len(documents)
    assert len(held) == 3 * 3, "a tenth of the documents, with all their queries"
    own = {row.tobytes() for row in held.target}
    assert own.isdisjoint(row.tobytes() for row in trained.target)


class _InterruptedError(Exception):
    pass


def test_an_interrupted_run_ends_as_an_uninterrupted_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = dataclasses.replace(_SHAPE, kind="gated", dropout=0.2)
    settings = dataclasses.replace(_TINY, projection=shape, noise=0.05, loss="sigmoid")
    captions, documents = _captions(), _documents()
    whole = align(captions, documents, settings, tmp_path / "whole.pt")
    measure, count = module._recalls, 0

    def stops(*given: object) -> object:
        nonlocal count
        count += 1
        if count == 4:  # the start and two epochs have been measured
            raise _InterruptedError
        return measure(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_recalls", stops)
    with pytest.raises(_InterruptedError):
        align(captions, documents, settings, tmp_path / "checkpoint.pt")
    monkeypatch.setattr(module, "_recalls", measure)
    resumed = align(captions, documents, settings, tmp_path / "checkpoint.pt")
    assert resumed.history == whole.history
    assert np.array_equal(resumed.centre, whole.centre)
    one, two = whole.projection.state_dict(), resumed.projection.state_dict()
    assert all(torch.equal(one[name], two[name]) for name in one)
    # And a run that had ended gives the same again at once.
    again = align(captions, documents, settings, tmp_path / "whole.pt").projection.state_dict()
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not list(tmp_path.glob("*.part"))


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    pairs, path = _captions(), tmp_path / "checkpoint.pt"
    settings = dataclasses.replace(_TINY, epochs=1)
    align(pairs, settings=settings, checkpoint=path)
    with pytest.raises(CheckpointError, match=r"checkpoint\.pt.*other data or settings"):
        align(pairs, settings=dataclasses.replace(settings, seed=1), checkpoint=path)
    with pytest.raises(CheckpointError, match="other data or settings"):
        align(_captions(seed=9), settings=settings, checkpoint=path)
    path.write_bytes(b"no checkpoint")
    with pytest.raises(CheckpointError, match=r"checkpoint\.pt"):
        align(pairs, settings=settings, checkpoint=path)


@pytest.mark.parametrize(
    "change",
    [{"noise": 0.1}, {"seed": 1}, {"loss": "sigmoid"}, {"cosine": 1.0}, {"start": "procrustes"},
     {"centre_targets": False}],
)  # fmt: skip
def test_each_setting_has_its_effect_and_nothing_else_has(change: dict[str, object]) -> None:
    pairs = _captions()
    settings = dataclasses.replace(_TINY, epochs=1)
    usual = align(pairs, settings=settings).history
    assert align(pairs, settings=settings).history == usual
    changed = align(pairs, settings=dataclasses.replace(settings, **change)).history  # type: ignore[arg-type]
    assert changed[-1].loss is not None
    assert usual[-1].loss is not None
    assert abs(changed[-1].loss - usual[-1].loss) > 1e-4


def test_without_centring_nothing_is_subtracted() -> None:
    pairs = _captions()
    shape = dataclasses.replace(_SHAPE, centring="none")
    settings = dataclasses.replace(_TINY, projection=shape, centre_targets=False, epochs=0)
    found = align(pairs, settings=settings)
    assert not found.centre.any()
    assert np.allclose(found.centred(pairs.target), normalised(pairs.target), atol=1e-6)
    assert "source_centre" not in found.projection.state_dict()


# --- bad input ---------------------------------------------------------------------------


def test_embeddings_that_are_no_numbers_are_told() -> None:
    pairs = _captions()
    source = pairs.source.copy()
    source[17, 3] = np.nan
    with pytest.raises(AlignError, match=r"captions: the source embedding in row 17 .*\(1 of 90"):
        TextPairs("captions", source, pairs.target)
    target = pairs.target.copy()
    target[4:6] = np.inf
    with pytest.raises(AlignError, match=r"captions: the target embedding in row 4 .*\(2 of 90"):
        TextPairs("captions", pairs.source, target)


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (_rows(9, 4, 1), _rows(8, 4, 1), "9 source but 8 target embeddings"),
        (_rows(9, 4, 1)[:, 0], _rows(9, 4, 1), r"source embeddings as \(n, dim\), got \(9,\)"),
    ],
)
def test_arrays_that_do_not_fit_are_told(source: Rows, target: Rows, message: str) -> None:
    with pytest.raises(AlignError, match=message):
        TextPairs("captions", source, target)


def test_captions_and_documents_of_other_spaces_are_told() -> None:
    captions = _captions()
    narrow = TextPairs("documents", captions.source[:, :7], captions.target)
    with pytest.raises(AlignError, match="source embeddings have 10 and 7 dimensions"):
        align(captions, narrow)
    narrow = TextPairs("documents", captions.source, captions.target[:, :5])
    with pytest.raises(AlignError, match="target embeddings have 16 and 5 dimensions"):
        align(captions, narrow)


@pytest.mark.parametrize("count", [0, 1, 19])
def test_too_few_texts_are_told(count: int) -> None:
    with pytest.raises(AlignError, match=f"captions: {count} different targets; at least 20"):
        align(_captions(count))
    alike = TextPairs("captions", _rows(50, 4, 1), np.ones((50, 6), np.float32))
    with pytest.raises(AlignError, match="captions: 1 different targets"):
        align(alike)


def test_embeddings_without_any_length_give_no_nan() -> None:
    pairs = _captions(40)
    source = pairs.source.copy()
    source[::2] = 0
    found = align(TextPairs("captions", source, pairs.target), settings=_TINY)
    assert np.isfinite(found.project(source)).all()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"epochs": -1}, "epochs"),
        ({"noise": -0.1}, "noise"),
        ({"batch": 0}, "batch"),
        ({"captions_share": 1.0}, "captions_share"),
        ({"projection": ProjectionConfig(cells=0)}, "mlp projection without residual"),
    ],
)
def test_settings_that_cannot_be_are_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Settings(**fields)  # type: ignore[arg-type]


def test_a_loss_that_is_no_number_stops_the_run() -> None:
    settings = dataclasses.replace(_TINY, learning_rate=float("inf"))
    with pytest.raises(FloatingPointError, match=r"step \d+: the loss is nan"):
        align(_captions(), settings=settings)
