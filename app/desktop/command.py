"""`mate desktop`: Mate among the programs of a Linux desktop, and at log-in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from app.desktop.entries import Entries


def main(argv: Sequence[str], usual_library: Path) -> int:
    """Do what ``argv`` says; the exit code."""
    arguments = _parser(usual_library).parse_args(argv)
    if sys.platform in ("win32", "darwin"):
        sys.stderr.write("mate: This is for the desktops of Linux and other Unixes.\n")
        return 1
    library = arguments.library.expanduser().absolute()
    entries = Entries(None if library == usual_library else library)
    try:
        match arguments.action:
            case "install":
                changed = entries.install()
                if arguments.at_login:
                    entries.turn(True)
                    changed.append(entries.autostart)
            case "uninstall":
                changed = entries.uninstall()
            case _:
                changed = []
                sys.stdout.write(_status(entries))
    except OSError as error:
        sys.stderr.write(f"mate: {error}\n")
        return 1
    sys.stdout.write("".join(f"{place}\n" for place in changed))
    return 0


def _status(entries: Entries) -> str:
    installed = "yes" if entries.entry.is_file() else "no"
    at_login = "yes" if entries.is_on() else "no"
    return f"among the programs: {installed}\nstarts at log-in: {at_login}\n"


def _parser(usual_library: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mate desktop",
        description="Put Mate among the desktop's programs, with its icons and the types of files "
        "it can be opened with, or take it from there. Nothing outside your home folder changes.",
    )
    parser.add_argument(
        "action",
        choices=("install", "uninstall", "status"),
        help="uninstall also ends the start at log-in; your library stays",
    )
    parser.add_argument(
        "--at-login",
        action="store_true",
        help="with install: start in the tray, too, when you log in",
    )
    parser.add_argument(
        "--library",
        type=Path,
        default=usual_library,
        metavar="DIR",
        help="the library that is opened (%(default)s)",
    )
    return parser
