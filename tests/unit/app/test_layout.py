"""Rows of photos: equally high, full, each photo in its shape; and lists of pages."""

from __future__ import annotations

from array import array
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from PySide6.QtCore import QRect

from app.results.layout import (
    DIVIDER_SHAPE,
    NARROWEST,
    STRETCH,
    WIDEST,
    JustifiedLayout,
    ListLayout,
)

shape = st.floats(NARROWEST, WIDEST)
shapes = st.lists(st.one_of(shape, shape, shape, st.just(DIVIDER_SHAPE)), max_size=120)
GAP, LEFT, DIVIDER = 6, 10, 30


def justified(wanted: list[float], width: int = 900, height: int = 170) -> JustifiedLayout:
    layout = JustifiedLayout()
    layout.arrange(array("f", wanted), width, height, DIVIDER, left=LEFT, gap=GAP)
    return layout


def rows_of(wanted: list[float], layout: JustifiedLayout) -> list[list[int]]:
    """The items of each row, by where they stand."""
    rows: dict[int, list[int]] = {}
    for item in range(len(wanted)):
        rows.setdefault(layout.area(item).top(), []).append(item)
    return [rows[top] for top in sorted(rows)]


@settings(max_examples=150, deadline=None)
@given(shapes, st.integers(200, 1900), st.integers(60, 420))
def test_rows_are_even_full_and_in_order(wanted, width, height):
    layout = justified(wanted, width, height)
    rows = rows_of(wanted, layout)
    assert [item for row in rows for item in row] == list(range(len(wanted)))
    bottom = 0
    for nth, row in enumerate(rows):
        areas = [layout.area(item) for item in row]
        assert areas[0].left() == LEFT
        assert len({area.height() for area in areas}) == 1
        assert areas[0].top() >= bottom
        bottom = areas[0].top() + areas[0].height()
        if wanted[row[0]] == DIVIDER_SHAPE:
            assert (len(row), areas[0].width(), areas[0].height()) == (1, width, DIVIDER)
            continue
        for one, other in pairwise(areas):
            assert other.left() - one.left() - one.width() == GAP
        right = areas[-1].left() + areas[-1].width() - LEFT
        last = nth + 1 == len(rows) or wanted[rows[nth + 1][0]] == DIVIDER_SHAPE
        if last and right != width:
            assert areas[0].height() <= height * STRETCH
        else:
            assert right == width
        for item, area in zip(row, areas, strict=True):
            wide = area.width() / area.height()
            slack = 1.5 / area.height() + wide / area.height()  # rounded to pixels
            assert wide == pytest.approx(wanted[item], abs=slack)


@settings(max_examples=100, deadline=None)
@given(shapes)
def test_what_stands_somewhere_is_found_there(wanted):
    layout = justified(wanted)
    layout.reach(len(wanted))
    for item in range(len(wanted)):
        area = layout.area(item)
        for point in (area.topLeft(), area.center(), area.bottomRight()):
            assert layout.item_at(point.x(), point.y()) == item
        assert item in layout.between(area.bottom(), area.bottom() + 5)
        assert item not in layout.between(area.bottom() + GAP + 1, area.bottom() + 300)
        touched = [each for run in layout.runs(area) for each in run]
        assert touched == ([] if wanted[item] == DIVIDER_SHAPE else [item])
    assert layout.item_at(LEFT - 2, 40) == -1
    assert layout.item_at(300, layout.height + 1) == -1


def test_half_a_million_are_reckoned_in_short_pieces_and_far_down_at_once():
    wanted = [DIVIDER_SHAPE, *(1.5, 0.75, 1.33, 1.0, 0.66) * 100_000]
    layout = justified(wanted)
    layout.advance(0.001)
    assert layout.height > 3_000, "what is on the screen stands there at once"
    assert not layout.done
    far = layout.area(400_000)
    assert layout.item_at(far.center().x(), far.center().y()) == 400_000
    known = layout.area(17)
    while not layout.done:
        layout.advance(0.01)
    assert (layout.area(17), layout.area(400_000)) == (known, far), "nothing moves meanwhile"
    assert layout.area(500_000).bottom() < layout.height


def test_up_and_down_go_to_what_is_nearest_and_over_dividers():
    layout = justified([1.0, 1.0, 1.0, DIVIDER_SHAPE, 1.5, 1.5, DIVIDER_SHAPE, 1.0], 600, 196)
    first, middle, last = (layout.area(item).center().x() for item in (0, 1, 2))
    assert layout.vertical_neighbour(0, first, 1) == 4
    assert layout.vertical_neighbour(2, last, 1) == 5
    assert layout.vertical_neighbour(5, last, -1) == 2
    assert layout.vertical_neighbour(4, middle, -1) == 1
    assert layout.vertical_neighbour(5, last, 1) == 7
    assert layout.vertical_neighbour(7, first, 1) == 7
    assert layout.vertical_neighbour(1, middle, -1) == 1


@given(st.integers(0, 60), st.sets(st.integers(0, 59)), st.integers(0, 500))
def test_pages_stand_below_each_other(count, dividers, top):
    known = sorted(each for each in dividers if each < count)
    layout = ListLayout()
    layout.arrange(count, known, 300, 90, DIVIDER, 2, 6)
    bottom = 4
    for item in range(count):
        area = layout.area(item)
        assert area.top() == bottom + 2
        assert area.height() == (DIVIDER if item in known else 90)
        assert layout.item_at(5, area.top()) == layout.item_at(5, area.bottom()) == item
        bottom = area.bottom() + 1
    assert layout.height == bottom + 2
    area = QRect(0, top, 300, 200)
    seen = [item for item in range(count) if layout.area(item).intersects(area)]
    assert set(seen) <= set(layout.between(top, top + 199))
    assert len(layout.between(top, top + 199)) <= len(seen) + 1
