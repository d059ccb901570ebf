"""The run: each file alone through a decoder, then all of them through the worker."""

from __future__ import annotations

import logging
import os
import queue
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

import indexer.messages as m
from indexer.decoders import Decoders, Failed, Finished, Read, ReadJob, Result, pixel_limit
from indexer.extract import Limits
from indexer.records import Stat
from indexer.service import IndexService
from tests.fuzz.mutate import mutated
from tests.torture.life import Life

log = logging.getLogger(__name__)

IMAGE_SIZE = 288
FILES_PER_FOLDER = 500
QUIET_SECONDS = 4.0
# What a decoder says where nobody has foreseen what a parser raised, and what the worker does.
UNFORESEEN = ("it cannot be read: ", "an error inside Mate")


@dataclass
class Outcome:
    """What a run has come to.

    ``killed`` are files that ended their decoder or took too long, ``unforeseen`` those with an
    exception that has no words, ``lost`` those that the worker neither indexed nor refused.
    Memory is resident, in MB: a reading every tenth of the time.
    """

    files: int = 0
    read: int = 0
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    killed: list[str] = field(default_factory=list)
    unforeseen: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    decoder_peak: float = 0.0
    indexed: int = 0
    failed: int = 0
    lost: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    worker_memory: list[float] = field(default_factory=list)
    decoders_memory: list[float] = field(default_factory=list)
    worker_peak: float = 0.0
    seconds: float = 0.0


def fuzz(base: Path, files: int, seed: int, *, alone: bool = True) -> Outcome:
    """Write mutated files into an empty folder, and read them all twice.

    ``alone``: the first time each by itself.

    Raises:
        AssertionError: the worker ended, or hangs.
    """
    started = time.monotonic()
    done = _write(base / "files", files, seed)
    outcome = Outcome(files=len(done))
    if alone:
        _read_alone(done, outcome)
        log.info("each alone: %s", outcome)  # should the rest of a long run be cut off
    _index(base, done, outcome)
    outcome.seconds = time.monotonic() - started
    return outcome


def _write(folder: Path, files: int, seed: int) -> dict[str, str]:
    """What was done to each file, by path."""
    done = {}
    for number in range(files):
        ending, content, what = mutated(number, seed)
        path = folder / f"{number // FILES_PER_FOLDER}" / f"{number}{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        done[str(path)] = what
    return done


def _read_alone(done: dict[str, str], outcome: Outcome) -> None:
    """One file at a time in each of a few pools, so that its time is its own."""
    paths = iter(done)
    lock = threading.Lock()
    reasons: Counter[str] = Counter()

    def take() -> Iterator[str]:
        while True:
            with lock:
                path = next(paths, None)
            if path is None:
                return
            yield path

    def work() -> None:
        results: queue.Queue[Result] = queue.Queue()
        pool = Decoders(1, Limits(IMAGE_SIZE, pixel_limit()), results.put)
        for path in take():
            start = time.monotonic()
            pool.submit(ReadJob(path, Stat.of(os.stat(path))))
            result = results.get()
            while isinstance(result, Read):
                result = results.get()
            seconds = time.monotonic() - start
            with lock:
                outcome.slowest = sorted([*outcome.slowest, (seconds, path)], reverse=True)[:5]
                if isinstance(result, Finished):
                    outcome.read += 1
                    continue
                assert isinstance(result, Failed), result
                outcome.refused += 1
                reasons[_kind(result.reason)] += 1
                told = f"{path} ({done[path]}): {result.reason}"
                if result.killed:
                    outcome.killed.append(told)
                if not result.reason or result.reason.startswith(UNFORESEEN):
                    outcome.unforeseen.append(told)
        pool.stop()

    threads = [threading.Thread(target=work) for _ in range(os.cpu_count() or 1)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        outcome.decoder_peak = max(outcome.decoder_peak, _largest_child() / 1e6)
        time.sleep(0.2)
    outcome.reasons = dict(reasons.most_common())


def _largest_child() -> int:
    largest = 0
    for child in psutil.Process().children(recursive=True):
        try:
            largest = max(largest, child.memory_info().rss)
        except psutil.Error:
            continue
    return largest


def _kind(reason: str) -> str:
    """A reason without what is of one file alone."""
    reason = re.sub(r"'[^']*'|\"[^\"]*\"|b'.*'", "…", reason)
    return re.sub(r"\d+", "N", reason)[:90]


def _index(base: Path, done: dict[str, str], outcome: Outcome) -> None:
    """The real worker on all of the files."""
    library = base / "library"
    life = Life(library)
    life.send(m.ChangeSettings(m.IndexSettings(reads_writing=False)))
    life.send(m.AddFolder(str(base / "files")))
    readings: list[tuple[float, float]] = []
    resting = 0
    while resting < 3:
        time.sleep(0.5)
        assert not life.ended, f"the worker has ended ({life.exit_code})"
        worker, decoding = life.memory
        readings.append((worker / 1e6, decoding / 1e6))
        rests = life.progress is not None and not life.progress.active
        resting = resting + 1 if rests else 0
    life.wait_until_quiet(QUIET_SECONDS, 300.0)
    assert life.stop() == 0
    tenths = range(0, len(readings), max(1, len(readings) // 10))
    outcome.worker_memory = [round(readings[at][0]) for at in tenths]
    outcome.decoders_memory = [round(readings[at][1]) for at in tenths]
    outcome.worker_peak = round(max(worker for worker, _ in readings))
    service = IndexService(library, read_only=True, load_model=False)
    known = {status.path: status for status in service.files()}
    service.close()
    for path in done:
        status = known.get(path)
        if status is not None and status.state == "indexed":
            outcome.indexed += 1
        elif status is not None and status.state == "failed" and status.reason:
            outcome.failed += 1
            if status.reason.startswith(UNFORESEEN):
                outcome.unforeseen.append(f"{path}: {status.reason}")
        else:
            outcome.lost.append(f"{path}: {status}")
    lines = (library / "mate.log").read_text("utf-8", "replace").splitlines()
    outcome.complaints = [line for line in lines if " ERROR " in line]
