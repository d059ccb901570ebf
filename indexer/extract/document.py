"""Documents, through PyMuPDF: passages and figures with their boxes, a picture of each page.

A page's text is cut into passages that fit the text encoder's window, along the page's own
headings and paragraphs. A page without text is given to the image encoder instead. So are the
figures, cut out of the rendered page: there masks, colours and turns are as a reader sees them.

PDFs have pages; office files, e-books, web pages and texts get theirs here, all of one size, so
that a hit can be shown as a page whatever it comes from.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np
import pymupdf as _pymupdf
from PIL import Image

from indexer.extract import (
    THUMBNAIL_SIDE,
    DamagedPage,
    DocumentText,
    Figure,
    Item,
    Limits,
    Passage,
    UnreadableError,
    in_words,
    system_told,
)
from indexer.extract.figures import Placed, Shown, choose
from indexer.extract.markup import (
    Slides,
    decode_html,
    decode_markdown,
    decode_text,
    html_of_odt,
    slides_of_pptx,
)
from indexer.extract.mended import mended_docx
from indexer.extract.outline import Outline
from indexer.extract.passages import OVERLAP_CHARACTERS, PASSAGE_CHARACTERS, Line, ending, passage
from indexer.extract.photo import jpeg
from indexer.extract.sampled import MOST_CHARACTERS, enough, spread
from indexer.extract.xmp import clean
from indexer.messages import Box, Metadata
from mate_core.pixels import to_pixels

pymupdf: Any = _pymupdf  # it comes without types

# A page with less text than this is a picture with a page number on it.
MIN_TEXT_CHARACTERS = 12
# Letters so much larger than most of their page's are a heading.
HEADING = 1.15
# A single large letter begins a chapter's first word.
MIN_HEADING_CHARACTERS = 3

# A4 in points, for what has no pages of its own.
PAGE_WIDTH, PAGE_HEIGHT, LETTERS = 595, 842, 11

SLIDE_STYLE = "* { font-size: 22px; } h2 { font-size: 34px; }"

# What MuPDF calls each kind: it goes by the ending, never by a guess at the content.
_KINDS = {
    ".pdf": "pdf",
    ".epub": "epub",
    ".docx": "docx",
}
# How what Microsoft's programs have locked begins: no zip archive, but a container around one.
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# What it reads only in UTF-8, or not at all: made into what it reads.
_CONVERTED = {
    ".odt": (html_of_odt, "html"),
    ".html": (decode_html, "html"),
    ".htm": (decode_html, "html"),
    ".xhtml": (decode_html, "html"),
    ".md": (decode_markdown, "md"),
    ".markdown": (decode_markdown, "md"),
    ".txt": (decode_text, "txt"),
    ".text": (decode_text, "txt"),
}

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)
# Lines of code are broken where the page ends.
pymupdf.mupdf.fz_set_user_css("pre { white-space: pre-wrap; }")


def read(path: str, limits: Limits) -> Iterator[Item | DamagedPage]:
    """Yield the pages in order, counted from 1."""
    with _open(path) as document:
        readable = False
        metadata = Metadata(title=clean((document.metadata or {}).get("title")))
        shown = Shown()
        outline = Outline(document, _MUPDF_ERRORS)
        for index in range(document.page_count):
            pymupdf.TOOLS.reset_mupdf_warnings()
            try:
                page = document.load_page(index)
                item = _read_page(page, index + 1, limits, metadata, shown, outline)
            except _MUPDF_ERRORS:
                item = None
            if item is None:
                yield DamagedPage(index + 1)
            else:
                readable = True
                yield item
        if not readable:
            raise UnreadableError("the document is damaged: no page of it can be read")


def render(path: str, page: int, side: int, limits: Limits) -> bytes:  # noqa: ARG001
    """Render one page for the preview."""
    with _open(path) as document:
        if not 1 <= page <= document.page_count:
            raise UnreadableError(f"the document has no page {page}")
        try:
            return jpeg(_picture(document.load_page(page - 1), side))
        except _MUPDF_ERRORS as error:
            raise UnreadableError(f"page {page} is damaged: {error}") from error


def read_author(path: str) -> str:
    """Who a document says that wrote it; nothing where it does not, or its kind cannot.

    Raises:
        UnreadableError: with the reason.
    """
    if PurePath(path).suffix.lower() not in _KINDS:
        return ""
    with system_told():
        try:
            with _opened(path) as document:
                return clean((document.metadata or {}).get("author"))
        except _MUPDF_ERRORS as error:
            raise _damaged(error) from error


def read_text(path: str) -> DocumentText:
    """Read what a document says; of a long one, pages spread over all of it.

    Raises:
        UnreadableError: with the reason, also where it says nothing; see `_open`.
    """
    with _open(path) as document:
        pages = document.page_count
        found = sorted(enough((index, _said_on(document, index)) for index in spread(pages)))
    text = "\n\n".join(said for _, passages in found for said in passages)
    if len(text) < MIN_TEXT_CHARACTERS:
        raise UnreadableError(_NO_TEXT)
    return DocumentText(text, pages, len(found))


_NO_TEXT = (
    "there is no text in it. If its pages are scans, add it to a watched folder, where Mate reads "
    "them, or drop pictures of the pages"
)


def _said_on(document: Any, index: int) -> list[str]:
    """The passages of a page; none of one that is damaged."""
    try:
        blocks = tuple(_blocks(document.load_page(index)))
    except _MUPDF_ERRORS:
        return []
    return [passage.text[:MOST_CHARACTERS] for passage in _passages(blocks, overlap=0)]


_MUPDF_ERRORS = (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase)


@contextmanager
def _open(path: str) -> Iterator[Any]:
    """Open a document.

    Raises:
        UnreadableError: empty, locked, or not what its name says.
        UnavailableError: vanished, no permission, or its drive fails.
    """
    try:
        with system_told():
            if os.path.getsize(path) == 0:
                raise UnreadableError("the file is empty")
            document = _opened(path)
    except _MUPDF_ERRORS as error:
        raise _damaged(error) from error
    with document:
        if document.needs_pass:
            raise UnreadableError("the document is protected by a password")
        try:
            if document.is_reflowable:
                document.layout(width=PAGE_WIDTH, height=PAGE_HEIGHT, fontsize=LETTERS)
            pages = document.page_count
        except _MUPDF_ERRORS as error:
            raise _damaged(error) from error
        if pages < 1:
            raise UnreadableError("the document is damaged: it has no pages")
        yield document


def _opened(path: str) -> Any:
    ending = PurePath(path).suffix.lower()
    with open(path, "rb") as file:
        # Read here first: what cannot be is told in the system's words, not in MuPDF's.
        if file.read(len(_OLE)) == _OLE and ending in (".docx", ".pptx"):
            raise UnreadableError("the document is protected by a password")
        file.seek(0)
        if ending in _CONVERTED:
            convert, kind = _CONVERTED[ending]
            return pymupdf.open(stream=convert(file.read()), filetype=kind)
        if ending == ".pptx":
            return _show(slides_of_pptx(file.read()))
        kind = _KINDS[ending]
        try:
            path.encode()
        except UnicodeEncodeError:  # MuPDF opens only names that are valid text
            return pymupdf.open(stream=file.read(), filetype=kind)
        try:
            return pymupdf.open(path, filetype=kind)
        except _MUPDF_ERRORS:
            if kind != "docx":
                raise
            return pymupdf.open(stream=mended_docx(file.read()), filetype=kind)


def _show(slides: Slides) -> Any:
    """A page for each slide, its text as large as fits."""
    document = pymupdf.open()
    for text in slides.html:
        page = document.new_page(width=slides.width, height=slides.height)
        margin = min(slides.width, slides.height) / 15
        area = (margin, margin, slides.width - margin, slides.height - margin)
        if text:
            page.insert_htmlbox(area, text, css=SLIDE_STYLE, scale_low=0)
    return document


def _damaged(error: Exception) -> UnreadableError:
    said = in_words(error)
    # That tells no more than the file's name, which stands beside it.
    why = "it cannot be opened" if said.startswith("Failed to open file") else said
    return UnreadableError(f"the document is damaged: {why}")


def _read_page(
    page: Any, number: int, limits: Limits, metadata: Metadata, shown: Shown, outline: Outline
) -> Item | None:
    """A page; None where nothing of it can be read."""
    blocks = tuple(_blocks(page))
    passages = tuple(_passages(blocks))
    picture = _picture(page, THUMBNAIL_SIDE)
    blank = _blank(picture)
    # MuPDF makes an empty page of one that it cannot understand, and says so in passing.
    if blank and not passages and page.parent.is_pdf and pymupdf.TOOLS.mupdf_warnings():
        return None
    pixels = np.empty((0, limits.image_size, limits.image_size, 3), np.uint8)
    if sum(len(piece.text) for piece in passages) < MIN_TEXT_CHARACTERS and not blank:
        pixels = to_pixels(picture, limits.image_size)[np.newaxis]
    return Item(
        number,
        round(page.rect.width),
        round(page.rect.height),
        jpeg(picture),
        pixels,
        tuple(outline.title(number, passages)),
        metadata,
        tuple(_figures(page, blocks, shown, limits)),
    )


def _figures(page: Any, blocks: Sequence[_Block], shown: Shown, limits: Limits) -> Iterator[Figure]:
    """The figures of a page, as far as they can be drawn."""
    placed = list(_placed(page))
    if not placed:
        return
    # A picture that covers a page is the page, unless there is text to be seen on it; that of a
    # scan which has been read lies hidden.
    hidden = sum(block.hidden for block in blocks)
    visible = sum(block.characters for block in blocks) - hidden
    covering = visible >= MIN_TEXT_CHARACTERS and visible > hidden
    shape = page.rect.width, page.rect.height
    drawing = None
    for figure in choose(placed, shape, covering=covering):
        try:
            drawing = drawing or page.get_displaylist()
            picture = _cut_out(drawing, page.rect, figure)
        except _MUPDF_ERRORS:
            continue
        if not _blank(picture):
            pixels = to_pixels(picture, limits.image_size)
            if shown.admits(figure, pixels):
                yield Figure(figure.box, pixels)


def _placed(page: Any) -> Iterator[Placed]:
    """The pictures on a page, in the order in which they are drawn."""
    # Asking first is twenty times as fast. It does not know of those that stand in the page's own
    # text, which are small.
    if page.parent.is_pdf and not page.get_images():
        return
    place = _placing(page)
    for image in page.get_image_info():
        width, height = image["width"], image["height"]
        raw = width * height * image["colorspace"] * image["bpc"] / 8
        packed = image["size"] < raw
        yield Placed(place(image["bbox"]), width, height, image["size"], packed)


def _cut_out(drawing: Any, page: Any, figure: Placed) -> Image.Image:
    """A figure as the page shows it, as large as a thumbnail, or smaller if it has less detail."""
    box = figure.box
    area = pymupdf.Rect(
        box.x0 * page.width, box.y0 * page.height, box.x1 * page.width, box.y1 * page.height
    )
    # Turned by a quarter, its own width stands upright: so sides are compared by length.
    side = min(THUMBNAIL_SIDE, max(figure.width, figure.height))
    scale = side / max(area.width, area.height)
    pixmap = drawing.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False, clip=area)
    return Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)


def _picture(page: Any, side: int) -> Image.Image:
    """The page as an RGB picture whose longer side is ``side`` px."""
    scale = side / max(page.rect.width, page.rect.height, 1)
    pixmap = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
    return Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)


def _blank(picture: Image.Image) -> bool:
    return picture.getcolors(maxcolors=1) is not None


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or heading: its lines, and the size of its letters in points.

    ``hidden`` of its characters are not to be seen.
    """

    lines: tuple[Line, ...]
    letters: float
    hidden: int

    @property
    def characters(self) -> int:
        return sum(len(text) for text, _ in self.lines)


