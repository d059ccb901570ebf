"""`mate verify`, `mate rebuild` and `mate status`: how a library stands, and what mends it."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from datetime import datetime
from typing import Any

from indexer.commands import add_command, not_read, open_service, run_to_end
from indexer.console import about_videos, say, write, write_failures, write_json
from indexer.files import display
from indexer.library import Library
from indexer.messages import SearchRecall
from indexer.recall import read_recall
from indexer.service import IndexService
from indexer.verify import counted
from mate_core.text import finish

# --- verify ------------------------------------------------------------------------------


def add_verify(commands: Any) -> None:
    """Add `mate verify`."""
    verify = add_command(commands, "verify", _verify, "compare catalog, store and disk, and repair")
    verify.add_argument("--dry-run", action="store_true", help="only tell what is found")
    verify.add_argument("--json", action="store_true", help="print what was found as JSON")


def _verify(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    Library(arguments.library).require(read_only=arguments.dry_run)
    service = open_service(arguments, read_only=arguments.dry_run)
    try:
        indexed = {status.path for status in service.files("indexed")}
        found = finish(service.verify_steps())
        stalled = "" if arguments.dry_run else run_to_end(service, quiet=arguments.json)
        if not (stalled or arguments.dry_run):
            service.tidy()
        lost = [each for each in not_read(service, stalled) if each["path"] in indexed]
        counts = counted(found)
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
        say(f"mate: repairing could not go on: {stalled}")
    if arguments.json:
        write_json(report)
    else:
        tense = 1 if arguments.dry_run else 0
        for name, what, *done in _FOUND:
            if counts[name]:
                write(f"{counts[name]} {what}: {done[tense]}")
        if not any(counts.values()):
            write("Catalog, store and disk agree.")
        write_failures(report["not_repaired"])
        write(f"{report['seconds']} seconds")
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


def add_rebuild(commands: Any) -> None:
    """Add `mate rebuild`."""
    rebuild = add_command(commands, "rebuild", _rebuild, "make the store and the thumbnails anew")
    rebuild.add_argument(
        "--all",
        action="store_true",
        help="also of folders that are away: their files are not found until they are back",
    )
    rebuild.add_argument("--json", action="store_true", help="print what was done as JSON")


def _rebuild(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    Library(arguments.library).require(read_only=False)
    service = open_service(arguments)
    try:
        kept = service.rebuild(everything=arguments.all)
        stalled = run_to_end(service, quiet=arguments.json)
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
        say(f"mate: the rest is made anew at the next start: {stalled}")
    if arguments.json:
        write_json(report)
        return 1 if stalled else 0
    write(f"{report['indexed']} made anew, {report['waiting']} waiting, {len(failed)} failed")
    write_failures(failed)
    if kept:
        write(f"{kept} of folders that are away were left as they are; --all takes them too")
    write(f"{report['seconds']} seconds")
    return 1 if stalled else 0


# --- status ------------------------------------------------------------------------------


def add_status(commands: Any) -> None:
    """Add `mate status`."""
    status = add_command(commands, "status", _status, "how the library stands")
    status.add_argument("--files", action="store_true", help="list every file with its state")
    status.add_argument("--json", action="store_true", help="print JSON")


def _status(arguments: argparse.Namespace) -> int:
    service = IndexService(arguments.library, arguments.model, read_only=True, load_model=False)
    try:
        totals = service.totals()
        folders = service.folders()
        sizes = service.library.bytes_on_disk()
        recall = read_recall(service.catalog, service.model_id)
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
            "recall": None if recall is None else {**asdict(recall), "exact": recall.exact},
            "folders": [asdict(folder) for folder in folders],
        }
        files = [asdict(status) for status in service.files()] if arguments.files else []
    finally:
        service.close()
    if arguments.json:
        write_json(files if arguments.files else stands)
        return 0
    if arguments.files:
        for file in files:
            why = f"  {file['reason']}" if file["reason"] else ""
            write(f"{file['state']:<10} {file['items']:>5}  {display(file['path'])}{why}")
        return 0
    write(f"Library  {stands['library']}")
    write(f"Model    {stands['model'] or 'none yet'}")
    waiting = totals.pending + totals.away
    partial = f" ({totals.partial} in part)" if totals.partial else ""
    write(f"Files    {totals.indexed} indexed{partial}, {waiting} waiting, {totals.failed} failed")
    write(f"Items    {totals.photos} photos, {totals.pages} pages")
    if totals.videos:
        write(f"Skipped  {about_videos(totals.videos)}")
    aside = sizes.pop("set_aside")
    write("On disk  " + ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in sizes.items()))
    if recall is not None:
        write(f"Search   {_how_exact(recall)}")
    if aside:
        write(f"Damaged  {aside / 1e6:.1f} MB set aside, which you may delete")
    for folder in folders:
        videos = f"  ({about_videos(folder.videos)})" if folder.videos else ""
        away = "" if folder.present else "  (away)"
        if folder.replaced:
            away = "  (away; something else is in its place)"
        write(f"Folder   {display(folder.path)}{away}{videos}")
    return 0


def _how_exact(recall: SearchRecall) -> str:
    if recall.measured is None:
        return "exact: everything is compared"
    day = datetime.fromtimestamp(recall.measured)
    return f"finds {recall.percent:.1f} % of the nearest, measured here on {day:%Y-%m-%d}"
