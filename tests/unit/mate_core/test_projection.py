from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

import mate_core
from mate_core.config import (
    CONFIG_FILE,
    PROJECTION_FILE,
    STARTER,
    ModelConfig,
    ProjectionConfig,
)
from mate_core.model import model_folder
from mate_core.projection import Projection, load_projection, save_projection

_VECTORS = ProjectionConfig(hidden=6, dropout=0.0, cells=0, channels=5, centring="mean")


def _projection(**fields: object) -> Projection:
    """With random weights and centres everywhere, in eval mode."""
    projection = Projection(4, dataclasses.replace(_VECTORS, **fields)).eval()  # type: ignore[arg-type]
    draw = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for tensor in projection.state_dict().values():
            tensor.copy_(torch.randn(tensor.shape, generator=draw))
    return projection


def _rows() -> NDArray[np.float32]:
    return np.random.default_rng(1).normal(size=(3, 5)).astype(np.float32)


def _erf_gelu(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def _by_hand(projection: Projection, rows: NDArray[np.float32], modality: str) -> np.ndarray:
    config = projection.config
    w = {name: tensor.double().numpy() for name, tensor in projection.state_dict().items()}
    x = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    if config.centring != "none":
        x = x - w["source_centre" if modality == "text" else "image_centre"]
    if config.centring == "covariance" and modality == "image":
        x = x @ w["image_colouring"]

    def linear(name: str, given: np.ndarray) -> np.ndarray:
        return given @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    if config.kind == "linear":
        out = linear("layers.0", x)
    else:
        spread = np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
        h = (x - x.mean(axis=1, keepdims=True)) / spread
        h = h * w["layers.0.weight"] + w["layers.0.bias"]
        if config.kind == "mlp":
            for depth in range(config.depth):
                h = _erf_gelu(linear(f"layers.{1 + 3 * depth}", h))
            out = linear(f"layers.{1 + 3 * config.depth}", h)
        else:
            both = linear("layers.1.both", h)
            gate, value = both[:, : config.hidden], both[:, config.hidden :]
            out = linear("layers.3", gate / (1 + np.exp(-gate)) * value)
    if config.residual:
        out = out + linear("shortcut", x)
    return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True))


@pytest.mark.parametrize("centring", ["none", "mean", "covariance"])
@pytest.mark.parametrize(
    ("kind", "depth", "residual"),
    [("linear", 1, False), ("mlp", 1, False), ("mlp", 2, True), ("gated", 1, False),
     ("gated", 1, True)],
)  # fmt: skip
def test_each_kind_is_what_it_says(kind: str, depth: int, residual: bool, centring: str) -> None:
    projection = _projection(kind=kind, depth=depth, residual=residual, centring=centring)
    rows = _rows()
    for modality in ("text", "image"):
        found = projection(torch.from_numpy(rows), modality).detach().numpy()  # type: ignore[arg-type]
        assert np.allclose(found, _by_hand(projection, rows, modality), atol=1e-4)


def test_the_length_of_a_vector_says_nothing() -> None:
    projection = _projection(kind="mlp", residual=True)
    rows = torch.from_numpy(_rows())
    assert torch.allclose(projection(rows), projection(rows * 7), atol=1e-5)
    assert torch.isfinite(projection(torch.zeros(1, 5))).all()


def test_dropout_drops_only_in_training() -> None:
    projection = _projection(kind="gated", dropout=0.5)
    rows = torch.from_numpy(_rows())
    assert torch.equal(projection(rows), projection(rows))
    projection.train()
    assert not torch.equal(projection(rows), projection(rows))


@pytest.mark.parametrize(("kind", "residual"), [("linear", False), ("mlp", True), ("gated", True)])
def test_training_can_start_from_a_linear_map(kind: str, residual: bool) -> None:
    projection = _projection(kind=kind, residual=residual)
    draw = torch.Generator().manual_seed(2)
    matrix, offset = torch.randn(5, 4, generator=draw), torch.randn(4, generator=draw)
    projection.start_from(matrix, offset)
    rows = torch.from_numpy(_rows())
    x = rows / rows.norm(dim=1, keepdim=True) - projection.source_centre
    expected = x @ matrix + offset
    expected = expected / expected.norm(dim=1, keepdim=True)
    assert torch.allclose(projection(rows, "text"), expected, atol=1e-5)
    # What begins at zero still learns.
    projection(rows, "text")[:, 0].sum().backward()
    last = projection.layers[-1].weight
    assert isinstance(last, torch.nn.Parameter)
    assert last.grad is not None
    assert last.grad.abs().max() > 0


