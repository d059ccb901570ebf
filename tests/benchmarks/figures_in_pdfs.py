"""Does a dropped photo find the page that shows it, and does a text that describes it?

    python -m tests.benchmarks.figures_in_pdfs DATA [--figures 400] [--cut 0.1]

DATA holds `dev.jsonl.gz`, sections of textbooks with `image`, `book`, `title`, `section`, `alt`,
`caption` and `body`, and a folder `dev` with their images. They are laid out as PDFs, a page for
each figure between its text and its caption, and indexed. Then each figure is asked for: as it
is, compressed again, made smaller and larger, and by its description, which is on no page; and
pages are asked for by a sentence of their text, which figures must not get in the way of.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
from PIL import Image

from indexer.messages import Query, QueryPart
from indexer.rows import RowKind
from indexer.search import EmbeddedQuery
from indexer.service import IndexService

WIDTH, HEIGHT, MARGIN = 595, 842, 60
PAGES_PER_PDF = 25

Page = tuple[str, int]
"""A PDF's name, and the page's number."""

CHANGES: dict[str, Callable[[Image.Image, Path], None]] = {
    "as it is": lambda image, path: image.save(path, quality=95),
    "JPEG quality 40": lambda image, path: image.save(path, quality=40),
    "half as large": lambda image, path: _scaled(image, 0.5).save(path, quality=80),
    "three times as large": lambda image, path: _scaled(image, 3).save(path, quality=80),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--figures", type=int, default=400)
    parser.add_argument("--cut", type=float, default=0.0, help="hidden of each edge by the layout")
    arguments = parser.parse_args()
    if not (arguments.data / "dev.jsonl.gz").is_file():
        raise SystemExit(f"{arguments.data} holds no dev.jsonl.gz")
    with gzip.open(arguments.data / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        sections = [json.loads(line) for line in lines]
    random.Random(1).shuffle(sections)
    sections = sections[: arguments.figures]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "pdfs"
        folder.mkdir()
        pages = write_pdfs(sections, arguments.data / "dev", folder, arguments.cut)
        measure(sections, pages, arguments.data / "dev", folder, Path(scratch))


def write_pdfs(
    sections: list[dict[str, Any]], images: Path, folder: Path, cut: float
) -> list[Page]:
    """One page for each section: half of its text, the figure, its caption, the rest."""
    chance = random.Random(2)
    pages: list[Page] = []
    for start in range(0, len(sections), PAGES_PER_PDF):
        document = pymupdf.open()
        name = f"{start // PAGES_PER_PDF}.pdf"
        for number, section in enumerate(sections[start : start + PAGES_PER_PDF], start=1):
            lay_out(document, section, images / section["image"], chance, cut)
            pages.append((name, number))
        document.save(folder / name, deflate=True)
        document.close()
    return pages


def lay_out(
    document: Any, section: dict[str, Any], image: Path, chance: random.Random, cut: float
) -> None:
    page = document.new_page(width=WIDTH, height=HEIGHT)
    with Image.open(image) as picture:
        shape = picture.width / picture.height
    room = WIDTH - 2 * MARGIN
    width = min(room * chance.uniform(0.4, 1.0), 330 * shape)
    left = MARGIN + (room - width) * chance.random()
    top = MARGIN + chance.uniform(60, 260)
    area = pymupdf.Rect(left, top, left + width, top + width / shape)
    words = section["body"].split()
    middle = len(words) // 3
    title = f"<h2>{section['section'] or section['title']}</h2>"
    first = f"{title}<p>{' '.join(words[:middle])}</p>"
    then = f"<p><i>{section['caption']}</i></p><p>{' '.join(words[middle:])}</p>"
    page.insert_htmlbox((MARGIN, MARGIN, WIDTH - MARGIN, area.y0 - 10), first, scale_low=0)
    if cut:
        insert_in_part(page, area, image, cut)
    else:
        page.insert_image(area, filename=image)
    below = (MARGIN, area.y1 + 10, WIDTH - MARGIN, HEIGHT - MARGIN)
    page.insert_htmlbox(below, then, scale_low=0)


def insert_in_part(page: Any, area: Any, image: Path, cut: float) -> None:
    """As layout programs crop: the whole picture is there, behind a smaller window."""
    with pymupdf.open(image) as opened, pymupdf.open("pdf", opened.convert_to_pdf()) as source:
        whole = source[0].rect
        seen = pymupdf.Rect(
            whole.width * cut, whole.height * cut, whole.width * (1 - cut), whole.height * (1 - cut)
        )
        page.show_pdf_page(area, source, 0, clip=seen)


def measure(
    sections: list[dict[str, Any]], pages: list[Page], images: Path, folder: Path, scratch: Path
) -> None:
    service = IndexService(scratch / "library")
    service.wait_for_model()
    service.add_folder(str(folder))
    began = time.monotonic()
    while not service.idle:
        if not service.step():
            time.sleep(0.01)
    seconds = time.monotonic() - began
    print(f"{len(pages)} pages in {seconds:.0f} s, {service.store_health()['rows']} rows")
    photo = scratch / "query.jpg"
    for name, change in CHANGES.items():
        queries = []
        for section in sections:
            with Image.open(images / section["image"]) as image:
                change(image.convert("RGB"), photo)
            pixels = {str(photo): service.answers.on_demand.pixels(str(photo)).result(60)}
            query = Query((QueryPart(photo=str(photo)),), ("page",), 10)
            queries.append((query, service.answers.embed_query(query, pixels)))
        report(name, service, queries, pages)
    described = {page: each["alt"] for page, each in zip(pages, sections, strict=True)}
    sentences = {page: a_sentence(each["body"]) for page, each in zip(pages, sections, strict=True)}
    for name, texts in (("its description", described), ("a sentence beside it", sentences)):
        queries = []
        for text in filter(None, texts.values()):
            query = Query((QueryPart(text=text),), ("page",), 10)
            queries.append((query, service.answers.embed_query(query, {})))
        report(name, service, queries, [page for page, text in texts.items() if text])
    service.close()


def a_sentence(body: str) -> str:
    """One from the middle, long enough to say something."""
    sentences = [each for each in body.split(". ") if len(each) > 60]
    return sentences[len(sentences) // 2] if sentences else ""


def report(
    name: str,
    service: IndexService,
    queries: Sequence[tuple[Query, EmbeddedQuery]],
    wanted: list[Page],
) -> None:
    with_figures = [_found(service, query, embedded) for query, embedded in queries]
    without = [_found_without(service, embedded) for _, embedded in queries]
    for label, found in (("texts and pages alone", without), ("with figures", with_figures)):
        first = np.mean([page in pages[:1] for page, pages in zip(wanted, found, strict=True)])
        ten = np.mean([page in pages[:10] for page, pages in zip(wanted, found, strict=True)])
        print(f"{name:>22}, {label:<22} R@1 {first:.3f}  R@10 {ten:.3f}  ({len(wanted)})")


def _found(service: IndexService, query: Query, embedded: EmbeddedQuery) -> list[Page]:
    return [
        (Path(hit.path).name, hit.page) for hit in service.answers.search(query, embedded).pages
    ]


def _found_without(service: IndexService, embedded: EmbeddedQuery) -> list[Page]:
    """The same as it was when pages were found by their texts and whole pictures alone."""
    assert service._store.current is not None
    kinds: tuple[RowKind, ...] = ("passage", "page", "scan")
    rows = [match.row for match in service._store.current.search(embedded.for_pages, kinds, 200)]
    paths = service.catalog.chosen.locate(list({row.content for row in rows}))
    return list(dict.fromkeys((Path(paths[row.content][0]).name, row.page) for row in rows))


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    size = (max(round(image.width * factor), 1), max(round(image.height * factor), 1))
    return image.resize(size, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
