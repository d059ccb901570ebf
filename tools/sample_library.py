"""Puts the small library that Mate can be tried with into a folder, and writes its two PDFs.

The window offers the same to who opens it for the first time (`app.library.sample`).
``python -m tools.sample_library --out DIR`` makes one to search; with ``--write`` the PDFs in
``resources/sample/Papers`` are written anew from the texts beside them.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image, ImageOps

TEXTS = Path(__file__).parent.parent / "resources" / "sample"
PASSAGE = TEXTS / "passage.txt"
QUERY_PHOTO = "query photo.jpg"

A5 = pymupdf.paper_rect("a5")
MARGIN = 48
TEXT_AREA = (MARGIN, MARGIN, A5.width - MARGIN, A5.height - MARGIN)
STYLE = """
* { font-family: serif; }
h1 { font-size: 15px; margin-bottom: 12px; }
p { font-size: 10.5px; line-height: 1.5; margin-bottom: 9px; }
"""


PHOTOS = tuple(sorted((TEXTS / "Photos").glob("*.jpg")))


def write_query_photo(path: Path) -> None:
    """Write the photo to search by: a mirrored part of the cat's, so not a file of the library."""
    with Image.open(TEXTS / "Photos" / "cat.jpg") as image:
        width, height = image.size
        part = image.crop((width // 6, 0, width, height * 9 // 10))
        ImageOps.mirror(part).convert("RGB").save(path, quality=80)


def write_pdf(text: Path, out: Path) -> int:
    """Write a PDF from a text whose pages each begin with ``# Title``; return their number."""
    pages = text.read_text("utf-8").split("# ")[1:]
    new_document: Any = pymupdf.open  # the package has types for part of itself only
    with new_document() as document:
        for content in pages:
            title, *paragraphs = content.strip().split("\n\n")
            page = document.new_page(width=A5.width, height=A5.height)
            html = f"<h1>{title}</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs)
            page.insert_htmlbox(TEXT_AREA, html, css=STYLE)
        document.set_metadata({"title": text.stem, "author": "The Mate project"})
        document.subset_fonts()
        document.save(out / f"{text.stem}.pdf", garbage=3, deflate=True)
    return len(pages)


def build(out: Path) -> None:
    """Make the library: ``out/Photos``, ``out/Papers``, and beside them the photo to search by."""
    for folder in ("Photos", "Papers"):
        shutil.copytree(TEXTS / folder, out / folder, dirs_exist_ok=True)
    write_query_photo(out / QUERY_PHOTO)
    shutil.copy(TEXTS / "photo credits.txt", out)


def main() -> int:
    """Make a sample library where ``--out`` says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, help="the folder to make it in")
    parser.add_argument("--write", action="store_true", help="write its PDFs from their texts")
    arguments = parser.parse_args()
    if arguments.write:
        for text in sorted(TEXTS.glob("*.md")):
            write_pdf(text, TEXTS / "Papers")
    if arguments.out is not None:
        build(arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
