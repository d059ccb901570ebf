import io
import os
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from indexer.extract import Limits, UnreadableError
from indexer.extract.pdf import PASSAGE_CHARACTERS, read, render

LIMITS = Limits(image_size=64, pixels=50_000_000)
LONG = "\n".join(
    f"Paragraph {n}. " + "The heron stands in the shallow water and waits for fish. " * 6
    for n in range(8)
)


def test_pages_come_in_order_with_their_text(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["A heron by the water.", "A lighthouse at dusk."])
    pages = list(read(path, LIMITS))
    assert [page.page for page in pages] == [1, 2]
    assert [page.passages[0].text for page in pages] == [
        "A heron by the water.",
        "A lighthouse at dusk.",
    ]
    assert (pages[0].width, pages[0].height) == (595, 842)
    assert pages[0].pixels is None


def test_a_page_without_text_is_given_as_a_picture(tmp_path: Path, write_pdf) -> None:
    (page,) = read(write_pdf(tmp_path / "a.pdf", [""]), LIMITS)
    assert page.passages == ()
    assert page.pixels is not None
    assert page.pixels.shape == (64, 64, 3)
    assert page.pixels.std() > 10


def test_an_empty_page_has_neither(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    document.save(tmp_path / "a.pdf")
    (page,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert page.passages == ()
    assert page.pixels is None


def test_long_pages_are_cut_into_passages_that_lose_nothing(tmp_path: Path, write_pdf) -> None:
    (page,) = read(write_pdf(tmp_path / "a.pdf", [LONG]), LIMITS)
    assert len(page.passages) > 2
    assert all(len(passage.text) <= PASSAGE_CHARACTERS + 120 for passage in page.passages)
    joined = " ".join(passage.text for passage in page.passages)
    with pymupdf.open(tmp_path / "a.pdf") as document:
        assert joined.split() == document[0].get_text().split()


@pytest.mark.parametrize("unit", ["1", "2.5"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_lie_on_the_text_however_the_page_is_turned(
    tmp_path: Path, rotation: int, unit: str
) -> None:
    """The boxes must cover the ink of the rendered page, or the wrong passage is marked."""
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_text((100, 200), "Only these words stand on the page", fontsize=20)
    page.set_rotation(rotation)
    document.xref_set_key(page.xref, "UserUnit", unit)  # how long a point is on this page
    document.save(tmp_path / "a.pdf")
    (item,) = read(str(tmp_path / "a.pdf"), LIMITS)
    (box,) = item.passages[0].boxes
    with Image.open(io.BytesIO(item.thumbnail)) as picture:
        ink = np.argwhere(np.asarray(picture.convert("L")) < 128)
        height, width = picture.height, picture.width
    top, left = ink.min(axis=0) / (height, width)
    bottom, right = (ink.max(axis=0) + 1) / (height, width)
    assert box.x0 - 0.01 <= left <= right <= box.x1 + 0.01
    assert box.y0 - 0.01 <= top <= bottom <= box.y1 + 0.01
    assert (box.x1 - box.x0) * (box.y1 - box.y0) < 0.1


def test_words_broken_at_the_line_end_are_put_together(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 72), ["the light-", "house keeper and his well-", "Known dog"])
    document.save(tmp_path / "a.pdf")
    (item,) = read(str(tmp_path / "a.pdf"), LIMITS)
    text = " ".join(passage.text for passage in item.passages)
    assert "lighthouse keeper" in text
    assert "well- Known" in text


def test_ligatures_are_taken_apart(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_htmlbox((72, 72, 500, 200), "<p>The of\ufb01ce \ufb02oor</p>")
    document.save(tmp_path / "a.pdf")
    (item,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert item.passages[0].text == "The office floor"


def test_a_locked_pdf_says_so(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(
        tmp_path / "a.pdf",
        ["secret"],
        encryption=pymupdf.PDF_ENCRYPT_AES_256,
        user_pw="open",
        owner_pw="own",
    )
    with pytest.raises(UnreadableError, match="password"):
        list(read(path, LIMITS))


def test_a_broken_cross_reference_table_is_repaired(tmp_path: Path, write_pdf) -> None:
    path = Path(write_pdf(tmp_path / "a.pdf", ["A heron by the water."]))
    data = path.read_bytes()
    start = data.rindex(b"startxref")
    path.write_bytes(data[:start] + b"startxref\n999999\n%%EOF")
    assert next(iter(read(str(path), LIMITS))).passages[0].text == "A heron by the water."


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"Dear diary", b"%PDF-1.4\n%%EOF\n" * 50])
def test_what_is_no_pdf_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(UnreadableError, match=r"empty|damaged"):
        list(read(str(tmp_path / "a.pdf"), LIMITS))


def test_a_name_that_is_not_text_is_read(tmp_path: Path, write_pdf) -> None:
    write_pdf(tmp_path / "b.pdf", ["A heron."])
    raw = os.fsencode(tmp_path) + b"/caf\xe9.pdf"
    os.rename(tmp_path / "b.pdf", raw)
    assert len(list(read(os.fsdecode(raw), LIMITS))) == 1


def test_the_preview_is_the_page_asked_for(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["text", ""])
    with Image.open(io.BytesIO(render(path, 2, 1000, LIMITS))) as preview:
        assert max(preview.size) == 1000
        assert np.asarray(preview).std() > 30  # the page with the drawing
    with pytest.raises(UnreadableError, match="no page 3"):
        render(path, 3, 1000, LIMITS)


@pytest.mark.parametrize("count", [b"-3", b"0", b"99999", b"100000000"])
def test_a_document_that_lies_about_its_pages_says_so(
    tmp_path: Path, write_pdf, count: bytes
) -> None:
    path = Path(write_pdf(tmp_path / "a.pdf", ["a", "b", "c"]))
    path.write_bytes(path.read_bytes().replace(b"/Count 3", b"/Count " + count))
    with pytest.raises(UnreadableError, match="damaged"):
        list(read(str(path), LIMITS))


def test_a_document_locked_against_changes_alone_is_read(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(
        tmp_path / "a.pdf",
        ["A heron by the water."],
        encryption=pymupdf.PDF_ENCRYPT_AES_256,
        owner_pw="own",
        user_pw="",
    )
    assert next(iter(read(path, LIMITS))).passages[0].text == "A heron by the water."


def test_a_document_none_of_whose_pages_is_there_says_so(tmp_path: Path, write_pdf) -> None:
    path = Path(write_pdf(tmp_path / "a.pdf", ["a", "b"]))
    path.write_bytes(path.read_bytes().replace(b"/Kids", b"/Nope"))
    with pytest.raises(UnreadableError, match="damaged"):
        list(read(str(path), LIMITS))
