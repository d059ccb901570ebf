"""What an image looks like at a glance: is it photo-like, is it the same picture as another?

Both are judged by the image alone, without a model, so that no model chooses its own benchmark.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mate_core.data import read_photo

PHOTO_ENTROPY = 6.6
"""From this entropy of its brightness on, in bits, an image counts as photo-like."""

SAME_BITS = 4
SAME_LEVELS = 5.0

_ENTROPY_SIDE = 96
_THUMBNAIL_SIDE = 32
_HASH_SIDE = 8
_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What `look_at` sees of an image.

    ``photo_like`` is explained there. ``difference_hash`` has a bit for each of 8 x 8 places: is
    the next place to the right brighter? ``thumbnail`` is ``(32, 32, 3)`` uint8, RGB.
    """

    photo_like: bool
    difference_hash: int
    thumbnail: NDArray[np.uint8]


@functools.cache
def look_at(path: Path) -> Look:
    """Look at an image file; a second look at the same path costs nothing.

    An image is photo-like if the brightness of its pixels, in a thumbnail of 96 x 96 of 256 levels,
    has an entropy of at least 6.6 bits. Light falls on things in every shade, while a
    diagram, a chart, a map or a page of text has few shades. `docs/benchmarks.md` tells how well
    that works and what it gets wrong.

    Raises:
        DataError: if the file is no image that can be read.
    """
    image = read_photo(path)
    return Look(
        tonal_entropy(image) >= PHOTO_ENTROPY,
        difference_hash(image),
        np.asarray(_resized(image, _THUMBNAIL_SIDE, _THUMBNAIL_SIDE)),
    )


def tonal_entropy(image: Image.Image) -> float:
    """The entropy of the histogram of an RGB image's brightness, 0 to 8 bits."""
    small = _resized(image, _ENTROPY_SIDE, _ENTROPY_SIDE).convert("L")
    share = np.array(small.histogram()) / _ENTROPY_SIDE**2
    share = share[share > 0]
    return float(-(share * np.log2(share)).sum())


def difference_hash(image: Image.Image) -> int:
    """The 64-bit difference hash (dHash) of an RGB image: it outlives scaling and compression."""
    grey = np.asarray(_resized(image, _HASH_SIDE + 1, _HASH_SIDE).convert("L")).astype(np.int16)
    brighter = grey[:, 1:] > grey[:, :-1]
    return int.from_bytes(np.packbits(brighter).tobytes())


def near_duplicates(looks: Sequence[Look], identities: Sequence[Hashable]) -> list[int]:
    """Which images are the same picture as an earlier one that is kept, of another identity.

    Two are the same if their difference hashes differ in at most 4 of 64 bits and their thumbnails
    by at most 5 of 255 levels in the mean. The second is needed because flat images and
    simple diagrams of one style share their hash though they show different things.

    Returns:
        The indices of the images to drop, in order.
    """
    hashes = np.array([look.difference_hash for look in looks], dtype=np.uint64)
    dropped: set[int] = set()
    for start in range(0, len(hashes), _ROWS_AT_ONCE):
        rows = hashes[start : start + _ROWS_AT_ONCE, None]
        distance = np.bitwise_count(rows ^ hashes[: start + _ROWS_AT_ONCE])
        earlier = np.tri(len(rows), distance.shape[1], start - 1, dtype=bool)
        for row, before in zip(*np.nonzero((distance <= SAME_BITS) & earlier), strict=True):
            at = start + int(row)
            if (
                at not in dropped
                and int(before) not in dropped
                and identities[at] != identities[before]
                and _looks_same(looks[at].thumbnail, looks[before].thumbnail)
            ):
                dropped.add(at)
    return sorted(dropped)


def _looks_same(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    return float(np.abs(one.astype(np.int16) - other).mean()) <= SAME_LEVELS


def _resized(image: Image.Image, width: int, height: int) -> Image.Image:
    return image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=3.0)
