"""How long it takes to count what a library can be browsed by, in pieces between questions.

    python -m tests.benchmarks.browsing DIR --files 100000

Makes a catalog in DIR, unless one is there, of files that do not exist: of twenty years, in folders
of months and trips, a third of them with a place around one of 150 towns. Counts them as the worker
does, with cities that are named at once, and tells the time of the processor.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

from indexer.catalog import Catalog
from indexer.facets import FacetCounter
from indexer.messages import Metadata
from indexer.places import City
from indexer.records import Stat

_CAMERAS = (
    "Fujifilm X-T3",
    "Canon EOS 5D",
    "Canon EOS 5D Mark II",
    "Apple iPhone 12",
    "Nikon D750",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=100_000)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    there = (arguments.folder / "catalog.db").exists()
    catalog = Catalog(arguments.folder / "catalog.db")
    if not there:
        make(catalog, arguments.files)
    before = _memory()
    seconds, longest = count(catalog)
    print(f"{seconds:.2f} s of processor time, the longest piece {1000 * longest:.0f} ms")
    print(f"memory at most {_memory() - before:.0f} MB more")


def make(catalog: Catalog, files: int) -> None:
    chance = random.Random(0)
    towns = [(chance.uniform(-40, 60), chance.uniform(-120, 140)) for _ in range(150)]
    catalog.add_folder("/photos")
    taken = {}
    for number in range(files):
        year, month = 2004 + number * 20 // files, chance.randint(1, 12)
        path = f"/photos/{year}/{month:02} trip {chance.randint(1, 8)}/{number}.jpg"
        taken[path] = datetime(year, month, chance.randint(1, 28), 10)
    stats = ((path, Stat(1, int(when.timestamp() * 1e9), 0, 0)) for path, when in taken.items())
    with catalog.transaction():
        catalog.put_pending(stats)
    for number, (path, record) in enumerate(catalog.files_under("/photos").items()):
        latitude, longitude = chance.choice(towns)
        placed = number % 3 == 0
        said = Metadata(
            taken=taken[path].isoformat() if number % 10 else "",
            camera=chance.choice(_CAMERAS) if number % 5 else "",
            latitude=latitude + chance.gauss(0, 0.05) if placed else None,
            longitude=longitude + chance.gauss(0, 0.05) if placed else None,
        )
        catalog.begin_content(f"{number:040x}", "model", "photo")
        catalog.finish_content(f"{number:040x}", "model", [(0, 9, 9, 0)], [record], said)


def count(catalog: Catalog) -> tuple[float, float]:
    """The time of the processor that counting takes, and its longest piece."""
    counter = FacetCounter(catalog, _name, lambda: None)
    counter.watch(wanted=True)
    began, longest, goes_on = time.thread_time(), 0.0, True
    while goes_on:
        piece = time.thread_time()
        goes_on = counter.step()
        longest = max(longest, time.thread_time() - piece)
    found = counter.take()
    assert found is not None
    print(
        f"{len(found.months)} months, {len(found.folders)} folders, {len(found.cameras)} cameras,"
        f" {len(found.places)} places"
    )
    return time.thread_time() - began, longest


def _name(places: Sequence[tuple[float, float]]) -> Future[list[City]]:
    """A city at each whole degree."""
    named: Future[list[City]] = Future()
    middles = [(float(round(latitude)), float(round(longitude))) for latitude, longitude in places]
    named.set_result([City(f"{at}", f"{at[0]},{at[1]}", *at) for at in middles])
    return named


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
