"""What marked hits do for the rest of the list: R-precision before and after.

    python -m tests.benchmarks.feedback DATA [--cache FOLDER]

DATA holds ``labelled/`` (photos with a label each: the label asks), ``flickr8k/`` (a caption asks
for the ten photos whose captions are nearest to those of its own) and ``text/squad_dev.jsonl.gz``
(a question asks for the paragraphs of its article). A person looks at the first twenty hits and
marks the first that are right, or wrong; these are left out of what is counted. R-precision is the
share of right ones among the first R, where R are right. ``--cache`` keeps the embeddings.
"""

import argparse
import csv
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from indexer.loading import open_model
from indexer.vectors import asked_by_photo, asked_by_text, stored_images, stored_texts
from mate_core import Embedder
from mate_core.pixels import to_pixels
from mate_core.text import finish

LOOKED_AT, NEAREST = 20, 10
LABELS, A_LABEL, ARTICLES, QUESTIONS = 110, 10, 24, 300
TOWARDS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
AWAY = (0.1, 0.25, 0.5, 0.75, 1.0)

Vectors = NDArray[np.float32]


@dataclass
class Trial:
    """Queries ``(n, dim + 2)``, rows ``(m, dim + 2)``, and which are right, ``(n, m)``.

    ``likes`` are the rows as queries. If ``alike``, each query is the row of its own number, which
    does not count.
    """

    asked: Vectors
    rows: Vectors
    right: NDArray[np.bool_]
    likes: Vectors
    alike: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path)
    arguments = parser.parse_args()
    for make in (_labelled, _flickr, _squad):
        kept = arguments.cache / f"{make.__name__}.npz" if arguments.cache else None
        if kept is None or not kept.is_file():
            trial = make(arguments.data, open_model("starter", threads=1))
            if kept is not None:
                np.savez(kept, **vars(trial))
        else:
            with np.load(kept) as parts:
                trial = Trial(**{name: parts[name] for name in parts})
        _print(make.__name__[1:], trial)
        if make is not _squad:
            of_row = np.arange(len(trial.rows)) if make is _flickr else trial.right.argmax(axis=0)
            photos = Trial(trial.likes, trial.rows, trial.right[of_row], trial.likes, alike=True)
            _print(f"{make.__name__[1:]}, photos ask", photos)


def _print(name: str, trial: Trial) -> None:
    print(f"\n{name}: {len(trial.asked)} queries, {len(trial.rows)} items")
    for right, wrong in ((1, 0), (2, 0), (3, 0), (0, 1), (0, 3), (3, 3)):
        _report(trial, right, wrong)


def _report(trial: Trial, right: int, wrong: int) -> None:
    scores = trial.asked @ trial.rows.T
    if trial.alike:
        np.fill_diagonal(scores, -np.inf)
        np.fill_diagonal(trial.right, False)
    order = np.argsort(-scores, axis=1)[:, :LOOKED_AT]
    marks = []
    for query, seen in enumerate(order):
        good = [row for row in seen if trial.right[query, row]][:right]
        bad = [row for row in seen if not trial.right[query, row]][:wrong]
        if len(good) >= min(right, 1) and len(bad) >= min(wrong, 1):
            marks.append((query, good, bad))

    def precision(towards: float, away: float) -> float:
        found = []
        for query, good, bad in marks:
            asked = trial.asked[query].copy()
            if good:
                asked += towards * trial.likes[good].mean(axis=0)
            if bad:
                asked -= away * trial.likes[bad].mean(axis=0)
            left = trial.right[query].copy()
            left[[*good, *bad]] = False
            if left.any():
                after = trial.rows @ asked
                after[[*good, *bad, *([query] if trial.alike else [])]] = -np.inf
                first = np.argsort(-after, kind="stable")[: left.sum()]
                found.append(left[first].mean())
        return float(np.mean(found))

    before = precision(0, 0)
    told = [f"{len(marks)} queries, {right} right and {wrong} wrong: before {before:.3f}; after"]
    for towards in TOWARDS if right else (0.0,):
        for away in AWAY if wrong else (0.0,):
            after = precision(towards, away)
            told.append(f"{towards:g}/{away:g} {after:.3f}")
    print("  ".join(told))


def _labelled(data: Path, embedder: Embedder) -> Trial:
    labels: dict[tuple[str, str], list[str]] = {}
    for row in table(data / "labelled" / "labels.tsv"):
        labels.setdefault((row["set"], row["label"]), []).append(row["image"])
    draw = np.random.default_rng(0)
    often = [label for label in labels if len(labels[label]) >= A_LABEL]
    chosen = [often[n] for n in draw.choice(len(often), LABELS, replace=False)]
    images = [(n, image) for n, label in enumerate(chosen) for image in labels[label][:A_LABEL]]
    asked = embedder.embed_queries([name.replace("_", " ") for _, name in chosen])
    right = np.array([n for n, _ in images])[None] == np.arange(len(chosen))[:, None]
    rows = _photos([data / "labelled" / image for _, image in images], embedder)
    return Trial(asked_by_text(asked), rows, right, asked_by_photo(rows[:, :-2]))


def _flickr(data: Path, embedder: Embedder) -> Trial:
    captions: dict[str, list[str]] = {}
    for row in table(data / "flickr8k" / "captions.tsv"):
        if row["split"] == "val":
            captions.setdefault(row["image"], []).append(row["caption"])
    names = sorted(captions)
    said = np.stack([embedder.embed_queries(captions[name]) for name in names])
    mean = said[:, 1:].mean(axis=1)  # the first asks
    mean /= np.linalg.norm(mean, axis=1, keepdims=True)
    likeness = mean @ mean.T
    right = np.zeros(likeness.shape, bool)
    np.put_along_axis(right, np.argsort(-likeness, axis=1)[:, :NEAREST], True, axis=1)
    rows = _photos([data / "flickr8k" / "val" / name for name in names], embedder)
    return Trial(asked_by_text(said[:, 0]), rows, right, asked_by_photo(rows[:, :-2]))


def _squad(data: Path, embedder: Embedder) -> Trial:
    with gzip.open(data / "text" / "squad_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    draw = np.random.default_rng(0)
    titles = sorted({entry["title"] for entry in entries})
    chosen = {titles[n] for n in draw.choice(len(titles), ARTICLES, replace=False)}
    entries = [entry for entry in entries if entry["title"] in chosen]
    asks = draw.choice(len(entries), min(QUESTIONS, len(entries)), replace=False)
    asked = embedder.embed_queries([entries[n]["questions"][0] for n in asks])
    article = np.array([titles.index(entry["title"]) for entry in entries])
    rows = finish(stored_texts(embedder, [entry["paragraph"] for entry in entries]))
    right = article[asks][:, None] == article[None]
    return Trial(asked_by_text(asked), rows, right, asked_by_text(rows[:, :-2]))


def _photos(paths: Sequence[Path], embedder: Embedder) -> Vectors:
    parts = []
    for start in range(0, len(paths), 16):
        pictures = [Image.open(path).convert("RGB") for path in paths[start : start + 16]]
        pixels = np.stack([to_pixels(each, embedder.image_size) for each in pictures])
        parts.append(stored_images(embedder, pixels))
    return np.concatenate(parts)


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a table with a head."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


if __name__ == "__main__":
    main()
