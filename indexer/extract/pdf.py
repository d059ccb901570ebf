"""PDF documents, through PyMuPDF: passages with their boxes, a picture of each page.

A page's text is cut into passages that fit the text encoder's window, along the page's own
blocks. A page without text is given to the image encoder instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pymupdf as _pymupdf
from PIL import Image

from indexer.extract import (
    THUMBNAIL_SIDE,
    Item,
    Limits,
    Passage,
    UnavailableError,
    UnreadableError,
)
from indexer.extract.photo import jpeg
from indexer.messages import Box
from mate_core.pixels import to_pixels

pymupdf: Any = _pymupdf  # it comes without types

# About 200 word pieces: within the encoder's 256, with room for unusual words.
PASSAGE_CHARACTERS = 900
# A page with less text than this is a picture with a page number on it.
MIN_TEXT_CHARACTERS = 12

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)


def read(path: str, limits: Limits) -> Iterator[Item]:
    """Yield the pages in order, counted from 1."""
    with _open(path) as document:
        readable = False
        for index in range(document.page_count):
            try:
                page = document.load_page(index)
                item = _read_page(page, index + 1, limits)
            except _MUPDF_ERRORS:
                continue
            readable = True
            yield item
        if not readable:
            raise UnreadableError("the PDF is damaged: no page of it can be read")


def render(path: str, page: int, side: int, limits: Limits) -> bytes:  # noqa: ARG001
    """Render one page for the preview."""
    with _open(path) as document:
        if not 1 <= page <= document.page_count:
            raise UnreadableError(f"the PDF has no page {page}")
        try:
            return jpeg(_picture(document.load_page(page - 1), side))
        except _MUPDF_ERRORS as error:
            raise UnreadableError(f"page {page} is damaged: {error}") from error


_MUPDF_ERRORS = (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase)


@contextmanager
def _open(path: str) -> Iterator[Any]:
    """Open a document.

    Raises:
        UnreadableError: empty, locked, or not a PDF.
        UnavailableError: vanished, no permission, or its drive fails.
    """
    try:
        if os.path.getsize(path) == 0:
            raise UnreadableError("the file is empty")
        with open(path, "rb") as file:
            file.read(1)
        try:
            path.encode()
            document = pymupdf.open(path, filetype="pdf")
        except UnicodeEncodeError:  # MuPDF opens only names that are valid text
            with open(path, "rb") as file:
                document = pymupdf.open(stream=file.read(), filetype="pdf")
    except FileNotFoundError as error:
        raise UnavailableError("it vanished before it could be read") from error
    except PermissionError as error:
        raise UnavailableError("no permission to read it") from error
    except MemoryError as error:
        raise UnreadableError("reading it needs more memory than is allowed") from error
    except OSError as error:
        raise UnavailableError(f"it cannot be read: {error.strerror or error}") from error
    except _MUPDF_ERRORS as error:
        raise UnreadableError(f"the PDF is damaged: {error}") from error
    with document:
        if document.needs_pass:
            raise UnreadableError("the PDF is protected by a password")
        try:
            pages = document.page_count
        except _MUPDF_ERRORS as error:
            raise UnreadableError(f"the PDF is damaged: {error}") from error
        if pages < 1:
            raise UnreadableError("the PDF is damaged: it has no pages")
        yield document


def _read_page(page: Any, number: int, limits: Limits) -> Item:
    passages = tuple(_passages(page))
    picture = _picture(page, THUMBNAIL_SIDE)
    pixels = None
    if sum(len(passage.text) for passage in passages) < MIN_TEXT_CHARACTERS and not _blank(picture):
        pixels = to_pixels(picture, limits.image_size)
    return Item(
        number, round(page.rect.width), round(page.rect.height), jpeg(picture), pixels, passages
    )


def _picture(page: Any, side: int) -> Image.Image:
    """The page as an RGB picture whose longer side is ``side`` px."""
    scale = side / max(page.rect.width, page.rect.height, 1)
    pixmap = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
    return Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)


def _blank(picture: Image.Image) -> bool:
    return picture.getcolors(maxcolors=1) is not None


def _passages(page: Any) -> Iterator[Passage]:
    """The page's text in pieces of at most about `PASSAGE_CHARACTERS`.

    Whole blocks are put together while they fit; a longer block is cut between lines.
    """
    lines: list[tuple[str, Box]] = []
    size = 0
    for block in _blocks(page):
        block_size = sum(len(text) for text, _ in block)
        if lines and size + block_size > PASSAGE_CHARACTERS:
            yield _passage(lines)
            lines, size = [], 0
        for text, box in block:
            if lines and size + len(text) > PASSAGE_CHARACTERS:
                yield _passage(lines)
                lines, size = [], 0
            lines.append((text, box))
            size += len(text)
    if lines:
        yield _passage(lines)


def _blocks(page: Any) -> Iterator[list[tuple[str, Box]]]:
    """The page's text blocks in reading order: their lines, each with its box."""
    # Ligatures are taken apart ("fi", not "ﬁ"), or words with them would not be known.
    flags = pymupdf.TEXTFLAGS_TEXT & ~pymupdf.TEXT_PRESERVE_LIGATURES
    width, height = page.rect.width or 1, page.rect.height or 1
    turn = page.rotation_matrix
    # Its shift does not know of a page's own unit of length, which the text and the size do.
    turn.e = width if turn.a + turn.c < 0 else 0
    turn.f = height if turn.b + turn.d < 0 else 0
    for block in page.get_text("dict", flags=flags, sort=True)["blocks"]:
        lines = []
        for line in block.get("lines", ()):
            text = "".join(span["text"] for span in line["spans"]).strip()
            if text:
                # Text stands in the unturned page's coordinates, the picture is turned.
                area = pymupdf.Rect(line["bbox"]) * turn
                area.normalize()
                lines.append(
                    (
                        text,
                        Box(
                            _fraction(area.x0, width),
                            _fraction(area.y0, height),
                            _fraction(area.x1, width),
                            _fraction(area.y1, height),
                        ),
                    )
                )
        if lines:
            yield lines


def _fraction(value: float, whole: float) -> float:
    return min(max(value / whole, 0.0), 1.0)


def _passage(lines: list[tuple[str, Box]]) -> Passage:
    """Join lines to running text, undoing hyphens at line ends."""
    text = ""
    for line, _ in lines:
        if len(text) > 1 and text.endswith("-") and text[-2].isalpha() and line[:1].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return Passage(text, tuple(box for _, box in lines))
