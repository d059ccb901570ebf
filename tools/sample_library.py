"""Makes a small library to try Mate on: photos that installed packages carry, and two PDFs.

The photos come from the wheels of scikit-image and scikit-learn, already on this machine, and
the PDFs are written here from the texts in ``resources/sample``. So nothing is downloaded and
no photo lies in the repository. ``python -m tools.sample_library --out DIR`` makes one.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo inside an installed package, what to call it here, and whose it is."""

    package: str
    source: str
    name: str
    credit: str


PHOTOS = (
    Photo("skimage", "data/astronaut.png", "astronaut.jpg", "NASA, public domain"),
    Photo("skimage", "data/brick.png", "brick wall.jpg", "CC0Textures, CC0"),
    Photo("skimage", "data/camera.png", "photographer.jpg", "Lav Varshney, CC0"),
    Photo("skimage", "data/chelsea.png", "cat.jpg", "Stefan van der Walt, CC0"),
    Photo("skimage", "data/coffee.png", "coffee.jpg", "Rachel Michetti, CC0"),
    Photo("skimage", "data/coins.png", "coins.jpg", "Brooklyn Museum, no known copyright"),
    Photo("skimage", "data/grass.png", "grass.jpg", "linolafett, CC0"),
    Photo("skimage", "data/gravel.png", "gravel.jpg", "CC0Textures, CC0"),
    Photo("skimage", "data/hubble_deep_field.jpg", "deep field.jpg", "NASA, public domain"),
    Photo("skimage", "data/retina.jpg", "retina.jpg", "Mikael Häggström, CC0"),
    Photo("skimage", "data/rocket.jpg", "rocket launch.jpg", "SpaceX, public domain"),
    Photo("sklearn", "datasets/images/china.jpg", "palace.jpg", "danielbuechele, CC BY 2.0"),
    Photo("sklearn", "datasets/images/flower.jpg", "dahlia.jpg", "vultilion, CC BY 2.0"),
)


def find(photo: Photo) -> Path:
    """Return where a photo lies; raises FileNotFoundError naming its package if it does not."""
    spec = importlib.util.find_spec(photo.package)  # finds a package without importing it
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / photo.source
        if path.is_file():
            return path
    raise FileNotFoundError(f"the package {photo.package} with {photo.source} is not installed")


def copy_photo(photo: Photo, out: Path) -> None:
    """Write a photo as JPEG into the folder ``out``."""
    with Image.open(find(photo)) as image:
        image.convert("RGB").save(out / photo.name, quality=90)


def write_query_photo(path: Path) -> None:
    """Write the photo to search by: a mirrored part of the cat's, so not a file of the library."""
    with Image.open(find(PHOTOS[3])) as image:
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
    photos, papers = out / "Photos", out / "Papers"
    photos.mkdir(parents=True, exist_ok=True)
    papers.mkdir(exist_ok=True)
    for photo in PHOTOS:
        copy_photo(photo, photos)
    for text in sorted(TEXTS.glob("*.md")):
        write_pdf(text, papers)
    write_query_photo(out / QUERY_PHOTO)
    credits_text = "".join(f"{photo.name}: {photo.credit}\n" for photo in PHOTOS)
    (out / "photo credits.txt").write_text(credits_text, "utf-8")


def main() -> int:
    """Make a sample library where ``--out`` says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="the folder to make it in")
    build(parser.parse_args().out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
