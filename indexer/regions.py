"""Which regions of a photo answer a query: each is covered, and what the score loses is theirs.

Occlusion (Zeiler and Fergus, arXiv 1311.2901) asks the model itself, whatever encoder it has. A
window is moved over the photo, so that a region is covered several times with different neighbours;
docs/searching.md has how often the right half of a picture is found so.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mate_core.text import Steps

if TYPE_CHECKING:
    from mate_core import Embedder

GRID = 7
"""Regions along each side."""

REACH = 1
"""With a region so many on each side of it are covered."""

_AT_ONCE = 4  # pictures, about a tenth of a second


def region_steps(
    embedder: Embedder, pixels: NDArray[np.uint8], asked: NDArray[np.float32]
) -> Steps[NDArray[np.float32]]:
    """What share of a photo's score each of its regions has, in short pieces.

    Args:
        embedder: the model.
        pixels: the photo, ``(S, S, 3)`` uint8.
        asked: the query's embedding, ``(dim,)``.

    Returns:
        ``(GRID, GRID)``, rows from the top; together 1, or all 0 where no region matters.
    """
    whole = float(embedder.embed_images(pixels[np.newaxis])[0] @ asked)
    yield
    edges = np.linspace(0, embedder.image_size, GRID + 1).round().astype(int)
    around = [slice(max(n - REACH, 0), min(n + REACH + 1, GRID)) for n in range(GRID)]
    covered = list(itertools.product(around, around))
    lost = np.zeros((GRID, GRID), dtype=np.float32)
    times = np.zeros((GRID, GRID), dtype=np.float32)
    ground = pixels.reshape(-1, 3).mean(axis=0).astype(np.uint8)
    for start in range(0, len(covered), _AT_ONCE):
        some = covered[start : start + _AT_ONCE]
        pictures = np.repeat(pixels[np.newaxis], len(some), axis=0)
        for picture, (rows, columns) in zip(pictures, some, strict=True):
            picture[_extent(edges, rows), _extent(edges, columns)] = ground
        scores = embedder.embed_images(pictures) @ asked
        for (rows, columns), score in zip(some, scores.tolist(), strict=True):
            lost[rows, columns] += whole - score
            times[rows, columns] += 1
        yield
    matters = np.maximum(lost / times, 0)
    return np.asarray(matters / max(float(matters.sum()), 1e-12), dtype=np.float32)


def _extent(edges: NDArray[np.intp], regions: slice) -> slice:
    return slice(int(edges[regions.start]), int(edges[regions.stop]))
