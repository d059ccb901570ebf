"""Texts that MuPDF does not read as they are: other character encodings, OpenDocument, slides.

Each function takes a file's content and gives what MuPDF reads, in UTF-8.
"""

from __future__ import annotations

import codecs
import contextlib
import html
import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from indexer.extract import UnreadableError
from indexer.extract.encodings import guess

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's does, so it is looked for first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{,256}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN = 2048
# What web pages call them, as browsers understand it: Latin-1 has always been Windows's.
_SAID = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "cp1252"),
    **{f"windows-{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"iso-8859-{number}": f"iso8859_{number}" for number in (*range(2, 12), *range(13, 17))},
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
    "euc-jp": "euc_jp",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp",
    "iso-2022-kr": "iso2022_kr",
    "macintosh": "mac_roman",
}
_JAPANESE = (b"\x1b$B", b"\x1b$@")
# Pictures of a web page and of Markdown, and what they are said to show.
# A quotation begins only after an equals sign, and nothing is tried twice: a page may be hostile.
_PICTURE = re.compile(
    rb"""<img\b(?>[^<>=]{1,2000}+|=\s*+("[^"]{,2000}+"|'[^']{,2000}+'|[^\s<>"'][^\s<>]{,2000}+)?+)"""
    rb"""{,200}+>""",
    re.IGNORECASE,
)
_INLINE = re.compile(rb"""\ssrc\s*=\s*["']?data:""", re.IGNORECASE)
_ALTERNATIVE = re.compile(
    rb"""\salt\s*=\s*(?:"([^"]{,2000})"|'([^']{,2000})'|([^\s>]{1,2000}))""", re.IGNORECASE
)
_MARKDOWN_PICTURE = re.compile(rb"!\[([^][\n]{,1000})\]\((?!data:)[^)[\n]{,2000}\)")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_MOST_WRONG = 0.05
# Guessing takes a second a megabyte; a text's beginning tells as much.
_GUESSED_FROM = 1 << 16
_CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1b"]
_MOST_CONTROLS = 0.02

# What an OpenDocument text may take unpacked. A book of a thousand pages takes five megabytes.
_MOST_MARKUP = 200_000_000
_DEEPEST = 20
# Of a text that is on disk as it is. A page of it takes about 4 kilobytes, and its thumbnail more.
_MOST_TEXT = 10_000_000


def decode_text(content: bytes) -> bytes:
    """A plain text in any character encoding to UTF-8.

    By its byte order mark, else UTF-8, else by what kind of text it would be in each of the
    encodings there are.

    Raises:
        UnreadableError: it is no text.
    """
    return _utf8(content, None)


def decode_markdown(content: bytes) -> bytes:
    """The same of Markdown, with what pictures are said to show in their place.

    Raises:
        UnreadableError: it is no text.
    """
    return _MARKDOWN_PICTURE.sub(rb"\1", decode_text(content))


def decode_html(content: bytes) -> bytes:
    """A web page to UTF-8, by what it says of itself or as `decode_text` does.

    In the place of pictures, which are elsewhere, stands what they are said to show.

    Raises:
        UnreadableError: it is no text.
    """
    declared = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    text = _utf8(content, declared and declared.group(1).decode("ascii"))
    # What the page says of itself is no longer true.
    head = _DECLARED.sub(lambda said: said[0][: -len(said[1])] + b"utf-8", text[:_DECLARED_WITHIN])
    return _PICTURE.sub(_alternative, head + text[_DECLARED_WITHIN:])


def _alternative(picture: re.Match[bytes]) -> bytes:
    if _INLINE.search(picture[0]):
        return picture[0]
    said = _ALTERNATIVE.search(picture[0])
    if said is None:
        return b""
    words: bytes = said[said.lastindex or 0]
    return words.replace(b"<", b"&lt;")


