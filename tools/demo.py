"""Shows in a terminal what Mate does, on a machine without a screen.

Builds a sample library in ``run/``, indexes it with the real command, asks it one long passage
and one photo, and draws the real window off screen, answering the passage, into
``run/window.png``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools import sample_library

if TYPE_CHECKING:
    from app.worker_client import WorkerHandle

ROOT = Path(__file__).parent.parent
RUN = ROOT / "run"
SAMPLE = RUN / "sample"
LIBRARY = RUN / "library"
MATE = Path(sys.executable).parent / "mate"
HITS = 3
PASSAGE_SHOWN = 220
PATIENCE_SECONDS = 120.0


def mate(*arguments: str | Path) -> Any:
    """Run a command of Mate on the sample's library and return its JSON answer."""
    command = [str(MATE), *map(str, arguments), "--library", str(LIBRARY), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True)
    return json.loads(done.stdout)


def show_hits(hits: list[dict[str, Any]]) -> None:
    """Print the best photos and pages, each with its score and where its passage begins."""
    for kind, title in (("photo", "Photos"), ("page", "Pages")):
        print(f"\n  {title}")
        found = [hit for hit in hits if hit["kind"] == kind]
        for rank, hit in enumerate(found[:HITS], start=1):
            where = f", page {hit['page']}" if hit["page"] else ""
            print(f"  {rank}.  {hit['score']:.3f}  {Path(hit['path']).name}{where}")
            if hit["passage"]:
                beginning = textwrap.shorten(hit["passage"], PASSAGE_SHOWN, placeholder=" …")
                print(textwrap.indent(textwrap.fill(beginning, 76), " " * 13))


def index() -> None:
    """Build the sample library and index it; raises RuntimeError when a file is missing."""
    for folder in (SAMPLE, LIBRARY):
        shutil.rmtree(folder, ignore_errors=True)
    sample_library.build(SAMPLE)
    folders = (SAMPLE / "Photos", SAMPLE / "Papers")
    report = mate("index", *folders)
    print(f"{report['indexed']} files indexed in {report['seconds']:.1f} s: {SAMPLE}")
    if report["failed"] or report["indexed"] != report["found"]:
        raise RuntimeError(f"not everything was indexed: {report}")


def draw_window(picture: Path) -> None:
    """Answer the passage in the real window, drawn off screen, with the first page opened."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from app import theme
    from app.main_window import MainWindow
    from app.worker_client import WorkerClient

    def start_worker() -> WorkerHandle:
        from indexer import worker

        return worker.start(LIBRARY)

    app = QApplication([])
    theme.follow_system(app)
    client = WorkerClient(start_worker)
    window = MainWindow(client, LIBRARY)
    previews: list[object] = []
    client.preview_ready.connect(previews.append)

    def wait(until: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > deadline:
                raise RuntimeError(f"the window waited too long for {what}")
            app.processEvents()
            time.sleep(0.01)

    def model_is_ready() -> bool:
        if client.model is not None and client.model.state == "failed":
            raise RuntimeError(client.model.message)
        return client.model is not None and client.model.state == "ready"

    try:
        window.show()
        client.start()
        wait(model_is_ready, "the model")
        window.composer.set_text(sample_library.PASSAGE.read_text("utf-8").strip())
        window.composer.ask_now()
        pages = window.results.pages.list
        wait(lambda: len(pages.hits.hits) > 0, "the answer")
        pages.select_row(0)
        wait(lambda: len(previews) > 0, "the preview")
        settled = time.monotonic() + 1.0  # thumbnails are decoded behind
        wait(lambda: time.monotonic() > settled, "the thumbnails")
        picture.parent.mkdir(parents=True, exist_ok=True)
        if not window.grab_picture().save(str(picture)):
            raise RuntimeError(f"the picture {picture} could not be written")
    finally:
        window.close()
        client.join()


def main() -> int:
    """Run the demo; with --screenshot only index and draw the window."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--screenshot", type=Path, help="only draw the window, into this PNG")
    picture: Path | None = parser.parse_args().screenshot
    index()
    if picture is None:
        picture = RUN / "window.png"
        passage = sample_library.PASSAGE.read_text("utf-8").strip()
        print("\nWhat is this passage about?\n")
        print(textwrap.indent(textwrap.fill(passage, 76), "  | "))
        show_hits(mate("search", "--text-file", sample_library.PASSAGE))
        photo = SAMPLE / sample_library.QUERY_PHOTO
        print(f"\nWhat is like this photo? {photo.name}: part of the cat's, mirrored")
        show_hits(mate("search", "--photo", photo))
    draw_window(picture)
    print(f"\nThe window, drawn off screen: {picture}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
