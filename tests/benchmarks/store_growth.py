"""What the store takes as it grows, fed as the pipeline feeds it: memory, and bytes written a row.

    python -m tests.benchmarks.store_growth [--rows 100000] [--rows-an-append 60]

For every five thousand rows: the process's memory without the vectors that are held for searching,
its highest since the last line, and what putting rows together wrote for each row added. Linux.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from indexer import memory
from indexer.messages import Box
from indexer.rows import Row
from indexer.store import Store

_DIM, _EACH = 386, 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rows-an-append", type=int, default=60)
    arguments = parser.parse_args()
    memory.share()
    with tempfile.TemporaryDirectory() as folder:
        grow(Store(Path(folder), "made-up", _DIM), arguments.rows, arguments.rows_an_append)


def grow(store: Store, most: int, at_once: int) -> None:
    """Append rows, and put them together as often as the pipeline does."""
    while store.hold_step():
        pass
    draw = np.random.default_rng(0)
    words = [f"word{number}" for number in range(3000)]
    count, next_at = 0, _EACH
    rewritten, seconds, together_at = 0, 0.0, 0
    while count < most:
        vectors = draw.standard_normal((at_once, _DIM)).astype(np.float32)
        rows = []
        for number, vector in enumerate(vectors, count):
            text = " ".join(words[place] for place in draw.integers(0, len(words), 25))
            page = Box(0.0, 0.0, 1.0, 1.0)
            rows.append(Row(f"{number:064x}", "passage", 1, 0, text, (page,), vector))
        store.append(rows)
        count += at_once
        if store.wants_optimize:
            before, began = told("io", "wchar"), time.process_time()
            store.optimize()
            store.wait()
            added, together_at = count - together_at, count
            rewritten = (told("io", "wchar") - before) // added
            seconds = (time.process_time() - began) / added
        if count >= next_at:
            held = count * _DIM * 4 / 1e6
            now, highest = (told("status", name) / 1000 - held for name in ("VmRSS", "VmHWM"))
            Path("/proc/self/clear_refs").write_text("5")
            print(
                f"{count:9,} rows: {now:5.0f} MB, at most {highest:5.0f}; written for each row "
                f"added {rewritten / 1000:5.1f} kB, {1000 * seconds:.2f} ms of processor"
            )
            next_at += _EACH


def told(file: str, name: str) -> int:
    """A number that the system tells of this process."""
    lines = Path("/proc/self", file).read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
