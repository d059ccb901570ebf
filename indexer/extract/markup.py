"""Texts that MuPDF does not read as they are: other character encodings, OpenDocument texts.

Each function takes a file's content and gives what MuPDF reads, in UTF-8.
"""

from __future__ import annotations

import codecs
import html
import io
import re
import zipfile
from xml.etree import ElementTree

import charset_normalizer

from indexer.extract import UnreadableError

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
# Encodings that texts are really in. With all that Python knows, Polish is taken for Sami and
# Japanese for Korean.
_GUESSED = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("iso8859_2", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "euc_kr"),
]
# Guessing takes a second a megabyte; a text's beginning tells as much.
_GUESSED_FROM = 1 << 16
_CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1b"]
_MOST_CONTROLS = 0.02

# What an OpenDocument text may take unpacked. A book of a thousand pages takes five megabytes.
_MOST_MARKUP = 200_000_000


def decode_text(content: bytes) -> bytes:
    """A plain text in any character encoding to UTF-8.

    By its byte order mark, else UTF-8, else by what kind of text it would be in each of the
    encodings there are.

    Raises:
        UnreadableError: it is no text.
    """
    return _utf8(content, None)


def decode_html(content: bytes) -> bytes:
    """A web page to UTF-8, by what it says of itself or as `decode_text` does.

    Raises:
        UnreadableError: it is no text.
    """
    declared = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    text = _utf8(content, declared and declared.group(1).decode("ascii"))
    # What the page says of itself is no longer true.
    head = _DECLARED.sub(lambda said: said[0][: -len(said[1])] + b"utf-8", text[:_DECLARED_WITHIN])
    return head + text[_DECLARED_WITHIN:]


def html_of_odt(content: bytes) -> bytes:
    """The headings, paragraphs, lists and tables of an OpenDocument text as HTML.

    Raises:
        UnreadableError: it is damaged, or protected by a password.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if _is_encrypted(archive):
                raise UnreadableError("the document is protected by a password")
            with archive.open("content.xml") as file:
                markup = file.read(_MOST_MARKUP + 1)
        if len(markup) > _MOST_MARKUP:
            raise UnreadableError(
                f"its text takes more than {_MOST_MARKUP // 1_000_000} megabytes unpacked"
            )
        body = ElementTree.fromstring(markup).find(f"{_OFFICE}body")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, EOFError, OSError) as error:
        raise UnreadableError(f"the document is damaged: {error}") from error
    except (ElementTree.ParseError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnreadableError(f"the document is damaged: {error}") from error
    parts: list[str] = []
    if body is not None:
        _write(body, parts)
    return f"<html><body>{''.join(parts)}</body></html>".encode()


# --- character encodings -----------------------------------------------------------------


def _utf8(content: bytes, declared: str | None) -> bytes:
    text = _decoded(content, declared)
    controls = sum(map(text[:_GUESSED_FROM].count, _CONTROLS))
    if controls > _MOST_CONTROLS * len(text[:_GUESSED_FROM]):
        raise UnreadableError("it is no text, whatever its name says")
    return text.encode("utf-8", errors="replace")


def _decoded(content: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared is not None:
        try:
            return content.decode(declared, errors="replace")
        except LookupError:
            pass
    guessed = charset_normalizer.from_bytes(_beginning(content), cp_isolation=_GUESSED).best()
    return content.decode(guessed.encoding if guessed else "cp1252", errors="replace")


def _beginning(content: bytes) -> bytes:
    """As much as the encoding is guessed from, to the end of a line if there is one."""
    if len(content) <= _GUESSED_FROM:
        return content
    return content[: content.rfind(b"\n", 0, _GUESSED_FROM) + 1 or _GUESSED_FROM]


# --- OpenDocument ------------------------------------------------------------------------

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TAGS = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-item": "li",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
}
# Struck out in the text or said elsewhere.
_PASSED_BY = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls"}
_GAPS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "<br/>"}


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    try:
        with archive.open("META-INF/manifest.xml") as file:
            return b"encryption-data" in file.read(_MOST_MARKUP)
    except KeyError:
        return False


def _write(element: ElementTree.Element, parts: list[str]) -> None:
    """What stands in an element, and then what follows it within its parent's text.

    A loop over the parser's own order of elements, for a hostile file nests them too deep for
    calls within calls.
    """
    todo: list[ElementTree.Element | str] = [element]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            parts.append(one)
            continue
        after = [html.escape(one.tail or "")]
        if one.tag not in _PASSED_BY:
            tag = _tag(one)
            parts.append(f"<{tag}>" if tag else _GAPS.get(one.tag, ""))
            parts.append(html.escape(one.text or ""))
            after = [*one, f"</{tag}>" if tag else "", *after]
        todo.extend(reversed(after))


def _tag(element: ElementTree.Element) -> str | None:
    if element.tag == f"{_TEXT}h":
        level = element.get(f"{_TEXT}outline-level", "1")
        return f"h{level if level in tuple('123456') else 6}"
    return _TAGS.get(element.tag)
