"""How often the regions that answer lie where they should: in the half that is asked for.

    python -m tests.benchmarks.regions_found DATA [--pairs N]

DATA holds ``flickr8k/``: two photos of val are put side by side, or one above the other. The half
whose caption asks should have more of the answer than the other; by chance it has that one time in
two.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from PIL import Image

from indexer.loading import open_model
from indexer.regions import region_steps
from mate_core.pixels import to_pixels
from tests.benchmarks.feedback import table

SIDE = 224


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--pairs", type=int, default=100)
    arguments = parser.parse_args()
    rows = table(arguments.data / "flickr8k" / "captions.tsv")
    captions = {row["image"]: row["caption"] for row in rows if row["split"] == "val"}
    names, draw = sorted(captions), np.random.default_rng(5)
    embedder = open_model("starter", threads=1)
    shares, seconds, pieces = [], [], []
    for _ in range(arguments.pairs):
        pair = [names[n] for n in draw.choice(len(names), 2, replace=False)]
        upright = bool(draw.integers(2))
        both = Image.new("RGB", (SIDE, 2 * SIDE) if upright else (2 * SIDE, SIDE))
        for place, name in enumerate(pair):
            photo = Image.open(arguments.data / "flickr8k" / "val" / name).resize((SIDE, SIDE))
            both.paste(photo, (0, place * SIDE) if upright else (place * SIDE, 0))
        pixels = to_pixels(both, embedder.image_size)
        for place, name in enumerate(pair):
            asked = embedder.embed_queries([captions[name]])[0]
            steps = region_steps(embedder, pixels, asked)
            started = last = time.monotonic()
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    grid = end.value
                    break
                now = time.monotonic()
                pieces.append(now - last)
                last = now
            seconds.append(time.monotonic() - started)
            grid = grid if upright else grid.T
            half = len(grid) // 2
            halves = [float(grid[:half].sum()), float(grid[-half:].sum())]
            shares.append(halves[place] / max(sum(halves), 1e-9))
    found = float(np.mean([share > 0.5 for share in shares]))
    error = (found * (1 - found) / len(shares)) ** 0.5
    print(f"right half {found:.3f} ± {error:.3f}, its share {np.mean(shares):.3f}")
    print(f"{np.median(seconds):.2f} s a photo, {np.percentile(pieces, 95):.3f} s a piece (95 %)")


if __name__ == "__main__":
    main()
