"""Moves files to the system's bin, and back where the system lets us; nothing is ever deleted.

A file goes only if it is still what a person was shown, and if the copy that is to stay in its
place, where one is, is still there too. Each that cannot go says why and costs no other. It happens
on a thread of its own, for a drive may hang.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import os
import shutil
import stat
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from send2trash import send2trash

from indexer.extract import reason
from indexer.files import NOT_REGULAR, RefusedError, at_once, copy_whole, hash_of, new_file
from indexer.messages import AlikeFile, BinMove, InBin

CHANGED = "it has changed since it was listed"
GONE = "it is not there any more"
SAME_FILE = "it is the same file as the one to keep, by another name"
NO_COPY = "no copy of it would be left"
NO_BIN = "its drive has no bin, and Mate deletes nothing for good"
NOT_MOVED = "the system did not move it to the bin"
IN_THE_WAY = "there is a file of that name in its folder already; it stays in the bin"
NOT_IN_BIN = "it is not in the bin any more"
BY_HAND = "the system does not tell where it is in the bin; open the bin and restore it there"
_NOT_MOVED = {
    errno.EACCES: "no permission to move it to the bin",
    errno.EPERM: "no permission to move it to the bin",
    errno.EROFS: "its drive is read-only",
    errno.ENOSPC: "the bin is full",
    errno.ENOENT: GONE,
}
_NOT_BACK = {
    errno.EACCES: "no permission to put it back into its folder",
    errno.EPERM: "no permission to put it back into its folder",
    errno.EROFS: "its drive is read-only",
    errno.ENOSPC: "its drive is full; it stays in the bin",
    errno.ENOENT: NOT_IN_BIN,
}
_INFO = ".trashinfo"

Outcome = tuple[list[InBin], list[tuple[str, str]]]
"""What was moved, and the path and reason of each that was not."""


class Bin:
    """Moves on a thread of its own, one request after the other."""

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        """Begin no thread before it is needed.

        Args:
            wake: called from that thread when files have moved.
        """
        self._wake = wake
        self._thread: ThreadPoolExecutor | None = None
        self._begun: list[Future[Outcome]] = []
        self._lock = threading.Lock()
        self._touched: list[str] = []

    def move(
        self,
        moves: Sequence[BinMove],
        refused: Sequence[tuple[str, str]] = (),
        times: Mapping[str, int] = MappingProxyType({}),
    ) -> Future[Outcome]:
        """Move files to the bin that are what was shown.

        Args:
            moves: the files, each with the one that is kept in its place.
            refused: what is not moved already; it is told with the others.
            times: by path, the times of change that files have while they are what was shown. One
                that has another is hashed, for a program may have given it its old size and time.
        """

        def work() -> Outcome:
            moved, failed = move_all(moves, times)
            return self._told((moved, [*refused, *failed]), [each.file.path for each in moves])

        return self._run(work)

    def restore(self, files: Sequence[InBin]) -> Future[Outcome]:
        """Put files back where they were."""
        return self._run(lambda: self._told(restore_all(files), [each.path for each in files]))

    def take_touched(self) -> list[str]:
        """The paths that came or went since this was last asked."""
        with self._lock:
            touched, self._touched = self._touched, []
        return touched

    def stop(self) -> None:
        """Begin nothing more. What is under way is waited for by whoever ends the process."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    def wait(self, seconds: float) -> None:
        """Wait for what is under way, unless that takes longer: a drive may hang."""
        wait(self._begun, max(0.0, seconds))

    def _run(self, work: Callable[[], Outcome]) -> Future[Outcome]:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "bin")
        future = self._thread.submit(work)
        self._begun = [*(each for each in self._begun if not each.done()), future]
        return future

    def _told(self, outcome: Outcome, paths: Sequence[str]) -> Outcome:
        with self._lock:
            self._touched += paths
        self._wake()
        return outcome


def move_all(moves: Sequence[BinMove], times: Mapping[str, int] = MappingProxyType({})) -> Outcome:
    """Move files to the bin, each for itself; ``times`` as for `Bin.move`."""
    leaving = {each.file.path for each in moves}
    moved: list[InBin] = []
    failed: list[tuple[str, str]] = []
    for each in moves:
        path = each.file.path
        try:
            if each.kept is not None and each.kept.path in leaving:
                raise RefusedError(NO_COPY)
            moved.append(InBin(path, _move(each, times)))
        except RefusedError as refusal:
            failed.append((path, str(refusal)))
        except OSError as error:
            failed.append(
                (path, _why(error, _NOT_MOVED, "the system could not move it to the bin", NO_BIN))
            )
    return moved, failed


def restore_all(files: Sequence[InBin]) -> Outcome:
    """Put files back where they were, each for itself; nothing that stands there is replaced."""
    restored: list[InBin] = []
    failed: list[tuple[str, str]] = []
    for each in files:
        try:
            _restore(each)
            restored.append(each)
        except RefusedError as refusal:
            failed.append((each.path, str(refusal)))
        except OSError as error:
            failed.append((each.path, _why(error, _NOT_BACK, "it cannot be put back", NOT_IN_BIN)))
    return restored, failed


