"""What a person wants passed by: `.mateignore` files, in gitignore's syntax.

As in git, a file speaks for the folder it lies in and those below, the innermost file that has a
say decides, in it the last line that matches, and nothing below an ignored folder is looked at.
Lines that the window was told are kept in the catalog; they hold where no file has a say.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.extract import reason
from indexer.files import RefusedError, read_small

log = logging.getLogger(__name__)

IGNORE_FILE = ".mateignore"
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line: what it matches, and whether that is to be ignored or, by a ``!``, kept."""

    regex: re.Pattern[str]
    ignores: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    """The lines of a folder's file, the last first."""

    folder: str
    rules: tuple[_Rule, ...]

    def decide(self, path: str, is_folder: bool) -> bool | None:
        """Whether a path below the folder is ignored; None if no line speaks of it."""
        told = os.path.relpath(path, self.folder).replace(os.sep, "/") + "/" * is_folder
        for rule in self.rules:
            # The library's expressions also match what lies below a match. Here each folder has
            # been judged before what is in it, so only the path itself counts.
            if any(match.end() == len(told) for match in rule.regex.finditer(told)):
                return rule.ignores
        return None


class IgnoreRules:
    """The ignore files of a watched folder, each read when first asked for."""

    def __init__(self, root: str, chosen: str = "") -> None:
        """``chosen`` are the lines that were given for it in the window."""
        self.root = root
        self._chosen = _Rules(root, _parse(chosen, log_as=f"what is passed by in {root!r}"))
        self._chains: dict[str, tuple[_Rules, ...]] = {}

    def ignore(self, path: str, is_folder: bool) -> bool:
        """Whether a path is ignored, provided that the folders it lies in are not."""
        for rules in self._chain(os.path.dirname(path)):
            decided = rules.decide(path, is_folder)
            if decided is not None:
                return decided
        return False

    def has_no_file(self, folder: str) -> None:
        """Say that a folder holds no ignore file, so that none is looked for."""
        if folder not in self._chains:
            self._chains[folder] = self._above(folder)

    def _above(self, folder: str) -> tuple[_Rules, ...]:
        if folder != self.root:
            return self._chain(os.path.dirname(folder))
        return (self._chosen,) if self._chosen.rules else ()

    def _chain(self, folder: str) -> tuple[_Rules, ...]:
        """The rules that hold in a folder, its own first."""
        if folder not in self._chains:
            own = _read(folder)
            self._chains[folder] = (*([_Rules(folder, own)] if own else []), *self._above(folder))
        return self._chains[folder]


def _read(folder: str) -> tuple[_Rule, ...]:
    path = os.path.join(folder, IGNORE_FILE)
    try:
        text = os.fsdecode(read_small(path, MOST_BYTES).removeprefix(b"\xef\xbb\xbf"))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        log.warning("%r is passed by: %s", path, reason(error))
        return ()
    except RefusedError as error:
        log.warning("%r is passed by: %s", path, error)
        return ()
    return _parse(text, log_as=repr(path))


def faults(lines: str) -> list[str]:
    """Those of some lines that cannot be understood."""
    return [line for _, line, found in _parsed(lines) if isinstance(found, Exception)]


def _parse(text: str, *, log_as: str) -> tuple[_Rule, ...]:
    """The rules of some lines, the last first."""
    rules = []
    for number, _, found in _parsed(text):
        if isinstance(found, Exception):
            log.warning("line %d of %s is passed by: %s", number, log_as, found)
        elif found is not None:
            rules.append(found)
    return tuple(reversed(rules))


def _parsed(text: str) -> Iterator[tuple[int, str, _Rule | Exception | None]]:
    """Each line with its number, and its rule or what is wrong with it."""
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")
        try:
            yield number, line, _rule(line)
        except (ValueError, re.error) as error:
            yield number, line, error


def _rule(line: str) -> _Rule | None:
    """A line's rule; None for an empty one or a comment.

    Raises:
        ValueError, re.error: it cannot be understood.
    """
    if line.startswith("#"):
        return None
    if "[[:" in line:
        raise ValueError(f"Mate does not know classes of letters: {line!r}")
    body, slash = line.rstrip(), ""
    if body.endswith("/"):
        body, slash = body[:-1], "/"
    if body.endswith("/**"):  # all that is in a folder: said so that it matches the path itself
        line = f"{body}/*{slash}"
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # no start waits for it

    pattern = GitIgnoreSpecPattern(line)
    if pattern.include is None or pattern.regex is None:
        return None
    return _Rule(pattern.regex, pattern.include)
