"""`mate duplicates`: what is there more than once, as a list."""

from __future__ import annotations

import argparse
from typing import Any

from indexer.commands import add_command, say_preparing
from indexer.console import data_size, files, write, write_json
from indexer.duplicates import unseen_looks
from indexer.files import display
from indexer.messages import AlikeGroup, Likeness
from indexer.service import IndexService
from mate_core.text import finish


def add_duplicates(commands: Any) -> None:
    """Add `mate duplicates`."""
    duplicates = add_command(
        commands, "duplicates", _duplicates, "list copies and near copies; nothing is moved"
    )
    duplicates.add_argument(
        "--similar", action="store_true", help="also list pictures that only look alike"
    )
    duplicates.add_argument("--json", action="store_true", help="print a JSON list of groups")


def _duplicates(arguments: argparse.Namespace) -> int:
    service = IndexService(
        arguments.library, arguments.model, read_only=True, on_model=say_preparing
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
        write_json([_group_as_json(group) for group in groups])
        return 0
    for group in groups:
        write(_TITLES[group.likeness].format(len(group.files)))
        for file in group.files:
            mark = "-" if file.path in group.surplus else " "
            shape = f"{file.width} × {file.height}, " if file.width else ""
            write(f"  {mark} {display(file.path)}  ({shape}{data_size(file.size)})")
    paths = {path for group in groups for path in group.surplus}
    if not groups:
        write("No duplicates were found.")
    elif paths:
        freed = sum(f.size for group in groups for f in group.files if f.path in paths)
        write(
            f"{files(len(paths))} (marked -) could go, {data_size(freed)} in all. "
            "The window can move such files to the system's bin."
        )
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
