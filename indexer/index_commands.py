"""`mate index` and `mate watch`: folders are read, once or from now on."""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from indexer.catalog_file import CatalogFault
from indexer.commands import add_command, not_read, open_service, run_to_end, tell_notices
from indexer.console import about_videos, say, write, write_failures, write_json
from indexer.declared import MAX_MEGAPIXELS, SPEED, SettingError
from indexer.files import within
from indexer.library import LibraryError
from indexer.service import IndexService
from indexer.settings import read_settings
from indexer.store import StoreError


def add_index(commands: Any) -> None:
    """Add `mate index`."""
    index = add_command(commands, "index", _index, "index folders to the end")
    index.add_argument("folders", nargs="+", metavar="FOLDER", help="a folder to watch and index")
    index.add_argument("--json", action="store_true", help="print what was done as JSON")
    index.add_argument(
        "--writing",
        action="store_true",
        help="also read the text in photos and scans, which takes much longer; without it that "
        "is left to `mate watch` and to the window",
    )
    _add_limits(index, usual="full")


def add_watch(commands: Any) -> None:
    """Add `mate watch`."""
    watch = add_command(commands, "watch", _watch, "index folders and go on watching them")
    watch.add_argument("folders", nargs="*", metavar="FOLDER", help="a folder to watch and index")
    _add_limits(watch, usual="as the library's settings say")


def _add_limits(command: argparse.ArgumentParser, *, usual: str) -> None:
    command.add_argument(
        "--speed",
        choices=SPEED.values,
        help=f"{SPEED.explained}; {usual}, if not said",
    )
    command.add_argument(
        "--max-megapixels",
        type=_megapixels,
        metavar="N",
        help=f"{MAX_MEGAPIXELS.label.lower()}, from now on. {MAX_MEGAPIXELS.explained}",
    )


def _megapixels(text: str) -> int:
    try:
        return int(MAX_MEGAPIXELS.check(int(text)))
    except SettingError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


# --- index -------------------------------------------------------------------------------


def _index(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    service = open_service(arguments)
    try:
        _set_limit(service, arguments)
        service.settings = replace(
            service.settings,
            speed=arguments.speed or "full",
            rests_on_battery=False,  # it was asked for here
            reads_writing=arguments.writing,
        )
        service.wait_for_model()  # before a folder is noted down that nothing could index
        folders = _add_folders(service, arguments.folders)
        if not folders:
            return 1
        besides = service.unfinished_besides(folders)
        stalled = run_to_end(service, quiet=arguments.json)
        if stalled:
            say(f"mate: indexing could not go on: {stalled}")
        else:
            try:
                service.tidy()
            except (StoreError, CatalogFault, OSError) as error:  # it is left to the next run
                say(f"mate: what removed files have left is not cleaned up: {error}")
        report = _report(service, folders, besides, stalled, time.monotonic() - started)
    finally:
        service.close()
    if arguments.json:
        write_json(report)
    else:
        counts = ", ".join(
            f"{report[name]} {name}"
            for name in ("indexed", "unchanged", "renamed", "removed", "skipped")
        )
        partial = f", {len(report['partial'])} in part" if report["partial"] else ""
        write(f"{report['found']} found: {counts}, {len(report['failed'])} failed{partial}")
        write_failures([*report["failed"], *report["partial"]])
        if report["videos"]:
            write(about_videos(report["videos"]))
        write(f"{report['seconds']} seconds")
    return 1 if stalled and not report["indexed"] else 0


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

    failed = [each for each in not_read(service, stalled) if seen(each["path"])]
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


# --- watch -------------------------------------------------------------------------------


def _watch(arguments: argparse.Namespace) -> int:
    wake = threading.Event()
    service = open_service(arguments, watch=True, writing=True, wake=wake.set)
    try:
        _set_limit(service, arguments)
        if arguments.speed:
            service.settings = replace(service.settings, speed=arguments.speed)
        if not arguments.folders and not service.folders():
            say("mate: no folder is watched yet; name one")
            return 1
        service.wait_for_model()  # before a folder is noted down that nothing could index
        if arguments.folders and not _add_folders(service, arguments.folders):
            return 1
        service.scan()
        say("watching; stop with Ctrl+C")
        line = stalled = ""
        while True:
            wake.clear()
            if not service.step():
                if service.stalled != stalled:
                    stalled = service.stalled
                    if stalled:
                        say(f"mate: indexing waits and tries again: {stalled}")
                tell_notices(service)
                totals = service.totals()
                now = (
                    f"{totals.photos} photos, {totals.pages} pages, "
                    f"{totals.pending + totals.away} waiting, {totals.failed} failed"
                )
                if now != line:
                    line = now
                    say(line)
                wake.wait(0.25)
    finally:
        service.close()


# --- both --------------------------------------------------------------------------------


def _set_limit(service: IndexService, arguments: argparse.Namespace) -> None:
    if arguments.max_megapixels is not None:
        kept = replace(read_settings(service.catalog), max_megapixels=arguments.max_megapixels)
        service.change_settings(kept)


def _add_folders(service: IndexService, folders: Sequence[str]) -> list[str]:
    """Add what can be added, and name what cannot."""
    added = []
    for folder in folders:
        try:
            added.append(service.add_folder(folder))
        except LibraryError as error:
            say(f"mate: {error}")
    return added
