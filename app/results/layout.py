"""Where the rows of a view stand: photos in justified rows, pages one below the other.

What is reckoned is kept in arrays of numbers, so that half a million items take a few megabytes,
and is reckoned from the top in short pieces. Coordinates are those of the whole content, in
pixels. An item is known by its place among all, dividers included.
"""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

from PySide6.QtCore import QRect

# A cell of this shape is as narrow, or as wide, as one can be: what is drawn in it stays whole.
NARROWEST, WIDEST = 1 / 3, 4.0
# The last row of a group is as wide as the others where that enlarges it no more than this.
STRETCH = 1.15
DIVIDER_SHAPE = 0.0  # has a row for itself


class Layout(Protocol):
    """What a view asks of what arranges its items."""

    @property
    def gap(self) -> int:
        """The room between items, and above the first."""
        ...

    @property
    def height(self) -> int:
        """How far down it is reckoned, with the margin below."""
        ...

    @property
    def done(self) -> bool:
        """Whether it is reckoned to the end."""
        ...

    def advance(self, seconds: float) -> None:
        """Reckon on for so long."""
        ...

    def area(self, item: int) -> QRect:
        """Where an item stands, which is reckoned at once if it has not been yet."""
        ...

    def item_at(self, x: int, y: int) -> int:
        """The item at a point, or -1."""
        ...

    def between(self, top: int, bottom: int) -> range:
        """The items that can be seen between two heights, among what is reckoned."""
        ...

    def runs(self, area: QRect) -> Iterator[range]:
        """The items that an area touches, as runs of neighbours."""
        ...

    def vertical_neighbour(self, item: int, x: int, step: int) -> int:
        """The item nearest to ``x`` in the next row of items up (-1) or down (1), or ``item``."""
        ...


class JustifiedLayout:
    """Rows that fill the width; in each, items keep their shapes and are equally high.

    A shape is width by height, ``DIVIDER_SHAPE`` for what has a row to itself.
    """

    def __init__(self) -> None:
        self._shapes: Sequence[float] = ()
        self._width = self._wanted = self._divider = 1
        self._left = self.gap = 0
        self._begin()

    def _begin(self) -> None:
        self._starts = array("i")  # the first item of each row
        self._tops = array("q", [self.gap])  # the top of each row, and of the next one
        self._scales = array("d")  # the height of each row's pictures before rounding; 0: divider
        self._next = 0  # the first item without a row

    def arrange(
        self,
        shapes: Sequence[float],
        width: int,
        height: int,
        divider: int,
        left: int = 0,
        gap: int = 6,
    ) -> None:
        """Begin anew, with rows of about a ``height`` in a ``width`` that begins at ``left``."""
        self._shapes = shapes
        self._width, self._wanted, self._divider = max(width, 1), max(height, 1), divider
        self._left, self.gap = left, gap
        self._begin()

    @property
    def height(self) -> int:
        """How far down it is reckoned, with the margin below."""
        return self._tops[-1]

    @property
    def done(self) -> bool:
        """Whether it is reckoned to the end."""
        return self._next >= len(self._shapes)

    def advance(self, seconds: float) -> None:
        """Reckon on for so long."""
        end = time.perf_counter() + seconds
        while not self.done and time.perf_counter() < end:
            self._add_rows(500)

    def reach(self, item: int) -> None:
        """Reckon at least as far as an item."""
        while self._next <= item and not self.done:
            self._add_rows(500)

    def _add_rows(self, count: int) -> None:
        shapes, width, gap, wanted = self._shapes, self._width, self.gap, self._wanted
        starts, tops, scales = self._starts, self._tops, self._scales
        first, top, end = self._next, tops[-1], len(shapes)
        for _ in range(count):
            if first >= end:
                break
            if shapes[first] == DIVIDER_SHAPE:
                starts.append(first)
                scales.append(0.0)
                top += self._divider
                first += 1
            else:
                after, scale = self._row(first, end, width, gap, wanted)
                starts.append(first)
                scales.append(scale)
                top += max(1, round(scale)) + gap
                first = after
            tops.append(top)
        self._next = first

    def _row(self, first: int, end: int, width: int, gap: int, wanted: int) -> tuple[int, float]:
        """The end of a row that begins with an item, and how high it is."""
        shapes = self._shapes
        total = 0.0
        room = width + gap
        item = first
        while item < end:
            shape = shapes[item]
            if shape == DIVIDER_SHAPE:
                break
            total += shape
            item += 1
            room -= gap
            if total * wanted >= room:
                lower = room / total
                before = total - shape
                # Without the last one the row is higher than wanted. Whichever is nearer.
                if item - first > 1 and before > 0:
                    higher = (room + gap) / before
                    if higher / wanted < wanted / lower:
                        return item - 1, higher
                return item, lower
        full = room / total
        return item, full if full <= wanted * STRETCH else float(wanted)

    # --- where things stand --------------------------------------------------------------

    def _row_of(self, item: int) -> int:
        self.reach(item)
        return bisect_right(self._starts, item) - 1

    def _items(self, row: int) -> range:
        starts = self._starts
        return range(starts[row], starts[row + 1] if row + 1 < len(starts) else self._next)

    def _edges(self, row: int) -> list[tuple[int, int]]:
        """The left and right edge of each item of a row."""
        scale = self._scales[row]
        if not scale:
            return [(self._left, self._left + self._width)]
        edges, wide = [], 0.0
        x = self._left
        for nth, item in enumerate(self._items(row)):
            wide += self._shapes[item] * scale
            right = self._left + round(wide) + nth * self.gap
            edges.append((x, right))
            x = right + self.gap
        return edges

    def area(self, item: int) -> QRect:
        """Where an item stands, which is reckoned at once if it has not been yet."""
        row = self._row_of(item)
        left, right = self._edges(row)[item - self._starts[row]]
        return QRect(left, self._tops[row], right - left, self._height_of(row))

    def _height_of(self, row: int) -> int:
        gap = self.gap if self._scales[row] else 0
        return self._tops[row + 1] - self._tops[row] - gap

    def item_at(self, x: int, y: int) -> int:
        """The item at a point, or -1."""
        row = bisect_right(self._tops, y) - 1
        if not 0 <= row < len(self._starts) or y >= self._tops[row] + self._height_of(row):
            return -1
        for nth, (left, right) in enumerate(self._edges(row)):
            if left <= x < right:
                return self._starts[row] + nth
        return -1

    def _rows_between(self, top: int, bottom: int) -> range:
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, min(bisect_left(self._tops, bottom + 1), len(self._starts)))

    def between(self, top: int, bottom: int) -> range:
        """The items that can be seen between two heights, among what is reckoned."""
        rows = self._rows_between(top, bottom)
        if not rows:
            return range(0)
        return range(self._starts[rows[0]], self._items(rows[-1]).stop)

    def runs(self, area: QRect) -> Iterator[range]:
        """The items that an area touches, as runs of neighbours."""
        for row in self._rows_between(area.top(), area.bottom()):
            below = area.top() >= self._tops[row] + self._height_of(row)
            if below or not self._scales[row]:
                continue
            start = self._starts[row]
            touched = [
                start + nth
                for nth, (left, right) in enumerate(self._edges(row))
                if left <= area.right() and right > area.left()
            ]
            if touched:
                yield range(touched[0], touched[-1] + 1)

    def vertical_neighbour(self, item: int, x: int, step: int) -> int:
        """The item nearest to ``x`` in the next row of items up (-1) or down (1), or ``item``."""
        row = self._row_of(item) + step
        while True:
            if row >= len(self._starts) and not self.done:
                self._add_rows(500)
            if not 0 <= row < len(self._starts):
                return item
            if self._scales[row]:
                break
            row += step  # over a divider
        edges = self._edges(row)
        nearest = min(range(len(edges)), key=lambda nth: _distance(edges[nth], x))
        return self._starts[row] + nearest


