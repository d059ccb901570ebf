"""Some photos lie near every text, and some texts near every photo: what is taken off for that.

In a space that images and texts share, a few items are among the nearest of nearly every query
("hubs"), and push aside what is asked for. How near an item lies to things of the other kind can be
known beforehand: its mean similarity to the nearest of some typical ones. Part of that is taken off
its score (CSLS; Conneau et al., arXiv 1710.04087), when a text looks for images or an image for
texts; docs/decisions/0012 has the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from mate_core.config import CROWDING_FILE, ModelConfig
from mate_core.errors import BadConfig

_NEAREST = 3
_STRENGTH = 0.4
_AT_ONCE = 1024


@dataclass(frozen=True, eq=False)
class Crowding:
    """Typical texts and typical images, ``(m, dim)`` each, L2-normalised.

    ``texts[i]`` is about ``images[i]``. An item loses in as far as it is nearer to typical ones
    than these usually are, so that scores stay on the scale of cosines.
    """

    texts: NDArray[np.float32]
    images: NDArray[np.float32]

    @cached_property  # for what is stored; a question need not wait for it
    def usual_image(self) -> float:
        """How near typical images are to texts that are not about them."""
        return _usual(self.images, self.texts)

    @cached_property
    def usual_text(self) -> float:
        """How near typical texts are to images that they are not about."""
        return _usual(self.texts, self.images)

    def of_images(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """``(n, dim)`` to ``(n,)``: what each loses when a text looks for images."""
        return _STRENGTH * (_nearness(vectors, self.texts) - np.float32(self.usual_image))

    def of_texts(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """``(n, dim)`` to ``(n,)``: what each loses when an image looks for texts."""
        return _STRENGTH * (_nearness(vectors, self.images) - np.float32(self.usual_text))


def _nearness(vectors: NDArray[np.float32], typical: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean similarity to the nearest few, ``(n,)``."""
    found = np.empty(len(vectors), dtype=np.float32)
    nearest = min(_NEAREST, len(typical))
    for start in range(0, len(vectors), _AT_ONCE):
        scores = vectors[start : start + _AT_ONCE] @ typical.T
        best = np.partition(scores, -nearest, axis=1)[:, -nearest:]
        found[start : start + len(best)] = best.mean(axis=1)
    return found


def _usual(vectors: NDArray[np.float32], typical: NDArray[np.float32]) -> float:
    """The mean nearness of typical things to those of the other kind that are not about them."""
    scores = vectors @ typical.T
    if len(scores) > 1:  # an item of a person's own never meets the text that was written for it
        np.fill_diagonal(scores, -np.inf)
    nearest = min(_NEAREST, max(len(scores) - 1, 1))
    return float(np.partition(scores, -nearest, axis=1)[:, -nearest:].mean())


def read_crowding(config: ModelConfig, folder: Path) -> Crowding | None:
    """The typical texts and images that a model was given, if it was.

    Raises:
        BadConfig: if the file does not fit the config.
    """
    if CROWDING_FILE not in config.files:
        return None
    path = folder / CROWDING_FILE
    try:
        with safe_open(path, framework="numpy") as file:
            kept = [np.asarray(file.get_tensor(n), np.float32) for n in ("texts", "images")]
    except (OSError, SafetensorError) as error:
        raise BadConfig(f"{path}: cannot be read: {error}") from error
    texts, images = kept
    if texts.shape != images.shape or texts.shape[1:] != (config.dim,) or not len(texts):
        raise BadConfig(
            f"{path}: the weights do not fit the config: {texts.shape} and {images.shape}, "
            f"the config says as many of each, {config.dim} numbers long"
        )
    return Crowding(texts, images)
