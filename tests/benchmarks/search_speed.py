"""How long does a search take among how many rows, beside plain numpy and faiss?

    python -m tests.benchmarks.search_speed [--rows 10000 100000] [--queries 60] [--json FILE]
        [--embeddings FILE] [--hnsw]
    python -m tests.benchmarks.search_speed --library DIR [--photos DIR]   # a real one

The rows' vectors are points around some thousand centres, in tables as the indexer writes them; all
are asked by the same queries, in the same run. faiss takes part where it is installed
(`pip install faiss-cpu`): Flat is exact, HNSW (32 links, efSearch 128; of very many rows only with
``--hnsw``, for it takes some ten minutes to build) is not.
Recall is that of the ten nearest, against a product of matrices.

With ``--embeddings`` rows and queries are made of real ones: an .npz file with photos' ("v") and
texts' ("t"), and typical texts ("typical") to measure recall with, ``(n, 386)`` each, as the store
has them. A row is a photo plus up to .6 of the difference of two others.

With ``--library`` sentences are asked of the library itself, embedding, ranking and all, with and
without filters; with ``--photos`` also those photos, as if they were dropped: read, decoded in a
process of their own, embedded and searched with.
"""

from __future__ import annotations

import argparse
import importlib
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from indexer.filters import understood
from indexer.matrix import MANY_ROWS
from indexer.messages import Query, QueryPart
from indexer.rows import Row, Wanted
from indexer.service import IndexService
from indexer.store import Store
from indexer.vectors import EXTRA
from tests.benchmarks.material import sentences

DIM = 386
NEAREST = 10
LIMIT = 240  # rows of a list, as the search asks for them
PASSAGE = 41  # vectors: a passage of forty sentences, and the whole of it
FILTERS = ("", "type:photo", "type:txt", "folder:12", "after:2020", "rating:>3")