def _distance(edges: tuple[int, int], x: int) -> int:
    left, right = edges
    return left - x if x < left else x - right if x > right else 0


class ListLayout:
    """Items of one height one below the other, dividers of another."""

    def __init__(self) -> None:
        self._count = 0
        self._dividers: Sequence[int] = ()
        self._width = self._step = self._divider = 1
        self.gap = self._above = 0

    def arrange(
        self,
        count: int,
        dividers: Sequence[int],
        width: int,
        height: int,
        divider: int,
        gap: int,
        above: int = 0,
    ) -> None:
        """Begin anew; ``dividers`` are the places of dividers, in order; ``above`` all is a gap."""
        self._count, self._dividers, self.gap, self._above = count, dividers, gap, above
        self._width, self._step, self._divider = width, height + gap, divider + gap

    def _top(self, item: int) -> int:
        above = bisect_left(self._dividers, item)
        return self._above + above * self._divider + (item - above) * self._step

    @property
    def height(self) -> int:
        """How high all of it is."""
        return self._top(self._count)

    @property
    def done(self) -> bool:
        """There is nothing to reckon ahead."""
        return True

    def advance(self, seconds: float) -> None:
        """Nothing."""

    def area(self, item: int) -> QRect:
        """Where an item stands."""
        top = self._top(item)
        return QRect(0, top, self._width, self._top(item + 1) - top - self.gap)

    def item_at(self, x: int, y: int) -> int:
        """The item at a point, or -1."""
        item = self._item_from(y)
        return item if 0 <= item < self._count and self.area(item).contains(x, y) else -1

    def _item_from(self, y: int) -> int:
        """The last item that begins at a height or above it."""
        return bisect_right(range(self._count), y, key=self._top) - 1

    def between(self, top: int, bottom: int) -> range:
        """The items that can be seen between two heights."""
        return range(max(0, self._item_from(top)), self._item_from(bottom) + 1)

    def runs(self, area: QRect) -> Iterator[range]:
        """The items that an area touches: one run."""
        yield self.between(area.top(), area.bottom())

    def vertical_neighbour(self, item: int, x: int, step: int) -> int:  # noqa: ARG002 - any x
        """The next item up (-1) or down (1) that is no divider, or ``item``."""
        near = item + step
        while 0 <= near < self._count:
            at = bisect_left(self._dividers, near)
            if at == len(self._dividers) or self._dividers[at] != near:
                return near
            near += step
        return item
