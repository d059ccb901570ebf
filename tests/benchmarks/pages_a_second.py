"""How many passages a second does the indexer do of PDFs, beside the text encoder alone?

    python -m tests.benchmarks.pages_a_second [--pdfs 20] [--pages 20] [--rounds 3] [--json]

Each round runs in turn, over the same pages full of text: reading the PDFs alone on all cores
(passages, and a picture of each page), the model alone on their passages with as many threads as
the indexer gives it, and the indexer from the walk to the last commit (a new library, its decoders
started before). See `photos_a_second` for what the table says.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from pathlib import Path

from indexer.decoders import pixel_limit
from indexer.extract import Limits, document
from indexer.service import IndexService
from mate_core import Embedder, load_model
from tests.benchmarks.material import Timed, in_rounds, index_to_the_end, timed, write_pdfs

_BATCH = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pdfs", type=int, default=20)
    parser.add_argument("--pages", type=int, default=20, help="of each")
    in_rounds(parser, measure)


def measure(arguments: argparse.Namespace, scratch: Path) -> list[dict[str, float]]:
    write_pdfs(scratch / "papers", arguments.pdfs, arguments.pages)
    write_pdfs(scratch / "warm", 4, 1)
    model = load_model(threads=arguments.threads)
    limits = Limits(model.image_size, pixel_limit())
    rounds = []
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        jobs = [(str(path), limits) for path in sorted((scratch / "papers").iterdir())]
        passages = [text for texts in pool.starmap(read, jobs, chunksize=1) for text in texts]
        pages = arguments.pdfs * arguments.pages
        model.embed_documents(passages[:_BATCH])
        for turn in range(arguments.rounds):
            reading = timed(lambda: pool.starmap(read, jobs, chunksize=1))
            embedding = timed(lambda: embed(model, passages))
            indexing = index(scratch, turn, arguments.threads)
            rounds.append(row(pages, len(passages), reading, embedding, indexing))
    return rounds


def row(
    pages: int, passages: int, reading: Timed, embedding: Timed, indexing: Timed
) -> dict[str, float]:
    return {
        "passages a page": passages / pages,
        "reading alone, pages/s": pages / reading.seconds,
        "indexing, pages/s": pages / indexing.seconds,
        "model alone, passages/s": passages / embedding.seconds,
        "indexing, passages/s": passages / indexing.seconds,
        "indexing / model alone": embedding.seconds / indexing.seconds,
        "indexing / both at best": (reading.seconds + embedding.seconds) / indexing.seconds,
        "model / indexing, processor": embedding.processor / indexing.processor,
        "both / indexing, processor": (reading.processor + embedding.processor)
        / indexing.processor,
        "idle cores while indexing": indexing.idle,
    }


def read(path: str, limits: Limits) -> list[str]:
    return [piece.text for page in document.read(path, limits) for piece in page.passages]


def embed(model: Embedder, passages: list[str]) -> None:
    for start in range(0, len(passages), _BATCH):
        model.embed_documents(passages[start : start + _BATCH])


def index(scratch: Path, turn: int, threads: int | None) -> Timed:
    service = IndexService(scratch / f"library {turn}", threads=threads)
    try:
        service.wait_for_model()
        service.add_folder(str(scratch / "warm"))
        index_to_the_end(service)
        service.add_folder(str(scratch / "papers"))
        return timed(lambda: index_to_the_end(service))
    finally:
        service.close()


if __name__ == "__main__":
    main()
