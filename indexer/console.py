"""What commands say: answers to standard output, all else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.files import display


@dataclass(frozen=True, slots=True)
class Told:
    """What a command has to say: as a value of JSON, in lines for people, and its exit code."""

    value: Any
    lines: Sequence[str]
    code: int = 0


def tell(told: Told, *, as_json: bool) -> int:
    """Write it down as it is wanted; the exit code."""
    if as_json:
        write_json(told.value)
    else:
        for line in told.lines:
            write(line)
    return told.code


def write(line: str) -> None:
    """A line of the answer."""
    print(line)  # noqa: T201


def write_json(value: Any) -> None:
    """The answer as JSON."""
    # Escaped, so that names which are not text survive the way through any encoding.
    print(json.dumps(value, indent=2))  # noqa: T201


def write_failures(failures: Sequence[Mapping[str, str]]) -> None:
    """Files by path, each with its reason."""
    for failure in failures:
        write(f"  {display(failure['path'])}: {failure['reason']}")


def about_videos(count: int) -> str:
    """That some are there, and not indexed."""
    return "1 video is not indexed" if count == 1 else f"{count} videos are not indexed"


def files(count: int) -> str:
    """A number of files in words."""
    return "1 file" if count == 1 else f"{count:,} files"


def data_size(size: int) -> str:
    """A number of bytes, in the unit that suits it."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    amount, units = size / 1000, iter(("kB", "MB", "GB", "TB"))
    unit = next(units)
    while amount >= 999.95 and unit != "TB":
        amount, unit = amount / 1000, next(units)
    return f"{amount:,.1f} {unit}"


def say(text: str) -> None:
    """A line beside the answer."""
    print(text, file=sys.stderr)  # noqa: T201


def allow_any_name() -> None:
    """Let names and texts through that the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
