"""Does indexing end, is every file accounted for, and does the worker's memory stay level?

    python -m tests.benchmarks.library_of_pdfs_and_photos [--photos DIR] [--pdfs 200] [--pages 10]

Indexes photos (those of DIR and its subfolders, otherwise 2,000 drawn ones) and PDFs with text
through a real worker, as the window does, and prints counts, rates and the worker's memory
(resident set, decoders apart) over time.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import tempfile
import time
from pathlib import Path

import psutil
import pymupdf

import indexer.messages as m
from indexer.worker import WorkerHandle, start
from tests.conftest import draw

WORDS = """
heron lighthouse bread harbour winter letter garden engine river violin market window mountain
teacher storm bicycle orchard museum candle railway forest kitchen island painter
""".split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=Path, help="a folder of real photos")
    parser.add_argument("--number", type=int, default=2000, help="photos (2000)")
    parser.add_argument("--pdfs", type=int, default=200)
    parser.add_argument("--pages", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "files"
        folder.mkdir()
        write_files(folder, arguments)
        measure(folder, Path(scratch) / "library")


def write_files(folder: Path, arguments: argparse.Namespace) -> None:
    if arguments.photos:
        found = sorted(p for p in arguments.photos.rglob("*") if p.suffix in (".jpg", ".webp"))
        for number, path in enumerate(itertools.islice(found, arguments.number)):
            shutil.copy(path, folder / f"{number}{path.suffix}")
    else:
        for number in range(arguments.number):
            draw(number, (1024, 768)).save(folder / f"{number}.jpg")
    chance = random.Random(1)
    for number in range(arguments.pdfs):
        document = pymupdf.open()
        for _ in range(arguments.pages):
            text = " ".join(chance.choices(WORDS, k=420))
            document.new_page().insert_textbox((50, 50, 545, 800), text, fontsize=11)
        document.save(folder / f"{number}.pdf")
        document.close()


def measure(folder: Path, library: Path) -> None:
    files = len(list(folder.iterdir()))
    handle = start(library)
    began = time.monotonic()
    handle.connection.send(m.AddFolder(str(folder)))
    worker = psutil.Process(handle.process.pid)
    memory: list[tuple[float, float]] = []
    progress = None
    model = ""
    while progress is None or progress.active or progress.photos + progress.failed == 0:
        if handle.connection.poll(1.0):
            event = handle.connection.recv()
            if isinstance(event, m.ProgressChanged):
                progress = event.progress
            elif isinstance(event, m.ModelChanged):
                model = event.state
                if model == "ready" and not memory:
                    began = time.monotonic()
        if model == "ready":
            memory.append((time.monotonic() - began, worker.memory_info().rss / 1e6))
    seconds = time.monotonic() - began
    report(files, progress, seconds, memory)
    ask(handle)
    handle.connection.send(m.Stop())
    handle.process.join(30)


def report(
    files: int, progress: m.IndexProgress, seconds: float, memory: list[tuple[float, float]]
) -> None:
    print(
        f"{files} files: {progress.photos} photos, {progress.pages} pages, {progress.failed} failed"
    )
    print(f"{seconds:.0f} s, {files / seconds:.1f} files/s")
    quarters = [
        [size for at, size in memory if part / 4 <= at / seconds <= (part + 1) / 4]
        for part in range(4)
    ]
    for part, sizes in enumerate(quarters, start=1):
        if sizes:
            print(f"memory in quarter {part}: {min(sizes):.0f} to {max(sizes):.0f} MB")


def ask(handle: WorkerHandle) -> None:
    for number in range(10):
        text = f"a {WORDS[number]} near the {WORDS[-number - 1]}"
        handle.connection.send(m.Search(number, m.Query((m.QueryPart(text=text),))))
        while not isinstance(event := handle.connection.recv(), m.SearchDone):
            pass
        if number in (0, 9):
            print(f"query {number + 1}: {event.seconds * 1000:.0f} ms")


if __name__ == "__main__":
    main()