def html_of_odt(content: bytes) -> bytes:
    """The headings, paragraphs, lists and tables of an OpenDocument text as HTML.

    Raises:
        UnreadableError: it is damaged, or protected by a password.
    """
    with archive_of(content) as archive:
        if _is_encrypted(archive):
            raise UnreadableError("the document is protected by a password")
        body = element_of(archive, "content.xml").find(f"{_OFFICE}body")
    parts: list[str] = []
    if body is not None:
        _write(body, parts, _tag_of_odt, _ODT_GAPS, _ODT_PASSED_BY)
    return f"<html><body>{''.join(parts)}</body></html>".encode()


@dataclass(frozen=True, slots=True)
class Slides:
    """The slides of a show as HTML, in their order, and their width and height in points."""

    width: float
    height: float
    html: tuple[str, ...]


def slides_of_pptx(content: bytes) -> Slides:
    """The text of a PowerPoint show, slide by slide.

    Raises:
        UnreadableError: it is damaged, or protected by a password.
    """
    with archive_of(content) as archive:
        show = element_of(archive, "ppt/presentation.xml")
        names = {
            one.get("Id"): posixpath.normpath(posixpath.join("/ppt", one.get("Target", "")))[1:]
            for one in element_of(archive, "ppt/_rels/presentation.xml.rels")
        }
        slides = []
        for entry in show.iter(f"{_P}sldId"):
            parts: list[str] = []
            # A damaged slide leaves its place empty, or those behind it would be counted wrong.
            with contextlib.suppress(*_DAMAGED):
                slide = element_of(archive, names[entry.get(f"{_R}id")])
                for shape in slide.iter():
                    if shape.tag in _SHAPES:
                        _write_shape(shape, parts)
            slides.append("".join(parts))
    size = show.find(f"{_P}sldSz")
    width, height = (
        float(size.get(side, 0)) / _EMU_A_POINT if size is not None else 0.0
        for side in ("cx", "cy")
    )
    if not (0 < width < _LARGEST_SLIDE and 0 < height < _LARGEST_SLIDE):
        width, height = _USUAL_SLIDE
    return Slides(width, height, tuple(slides))


# --- character encodings -----------------------------------------------------------------


def _utf8(content: bytes, declared: str | None) -> bytes:
    if len(content) > _MOST_TEXT:
        raise UnreadableError(f"its text is longer than {_MOST_TEXT // 1_000_000} megabytes")
    text = _decoded(content, declared)
    beginning = text[:_GUESSED_FROM]
    if sum(map(beginning.count, _CONTROLS)) > _MOST_CONTROLS * len(beginning):
        raise UnreadableError("it is no text, whatever its name says")
    # MuPDF takes a NUL for the end, and opens nothing that is empty.
    return text.replace("\0", " ").encode("utf-8", errors="replace") or b" "


