"""How many photos a second does the indexer do, beside its slowest stage alone, and a plain loop?

    python -m tests.benchmarks.photos_a_second [--photos DIR] [--number 64] [--rounds 3] [--json]

Photos of twelve megapixels are made of those of DIR (else of the sample library's), unless they are
taken as they are. Each round runs
in turn, over the same photos: decoding alone on all cores, the model alone on as many threads as
the indexer gives it, the indexer from the walk to the last commit (a new library, its decoders
started before), and a plain loop over some of them: open, embed, add one row.

Where stages share the processor, none can be as fast together with others as alone. So the table
has also what the cores could do if nothing but these two stages took their time: 1 / (1/a + 1/b);
and the processor time a photo takes, which other programs disturb less than the clock.

With ``--model-elsewhere`` the indexer's model only waits as long as it takes alone, as if it ran on
a graphics card: what then is missing to the slower stage is the indexer's own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import lancedb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from PIL import Image, ImageOps

from indexer.decoders import pixel_limit
from indexer.extract import Limits, photo
from indexer.service import IndexService
from mate_core import Embedder, load_model
from mate_core.onnx_runtime import OnnxImages
from mate_core.pixels import to_pixels
from tests.benchmarks.material import (
    Timed,
    copy_photos,
    in_rounds,
    index_to_the_end,
    timed,
    write_camera_photos,
)

_BATCH = 4  # as the indexer's come to be
_PLAIN = 16  # photos that the plain loop does


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=Path, help="a folder of small real photos")
    parser.add_argument("--number", type=int, default=64)
    parser.add_argument(
        "--as-they-are", action="store_true", help="do not make them twelve megapixels large"
    )
    parser.add_argument(
        "--model-elsewhere", action="store_true", help="the model takes time, but no processor"
    )
    in_rounds(parser, measure)


def measure(arguments: argparse.Namespace, scratch: Path) -> list[dict[str, float]]:
    write = copy_photos if arguments.as_they_are else write_camera_photos
    paths = write(scratch / "photos", arguments.number, arguments.photos)
    warm = write(scratch / "warm", 4, arguments.photos)
    megabytes = sum(map(os.path.getsize, paths)) / len(paths) / 1e6
    print(f"{len(paths)} photos of {megabytes:.1f} megabytes, {os.cpu_count()} cores")
    model = load_model(threads=arguments.threads)
    limits = Limits(model.image_size, pixel_limit())
    rounds = []
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        jobs = [(path, limits) for path in paths]
        squares = np.concatenate(pool.starmap(decode, jobs, chunksize=1))
        model.embed_images(squares[:_BATCH])
        for turn in range(arguments.rounds):
            decoding = timed(lambda: pool.starmap(decode, jobs, chunksize=1))
            embedding = timed(lambda: embed(model, squares))
            waits = embedding.seconds / len(paths) if arguments.model_elsewhere else None
            with model_elsewhere(waits):
                indexing = index(scratch, turn, warm, arguments.threads)
            table = scratch / f"plain {turn}"
            plain = timed(partial(plain_loop, paths[:_PLAIN], model, table))
            rounds.append(row(len(paths), decoding, embedding, indexing, plain))
    return rounds


def row(
    number: int, decoding: Timed, embedding: Timed, indexing: Timed, plain: Timed
) -> dict[str, float]:
    alone = number / decoding.seconds, number / embedding.seconds
    both = number / (decoding.seconds + embedding.seconds)
    speed = number / indexing.seconds
    plain_speed = min(_PLAIN, number) / plain.seconds
    return {
        "decoding alone, photos/s": alone[0],
        "model alone, photos/s": alone[1],
        "indexing, photos/s": speed,
        "plain loop, photos/s": plain_speed,
        "indexing / the slower one alone": speed / min(alone),
        "both on the same cores at best, photos/s": both,
        "indexing / both at best": speed / both,
        "indexing / plain loop": speed / plain_speed,
        "decoding, processor ms/photo": 1000 * decoding.processor / number,
        "model, processor ms/photo": 1000 * embedding.processor / number,
        "indexing, processor ms/photo": 1000 * indexing.processor / number,
        "both / indexing, processor": (decoding.processor + embedding.processor)
        / indexing.processor,
        "idle cores while indexing": indexing.idle,
    }


def decode(path: str, limits: Limits) -> NDArray[np.uint8]:
    (item,) = photo.read(path, limits)
    return item.pixels


def embed(model: Embedder, squares: NDArray[np.uint8]) -> None:
    for start in range(0, len(squares), _BATCH):
        model.embed_images(squares[start : start + _BATCH])


def index(scratch: Path, turn: int, warm: list[str], threads: int | None) -> Timed:
    service = IndexService(scratch / f"library {turn}", threads=threads)
    try:
        service.wait_for_model()
        service.add_folder(os.path.dirname(warm[0]))
        index_to_the_end(service)
        service.add_folder(str(scratch / "photos"))
        return timed(lambda: index_to_the_end(service))
    finally:
        service.close()


@contextmanager
def model_elsewhere(seconds: float | None) -> Iterator[None]:
    """While so, embedding photos takes so many seconds each, of waiting; None changes nothing."""
    if seconds is None:
        yield
        return
    embed_pixels, chance = OnnxImages.embed_pixels, np.random.default_rng(0)

    def wait(self: OnnxImages, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        time.sleep(len(pixels) * seconds)
        found = chance.standard_normal((len(pixels), 384), dtype=np.float32)
        unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit

    OnnxImages.embed_pixels = wait  # type: ignore[method-assign]
    try:
        yield
    finally:
        OnnxImages.embed_pixels = embed_pixels  # type: ignore[method-assign]


def plain_loop(paths: list[str], model: Embedder, folder: Path) -> None:
    schema = pa.schema([("path", pa.string()), ("vector", pa.list_(pa.float32(), model.dim))])
    table = lancedb.connect(folder).create_table("photos", schema=schema)
    for path in paths:
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
        (vector,) = model.embed_images(to_pixels(upright, model.image_size)[np.newaxis])
        table.add([{"path": path, "vector": vector.tolist()}])


if __name__ == "__main__":
    main()
