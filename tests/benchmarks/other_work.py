"""How much of its speed does the machine's other work keep while the indexer works?

    python -m tests.benchmarks.other_work [--photos DIR] [--turns 3] [--setting NAME=VALUE ...]

As many busy loops as there are cores stand for the other work: their turns a second are counted by
turns without the indexer and beside it, while a worker indexes photos of twelve megapixels (made of
those of DIR, else of the sample library's), as the window has it done. Settings are put into the
library's catalog before the worker opens it: what makes it go gently.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import indexer.messages as m
from indexer.catalog import Catalog
from indexer.library import Library
from indexer.worker import WorkerHandle, start
from tests.benchmarks.material import write_camera_photos

_SECONDS = 10.0  # that the loops are counted each time
_COPIES = 12  # of the photos, so that there are enough of them to the end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=Path, help="a folder of small real photos")
    parser.add_argument("--number", type=int, default=48, help="photos of twelve megapixels")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        pairs = measure(arguments, Path(scratch))
    kept = [beside / alone for alone, beside in pairs]
    if arguments.json:
        print(json.dumps({"kept": statistics.median(kept), "pairs": pairs}, indent=1))
        return
    for alone, beside in pairs:
        print(
            f"alone {alone:12.0f} turns/s, beside the indexer {beside:12.0f}: {beside / alone:.2f}"
        )
    print(f"the other work keeps {statistics.median(kept):.2f} of its speed")


def measure(arguments: argparse.Namespace, scratch: Path) -> list[tuple[float, float]]:
    photos = write_camera_photos(scratch / "photos", arguments.number, arguments.photos)
    watched, library = scratch / "watched", Library(scratch / "library")
    watched.mkdir()
    for copy in range(_COPIES):  # each of another content
        for path in photos:
            with open(shutil.copy(path, watched / f"{copy}-{Path(path).name}"), "ab") as file:
                file.write(str(copy).encode())
    library.create()
    catalog = Catalog(library.catalog)
    catalog.add_folder(str(watched))
    for setting in arguments.setting:
        catalog.set_setting(*setting.split("=", 1))
    catalog.close()
    pairs = []
    for _ in range(arguments.turns):
        alone = busy()
        handle = start(library.root)
        try:
            wait_for_progress(handle, lambda progress: progress.done > 0)
            beside = busy()
            handle.connection.send(m.SetPaused(False))  # progress comes at once
            if not wait_for_progress(handle, lambda progress: True).active:
                raise RuntimeError("indexing had come to its end: ask for more photos")
        finally:
            handle.connection.send(m.Stop())
            handle.process.join(60)
        pairs.append((alone, beside))
    return pairs


def wait_for_progress(
    handle: WorkerHandle, enough: Callable[[m.IndexProgress], bool]
) -> m.IndexProgress:
    """The newest progress, once it is enough."""
    while True:
        event = handle.connection.recv()
        if isinstance(event, m.ProgressChanged):
            while handle.connection.poll():
                later = handle.connection.recv()
                event = later if isinstance(later, m.ProgressChanged) else event
            if enough(event.progress):
                return event.progress


def busy() -> float:
    """Turns a second of a busy loop on each core, added up."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count()) as pool:
        return sum(pool.map(turn, [_SECONDS] * (os.cpu_count() or 1), chunksize=1))


def turn(seconds: float) -> float:
    began, turns = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < seconds:
        sum(range(10_000))
        turns += 1
    return turns / passed


if __name__ == "__main__":
    main()
