"""`mate saved` and `mate collection`: what people keep, on the command line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.asked import add_parts, items_of, parts_of
from indexer.commands import add_command, typed
from indexer.console import Told, say, tell
from indexer.export import as_json
from indexer.extract import family
from indexer.files import display
from indexer.filters import understood
from indexer.kept import KeptError, Shelves
from indexer.library import Library
from indexer.messages import Hit, Member, Query
from indexer.search_commands import (
    add_answer_arguments,
    add_export_arguments,
    add_sort_argument,
    ask,
    export_hits,
)
from indexer.service import IndexService

if TYPE_CHECKING:
    from indexer.kept_tables import Named

Answer = Callable[[argparse.Namespace], Told]


def add_saved(commands: Any) -> None:
    """Add `mate saved`."""
    saved = _parts(add_command(commands, "saved", _run, "searches kept by a name"))
    saved("list", _list_saved, "list saved searches")
    run = saved("run", _list_saved, "ask a saved search again", as_json=False)
    run.add_argument("name", metavar="NAME")
    add_answer_arguments(run)
    run.set_defaults(run=_run_saved)
    add = saved("add", _save, "save a search")
    add.add_argument("name", metavar="NAME")
    add_parts(add)
    add_sort_argument(add)
    _add_changes(saved, "saved")


def add_collection(commands: Any) -> None:
    """Add `mate collection`."""
    collection = _parts(
        add_command(commands, "collection", _run, "photos and pages put together by hand")
    )
    collection("list", _list_collections, "list collections")
    show = collection("show", _show, "list what is in a collection")
    show.add_argument("name", metavar="NAME")
    add_sort_argument(show)
    for verb, do, line in (
        ("add", _add, "put files into a collection, which is made if there is none"),
        ("remove", _remove, "take files out of a collection; the files are not touched"),
    ):
        part = collection(verb, do, line)
        part.add_argument("name", metavar="NAME")
        part.add_argument("files", nargs="+", metavar="FILE")
        part.add_argument("--page", type=int, metavar="N", help="the page of a document")
    send = collection("export", _export, "write a collection down, or copy its files")
    send.add_argument("name", metavar="NAME")
    add_export_arguments(send, "target")
    _add_changes(collection, "collection")


def _parts(parser: argparse.ArgumentParser) -> Callable[..., argparse.ArgumentParser]:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, answer: Answer, line: str, *, as_json: bool = True) -> Any:
        part = commands.add_parser(name, help=line, description=line.capitalize() + ".")
        part.set_defaults(answer=answer)
        # Where it stands before COMMAND it has been read already.
        for option in ("--library", "--model"):
            kind: Any = Path if option == "--library" else str
            part.add_argument(option, type=kind, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        if as_json:
            part.add_argument("--json", action="store_true", help="print JSON")
        return part

    return add


def _add_changes(add: Callable[..., argparse.ArgumentParser], table: Named) -> None:
    verb = "remove" if table == "saved" else "delete"
    what = "saved search" if table == "saved" else "collection"
    for name, do, line in (
        ("rename", _rename, f"give a {what} another name"),
        (verb, _delete, f"delete a {what}; `restore` brings it back"),
        ("restore", _restore, f"bring back a {what} that was deleted in the last 30 days"),
    ):
        part = add(name, do, line)
        part.set_defaults(table=table)
        part.add_argument("name", metavar="NAME")
        if name == "rename":
            part.add_argument("new", metavar="NEW")


def _run(arguments: argparse.Namespace) -> int:
    answer: Answer = arguments.answer
    return tell(answer(arguments), as_json=arguments.json)


# --- saved searches ----------------------------------------------------------------------


def _run_saved(arguments: argparse.Namespace) -> int:
    query, missing = _recalled(arguments)
    for path in missing:
        say(f"mate: {display(path)} is not there any more; the rest is searched for")
    return ask(arguments, query, items=False)


def _recalled(arguments: argparse.Namespace) -> tuple[Query, Sequence[str]]:
    """The saved search that the arguments name, and photos of it that are missing.

    Raises:
        KeptError: there is none, or nothing is left of it.
    """
    with _reading(arguments) as shelves:
        found = shelves.recall("saved", shelves.find("saved", arguments.name))
    if not (found.query.parts or found.query.filters):
        names = ", ".join(map(display, found.missing))
        raise KeptError(f"“{found.title}” searches with what is not there: {names}.")
    return found.query, found.missing


def _list_saved(arguments: argparse.Namespace) -> Told:
    with _reading(arguments) as shelves:
        value: list[dict[str, Any]] = []
        for each in shelves.state().saved:
            try:
                query = shelves.recall("saved", each.id).query
            except KeptError as error:
                value.append({"name": each.title, "error": str(error)})
                continue
            parts = [
                {
                    "text": part.text,
                    "photo": part.photo,
                    "document": part.document,
                    "item": None if part.item is None else asdict(part.item),
                    "weight": part.weight,
                }
                for part in query.parts
            ]
            value.append({"name": each.title, "parts": parts})
    return Told(value, [each["name"] for each in value] or ["No search is saved."])


def _save(arguments: argparse.Namespace) -> Told:
    parts = [part for part in parts_of(arguments) if part.text is None or part.text.strip()]
    for part in parts:
        if (path := part.photo or part.document) and not os.path.isfile(path):
            raise KeptError(f"There is no {'photo' if part.photo else 'file'} {display(path)}.")
    with _opened(arguments) as service:
        query = Query((*parts, *items_of(arguments, service.catalog)))
        query = replace(query, order=arguments.sort or query.order)
        understood(query)  # a filter that makes no sense is told now
        kept = service.kept.save(arguments.name, query)
        name = next(each.title for each in service.kept.state().saved if each.id == kept)
    return Told({"name": name}, [f"Saved as “{name}”."])


# --- collections -------------------------------------------------------------------------


def _list_collections(arguments: argparse.Namespace) -> Told:
    with _reading(arguments) as shelves:
        found = shelves.state().collections
    value = [{"name": each.name, "members": each.members} for each in found]
    lines = [f"{each.members:>6}  {each.name}" for each in found]
    return Told(value, lines or ["There is no collection."])


def _show(arguments: argparse.Namespace) -> Told:
    with _reading(arguments) as shelves:
        hits = shelves.show(shelves.find("collection", arguments.name), arguments.sort)
    lines = [
        (f"{hit.moment[:10]}  " if hit.moment else "")
        + display(hit.path)
        + (f", page {hit.page}" if hit.kind == "page" else "")
        + ("  (gone)" if hit.gone else "")
        for hit in hits
    ]
    return Told([as_json(hit) | {"gone": hit.gone} for hit in hits], lines or ["It is empty."])


def _hits(arguments: argparse.Namespace) -> list[Hit]:
    with _reading(arguments) as shelves:
        return shelves.show(shelves.find("collection", arguments.name))


def _add(arguments: argparse.Namespace) -> Told:
    with _writing(arguments) as shelves:
        members, failures = _members(arguments, shelves)
        added = 0
        if members:
            try:
                collection = shelves.find("collection", arguments.name)
            except KeptError:
                collection = shelves.make_collection(arguments.name)
            added = shelves.add_members(collection, members)
    lines = [f"{added} added, {len(members) - added} were there already"] if members else []
    lines += [f"  {display(path)}: {reason}" for path, reason in failures]
    value = {"added": added, "failed": [{"path": p, "reason": why} for p, why in failures]}
    return Told(value, lines, code=0 if members else 1)


def _members(
    arguments: argparse.Namespace, shelves: Shelves
) -> tuple[list[Member], list[tuple[str, str]]]:
    """The contents of the files that are named, and what is none."""
    members: list[Member] = []
    failures = []
    for path in map(typed, arguments.files):
        content = shelves.content_of(path)
        if content is None:
            failures.append((path, "it is not in the library, or still to be read"))
            continue
        page = 0 if family(path) == "photo" else arguments.page or 1
        if not shelves.has_page(content, page):
            failures.append((path, f"it has no page {page}"))
        else:
            members.append((content, page, path))
    return members, failures


def _remove(arguments: argparse.Namespace) -> Told:
    paths = set(map(typed, arguments.files))
    with _writing(arguments) as shelves:
        collection = shelves.find("collection", arguments.name)
        chosen = [
            (hit.content, hit.page, hit.path)
            for hit in shelves.show(collection)
            if not paths.isdisjoint((hit.path, *hit.copies)) and arguments.page in (None, hit.page)
        ]
        removed = len(shelves.remove_members(collection, chosen))
    return Told({"removed": removed}, [f"{removed} removed"], code=0 if removed else 1)


def _export(arguments: argparse.Namespace) -> Told:
    hits = _hits(arguments)
    return export_hits(arguments.target, hits, arguments.name, replace_it=arguments.replace)


# --- both --------------------------------------------------------------------------------


def _rename(arguments: argparse.Namespace) -> Told:
    with _writing(arguments) as shelves:
        shelves.rename(
            arguments.table, shelves.find(arguments.table, arguments.name), arguments.new
        )
    return Told({"name": arguments.new}, [f"It is called “{arguments.new}” now."])


def _delete(arguments: argparse.Namespace) -> Told:
    with _writing(arguments) as shelves:
        shelves.delete(arguments.table, shelves.find(arguments.table, arguments.name))
    return Told(
        {"deleted": arguments.name}, [f"“{arguments.name}” is deleted; `restore` undoes it."]
    )


def _restore(arguments: argparse.Namespace) -> Told:
    with _writing(arguments) as shelves:
        kept = shelves.find(arguments.table, arguments.name, deleted=True)
        shelves.restore(arguments.table, kept)
    return Told({"restored": arguments.name}, [f"“{arguments.name}” is back."])


# --- the library -------------------------------------------------------------------------


@contextmanager
def _reading(arguments: argparse.Namespace) -> Iterator[Shelves]:
    service = IndexService(arguments.library, read_only=True, load_model=False)
    try:
        yield service.kept
    finally:
        service.close()


@contextmanager
def _writing(arguments: argparse.Namespace) -> Iterator[Shelves]:
    with _opened(arguments) as service:
        yield service.kept


@contextmanager
def _opened(arguments: argparse.Namespace) -> Iterator[IndexService]:
    Library(arguments.library).require(read_only=False)
    service = IndexService(arguments.library, load_model=False)
    try:
        yield service
    finally:
        service.close()
