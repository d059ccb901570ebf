"""Which regions of a photo answer a query: cut-outs are compared with it, one after the other.

A window goes over the photo, and what it shows is embedded as a photo by itself; so the model is
asked, whatever encoder it has. A region answers as the windows over it do, on average
(docs/searching.md has how often the right part of a picture is found so, and what else was tried).
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mate_core.pixels import to_pixels
from mate_core.text import Steps

if TYPE_CHECKING:
    from mate_core import Embedder

GRID = 5
"""Regions along each side."""

WINDOW = 2
"""Regions along each side of a cut-out."""

LEAST = 0.005
"""Of similarity: regions that differ by less are alike."""

_AT_ONCE = 4  # cut-outs, about a tenth of a second


def region_steps(
    embedder: Embedder, pixels: NDArray[np.uint8], asked: NDArray[np.float32]
) -> Steps[NDArray[np.float32]]:
    """By how much each region of a photo answers better than the photo does on average.

    Works in short pieces.

    Args:
        embedder: the model.
        pixels: the photo, ``(S, S, 3)`` uint8.
        asked: the query's embedding, ``(dim,)``.

    Returns:
        ``(GRID, GRID)``, rows from the top; together 1, or all 0 where all regions are alike.
    """
    size = embedder.image_size
    edges = np.linspace(0, len(pixels), GRID + 1).round().astype(int).tolist()
    places = list(itertools.product(range(GRID - WINDOW + 1), repeat=2))
    answers = np.zeros((GRID, GRID), dtype=np.float32)
    times = np.zeros((GRID, GRID), dtype=np.float32)
    for start in range(0, len(places), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        cut_outs = [
            pixels[edges[y] : edges[y + WINDOW], edges[x] : edges[x + WINDOW]] for y, x in some
        ]
        squares = np.stack([to_pixels(Image.fromarray(each), size) for each in cut_outs])
        for (y, x), score in zip(some, embedder.embed_images(squares) @ asked, strict=True):
            answers[y : y + WINDOW, x : x + WINDOW] += score
            times[y : y + WINDOW, x : x + WINDOW] += 1
        yield
    answers /= times
    better = np.maximum(answers - answers.mean(), 0)
    if better.max() < LEAST:
        return np.zeros_like(better)
    return np.asarray(better / better.sum(), dtype=np.float32)