def _passages(blocks: Sequence[_Block], overlap: int = OVERLAP_CHARACTERS) -> Iterator[Passage]:
    """A page's text in pieces of at most about `PASSAGE_CHARACTERS`.

    Whole blocks are put together while they fit, from one heading to the next; a longer block is
    cut between lines, and what comes after a cut begins with the last lines before it.
    """
    heading = _usual_letters(blocks) * HEADING
    lines: list[Line] = []
    size = 0
    only_headings = True
    for block in blocks:
        is_heading = block.letters >= heading and block.characters >= MIN_HEADING_CHARACTERS
        full = size + block.characters > PASSAGE_CHARACTERS
        if lines and (full or (is_heading and not only_headings)):
            yield passage(lines)
            lines, size, only_headings = [], 0, True
        for text, box in block.lines:
            if lines and size + len(text) > PASSAGE_CHARACTERS:
                yield passage(lines)
                lines = ending(lines, overlap)
                size = sum(len(line) for line, _ in lines)
            lines.append((text, box))
            size += len(text)
        only_headings &= is_heading
    if lines:
        yield passage(lines)


def _usual_letters(blocks: Sequence[_Block]) -> float:
    """The size that most of a page's letters have."""
    characters: Counter[float] = Counter()
    for block in blocks:
        characters[block.letters] += block.characters
    return max(characters, key=lambda size: characters[size], default=0.0)


