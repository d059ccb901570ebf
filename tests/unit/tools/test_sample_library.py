from pathlib import Path
from typing import Any

import pymupdf
import pytest
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


def test_a_missing_package_is_named() -> None:
    photo = sample_library.Photo("no_such_package", "a.png", "a.jpg", "")
    with pytest.raises(FileNotFoundError, match="no_such_package"):
        sample_library.find(photo)
