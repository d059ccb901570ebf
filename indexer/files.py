"""What a path leads to, before it is opened: opening may wait for ever, or fetch from a cloud."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Generator
from typing import BinaryIO

NOT_REGULAR = "it is not a regular file"
IN_CLOUD = "it is only in the cloud; Mate downloads nothing"
COPIED_AT_ONCE = HASHED_AT_ONCE = 1 << 20
# FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS; and macOS's SF_DATALESS.
_RECALLED = 0x1000 | 0x40000 | 0x400000
_DATALESS = 0x40000000


class RefusedError(Exception):
    """A file that is not to be read; the message is the reason."""


class InCloudError(RefusedError):
    """A file whose content lies in a cloud, for the time being."""


def is_placeholder(result: os.stat_result) -> bool:
    """Whether a file's content lies in a cloud, from where opening it would fetch it."""
    attributes = getattr(result, "st_file_attributes", 0)  # Windows
    flags = getattr(result, "st_flags", 0)  # macOS
    return bool(attributes & _RECALLED or flags & _DATALESS)


def at_once(path: str, flags: int) -> int:
    """Open without waiting for the other end, should it be a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_small(path: str, most: int) -> bytes:
    """The whole of a file that is expected to be small.

    Raises:
        RefusedError: it has more than ``most`` bytes or is no regular file; `InCloudError`.
        OSError: it cannot be read.
    """
    before = os.stat(path)
    if is_placeholder(before):
        raise InCloudError(IN_CLOUD)
    if not stat.S_ISREG(before.st_mode):
        raise RefusedError(NOT_REGULAR)
    with open(path, "rb", opener=at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # it took its place just now
            raise RefusedError(NOT_REGULAR)
        data = file.read(most + 1)
    if len(data) > most:
        raise RefusedError(f"it has more than {most / 1e6:g} megabytes")
    return data


def display(path: str) -> str:
    """A path for people: bytes that are not text become question marks."""
    return path.encode("utf-8", "replace").decode()


def within(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def hash_of(file: BinaryIO, alive: Callable[[], None] = lambda: None) -> str:
    """The hash of what is in a file: BLAKE2b. ``alive`` is called for each piece that is read."""
    digest = hashlib.blake2b(digest_size=20)
    while chunk := file.read(HASHED_AT_ONCE):
        digest.update(chunk)
        alive()
    return digest.hexdigest()


def new_file(path: str) -> int:
    """The descriptor of a file that was not there.

    Raises:
        FileExistsError: it was.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o666)


def copy_whole(
    path: str, make: Callable[[], tuple[int, str]], *, lasting: bool = False
) -> Generator[int, None, None]:
    """Copy a file with its times, in pieces, giving the size of each.

    Nothing is left of a copy that is not whole, also where its steps are closed before their end.

    Args:
        path: the file.
        make: called once the file is open; makes the one to be written: descriptor and path.
        lasting: whether the copy is on its drive at the end, also should the power go.

    Raises:
        RefusedError: it is no regular file, or not on this machine.
        OSError: it cannot be read or written.
    """
    with open(path, "rb", opener=at_once) as source:
        state = os.fstat(source.fileno())
        if is_placeholder(state):
            raise RefusedError(IN_CLOUD)
        if not stat.S_ISREG(state.st_mode):
            raise RefusedError(NOT_REGULAR)
        descriptor, target = make()
        try:
            with open(descriptor, "wb") as copy:
                while piece := source.read(COPIED_AT_ONCE):
                    copy.write(piece)
                    yield len(piece)
                if lasting:
                    copy.flush()
                    os.fsync(copy.fileno())
            os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(target)
            raise