def _blocks(page: Any) -> Iterator[_Block]:
    """The page's text blocks in reading order: their lines, each with its box."""
    # Ligatures are taken apart ("fi", not "ﬁ"), or words with them would not be known.
    flags = pymupdf.TEXTFLAGS_TEXT & ~pymupdf.TEXT_PRESERVE_LIGATURES
    place = _placing(page)
    # On a page laid out here, what is wider than the page is text all the same.
    clip = pymupdf.INFINITE_RECT() if page.parent.is_reflowable else None
    for block in page.get_text("dict", clip=clip, flags=flags, sort=True)["blocks"]:
        lines = []
        letters: Counter[float] = Counter()
        hidden = 0
        for line in block.get("lines", ()):
            text = "".join(span["text"] for span in line["spans"]).strip()
            if not text:
                continue
            for span in line["spans"]:
                letters[round(span["size"], 1)] += len(span["text"])
                hidden += len(span["text"]) if span["alpha"] == 0 else 0
            lines.append((text, place(line["bbox"])))
        if lines:
            yield _Block(tuple(lines), letters.most_common(1)[0][0], hidden)


def _placing(page: Any) -> Callable[[Sequence[float]], Box]:
    """What makes a box of an area in the unturned page's coordinates; the picture is turned."""
    width, height = page.rect.width or 1, page.rect.height or 1
    turn = page.rotation_matrix
    # Its shift does not know of a page's own unit of length, which the text and the size do.
    turn.e = width if turn.a + turn.c < 0 else 0
    turn.f = height if turn.b + turn.d < 0 else 0

    def place(edges: Sequence[float]) -> Box:
        area = pymupdf.Rect(edges) * turn
        area.normalize()
        return Box(
            _fraction(area.x0, width),
            _fraction(area.y0, height),
            _fraction(area.x1, width),
            _fraction(area.y1, height),
        )

    return place


def _fraction(value: float, whole: float) -> float:
    return min(max(value / whole, 0.0), 1.0)
