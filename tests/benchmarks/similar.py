"""Which hits are put together as similar, and how long that, and the map of meaning, take.

    python -m tests.benchmarks.similar DATA [--cache FOLDER]
    python -m tests.benchmarks.similar --map 100000

DATA holds labelled photos and SQuAD (see `mate train`). *Mixed* are six of each of ten classes,
*answers* the sixty nearest to one of all. ``--cache`` keeps the embeddings. ``--map`` draws one of
so many made-up items, and puts 500 of them together.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.clusters import Vectors, centred, linked, normalised
from indexer.gathering import PAGES_NEAR, PHOTOS_NEAR
from indexer.loading import open_model
from indexer.mapping import MOST_ITEMS, draw_steps
from indexer.matrix import Matrix
from indexer.rows import KINDS, Keys
from indexer.vectors import EXTRA
from mate_core.evaluate import embed_files

A_CLASS, AN_ARTICLE = 7, 8
LABELLED = ("scenes", "objects", "sports", "dishes")
CLASSES, EACH, SHOWN, TIMES = 10, 6, 60, 20
LINES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
DIM = 384


def embedded(data: Path, cache: Path) -> dict[str, NDArray[np.generic]]:
    """Directions of photos and of pages, and the classes of each."""
    file = cache / "similar.npz"
    if not file.is_file():
        photos: dict[tuple[str, str], list[Path]] = defaultdict(list)
        with (data / "labelled" / "labels.tsv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                if row["set"] in LABELLED:
                    photos[row["set"], row["label"]].append(data / "labelled" / row["image"])
        articles: dict[str, list[str]] = defaultdict(list)
        with gzip.open(data / "text" / "squad_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                said = json.loads(line)
                articles[said["title"]].append(said["paragraph"])
        model = open_model("starter")
        seen = [(path, "/".join(name)) for name in photos for path in photos[name][:A_CLASS]]
        read = [(text, name) for name in articles for text in articles[name][:AN_ARTICLE]]
        of_photos = embed_files(model, [path for path, _ in seen])
        of_pages = model.embed_documents([text for text, _ in read])
        np.savez(
            file,
            photos=centred(of_photos, np.zeros(len(seen), np.bool_), model.typical),
            pages=centred(of_pages, np.ones(len(read), np.bool_), model.typical),
            photo_classes=np.array([name for _, name in seen]),
            page_classes=np.array([name for _, name in read]),
        )
    return dict(np.load(file))


def leaders(vectors: Vectors, near: float) -> Sequence[int]:
    """Each joins the group before it whose mean is nearest, or begins one (Hartigan 1975)."""
    sums: list[Vectors] = []
    found = []
    for vector in vectors:
        scores = [float(each @ vector / np.linalg.norm(each)) for each in sums]
        best = int(np.argmax(scores)) if scores else -1
        if best < 0 or scores[best] < near:
            best = len(sums)
            sums.append(np.zeros_like(vector))
        sums[best] = sums[best] + vector
        found.append(best)
    return found


def measure(vectors: Vectors, classes: NDArray[np.str_], chosen: float) -> None:
    """Write how well pairs that are put together are those of one class."""
    draw = np.random.default_rng(0)
    names = np.unique(classes)
    mixed = []
    for _ in range(TIMES):
        of_class = [np.flatnonzero(classes == n) for n in draw.choice(names, CLASSES, False)]
        mixed.append(
            draw.permutation(np.concatenate([draw.permutation(r)[:EACH] for r in of_class]))
        )
    asked = draw.choice(len(vectors), TIMES)
    answers = [np.argsort(-(vectors @ vectors[each]))[:SHOWN] for each in asked]
    ways: tuple[Callable[[Vectors, float], Sequence[int]], ...] = (linked, leaders)
    for what, sets in (("mixed", mixed), ("answers", answers)):
        for way in ways:
            for line in LINES:
                told = np.mean([_figures(way(vectors[s], line), classes[s]) for s in sets], axis=0)
                mark = " <" if line == chosen else ""
                print(
                    f"{what:8} {way.__name__:8} {line:.2f}: precision {told[0]:.2f}, "
                    f"recall {told[1]:.2f}, groups {told[2]:.1f}, alone {told[3]:.1f}{mark}"
                )


def _figures(groups: Sequence[int], classes: NDArray[np.str_]) -> tuple[float, ...]:
    of = np.array(groups)
    together, same = of[:, None] == of[None], classes[:, None] == classes[None]
    np.fill_diagonal(together, False)
    np.fill_diagonal(same, False)
    right = float((together & same).sum())
    sizes = np.bincount(of)
    several, alone = float((sizes > 1).sum()), float((sizes == 1).sum())
    return right / max(together.sum(), 1), right / max(same.sum(), 1), several, alone


def time_map(items: int) -> None:
    """Write the processor time that a map of made-up items takes, and putting hits together."""
    draw = np.random.default_rng(0)
    centres = normalised(draw.normal(size=(400, DIM)).astype(np.float32))
    matrix = Matrix(DIM + EXTRA)
    for start in range(0, items, 10_000):
        count = min(10_000, items - start)
        noise = draw.normal(size=(count, DIM)).astype(np.float32) * 0.04
        vectors = normalised(centres[draw.integers(0, len(centres), count)] + noise)
        none = np.zeros(count, dtype=np.int32)
        kinds = np.full(count, KINDS.index("photo"), dtype=np.uint8)
        names = [f"{start + n:08x}" for n in range(count)]
        keys = Keys(names, np.arange(count), kinds, none, none)
        matrix.append(keys, np.pad(vectors, ((0, 0), (0, EXTRA))))
    began = time.process_time()
    rows = matrix.items(MOST_ITEMS)
    took = time.process_time() - began
    print(f"embeddings of {len(rows.names)} of {rows.total} items: {took:.3f} s")
    pieces = []
    steps = draw_steps(rows, None)
    going = True
    while going:
        began = time.process_time()
        going = next(steps, steps) is not steps
        pieces.append(time.process_time() - began)
    longest, usual = max(pieces), float(np.percentile(pieces, 99))
    told = f"{len(pieces)} pieces, 99 % under {usual:.3f} s, the longest {longest:.3f} s"
    print(f"the map: {sum(pieces):.2f} s in {told}")
    began = time.process_time()
    some = matrix.items(500, set(rows.names[:500]))
    found = time.process_time()
    linked(normalised(some.vectors[:, :-EXTRA]), PHOTOS_NEAR)
    took = time.process_time() - found
    print(f"500 hits: found in {found - began:.3f} s, put together in {took:.3f} s")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--map", type=int, default=0, metavar="ITEMS")
    options = parser.parse_args()
    if options.map:
        time_map(options.map)
    if options.data is not None:
        kept = embedded(options.data, options.cache or Path(tempfile.mkdtemp()))
        for name, near in (("photo", PHOTOS_NEAR), ("page", PAGES_NEAR)):
            print(f"{name}s")
            measure(kept[f"{name}s"], kept[f"{name}_classes"], near)


if __name__ == "__main__":
    main()
