"""What lies in the watched folders: a walk that never fails, and the ignore rules."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from indexer.extract import family, is_sidecar, is_video, live_photos, reason
from indexer.files import is_placeholder
from indexer.ignore import IGNORE_FILE, IgnoreRules
from indexer.records import Stat

# Folders in which programs keep thumbnails, versions and bins beside a user's own files.
IGNORED_FOLDERS = frozenset(
    {
        "@eaDir",
        "#recycle",
        "#snapshot",
        "$RECYCLE.BIN",
        "System Volume Information",
        "__MACOSX",
        "lost+found",
        "node_modules",
    }
)
IGNORED_FILES = frozenset({"Thumbs.db", "desktop.ini"})
# The established sign that a folder's pictures are not a person's own; a library has it too.
NO_MEDIA = ".nomedia"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that Mate reads; one whose content is only in a cloud is not to be opened."""

    path: str
    stat: Stat
    in_cloud: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that Mate does not read, by its type."""

    path: str
    video: bool = False


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A file that speaks of the photo beside it."""

    path: str
    stat: Stat


@dataclass(frozen=True, slots=True)
class Problem:
    """A path that could not be looked at; nothing below it may be taken for removed."""

    path: str
    reason: str


Entry = Found | Skipped | Sidecar | Problem


def is_ignored(path: str, root: str, rules: IgnoreRules | None = None) -> bool:
    """Whether a path below a watched folder is hidden, another program's own, or unwanted.

    ``rules`` are those of the watched folder, for one who asks for many paths.
    """
    if path == root:
        return False
    parts = PurePath(os.path.relpath(path, root)).parts
    if any(map(_ignored_folder, parts)) or parts[-1] in IGNORED_FILES:
        return True
    folders = [os.path.join(root, *parts[:depth]) for depth in range(1, len(parts) + 1)]
    if any(os.path.exists(os.path.join(folder, NO_MEDIA)) for folder in folders):
        return True
    rules = rules or IgnoreRules(root)
    is_folder = os.path.isdir(path) and not os.path.islink(path)
    return any(rules.ignore(folder, is_folder=True) for folder in folders[:-1]) or rules.ignore(
        path, is_folder
    )


def walk(
    root: str, apart: Collection[str] = (), rules: IgnoreRules | None = None
) -> Iterator[Entry]:
    """Every file below a folder; see `walk_in_steps`."""
    return (entry for entry in walk_in_steps(root, apart, rules) if entry is not None)


def walk_in_steps(
    root: str,
    apart: Collection[str] = (),
    rules: IgnoreRules | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Iterator[Entry | None]:
    """Every file below a folder, depth first, by name. Links to folders are not followed.

    After each folder comes a None: there may be many without a file.

    Nothing is said of a video that is a part of the photo beside it.
    A file given as ``root`` is looked at itself; a path that is gone yields nothing, and so does a
    link to a folder, unless it is the watched one itself. Folders ``apart`` are not entered.
    ``rules`` are those of the watched folder that ``root`` lies in. ``alive`` is called for each
    name while a folder is listed, which takes long where it holds many.
    """
    rules = rules or IgnoreRules(root)
    if root != rules.root and os.path.islink(root) and os.path.isdir(root):
        return
    try:
        result = os.stat(root)
    except (FileNotFoundError, NotADirectoryError):
        return  # gone, or a file has taken the place of a folder above it
    except OSError as error:
        yield Problem(root, reason(error))
        return
    if not stat.S_ISDIR(result.st_mode):
        if not any(map(os.path.exists, live_photos(root))):
            yield _look(root, result)
        return
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = []
                for entry in listing:
                    entries.append(entry)
                    alive()
            entries.sort(key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue  # gone since it was listed
        except OSError as error:
            yield Problem(folder, reason(error))
            continue
        below = []
        names = {entry.name for entry in entries}
        if folder != root and NO_MEDIA in names:
            continue
        if IGNORE_FILE not in names:
            rules.has_no_file(folder)
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if (
                        entry.path not in apart
                        and not _ignored_folder(entry.name)
                        and not rules.ignore(entry.path, is_folder=True)
                    ):
                        below.append(entry.path)
                    continue
                if entry.name.startswith(".") or entry.name in IGNORED_FILES:
                    continue
                if rules.ignore(entry.path, is_folder=False):
                    continue
                if entry.is_symlink() and entry.is_dir():
                    continue
                if not names.isdisjoint(live_photos(entry.name)):
                    continue
                yield _look(entry.path, entry.stat())
            except FileNotFoundError:
                if entry.is_symlink() and family(entry.path):
                    yield Problem(entry.path, "a link to a file that does not exist")
            except OSError as error:
                yield Problem(entry.path, reason(error))
        pending.extend(reversed(below))
        yield None


def take(
    entries: Iterator[Entry | None], most: int, seconds: float
) -> tuple[list[Entry | None], bool]:
    """A piece of a walk, of so many entries or of what comes in so long; whether it is the last."""
    piece: list[Entry | None] = []
    until = time.monotonic() + seconds
    for entry in entries:
        piece.append(entry)
        if len(piece) == most or time.monotonic() >= until:
            return piece, False
    return piece, True


def walk_folders(folder: str, root: str) -> Iterator[str]:
    """A folder and those below it that `walk` enters, as a part of ``root``.

    One with a `NO_MEDIA` is among them, for it may lose that again. Each comes before it is looked
    into, so that who watches it then misses nothing.
    """
    rules = IgnoreRules(root)
    if folder != root and (is_ignored(folder, root, rules) or os.path.islink(folder)):
        return
    yield folder
    for above, folders, files in os.walk(folder):
        marked = above != root and NO_MEDIA in files
        folders[:] = [
            name
            for name in folders
            if not marked
            and not _ignored_folder(name)
            and not os.path.islink(path := os.path.join(above, name))
            and not rules.ignore(path, is_folder=True)
        ]
        yield from (os.path.join(above, name) for name in folders)


class Names:
    """How the names in folders are written; each folder is read in full for it, once."""

    def __init__(self) -> None:
        self._of: dict[str, frozenset[str]] = {}

    def lists(self, path: str) -> bool:
        """Whether a name is written like this in its folder."""
        folder, name = os.path.split(path)
        if folder not in self._of:
            try:
                self._of[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._of[folder] = frozenset()
        return name in self._of[folder]


def _look(path: str, result: os.stat_result) -> Entry:
    if not stat.S_ISREG(result.st_mode):
        return Skipped(path)
    if is_sidecar(path):
        return Sidecar(path, Stat.of(result))
    if family(path) is None:
        return Skipped(path, is_video(path))
    return Found(path, Stat.of(result), is_placeholder(result))


def _ignored_folder(name: str) -> bool:
    return name.startswith(".") or name in IGNORED_FOLDERS
