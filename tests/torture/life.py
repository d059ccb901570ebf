"""The worker's lives: started as the window starts it, killed without warning."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import sys
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

import indexer.messages as m
from indexer.worker import run

BEING_WRITTEN = "it is still being written"
_DROP_FROM_BOUNDING_SET = 24  # prctl
_VERSION_3 = 0x20080522
_PAST_PERMISSIONS = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


def obey_permissions() -> bool:
    """Make root's files closed to root too, in this process and its children; whether they are.

    A process of root reads whatever it wants. Without two of its capabilities it is held to the
    permissions as anybody is.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return sys.platform != "win32"
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted and inheritable, twice 32 of each
    if libc.capget(header, sets) != 0:
        return False
    for capability in _PAST_PERMISSIONS:
        if libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0) != 0:
            return False
        for index in range(3):
            sets[index] &= ~(1 << capability)
    return bool(libc.capset(header, sets) == 0)


def _run(connection: Connection, library: Path) -> None:
    obey_permissions()
    run(connection, library, "starter")


class Life:
    """One worker from its start to its end, with what it has told."""

    def __init__(self, library: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(theirs, library), name="mate-worker")
        self._process.start()
        theirs.close()
        self._told = threading.Condition()
        self.progress: m.IndexProgress | None = None  # told last
        self._failed: tuple[m.FileStatus, ...] | None = None
        self._since = time.monotonic()  # when it was last asked or told something
        self.notices: list[str] = []
        self.ended = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def send(self, command: m.Command) -> None:
        """Ask for something; one that is dead hears nothing."""
        self._since = time.monotonic()
        try:
            self._connection.send(command)
        except OSError:
            self.ended = True

    def _listen(self) -> None:
        while True:
            try:
                event = self._connection.recv()
            except (EOFError, OSError):
                break
            with self._told:
                match event:
                    case m.ProgressChanged(progress):
                        self.progress = progress
                        self._since = time.monotonic()
                    case m.FailedFiles(files):
                        self._failed = files
                    case m.Notice(_, text) | m.LibraryFailed(text):
                        self.notices.append(text)
                self._told.notify_all()
        with self._told:
            self.ended = True
            self._told.notify_all()

    @property
    def decoders(self) -> list[psutil.Process]:
        """The processes of the worker that decode."""
        try:
            children = psutil.Process(self._process.pid).children(recursive=True)
            return [each for each in children if "spawn_main" in " ".join(each.cmdline())]
        except psutil.Error:
            return []

    @property
    def memory(self) -> tuple[int, int]:
        """Bytes that the worker and all its decoders hold resident."""
        try:
            worker = psutil.Process(self._process.pid).memory_info().rss
            return worker, sum(each.memory_info().rss for each in self.decoders)
        except psutil.Error:
            return 0, 0

    def kill(self) -> None:
        """``kill -9``; its decoders end by themselves.

        Raises:
            AssertionError: they do not.
        """
        decoders = self.decoders
        self._process.kill()
        self._end()
        _, alive = psutil.wait_procs(decoders, timeout=120)  # they have the lowest priority
        assert not alive, "decoders outlive their worker"

    def stop(self) -> int:
        """Ask it to end, as the window does; its exit code."""
        self.send(m.Stop())
        self._process.join(60)
        code = self._process.exitcode
        self._process.kill()
        self._end()
        return -9 if code is None else code

    def _end(self) -> None:
        self._process.join()
        self._thread.join()
        self._connection.close()

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it lives."""
        return self._process.exitcode

    def wait_until_quiet(self, quiet: float, seconds: float) -> None:
        """Wait until there has been nothing to do for a while, and no file is still written.

        Raises:
            AssertionError: it takes too long, or the worker ends.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            time.sleep(0.2)
            assert not self.ended, f"the worker has ended by itself: {self.notices}"
            progress = self.progress
            if progress is None or progress.active or progress.writing_left:
                continue
            if time.monotonic() - self._since < quiet:
                continue
            if not any(each.reason == BEING_WRITTEN for each in self.failed()):
                return
            time.sleep(1.0)
        raise AssertionError(f"the worker does not come to rest: {self.progress}")

    def failed(self) -> tuple[m.FileStatus, ...]:
        """The failed files, with their reasons.

        Raises:
            AssertionError: it does not answer.
        """
        with self._told:
            self._failed = None
        self.send(m.ListFailed())
        with self._told:
            self._told.wait_for(lambda: self.ended or self._failed is not None, 60)
            assert self._failed is not None, "the worker does not answer"
            return self._failed