def _move(each: BinMove, times: Mapping[str, int]) -> str:
    """Move one file; where it lies in the bin, or nothing where the system does not tell."""
    path = each.file.path
    there = _as_shown(each.file, GONE, times)
    if each.kept is not None and os.path.samestat(there, _as_shown(each.kept, "", times)):
        raise RefusedError(SAME_FILE)
    if not _has_safe_bin():
        raise RefusedError(NO_BIN)
    # Asked first: what is refused half way would leave a trace in the bin.
    if not os.access(os.path.dirname(path), os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    inode = os.lstat(path).st_ino
    send2trash(path)
    if os.path.lexists(path):
        raise RefusedError(NOT_MOVED)
    return _place_of(path, inode)


def _as_shown(file: AlikeFile, gone: str, times: Mapping[str, int]) -> os.stat_result:
    """Make sure that a file is what was shown; ``gone`` is empty for the one to be kept."""
    try:
        result = os.stat(file.path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise RefusedError(gone or _no_copy(file)) from error
    except OSError as error:
        raise RefusedError(reason(error) if gone else _no_copy(file)) from error
    if (result.st_size, result.st_mtime_ns) != (file.size, file.mtime):
        raise RefusedError(CHANGED if gone else _no_copy(file))
    if not stat.S_ISREG(result.st_mode):
        raise RefusedError(NOT_REGULAR)
    changed = times.get(file.path, result.st_ctime_ns) != result.st_ctime_ns
    if changed and file.content and not _still_holds(file):
        raise RefusedError(CHANGED if gone else _no_copy(file))
    return result


def _still_holds(file: AlikeFile) -> bool:
    try:
        with open(file.path, "rb", opener=at_once) as opened:
            return hash_of(opened) == file.content
    except OSError:
        return False


def _no_copy(kept: AlikeFile) -> str:
    name = os.path.basename(kept.path)
    return f"the copy to keep, {name}, has changed or cannot be reached, so this one stays too"


def _why(error: OSError, reasons: Mapping[int, str], otherwise: str, unsaid: str) -> str:
    """Why a file stays where it is: by the kind of error, or by what the system says."""
    said = error.strerror or str(error)
    return reasons.get(error.errno or 0) or (f"{otherwise}: {said}" if said else unsaid)


def _has_safe_bin() -> bool:
    """Whether the system would rather refuse than delete a file for good."""
    if sys.platform != "win32":
        return True
    # Only the newer of Windows' two ways asks before it deletes what its bin cannot take.
    return importlib.util.find_spec("win32com") is not None


# --- the bin of freedesktop.org --------------------------------------------------------------


def _place_of(path: str, inode: int) -> str:
    """Where a file that had this inode lies in the bin; nothing where that cannot be told."""
    stem = os.path.splitext(os.path.basename(path))[0]
    for bin_ in _bins(path):
        try:
            with os.scandir(os.path.join(bin_, "files")) as entries:
                named = [entry for entry in entries if entry.name.startswith(stem)]
        except OSError:
            continue
        # By its inode, or, where it was copied to another drive, by what the bin has noted of it.
        for entry in named:
            if entry.inode() == inode and _noted_path(bin_, entry.name) == path:
                return entry.path
        told = [entry for entry in named if _noted_path(bin_, entry.name) == path]
        if told:
            return max(told, key=lambda entry: os.stat(_info(bin_, entry.name)).st_mtime_ns).path
    return ""


def _bins(path: str) -> Iterator[str]:
    """The bins that a file may have gone to."""
    if sys.platform in ("win32", "darwin"):
        return
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    yield os.path.join(data, "Trash")
    top = os.path.realpath(os.path.dirname(path))
    while not os.path.ismount(top):
        top = os.path.dirname(top)
    yield os.path.join(top, ".Trash", str(os.getuid()))
    yield os.path.join(top, f".Trash-{os.getuid()}")


def _info(bin_: str, name: str) -> str:
    return os.path.join(bin_, "info", name + _INFO)


def _noted_path(bin_: str, name: str) -> str:
    """The path that the bin has noted of a file; relative ones are so to what the bin lies in."""
    try:
        lines = Path(_info(bin_, name)).read_bytes().splitlines()
    except OSError:
        return ""
    for line in lines:
        if line.startswith(b"Path="):
            noted = os.fsdecode(unquote_to_bytes(line.removeprefix(b"Path=")))
            top = os.path.dirname(bin_)
            if os.path.basename(top) == ".Trash":
                top = os.path.dirname(top)
            return os.path.normpath(os.path.join(top, noted))
    return ""


def _restore(file: InBin) -> None:
    if not file.place:
        raise RefusedError(BY_HAND)
    if not os.path.lexists(file.place):  # someone took it out by hand, or emptied the bin
        raise RefusedError(NOT_IN_BIN)
    if os.path.lexists(file.path):
        raise RefusedError(IN_THE_WAY)
    os.makedirs(os.path.dirname(file.path), exist_ok=True)
    _move_back(file.place, file.path)
    files, name = os.path.split(file.place)
    Path(_info(os.path.dirname(files), name)).unlink(missing_ok=True)


def _move_back(place: str, path: str) -> None:
    """Rename without replacing what may have come there this very moment.

    Raises:
        RefusedError: something stands there, or it cannot be read.
        OSError: it cannot be moved.
    """
    try:
        os.link(place, path, follow_symlinks=False)
    except FileExistsError as error:
        raise RefusedError(IN_THE_WAY) from error
    except OSError:  # without hard links, or from another drive
        _copy_back(place, path)
    os.unlink(place)


def _copy_back(place: str, path: str) -> None:
    """Copy whole or not at all, and replace nothing; the same errors."""
    try:
        if os.path.islink(place):
            os.symlink(os.readlink(place), path)
            return
        for _ in copy_whole(place, lambda: (new_file(path), path), lasting=True):
            pass
    except FileExistsError as error:
        raise RefusedError(IN_THE_WAY) from error
    with contextlib.suppress(OSError):  # not every drive can keep all of it
        shutil.copystat(place, path)
