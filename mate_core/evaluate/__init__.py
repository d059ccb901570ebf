"""How well a model finds: recall of texts by images and of images by texts, on pairs files."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from mate_core.errors import ModelError
from mate_core.evaluate import metrics
from mate_core.evaluate.baselines import Truncating, open_model
from mate_core.evaluate.pairs import Pairs, PairsError, read
from mate_core.model import Embedder
from mate_core.pixels import to_pixels
from mate_core.text import QueryEmbedder, embed_passages

_IMAGES_AT_ONCE = 64
_TEXTS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured; recalls and MRR by their names (``R@1``, ``R@5``, ``R@10``, ``MRR``)."""

    model: str
    images: int
    texts: int
    text_to_image: dict[str, float]
    image_to_text: dict[str, float]


def evaluate(embedder: Embedder, pairs: Pairs) -> Report:
    """Embed all images and texts of ``pairs`` and measure both directions.

    Texts are embedded as queries are: whole and by sentence (`mate_core.text.embed_passage`).

    Raises:
        PairsError: if an image cannot be read.
    """
    images = embed_files(embedder, pairs.images)
    texts = embed_texts(embedder, pairs.texts)
    return report(embedder.model_id, images, texts, pairs)


def report(
    model: str, images: NDArray[np.float32], texts: NDArray[np.float32], pairs: Pairs
) -> Report:
    """Measure embeddings, ``(images, dim)`` and ``(texts, dim)``, against ``pairs``."""
    return Report(
        model,
        len(pairs.images),
        len(pairs.texts),
        metrics.summary(metrics.best_ranks(texts, images, pairs.images_of_text)),
        metrics.summary(metrics.best_ranks(images, texts, pairs.texts_of_image)),
    )


def embed_texts(embedder: QueryEmbedder, texts: tuple[str, ...]) -> NDArray[np.float32]:
    """Passages to their fused vectors, ``(n, dim)``; a baseline's to what its window holds."""
    if isinstance(embedder, Truncating):
        return embedder.embed_queries(texts)
    found = []
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        passages = embed_passages(embedder, texts[start : start + _TEXTS_AT_ONCE])
        found += [passage.vector for passage in passages]
    return np.stack(found)


def embed_files(embedder: Embedder, paths: tuple[Path, ...]) -> NDArray[np.float32]:
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


def _pixels(path: Path, size: int) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as image:
            return to_pixels(ImageOps.exif_transpose(image), size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PairsError(f"{path}: not an image that can be read: {error}") from error


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``mate evaluate``."""
    parser.description = (
        "Measure how well a model finds images by texts and texts by images. A line of PAIRS is "
        '{"image": PATH, "texts": [...], "document": ID}, the path relative to the file and the '
        "document optional; an image and a text are relevant to each other when they stand on one "
        "line or share a document."
    )
    parser.add_argument("--pairs", type=Path, required=True, help="the pairs, a JSON-lines file")
    parser.add_argument(
        "--model",
        default="starter",
        help="a model's name or folder, or a baseline as clip:, long-clip:, align: or blip: and "
        "its folder or hub:ORGANISATION/NAME (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    """Do what ``mate evaluate`` is asked to; gives the exit status."""
    try:
        pairs = read(args.pairs)
        embedder = open_model(args.model, on_status=lambda text: _say(sys.stderr, text))
        measured = evaluate(embedder, pairs)
    except (ModelError, PairsError) as error:
        _say(sys.stderr, f"mate evaluate: {error}")
        return 1
    _say(sys.stdout, json.dumps(asdict(measured)) if args.json else _table(measured))
    return 0


def _table(measured: Report) -> str:
    names = list(measured.text_to_image)
    rows = [
        f"{measured.model}: {measured.images} images, {measured.texts} texts",
        " " * 14 + "".join(f"{name:>8}" for name in names),
    ]
    for title, values in (
        ("text → image", measured.text_to_image),
        ("image → text", measured.image_to_text),
    ):
        rows.append(f"{title:<14}" + "".join(f"{values[name]:8.3f}" for name in names))
    return "\n".join(rows)


def _say(stream: TextIO, text: str) -> None:
    stream.write(text + "\n")
    stream.flush()
