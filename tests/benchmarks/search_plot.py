"""Draws what `search_speed` has found: milliseconds over rows, and over a library's items.

python -m tests.benchmarks.search_plot JSON… --out docs/search_speed.svg
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

Points = dict[str, list[tuple[int, dict[str, float]]]]
ROWS_SHOWN = ("LanceDB's files", "plain numpy", "faiss Flat", "in memory", "faiss HNSW")
ITEMS_SHOWN = ("text", "photo", "text type:photo", "photo type:photo")


def main() -> None:
    """Draw the files that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", type=Path, nargs="+", metavar="JSON", help="of search_speed")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    mpl.rcParams["svg.hashsalt"] = "mate"  # the same numbers draw the same file
    by_rows: Points = defaultdict(list)
    by_items: Points = defaultdict(list)
    for file in arguments.files:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if "items" in found:
            items = found["items"]["photos"] + found["items"]["pages"]
            for name in ITEMS_SHOWN:
                by_items[name].append(
                    (items, next(found[each] for each in (name, f"{name} ") if each in found))
                )
        for key, row in found.items():
            rows, _, name = key.partition(" ")
            if name in ROWS_SHOWN:
                by_rows[name].append((int(rows), row))
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    draw(left, by_rows, "One vector, so many rows")
    left.set(yscale="log")
    draw(right, by_items, "Asked to answered, so many items")
    right.set_ylim(bottom=0)
    figure.savefig(arguments.out, metadata={"Date": None})
    print(arguments.out)


def draw(axes: Axes, points: Points, title: str) -> None:
    """The 95th percentile of each, with the median as the foot of a thin line."""
    for name, found in points.items():
        found.sort(key=lambda each: each[0])
        where = [count for count, _ in found]
        high, middle = ([row[f"p{p} ms"] for _, row in found] for p in (95, 50))
        (line,) = axes.plot(where, high, marker="o", markersize=4, label=name.strip())
        axes.vlines(where, middle, high, colors=line.get_color(), linewidth=0.8)
    axes.set(xscale="log", title=title, ylabel="ms, 95 % (foot: 50 %)")
    axes.grid(visible=True, which="major", linewidth=0.3)
    axes.legend(fontsize=8)


if __name__ == "__main__":
    main()
