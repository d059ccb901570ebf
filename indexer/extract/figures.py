"""Which pictures on a page are figures, worth being found by themselves.

Icons, rules, logos and backgrounds are pictures too, and a page can have hundreds of them: what
is small, thin or shown again and again is passed by, and what is left is bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.messages import Box

# The least that the shorter side takes of the page's longer one: 18 mm on A4. Photos of authors
# are larger, icons smaller.
SHORTEST = 0.06
# What has fewer pixels shows no more than a colour.
LEAST_PIXELS = 64
# Time lines in textbooks are nine times as long, rules longer.
LONGEST_TO_SHORTEST = 10
# What continues another picture and is longer than this is a strip of it.
STRIP = 3
# A picture of so much of a page is the page: a scan, or what lies behind all else.
COVERS = 0.8
# Pictures that overlap so much are one, as a photo and its shadow.
SAME_PLACE = 0.8
# A picture shown more often than this is a logo. Where it comes first it is found all the same, so
# that the end of a document need not be known at its beginning.
MOST_TIMES = 3
# A contact sheet of four by four; each is embedded in some 20 ms, and a page is one step of that.
MOST_ON_PAGE = 16
# A book of photos takes as long as a folder of them, and what is generated has an end.
MOST_IN_DOCUMENT = 1000
# Of more candidates than this only the largest are compared with one another.
MOST_COMPARED = 64
# How far pieces of one picture may stand from one another, as a share of the page.
GAP = 0.003


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture where it stands on a page.

    ``width`` and ``height`` are its own pixels, ``stored`` the bytes that it takes in the file;
    ``packed`` says that they are fewer than its pixels need.
    """

    box: Box
    width: int
    height: int
    stored: int
    packed: bool


def choose(placed: Iterable[Placed], shape: tuple[float, float], *, covering: bool) -> list[Placed]:
    """The figures of a page, in the order in which they are drawn.

    Args:
        placed: its pictures, in that order.
        shape: width and height of the page, in any unit.
        covering: whether one that covers the page counts.
    """
    worthwhile = [
        picture
        for picture in _joined(placed, shape)
        if _worthwhile(picture, shape) and (covering or _area(picture.box) < COVERS)
    ]
    chosen: list[Placed] = []
    for picture in _largest(worthwhile, MOST_COMPARED):
        # What is drawn later hides what lies below.
        chosen = [one for one in chosen if _overlap(one.box, picture.box) < SAME_PLACE]
        chosen.append(picture)
    return _largest(chosen, MOST_ON_PAGE)


class Shown:
    """Counts what a document has shown so far."""

    def __init__(self) -> None:
        self._times: Counter[Hashable] = Counter()
        self._left = MOST_IN_DOCUMENT

    def admits(self, picture: Placed, pixels: NDArray[np.uint8]) -> bool:
        """Whether a picture, drawn as these pixels, is one more figure, and no logo."""
        # Two pictures of one size are not packed into the same number of bytes. This tells them
        # apart also where a page has drawn something on them.
        identity: Hashable = (picture.width, picture.height, picture.stored)
        if not picture.packed:
            identity = (identity, pixels.tobytes())
        self._times[hash(identity)] += 1
        if self._left == 0 or self._times[hash(identity)] > MOST_TIMES:
            return False
        self._left -= 1
        return True


def _largest(pictures: Sequence[Placed], most: int) -> list[Placed]:
    """The largest few, in the order in which they stood."""
    by_size = sorted(range(len(pictures)), key=lambda index: -_area(pictures[index].box))
    return [pictures[index] for index in sorted(by_size[:most])]


def _worthwhile(picture: Placed, shape: tuple[float, float]) -> bool:
    width, height = _size(picture.box, shape)
    shorter, longer = sorted((width, height))
    return (
        shorter >= SHORTEST * max(shape)
        and longer <= LONGEST_TO_SHORTEST * shorter
        and min(picture.width, picture.height) >= LEAST_PIXELS
    )


def _joined(placed: Iterable[Placed], shape: tuple[float, float]) -> list[Placed]:
    """The pictures, those that were cut into strips in one piece again."""
    joined: list[Placed] = []
    for piece in placed:
        if (
            joined
            and _continues(joined[-1], piece)
            and (_is_strip(joined[-1], shape) or _is_strip(piece, shape))
        ):
            joined[-1] = _both(joined[-1], piece)
        else:
            joined.append(piece)
    return joined


def _is_strip(piece: Placed, shape: tuple[float, float]) -> bool:
    shorter, longer = sorted(_size(piece.box, shape))
    return longer > STRIP * shorter or not _worthwhile(piece, shape)


def _continues(before: Placed, piece: Placed) -> bool:
    """Whether a piece stands flush below or beside another, of the same breadth."""
    a, b = before.box, piece.box
    below = (a.x0 - b.x0, a.x1 - b.x1, min(a.y1 - b.y0, b.y1 - a.y0, key=abs))
    beside = (a.y0 - b.y0, a.y1 - b.y1, min(a.x1 - b.x0, b.x1 - a.x0, key=abs))
    return any(all(abs(gap) <= GAP for gap in gaps) for gaps in (below, beside))


def _both(a: Placed, b: Placed) -> Placed:
    upright = abs(a.box.x0 - b.box.x0) <= GAP and abs(a.box.x1 - b.box.x1) <= GAP
    return Placed(
        Box(
            min(a.box.x0, b.box.x0),
            min(a.box.y0, b.box.y0),
            max(a.box.x1, b.box.x1),
            max(a.box.y1, b.box.y1),
        ),
        max(a.width, b.width) if upright else a.width + b.width,
        a.height + b.height if upright else max(a.height, b.height),
        a.stored + b.stored,
        a.packed and b.packed,
    )


def _size(box: Box, shape: tuple[float, float]) -> tuple[float, float]:
    return (box.x1 - box.x0) * shape[0], (box.y1 - box.y0) * shape[1]


def _area(box: Box) -> float:
    """As a share of the page."""
    return max(box.x1 - box.x0, 0.0) * max(box.y1 - box.y0, 0.0)


def _overlap(a: Box, b: Box) -> float:
    """What two boxes share, of what they cover together."""
    shared = _area(Box(max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1)))
    together = _area(a) + _area(b) - shared
    return shared / together if together else 0.0
