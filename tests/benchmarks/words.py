"""How often a text finds its own among others: by meaning, by words, and by both.

    python -m tests.benchmarks.words DATA [--cache FILE] [--all | --captions | --descriptions]

DATA holds ``text/squad_dev.jsonl.gz``: a title, a paragraph and its questions a line. The
paragraphs of some titles, or of all, become pages of made-up documents, and their questions are
asked. ``--captions`` and ``--descriptions`` ask with those of the figures of
``openstax/dev.jsonl.gz`` for the section that each stands in. ``--cache`` keeps the embeddings.
"""

import argparse
import gzip
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.catalog import Catalog
from indexer.loading import open_model
from indexer.messages import Kind, Query, QueryPart
from indexer.ranking import rank
from indexer.records import Stat
from indexer.rows import Row, Wanted
from indexer.store import Store
from indexer.vectors import asked_by_text, stored_texts
from indexer.words import Typed, fold, read_typed, typed_in, words_of
from mate_core.text import finish, passage_steps

PARAGRAPHS, QUESTIONS, DEPTH = 450, 600, 10
WORDS_A_PASSAGE = 150


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--all", action="store_true", help="all paragraphs, and all questions")
    what.add_argument("--captions", action="store_true", help="of figures, for their sections")
    what.add_argument("--descriptions", action="store_true", help="of figures, for their sections")
    arguments = parser.parse_args()
    if arguments.captions or arguments.descriptions:
        told = "caption" if arguments.captions else "alt"
        pages, questions = _sections(arguments.data / "openstax" / "dev.jsonl.gz", told)
    else:
        squad = arguments.data / "text" / "squad_dev.jsonl.gz"
        pages, questions = _squad(squad, every=arguments.all)
    few = sum(bool(read_typed(text).words) for text, _ in questions)
    print(f"{len(pages)} pages, {len(questions)} questions, {few} of few enough words")
    texts = [text for text, _ in questions]
    passages = [(page, text) for page, each in enumerate(pages) for text in each]
    rows, asked = _vectors([text for _, text in passages], texts, arguments.cache)
    with tempfile.TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder) / "catalog.db")
        store = Store(Path(folder) / "store", "m", rows.shape[1])
        _fill(catalog, store, passages, rows)
        found: dict[str, list[list[str]]] = {"meaning": [], "words": [], "both": []}
        for text, vector in zip(texts, asked, strict=True):
            lists: dict[Kind, Sequence[Wanted]] = {"page": [Wanted(vector, ("passage",))]}
            # What is quoted in a caption is hardly ever in the section: `indexer.search` shows what
            # is near then.
            typed = replace(typed_in(Query((QueryPart(text),))), phrases=())
            for name, words in (("meaning", Typed(text)), ("both", typed)):
                hits = rank(lists, words, DEPTH, (), store, catalog)["page"]
                found[name].append([hit.match.key.content for hit in hits])
            said = store.with_words(words_of(fold(text)), ("passage",), 10 * DEPTH)
            found["words"].append([*dict.fromkeys(key.content for key, _ in said)][:DEPTH])
        catalog.close()
    gold = [f"{number:040x}" for _, number in questions]
    for name, lists_found in found.items():
        first, ten = (
            np.mean([right in each[:n] for right, each in zip(gold, lists_found, strict=True)])
            for n in (1, 10)
        )
        print(f"{name:8} R@1 {first:.3f}  R@10 {ten:.3f}")


Asked = list[tuple[str, int]]
"""Texts, each with the number of the page that is right."""


def _sections(path: Path, told: str) -> tuple[list[list[str]], Asked]:
    """Sections in passages, and what is told of the figures in them, each text once."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        figures = [json.loads(line) for line in lines]
    numbers = {body: at for at, body in enumerate(dict.fromkeys(each["body"] for each in figures))}
    questions = {each[told]: numbers[each["body"]] for each in figures if each[told]}
    parts = [body.split() for body in numbers]
    pages = [
        [
            " ".join(words[start : start + WORDS_A_PASSAGE])
            for start in range(0, len(words), WORDS_A_PASSAGE)
        ]
        for words in parts
    ]
    return pages, list(questions.items())


def _squad(path: Path, *, every: bool) -> tuple[list[list[str]], Asked]:
    """Paragraphs, one a page, and questions."""
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
    return [[str(entry["paragraph"])] for entry in chosen], questions if every else questions[
        :QUESTIONS
    ]


def _vectors(
    passages: Sequence[str], questions: Sequence[str], cache: Path | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if cache is not None and cache.is_file():
        kept = np.load(cache)
        return kept["d"], kept["q"]
    embedder = open_model("starter", threads=1)
    rows = finish(stored_texts(embedder, passages))
    vectors = [finish(passage_steps(embedder, text)).vector for text in questions]
    asked = asked_by_text(np.stack(vectors))
    if cache is not None:
        np.savez(cache, d=rows, q=asked)
    return rows, asked


def _fill(
    catalog: Catalog,
    store: Store,
    passages: Sequence[tuple[int, str]],
    rows: NDArray[np.float32],
) -> None:
    for number in sorted({page for page, _ in passages}):
        path, content = f"/{number}.txt", f"{number:040x}"
        catalog.put_pending([(path, Stat(1, 1, 1, number))])
        catalog.begin_content(content, "m", "document")
        records = list(catalog.files_under(path).values())
        catalog.finish_content(content, "m", [(1, 9, 9, 0)], records)
    store.append(
        [
            Row(f"{page:040x}", "passage", 1, number, text, (), vector)
            for number, ((page, text), vector) in enumerate(zip(passages, rows, strict=True))
        ]
    )
    while store.hold_step():
        pass
    store.make_word_index()
    store.wait()


if __name__ == "__main__":
    main()