Vectors = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--embeddings", type=Path, help="an .npz file of real ones")
    parser.add_argument("--hnsw", action="store_true", help="also of very many rows")
    parser.add_argument("--library", type=Path, help="ask this library instead")
    parser.add_argument("--photos", type=Path, help="and drop the photos of this folder on it")
    parser.add_argument("--json", type=Path, help="also write everything here")
    arguments = parser.parse_args()
    found: dict[str, Any] = {}
    if arguments.library is not None:
        found = of_library(arguments.library, arguments.queries, arguments.photos)
    else:
        for rows in arguments.rows:
            with tempfile.TemporaryDirectory() as scratch:
                found |= of_rows(rows, arguments, Path(scratch))
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def of_rows(rows: int, arguments: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    queries, embeddings = arguments.queries, arguments.embeddings
    chance = np.random.default_rng(0)
    if embeddings is None:
        centres = points(chance, 2000)
        vectors, asked = (points(chance, number, centres) for number in (rows, queries))
    else:
        vectors, asked = like_real_ones(chance, embeddings, rows, queries)
    exact = [np.argsort(-(vectors @ query), kind="stable")[:NEAREST] for query in asked]
    store = Store(scratch / "store", "benchmark", DIM)
    contents = [f"{n:040x}" for n in range(rows)]
    for start in range(0, rows, 5000):
        part = range(start, min(start + 5000, rows))
        store.append([Row(contents[n], "photo", 0, 0, "", (), vectors[n]) for n in part])
    store.optimize()
    store.wait()
    if embeddings is not None:
        with np.load(embeddings) as held:
            store.expect([(held["typical"], ("photo",))])
    found: dict[str, Any] = {}

    def ask(query: Vectors) -> list[int]:
        (matches,) = store.search([Wanted(query, ("photo",))], LIMIT)
        return [int(match.key.content, 16) for match in matches]

    def among(query: Vectors) -> list[int]:
        (matches,) = store.search([Wanted(query, ("photo",), half)], LIMIT)
        return [int(match.key.content, 16) for match in matches]

    def passage(query: Vectors) -> list[int]:
        wanted = [Wanted(each, ("photo",)) for each in (query, *asked[: PASSAGE - 1])]
        return [int(match.key.content, 16) for match in store.search(wanted, LIMIT)[0]]

    def plain(query: Vectors) -> list[int]:
        scores = vectors @ query
        best = np.argpartition(-scores, LIMIT)[:LIMIT]
        order: list[int] = best[np.argsort(-scores[best], kind="stable")].tolist()
        return order

    half = frozenset(contents[::2])
    report(found, rows, "LanceDB's files", ask, asked[:20], exact[:20])
    process = psutil.Process()
    before, began = process.memory_info().rss, time.perf_counter()
    while store.hold_step():
        pass
    seconds, grown = time.perf_counter() - began, process.memory_info().rss - before
    print(f"{rows:>9,} rows brought into memory in {seconds:.2f} s: {grown / 1e6:,.0f} MB")
    began, longest = time.perf_counter(), 0.0
    while rows >= MANY_ROWS and "found, thousandths" not in store.health():
        step = time.perf_counter()
        store.hold_step()
        longest = max(longest, time.perf_counter() - step)
        time.sleep(0.02)
    if rows >= MANY_ROWS:
        print(
            f"{rows:>9,} rows put into cells in {time.perf_counter() - began:.0f} s, the loop's "
            f"longest piece {1000 * longest:.0f} ms; {store.health()}"
        )
    report(found, rows, "in memory", ask, asked, exact)
    evens = [2 * np.argsort(-(vectors[::2] @ query), kind="stable")[:NEAREST] for query in asked]
    report(found, rows, "in memory, half of them chosen", among, asked, evens)
    report(found, rows, f"in memory, {PASSAGE} vectors at once", passage, asked, exact)
    report(found, rows, "plain numpy", plain, asked, exact)
    for name, index in faiss_indexes(vectors, graph=arguments.hnsw or rows < MANY_ROWS):

        def by_faiss(query: Vectors, index: Any = index) -> list[int]:
            ids: list[int] = index.search(query[np.newaxis], LIMIT)[1][0].tolist()
            return ids

        report(found, rows, name, by_faiss, asked, exact)
    return found


def points(chance: np.random.Generator, count: int, centres: Vectors | None = None) -> Vectors:
    """Unit vectors, ``(count, DIM)``, around the centres if there are any."""
    found = chance.standard_normal((count, DIM), dtype=np.float32)
    if centres is not None:
        found = 0.06 * found + centres[chance.integers(0, len(centres), count)]
    unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def like_real_ones(
    chance: np.random.Generator, embeddings: Path, rows: int, queries: int
) -> tuple[Vectors, Vectors]:
    with np.load(embeddings) as held:
        photos, texts = held["v"].astype(np.float32), held["t"].astype(np.float32)
    vectors = np.zeros((rows, DIM), dtype=np.float32)
    for start in range(0, rows, 50_000):
        count = min(50_000, rows - start)
        one, other, third = (photos[chance.integers(0, len(photos), count)] for _ in range(3))
        moved = one + chance.uniform(0, 0.6, (count, 1)).astype(np.float32) * (other - third)
        moved[:, :-EXTRA] /= np.linalg.norm(moved[:, :-EXTRA], axis=1, keepdims=True)
        vectors[start : start + count] = moved
    return vectors, texts[chance.choice(len(texts), queries, replace=False)]


def faiss_indexes(vectors: Vectors, *, graph: bool) -> list[tuple[str, Any]]:
    try:
        faiss = importlib.import_module("faiss")
    except ImportError:
        return []
    flat = faiss.IndexFlatIP(DIM)
    flat.add(vectors)
    if not graph:
        return [("faiss Flat", flat)]
    began = time.perf_counter()
    links = faiss.IndexHNSWFlat(DIM, 32, faiss.METRIC_INNER_PRODUCT)
    links.add(vectors)
    links.hnsw.efSearch = 128
    print(f"{len(vectors):>9,} rows put into faiss HNSW in {time.perf_counter() - began:.0f} s")
    return [("faiss Flat", flat), ("faiss HNSW", links)]


def report(
    found: dict[str, Any],
    rows: int,
    name: str,
    ask: Callable[[Vectors], list[int]],
    queries: Vectors,
    exact: list[NDArray[np.intp]],
) -> None:
    ask(queries[0])
    seconds, right = [], []
    for query, expected in zip(queries, exact, strict=True):
        began = time.perf_counter()
        answer = ask(query)
        seconds.append(time.perf_counter() - began)
        right.append(len(set(answer[:NEAREST]) & set(expected.tolist())) / NEAREST)
    row = {
        "p50 ms": float(np.percentile(seconds, 50) * 1000),
        "p95 ms": float(np.percentile(seconds, 95) * 1000),
        "recall@10": float(np.mean(right)),
    }
    found[f"{rows} {name}"] = row
    shown = "  ".join(f"{key} {value:7.3f}" for key, value in row.items())
    print(f"{rows:>9,} {name:32} {shown}", flush=True)


def of_library(folder: Path, queries: int, photos: Path | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    service = IndexService(folder, answers=True)  # as the window's worker has it
    try:
        service.set_paused(True)
        service.wait_for_model()
        ask(service, "warm")
        while service.step() or not in_order(service):
            time.sleep(0.01)
        items, memory = service.totals(), psutil.Process().memory_info().rss
        disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"{items.photos:,} photos and {items.pages:,} pages")
        print(f"memory {memory / 1e6:,.0f} MB, disk {disk / 1e6:,.0f} MB")
        found["items"] = {"photos": items.photos, "pages": items.pages, "MB": memory / 1e6}
        dropped = sorted(photos.rglob("*.jp*g"))[: queries + 1] if photos is not None else []
        drop(service, dropped[:1], "")  # its decoder starts
        for typed in FILTERS:
            texts = [f"{sentences(1_000_000 + n, 2)} {typed}" for n in range(queries)]
            tell(found, f"text {typed}".strip(), [partial(ask, service, text) for text in texts])
            asks = [partial(drop, service, [photo], typed) for photo in dropped[1:]]
            tell(found, f"photo {typed}".strip(), asks)
    finally:
        service.close()
    return found


def tell(found: dict[str, Any], name: str, asks: Sequence[Callable[[], int]]) -> None:
    """Ask one after the other and tell how long each takes."""
    seconds, hits = [], 0
    for one in asks:
        began = time.perf_counter()
        hits += one()
        seconds.append(time.perf_counter() - began)
    if asks:
        row = {f"p{p} ms": float(np.percentile(seconds, p) * 1000) for p in (50, 95)}
        found[name] = row
        shown = "  ".join(f"{key} {value:6.0f}" for key, value in row.items())
        print(f"{name:20} {shown}  {hits / len(asks):5.1f} hits", flush=True)


def drop(service: IndexService, photos: Sequence[Path], typed: str) -> int:
    """Ask with photos, and what is typed beside them."""
    hits = 0
    for photo in photos:
        path = str(photo)
        query = understood(Query((QueryPart(photo=path), QueryPart(text=typed))))
        pixels = {path: service.answers.on_demand.pixels(path).result(60)}
        answer = service.answers.search(query, service.answers.embed_query(query, pixels))
        hits += len(answer.photos) + len(answer.pages)
    return hits


def in_order(service: IndexService) -> bool:
    """Whether very many rows lie in cells, which takes half a minute after a start."""
    health = service.store_health()
    return health["rows"] < MANY_ROWS or "found, thousandths" in health


def ask(service: IndexService, typed: str) -> int:
    query = understood(Query((QueryPart(text=typed),)))
    answer = service.answers.search(query, service.answers.embed_query(query, {}))
    return len(answer.photos) + len(answer.pages)


if __name__ == "__main__":
    main()
