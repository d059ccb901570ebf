"""How much of what is called strong, fair and weak is what was asked for?

    python -m tests.benchmarks.calibration DATA [--cache FOLDER] [--rows 100000]

DATA holds Flickr8k, labelled photos, OpenStax, recipes and SQuAD (see `mate train`). Half of each
set is the library; what is asked of the other half has no answer in it. ``--cache`` keeps the
embeddings. ``--rows`` measures what calibration adds to a search among so many rows instead.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.calibration import Lines, Medium, lines
from indexer.loading import open_model
from indexer.messages import Kind
from indexer.rows import Row, Wanted
from indexer.search import EmbeddedQuery, all_lines
from indexer.store import SAMPLED, Store
from indexer.vectors import EXTRA, asked_by_photo, asked_by_text, stored_texts
from mate_core import Embedder
from mate_core.config import ModelConfig
from mate_core.crowding import Crowding, read_crowding
from mate_core.evaluate import embed_files
from mate_core.model import model_folder
from mate_core.text import embed_passages, finish

Vectors = NDArray[np.float32]

A_CLASS = 4
LABELLED = ("scenes", "objects", "sports")
SECTIONS, WORDS_A_PASSAGE = 60, 180
PARAGRAPHS, QUESTIONS = 450, 600
SHOWN = 60
HALVES = 4


Kept = dict[str, NDArray[Any]]
"""What is asked and found, as the store has it, and what belongs together, by names."""


def embedded(data: Path, cache: Path) -> Kept:
    """Everything, a file of the cache for each set."""
    kept: Kept = {}
    embedder: Embedder | None = None
    for read in (flickr, labels, openstax, recipes, squad):
        file = cache / f"{read.__name__}.npz"
        if not file.is_file():
            embedder = embedder or open_model("starter", threads=1)
            np.savez(file, **read(data, embedder))  # type: ignore[arg-type]
        kept |= {f"{read.__name__}/{name}": value for name, value in np.load(file).items()}
    return kept


def photos(embedder: Embedder, paths: Sequence[Path]) -> Kept:
    seen = embed_files(embedder, paths)
    crowding = embedder.crowding_of_images(seen)
    rows = np.c_[seen, crowding, np.zeros_like(crowding)]
    return {"photos": rows, "by photo": asked_by_photo(seen)}


def asked(embedder: Embedder, texts: Sequence[str], name: str = "") -> Kept:
    passages = embed_passages(embedder, texts)
    return {
        f"{name}visible": asked_by_text(np.stack([each.visible for each in passages])),
        f"{name}said": asked_by_text(np.stack([each.vector for each in passages])),
    }


def flickr(data: Path, embedder: Embedder) -> Kept:
    captions: dict[str, list[str]] = defaultdict(list)
    with (data / "flickr8k" / "captions.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["split"] == "val":
                captions[row["image"]].append(row["caption"])
    names = sorted(captions)
    told = [(at, text) for at, name in enumerate(names) for text in captions[name]]
    return {
        **photos(embedder, [data / "flickr8k" / "val" / name for name in names]),
        **asked(embedder, [captions[name][0] for name in names]),
        "told": embedder.embed_documents([text for _, text in told]),
        "told of": np.array([at for at, _ in told]),
    }


def labels(data: Path, embedder: Embedder) -> Kept:
    labelled: dict[str, list[Path]] = defaultdict(list)
    with (data / "labelled" / "labels.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["set"] in LABELLED and len(labelled[row["label"]]) < A_CLASS:
                labelled[row["label"]].append(data / "labelled" / row["image"])
    names = sorted(labelled)
    return {
        **photos(embedder, [path for name in names for path in labelled[name]]),
        **asked(embedder, names),
        "of": np.array([at for at, name in enumerate(names) for _ in labelled[name]]),
    }


def openstax(data: Path, embedder: Embedder) -> Kept:
    with gzip.open(data / "openstax" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        figures = [json.loads(line) for line in lines]
    random.Random(1).shuffle(figures)
    figures = list({figure["body"]: figure for figure in figures}.values())[:SECTIONS]
    bodies = [figure["body"].split() for figure in figures]
    passages = [
        (at, " ".join(words[start : start + WORDS_A_PASSAGE]))
        for at, words in enumerate(bodies)
        for start in range(0, len(words), WORDS_A_PASSAGE)
    ]
    return {
        **photos(embedder, [data / "openstax" / "dev" / figure["image"] for figure in figures]),
        **asked(embedder, [figure["alt"] or figure["caption"] for figure in figures], "alt "),
        **asked(embedder, [figure["caption"] or figure["alt"] for figure in figures], "caption "),
        "alt words": np.array([len(figure["alt"].split()) for figure in figures]),
        "passages": finish(stored_texts(embedder, [text for _, text in passages])),
        "passages of": np.array([at for at, _ in passages]),
    }


def recipes(data: Path, embedder: Embedder) -> Kept:
    with (data / "recipes" / "recipes.jsonl").open(encoding="utf-8") as lines:
        told = [json.loads(line) for line in lines]
    texts = [f"{recipe['title']}\n{recipe['body']}" for recipe in told]
    return {
        **photos(embedder, [data / "recipes" / recipe["image"] for recipe in told]),
        "passages": finish(stored_texts(embedder, texts)),
    }


def squad(data: Path, embedder: Embedder) -> Kept:
    with gzip.open(data / "text" / "squad_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    chance = random.Random(0)
    titles = sorted({entry["title"] for entry in entries})
    chance.shuffle(titles)
    chosen: list[dict[str, Any]] = []
    for title in titles:
        if len(chosen) < PARAGRAPHS:
            chosen += [entry for entry in entries if entry["title"] == title]
    questions = [(text, at) for at, entry in enumerate(chosen) for text in entry["questions"]]
    chance.shuffle(questions)
    return {
        **asked(embedder, [text for text, _ in questions[:QUESTIONS]]),
        "of": np.array([at for _, at in questions[:QUESTIONS]]),
        "passages": finish(stored_texts(embedder, [each["paragraph"] for each in chosen])),
        "title": np.array([titles.index(each["title"]) for each in chosen]),
    }


@dataclass(frozen=True)
class Case:
    """Queries of one kind in one library."""

    name: str
    asked: Vectors  # (queries, dim + 2)
    by_photos: float
    medium: Medium
    rows: Vectors  # (rows, dim + 2)
    hit: NDArray[np.intp]  # (rows,), the photo or page that each row is of
    right: NDArray[np.bool_]  # (queries, hits)
    topic: NDArray[np.intp]  # (hits,); half of the topics are in the library
    itself: NDArray[np.bool_] | None = None  # (queries, hits), which are no answers


def cases(kept: dict[str, NDArray[Any]]) -> list[Case]:
    def own(count: int) -> NDArray[np.bool_]:
        return np.eye(count, dtype=bool)

    each = {
        name: np.arange(len(kept[f"{name}/photos"])) for name in ("flickr", "openstax", "recipes")
    }
    told = kept["flickr/visible"][:, :-2] @ kept["flickr/told"].T
    alike = np.stack(
        [told[:, kept["flickr/told of"] == at].max(axis=1) for at in each["flickr"]], axis=1
    )
    label = kept["labels/of"]
    classes = np.arange(label.max() + 1)
    photo = np.arange(len(label))
    long = np.flatnonzero(kept["openstax/alt words"] >= 50)
    paragraph = np.arange(len(kept["squad/title"]))
    title = kept["squad/title"]
    asked_of = kept["squad/of"]
    figures, sections = kept["openstax/photos"], kept["openstax/passages"]
    section = kept["openstax/passages of"]
    everything = np.concatenate([sections, kept["recipes/passages"]])
    return [
        Case(
            "caption → its photo",
            kept["flickr/visible"],
            0,
            "picture",
            kept["flickr/photos"],
            each["flickr"],
            own(len(each["flickr"])),
            each["flickr"],
        ),
        Case(
            "caption → photos described alike",
            kept["flickr/visible"],
            0,
            "picture",
            kept["flickr/photos"],
            each["flickr"],
            alike > 0.6,
            each["flickr"],
        ),
        Case(
            "a word or two → photos of that",
            kept["labels/visible"],
            0,
            "picture",
            kept["labels/photos"],
            photo,
            classes[:, None] == label,
            label,
        ),
        Case(
            "long description → its figure",
            kept["openstax/alt visible"][long],
            0,
            "picture",
            figures,
            each["openstax"],
            own(len(figures))[long],
            each["openstax"],
        ),
        Case(
            "question → its paragraph",
            kept["squad/said"],
            0,
            "text",
            kept["squad/passages"],
            paragraph,
            asked_of[:, None] == paragraph,
            title,
        ),
        Case(
            "question → paragraphs of its article",
            kept["squad/said"],
            0,
            "text",
            kept["squad/passages"],
            paragraph,
            title[asked_of][:, None] == title,
            title,
        ),
        Case(
            "caption → its section",
            kept["openstax/caption said"],
            0,
            "text",
            sections,
            section,
            own(len(figures)),
            each["openstax"],
        ),
        Case(
            "photo → its section",
            kept["openstax/by photo"],
            1,
            "text",
            sections,
            section,
            own(len(figures)),
            each["openstax"],
        ),
        Case(
            "photo → its recipe",
            kept["recipes/by photo"],
            1,
            "text",
            kept["recipes/passages"],
            each["recipes"],
            own(len(each["recipes"])),
            each["recipes"],
        ),
        Case(
            "photo → photos of the same",
            kept["labels/by photo"],
            1,
            "picture",
            kept["labels/photos"],
            photo,
            (label[:, None] == label) & ~own(len(label)),
            label,
            own(len(label)),
        ),
        Case(
            "everyday photo → textbook and recipes",
            kept["flickr/by photo"][::5],
            1,
            "text",
            everything,
            np.arange(len(everything)),
            np.zeros((200, len(everything)), bool),
            np.arange(len(everything)),
        ),
    ]


@dataclass(frozen=True)
class Shown:
    """What a library that has half of a case shows for each query, ``(queries, hits)``."""

    scores: Vectors  # best first
    right: NDArray[np.bool_]
    lines: list[Lines]


def shown(case: Case, typical: Crowding | None, seed: int) -> Shown:
    chance = np.random.default_rng(seed)
    topics = np.unique(case.topic)
    there = np.isin(case.topic, chance.permutation(topics)[: len(topics) // 2])
    rows = np.flatnonzero(there[case.hit])
    sample = case.rows[chance.permutation(rows)[:SAMPLED]]
    scores = np.full((len(case.asked), len(case.topic)), -np.inf, dtype=np.float32)
    for row in rows:
        of = scores[:, case.hit[row]]
        np.maximum(of, case.asked @ case.rows[row], out=of)
    if case.itself is not None:
        scores[case.itself] = -np.inf
    best = np.argsort(-scores, axis=1, kind="stable")[:, :SHOWN]
    found = [lines(vector, case.by_photos, case.medium, sample, typical) for vector in case.asked]
    return Shown(
        np.take_along_axis(scores, best, axis=1),
        np.take_along_axis(case.right & there, best, axis=1),
        [line for line in found if line is not None],
    )


def table(kept: dict[str, NDArray[Any]], typical: Crowding | None) -> None:
    """A line a case, of the first sixty hits of each query.

    Of queries with an answer: how much of what is strong, fair and weak is right; how much of what
    is right is strong, and strong or fair; how many have something strong. Of queries without: how
    many have nothing strong, and only weak hits.
    """
    for case in cases(kept):
        counts: dict[str, float] = defaultdict(float)
        for seed in range(HALVES):
            count(shown(case, typical, seed), counts)
        print(f"{case.name:42}", *(f"{share(counts, *each):>6}" for each in COLUMNS))


COLUMNS = (
    ("strong right", "strong"),
    ("fair right", "fair"),
    ("weak right", "weak"),
    ("strong right", "right"),
    ("not weak right", "right"),
    ("strong one", "answered"),
    ("nothing strong", "unanswered"),
    ("all weak", "unanswered"),
)


def share(counts: dict[str, float], part: str, whole: str) -> str:
    return f"{counts[part] / counts[whole]:.3f}"[-4:] if counts[whole] else "–"


def count(found: Shown, counts: dict[str, float]) -> None:
    for scores, right, line in zip(found.scores, found.right, found.lines, strict=True):
        there = np.isfinite(scores)
        strong, fair = scores >= line.strong, (scores >= line.fair) & (scores < line.strong)
        weak = there & (scores < line.fair)
        if not right.any():
            counts["unanswered"] += 1
            counts["nothing strong"] += not strong.any()
            counts["all weak"] += bool(weak[there].all())
            continue
        counts["answered"] += 1
        counts["strong one"] += bool(strong.any())
        counts["right"] += right.sum()
        counts["not weak right"] += (right & ~weak).sum()
        for name, group in (("strong", strong), ("fair", fair), ("weak", weak)):
            counts[name] += group.sum()
            counts[f"{name} right"] += (right & group).sum()


def speed(rows: int, typical: Crowding, scratch: Path) -> None:
    """What calibration adds to a search: when rows have come, and when they are the same."""
    chance = np.random.default_rng(0)
    vectors = chance.standard_normal((rows, typical.texts.shape[1] + EXTRA), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store = Store(scratch / "store", "benchmark", vectors.shape[1])
    for start in range(0, rows, 5000):
        part = range(start, min(start + 5000, rows))
        store.append(
            [
                Row(f"{n:040x}", "photo" if n % 2 else "passage", 0, 0, "", (), vectors[n])
                for n in part
            ]
        )
    lists: dict[Kind, list[Wanted]] = {
        "photo": [Wanted(vectors[0], ("photo",))],
        "page": [Wanted(vectors[1], ("passage", "page")), Wanted(vectors[0], ("figure",))],
    }

    def asked() -> float:
        embedded = EmbeddedQuery(vectors[0], vectors[1], (), vectors[:0, :-EXTRA], 0.0, typical)
        began = time.perf_counter()
        all_lines(lists, embedded, store)
        return 1000 * (time.perf_counter() - began)

    print(f"from files, at first: {asked():.1f} ms (with the model's steps, once a model)")
    store.append([Row("f", "photo", 0, 0, "", (), vectors[0])])
    print(f"from files, rows have come: {asked():.1f} ms")
    while store.hold_step():
        pass
    come, same = [], []
    for turn in range(20):
        store.append([Row(f"f{turn:x}", "photo", 0, 0, "", (), vectors[turn])])
        come.append(asked())
        same += [asked() for _ in range(10)]
    for name, times in (("rows have come", come), ("the same rows", same)):
        print(
            f"in memory, {name}: {np.median(times):.2f} ms, p95 {np.quantile(times, 0.95):.2f} ms"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--rows", type=int)
    arguments = parser.parse_args()
    folder = model_folder("starter")
    typical = read_crowding(ModelConfig.load(folder), folder)
    if arguments.rows and typical is not None:
        with tempfile.TemporaryDirectory() as scratch:
            speed(arguments.rows, typical, Path(scratch))
        return
    if arguments.cache is not None:
        arguments.cache.mkdir(exist_ok=True)
        table(embedded(arguments.data, arguments.cache), typical)
        return
    with tempfile.TemporaryDirectory() as scratch:
        table(embedded(arguments.data, Path(scratch)), typical)


if __name__ == "__main__":
    main()
