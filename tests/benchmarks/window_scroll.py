"""How late is the window's main thread while someone flings through very many photos?

    python -m tests.benchmarks.window_scroll [--items 500000] [--photos DIR] [--json]

The real window on a screen (``DISPLAY``, e.g. of ``xvfb-run -s "-screen 0 1600x1000x24"``), without
a worker; its list holds made-up hits with thumbnails of 512 px, made of the photos or drawn, more
than the window keeps in memory. ``xdotool`` turns the wheel, drags the scroll bar from top to
bottom and holds keys down, as a hand does. A timer that should fire each millisecond tells how late
it does: that is how long anything else would have to wait. ``busy`` is the processor time that the
main thread took between two ticks, which other programs do not disturb. Memory is that of the
window's process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app import theme
from app.main_window import MainWindow
from app.results.lists import PhotoGrid
from app.worker_client import WorkerClient
from indexer.messages import Hit, SearchDone

THUMBNAILS = 1_500
SHAPES = ((4032, 3024), (3024, 4032), (6000, 4000), (4000, 6000), (1920, 1080), (3000, 3000))
TICK_MS = 1


@dataclass
class Lateness:
    """Milliseconds that the main thread was late by, and where the list has come meanwhile."""

    name: str
    late: list[float]
    busy: list[float]
    travelled: int

    @property
    def told(self) -> dict[str, float | int | str]:
        return {
            "doing": self.name,
            "late p50, p99, max": _spread(self.late),
            "busy p50, p99, max": _spread(self.busy),
            "pixels": self.travelled,
        }


def _spread(values: list[float]) -> str:
    ordered = sorted(values)
    shares = (ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.99, 1))
    return " ".join(f"{value:.1f}" for value in shares)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--items", type=int, default=500_000)
    parser.add_argument("--photos", type=Path, help="thumbnails are made of these")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own, whose memory is not the window's.
        code = "from tests.benchmarks.window_scroll import make; import sys; make(*sys.argv[1:])"
        photos = str(options.photos) if options.photos else ""
        subprocess.run([sys.executable, "-c", code, folder, photos], check=True)
        told = measure(Path(folder), options.items)
    if options.json:
        sys.stdout.write(json.dumps(told) + "\n")
        return
    for line in told:
        sys.stdout.write("  ".join(f"{name} {value}" for name, value in line.items()) + "\n")


def make(folder: str, photos: str) -> None:
    """Write thumbnails."""
    from PIL import Image

    names = sorted(Path(photos).rglob("*.jpg"))[:THUMBNAILS] if photos else []
    for number in range(THUMBNAILS):
        width, height = SHAPES[number % len(SHAPES)]
        scale = 512 / max(width, height)
        size = round(width * scale), round(height * scale)
        if names:
            with Image.open(names[number % len(names)]) as photo:
                image = photo.convert("RGB").resize(size)
        else:
            image = Image.effect_noise((size[0] // 8, size[1] // 8), 90).resize(size).convert("RGB")
        image.save(Path(folder, f"{number}.jpg"), quality=85)


def made_up(folder: Path, items: int) -> tuple[Hit, ...]:
    """Hits with paths, contents and thumbnails of their own, as real ones have."""
    random = Random(7)
    hits = []
    for number in range(items):
        thumbnail = number % THUMBNAILS
        width, height = SHAPES[thumbnail % len(SHAPES)]
        path = f"/home/someone/Pictures/{2000 + number // 25_000}/DSC_{number:06}.jpg"
        content = f"{random.getrandbits(256):064x}"
        hits.append(
            Hit("photo", path, 0, None, f"{folder}/{thumbnail}.jpg", width, height, content=content)
        )
    return tuple(hits)


def measure(folder: Path, items: int) -> list[dict[str, float | int | str]]:
    """Open the window on that many photos, and fling."""
    app = QApplication([])
    theme.follow_system(app)
    window = MainWindow(WorkerClient(_no_worker), folder / "library")
    window.resize(1400, 900)
    window.show()
    wait(200)
    empty = _megabytes()
    hits = made_up(folder, items)
    begin = time.perf_counter()
    window._show_answer(SearchDone(1, hits, (), 0.0), False)
    set_ms = (time.perf_counter() - begin) * 1_000
    del hits
    app.processEvents()
    shown_ms = (time.perf_counter() - begin) * 1_000
    grid = window.results.grid
    while not grid.places.done:
        app.processEvents()
    laid_ms = (time.perf_counter() - begin) * 1_000
    grid.setFocus()
    wait(1_000)
    told: list[dict[str, float | int | str]] = [
        {
            "photos": items, "taken over ms": round(set_ms), "on the screen ms": round(shown_ms),
            "all rows ms": round(laid_ms), "pixels": grid.verticalScrollBar().maximum(),
        }
    ]  # fmt: skip
    told.append(_watched("nothing", grid, lambda: wait(3_000)).told)
    middle = grid.viewport().mapToGlobal(grid.viewport().rect().center())
    xdotool("mousemove", *_text(middle)).wait()
    for name, delay in (("wheel, 60 notches a second", 16), ("wheel, 250 notches a second", 4)):
        keys = ("click", "--repeat", str(6_000 // delay), "--delay", str(delay), "5")
        told.append(_watched(name, grid, lambda keys=keys: until_done(xdotool(*keys))).told)
    told.append(_watched("scroll bar, top to bottom and back", grid, lambda: _drag(grid)).told)
    for key in ("Next", "Down"):
        keys = ("key", "--repeat", "150", "--delay", "30", key)
        told.append(_watched(f"key {key}", grid, lambda keys=keys: until_done(xdotool(*keys))).told)
    told.append({"MB before": empty, "MB": _megabytes(), "photos": items})
    window.close()
    return told


def _no_worker() -> object:
    raise AssertionError("the client is never started")


def _watched(name: str, grid: PhotoGrid, do: Callable[[], object]) -> Lateness:
    """Do something, with a timer that tells how late it is."""
    late: list[float] = []
    busy: list[float] = []
    bar = grid.verticalScrollBar()
    travelled, last_value = 0, bar.value()
    last, taken = time.perf_counter(), time.thread_time()

    def tick() -> None:
        nonlocal last, taken, travelled, last_value
        now = time.perf_counter()
        late.append(max(0.0, (now - last) * 1_000 - TICK_MS))
        last = now
        busy.append((time.thread_time() - taken) * 1_000)
        taken = time.thread_time()
        travelled += abs(bar.value() - last_value)
        last_value = bar.value()

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(TICK_MS)
    do()
    timer.stop()
    return Lateness(name, late, busy, travelled)


def _drag(grid: PhotoGrid) -> None:
    """Drag the handle of the scroll bar from one end to the other and back, in many steps."""
    bar = grid.verticalScrollBar()
    bar.setValue(0)
    wait(100)
    top = bar.mapToGlobal(QPoint(bar.width() // 2, 12))
    steps = [*range(0, bar.height() - 30, 3)]
    command = ["mousemove", *_text(top), "mousedown", "1"]
    for y in (*steps, *reversed(steps)):
        command += ["mousemove", str(top.x()), str(top.y() + y), "sleep", "0.012"]
    until_done(xdotool(*command, "mouseup", "1"))


def _text(point: QPoint) -> tuple[str, str]:
    return str(point.x()), str(point.y())


def xdotool(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["xdotool", *arguments])


def until_done(process: subprocess.Popen[bytes]) -> None:
    """Let the window live until a process ends, and until what it brought is dealt with."""
    while process.poll() is None:
        wait(20)
    wait(300)


def wait(milliseconds: int) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _megabytes() -> int:
    return round(psutil.Process().memory_info().rss / 2**20)


if __name__ == "__main__":
    main()
