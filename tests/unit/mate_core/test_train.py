from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from mate_core import data, evaluate, train, train_projection
from mate_core.config import (
    ADAPTED_FILE,
    CROWDING_FILE,
    LANGUAGES_FILE,
    PROJECTION_FILE,
    STARTER,
    TEXTS_FILE,
    ModelConfig,
    ProjectionConfig,
)
from mate_core.encoders import efficientnet
from mate_core.evaluate.pairs import PairLine, collect
from mate_core.frozen import Benchmark, CentredTexts, FrozenEncoders, Photos
from mate_core.model import Model, load_model
from mate_core.network import load_image_tower, save_tensors
from mate_core.projection import Projection
from mate_core.weights import read_centre

_TINY = train_projection.Settings(
    epochs=40,
    batch=32,
    learning_rate=2e-3,
    weight_decay=0.0,
    averaging=0.9,
    mixing=0.0,
    projection=ProjectionConfig(hidden=64, dropout=0.0),
    repeats=(),
)


def _examples(name: str, photos: int, seed: int) -> train_projection.Examples:
    """Random grids, each with two texts that are a random point and a neighbour of it."""
    random = np.random.default_rng(seed)
    grids = random.normal(size=(photos, 9, 1280)).astype(np.float16)
    texts = np.repeat(random.normal(size=(photos, 24)), 2, axis=0)
    texts += random.normal(scale=0.1, size=texts.shape)
    texts /= np.linalg.norm(texts, axis=1, keepdims=True)
    first = np.arange(photos + 1, dtype=np.intp) * 2
    groups = np.arange(photos, dtype=np.intp)
    images = tuple(Path(str(number)) for number in range(photos))
    return train_projection.Examples(
        Photos(name, images, texts.astype(np.float32), first, groups), grids
    )


def _examined(examples: train_projection.Examples) -> train_projection.Examined:
    lines = [PairLine(Path(str(n)), (f"{n}a", f"{n}b")) for n in range(len(examples.grids))]
    return train_projection.Examined(
        Benchmark(collect(lines), examples.photos.texts), examples.grids
    )


@pytest.mark.parametrize("mixing", [0.0, 1.0])
def test_a_tiny_set_is_learned_by_heart(mixing: float) -> None:
    examples = _examples("tiny", 64, seed=1)
    benchmark = _examined(examples)
    torch.manual_seed(_TINY.seed)
    untrained = train_projection.measure(Projection(24, _TINY.projection), benchmark)
    assert untrained.text_to_image["R@1"] < 0.2
    settings = dataclasses.replace(_TINY, mixing=mixing)
    projection, reports = train_projection.train([examples], {"tiny": benchmark}, settings, 24)
    assert reports["tiny"].text_to_image["R@1"] == 1
    assert reports["tiny"].image_to_text["R@1"] == 1
    assert train_projection.measure(projection, benchmark) == reports["tiny"]


def test_training_is_reproducible() -> None:
    short = dataclasses.replace(_TINY, epochs=2)
    sources = [_examples("one", 40, seed=1), _examples("two", 40, seed=2)]
    first, _ = train_projection.train(sources, {}, short, 24)
    second, _ = train_projection.train(sources, {}, short, 24)
    for one, two in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(one, two)
    other, _ = train_projection.train(sources, {}, dataclasses.replace(short, seed=1), 24)
    assert not torch.equal(next(first.parameters()), next(other.parameters()))


def test_a_batch_has_one_source_and_repeats_are_kept() -> None:
    sources = [_examples("one", 70, seed=1), _examples("two", 33, seed=2), _examples("few", 5, 3)]
    settings = dataclasses.replace(_TINY, repeats=(("two", 3),))
    batches = list(train_projection.epoch_batches(sources, settings, np.random.default_rng(0)))
    count = {
        name: sum(source.photos.name == name for source, _ in batches) for name in ("one", "two")
    }
    assert count == {"one": 2, "two": 3}
    assert [len(photos) for source, photos in batches if source.photos.name == "few"] == [5]
    for source, photos in batches:
        assert len(set(photos.tolist())) == len(photos)
        assert source.photos.name == "few" or len(photos) == 32


def test_texts_are_drawn_from_the_photos_own() -> None:
    photos = _examples("one", 10, seed=1).photos
    random = np.random.default_rng(0)
    rows = np.array([3, 3, 3, 3, 7, 7, 7, 7])
    drawn = {int(row) for _ in range(9) for row in photos.draw(rows, random)}
    assert drawn == {6, 7, 14, 15}


