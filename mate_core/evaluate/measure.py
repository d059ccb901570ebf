"""Measures a model on pairs: embeds images and texts, and ranks each kind by the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from mate_core.evaluate import metrics
from mate_core.evaluate.baselines import Truncating
from mate_core.evaluate.pairs import Pairs, PairsError
from mate_core.model import Embedder
from mate_core.pixels import to_pixels
from mate_core.text import QueryEmbedder, embed_passages

_IMAGES_AT_ONCE = 64
_TEXTS_AT_ONCE = 1024

Known = TypeVar("Known", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured; the metrics by their names, as `metrics.summary` gives them.

    ``images`` and ``texts`` count what is searched among.
    """

    model: str
    images: int
    texts: int
    text_to_image: dict[str, float]
    image_to_text: dict[str, float]


@dataclass(frozen=True, slots=True)
class Direction:
    """The metrics of one direction, and their 95 % intervals (`metrics.intervals`)."""

    queries: int
    candidates: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]


Taken = tuple[NDArray[np.float32], NDArray[np.float32]]
"""What is taken off the scores of images, ``(images,)``, and of texts, ``(texts,)``."""


@dataclass(frozen=True, slots=True)
class LengthBin:
    """The text → image direction for the texts of one range of words."""

    words: str
    texts: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Measured:
    """All that `evaluate` measures."""

    model: str
    text_to_image: Direction
    image_to_text: Direction
    by_length: tuple[LengthBin, ...]


@dataclass(slots=True, eq=False)
class Embedded:
    """What a model has embedded already, so that benchmarks share their photos and texts."""

    images: dict[Path, NDArray[np.float32]] = field(default_factory=dict)
    texts: dict[str, NDArray[np.float32]] = field(default_factory=dict)


def evaluate(embedder: Embedder, pairs: Pairs, embedded: Embedded | None = None) -> Measured:
    """Embed all images and texts of ``pairs`` and measure both directions.

    Texts are embedded as queries are, whole and by sentence (`mate_core.text.embed_passages`);
    a baseline is given them whole and reads what its window holds.

    Args:
        embedder: the model.
        pairs: what belongs together.
        embedded: what the same model embedded before; what is embedded now is added to it.

    Raises:
        PairsError: if an image cannot be read.
    """
    embedded = Embedded() if embedded is None else embedded
    images = _once(embedded.images, pairs.images, lambda paths: embed_files(embedder, paths))
    texts = _once(embedded.texts, pairs.texts, lambda new: embed_texts(embedder, new))
    # What stands near everything is held back, as in searching.
    crowding = embedder.crowding_of_images(images), embedder.crowding_of_texts(texts)
    return measured(embedder.model_id, images, texts, pairs, crowding)


def measured(
    model: str,
    images: NDArray[np.float32],
    texts: NDArray[np.float32],
    pairs: Pairs,
    crowding: Taken | None = None,
) -> Measured:
    """Measure embeddings, ``(images, dim)`` and ``(texts, dim)``, in every way.

    ``crowding``, ``(images,)`` and ``(texts,)``, is taken off the scores of what is looked for.
    """
    text_ranks, image_ranks = _ranks(images, texts, pairs, crowding)
    clusters = pairs.text_clusters[pairs.text_queries]
    bins = metrics.length_bins([pairs.texts[row] for row in pairs.text_queries])
    return Measured(
        model,
        _direction(text_ranks, clusters, len(images)),
        _direction(image_ranks, pairs.image_clusters[pairs.image_queries], len(texts)),
        tuple(
            LengthBin(
                words,
                len(rows),
                metrics.summary(text_ranks[rows]),
                metrics.intervals(text_ranks[rows], clusters[rows]),
            )
            for words, rows in bins.items()
        ),
    )


def report(
    model: str, images: NDArray[np.float32], texts: NDArray[np.float32], pairs: Pairs
) -> Report:
    """Measure embeddings, ``(images, dim)`` and ``(texts, dim)``, against ``pairs``."""
    text_ranks, image_ranks = _ranks(images, texts, pairs)
    return Report(
        model,
        len(pairs.images),
        len(pairs.texts),
        metrics.summary(text_ranks),
        metrics.summary(image_ranks),
    )


def embed_texts(embedder: QueryEmbedder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Passages to the vectors that find images, ``(n, dim)``; a baseline's as its window reads."""
    if isinstance(embedder, Truncating):
        return embedder.embed_queries(texts)
    found = []
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        passages = embed_passages(embedder, texts[start : start + _TEXTS_AT_ONCE])
        found += [passage.visible for passage in passages]
    return np.stack(found)


def embed_files(embedder: Embedder, paths: Sequence[Path]) -> NDArray[np.float32]:
    """Image files to their embeddings, ``(n, dim)``.

    Raises:
        PairsError: if a file is no image that can be read.
    """
    found = np.empty((len(paths), embedder.dim), dtype=np.float32)
    for start in range(0, len(paths), _IMAGES_AT_ONCE):
        part = paths[start : start + _IMAGES_AT_ONCE]
        pixels = np.stack([_pixels(path, embedder.image_size) for path in part])
        found[start : start + len(part)] = embedder.embed_images(pixels)
    return found


def _ranks(
    images: NDArray[np.float32],
    texts: NDArray[np.float32],
    pairs: Pairs,
    crowding: Taken | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ranks that the text queries and the image queries give to what they look for."""
    of_images, of_texts = crowding or (np.zeros(len(images)), np.zeros(len(texts)))
    return (
        metrics.best_ranks(
            _beside(texts[pairs.text_queries], np.full(len(pairs.text_queries), -1.0)),
            _beside(images, of_images),
            [pairs.images_of_text[row] for row in pairs.text_queries],
        ),
        metrics.best_ranks(
            _beside(images[pairs.image_queries], np.full(len(pairs.image_queries), -1.0)),
            _beside(texts, of_texts),
            [pairs.texts_of_image[row] for row in pairs.image_queries],
        ),
    )


def _beside(vectors: NDArray[np.float32], number: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.concatenate([vectors, number[:, None]], axis=1, dtype=np.float32)


def _direction(ranks: NDArray[np.int64], clusters: NDArray[np.intp], candidates: int) -> Direction:
    return Direction(
        len(ranks), candidates, metrics.summary(ranks), metrics.intervals(ranks, clusters)
    )


def _once(
    known: dict[Known, NDArray[np.float32]],
    wanted: Sequence[Known],
    embed: Callable[[list[Known]], NDArray[np.float32]],
) -> NDArray[np.float32]:
    """The vectors of all that is wanted, ``(n, dim)``, embedding only what is not known yet."""
    new = [one for one in wanted if one not in known]
    if new:
        known.update(zip(new, embed(new), strict=True))
    return np.stack([known[one] for one in wanted])


def _pixels(path: Path, size: int) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as image:
            return to_pixels(ImageOps.exif_transpose(image), size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PairsError(f"{path}: not an image that can be read: {error}") from error
