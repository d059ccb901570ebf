"""A real file system, of Linux's FUSE, that shows a folder for reading and can be made to hang.

It speaks the kernel's own protocol, as far as reading needs it. To hang is to take no questions
from the kernel any more: whoever asks waits, as for a network drive whose server has gone.
"""

from __future__ import annotations

import ctypes
import errno
import os
import select
import stat
import struct
import threading
from pathlib import Path

_LOOKUP, _FORGET, _GETATTR, _OPEN, _READ, _RELEASE = 1, 2, 3, 14, 15, 18
_FLUSH, _INIT, _OPENDIR, _READDIR, _RELEASEDIR, _BATCH_FORGET = 25, 26, 27, 28, 29, 42
_HEADER = struct.Struct("<IIQQIIIHH")
_DETACH = 2
_MOST = 1 << 17
_libc = ctypes.CDLL(None, use_errno=True)


class FuseDrive:
    """What a folder holds, mounted elsewhere until `close`."""

    def __init__(self, shown: Path, at: Path) -> None:
        """Mount it.

        Raises:
            OSError: that is not allowed here.
        """
        self._paths: dict[int, str] = {1: str(shown)}
        self._nodes: dict[str, int] = {str(shown): 1}
        self._at = os.fsencode(at)
        self._answers, self._ends = threading.Event(), threading.Event()
        self._answers.set()
        self._device = os.open("/dev/fuse", os.O_RDWR)
        options = f"fd={self._device},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()}"
        if _libc.mount(b"mate-test", self._at, b"fuse", 1, options.encode()):
            number = ctypes.get_errno()
            os.close(self._device)
            raise OSError(number, os.strerror(number))
        self._thread = threading.Thread(target=self._serve, name="fuse", daemon=True)
        self._thread.start()

    def hang(self) -> None:
        """Answer nothing from now on."""
        self._answers.clear()

    def answer(self) -> None:
        """Answer again, what was asked meanwhile too."""
        self._answers.set()

    def close(self) -> None:
        """Unmount it; who still waits is told that it is gone."""
        self._ends.set()
        self._answers.set()
        _libc.umount2(self._at, _DETACH)
        self._thread.join(10)
        os.close(self._device)

    def _serve(self) -> None:
        while True:
            ready = select.select([self._device], [], [], 0.05)[0]
            self._answers.wait()
            if self._ends.is_set():
                return
            if not ready:
                continue
            try:
                asked = os.read(self._device, _MOST + 4096)
            except OSError as error:
                if error.errno == errno.ENODEV:  # it is unmounted
                    return
                continue
            _, kind, unique, node, *_ = _HEADER.unpack_from(asked)
            if kind in (_FORGET, _BATCH_FORGET):
                continue
            try:
                code, reply = 0, self._reply(kind, node, asked[_HEADER.size :])
            except OSError as error:
                code, reply = -(error.errno or errno.EIO), b""
            os.write(self._device, struct.pack("<IiQ", 16 + len(reply), code, unique) + reply)

    def _reply(self, kind: int, node: int, asked: bytes) -> bytes:
        if kind == _INIT:
            return struct.pack(
                "<IIIIHHIIHHI7I", 7, 31, _MOST, 0, 16, 12, _MOST, 1, 0, 0, 0, *[0] * 7
            )
        path = self._paths[node]
        if kind == _LOOKUP:
            found = os.path.join(path, os.fsdecode(asked.rstrip(b"\0")))
            attributes = _attributes(found)
            number = self._nodes.setdefault(found, len(self._nodes) + 1)
            self._paths[number] = found
            return struct.pack("<QQQQII", number, 0, 0, 0, 0, 0) + attributes
        if kind == _GETATTR:
            return struct.pack("<QII", 0, 0, 0) + _attributes(path)
        if kind in (_OPEN, _OPENDIR):
            return struct.pack("<QIi", 0, 0, 0)
        if kind in (_READ, _READDIR):
            offset, size = struct.unpack_from("<8xQI", asked)
            if kind == _READDIR:
                return _entries(path, offset, size)
            with open(path, "rb") as file:
                file.seek(offset)
                return file.read(size)
        if kind in (_RELEASE, _RELEASEDIR, _FLUSH):
            return b""
        raise OSError(errno.ENOSYS, "not needed")


def _attributes(path: str) -> bytes:
    it = os.lstat(path)
    times = (it.st_atime_ns, it.st_mtime_ns, it.st_ctime_ns)
    return struct.pack(
        "<QQQQQQIIIIIIIIII",
        *(it.st_ino, it.st_size, it.st_blocks),
        *(time // 10**9 for time in times),
        *(time % 10**9 for time in times),
        *(it.st_mode, it.st_nlink, it.st_uid, it.st_gid, 0, 4096, 0),
    )


def _entries(path: str, offset: int, size: int) -> bytes:
    listed = b""
    for number, name in enumerate(sorted(os.listdir(path))[offset:], offset + 1):
        raw = os.fsencode(name)
        kind = stat.S_IFMT(os.lstat(os.path.join(path, name)).st_mode) >> 12
        entry = struct.pack("<QQII", number, number, len(raw), kind) + raw
        entry += b"\0" * (-len(entry) % 8)
        if len(listed) + len(entry) > size:
            break
        listed += entry
    return listed
