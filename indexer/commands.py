"""What the commands have in common: the library's options, opening it, indexing to the end."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from indexer.console import say
from indexer.options import add_library_options
from indexer.service import IndexService

PROGRESS_SECONDS = 0.5
_AWAY = "its folder went away before it could be read; it is indexed once the folder is back"


def add_command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], line: str
) -> argparse.ArgumentParser:
    """Add a command, with a line of help, to those there are; every one works on a library."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=line, description=line.capitalize() + "."
    )
    parser.set_defaults(run=run)
    add_library_options(parser)
    return parser


def typed(path: str) -> str:
    """A path as it was typed, from the root on."""
    return os.path.abspath(os.path.expanduser(path))


def open_service(
    arguments: argparse.Namespace,
    *,
    writing: bool = False,
    read_only: bool = False,
    watch: bool = False,
    wake: Callable[[], None] = lambda: None,
) -> IndexService:
    """The library that the arguments name, for a command that indexes or would."""
    service = IndexService(
        arguments.library,
        arguments.model,
        read_only=read_only,
        watch=watch,
        writing=writing,
        wake=wake,
        on_model=say_preparing,
    )
    tell_notices(service)
    service.paused = False  # who asks for indexing here means it, whatever the window was told
    return service


def say_preparing(state: str, _model_id: str, text: str) -> None:
    """Say that a model is being prepared, which takes a while."""
    if state == "preparing":
        say(text)


def tell_notices(service: IndexService) -> None:
    """Say what a person should know of the library."""
    for notice in service.take_notices():
        say(f"mate: {notice}")


def run_to_end(service: IndexService, quiet: bool) -> str:
    """Index until nothing is left to do; else why it could not go on, as when the disk is full."""
    show = sys.stderr.isatty() and not quiet
    due = 0.0
    while not service.idle:
        if not service.step():
            if service.stalled:
                tell_notices(service)
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
    tell_notices(service)
    return ""


def not_read(service: IndexService, stalled: str) -> list[dict[str, str]]:
    """Files that could not be read and that wait, with the reasons; ``stalled`` is one of these."""
    return [
        {"path": status.path, "reason": status.reason or stalled or _AWAY}
        for status in (*service.files("failed"), *service.unread())
    ]
