"""The real starter model, loaded once for all tests here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import mate_core


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def embedder(cache: Path) -> mate_core.Embedder:
    return mate_core.load_model(runtime="onnx", cache=cache, threads=2)


@pytest.fixture(scope="session")
def reference() -> mate_core.Embedder:
    return mate_core.load_model(runtime="torch")


@pytest.fixture(scope="session")
def pixels(embedder: mate_core.Embedder) -> NDArray[np.uint8]:
    """Smooth colours, stripes and noise: pictures of different kinds."""
    size = embedder.image_size
    random = np.random.default_rng(0)
    ramp = np.linspace(0, 255, size)
    smooth = np.stack([np.broadcast_to(ramp, (size, size)), ramp[:, None] + 0 * ramp], -1)
    made = [
        np.concatenate([smooth, smooth[..., :1] / 2], -1),
        np.repeat((np.indices((size, size)).sum(0) % 32 < 16)[..., None] * 255, 3, -1),
        random.integers(0, 256, (size, size, 3)),
        np.full((size, size, 3), 255),
    ]
    return np.stack(made).astype(np.uint8)