def _decoded(content: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    encoding = _SAID.get((declared or "").lower().replace("_", "-"), "")
    if encoding.startswith("iso2022"):
        return content.decode(encoding, errors="replace")
    if any(escape in content[:_GUESSED_FROM] for escape in _JAPANESE):  # valid as ASCII too
        return content.decode("iso2022_jp", errors="replace")
    if (unmarked := _unmarked_utf16(content[:_GUESSED_FROM])) is not None:
        return content.decode(unmarked, errors="replace")
    text = content.decode("utf-8", errors="replace")
    wrong = text.count("\N{REPLACEMENT CHARACTER}")
    # A byte of a UTF-8 text may be damaged, or its last letter be cut off.
    if wrong <= _MOST_WRONG * sum(map(len, _NOT_ASCII.findall(text))):
        return text
    if not encoding:
        encoding = guess(_beginning(content))
    return content.decode(encoding, errors="replace")


def _unmarked_utf16(beginning: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of a text with spaces and Latin letters is 0."""
    half = len(beginning) // 2
    for name, high in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[0::2])):
        if half >= 4 and high.count(0) > 0.4 * half and beginning.count(0) < 1.2 * high.count(0):
            return name
    return None


def _beginning(content: bytes) -> bytes:
    """As much as the encoding is guessed from, to the end of a line if there is one."""
    if len(content) <= _GUESSED_FROM:
        return content
    return content[: content.rfind(b"\n", 0, _GUESSED_FROM) + 1 or _GUESSED_FROM]


# --- office files ------------------------------------------------------------------------

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODT_TAGS = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-item": "li",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
}
# Struck out in the text or said elsewhere.
_ODT_PASSED_BY = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation"})
_ODT_GAPS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "<br/>"}

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SLIDE_TAGS = {f"{_A}p": "p", f"{_A}tbl": "table", f"{_A}tr": "tr", f"{_A}tc": "td"}
_SLIDE_GAPS = {f"{_A}br": "<br/>", f"{_A}tab": " "}
_SHAPES = frozenset({f"{_P}sp", f"{_P}graphicFrame"})
_TEXTS = frozenset({f"{_P}txBody", f"{_A}tbl"})
_EMU_A_POINT = 12_700
_USUAL_SLIDE = (720.0, 540.0)
_LARGEST_SLIDE = 4_000


# What reading a damaged archive, and parsing what is in it, raises.
_DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, ElementTree.ParseError,
    KeyError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip


@contextlib.contextmanager
def archive_of(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The zip archive that an office file is.

    Raises:
        UnreadableError: it, or what is read of it, is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except _DAMAGED as error:
        raise UnreadableError(f"the document is damaged: {error}") from error


def element_of(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """The root of a part of an office file.

    Raises:
        UnreadableError: see `part_of`.
    """
    return ElementTree.fromstring(part_of(archive, name))


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part of an office file.

    Raises:
        UnreadableError: it takes too much room unpacked.
    """
    with archive.open(name) as file:
        markup = file.read(_MOST_MARKUP + 1)
    if len(markup) > _MOST_MARKUP:
        raise UnreadableError(
            f"its text takes more than {_MOST_MARKUP // 1_000_000} megabytes unpacked"
        )
    return markup


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    try:
        with archive.open("META-INF/manifest.xml") as file:
            return b"encryption-data" in file.read(_MOST_MARKUP)
    except KeyError:
        return False


def _write(
    element: ElementTree.Element,
    parts: list[str],
    tag_of: Callable[[ElementTree.Element], str | None],
    gaps: Mapping[str, str],
    passed_by: Collection[str] = (),
) -> None:
    """The text of an element as HTML, in its order.

    ``tag_of`` gives an element's HTML tag, ``gaps`` has what stands for an empty element. Elements
    within more than twenty others lose their tags, for MuPDF ends the process over thousands.
    A loop, for a hostile file nests elements too deep for calls within calls.
    """
    todo: list[ElementTree.Element | str] = [element]
    depth = 0
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            parts.append(one)
            depth -= one.startswith("</")
            continue
        after = [html.escape(one.tail or "")]
        if one.tag not in passed_by:
            tag = tag_of(one) if depth < _DEEPEST else None
            depth += tag is not None
            parts.append(f"<{tag}>" if tag else gaps.get(one.tag, ""))
            parts.append(html.escape(one.text or ""))
            after = [*one, f"</{tag}>" if tag else "", *after]
        todo.extend(reversed(after))


def _tag_of_odt(element: ElementTree.Element) -> str | None:
    if element.tag == f"{_TEXT}h":
        level = element.get(f"{_TEXT}outline-level", "1")
        return f"h{level if level in tuple('123456') else 6}"
    return _ODT_TAGS.get(element.tag)


def _write_shape(shape: ElementTree.Element, parts: list[str]) -> None:
    """A shape of a slide, its title as a heading."""
    place = shape.find(f".//{_P}ph")
    is_title = place is not None and place.get("type") in ("title", "ctrTitle")
    tags = _SLIDE_TAGS | ({f"{_A}p": "h2"} if is_title else {})
    for body in shape.iter():
        if body.tag in _TEXTS:
            _write(body, parts, lambda one: tags.get(one.tag), _SLIDE_GAPS)
