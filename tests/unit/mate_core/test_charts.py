from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mate_core.evaluate.charts import Series, curves

_SVG = "{http://www.w3.org/2000/svg}"


def _paths(drawn: ET.Element) -> list[list[tuple[float, float]]]:
    """The points of all paths, in the order they are drawn; in SVG y grows downwards."""
    found = [
        re.findall(r"[ML] ([-\d.]+) ([-\d.]+)", p.get("d", "")) for p in drawn.iter(f"{_SVG}path")
    ]
    return [[(float(x), float(y)) for x, y in points] for points in found]


def test_lines_and_error_bars_stand_where_they_should(tmp_path: Path) -> None:
    path = tmp_path / "c.svg"
    x, y = [0.0, 1.0, 2.0], [0.2, 0.4, 0.3]
    series = [
        Series("one", x, y, [v - 0.1 for v in y], [v + 0.05 for v in y]),
        Series("two", x, [0.5, 0.5, 0.5]),
    ]
    curves(path, "A title", "below", "left", series, {0.0: "few\n3", 1.0: "more\n4", 2.0: "all\n5"})
    drawn = ET.parse(path).getroot()
    words = {text.text for text in drawn.iter(f"{_SVG}text")}
    assert {"A title", "below", "left", "one", "two", "few", "3", "more", "4"} <= words

    paths = _paths(drawn)
    # The samples in the legend are lines of three points too, but short ones.
    lines = [points for points in paths if len(points) == 3 and points[2][0] - points[0][0] > 100]
    two, one = sorted(lines, key=lambda points: len({height for _, height in points}))
    step, unit = one[1][0] - one[0][0], (one[0][1] - one[1][1]) / 0.2
    for (at, value), (place, height) in zip(zip(x, y, strict=True), one, strict=True):
        assert place - one[0][0] == pytest.approx(at * step, abs=0.01)
        assert one[0][1] - height == pytest.approx((value - 0.2) * unit, abs=0.01)
    assert [one[0][1] - height for _, height in two] == pytest.approx([0.3 * unit] * 3, abs=0.01)
    for place, height in one:
        bar = [(place, height + 0.1 * unit), (place, height - 0.05 * unit)]
        assert any(len(points) == 2 and np.allclose(points, bar, atol=0.01) for points in paths), (
            "an error bar from low to high"
        )


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    series = [Series("loss", [0, 100, 200], [3.0, 2.0, 1.5])]
    for name in ("a.svg", "b.svg"):
        curves(tmp_path / name, "t", "step", "loss", series)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    curves(tmp_path / "c.png", "t", "step", "loss", series)
    with Image.open(tmp_path / "c.png") as image:
        assert image.width > 800


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        curves(tmp_path / "nowhere" / "c.svg", "t", "x", "y", [Series("a", [0], [1])])
