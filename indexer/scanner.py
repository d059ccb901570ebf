"""What lies in the watched folders: a walk that never fails, and the ignore rules."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from indexer.catalog import Stat
from indexer.extract import family, is_video, reason

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

IN_CLOUD = "it is only in the cloud; Mate downloads nothing"
# FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS; and macOS's SF_DATALESS.
_RECALLED = 0x1000 | 0x40000 | 0x400000
_DATALESS = 0x40000000


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
class Problem:
    """A path that could not be looked at; nothing below it may be taken for removed."""

    path: str
    reason: str


Entry = Found | Skipped | Problem


def is_ignored(path: str, root: str) -> bool:
    """Whether a path below a watched folder is hidden, a system's or another program's own."""
    if path == root:
        return False
    parts = PurePath(os.path.relpath(path, root)).parts
    if any(map(_ignored_folder, parts)) or parts[-1] in IGNORED_FILES:
        return True
    folders = [os.path.join(root, *parts[:depth]) for depth in range(1, len(parts) + 1)]
    return any(os.path.exists(os.path.join(folder, NO_MEDIA)) for folder in folders)


def walk(root: str, apart: Collection[str] = ()) -> Iterator[Entry]:
    """Every file below a folder, depth first, by name. Links to folders are not followed.

    A file given as ``root`` is looked at itself; a path that is gone yields nothing. Folders
    ``apart`` are not entered.
    """
    try:
        result = os.stat(root)
    except (FileNotFoundError, NotADirectoryError):
        return  # gone, or a file has taken the place of a folder above it
    except OSError as error:
        yield Problem(root, reason(error))
        return
    if not stat.S_ISDIR(result.st_mode):
        yield _look(root, result)
        return
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            continue  # gone since it was listed
        except OSError as error:
            yield Problem(folder, reason(error))
            continue
        below = []
        if folder != root and any(entry.name == NO_MEDIA for entry in entries):
            continue
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if not _ignored_folder(entry.name) and entry.path not in apart:
                        below.append(entry.path)
                    continue
                if entry.name.startswith(".") or entry.name in IGNORED_FILES:
                    continue
                if entry.is_symlink() and entry.is_dir():
                    continue
                yield _look(entry.path, entry.stat())
            except FileNotFoundError:
                if entry.is_symlink() and family(entry.path):
                    yield Problem(entry.path, "a link to a file that does not exist")
            except OSError as error:
                yield Problem(entry.path, reason(error))
        pending.extend(reversed(below))


def _look(path: str, result: os.stat_result) -> Entry:
    if not stat.S_ISREG(result.st_mode):
        return Skipped(path)
    if family(path) is None:
        return Skipped(path, is_video(path))
    return Found(path, Stat.of(result), is_placeholder(result))


def is_placeholder(result: os.stat_result) -> bool:
    """Whether a file's content lies in a cloud, from where opening it would fetch it."""
    attributes = getattr(result, "st_file_attributes", 0)  # Windows
    flags = getattr(result, "st_flags", 0)  # macOS
    return bool(attributes & _RECALLED or flags & _DATALESS)


def _ignored_folder(name: str) -> bool:
    return name.startswith(".") or name in IGNORED_FOLDERS
