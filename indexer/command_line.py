"""The command line, on the same service as the window: for scripts and machines without a screen.

Answers go to standard output, everything else to standard error. Exit codes: 0 done (even if
some files could not be read), 1 nothing could be done or something not repaired, 2 wrong arguments.
"""

from __future__ import annotations

import argparse
import heapq
import importlib
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

from indexer import languages
from indexer.asked import add_parts, asks_nothing, items_of, parts_of
from indexer.catalog_file import CatalogFault
from indexer.duplicates import unseen_looks
from indexer.export import ExportError, as_json
from indexer.extract import MOST_MEGAPIXELS, UnreadableError
from indexer.files import display, within
from indexer.filters import FilterError, understood
from indexer.kept import KeptError
from indexer.kept_commands import (
    Told,
    add_export_arguments,
    add_kept_commands,
    export_hits,
    recalled,
)
from indexer.library import Library, LibraryError, default_library
from indexer.messages import AlikeGroup, Kind, Likeness, Query, Speed, Strength
from indexer.opening import Opening
from indexer.search import QueryError
from indexer.service import IndexService
from indexer.settings import read_settings
from indexer.store import StoreError
from mate_core.text import finish

PROGRESS_SECONDS = 0.5
AWAY = "its folder went away before it could be read; it is indexed once the folder is back"
EXAMPLES = """\
examples:
  mate                                      open the window
  mate index ~/Pictures ~/Documents         index two folders, to the end
  mate search --text-file diary.txt         photos and pages a long text is about
  mate search --photo heron.jpg --kind page pages that speak of a photo
  mate search --document report.pdf         photos that a document speaks of
  mate search boats --not-like ~/a.jpg      boats, but not like that photo
  mate saved add Herons "a heron by a river" keep a search by a name
  mate collection export Birds ~/birds      copy what is in a collection
"""


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit code."""
    _allow_any_name()
    if argv and argv[0] in _MODEL_COMMANDS:
        return _run_model_command(argv[0], argv[1:])  # they log in their own way
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s: %(message)s")
    arguments = _parser().parse_args(argv)
    # A service manager's way to end `mate watch`: it unwinds and closes the library in order.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except (LibraryError, QueryError, FilterError, UnreadableError, StoreError) as error:
        _say(f"mate: {error}")
        return 1
    except (KeptError, ExportError) as error:
        _say(f"mate: {error}")
        return 1
    except CatalogFault as error:
        _say(f"mate: The library's catalog cannot be used: {error}.")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


# The model's own commands bring their arguments along; importing them is not for every start.
_MODEL_COMMANDS = {"train": "mate_core.train", "evaluate": "mate_core.evaluate"}


def _run_model_command(name: str, argv: Sequence[str]) -> int:
    module: Any = importlib.import_module(_MODEL_COMMANDS[name])
    parser = argparse.ArgumentParser(prog=f"mate {name}", description=module.__doc__)
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(argv)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mate",
        description="Find photos and pages in your own library by meaning.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    index = _command(commands, "index", _index, "index folders to the end")
    index.add_argument("folders", nargs="+", metavar="FOLDER", help="a folder to watch and index")
    index.add_argument("--json", action="store_true", help="print what was done as JSON")
    index.add_argument(
        "--writing",
        action="store_true",
        help="also read the text in photos and scans, which takes much longer; without it that "
        "is left to `mate watch` and to the window",
    )

    watch = _command(commands, "watch", _watch, "index folders and go on watching them")
    watch.add_argument("folders", nargs="*", metavar="FOLDER", help="a folder to watch and index")
    for command, usual in ((index, "full"), (watch, "as the library's settings say")):
        command.add_argument(
            "--speed",
            choices=get_args(Speed),
            help="as fast as it goes (full), a tenth of the machine at most (gentle), or only "
            f"while other programs leave the machine alone (idle); {usual}, if not said",
        )
    for command in (index, watch):
        command.add_argument(
            "--max-megapixels",
            type=_megapixels,
            metavar="N",
            help="how large a picture may be, from now on, whatever this machine's memory; 0 "
            "leaves it to the memory again",
        )

    search = _command(commands, "search", _search, "find photos and pages")
    add_parts(search)
    _add_answer_arguments(search)
    add_kept_commands(
        lambda name, line: _command(commands, name, _kept, line), _run_saved, _add_answer_arguments
    )

    verify = _command(commands, "verify", _verify, "compare catalog, store and disk, and repair")
    verify.add_argument("--dry-run", action="store_true", help="only tell what is found")
    verify.add_argument("--json", action="store_true", help="print what was found as JSON")

    rebuild = _command(commands, "rebuild", _rebuild, "make the store and the thumbnails anew")
    rebuild.add_argument(
        "--all",
        action="store_true",
        help="also of folders that are away: their files are not found until they are back",
    )
    rebuild.add_argument("--json", action="store_true", help="print what was done as JSON")

    duplicates = _command(
        commands, "duplicates", _duplicates, "list what is there more than once; nothing is moved"
    )
    duplicates.add_argument(
        "--similar", action="store_true", help="also pictures that are similar, but no copies"
    )
    duplicates.add_argument("--json", action="store_true", help="print a JSON list of groups")

    status = _command(commands, "status", _status, "how the library stands")
    status.add_argument("--files", action="store_true", help="list every file with its state")
    status.add_argument("--json", action="store_true", help="print JSON")

    for name, line in (
        ("evaluate", "measure a model's retrieval on pairs of images and texts"),
        ("train", "train a model"),
    ):
        commands.add_parser(name, help=line)
    return parser


def _add_answer_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", choices=("photo", "page"), help="only photos, or only pages")
    parser.add_argument("--limit", type=_positive, default=10, help="hits of each kind (10)")
    parser.add_argument("--json", action="store_true", help="print a JSON list, best first")
    add_export_arguments(parser, "--export")


def _command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], line: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=line, description=line.capitalize() + "."
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "--library",
        type=Path,
        default=default_library(),
        metavar="DIR",
        help="the library's folder (%(default)s)",
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="starter, or the folder of a model (the one that the library was read with)",
    )
    return parser


# --- index and watch ---------------------------------------------------------------------


def _index(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    service = _open(arguments)
    try:
        _set_limit(service, arguments)
        service.settings = replace(
            service.settings,
            speed=arguments.speed or "full",
            rests_on_battery=False,  # as above: it was asked for here
            reads_writing=arguments.writing,
        )
        service.wait_for_model()  # before a folder is noted down that nothing could index
        folders = _add_folders(service, arguments.folders)
        if not folders:
            return 1
        besides = service.unfinished_besides(folders)
        stalled = _run_to_end(service, quiet=arguments.json)
        if stalled:
            _say(f"mate: indexing could not go on: {stalled}")
        else:
            try:
                service.tidy()
            except (StoreError, CatalogFault, OSError) as error:  # it is left to the next run
                _say(f"mate: what removed files have left is not cleaned up: {error}")
        report = _report(service, folders, besides, stalled, time.monotonic() - started)
    finally:
        service.close()
    if arguments.json:
        _print_json(report)
    else:
        counts = ", ".join(
            f"{report[name]} {name}"
            for name in ("indexed", "unchanged", "renamed", "removed", "skipped")
        )
        partial = f", {len(report['partial'])} in part" if report["partial"] else ""
        _print(f"{report['found']} found: {counts}, {len(report['failed'])} failed{partial}")
        _print_failures([*report["failed"], *report["partial"]])
        if report["videos"]:
            _print(_videos(report["videos"]))
        _print(f"{report['seconds']} seconds")
    return 1 if stalled and not report["indexed"] else 0


def _watch(arguments: argparse.Namespace) -> int:
    wake = threading.Event()
    service = _open(arguments, watch=True, writing=True, wake=wake.set)
    try:
        _set_limit(service, arguments)
        if arguments.speed:
            service.settings = replace(service.settings, speed=arguments.speed)
        if not arguments.folders and not service.folders():
            _say("mate: no folder is watched yet; name one")
            return 1
        service.wait_for_model()  # before a folder is noted down that nothing could index
        if arguments.folders and not _add_folders(service, arguments.folders):
            return 1
        service.scan()
        _say("watching; stop with Ctrl+C")
        line = stalled = ""
        while True:
            wake.clear()
            if not service.step():
                if service.stalled != stalled:
                    stalled = service.stalled
                    if stalled:
                        _say(f"mate: indexing waits and tries again: {stalled}")
                _tell(service)
                totals = service.totals()
                now = (
                    f"{totals.photos} photos, {totals.pages} pages, "
                    f"{totals.pending + totals.away} waiting, {totals.failed} failed"
                )
                if now != line:
                    line = now
                    _say(line)
                wake.wait(0.25)
    finally:
        service.close()


def _open(
    arguments: argparse.Namespace,
    *,
    writing: bool = False,
    read_only: bool = False,
    watch: bool = False,
    wake: Callable[[], None] = lambda: None,
) -> IndexService:
    def on_model(state: str, _model_id: str, text: str) -> None:
        if state == "preparing":
            _say(text)

    service = IndexService(
        arguments.library,
        arguments.model,
        read_only=read_only,
        watch=watch,
        writing=writing,
        wake=wake,
        on_model=on_model,
    )
    _tell(service)
    service.paused = False  # who asks for indexing here means it, whatever the window was told
    return service


def _set_limit(service: IndexService, arguments: argparse.Namespace) -> None:
    if arguments.max_megapixels is not None:
        kept = replace(read_settings(service.catalog), max_megapixels=arguments.max_megapixels)
        service.change_settings(kept)


def _tell(service: IndexService) -> None:
    """Say what a person should know of the library."""
    for notice in service.take_notices():
        _say(f"mate: {notice}")


def _add_folders(service: IndexService, folders: Sequence[str]) -> list[str]:
    """Add what can be added, and name what cannot."""
    added = []
    for folder in folders:
        try:
            added.append(service.add_folder(folder))
        except LibraryError as error:
            _say(f"mate: {error}")
    return added


def _run_to_end(service: IndexService, quiet: bool) -> str:
    """Index until nothing is left to do; else why it could not go on, as when the disk is full."""
    show = sys.stderr.isatty() and not quiet
    due = 0.0
    while not service.idle:
        if not service.step():
            if service.stalled:
                _tell(service)
                return service.stalled
            time.sleep(0.01)
        if show and time.monotonic() >= due:
            due = time.monotonic() + PROGRESS_SECONDS
            progress = service.progress()
            left = f", {progress.seconds_left:.0f} s left" if progress.seconds_left else ""
            line = f"{progress.done} of {progress.total} files, {progress.files_per_second:.0f}/s"
            if progress.writing_left and not progress.active:
                line = f"reading text in pictures, {progress.writing_left} left"
            sys.stderr.write(f"\r\033[K{line}{left}")
            sys.stderr.flush()
    if show:
        sys.stderr.write("\r\033[K")
    _tell(service)
    return ""


def _report(
    service: IndexService,
    folders: Sequence[str],
    besides: set[str],
    stalled: str,
    seconds: float,
) -> dict[str, Any]:
    """What was done with the files of the folders, and with those left over ``besides``.

    ``stalled`` is the reason of those that are still waiting, if the run could not go on.
    """
    changes = service.changes
    unseen = {problem.path for problem in changes.problems}
    unseen.update(changes.away)

    def seen(path: str) -> bool:
        return path in besides or (
            any(within(path, folder) for folder in folders)
            and unseen.isdisjoint(map(str, Path(path).parents))
        )

    failed = [
        {"path": status.path, "reason": status.reason or stalled or AWAY}
        for status in (*service.files("failed"), *service.unread())
        if seen(status.path)
    ]
    partial = [
        {"path": status.path, "reason": status.reason}
        for status in service.partial()
        if seen(status.path)
    ]
    return {
        "found": changes.found + len(besides),
        "indexed": service.counts().indexed,
        "unchanged": changes.unchanged,
        "renamed": changes.renamed,
        "removed": changes.removed,
        "skipped": changes.skipped,
        "videos": changes.videos,
        "failed": failed,
        "partial": partial,
        "seconds": round(seconds, 2),
    }


# --- verify ------------------------------------------------------------------------------


def _verify(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    Library(arguments.library).require(read_only=arguments.dry_run)
    service = _open(arguments, read_only=arguments.dry_run)
    try:
        indexed = {status.path for status in service.files("indexed")}
        found = service.verify()
        stalled = "" if arguments.dry_run else _run_to_end(service, quiet=arguments.json)
        if not (stalled or arguments.dry_run):
            service.tidy()
        lost = [
            {"path": status.path, "reason": status.reason or stalled or AWAY}
            for status in (*service.files("failed"), *service.unread())
            if status.path in indexed
        ]
        changes = service.changes
        counts = {
            "contents_incomplete": len(found.contents.incomplete),
            "contents_half_written": len(found.half_written),
            "contents_unknown": len(found.contents.unknown),
            "contents_unused": len(found.unused),
            "contents_kept": len(found.kept),
            "thumbnails_missing": found.thumbnails_missing,
            "thumbnails_unknown": len(found.thumbnails_unknown),
            "files_removed": changes.removed,
            "files_renamed": changes.renamed,
            "files_queued": changes.queued,
            "leftovers": len(found.leftovers),
        }
        report: dict[str, Any] = {
            **counts,
            "read": service.counts().indexed,
            "not_repaired": [] if arguments.dry_run else lost,
            "dry_run": arguments.dry_run,
            "notices": service.notices,
            "seconds": round(time.monotonic() - started, 2),
        }
    finally:
        service.close()
    if stalled:
        _say(f"mate: repairing could not go on: {stalled}")
    if arguments.json:
        _print_json(report)
    else:
        tense = 1 if arguments.dry_run else 0
        for name, what, *done in _FOUND:
            if counts[name]:
                _print(f"{counts[name]} {what}: {done[tense]}")
        if not any(counts.values()):
            _print("Catalog, store and disk agree.")
        _print_failures(report["not_repaired"])
        _print(f"{report['seconds']} seconds")
    return 1 if stalled or report["not_repaired"] or found.kept else 0


# What is found, and what is done or would be done about it.
_READ = ("read again", "would be read again")
_DELETED = ("deleted", "would be deleted")
_KEPT = "kept until the folder is back, then run this again"
_FOUND = (
    ("contents_incomplete", "contents whose rows in the store are missing or damaged", *_READ),
    ("contents_half_written", "contents left half written", *_READ),
    ("contents_unknown", "contents in the store that the catalog does not know", *_DELETED),
    ("contents_unused", "contents that no file has any more", *_DELETED),
    ("contents_kept", "contents that lack something, of folders that are away", _KEPT, _KEPT),
    ("thumbnails_missing", "thumbnails missing", "made again", "would be made again"),
    ("thumbnails_unknown", "thumbnails that belong to nothing", *_DELETED),
    ("files_removed", "files gone from disk", "forgotten", "would be forgotten"),
    ("files_renamed", "files renamed", "noted", "would be noted"),
    ("files_queued", "files new or changed", "read", "would be read"),
    ("leftovers", "files whose writing was cut off", *_DELETED),
)


# --- rebuild -----------------------------------------------------------------------------


def _rebuild(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    Library(arguments.library).require(read_only=False)
    service = _open(arguments)
    try:
        kept = service.rebuild(everything=arguments.all)
        stalled = _run_to_end(service, quiet=arguments.json)
        if not stalled:
            service.tidy()
        totals = service.totals()
        failed = [
            {"path": status.path, "reason": status.reason} for status in service.files("failed")
        ]
        report = {
            "indexed": service.counts().indexed,
            "kept": kept,
            "waiting": totals.pending + totals.away,
            "failed": failed,
            "notices": service.notices,
            "seconds": round(time.monotonic() - started, 2),
        }
    finally:
        service.close()
    if stalled:
        _say(f"mate: the rest is made anew at the next start: {stalled}")
    if arguments.json:
        _print_json(report)
        return 1 if stalled else 0
    _print(f"{report['indexed']} made anew, {report['waiting']} waiting, {len(failed)} failed")
    _print_failures(failed)
    if kept:
        _print(f"{kept} of folders that are away were left as they are; --all takes them too")
    _print(f"{report['seconds']} seconds")
    return 1 if stalled else 0


# --- search ------------------------------------------------------------------------------


def _search(arguments: argparse.Namespace) -> int:
    if asks_nothing(arguments):
        _say("mate: nothing is asked: give a text, a photo or a document; --help tells all")
        return 2
    return _ask(arguments, Query(parts_of(arguments)))


def _ask(arguments: argparse.Namespace, query: Query, *, items: bool = True) -> int:
    """Answer a question as the arguments want it; ``items``: they name some of the library."""
    kinds: tuple[Kind, ...] = (arguments.kind,) if arguments.kind else ("photo", "page")
    query = understood(replace(query, kinds=kinds, limit=arguments.limit))
    service = IndexService(
        arguments.library,
        arguments.model,
        read_only=True,
        on_model=lambda state, _id, text: _say(text) if state == "preparing" else None,
    )
    if query.wanted_text:
        languages.expect()
    try:
        service.wait_for_model()
        if items:
            named = items_of(arguments, service.catalog)
            query = replace(query, parts=(*query.parts, *named))
        if query.parts:
            files = Opening(query, service.on_demand)
            embedded = service.embed_query(query, files.photos, files.documents)
            for remark in embedded.remarks:
                _say(f"mate: {remark}")
            answer = service.search(query, embedded)
            reads = service.embedder.reads if service.embedder is not None else None
            if language := languages.unread(query.wanted_text, reads):
                _say(
                    f"mate: the text seems to be in a language ({language}) that the model does "
                    "not read; what is found may be poor"
                )
        else:
            answer = service.newest(query)
    finally:
        service.close()
    # Both stay in their order, which words may have changed.
    hits = list(heapq.merge(answer.photos, answer.pages, key=lambda hit: -(hit.score or 0.0)))
    if arguments.export is not None:
        told = export_hits(arguments.export, hits, "", replace_it=arguments.replace)
        return _tell_of(told, as_json=arguments.json)
    if arguments.json:
        _print_json([as_json(hit) for hit in hits])
        return 0
    for title, found in (("Photos", answer.photos), ("Pages", answer.pages)):
        if found:
            _print(title)
        group: Strength | None = None
        for hit in found:
            if hit.strength is not None and hit.strength != group:
                group = hit.strength
                _print(f" {group.capitalize()}")
            where = f", page {hit.page}" if hit.kind == "page" else ""
            score = "" if hit.score is None else f"{hit.score:.3f}  "
            _print(f"  {score}{display(hit.path)}{where}")
            if hit.why.passage:
                _print(f"         {_shortened(hit.why.passage)}")
    if not hits:
        _print("Nothing found.")
    return 0


def _run_saved(arguments: argparse.Namespace) -> int:
    """Ask a saved search."""
    query, missing = recalled(arguments)
    for path in missing:
        _say(f"mate: its photo {display(path)} is not there any more; the rest is searched for")
    return _ask(arguments, query, items=False)


def _kept(arguments: argparse.Namespace) -> int:
    """Do something with saved searches or collections."""
    answer: Callable[[argparse.Namespace], Told] = arguments.answer
    return _tell_of(answer(arguments), as_json=arguments.json)


def _tell_of(told: Told, *, as_json: bool) -> int:
    if as_json:
        _print_json(told.value)
    else:
        for line in told.lines:
            _print(line)
    return told.code


def _shortened(text: str, length: int = 120) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + " …"


# --- duplicates --------------------------------------------------------------------------


def _duplicates(arguments: argparse.Namespace) -> int:
    service = IndexService(
        arguments.library,
        arguments.model,
        read_only=True,
        on_model=lambda state, _id, text: _say(text) if state == "preparing" else None,
    )
    try:
        service.wait_for_model()
        # The window takes these in idle time, and keeps them.
        looks = dict(unseen_looks(service.catalog, service.library))
        groups = finish(service.alike_steps(looks))
    finally:
        service.close()
    if not arguments.similar:
        groups = tuple(group for group in groups if group.likeness != "similar")
    if arguments.json:
        _print_json([_group_as_json(group) for group in groups])
        return 0
    for group in groups:
        _print(_TITLES[group.likeness].format(len(group.files)))
        for file in group.files:
            mark = "-" if file.path in group.surplus else " "
            shape = f"{file.width} × {file.height}, " if file.width else ""
            _print(f"  {mark} {display(file.path)}  ({shape}{file.size / 1e6:.1f} MB)")
    paths = {path for group in groups for path in group.surplus}
    if not groups:
        _print("Nothing is there more than once.")
    elif paths:
        freed = sum(f.size for group in groups for f in group.files if f.path in paths) / 1e6
        _print(f"{len(paths)} files (-) could go, {freed:.1f} MB: the window moves them to the bin")
    return 0


_TITLES: dict[Likeness, str] = {
    "same": "The same file, {} times",
    "near": "The same picture in {} files",
    "similar": "{} similar pictures",
}


def _group_as_json(group: AlikeGroup) -> dict[str, Any]:
    surplus = set(group.surplus)
    return {
        "likeness": group.likeness,
        "files": [
            {
                "path": file.path,
                "content": file.content,
                "bytes": file.size,
                "width": file.width or None,
                "height": file.height or None,
                "taken": file.taken or None,
                "modified": file.mtime / 1e9,
                "present": file.present,
                "sidecar": file.sidecar,
                "surplus": file.path in surplus,
            }
            for file in group.files
        ],
    }


# --- status ------------------------------------------------------------------------------


def _status(arguments: argparse.Namespace) -> int:
    service = IndexService(arguments.library, arguments.model, read_only=True, load_model=False)
    try:
        totals = service.totals()
        folders = service.folders()
        sizes = service.library.bytes_on_disk()
        stands = {
            "library": str(service.library.root),
            "model": service.model_id or None,
            "files": {
                "pending": totals.pending + totals.away,
                "indexed": totals.indexed,
                "failed": totals.failed,
                "partial": totals.partial,
            },
            "items": {"photo": totals.photos, "page": totals.pages},
            "skipped": {"videos": totals.videos},
            "bytes": sizes,
            "folders": [asdict(folder) for folder in folders],
        }
        files = [asdict(status) for status in service.files()] if arguments.files else []
    finally:
        service.close()
    if arguments.json:
        _print_json(files if arguments.files else stands)
        return 0
    if arguments.files:
        for file in files:
            why = f"  {file['reason']}" if file["reason"] else ""
            _print(f"{file['state']:<10} {file['items']:>5}  {display(file['path'])}{why}")
        return 0
    _print(f"Library  {stands['library']}")
    _print(f"Model    {stands['model'] or 'none yet'}")
    waiting = totals.pending + totals.away
    partial = f" ({totals.partial} in part)" if totals.partial else ""
    _print(f"Files    {totals.indexed} indexed{partial}, {waiting} waiting, {totals.failed} failed")
    _print(f"Items    {totals.photos} photos, {totals.pages} pages")
    if totals.videos:
        _print(f"Skipped  {_videos(totals.videos)}")
    aside = sizes.pop("set_aside")
    _print("On disk  " + ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in sizes.items()))
    if aside:
        _print(f"Damaged  {aside / 1e6:.1f} MB set aside, which you may delete")
    for folder in folders:
        videos = f"  ({_videos(folder.videos)})" if folder.videos else ""
        _print(f"Folder   {display(folder.path)}{'' if folder.present else '  (away)'}{videos}")
    return 0


def _print_failures(failures: Sequence[dict[str, str]]) -> None:
    for failure in failures:
        _print(f"  {display(failure['path'])}: {failure['reason']}")


def _videos(count: int) -> str:
    return "1 video is not indexed" if count == 1 else f"{count} videos are not indexed"


# --- output ------------------------------------------------------------------------------


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _megapixels(text: str) -> int:
    number = int(text)
    if not 0 <= number <= MOST_MEGAPIXELS:
        raise argparse.ArgumentTypeError(f"must be between 0 and {MOST_MEGAPIXELS}")
    return number


def _allow_any_name() -> None:
    """Let names and texts through that the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _print(text: str) -> None:
    print(text)  # noqa: T201


def _print_json(value: Any) -> None:
    # Escaped, so that names which are not text survive the way through any encoding.
    print(json.dumps(value, indent=2))  # noqa: T201


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201
