"""Which of the desktop's programs open a kind of file: freedesktop.org's lists of them, read.

After the *MIME applications* and *Desktop entry* specifications. Reading them goes through some
hundred small files and belongs in a thread.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.display import file_url

_ENTRY = "Desktop Entry"
_FIELD = re.compile(r"%.")


@dataclass(frozen=True, slots=True)
class Program:
    """A program that opens files: what it is called, and the command that its entry names."""

    name: str
    command: tuple[str, ...]

    def arguments(self, path: str) -> tuple[str, ...]:
        """The command that opens a file, word by word."""
        url = bytes(file_url(path).toEncoded().data()).decode("ascii")
        values = {"%f": path, "%F": path, "%u": url, "%U": url, "%c": self.name, "%%": "%"}
        if not any(field in word for word in self.command for field in ("%f", "%F", "%u", "%U")):
            return (*_filled(self.command, values), path)
        return tuple(_filled(self.command, values))


def _filled(command: Sequence[str], values: dict[str, str]) -> Iterator[str]:
    for word in command:
        if word not in ("%i", "%k"):
            yield _FIELD.sub(lambda field: values.get(field[0], ""), word)


def programs_for(kinds: Sequence[str]) -> tuple[Program, ...]:
    """The programs for files of some MIME types, the closest type first; each once.

    The default comes first, then what a person has added, then what the programs say themselves.
    """
    entries = _entries()
    lists = [_read(path) for path in _lists()]
    removed = set(_named(lists, "Removed Associations", kinds))
    found = [
        *_named(lists, "Default Applications", kinds),
        *_named(lists, "Added Associations", kinds),
        *(name for kind in kinds for name, entry in entries.items() if kind in _kinds_of(entry)),
    ]
    unique: dict[tuple[str, ...], Program] = {}
    for name in dict.fromkeys(found):
        program = _program(entries[name]) if name in entries and name not in removed else None
        if program is not None:
            unique.setdefault(program.command, program)
    return tuple(unique.values())


def _named(
    lists: Sequence[configparser.ConfigParser], section: str, kinds: Sequence[str]
) -> list[str]:
    return [
        name
        for kind in kinds
        for each in lists
        for name in each.get(section, kind, fallback="").split(";")
        if name
    ]


def _folders() -> list[Path]:
    """Where data lie, the person's own first."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    others = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [Path(folder) for folder in (home, *others.split(":")) if folder]


def _lists() -> Iterator[Path]:
    """Where it is written which programs a person wants, what goes first first."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    others = os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    folders = [Path(folder) for folder in (home, *others.split(":")) if folder]
    folders += [folder / "applications" for folder in _folders()]
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    for folder in folders:
        for desktop in filter(None, desktops):
            yield folder / f"{desktop}-mimeapps.list"
        yield folder / "mimeapps.list"


def _entries() -> dict[str, configparser.SectionProxy]:
    """All entries by their names, each from the first folder that has it."""
    entries: dict[str, configparser.SectionProxy] = {}
    for folder in (folder / "applications" for folder in _folders()):
        for path in sorted(folder.rglob("*.desktop")):
            name = "-".join(path.relative_to(folder).parts)
            if name not in entries:
                parsed = _read(path)
                if parsed.has_section(_ENTRY):
                    entries[name] = parsed[_ENTRY]
    return entries


def _read(path: Path) -> configparser.ConfigParser:
    """An entry or a list; nothing of what is not one."""
    parser = configparser.ConfigParser(
        interpolation=None, delimiters=("=",), comment_prefixes=("#",), strict=False
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, configparser.Error):
        parser.clear()
    return parser


def _kinds_of(entry: configparser.SectionProxy) -> list[str]:
    return entry.get("MimeType", "").split(";")


def _program(entry: configparser.SectionProxy) -> Program | None:
    """What an entry names, unless it is gone or wants a terminal."""
    if "true" in (entry.get("Hidden", ""), entry.get("Terminal", "")):
        return None
    wanted = entry.get("TryExec", "")
    try:
        command = shlex.split(entry.get("Exec", ""))
    except ValueError:
        return None
    if not command or shutil.which(wanted or command[0]) is None:
        return None
    return Program(_own_name(entry), tuple(command))


def _own_name(entry: configparser.SectionProxy) -> str:
    """What the program is called in the person's language."""
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    place = (language or "").split(".")[0]
    for key in (f"Name[{place}]", f"Name[{place.split('_')[0]}]", "Name"):
        if entry.get(key, ""):
            return entry[key]
    return Path(shlex.split(entry.get("Exec", "?"))[0]).name
