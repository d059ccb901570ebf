"""How long does a query wait while the indexer works at full speed?

    python -m tests.benchmarks.answers_while_indexing [--photos DIR] [--queries 100] [--files 2000]

A real worker indexes photos of twelve megapixels, made of those of DIR (else of the sample
library's), as the window has it done. Meanwhile sentences are asked through its pipe,
one after the other with pauses between, and the time is taken from the sending of each to the
arrival of its hits. The library holds ``--files`` small
files beforehand, for a search takes longer in a larger one. Prints percentiles, before, while and
after.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np

import indexer.messages as m
from indexer.worker import WorkerHandle, start
from tests.benchmarks.material import sentences, write_camera_photos, write_small_files

_PAUSE = 0.15  # seconds, and as much again by chance, so that no rhythm of the worker's is met
_PHOTOS_A_QUERY = 8  # that may be indexed until the next one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--photos", type=Path, help="a folder of small real photos")
    parser.add_argument("--number", type=int, default=48, help="photos of twelve megapixels")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--files", type=int, default=2000, help="in the library beforehand")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(arguments, Path(scratch))
    if arguments.json:
        print(json.dumps(found, indent=1))
        return
    for name, seconds in found.items():
        shown = "  ".join(
            f"{part} % {np.percentile(seconds, part) * 1000:4.0f} ms" for part in (50, 95, 99, 100)
        )
        print(f"{name:16} {len(seconds):4} queries  {shown}")


def measure(arguments: argparse.Namespace, scratch: Path) -> dict[str, list[float]]:
    photos = write_camera_photos(scratch / "photos", arguments.number, arguments.photos)
    write_small_files(scratch / "before", arguments.files, 1)
    watched = scratch / "watched"
    watched.mkdir()
    handle = start(scratch / "library")
    try:
        wait_until_indexed(handle, scratch / "before", arguments.files)
        handle.connection.send(m.ChangeSettings(m.IndexSettings(reads_writing=False)))
        found = {"at rest": [ask(handle, turn) for turn in range(arguments.queries // 4)]}
        # The same photos under other contents: there must be enough of them to the end.
        for copy in range(1 + arguments.queries * _PHOTOS_A_QUERY // len(photos)):
            for path in photos:
                with open(shutil.copy(path, watched / f"{copy}-{Path(path).name}"), "ab") as file:
                    file.write(str(copy).encode())
        handle.connection.send(m.AddFolder(str(watched)))
        time.sleep(5)
        found["while indexing"] = [ask(handle, turn) for turn in range(arguments.queries)]
        if not is_indexing(handle):
            raise RuntimeError("indexing had come to its end: ask for more photos")
        return found
    finally:
        handle.connection.send(m.Stop())
        handle.process.join(60)


def wait_until_indexed(handle: WorkerHandle, folder: Path, number: int) -> None:
    handle.connection.send(m.AddFolder(str(folder)))
    while True:
        event = handle.connection.recv()
        if isinstance(event, m.ProgressChanged):
            progress = event.progress
            if progress.photos + progress.pages >= number and not progress.active:
                return


def ask(handle: WorkerHandle, number: int) -> float:
    """Seconds from a typed sentence to its hits."""
    time.sleep(_PAUSE * (1 + random.random()))
    while handle.connection.poll():
        handle.connection.recv()
    began = time.perf_counter()
    text = sentences(1_000_000 + number, 2)
    handle.connection.send(m.Search(number, m.Query((m.QueryPart(text=text),))))
    while not isinstance(event := handle.connection.recv(), m.SearchDone) or event.id != number:
        if isinstance(event, m.SearchFailed):
            raise RuntimeError(event.reason)
    return time.perf_counter() - began


def is_indexing(handle: WorkerHandle) -> bool:
    handle.connection.send(m.SetPaused(False))  # progress comes at once
    while True:
        event = handle.connection.recv()
        if isinstance(event, m.ProgressChanged):
            return event.progress.active


if __name__ == "__main__":
    main()
