"""What `mate search` is asked: its arguments as the parts of a query."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indexer.catalog import Catalog
from indexer.commands import typed
from indexer.extract import family
from indexer.files import display
from indexer.messages import LEAST_WEIGHT, MOST_WEIGHT, UNWANTED, LibraryItem, QueryPart
from indexer.search import QueryError


@dataclass(frozen=True, slots=True)
class _Given:
    """A part as it was given: by which argument, what, and what it counts if that was said."""

    argument: str
    value: str
    weight: float | None = None


class _Part(argparse.Action):
    def __call__(
        self, _parser: object, namespace: Any, values: Any, _option: object = None
    ) -> None:
        if values is not None:  # a text that is not there
            namespace.given = [*namespace.given, _Given(self.dest, values)]


class _Weight(argparse.Action):
    def __call__(
        self, parser: argparse.ArgumentParser, namespace: Any, values: Any, _option: object = None
    ) -> None:
        if not namespace.given:
            parser.error("--weight stands behind what it is of")
        *others, last = namespace.given
        namespace.given = [*others, replace(last, weight=values)]


def add_parts(parser: argparse.ArgumentParser) -> None:
    """Let a text, photos, documents and items of the library be given, in any combination."""
    parser.set_defaults(given=[])
    text = parser.add_mutually_exclusive_group()
    part: dict[str, Any] = {"action": _Part}
    text.add_argument(
        "text", nargs="?", metavar="TEXT", help="a text of any length, in quotes", **part
    )
    text.add_argument("--text", metavar="TEXT", help="the same", **part)
    text.add_argument(
        "--text-file", metavar="FILE|-", help="a file with the text; - reads stdin", **part
    )
    for name, meaning in (
        ("--photo", "a photo to search by"),
        ("--document", "a document to search by: photos that it speaks of, pages that are like it"),
        ("--like", "a photo or page of the library, FILE or FILE#PAGE: what is like it"),
        ("--not-like", "the same: what is unlike it"),
    ):
        parser.add_argument(name, metavar="FILE", help=f"{meaning}; again for more", **part)
    parser.add_argument(
        "--weight",
        type=float,
        action=_Weight,
        metavar="N",
        help=f"what the text or file before it counts, {LEAST_WEIGHT:g} to {MOST_WEIGHT:g}: 2 is "
        f"double, 0.5 half, and {UNWANTED:g} pushes away",
    )


def asks_nothing(arguments: argparse.Namespace) -> bool:
    """Whether none of them was given."""
    return not arguments.given


def parts_of(arguments: argparse.Namespace) -> tuple[QueryPart, ...]:
    """The parts that need no library.

    Raises:
        QueryError: a text cannot be read.
    """
    return tuple(_parts(arguments))


def _parts(arguments: argparse.Namespace) -> Iterator[QueryPart]:
    for each in arguments.given:
        weight = 1.0 if each.weight is None else each.weight
        match each.argument:
            case "text":
                yield QueryPart(text=each.value, weight=weight)
            case "text_file":
                yield QueryPart(text=_text(each.value), weight=weight)
            case "photo":
                yield QueryPart(photo=typed(each.value), weight=weight)
            case "document":
                yield QueryPart(document=typed(each.value), weight=weight)


def items_of(arguments: argparse.Namespace, catalog: Catalog) -> tuple[QueryPart, ...]:
    """The parts that name something of the library.

    Raises:
        QueryError: one of them is not in it.
    """
    parts = []
    for each in arguments.given:
        match each.argument:
            case "like":
                weight = 1.0 if each.weight is None else each.weight
            case "not_like":
                weight = UNWANTED if each.weight is None else -each.weight
            case _:
                continue
        parts.append(QueryPart(item=_item(each.value, catalog), weight=weight))
    return tuple(parts)


def _item(name: str, catalog: Catalog) -> LibraryItem:
    """What ``FILE`` or ``FILE#PAGE`` names; of a document without a page, the first."""
    file, _, number = name.rpartition("#")
    for path, page in ((name, None), (file, int(number) if number.isdecimal() else None)):
        path = typed(path) if path else ""
        record = catalog.files_under(path).get(path) if path else None
        if record is not None and record.content is not None:
            is_photo = family(path) == "photo"
            if page is None:
                page = 0 if is_photo else 1
            elif is_photo or catalog.size_of(record.content, page) == (0, 0):
                raise QueryError(f"{display(path)} has no page {page}.")
            return LibraryItem(record.content, page)
    raise QueryError(
        f"{display(name)} is not in the library, or not read yet. Search with a file from "
        "elsewhere by --photo or --document."
    )


def _text(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.buffer.read().decode("utf-8", "replace")
        return Path(file).read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise QueryError(f"The text {file} cannot be read: {error.strerror}.") from error