def test_the_projection_pools_as_it_says() -> None:
    torch.manual_seed(0)
    projection = Projection(24, ProjectionConfig(hidden=16, dropout=0.5)).eval()
    grids = torch.randn(3, 9, 1280)
    scores = torch.stack([
        torch.stack([projection.attention.weight[0] @ cell + projection.attention.bias[0]
                     + projection.place[at] for at, cell in enumerate(grid)])
        for grid in grids
    ])  # fmt: skip
    weights = scores.exp() / scores.exp().sum(1, keepdim=True)
    attended = torch.stack([w @ grid for w, grid in zip(weights, grids, strict=True)])
    expected = projection.layers(torch.cat([attended, grids.mean(1)], dim=1))
    expected = expected / expected.norm(dim=1, keepdim=True)
    assert torch.allclose(projection(grids), expected, atol=1e-5)


def test_a_saved_model_loads_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    projection = Projection(STARTER.dim, STARTER.projection).eval()
    centre = normalize(torch.randn(STARTER.dim), dim=0) / 10
    encoder = efficientnet.load(STARTER.image_encoder)
    with torch.no_grad():
        encoder.head.bias += 1
    files = save_tensors(projection, centre, tmp_path, dict(encoder.adapted()))
    tower = load_image_tower(dataclasses.replace(STARTER, files=files), tmp_path)
    assert torch.allclose(tower.encoder.head.bias, encoder.head.bias, atol=1e-2)
    depthwise = "blocks.11.depthwise.weight"
    assert torch.equal(tower.encoder.state_dict()[depthwise], encoder.state_dict()[depthwise])
    grids = torch.randn(2, 9, 1280)
    found, expected = tower.projection(grids), projection(grids)
    assert (found * expected).sum(1).min() > 0.9999, "float16 is close enough"
    kept = read_centre(dataclasses.replace(STARTER, files=files), tmp_path)
    assert np.allclose(kept, centre.numpy(), atol=1e-3)


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, write_data: Callable[[Path, Path], None]
) -> Path:
    made = tmp_path_factory.mktemp("train")
    write_data(made / "data", made / "photos")
    return made


def _run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return train.run(parser.parse_args([str(argument) for argument in arguments]))


def _train_starter(folder: Path, *more: object) -> int:
    return _run("starter", "--data", folder / "data", "--photos", folder / "photos",
                "--cache", folder / "cache", "--epochs", 2, "--batch", 4, *more)  # fmt: skip


@pytest.fixture(scope="module")
def trained(folder: Path) -> Path:
    """A model trained by the command, with the real encoders, on a few dozen small photos."""
    assert _train_starter(folder, "--out", folder / "model", "--steps", 0) == 0
    return folder / "model"


@pytest.fixture(scope="module")
def adapted(folder: Path, trained: Path) -> Path:
    """The same, and its image encoder adapted by two steps; what was computed is found."""
    out = folder / "adapted"
    assert _train_starter(folder, "--out", out, "--steps", 2, "--step-batch", 4) == 0
    return out


def test_the_command_trains_a_model_that_loads(folder: Path, trained: Path) -> None:
    config = ModelConfig.load(trained)
    model = load_model(str(trained), runtime="torch")
    assert isinstance(model, Model)
    assert model.model_id == config.model_id != load_model(runtime="torch").model_id
    assert list(config.files) == [PROJECTION_FILE, TEXTS_FILE, CROWDING_FILE]
    assert config.languages is None, "there are no translations"

    # What training measured from its caches is what the model itself gives.
    caches = (folder / "cache").glob("grids-flickr8k-val-*")
    first = min(caches, key=lambda path: path.stat().st_mtime)  # others are of adapted encoders
    val = data.flickr8k(folder / "data", "val")
    grids = torch.from_numpy(np.load(first / "grids.npy")).float()
    tower = load_image_tower(config, trained)
    with torch.inference_mode():
        expected = tower.projection(grids).numpy()
    found = evaluate.embed_files(model, val.images)
    assert (found * expected).sum(1).min() > 0.999


def test_the_command_adapts_the_image_encoder(trained: Path, adapted: Path) -> None:
    (point,) = json.loads((adapted / "history.json").read_text())
    assert point["step"] == 2
    assert point["loss"] > 0
    assert len(point["scores"]) == 6, "both ways on three benchmarks"
    assert (adapted / "recall.svg").is_file()
    config = ModelConfig.load(adapted)
    assert list(config.files) == [PROJECTION_FILE, ADAPTED_FILE, TEXTS_FILE, CROWDING_FILE]
    found = load_image_tower(config, adapted).encoder.head.weight
    before = load_image_tower(ModelConfig.load(trained), trained).encoder.head.weight
    assert not torch.equal(found, before)
    assert torch.allclose(found, before, atol=0.05)


