"""How much of what is called strong, fair and weak is what was asked for?

    python -m tests.benchmarks.calibration DATA [--cache FOLDER] [--rows 100000]

DATA holds Flickr8k, labelled photos, OpenStax, recipes and SQuAD (see `mate train`). Half of each
set is the library, four times another half; what is asked of the rest has no answer in it.
``--cache`` keeps the embeddings. ``--rows`` measures what calibration adds to a search instead.
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
# Captions are alike from this cosine on; descriptions are long from so many words on.
ALIKE, LONG = 0.5, 50


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


def cases(kept: Kept, typical: Crowding) -> list[Case]:
    def own(count: int) -> NDArray[np.bool_]:
        return np.eye(count, dtype=bool)

    photo = np.arange(len(kept["flickr/photos"]))
    of_caption, captions = kept["flickr/told of"], kept["flickr/told"]
    near = kept["flickr/visible"][:, :-EXTRA] @ captions.T
    alike = np.stack([near[:, of_caption == at].max(axis=1) for at in photo], axis=1) > ALIKE
    lost = typical.of_texts(captions)
    as_passages = np.c_[captions, np.zeros_like(lost), lost]

    label = kept["labels/of"]
    labelled = np.arange(len(label))
    of_label = np.arange(label.max() + 1)[:, None] == label
    same = (label[:, None] == label) & ~own(len(label))

    figure = np.arange(len(kept["openstax/photos"]))
    long = np.flatnonzero(kept["openstax/alt words"] >= LONG)
    section, sections = kept["openstax/passages of"], kept["openstax/passages"]
    recipe = np.arange(len(kept["recipes/photos"]))

    paragraph, title = np.arange(len(kept["squad/title"])), kept["squad/title"]
    of_question = kept["squad/of"]

    def text_to_photo(name: str, asked: str, right: NDArray[np.bool_]) -> Case:
        of = asked.split("/", maxsplit=1)[0]
        hits, topic = {"flickr": (photo, photo), "labels": (labelled, label)}[of]
        rows = kept[f"{of}/photos"]
        return Case(name, kept[asked], 0, "picture", rows, hits, right, topic)

    def text_to_page(name: str, right: NDArray[np.bool_]) -> Case:
        rows = kept["squad/passages"]
        return Case(name, kept["squad/said"], 0, "text", rows, paragraph, right, title)

    def photo_to_text(
        name: str, asked: Vectors, rows: Vectors, hits: NDArray[np.intp], right: NDArray[np.bool_]
    ) -> Case:
        return Case(name, asked, 1, "text", rows, hits, right, np.arange(right.shape[1]))

    unrelated = np.concatenate([sections, kept["recipes/passages"]])
    nothing = np.zeros((len(photo), len(unrelated)), dtype=bool)
    by_photo = kept["flickr/by photo"]
    figures = kept["openstax/photos"]
    described = kept["openstax/alt visible"][long]
    return [
        text_to_photo("a word or two: photos of that", "labels/visible", of_label),
        text_to_photo("caption: its photo", "flickr/visible", own(len(photo))),
        text_to_photo("caption: photos described alike", "flickr/visible", alike),
        Case("long description: its figure", described, 0, "picture", figures, figure,
             own(len(figure))[long], figure),
        text_to_page("question: its paragraph", of_question[:, None] == paragraph),
        text_to_page("question: its article", title[of_question][:, None] == title),
        Case("caption: its section", kept["openstax/caption said"], 0, "text", sections, section,
             own(len(figure)), figure),
        photo_to_text("photo: its captions", by_photo, as_passages, of_caption, own(len(photo))),
        photo_to_text("photo: captions alike", by_photo, as_passages, of_caption, alike),
        photo_to_text("figure: its section", kept["openstax/by photo"], sections, section,
                      own(len(figure))),
        photo_to_text("photo of a dish: its recipe", kept["recipes/by photo"],
                      kept["recipes/passages"], recipe, own(len(recipe))),
        photo_to_text("photo: pages of other things", by_photo, unrelated,
                      np.arange(len(unrelated)), nothing),
        Case("photo: photos of the same thing", kept["labels/by photo"], 1, "picture",
             kept["labels/photos"], labelled, same, label, own(len(label))),
    ]  # fmt: skip


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


def table(kept: Kept, typical: Crowding) -> None:
    """A line a case, of the first sixty hits of each query.

    Of queries with an answer: how much of what is strong, fair and weak is right; how much of what
    is right is strong, and strong or fair; how many have something strong. Of queries without: how
    many have nothing strong, and only weak hits.
    """
    for case in cases(kept, typical):
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
    return f"{counts[part] / counts[whole]:.3f}".removeprefix("0") if counts[whole] else "–"


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
    assert typical is not None, "the starter has typical items"
    if arguments.rows:
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
