"""What the frozen encoders give for the training data, computed once and kept on disk.

Their outputs are kept outside the repository, in files named after everything they depend on. An
interrupted computation goes on where it stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray

from mate_core.data import read_photo
from mate_core.pixels import to_pixels

Encode = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
EncodeTexts = Callable[[Sequence[str]], tuple[NDArray[np.float32], NDArray[np.intp]]]

_log = logging.getLogger(__name__)
_BATCH = 16
_FLUSH_EVERY = 64  # batches
_TEXTS_AT_ONCE = 2048


def add_cache_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--cache``, the same folder for every training command, because they share texts."""
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(platformdirs.user_cache_dir("mate")) / "train",
        help="where the encoders' outputs are kept, 23 KB a photo (default: %(default)s)",
    )


def photo_grids(
    name: str,
    images: Sequence[Path],
    cache: Path,
    *,
    key: str,
    size: int,
    shape: tuple[int, ...],
    encode: Encode,
) -> NDArray[np.float16]:
    """The frozen encoder's output for photos, ``(n, *shape)``, computing what is not there yet.

    Args:
        name: of the source; for the log and the folder.
        images: the photos.
        cache: a folder for caches.
        key: names the encoder's weights; a cache of other weights is never used.
        size: side of the square the encoder sees.
        shape: of one photo's output.
        encode: ``(n, size, size, 3)`` uint8 to the outputs of ``n`` photos.

    Returns:
        A memory map; drawing at random from it seeks, so a user of all of it reads it into memory.
    """
    folder = cache / f"grids-{name}-{fingerprint(key, size, *map(str, images))}"
    folder.mkdir(parents=True, exist_ok=True)
    grids = _open(folder / "grids.npy", (len(images), *shape))
    done_file = folder / "done"
    done = int(done_file.read_text()) if done_file.exists() else 0
    began, first = time.monotonic(), done
    starts = range(done, len(images), _BATCH)
    with ThreadPoolExecutor(max_workers=2) as pool:
        ahead = [pool.submit(_decode, images[start : start + _BATCH], size) for start in starts[:2]]
        for turn, start in enumerate(starts):
            pixels = ahead.pop(0).result()
            if turn + 2 < len(starts):
                coming = starts[turn + 2]
                ahead.append(pool.submit(_decode, images[coming : coming + _BATCH], size))
            stop = start + len(pixels)
            grids[start:stop] = encode(pixels)
            if (turn + 1) % _FLUSH_EVERY == 0 or stop == len(images):
                grids.flush()
                done_file.write_text(str(stop))
                speed = (stop - first) / (time.monotonic() - began)
                _log.info("%s: %d of %d photos, %.0f/s", name, stop, len(images), speed)
    return np.asarray(grids)


@dataclass(frozen=True, slots=True)
class TextWindows:
    """The embeddings of texts' windows in order, ``(windows, dim)``, and each text's count."""

    vectors: NDArray[np.float32]
    counts: NDArray[np.intp]


def text_windows(
    texts: Sequence[str], cache: Path, *, key: str, encode: EncodeTexts
) -> TextWindows:
    """The embeddings of texts' windows, computing those that are not there yet.

    Kept in pieces of 2,048 texts, each named after its texts, so that an interruption costs one
    piece. ``encode`` gives the windows' embeddings and counts of some texts.
    """
    vectors, counts = [], []
    folder = cache / "texts"
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        piece = texts[start : start + _TEXTS_AT_ONCE]
        path = folder / f"{fingerprint(key, *piece)}.npz"
        if not path.exists():
            found, of_each = encode(piece)
            part = path.with_suffix(".part")
            with part.open("wb") as file:
                np.savez(file, vectors=found, counts=of_each)
            part.replace(path)
            speed = (start + len(piece)) / (time.monotonic() - began)
            _log.info("%d of %d texts, %.0f/s", start + len(piece), len(texts), speed)
        with np.load(path) as kept:
            vectors.append(kept["vectors"])
            counts.append(kept["counts"])
    return TextWindows(np.concatenate(vectors), np.concatenate(counts))


def _decode(images: Sequence[Path], size: int) -> NDArray[np.uint8]:
    pixels = np.empty((len(images), size, size, 3), dtype=np.uint8)
    for row, path in enumerate(images):
        pixels[row] = to_pixels(read_photo(path), size)
    return pixels


def _open(path: Path, shape: tuple[int, ...]) -> np.memmap[tuple[int, ...], np.dtype[np.float16]]:
    if path.exists():
        found = np.lib.format.open_memmap(path, mode="r+")
        if found.shape == shape and found.dtype == np.float16:
            return found
    return np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=shape)


def fingerprint(*parts: object) -> str:
    """A short name for what these parts say, in hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        # A lone surrogate, as broken files give them, has no UTF-8 of its own.
        digest.update(str(part).encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()[:16]
