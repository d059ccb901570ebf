"""What `mate search` is asked: its arguments as the parts of a query."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from indexer.catalog import Catalog
from indexer.commands import typed
from indexer.extract import family
from indexer.files import display
from indexer.messages import UNWANTED, LibraryItem, QueryPart
from indexer.search import QueryError


def add_parts(parser: argparse.ArgumentParser) -> None:
    """Let a text, photos, documents and items of the library be given, in any combination."""
    text = parser.add_mutually_exclusive_group()
    text.add_argument("text", nargs="?", metavar="TEXT", help="a text of any length, in quotes")
    text.add_argument("--text", dest="text_option", metavar="TEXT", help="the same")
    text.add_argument("--text-file", metavar="FILE|-", help="a file with the text; - reads stdin")
    for name, meaning in (
        ("--photo", "a photo to search by"),
        ("--document", "a document to search by: photos that it speaks of, pages that are like it"),
        ("--like", "a photo or page of the library, FILE or FILE#PAGE: what is like it"),
        ("--not-like", "the same: what is unlike it"),
    ):
        dest = name[2:].replace("-", "_")
        parser.add_argument(
            name,
            dest=dest,
            metavar="FILE",
            action="append",
            default=[],
            help=f"{meaning}; again for more",
        )


def asks_nothing(arguments: argparse.Namespace) -> bool:
    """Whether none of them was given."""
    a = arguments
    texts = (a.text, a.text_option, a.text_file)
    return all(text is None for text in texts) and not (
        a.photo or a.document or a.like or a.not_like
    )


def parts_of(arguments: argparse.Namespace) -> tuple[QueryPart, ...]:
    """The parts that need no library.

    Raises:
        QueryError: a text cannot be read.
    """
    text = _text(arguments)
    return (
        *([] if text is None else [QueryPart(text=text)]),
        *(QueryPart(photo=typed(path)) for path in arguments.photo),
        *(QueryPart(document=typed(path)) for path in arguments.document),
    )


def items_of(arguments: argparse.Namespace, catalog: Catalog) -> tuple[QueryPart, ...]:
    """The parts that name something of the library.

    Raises:
        QueryError: one of them is not in it.
    """
    return (
        *(QueryPart(item=_item(path, catalog)) for path in arguments.like),
        *(QueryPart(item=_item(path, catalog), weight=UNWANTED) for path in arguments.not_like),
    )


def _item(name: str, catalog: Catalog) -> LibraryItem:
    """What ``FILE`` or ``FILE#PAGE`` names; of a document without a page, the first."""
    file, _, number = name.rpartition("#")
    for path, page in ((name, None), (file, int(number) if number.isdecimal() else None)):
        path = typed(path) if path else ""
        record = catalog.files_under(path).get(path) if path else None
        if record is not None and record.content is not None:
            if page is None:
                page = 0 if family(path) == "photo" else 1
            return LibraryItem(record.content, page)
    raise QueryError(
        f"{display(name)} is not in the library, or not read yet. Search with a file from "
        "elsewhere by --photo or --document."
    )


def _text(arguments: argparse.Namespace) -> str | None:
    text: str | None = arguments.text if arguments.text is not None else arguments.text_option
    if text is not None or arguments.text_file is None:
        return text
    try:
        if arguments.text_file == "-":
            return sys.stdin.buffer.read().decode("utf-8", "replace")
        return Path(arguments.text_file).read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise QueryError(
            f"The text {arguments.text_file} cannot be read: {error.strerror}."
        ) from error
