"""Makes a library of so many photos and pages, whose files do not exist, to be searched.

    python -m tests.benchmarks.made_up_library DIR --items 1000000 [--embeddings FILE]
    python -m tests.benchmarks.search_speed --library DIR

Catalog and store are written by their own classes, as the indexer does; more than half are photos,
the others pages of documents of ten. Their folder is away, so nothing of it is read or removed.
Vectors are made as `tests.benchmarks.search_speed` makes them.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from indexer.catalog import Catalog
from indexer.extract import Family
from indexer.library import Library
from indexer.models import open_table
from indexer.records import Stat
from indexer.rows import Row, RowKind
from mate_core import load_model
from tests.benchmarks.material import sentences
from tests.benchmarks.search_speed import like_real_ones, points

_PHOTOS_IN_TWENTY = 11
_PAGES = 10  # of a document
_AT_ONCE = 20_000  # items


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--embeddings", type=Path, help="see search_speed")
    arguments = parser.parse_args()
    began = time.perf_counter()
    make(arguments.folder, arguments.items, arguments.embeddings)
    print(f"{arguments.items:,} items in {time.perf_counter() - began:.0f} s")


def make(folder: Path, items: int, embeddings: Path | None) -> None:
    library = Library(folder)
    library.create()
    catalog = Catalog(library.catalog)
    embedder = load_model()
    store = open_table(library.store, embedder, read_only=False)
    root = str(folder.resolve().parent / f"{folder.name}-files")
    catalog.add_folder(root)
    chance = np.random.default_rng(0)
    centres = points(chance, 2000)
    for start in range(0, items, _AT_ONCE):
        count = min(_AT_ONCE, items - start)
        if embeddings is None:
            vectors = points(chance, count, centres)
        else:
            vectors, _ = like_real_ones(chance, embeddings, count, 1)
        rows: list[Row] = []
        while len(rows) < count:
            first = start + len(rows)
            photo = first // _PAGES % 20 < _PHOTOS_IN_TWENTY
            number = 1 if photo else min(_PAGES, count - len(rows))
            name = f"{first // 1000}/{first}.{'jpg' if photo else 'pdf'}"
            new = _rows(f"{first:040x}", first, photo, vectors[len(rows) : len(rows) + number])
            _note(catalog, embedder.model_id, f"{root}/{name}", first, new, photo=photo)
            rows += new
        store.append(rows)
        store.optimize()
        store.wait()
    catalog.set_setting("model", embedder.model_id)
    catalog.set_setting("served", embedder.model_id)
    store.make_word_index()
    store.wait()
    catalog.close()


def _rows(content: str, first: int, photo: bool, vectors: np.ndarray) -> list[Row]:
    kind: RowKind = "photo" if photo else "passage"
    return [
        Row(
            content,
            kind,
            0 if photo else page,
            0,
            "" if photo else sentences(first + page, 2),
            (),
            vector,
        )
        for page, vector in enumerate(vectors, 1)
    ]


def _note(
    catalog: Catalog, model: str, path: str, number: int, rows: list[Row], *, photo: bool
) -> None:
    catalog.put_pending([(path, Stat(1000, 1_600_000_000_000_000_000 + number, 1, number))])
    kind: Family = "photo" if photo else "document"
    catalog.begin_content(rows[0].content, model, kind)
    items = [(row.page, 640, 480, 0) for row in rows]
    records = list(catalog.files_under(path).values())
    catalog.finish_content(rows[0].content, model, items, records, rows=len(rows))


if __name__ == "__main__":
    main()