def test_a_map_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="linear or residual"):
        _projection(kind="mlp").start_from(torch.zeros(5, 4), torch.zeros(4))
    with pytest.raises(ValueError, match=r"\(6, 4\) does not fit .* from 5 to 4"):
        _projection(kind="linear").start_from(torch.zeros(6, 4), torch.zeros(4))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "cubic"}, "kind: expected one of linear, mlp, gated, got 'cubic'"),
        ({"centring": "median"}, "centring: expected one of"),
        ({"dropout": 1.0}, "dropout"),
        ({"hidden": 0}, "hidden"),
        ({"cells": -1}, "cells"),
        ({"kind": "linear", "residual": True}, "residual"),
        ({"centring": "mean", "cells": 9}, "only vectors are centred"),
    ],
)
def test_a_config_that_describes_no_projection_is_refused(
    fields: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        ProjectionConfig(**fields)  # type: ignore[arg-type]


def test_a_bad_projection_in_a_models_config_is_told(tmp_path: Path) -> None:
    config = json.loads((model_folder("starter") / CONFIG_FILE).read_text())
    config["projection"]["kind"] = "cubic"
    (tmp_path / CONFIG_FILE).write_text(json.dumps(config))
    with pytest.raises(mate_core.BadConfig, match=r"config\.json.*kind.*cubic"):
        ModelConfig.load(tmp_path)


def test_the_shipped_model_has_the_tensors_of_its_config() -> None:
    folder = model_folder("starter")
    config = ModelConfig.load(folder)
    assert config.projection == ProjectionConfig(hidden=1280, dropout=0.3)
    stored = load_file(folder / PROJECTION_FILE)
    projection, centre = load_projection(folder / PROJECTION_FILE, config.dim, config.projection)
    names = {f"projection.{name}" for name in projection.state_dict()}
    assert names | {"centre"} == stored.keys()
    assert {"projection.attention.weight", "projection.place", "projection.layers.7.bias"} < names
    assert torch.equal(centre, stored["centre"].float())
    assert not projection.training


def test_fields_that_say_something_change_the_name_and_are_kept(tmp_path: Path) -> None:
    shape = ProjectionConfig(kind="gated", residual=True, cells=0, channels=768)
    config = dataclasses.replace(STARTER, projection=shape)
    assert config.model_id != STARTER.model_id
    config.save(tmp_path)
    assert ModelConfig.load(tmp_path) == config
    written = json.loads((tmp_path / CONFIG_FILE).read_text())["projection"]
    assert written == {
        "hidden": 1280, "dropout": 0.3, "kind": "gated", "residual": True, "cells": 0,
        "channels": 768,
    }  # fmt: skip


def test_a_saved_projection_loads_the_same(tmp_path: Path) -> None:
    projection = _projection(kind="gated", residual=True, centring="covariance")
    centre = torch.linspace(-1, 1, 4)
    path = tmp_path / "p.safetensors"
    checksum = save_projection(projection, centre, path)
    assert len(checksum) == 64
    loaded, found = load_projection(path, 4, projection.config)
    rows = torch.from_numpy(_rows())
    for modality in ("text", "image"):
        one, two = projection(rows, modality), loaded(rows, modality)  # type: ignore[arg-type]
        assert torch.allclose(one, two, atol=1e-2)
    assert torch.allclose(found, centre, atol=1e-3)
    with pytest.raises(mate_core.BadConfig, match=r"p\.safetensors.*do not fit"):
        load_projection(path, 4, _VECTORS)


def test_what_float16_cannot_hold_is_not_written(tmp_path: Path) -> None:
    projection = _projection(kind="linear")
    with torch.no_grad():
        projection.layers[-1].bias[0] = 1e6
    with pytest.raises(OverflowError, match=r"layers\.0\.bias"):
        save_projection(projection, torch.zeros(4), tmp_path / "p.safetensors")
    assert not list(tmp_path.iterdir())
