import unicodedata
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image

from tools import sample_library


def test_the_library_has_photos_and_papers(tmp_path: Path) -> None:
    sample_library.build(tmp_path)
    photos = sorted(path.name for path in (tmp_path / "Photos").iterdir())
    assert photos == sorted(photo.name for photo in sample_library.PHOTOS)
    for name in photos:
        with Image.open(tmp_path / "Photos" / name) as image:
            assert image.format == "JPEG"
            assert min(image.size) >= 200
    assert (tmp_path / sample_library.QUERY_PHOTO).is_file()


def test_each_text_becomes_a_page_of_its_own_that_holds_all_of_it(tmp_path: Path) -> None:
    text = tmp_path / "Two pages.md"
    text.write_text("# First\n\nA heron.\n\nA lake at dawn.\n\n# Second\n\nAn oven.\n", "utf-8")
    assert sample_library.write_pdf(text, tmp_path) == 2
    open_pdf: Any = pymupdf.open
    with open_pdf(tmp_path / "Two pages.pdf") as document:
        texts = [" ".join(page.get_text().split()) for page in document]
    assert texts == ["First A heron. A lake at dawn.", "Second An oven."]


def test_its_pdfs_say_what_the_texts_beside_them_say() -> None:
    """So that neither is changed alone."""
    open_pdf: Any = pymupdf.open
    for text in sample_library.TEXTS.glob("*.md"):
        with open_pdf(sample_library.TEXTS / "Papers" / f"{text.stem}.pdf") as document:
            written = " ".join(page.get_text() for page in document)
        plain = unicodedata.normalize("NFKC", written)  # without ligatures
        assert plain.split() == text.read_text("utf-8").replace("# ", "").split()


def test_every_photo_has_its_credit() -> None:
    told = (sample_library.TEXTS / "photo credits.txt").read_text("utf-8")
    assert all(f"{photo.name}: " in told for photo in sample_library.PHOTOS)
    assert sample_library.PHOTOS