def test_a_model_in_other_languages_on_the_adapted_image_encoder(
    folder: Path, trained: Path, adapted: Path, cache: Path
) -> None:
    """USE in place of MiniLM, and the image encoder that was adapted."""
    out = folder / "languages"
    given = ("starter", "--data", folder / "data", "--cache", folder / "cache", "--epochs", 1,
             "--batch", 4, "--steps", 0)  # fmt: skip
    assert _run(*given, "--text-encoder", "use", "--start", adapted, "--out", out) == 0
    config = ModelConfig.load(out)
    assert (config.name, config.dim, config.text_encoder.kind) == ("multilingual", 512, "use")
    assert config.files[ADAPTED_FILE] == ModelConfig.load(adapted).files[ADAPTED_FILE]
    model = load_model(str(out), cache=cache)
    words = model.embed_queries(
        ["A dog runs.", "Ein Hund rennt.", "The harbour was built in 1820."]
    )
    assert words.shape == (3, 512)
    assert words[0] @ words[1] > words[0] @ words[2] + 0.2
    pixels = np.random.default_rng(0).integers(
        0, 256, (2, model.image_size, model.image_size, 3), dtype=np.uint8
    )
    in_torch = load_model(str(out), runtime="torch").embed_images(pixels)
    assert (model.embed_images(pixels) * in_torch).sum(1).min() > 0.999
    assert _run(*given, "--start", trained, "--out", out) == 1, "it was never adapted"


def test_a_model_is_taught_other_languages(
    folder: Path, trained: Path, cache: Path, write_translations: Callable[[Path], None]
) -> None:
    """The command on a finished model; the image half stays as it is."""
    data_folder = shutil.copytree(folder / "data", folder / "translated")
    write_translations(data_folder)
    taught = folder / "taught"
    given = ("--data", data_folder, "--cache", folder / "cache", "--out", taught)
    assert _run("texts", "--model", trained, *given) == 0
    before, config = ModelConfig.load(trained), ModelConfig.load(taught)
    assert config.model_id != before.model_id
    assert config.languages is not None
    assert config.files.keys() == {PROJECTION_FILE, TEXTS_FILE, LANGUAGES_FILE, CROWDING_FILE}
    assert config.files[PROJECTION_FILE] == before.files[PROJECTION_FILE]
    model = load_model(str(taught), cache=cache)
    english, german = model.embed_queries(["Seven red boats.", "Sieben rote Boote."])
    blind = load_model(str(trained), runtime="torch")
    assert english @ german > np.dot(
        *blind.embed_queries(["Seven red boats.", "Sieben rote Boote."])
    )
    # Taught again, into its own folder, it becomes the same.
    assert _run("texts", "--model", taught, *given) == 0
    assert ModelConfig.load(taught) == config


def test_the_cached_texts_are_the_models_own(folder: Path, trained: Path) -> None:
    """The frozen text encoder, centred, embeds as the finished model does."""
    encoders = FrozenEncoders(STARTER, folder / "cache")
    model = load_model(str(trained), runtime="torch")
    centre = read_centre(STARTER, trained)
    texts = ["A dog runs.", "", "The sea was calm and the boats lay still. " * 60, "A dog runs."]
    found = CentredTexts(encoders, centre).embed_queries(texts)
    assert (found * model.embed_queries(texts)).sum(1).min() > 0.999
    assert found[0] @ found[2] < 0.9


def test_benchmarks_are_written_as_pairs(folder: Path) -> None:
    out = folder / "pairs"
    assert _run("pairs", "--data", folder / "data", "--out", out) == 0
    names = sorted(path.stem for path in out.iterdir())
    assert names == [
        "flickr8k-val", "labels-held-back", "openstax-dev-documents", "openstax-dev-documents-all",
        "openstax-dev-growing", "openstax-dev-long-captions", "openstax-dev-long-captions-all",
    ]  # fmt: skip
    from mate_core.evaluate.pairs import read

    assert len(collect(read(out / "flickr8k-val.jsonl")).texts) == 20
    assert len(collect(read(out / "openstax-dev-documents.jsonl")).texts) == 2


def test_a_missing_data_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("pairs", "--data", tmp_path / "nowhere", "--out", tmp_path / "out") == 1
    assert "is this the data folder" in capsys.readouterr().err
