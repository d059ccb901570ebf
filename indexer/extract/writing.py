"""Text in pictures: scans, screenshots, signs. RapidOCR with the models that its package carries.

It looks at what a preview shows, so it reads whatever Mate reads, upright, and its boxes fit
what the user sees. Only the process that reads writing imports this module.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rapidocr import RapidOCR

from indexer.extract import RAW_ENDINGS, Limits, Passage, UnreadableError, family, reader
from indexer.extract.passages import Line, cut
from indexer.messages import Box

# An A4 page at 170 dots an inch: small print has letters of 12 px.
LONGEST_SIDE = 2000

# Looking for text takes as long as there are pixels: 1 s at this size, 6 s at the one above. Most
# that cameras make holds none, so it is looked for in small first.
FIRST_LOOK = 960
CAMERA_ENDINGS = RAW_ENDINGS | {".jpg", ".jpeg", ".jpe", ".jfif", ".heic", ".heif", ".hif", ".avif"}

LONGEST_TO_SHORTEST = 4

# What the recogniser is less sure of than this is more often texture than writing.
LEAST_CONFIDENCE = 0.7
# Fewer letters and digits on a line, or in all of a picture, are noise.
LEAST_ON_A_LINE = 2
LEAST_IN_ALL = 4

# How far a line may stand above another, as a share of its height, and still come after it.
SAME_ROW = 0.5

POLITENESS = 10
"""What is added to the process's niceness, beyond that of a decoder."""


def read_writing(path: str, page: int, limits: Limits) -> tuple[Passage, ...]:
    """The text in a photo (``page`` 0) or on a page's picture, with the boxes of its lines.

    Raises:
        UnreadableError: with the reason; `UnavailableError` where it may pass by itself.
    """
    if PurePath(path).suffix.lower() in CAMERA_ENDINGS:
        small = _picture(path, page, FIRST_LOOK, limits)
        if _engine()(_broad(small), use_det=True, use_cls=False, use_rec=False).boxes is None:
            return ()
    lines = tuple(_lines(_picture(path, page, LONGEST_SIDE, limits)))
    if sum(_characters(text) for text, _ in lines) < LEAST_IN_ALL:
        return ()
    return tuple(cut(lines))


def _picture(path: str, page: int, side: int, limits: Limits) -> NDArray[np.uint8]:
    """A photo or page as the preview shows it, ``(height, width, 3)`` in OpenCV's order, BGR."""
    kind = family(path)
    if kind is None:
        raise UnreadableError("not a kind of file that Mate reads")
    jpeg = Image.open(io.BytesIO(reader(kind).render(path, page, side, limits)))
    return np.ascontiguousarray(np.asarray(jpeg.convert("RGB"))[:, :, ::-1])


def _broad(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with white beside or below it, so that no side is much longer than the other.

    The detector enlarges the shorter side to some hundred pixels, however long that makes the
    other: a column of 60 x 4000 would become one of 36 megapixels.
    """
    height, width = picture.shape[:2]
    least = max(height, width) // LONGEST_TO_SHORTEST
    margins = ((0, max(0, least - height)), (0, max(0, least - width)), (0, 0))
    return np.pad(picture, margins, constant_values=255)


def _lines(picture: NDArray[np.uint8]) -> Iterator[Line]:
    """The lines of a picture in reading order."""
    height, width = picture.shape[:2]
    # Said each time: the engine goes on as it was last asked to.
    found: Any = _engine()(_broad(picture), use_det=True, use_cls=True, use_rec=True)
    if found.boxes is None:
        return
    lines = []
    for corners, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        if sure < LEAST_CONFIDENCE or _characters(text) < LEAST_ON_A_LINE:
            continue
        (left, top), (right, bottom) = np.min(corners, axis=0), np.max(corners, axis=0)
        box = Box(
            _fraction(left / width),
            _fraction(top / height),
            _fraction(right / width),
            _fraction(bottom / height),
        )
        lines.append((" ".join(text.split()), box))
    for row in _rows(lines):
        yield from sorted(row, key=lambda line: line[1].x0)


def _rows(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that stand beside one another, from the top down."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: line[1].y0):
        if row and line[1].y0 > row[0][1].y0 + SAME_ROW * (row[0][1].y1 - row[0][1].y0):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _characters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _fraction(value: float) -> float:
    return min(max(float(value), 0.0), 1.0)


@cache
def _engine() -> Any:
    """The models, loaded once a process, which from then on lets all others go first."""
    if sys.platform != "win32":
        os.nice(POLITENESS)
    cv2.setNumThreads(1)
    runtime = "EngineConfig.onnxruntime"
    threads = {f"{runtime}.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "error", "Global.text_score": 0.5, **threads})
