"""A photo's fingerprint, and whether two of them are of one picture.

A fingerprint is the picture in 24 x 24 shades of grey: enough to tell another moment of the same
scene, in which somebody has moved, from the same picture cut, brightened or compressed. Two are
laid over one another before they are compared, for a cut of a few percent moves all by a cell.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 24
_ITERATIONS = 5
# How much two pictures may differ in scale, and be moved, in cells.
_MOST_SCALE, _MOST_SHIFT = 0.1, 0.06 * SIDE
# Less contrast than this, in levels, is none to tell pictures by.
FLAT = 4.0
# The contrast of a page in levels; and of one on a darker ground, with its brightness.
_PAGE, _PAPER, _PAPER_CONTRAST = 25.0, 150.0, 40.0
# Less is not worth a closer look.
_SAME = 0.06
_HASH = 8

Pixels = NDArray[np.float32]


def fingerprint(image: Image.Image) -> bytes:
    """Of an upright picture, of any size and mode."""
    image.draft("L", (4 * SIDE, 4 * SIDE))  # a JPEG that is not decoded yet can be so in a hurry
    grey = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    return grey.tobytes()


def as_pixels(looks: Sequence[bytes]) -> Pixels:
    """Fingerprints as ``(n, 24, 24)`` float32 levels of 0 to 255."""
    flat = np.frombuffer(b"".join(looks), dtype=np.uint8)
    return flat.reshape(-1, SIDE, SIDE).astype(np.float32)


def hashes(pixels: Pixels) -> NDArray[np.uint64]:
    """The perceptual hash of each picture, ``(n,)``: which of its 64 slowest waves are strong.

    A bit for each coefficient of the discrete cosine transform: is it above their median? The mean
    brightness is not among them.
    """
    waves = np.cos(np.pi / SIDE * np.outer(np.arange(_HASH + 1), np.arange(SIDE) + 0.5))
    waves = waves.astype(np.float32)
    found = np.matmul(np.matmul(waves, pixels), waves.T).reshape(len(pixels), -1)
    found = found[:, 1 : 64 + 1]
    ordered = np.sort(found, axis=1)  # in a tenth of the time of np.median
    bits = found > ordered[:, 31:33].mean(axis=1, keepdims=True)
    return np.packbits(bits, axis=1).view(">u8").astype(np.uint64)[:, 0]


def contrast(pixels: Pixels) -> NDArray[np.float32]:
    """The standard deviation of each picture's levels, ``(n,)``."""
    found: NDArray[np.float32] = pixels.std(axis=(1, 2))
    return found


def may_be_pages(pixels: Pixels) -> NDArray[np.bool_]:
    """Whether each picture might be paper or a screen with little but text on it, ``(n,)``.

    Two such pages are alike to the last cell, whatever they say. Of 40 receipts 39 are told so, and
    of photos one in fifteen.
    """
    levels, spread = pixels.mean(axis=(1, 2)), contrast(pixels)
    found: NDArray[np.bool_] = (spread < _PAGE) | ((levels > _PAPER) & (spread < _PAPER_CONTRAST))
    return found


def differences(ones: Pixels, others: Pixels) -> NDArray[np.float32]:
    """How much is different in the most different part of two pictures, ``(n,)``.

    In units of the weaker contrast: 0 is the same picture, 1 a part that has nothing in common.
    Brightness, contrast, and a cut or a border of some percent do not count.
    """
    found = _worst(_left_over(ones, others, 0), ones, others)
    apart = np.flatnonzero(found > _SAME)
    if len(apart):  # most copies are neither cut nor framed, and laying over takes its time
        ones, others = ones[apart], others[apart]
        found[apart] = _worst(_left_over(ones, others, _ITERATIONS), ones, others)
    return found


def _worst(left: Pixels, ones: Pixels, others: Pixels) -> NDArray[np.float32]:
    # Of four cells that touch: what is wrong by half a cell is too bright beside too dark.
    tall = left[:, 1:] + left[:, :-1]
    worst = np.abs(tall[:, :, 1:] + tall[:, :, :-1]).max(axis=(1, 2)) / 4
    weaker = np.minimum(contrast(ones), contrast(others))
    found: NDArray[np.float32] = worst / np.maximum(weaker, FLAT)
    return found


def _left_over(ones: Pixels, others: Pixels, turns: int) -> Pixels:
    """What is different once the first is laid over the second as well as can be in some turns.

    Gauss-Newton on scale and shift of either axis, and on gain and offset of the levels. What one
    shows beyond the edge of the other is no difference.
    """
    count = len(ones)
    pose = np.tile(np.array([1, 0, 1, 0], np.float32), (count, 1))  # scale and shift, of x and y
    middle = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
    target = others.reshape(count, -1)
    damping = np.diag(np.array([1e-2] * 2 + [0.1 * SIDE * SIDE] * 4, np.float32))
    most = np.array([_MOST_SCALE, _MOST_SHIFT] * 2, np.float32)
    still = pose[:1].copy()
    for turn in range(turns + 1):
        moved, seen = _moved(ones, pose)
        terms: list[Pixels] = [moved, np.ones_like(moved)]
        if turn < turns:
            down, right = (np.asarray(each) for each in np.gradient(moved, axis=(1, 2)))
            terms += [right * middle, right, down * middle[:, None], down]
        design = np.stack(terms, axis=1).reshape(count, len(terms), -1)
        weighed = design * seen.reshape(count, 1, -1)
        normal = np.matmul(weighed, design.transpose(0, 2, 1))
        normal += damping[: len(terms), : len(terms)]
        found = np.linalg.solve(normal, np.matmul(weighed, target[:, :, None]))[:, :, 0]
        if turn < turns:
            gain = np.maximum(found[:, :1], 0.2)  # of a picture and its negative nothing is alike
            pose = np.clip(pose + found[:, 2:] / gain, still - most, still + most)
    told = np.matmul(found[:, None, :], design)[:, 0]
    negative = found[:, :1] <= 0  # it says nothing of the other
    left = target - np.where(negative, target.mean(axis=1, keepdims=True), told)
    shaped: Pixels = (left.reshape(-1, SIDE, SIDE) * seen).astype(np.float32)
    return shaped


def _moved(pixels: Pixels, pose: Pixels) -> tuple[Pixels, NDArray[np.float32]]:
    """Pictures scaled about their middle and shifted, and where they show something."""
    middle = (SIDE - 1) / 2
    axes = []
    for scale, shift in ((pose[:, :1], pose[:, 1:2]), (pose[:, 2:3], pose[:, 3:])):
        place = (np.arange(SIDE, dtype=np.float32) - middle) * scale + shift + middle
        inside = (place > -0.01) & (place < SIDE - 0.99)
        axes.append((_between(np.clip(place, 0, SIDE - 1)), inside))
    (across, in_x), (down, in_y) = axes
    moved = np.matmul(np.matmul(down, pixels), across.transpose(0, 2, 1))
    return moved, (in_y[:, :, None] & in_x[:, None, :]).astype(np.float32)


def _between(place: NDArray[np.float32]) -> Pixels:
    """Matrices ``(n, 24, 24)`` that interpolate a line of cells at these places."""
    before = np.minimum(place.astype(np.intp), SIDE - 2)
    share = (place - before).astype(np.float32)
    matrix = np.zeros((*place.shape, SIDE), np.float32)
    np.put_along_axis(matrix, before[:, :, None], (1 - share)[:, :, None], axis=2)
    np.put_along_axis(matrix, before[:, :, None] + 1, share[:, :, None], axis=2)
    return matrix
