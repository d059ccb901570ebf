"""One window a library: a second start brings the first one up, hands over its files and ends.

The first start listens on a socket of the user's own, whose name comes from the library's path.
A socket that a killed program has left refuses the call, and the next start takes its place. Two
programs that begin together are kept apart by a lock that is held for a moment only.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

# How long a second start waits for the first one's answer: longer than it takes to end.
ANSWER_MS = 10_000
CONNECT_MS = 1_000
LOCK_MS = 5_000
MOST_BYTES = 1_000_000
# A socket's path has room for 104 bytes or more; Qt puts it into a folder of its own at first.
LONGEST = 95
_ANSWER = b"up\n"

Claim = Literal["first", "handed over", "silent"]


class OneWindow(QObject):
    """The one window of a library, as other starts of the program meet it."""

    wanted = Signal()  # someone started the program again
    paths_given = Signal(object)  # tuple of paths that came with that

    def __init__(self, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _socket_name(library)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._receive)
        self._heard: dict[QLocalSocket, bytes] = {}

    def claim(self, paths: Sequence[str] = (), *, quietly: bool = False) -> Claim:
        """Become the one window, or hand ``paths`` to the one that is there.

        ``quietly``: it need not come up for that. ``silent``: there is one, and it does not answer.
        """
        if not self._name:
            return "first"  # nowhere to meet: then the library's lock alone keeps them apart
        message = _message(paths, quietly=quietly)
        lock = QLockFile(f"{self._name}.lock") if sys.platform != "win32" else None
        while True:
            said = self._tell(message)
            if said is not None:
                return said
            if lock is not None and not lock.isLocked():
                if not lock.tryLock(LOCK_MS):
                    log.warning("another start is under way; this window is not told of others")
                    return "first"
                continue  # someone may have become the first while this one waited
            break
        QLocalServer.removeServer(self._name)  # what a killed program has left
        if not self._server.listen(self._name):
            log.warning("other starts cannot reach this window: %s", self._server.errorString())
        if lock is not None:
            lock.unlock()
        return "first"

    def close(self) -> None:
        """Listen no more. Who waits for an answer becomes the first itself."""
        self._server.close()

    def _tell(self, message: bytes) -> Claim | None:
        """Tell the first one; None if there is none."""
        while True:
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if not socket.waitForConnected(CONNECT_MS):
                return None
            socket.write(message)
            socket.flush()
            answer = b""
            while not answer.endswith(b"\n") and socket.waitForReadyRead(ANSWER_MS):
                answer += socket.readAll().data()
            if answer == _ANSWER:
                return "handed over"
            if socket.state() == QLocalSocket.LocalSocketState.ConnectedState:
                return "silent"
            # It ended before it answered: see who is there now.

    # --- the first one -------------------------------------------------------------------

    def _receive(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = b""
            socket.readyRead.connect(lambda s=socket: self._read(s))
            socket.disconnected.connect(lambda s=socket: self._forget(s))
            self._read(socket)  # what came before anyone listened

    def _read(self, socket: QLocalSocket) -> None:
        if socket not in self._heard:
            return
        self._heard[socket] += socket.readAll().data()
        if len(self._heard[socket]) > MOST_BYTES:
            socket.abort()
        elif self._heard[socket].endswith(b"\n"):
            message = self._heard.pop(socket)
            socket.write(_ANSWER)
            socket.disconnectFromServer()  # once that is written
            self._act(message)

    def _forget(self, socket: QLocalSocket) -> None:
        self._heard.pop(socket, None)
        socket.deleteLater()

    def _act(self, message: bytes) -> None:
        try:
            told = json.loads(message)
            paths = tuple(path for path in told["paths"] if isinstance(path, str))
            token, quietly = str(told["token"]), bool(told["quietly"])
        except (ValueError, KeyError, TypeError):
            log.warning("another start was not understood")
            return
        if not quietly:
            if token:
                os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt's way to be let to the front
            self.wanted.emit()
        if paths:
            self.paths_given.emit(paths)


def _message(paths: Sequence[str], *, quietly: bool) -> bytes:
    """What the first one is told; ASCII alone, so that names which are no text get through.

    Wayland lets nobody to the front but who has the token of the click that started it.
    """
    token = os.environ.get("XDG_ACTIVATION_TOKEN", "")
    told = {"paths": list(paths), "token": token, "quietly": quietly}
    return json.dumps(told).encode("ascii") + b"\n"


def _socket_name(library: Path) -> str:
    """The socket's full path, or pipe's name; empty if there is no place for one."""
    digest = hashlib.sha256(os.fsencode(os.path.realpath(library))).hexdigest()[:12]
    if sys.platform == "win32":
        return f"mate-{os.environ.get('USERNAME', '')}-{digest}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    # Without a folder of the session, one in which nobody else can put a socket of that name.
    places = [Path(runtime, "mate")] if Path(runtime).is_absolute() else []
    for folder in (*places, Path(tempfile.gettempdir(), f"mate-{os.getuid()}")):
        name = str(folder / f"{digest}.socket")
        if len(os.fsencode(name)) <= LONGEST and _is_ours(folder):
            return name
    log.warning("other starts cannot reach this window: there is no folder for its socket")
    return ""


def _is_ours(folder: Path) -> bool:
    """Make a folder that only this user can enter, or see that it is one."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    alone = stat.S_IMODE(found.st_mode) & 0o077 == 0
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and alone
