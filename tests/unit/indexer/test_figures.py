"""Which pictures on pages become figures, and what of them is seen."""

import io
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from indexer.extract import Limits
from indexer.extract.document import read
from indexer.extract.figures import (
    MOST_IN_DOCUMENT,
    MOST_ON_PAGE,
    MOST_TIMES,
    Placed,
    Shown,
    choose,
)
from indexer.messages import Box
from mate_core.pixels import to_pixels
from tests.conftest import draw
from tests.unit.indexer.test_document import write_epub

LIMITS = Limits(image_size=64, pixels=50_000_000)
WORDS = "The heron stands in the shallow water and waits for fish. " * 4
A4 = (595.0, 842.0)


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def write_page(path: Path, *placed: tuple[Image.Image, tuple[float, ...]], text: str = WORDS):
    """A page of text at the bottom, and pictures where they are wanted."""
    document = pymupdf.open()
    page = document.new_page(width=A4[0], height=A4[1])
    for picture, area in placed:
        page.insert_image(area, stream=encoded(picture), keep_proportion=False)
    page.insert_textbox((60, 700, 535, 800), text)
    document.save(path)
    return document


def differ(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(float) - b.astype(float)).mean())


@pytest.mark.parametrize("unit", ["1", "2.5"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_figure_is_seen_where_it_stands_however_the_page_is_turned(
    tmp_path: Path, rotation: int, unit: str
) -> None:
    picture = draw(3, (400, 300))
    document = write_page(tmp_path / "a.pdf", (picture, (100, 150, 300, 300)))
    document[0].set_rotation(rotation)
    document.xref_set_key(document[0].xref, "UserUnit", unit)
    document.save(tmp_path / "b.pdf")
    (page,) = read(str(tmp_path / "b.pdf"), LIMITS)
    (figure,) = page.figures
    assert figure.pixels.shape == (64, 64, 3)
    turned = picture.rotate(-rotation, expand=True)
    assert differ(figure.pixels, to_pixels(turned, 64)) < 4
    with Image.open(io.BytesIO(page.thumbnail)) as seen:
        box = figure.box
        width, height = seen.size
        edges = (box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height)
        assert differ(to_pixels(seen.crop(tuple(map(round, edges))), 64), figure.pixels) < 12
    assert len(page.pixels) == 0, "the text speaks for the page"


def test_a_figure_is_seen_in_the_colours_of_the_page(tmp_path: Path) -> None:
    """Inks, greys, palettes, and what shows the paper through."""
    picture = draw(5, (300, 300))
    through = picture.copy()
    through.putalpha(Image.linear_gradient("L").resize((300, 300)))
    inks = encoded(picture.convert("CMYK"), "JPEG", quality=95)
    kinds = {
        "grey": (encoded(picture.convert("L")), picture.convert("L")),
        "palette": (encoded(picture.quantize(64)), picture),
        "inks": (inks, picture),
        "through": (encoded(through), through),
        "16 bit": (encoded(Image.fromarray(np.asarray(picture.convert("L"), np.uint16) * 257)),
                   picture.convert("L")),
    }  # fmt: skip
    for name, (stream, shown) in kinds.items():
        document = pymupdf.open()
        page = document.new_page()
        page.insert_image((100, 100, 300, 300), stream=stream)
        page.insert_text((100, 600), WORDS)
        document.save(tmp_path / "a.pdf")
        (item,) = read(str(tmp_path / "a.pdf"), LIMITS)
        (figure,) = item.figures
        # MuPDF's inks are those of a printer, Pillow's are not.
        assert differ(figure.pixels, to_pixels(shown, 64)) < (45 if name == "inks" else 6), name


def test_icons_rules_and_blank_pictures_are_no_figures(tmp_path: Path) -> None:
    picture = draw(1, (300, 300))
    write_page(
        tmp_path / "a.pdf",
        (picture, (60, 60, 100, 100)),  # an icon
        (picture, (60, 120, 535, 160)),  # a banner
        (draw(2, (20, 20)), (60, 200, 260, 400)),  # few pixels
        (Image.new("RGB", (300, 300), "beige"), (300, 200, 500, 400)),
        (picture, (400, 800, 600, 1000)),  # most of it beside the page
    )
    (page,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert page.figures == ()


@pytest.mark.parametrize("packed", [True, False])
def test_a_logo_is_a_figure_of_the_first_pages_alone(tmp_path: Path, packed: bool) -> None:
    document = pymupdf.open()
    for number in range(6):
        page = document.new_page()
        page.insert_image((400, 40, 520, 160), stream=encoded(draw(1)))
        # As many pixels as the logo's, and as many bytes where nothing is packed.
        page.insert_image((100, 200, 400, 400), stream=encoded(draw(10 + number)))
        page.insert_text((100, 600), f"{WORDS} {number}")
    document.save(tmp_path / "a.pdf", deflate=packed)
    counts = [len(page.figures) for page in read(str(tmp_path / "a.pdf"), LIMITS)]
    assert counts == [2] * MOST_TIMES + [1] * (6 - MOST_TIMES)


def test_a_background_is_one_whatever_is_written_on_it(tmp_path: Path) -> None:
    document = pymupdf.open()
    for number in range(6):
        page = document.new_page(width=A4[0], height=A4[1])
        page.insert_image((0, 0, *A4), stream=encoded(draw(1, (600, 850))), keep_proportion=False)
        page.insert_text((100, 300 + 50 * number), f"{WORDS} {number}")
    document.save(tmp_path / "a.pdf", deflate=True)
    counts = [len(page.figures) for page in read(str(tmp_path / "a.pdf"), LIMITS)]
    assert counts == [1] * MOST_TIMES + [0] * (6 - MOST_TIMES)


def test_a_scan_is_not_seen_twice(tmp_path: Path) -> None:
    scan = draw(4, (595, 842))
    write_page(tmp_path / "a.pdf", (scan, (0, 0, *A4)), text="")
    (page,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert len(page.pixels) == 1
    assert page.figures == ()


def test_a_scan_in_strips_is_not_seen_twice(tmp_path: Path) -> None:
    scan = draw(4, (595, 840))
    strips = [
        (scan.crop((0, top, 595, top + 120)), (0, top, 595, top + 120))
        for top in range(0, 840, 120)
    ]
    write_page(tmp_path / "a.pdf", *strips, text="")
    (page,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert len(page.pixels) == 1
    assert page.figures == ()


def test_a_scan_whose_text_has_been_read_is_its_text(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=A4[0], height=A4[1])
    page.insert_image((0, 0, *A4), stream=encoded(draw(4, (595, 842))))
    page.insert_textbox((60, 60, 535, 700), WORDS, render_mode=3)  # to be found, not to be seen
    page.insert_text((60, 820), "Scanned by a library")
    document.save(tmp_path / "a.pdf")
    (item,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert "heron" in item.passages[0].text
    assert len(item.pixels) == 0
    assert item.figures == ()


def test_a_photo_that_fills_the_page_behind_words_is_a_figure(tmp_path: Path) -> None:
    write_page(tmp_path / "a.pdf", (draw(4, (595, 842)), (0, 0, *A4)))
    (page,) = read(str(tmp_path / "a.pdf"), LIMITS)
    (figure,) = page.figures
    assert (figure.box.x0, figure.box.y1) == (0, 1)


def test_a_picture_cut_into_strips_is_one_figure(tmp_path: Path) -> None:
    picture = draw(7, (400, 300))
    strips = [
        (picture.crop((0, top, 400, top + 20)), (100, 100 + top / 2, 300, 110 + top / 2))
        for top in range(0, 300, 20)
    ]
    write_page(tmp_path / "a.pdf", *strips)
    (page,) = read(str(tmp_path / "a.pdf"), LIMITS)
    (figure,) = page.figures
    assert differ(figure.pixels, to_pixels(picture, 64)) < 6


def test_photos_side_by_side_stay_apart_and_a_shadow_is_none(tmp_path: Path) -> None:
    shadow = Image.new("RGBA", (300, 200), (0, 0, 0, 90))
    write_page(
        tmp_path / "a.pdf",
        (draw(1), (100, 100, 300, 250)),
        (draw(2), (300, 100, 500, 250)),
        (shadow, (98, 302, 306, 456)),
        (draw(3), (100, 300, 300, 450)),
    )
    (page,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert len(page.figures) == 3


def test_the_largest_of_very_many_are_taken() -> None:
    def placed(number: int) -> Placed:
        left, top = number % 6 / 6, number // 6 / 7
        size = 0.1 + number / 1000
        return Placed(Box(left, top, left + size, top + size), 300, 300, number, packed=True)

    chosen = choose(map(placed, range(40)), A4, covering=False)
    assert [picture.stored for picture in chosen] == list(range(40 - MOST_ON_PAGE, 40))
    shown = Shown()
    square = np.zeros((4, 4, 3), np.uint8)
    admitted = [shown.admits(placed(number), square) for number in range(MOST_IN_DOCUMENT + 5)]
    assert admitted == [True] * MOST_IN_DOCUMENT + [False] * 5


def test_a_hundred_thousand_pictures_on_a_page_take_no_time() -> None:
    def placed(number: int) -> Placed:
        left, top = number % 90 / 100, number % 83 / 100
        return Placed(Box(left, top, left + 0.1, top + 0.1), 99, 99, number, packed=True)

    assert len(choose(map(placed, range(100_000)), A4, covering=False)) == MOST_ON_PAGE


def test_the_figures_of_a_book_are_seen(tmp_path: Path) -> None:
    picture = draw(6, (400, 300))
    body = f'<p>{WORDS}</p><p><img src="b.png" alt="a bird"/></p>'
    write_epub(tmp_path / "a.epub", body, encoded(picture))
    (page,) = read(str(tmp_path / "a.epub"), LIMITS)
    (figure,) = page.figures
    assert differ(figure.pixels, to_pixels(picture, 64)) < 6
