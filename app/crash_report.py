"""What can be told of an indexer that stopped, for who looks into it: to be copied and sent on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import qVersion

LOG = "mate.log"
LINES = 80  # enough for a traceback and what led to it
_MOST_BYTES = 64_000


def crash_report(library: Path, ends: Sequence[str]) -> str:
    """The ways in which the indexer ended, the versions, and the last lines of its log.

    It is in English, for who mends it. It reads a file, so it is no work for the main thread.
    """
    told = [
        f"Mate {_version()} on {platform.platform()}, Python {platform.python_version()}, "
        f"Qt {qVersion()}",
        *(f"The indexer ended: {end}" for end in ends),
        f"The last lines of {library / LOG}:",
        *_last_lines(library / LOG),
    ]
    text = "\n".join(told)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _version() -> str:
    try:
        return importlib.metadata.version("mate")
    except importlib.metadata.PackageNotFoundError:  # run from its sources
        return "(from its sources)"


def _last_lines(log: Path) -> list[str]:
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _MOST_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError as error:
        return [f"It cannot be read: {error.strerror or error}."]
    return lines[-LINES:]
