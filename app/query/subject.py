"""What can stand beside the words of a question: a photo, a document, something that was found.

Photos and documents are told apart by their names alone, for that must not wait for a disk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QByteArray, QCoreApplication, QMimeData

from app.display import file_name, file_url
from indexer.messages import Hit, LibraryItem, QueryPart

# What the indexer reads as a photo, and as a document.
PHOTO_SUFFIXES = frozenset(
    """
    .jpg .jpeg .jpe .jfif .png .webp .gif .tif .tiff .bmp .avif .heic .heif .hif
    .3fr .arw .cr2 .cr3 .crw .dcr .dng .erf .iiq .kdc .mef .mos .mrw .nef .nrw .orf .pef .raf .rw2
    .rwl .sr2 .srf .srw .x3f
    """.split()  # noqa: SIM905  (a list this long is for reading)
)
DOCUMENT_SUFFIXES = frozenset(
    """
    .pdf .epub .docx .pptx .odt .html .htm .xhtml .md .markdown .txt .text
    """.split()  # noqa: SIM905  (as above)
)
HITS = "application/x-mate-hits"
"""How hits are dragged within the window, beside their files."""


@dataclass(frozen=True)
class Subject:
    """A part of a question with what is shown of it; ``picture`` is a path, empty for none."""

    part: QueryPart
    name: str
    picture: str


def of_file(path: str) -> Subject:
    """Return what a file stands for: a document by its name's ending, or else a photo."""
    if is_document(path):
        return Subject(QueryPart(document=path), file_name(path), "")
    name = _tr("Pasted picture") if _is_temporary(path) else file_name(path)
    return Subject(QueryPart(photo=path), name, path)


def of_hit(hit: Hit) -> Subject:
    """Return what a hit stands for: itself, or its file while that is still to be read."""
    if hit.item is None:
        return of_file(hit.path)
    name = file_name(hit.path)
    if hit.kind == "page":
        name = _tr("{name}, page {n}").format(name=name, n=hit.page)
    return Subject(QueryPart(item=hit.item), name, hit.thumbnail)


def is_photo(path: str) -> bool:
    """Tell by its name whether a file is a photo."""
    return PurePath(path).suffix.lower() in PHOTO_SUFFIXES


def is_document(path: str) -> bool:
    """Tell by its name whether a file is a document."""
    return PurePath(path).suffix.lower() in DOCUMENT_SUFFIXES


def pack(hits: Sequence[Hit]) -> bytes:
    """Write hits as they are dragged."""
    subjects = map(of_hit, hits)
    rows = [(_named(each.part), each.name, each.picture) for each in subjects]
    return json.dumps(rows).encode("ascii")  # names that are not text come through escaped


def mime_of(hits: Sequence[Hit]) -> QMimeData:
    """Return hits as they are dragged: their files, and within the window what they are."""
    mime = QMimeData()
    mime.setUrls([file_url(path) for path in dict.fromkeys(hit.path for hit in hits)])
    mime.setData(HITS, QByteArray(pack(hits)))
    return mime


def unpack(data: bytes) -> tuple[Subject, ...]:
    """Read what `pack` has written; nothing of anything else."""
    try:
        return tuple(
            Subject(_part(*named), str(name), str(picture))
            for named, name, picture in json.loads(data)
        )
    except (ValueError, TypeError):
        return ()


def _named(part: QueryPart) -> tuple[str | None, str | None, str | None, int]:
    content, page = (part.item.content, part.item.page) if part.item is not None else (None, 0)
    return part.photo, part.document, content, page


def _part(photo: str | None, document: str | None, content: str | None, page: int) -> QueryPart:
    item = LibraryItem(str(content), int(page)) if content is not None else None
    return QueryPart(photo=photo, document=document, item=item)


def _is_temporary(path: str) -> bool:
    name = file_name(path)
    return name.startswith("query-") and name.endswith(".png")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Subject", text)
