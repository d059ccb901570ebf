"""Word documents that MuPDF does not open as they are, in a copy that it opens."""

from __future__ import annotations

import io
import posixpath
import zipfile

from indexer.extract import UnreadableError
from indexer.extract.markup import archive_of, element_of, part_of

_MAIN = "wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml"
_MAIN_WITH_MACROS = "word.document.macroEnabled.main+xml", "word.template.macroEnabled.main+xml"
_USUAL = "word/document.xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}">{{}}</Relationships>'
_MAIN_RELATION = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{_USUAL}"/>'


def mended_docx(content: bytes) -> bytes:
    """A Word document with its text alone, named and referred to as MuPDF expects it.

    It does not open one whose main part has no list of what it refers to, one that does not say
    which part is the main one, and one that Word has saved as "strict".

    Raises:
        UnreadableError: it is damaged.
    """
    copy = io.BytesIO()
    with archive_of(content) as archive, zipfile.ZipFile(copy, "w") as mended:
        mended.writestr("_rels/.rels", _RELATIONS.format(_MAIN_RELATION))
        mended.writestr("word/_rels/document.xml.rels", _RELATIONS.format(""))
        mended.writestr(_USUAL, part_of(archive, _main_part(archive)))
    return copy.getvalue()


def _main_part(archive: zipfile.ZipFile) -> str:
    """The part that holds the text, by its type, by what refers to it, or by its usual name."""
    names = {_place(name): name for name in archive.namelist()}
    said = [_USUAL]
    if "_rels/.rels" in names:
        for one in element_of(archive, names["_rels/.rels"]):
            if one.get("Type", "").endswith("/officeDocument"):
                said.insert(0, one.get("Target", ""))
    if "[content_types].xml" in names:
        for one in element_of(archive, names["[content_types].xml"]):
            if one.get("ContentType", "").endswith((*_MAIN, *_MAIN_WITH_MACROS)):
                said.insert(0, one.get("PartName", ""))
    for name in map(_place, said):
        if name in names:
            return names[name]
    raise UnreadableError("the document is damaged: the part that holds its text is missing")


def _place(name: str) -> str:
    """A part's name so that all that mean the same are the same."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()
