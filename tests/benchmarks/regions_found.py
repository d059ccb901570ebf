"""How often the regions that answer lie where they should: two or four photos in one are asked.

    python -m tests.benchmarks.regions_found DATA [--pictures N]

DATA holds ``flickr8k/``: photos of val are put side by side, one above the other, or four in a
square. A caption of each asks in turn; of its photo's part should be more of the answer than of any
other, which by chance is so one time in two, or in four.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from indexer.loading import open_model
from indexer.regions import region_steps
from mate_core.pixels import to_pixels
from tests.benchmarks.feedback import table

SIDE = 224
LAYOUTS = {"side by side": (1, 2), "one above the other": (2, 1), "four": (2, 2)}  # rows, columns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--pictures", type=int, default=30, help="of each layout")
    arguments = parser.parse_args()
    rows = table(arguments.data / "flickr8k" / "captions.tsv")
    captions = {row["image"]: row["caption"] for row in rows if row["split"] == "val"}
    names, draw = sorted(captions), np.random.default_rng(5)
    embedder = open_model("starter", threads=1)
    pieces = []
    for layout, (down, across) in LAYOUTS.items():
        shares, found = [], []
        for _ in range(arguments.pictures):
            chosen = [names[n] for n in draw.choice(len(names), down * across, replace=False)]
            picture = Image.new("RGB", (across * SIDE, down * SIDE))
            for place, name in enumerate(chosen):
                photo = Image.open(arguments.data / "flickr8k" / "val" / name).resize((SIDE, SIDE))
                picture.paste(photo, (place % across * SIDE, place // across * SIDE))
            pixels = to_pixels(picture, embedder.image_size)
            for place, name in enumerate(chosen):
                steps = region_steps(embedder, pixels, embedder.embed_queries([captions[name]])[0])
                parts = _parts(_timed(steps, pieces), down, across)
                shares.append(parts[place] / max(sum(parts), 1e-9))
                found.append(int(np.argmax(parts)) == place)
        right = float(np.mean(found))
        error = (right * (1 - right) / len(found)) ** 0.5
        print(f"{layout}: right {right:.3f} ± {error:.3f}, its share {np.mean(shares):.3f}")
    print(f"a piece takes {np.median(pieces):.3f} s, 95 % under {np.percentile(pieces, 95):.3f} s")


def _timed(steps, pieces: list[float]) -> NDArray[np.float32]:
    while True:
        started = time.monotonic()
        try:
            next(steps)
        except StopIteration as end:
            grid: NDArray[np.float32] = end.value
            return grid
        pieces.append(time.monotonic() - started)


def _parts(grid: NDArray[np.float32], down: int, across: int) -> list[float]:
    """What each of the photos has of the answer; one that covers half a region has half of it."""
    cut = [_belongs(len(grid), number) for number in (down, across)]
    return [float(y @ grid @ x) for y in cut[0] for x in cut[1]]


def _belongs(regions: int, parts: int) -> NDArray[np.float32]:
    """How much of each region lies in each part, ``(parts, regions)``."""
    edges = np.linspace(0, regions, parts + 1)
    starts = np.arange(regions)
    inside = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    return np.clip(inside, 0, 1).astype(np.float32)


if __name__ == "__main__":
    main()
