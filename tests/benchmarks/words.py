"""How often a question finds its paragraph: by meaning, by words, and by both.

    python -m tests.benchmarks.words DATA [--cache FILE] [--all]

DATA holds ``text/squad_dev.jsonl.gz``: a title, a paragraph and its questions a line. The
paragraphs of some titles, or of all, become pages of made-up documents; ``--cache`` keeps their
embeddings.
"""

import argparse
import gzip
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.loading import open_model
from indexer.messages import Query, QueryPart
from indexer.ranking import rank
from indexer.records import Stat
from indexer.rows import Row, Wanted
from indexer.store import Store
from indexer.vectors import asked_by_text, stored_texts
from indexer.words import Typed, fold, typed_in, words_of
from mate_core.text import finish, passage_steps

PARAGRAPHS, QUESTIONS, DEPTH = 450, 600, 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--all", action="store_true", help="all paragraphs, and all questions")
    arguments = parser.parse_args()
    paragraphs, questions = _squad(
        arguments.data / "text" / "squad_dev.jsonl.gz", every=arguments.all
    )
    print(f"{len(paragraphs)} paragraphs, {len(questions)} questions")
    texts = [text for text, _ in questions]
    rows, asked = _vectors(paragraphs, texts, arguments.cache)
    with tempfile.TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder) / "catalog.db")
        store = Store(Path(folder) / "store", "m", rows.shape[1])
        _fill(catalog, store, paragraphs, rows)
        found: dict[str, list[list[str]]] = {"meaning": [], "words": [], "both": []}
        for text, vector in zip(texts, asked, strict=True):
            lists = {"page": [Wanted(vector, ("passage",))]}
            typed = typed_in(Query((QueryPart(text),)))
            for name, words in (("meaning", Typed(text)), ("both", typed)):
                hits = rank(lists, words, DEPTH, (), store, catalog)["page"]  # type: ignore[arg-type]
                found[name].append([hit.match.key.content for hit in hits])
            said = store.with_words(words_of(fold(text)), ("passage",), DEPTH)
            found["words"].append([key.content for key, _ in said])
        catalog.close()
    gold = [f"{number:040x}" for _, number in questions]
    for name, lists_found in found.items():
        first, ten = (
            np.mean([right in each[:n] for right, each in zip(gold, lists_found, strict=True)])
            for n in (1, 10)
        )
        print(f"{name:8} R@1 {first:.3f}  R@10 {ten:.3f}")


def _squad(path: Path, *, every: bool) -> tuple[list[str], list[tuple[str, int]]]:
    """Paragraphs, and questions with the number of their own."""
    random_numbers = random.Random(0)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    titles = sorted({entry["title"] for entry in entries})
    random_numbers.shuffle(titles)
    chosen: list[dict[str, list[str]]] = []
    for title in titles:
        if every or len(chosen) < PARAGRAPHS:
            chosen += [entry for entry in entries if entry["title"] == title]
    questions = [(text, n) for n, entry in enumerate(chosen) for text in entry["questions"]]
    random_numbers.shuffle(questions)
    return [str(entry["paragraph"]) for entry in chosen], questions if every else questions[
        :QUESTIONS
    ]


def _vectors(
    paragraphs: Sequence[str], questions: Sequence[str], cache: Path | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if cache is not None and cache.is_file():
        kept = np.load(cache)
        return kept["d"], kept["q"]
    embedder = open_model("starter", threads=1)
    rows = finish(stored_texts(embedder, paragraphs))
    vectors = [finish(passage_steps(embedder, text)).vector for text in questions]
    asked = asked_by_text(np.stack(vectors))
    if cache is not None:
        np.savez(cache, d=rows, q=asked)
    return rows, asked


def _fill(
    catalog: Catalog, store: Store, paragraphs: Sequence[str], rows: NDArray[np.float32]
) -> None:
    for number in range(len(paragraphs)):
        path, content = f"/{number}.txt", f"{number:040x}"
        catalog.put_pending([(path, Stat(1, 1, 1, number))])
        catalog.begin_content(content, "m", "document")
        records = list(catalog.files_under(path).values())
        catalog.finish_content(content, "m", [(1, 9, 9, 0)], records)
    store.append(
        [
            Row(f"{number:040x}", "passage", 1, 0, text, (), vector)
            for number, (text, vector) in enumerate(zip(paragraphs, rows, strict=True))
        ]
    )
    while store.hold_step():
        pass
    store.make_word_index()
    store.wait()


if __name__ == "__main__":
    main()
