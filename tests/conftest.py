"""Builders of real files, shared by all tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

# No test puts a file into the bin of whoever runs it. Set before send2trash is imported, which asks
# only once.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="mate-tests-data-")

import pymupdf
import pytest
from PIL import Image, ImageDraw

WritePhoto = Callable[..., str]
WritePdf = Callable[..., str]


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> None:
    """Model libraries must not even look for a hub."""
    os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(autouse=True, scope="session")
def _data_of_their_own() -> Iterator[None]:
    yield
    shutil.rmtree(os.environ["XDG_DATA_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _state_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is noted of libraries is noted for the tests alone."""
    os.environ["MATE_STATE"] = str(tmp_path_factory.mktemp("state"))


def draw(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A picture that no other seed gives: shapes in colours."""
    image = Image.new("RGB", size, ((seed * 47) % 256, (seed * 91) % 256, (seed * 13) % 256))
    pen = ImageDraw.Draw(image)
    for step in range(6):
        left = (seed * 31 + step * 53) % size[0]
        top = (seed * 17 + step * 37) % size[1]
        fill = ((seed + step * 40) % 256, (step * 77) % 256, (seed * step * 29) % 256)
        pen.ellipse((left, top, left + 40 + step * 8, top + 30 + seed % 20), fill=fill)
    return image


@pytest.fixture
def write_photo() -> WritePhoto:
    """Write a picture of its own; ``seed`` makes it, the ending chooses the format."""

    def write(
        path: Path | str, seed: int = 0, size: tuple[int, int] = (320, 240), **options: object
    ) -> str:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        draw(seed, size).save(path, **options)  # type: ignore[arg-type]
        return str(path)

    return write


@pytest.fixture
def write_pdf() -> WritePdf:
    """Write a PDF with a page for each text; an empty text makes a page with a drawing alone."""

    def write(path: Path | str, texts: Sequence[str], **options: object) -> str:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        document = pymupdf.open()
        for number, text in enumerate(texts):
            page = document.new_page(width=595, height=842)
            if text:
                page.insert_textbox(pymupdf.Rect(60, 60, 535, 780), text, fontsize=11)
            else:
                page.draw_circle((300, 300 + number), 120, fill=(0.2, 0.5, 0.9))
                page.draw_rect(pymupdf.Rect(80, 500, 500, 700), fill=(0.8, 0.3, 0.1))
        document.save(path, **options)
        document.close()
        return str(path)

    return write
