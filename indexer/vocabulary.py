"""What values filters can have in a library: its cameras, lenses, keywords, folders, types.

They are read in one pass over the catalog, in short pieces, when someone first asks, and again once
the library has changed; in between, and while little has changed, answers come from memory.
"""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from indexer.catalog import Catalog
from indexer.filters import types_of
from indexer.messages import FilterChoice, FilterValues, ListFilterValues
from mate_core.text import Steps

MOST_CHOICES = 20
ROWS = 500
PIECE_SECONDS = 0.02
# While a library is indexed it changes all the time, and reading it takes a while.
RENEW_SECONDS = 30.0
# Rows of the catalog. A question that is noted is a change too, and nobody is to wait for that.
FEW_CHANGES = 1_000
_BROAD = ("photo", "document", "raw")


class Vocabulary:
    """Knows what to offer; it belongs to the catalog's thread."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known = _Known(())
        self._changes = -1
        self._read_at = 0.0
        self._reading: Iterator[None] | None = None

    def offering(self, wish: ListFilterValues) -> Steps[FilterValues]:
        """Find values, in steps of a few milliseconds: one, unless there is much to read first."""
        while self._is_stale() and not self._read_on():
            if self._changes >= 0 and self._catalog.changes() - self._changes < FEW_CHANGES:
                break  # what is known will do, and `renew` reads the rest
            yield
        return FilterValues(wish.key, wish.prefix, tuple(self._known.fitting(wish)))

    def renew(self) -> bool:
        """Read on for a few milliseconds where reading has begun; whether it had."""
        if self._reading is None:
            return False
        self._read_on()
        return True

    def _is_stale(self) -> bool:
        if self._reading is not None or self._changes < 0:
            return True
        changed = self._catalog.changes() != self._changes
        return changed and time.monotonic() - self._read_at > RENEW_SECONDS

    def _read_on(self) -> bool:
        """Read for a few milliseconds; whether all has been read."""
        if self._reading is None:
            self._reading = self._read()
        ended = time.monotonic() + PIECE_SECONDS
        for _ in self._reading:
            if time.monotonic() >= ended:
                return False
        self._reading = None
        return True

    def _read(self) -> Iterator[None]:
        changes, known = self._catalog.changes(), _Known(self._catalog.folders())
        after = b""
        while paths := self._catalog.paths(after, ROWS):
            known.add_paths(paths)
            after = paths[-1]
            yield
        for table in ("metadata", "sidecar"):
            row = 0
            while said := self._catalog.said.cameras_and_keywords(table, row, ROWS):
                known.add_said(each[1:] for each in said)
                row = said[-1][0]
                yield
        yield from known.settle()
        self._known, self._changes, self._read_at = known, changes, time.monotonic()


class _Known:
    """The values themselves. ``roots`` are the watched folders."""

    def __init__(self, roots: Iterable[str]) -> None:
        self._roots = frozenset(map(os.fsencode, roots))
        self._endings: Counter[str] = Counter()
        self._cameras: Counter[str] = Counter()
        self._keywords: Counter[str] = Counter()
        self._folders: dict[bytes, int] = {}  # and how many files are in it, not below it
        self._choices: dict[str, list[tuple[str, FilterChoice]]] = {}  # each by what finds it
        self._paths: list[str] = []

    def add_paths(self, paths: Iterable[bytes]) -> None:
        """Learn the folders and types of files."""
        slash = os.fsencode(os.sep)
        for path in paths:
            folder, _, name = path.rpartition(slash)
            self._folders[folder] = self._folders.get(folder, 0) + 1
            self._endings[os.fsdecode(name[name.rfind(b".") :]).lower()] += 1

    def add_said(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Learn cameras, lenses and keywords."""
        for camera, lens, keywords in rows:
            self._cameras.update(filter(None, (camera, lens)))
            if keywords:
                self._keywords.update(filter(None, keywords.split("\n")))

    def settle(self) -> Iterator[None]:
        """Put them in the order in which they are offered: what most files have comes first."""
        types = types_of(self._endings)
        broad = {name: types.pop(name) for name in _BROAD if name in types}
        counted = {
            "camera": self._cameras.most_common(),
            "keyword": self._keywords.most_common(),
            "type": [*broad.items(), *Counter(types).most_common()],
        }
        self._choices = {
            key: [(value.casefold(), FilterChoice(value, files)) for value, files in values]
            for key, values in counted.items()
        }
        yield
        folders = self._within_roots()
        yield
        self._paths = sorted(folders)
        self._choices["folder"] = _by_name(folders)

    def _within_roots(self) -> dict[str, int]:
        """All folders with files in or below them, as far as their names are text."""
        slash = os.fsencode(os.sep)
        found: dict[bytes, int] = {}
        for folder, files in self._folders.items():
            found[folder] = files
            while folder not in self._roots and slash in folder.rstrip(slash):
                folder = folder.rpartition(slash)[0]
                if folder in found or folder in self._folders:
                    break
                found[folder] = 0
        return {os.fsdecode(path): files for path, files in found.items() if _is_text(path)}

    def fitting(self, wish: ListFilterValues) -> Iterator[FilterChoice]:
        """The best of what fits a beginning: what begins so, then what has a word that does."""
        prefix = os.path.expanduser(wish.prefix)
        if wish.key == "folder" and os.path.isabs(prefix):
            first = bisect_left(self._paths, prefix)
            below = (path for path in islice(self._paths, first, None) if path != prefix)
            for path in islice(below, MOST_CHOICES):
                if not path.startswith(prefix):
                    return
                yield FilterChoice(path)
            return
        choices, typed = self._choices.get(wish.key, []), wish.prefix.casefold()
        ranks: tuple[list[FilterChoice], ...] = ([], [], [])
        for name, choice in choices:
            if typed in name:
                within = 1 if f" {typed}" in name else 2
                ranks[0 if name.startswith(typed) else within].append(choice)
                if len(ranks[0]) == MOST_CHOICES:
                    break
        yield from islice((choice for rank in ranks for choice in rank), MOST_CHOICES)


def _by_name(folders: dict[str, int]) -> list[tuple[str, FilterChoice]]:
    """Folders by their names, of which several may have one."""
    same: dict[str, list[str]] = {}
    for path in folders:
        same.setdefault(os.path.basename(path), []).append(path)
    choices = []
    for name, paths in same.items():
        if name:  # not the root of all
            where = os.path.dirname(paths[0]) if len(paths) == 1 else ""
            files = sum(folders[path] for path in paths)
            choices.append((name.casefold(), FilterChoice(name, files, where)))
    return sorted(choices, key=lambda each: each[0])


def _is_text(path: bytes) -> bool:
    try:
        return path.decode().isprintable()
    except UnicodeDecodeError:
        return False
