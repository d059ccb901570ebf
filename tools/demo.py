"""Shows in a terminal what Mate does, on a machine without a screen.

Builds a sample library in ``run/``, indexes it with the real command, asks it one long passage
and one photo, and draws the real window off screen, answering the passage, into
``run/window.png``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from tools import sample_library

ROOT = Path(__file__).parent.parent
RUN = ROOT / "run"
MATE = Path(sys.executable).parent / "mate"
HITS = 3
PASSAGE_SHOWN = 220


def mate(home: Path, *arguments: str | Path) -> Any:
    """Run a command of Mate on the sample's library and return its JSON answer."""
    command = [str(MATE), *map(str, arguments), "--library", str(home / "library"), "--json"]
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


def index(home: Path) -> None:
    """Build the sample library and index it; raises RuntimeError when a file is missing."""
    sample = home / "sample"
    for folder in (sample, home / "library"):
        shutil.rmtree(folder, ignore_errors=True)
    sample_library.build(sample)
    report = mate(home, "index", sample / "Photos", sample / "Papers")
    print(f"{report['indexed']} files indexed in {report['seconds']:.1f} s: {sample}")
    if report["failed"] or report["indexed"] != report["found"]:
        raise RuntimeError(f"not everything was indexed: {report}")


def main() -> int:
    """Run the demo."""
    from tools import screenshots

    index(RUN)
    passage = sample_library.PASSAGE.read_text("utf-8").strip()
    print("\nWhat is this passage about?\n")
    print(textwrap.indent(textwrap.fill(passage, 76), "  | "))
    show_hits(mate(RUN, "search", "--text-file", sample_library.PASSAGE))
    photo = RUN / "sample" / sample_library.QUERY_PHOTO
    print(f"\nWhat is like this photo? {photo.name}: part of the cat's, mirrored")
    show_hits(mate(RUN, "search", "--photo", photo))
    picture = RUN / "window.png"
    screenshots.draw("window", RUN, picture)
    print(f"\nThe window, drawn off screen: {picture}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
