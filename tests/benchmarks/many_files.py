"""Does indexing stay as fast, and as small, over 100,000 files? How long does a second pass take?

    python -m tests.benchmarks.many_files [--number 100000] [--photos-in-ten 1] [--json FILE]
    python -m tests.benchmarks.many_files --into LIBRARY [--number 1200] [--rounds 3]

Small files, texts of two sentences and some tiny photos, are indexed through a real worker, as the
window does. For each thousand: seconds by the clock and of the processor (which other programs
disturb less), the worker's memory, fragments and versions of the table. Then what is on disk, and
a second pass by `mate index`'s own service. That pass must open no file: each file's time of last
access is set before its time of change, so that the system would move it on if anything read it
(of 1,000 files or fewer all are read, for they were touched by that).

With ``--into`` a large library is there already: files are added to a copy of it and to an empty
one in turns, which tells what its size costs although other programs come and go.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

import indexer.messages as m
from indexer.library import Library
from indexer.service import IndexService
from indexer.worker import start
from tests.benchmarks.material import index_to_the_end, processor_seconds, write_small_files

# Files before the clock starts, and those left when it stops: progress comes now and then.
_FIRST, _SPARE = 200, 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--number", type=int, default=100_000)
    parser.add_argument("--photos-in-ten", type=int, default=1)
    parser.add_argument("--json", type=Path, help="also write everything here")
    parser.add_argument("--into", type=Path, help="a large library, which is copied")
    parser.add_argument("--rounds", type=int, default=3, help="of --into")
    arguments = parser.parse_args()
    if arguments.into is not None:
        number = min(arguments.number, 1200)
        for each in range(arguments.rounds):
            print(
                {name: round(ms, 1) for name, ms in in_turns(arguments.into, number, each).items()}
            )
        return
    with tempfile.TemporaryDirectory() as scratch:
        files, library = Path(scratch) / "files", Path(scratch) / "library"
        write_small_files(files, arguments.number, arguments.photos_in_ten)
        found = first_pass(files, library)
        found |= disk(library, arguments.number) | second_pass(files, library)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    for name, value in found.items():
        if name != "thousands":
            print(f"{name:44} {value}")


def first_pass(files: Path, library: Path) -> dict[str, Any]:
    """Index through a worker; what it took for each thousand files."""
    handle = start(library)
    worker = psutil.Process(handle.process.pid)
    thousands: list[dict[str, float]] = []
    handle.connection.send(m.AddFolder(str(files)))
    next_at, began, used = 0, 0.0, 0.0
    progress = None
    while progress is None or progress.active or progress.photos == 0:
        event = handle.connection.recv()
        if not isinstance(event, m.ProgressChanged):
            continue
        progress = event.progress
        done = progress.photos + progress.pages + progress.failed
        if done < next_at or not done:
            continue
        now, now_used = time.perf_counter(), processor_seconds(worker)
        if thousands:
            last = thousands[-1]
            files_done = done - last["files"]
            last["ms a file"] = 1000 * (now - began) / files_done
            last["processor ms a file"] = 1000 * (now_used - used) / files_done
        began, used = now, now_used
        thousands.append(
            {
                "files": done,
                "memory, MB": worker.memory_info().rss / 1e6,
                "fragments": entries(library, "data"),
                "versions": entries(library, "_versions"),
            }
        )
        next_at = done + 1000
    handle.connection.send(m.Stop())
    handle.process.join(60)
    return summary(thousands, progress) | {"thousands": thousands}


def in_turns(large: Path, number: int, turn: int) -> dict[str, float]:
    """Processor time for a new file, in ms, where the library is empty and where it is large."""
    found = {}
    for name in ("empty", "large"):
        with tempfile.TemporaryDirectory() as scratch:
            files, library = Path(scratch) / "files", Path(scratch) / "library"
            write_small_files(files, number, 1, first=(turn + 1) * 1_000_000)
            if name == "large":
                shutil.copytree(large, library)
            found[name] = 1000 * seconds_a_file(files, library, number)
    return found


def seconds_a_file(files: Path, library: Path, number: int) -> float:
    """Processor time for each of so many files, when the decoders have started."""
    handle = start(library)
    worker = psutil.Process(handle.process.pid)
    handle.connection.send(m.SetPaused(False))  # as `search_speed` leaves it
    handle.connection.send(m.AddFolder(str(files)))
    already: int | None = None
    before: tuple[int, float] | None = None
    while True:
        event = handle.connection.recv()
        if not isinstance(event, m.ProgressChanged):
            continue
        items, now = event.progress.photos + event.progress.pages, processor_seconds(worker)
        already = items if already is None else already
        done = items - already
        if before is None and done >= _FIRST:
            before = done, now
        if done >= number - _SPARE:
            break
    handle.connection.send(m.Stop())
    handle.process.join(60)
    assert before is not None, "progress is told far more often"
    return (now - before[1]) / (done - before[0])


def entries(library: Path, part: str) -> int:
    """Files in a part of the model's table: of data (old versions' too), or a version each."""
    return sum(len(os.listdir(folder)) for folder in (library / "store").glob(f"*.lance/{part}"))


def summary(thousands: list[dict[str, float]], progress: m.IndexProgress) -> dict[str, Any]:
    whole = [each for each in thousands if "ms a file" in each]
    first, last = whole[0], whole[-1]
    memory = [each["memory, MB"] for each in whole]
    tenth = max(len(whole) // 10, 1)
    return {
        "items": progress.photos + progress.pages,
        "failed": progress.failed,
        "ms a file, first and last thousand": [first["ms a file"], last["ms a file"]],
        "last / first": round(last["ms a file"] / first["ms a file"], 2),
        "processor ms a file, first and last": [
            first["processor ms a file"],
            last["processor ms a file"],
        ],
        "last / first, processor": round(
            last["processor ms a file"] / first["processor ms a file"], 2
        ),
        "memory of the worker, MB, by tenths": [
            round(statistics.median(memory[at : at + tenth])) for at in range(0, len(memory), tenth)
        ],
        "fragments at most, old versions' too": max(each["fragments"] for each in whole),
        "versions at most": max(each["versions"] for each in whole),
    }


def disk(library: Path, number: int) -> dict[str, Any]:
    return {
        f"{part}, bytes an item": round(size / number)
        for part, size in Library(library).bytes_on_disk().items()
    }


def second_pass(files: Path, library: Path) -> dict[str, Any]:
    """Look at all files again, and whether any was opened."""
    paths = [path for path in files.rglob("*") if path.is_file()]
    for path in paths:
        changed = path.stat().st_mtime_ns
        os.utime(path, ns=(changed - 10**9, changed))
    canary = files.parent / "canary"
    canary.write_bytes(b"read me")
    os.utime(canary, (1, 2))
    canary.read_bytes()
    touched = IndexService(library)  # setting the times has; so many are taken as they are
    touched.scan()
    index_to_the_end(touched)
    touched.close()
    began = time.perf_counter()
    service = IndexService(library)
    try:
        service.wait_for_model()
        service.scan()
        ready = time.perf_counter()
        index_to_the_end(service)
        ended = time.perf_counter()
        unchanged = service.changes.unchanged
    finally:
        service.close()
    opened = sum(path.stat().st_atime_ns > path.stat().st_mtime_ns for path in paths)
    return {
        "second pass, seconds with the start": round(ended - began, 2),
        "second pass, seconds": round(ended - ready, 2),
        "second pass, unchanged files": unchanged,
        "second pass, files opened": opened if canary.stat().st_atime > 1 else "cannot be told",
    }


if __name__ == "__main__":
    main()
