"""What the benchmarks of speed index: photos as cameras make them, PDFs, and small files by the
hundred thousand; and how they run the indexer and count its processor time."""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pymupdf
from PIL import Image

from indexer.service import IndexService
from tests.conftest import draw
from tools.sample_library import PHOTOS

TWELVE_MEGAPIXELS = (4032, 3024)
# Of a sensor, in levels of brightness: it is what makes a camera's file large. With it a photo has
# about 3 megabytes.
_NOISE = 4.0
_SHIFTS = 64
THINGS = """
heron lighthouse baker harbour winter letter garden engine river violin market window mountain
teacher storm bicycle orchard museum candle railway forest kitchen island painter
""".split()
KINDS = "old new quiet bright narrow heavy small distant wooden green broken famous".split()
DOES = "stands waits rests shines sleeps sings turns lies grows moves".split()
WHERE = "in near under above behind beside against before".split()


def small_photos(folder: Path | None) -> Iterator[Path]:
    """Those of a folder and its subfolders; without one, the sample library's."""
    if folder is None:
        yield from PHOTOS
    else:
        yield from sorted(p for p in folder.rglob("*") if p.suffix in (".jpg", ".png", ".webp"))


def copy_photos(out: Path, number: int, source: Path | None) -> list[str]:
    """Small photos as they are; where there are too few they are taken again, as other contents."""
    out.mkdir(parents=True)
    paths = []
    for turn, path in enumerate(itertools.islice(_again(source), number)):
        paths.append(str(out / f"{turn}{path.suffix}"))
        with open(shutil.copyfile(path, paths[-1]), "ab") as file:
            file.write(f"{out.name} {turn}".encode())
    return paths


def write_camera_photos(out: Path, number: int, source: Path | None) -> list[str]:
    """Photos of twelve megapixels from small ones: enlarged, with a sensor's noise, as JPEGs.

    Where there are too few they are taken again, under another noise.
    """
    out.mkdir(parents=True)
    chance = np.random.default_rng(0)
    width, height = TWELVE_MEGAPIXELS
    noise = chance.normal(0, _NOISE, (height + _SHIFTS, width + _SHIFTS)).astype(np.float32)
    paths = []
    for turn, path in enumerate(itertools.islice(_again(source), number)):
        with Image.open(path) as small:
            large = small.convert("RGB").resize(TWELVE_MEGAPIXELS, Image.Resampling.BICUBIC)
        light, *colours = large.convert("YCbCr").split()
        x, y = chance.integers(0, _SHIFTS, 2)
        noisy = np.asarray(light, np.float32) + noise[y : y + height, x : x + width]
        light = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
        paths.append(str(out / f"{turn}.jpg"))
        Image.merge("YCbCr", (light, *colours)).save(paths[-1], quality=92)
    return paths


def _again(source: Path | None) -> Iterator[Path]:
    while True:
        yield from small_photos(source)


def sentences(seed: int, number: int) -> str:
    """So many sentences of eight words, and a number that no other seed gives."""
    chance = random.Random(seed)
    told = [
        f"The {chance.choice(KINDS)} {chance.choice(THINGS)} {chance.choice(DOES)} "
        f"{chance.choice(WHERE)} the {chance.choice(KINDS)} {chance.choice(THINGS)}."
        for _ in range(number)
    ]
    return " ".join([*told, f"This is number {seed}."])


def write_pdfs(out: Path, number: int, pages: int) -> None:
    """PDFs whose pages are full of text."""
    out.mkdir(parents=True)
    for turn in range(number):
        with pymupdf.open() as document:
            for page in range(pages):
                text = sentences(turn * pages + page, 52)
                document.new_page().insert_textbox((50, 50, 545, 800), text, fontsize=11)
            document.save(out / f"{turn}.pdf")


def write_small_files(
    out: Path, number: int, photos_in_ten: int, a_folder: int = 1000, first: int = 0
) -> None:
    """Texts of two sentences, and so many tiny photos among each ten files; the last is the newest.

    What they hold follows from their numbers, from ``first`` on.

    Their times are a second apart, so that the order in which they are indexed is known.
    """
    newest = int(time.time()) - 3600
    for turn in range(first, first + number):
        folder = out / str(turn // a_folder)
        folder.mkdir(parents=True, exist_ok=True)
        if turn % 10 < photos_in_ten:
            path = folder / f"{turn}.jpg"
            draw(turn, (96, 72)).save(path, comment=str(turn).encode())
        else:
            path = folder / f"{turn}.txt"
            path.write_text(sentences(turn, 1), encoding="utf-8")
        os.utime(path, (newest - number + turn - first,) * 2)


def index_to_the_end(service: IndexService) -> float:
    """Step until nothing is left to do, as ``mate index`` does; the seconds it took."""
    began = time.perf_counter()
    while not service.idle:
        if not service.step():
            if service.stalled:
                raise RuntimeError(service.stalled)
            time.sleep(0.01)
    return time.perf_counter() - began


def processor_seconds(process: psutil.Process) -> float:
    """What a process and its children have used so far, ended ones included."""
    times = process.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        own = child.cpu_times()
        total += own.user + own.system
    return float(total)


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds by the clock, seconds of the processor, and the share of the cores left idle."""

    seconds: float
    processor: float
    idle: float


def timed(do: Callable[[], object]) -> Timed:
    """Do something in this process and its children."""
    this = psutil.Process()
    began, used, idle = time.perf_counter(), processor_seconds(this), psutil.cpu_times().idle
    do()
    seconds = time.perf_counter() - began
    idle = (psutil.cpu_times().idle - idle) / seconds / (os.cpu_count() or 1)
    return Timed(seconds, processor_seconds(this) - used, idle)


def in_rounds(
    parser: argparse.ArgumentParser,
    measure: Callable[[argparse.Namespace, Path], Sequence[dict[str, float]]],
) -> None:
    """Measure in rounds, with what a command is asked for, in a folder of its own; print it."""
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, help="of the model (as the indexer chooses)")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rounds = measure(arguments, Path(scratch))
    _show(rounds, as_json=arguments.json)


def _show(rounds: Sequence[dict[str, float]], *, as_json: bool) -> None:
    """Print the median of each figure, and those of all rounds."""
    found = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    if as_json:
        print(json.dumps({"median": found, "rounds": rounds}, indent=1))
        return
    for name, value in found.items():
        each = "  ".join(f"{one[name]:6.2f}" for one in rounds)
        print(f"{name:46} {value:7.2f}   ({each})")
