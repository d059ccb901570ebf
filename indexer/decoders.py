"""Decoding in processes that may be killed.

Photos and documents are parsed by native code that hostile files can crash or stall, so each
decoder is a child process with a limit on memory and on time, watched by a thread of the
worker. When it dies, the thread says which file it died of and starts another.

Jobs are of six kinds: hash a file, read its items, render a preview, read the text in pictures,
read what a document says, or what is told of one file alone. Hashing is plain reading and happens
on the thread itself.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import queue
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Literal, TypeVar, cast

from indexer.drives import SilentDriveError, drives
from indexer.extract import (
    About,
    DamagedPage,
    DocumentText,
    Item,
    Limits,
    Passage,
    UnavailableError,
    UnreadableError,
    family,
    reader,
    reason,
)
from indexer.files import IN_CLOUD, NOT_REGULAR, at_once, hash_of, is_placeholder
from indexer.places import City
from indexer.records import Stat

log = logging.getLogger(__name__)

# The longest a decoder may take to bring the next item (not the whole document).
TIME_LIMIT_SECONDS = 60.0
# For the text in one picture: that process lets all others go first, and may wait long for them.
WRITING_LIMIT_SECONDS = 600.0
# For the text of a document that is searched with: it stops by itself long before.
TEXT_LIMIT_SECONDS = 30.0
# How often it is looked whether the drive of a file that is being decoded answers, and whether
# that is wanted still: a process that was just being started is not ended with the others.
GLANCE_SECONDS = 0.25
# The end waits so long for decoders.
STOP_SECONDS = 2.0
NO_SUCH_FILE = "there is no such file"


# --- what goes in and comes out ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HashJob:
    """Find a file's content hash. ``stat`` is what the catalog has of it."""

    path: str
    stat: Stat
    token: object = None


@dataclass(frozen=True, slots=True)
class ReadJob:
    """Read a file's items. ``stat`` is what is known of it, if anything is."""

    path: str
    stat: Stat | None
    token: object = None


@dataclass(frozen=True, slots=True)
class RenderJob:
    """Render a photo or page to a JPEG whose longer side is ``side`` px."""

    path: str
    page: int
    side: int
    token: object = None


@dataclass(frozen=True, slots=True)
class WritingJob:
    """Read the text in the pictures of these pages (0 is a photo)."""

    path: str
    stat: Stat
    pages: tuple[int, ...]
    token: object = None


@dataclass(frozen=True, slots=True)
class TextJob:
    """Read what a document says; somebody waits for it."""

    path: str
    token: object = None


@dataclass(frozen=True, slots=True)
class AboutJob:
    """Read what is told of a file that is looked at, and what city is nearest to a place."""

    path: str
    place: tuple[float, float] | None
    token: object = None


@dataclass(frozen=True, slots=True)
class CitiesJob:
    """Find the cities that places are in, or the nearest ones; no file is opened."""

    places: tuple[tuple[float, float], ...]
    token: object = None
    path: str = ""


_Decoded = ReadJob | RenderJob | WritingJob | TextJob | AboutJob | CitiesJob
Job = HashJob | _Decoded
T = TypeVar("T")
_J = TypeVar("_J", bound=Job)


@dataclass(frozen=True, slots=True)
class Hashed:
    """A content hash, and the file's time of change when it was read; see `indexer.records`."""

    job: Job
    content: str
    ctime: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """One item, or a page that is damaged; more follow."""

    job: Job
    item: Item | DamagedPage


@dataclass(frozen=True, slots=True)
class Finished:
    """All items have come."""

    job: Job


@dataclass(frozen=True, slots=True)
class Rendered:
    """A preview."""

    job: Job
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class TextRead:
    """What a document says."""

    job: Job
    document: DocumentText


@dataclass(frozen=True, slots=True)
class AboutRead:
    """What is told of a file that is looked at."""

    job: Job
    about: About


@dataclass(frozen=True, slots=True)
class CitiesFound:
    """The cities of places, in their order."""

    job: Job
    cities: list[City]


@dataclass(frozen=True, slots=True)
class WritingRead:
    """The text in the picture of one page; more follow. ``reason``: why it could not be read."""

    job: Job
    page: int
    passages: tuple[Passage, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The file could not be read.

    ``killed``: it took its decoder with it. ``passing``: it could not be reached, which says
    nothing of its content; it is to be read again when a scan next finds it.
    """

    job: Job
    reason: str
    killed: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """The file changed while it was read; what came of it must be thrown away."""

    job: Job


_Told = Rendered | TextRead | AboutRead | CitiesFound
Result = Hashed | Read | Finished | _Told | WritingRead | Failed | Changed


# --- the worker's side -------------------------------------------------------------------


class Results:
    """What a pool brings, in a bounded queue: full, it holds the pool's threads up.

    That keeps decoding from running ahead of what is done with it.
    """

    def __init__(self, most: int, wake: Callable[[], None]) -> None:
        """Be empty.

        Args:
            most: how many results wait.
            wake: called from the pool's threads when there is one more.
        """
        self._queue: queue.Queue[Result] = queue.Queue(most)
        self._wake = wake
        self._closed = False

    def put(self, result: Result) -> None:
        """Called from the pool's threads; waits for room."""
        while not self._closed:
            try:
                self._queue.put(result, timeout=0.2)
                break
            except queue.Full:
                continue
        self._wake()

    def take(self) -> Result | None:
        """The oldest result, if there is one."""
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            return None

    def close(self) -> None:
        """Hold nobody up any more; what comes from now on is dropped."""
        self._closed = True


class Decoders:
    """A small pool: jobs in by priority, results out through a bounded queue."""

    def __init__(
        self,
        count: int,
        limits: Limits,
        deliver: Callable[[Result], None],
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """Start ``count`` threads; each starts its process with its first job.

        Args:
            count: decoder processes.
            limits: what each may use.
            deliver: called from the pool's threads with each result. It may block: that is
                what keeps decoding from running ahead of embedding.
            before_each: called from the pool's threads before each job. It may wait.
        """
        self._deliver = deliver
        self._before_each = before_each
        self._jobs: queue.PriorityQueue[tuple[int, int, Job | None]] = queue.PriorityQueue()
        self._order = 0
        self._lock = threading.Lock()
        self._stopping = False
        self._processes = [_Process(limits) for _ in range(count)]
        self._threads = [
            threading.Thread(target=self._serve, args=(process,), name="decoder", daemon=True)
            for process in self._processes
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pids(self) -> list[int]:
        """Of the processes that run."""
        return [pid for process in self._processes if (pid := process.pid) is not None]

    def submit(self, job: Job, *, hasty: bool = False) -> None:
        """Queue a job, a ``hasty`` one before all others.

        Reading goes before hashing, so that what is begun is finished.
        """
        self._put(-1 if hasty else 1 if isinstance(job, HashJob) else 0, job)

    def stop(self) -> None:
        """End the processes, also in the middle of a file; jobs still queued are dropped."""
        self._stopping = True
        for process in self._processes:
            self._put(-2, None)
            process.interrupt()
        until = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _put(self, priority: int, job: Job | None) -> None:
        with self._lock:
            self._order += 1
            self._jobs.put((priority, self._order, job))

    def _serve(self, decoder: _Process) -> None:
        _leave_interrupts_to_the_main_thread()
        while (job := self._jobs.get()[2]) is not None and not self._stopping:
            self._before_each()
            if self._stopping or (isinstance(job.token, Future) and job.token.cancelled()):
                continue
            try:
                if isinstance(job, HashJob):
                    self._deliver(self._ask(job, _hash))
                else:
                    seen = self._ask(job, _seen)
                    if isinstance(seen, Failed):
                        self._deliver(seen)
                    else:
                        self._decode(decoder, seen)
            except SilentDriveError as error:
                if not self._stopping:  # else it was not awaited
                    self._deliver(Failed(job, str(error), passing=True))
            except Exception:  # the boundary of one file: nothing may end the thread
                log.exception("decoding %r failed", job.path)
                decoder.kill()
                self._deliver(Failed(job, "an error inside Mate; the log has the details"))
        decoder.kill()

    def _ask(self, job: _J, work: Callable[[_J], T]) -> T:
        """Look at a file's drive, which may not answer.

        Raises:
            SilentDriveError: it does not.
        """
        return drives.call(job.path, lambda: work(job), given_up=lambda: self._stopping)

    def _await(self, decoder: _Process, path: str, limit: float) -> _Reply:
        """What a decoder says next.

        Raises:
            TimeoutError: nothing within its time.
            SilentDriveError: the file's drive does not answer.
        """
        until = time.monotonic() + limit
        while (left := until - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                return decoder.receive(min(left, GLANCE_SECONDS))
            if self._stopping:
                raise EOFError
            if drives.is_silent(path):
                raise SilentDriveError
        drives.call(path, lambda: _touch_last(path), given_up=lambda: self._stopping)
        raise TimeoutError

    def _decode(self, decoder: _Process, job: _Decoded) -> None:
        limit = _time_limit(job)
        try:
            decoder.send(job)
            while True:
                reply = self._await(decoder, job.path, limit)
                match reply:
                    case Item() | DamagedPage():
                        self._deliver(Read(job, reply))
                    case bytes():
                        return self._deliver(Rendered(job, reply))
                    case DocumentText():
                        return self._deliver(TextRead(job, reply))
                    case About():
                        return self._deliver(AboutRead(job, reply))
                    case list():
                        return self._deliver(CitiesFound(job, reply))
                    case _Writing():
                        read = WritingRead(job, reply.page, reply.passages, reply.reason)
                        self._deliver(read)
                    case _Reason():
                        failed = Failed(job, reply.text, passing=reply.passing)
                        return self._deliver(self._unless_changed(job, failed))
                    case None:
                        return self._deliver(self._unless_changed(job, Finished(job)))
                if self._stopping:
                    return None
        except SilentDriveError:
            decoder.kill()
            raise
        except TimeoutError:
            decoder.kill()
            why = f"reading it took longer than {limit:.0f} seconds"
            self._deliver(Failed(job, why, killed=True))
        except (EOFError, OSError):
            if self._stopping:
                return None  # it is ended, if it has not been
            how = decoder.kill(wait=2.0)
            why = f"the decoder ended while reading it ({how})"
            self._deliver(Failed(job, why, killed=True))

    def _unless_changed(self, job: _Decoded, result: Result) -> Result:
        """A file that changed while it was read may have been read in halves.

        Raises:
            SilentDriveError: its drive does not answer.
        """
        if isinstance(job, RenderJob | TextJob | AboutJob | CitiesJob):
            return result
        now = self._ask(job, _state)
        if isinstance(now, OSError):
            return Failed(job, reason(now), passing=True)
        return result if now == job.stat else Changed(job)


def _leave_interrupts_to_the_main_thread() -> None:
    """Ctrl+C reaches every process of a terminal; a decoder must not die of it with a file in hand.

    Its process inherits what its thread lets through.
    """
    if sys.platform != "win32":
        resource_tracker.ensure_running()  # it would let them through again when it starts
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _seen(job: _Decoded) -> _Decoded | Failed:
    """A job with what is known of its file; or why opening that would make no sense.

    It may wait for ever, or fetch from a cloud; or somebody waits for a file that is not there.
    """
    try:
        result = os.stat(job.path)
    except OSError as error:
        if isinstance(job, TextJob) or (isinstance(job, ReadJob) and job.stat is None):
            missing = isinstance(error, FileNotFoundError)
            return Failed(job, NO_SUCH_FILE if missing else reason(error), passing=True)
        return job  # why it cannot be reached is said by what opens it
    if (why := _not_to_be_opened(result)) is not None:
        return Failed(job, why, passing=True)
    if isinstance(job, ReadJob) and job.stat is None:
        return replace(job, stat=Stat.of(result))
    return job


def _not_to_be_opened(result: os.stat_result) -> str | None:
    if not stat.S_ISREG(result.st_mode):
        return NOT_REGULAR
    return IN_CLOUD if is_placeholder(result) else None


def _touch_last(path: str) -> None:
    """Read a file's last byte, to see whether its drive answers."""
    with contextlib.suppress(OSError), open(path, "rb", opener=at_once) as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - 1))
        file.read(1)


def _hash(job: HashJob) -> Result:
    """The hash of the whole content, provided that it stays the same meanwhile."""
    try:
        with contextlib.suppress(OSError):  # which opening it says
            if (why := _not_to_be_opened(os.stat(job.path))) is not None:
                return Failed(job, why, passing=True)
        with open(job.path, "rb", opener=at_once) as file:
            opened = os.fstat(file.fileno())
            if not stat.S_ISREG(opened.st_mode):  # a pipe that took its place just now
                return Failed(job, NOT_REGULAR, passing=True)
            before = Stat.of(opened)
            content = hash_of(file, drives.alive)
            after = Stat.of(os.fstat(file.fileno()))
    except OSError as error:
        return Failed(job, reason(error), passing=True)
    if not before == after == job.stat:
        return Changed(job)
    return Hashed(job, content, after.ctime)


def _time_limit(job: _Decoded) -> float:
    match job:
        case WritingJob():
            return WRITING_LIMIT_SECONDS
        case TextJob():
            return TEXT_LIMIT_SECONDS
        case _:
            return TIME_LIMIT_SECONDS


def _state(job: _Decoded) -> Stat | OSError:
    try:
        return Stat.of(os.stat(job.path))
    except OSError as error:
        return error


# --- the child's side --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reason:
    text: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class _Writing:
    page: int
    passages: tuple[Passage, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _About:
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class _Cities:
    places: tuple[tuple[float, float], ...]


# An item, or a page that is none, a preview, a text, cities, a page's writing, why there is none,
# the end.
_Reply = Item | DamagedPage | bytes | DocumentText | About | list[City] | _Writing | _Reason | None
# Of which page a preview of which side, the writing of which pages, the text, what is told of it
# alone, the cities of places, or all items.
_Wanted = tuple[int, int] | list[int] | Literal["text"] | _About | _Cities | None


class _Process:
    """One decoder process, started when needed."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    @property
    def pid(self) -> int | None:
        process = self._process
        return None if process is None else process.pid

    def send(self, job: _Decoded) -> None:
        if self._process is None or not self._process.is_alive():
            self.kill()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            process = context.Process(
                target=_run, args=(theirs, self._limits), name="mate-decoder", daemon=True
            )
            process.start()
            self._process = process
            theirs.close()
        assert self._pipe is not None
        wanted: _Wanted = None
        match job:
            case RenderJob():
                wanted = (job.page, job.side)
            case WritingJob():
                wanted = list(job.pages)
            case TextJob():
                wanted = "text"
            case AboutJob():
                wanted = _About(job.place)
            case CitiesJob():
                wanted = _Cities(job.places)
        self._pipe.send((job.path, wanted))

    def receive(self, timeout: float) -> _Reply:
        assert self._pipe is not None
        if not self._pipe.poll(timeout):
            raise TimeoutError
        return cast(_Reply, self._pipe.recv())

    def interrupt(self) -> None:
        """End it from another thread; the one that waits for it finds its pipe closed."""
        process = self._process
        if process is not None:
            process.kill()

    def kill(self, wait: float = 0.0) -> str:
        """End the process, after waiting for it to end by itself; how it had ended."""
        if self._process is None or self._pipe is None:
            return "not started"
        self._process.join(timeout=wait)
        code = self._process.exitcode
        self._process.kill()
        self._process.join()
        self._pipe.close()
        self._process = self._pipe = None
        return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


def _run(pipe: Connection, limits: Limits) -> None:
    """The child's loop. It ends when its parent does, for then the pipe is closed."""
    _restrain(limits)
    with contextlib.suppress(EOFError, OSError):  # of the pipe
        while True:
            path, wanted = cast(tuple[str, _Wanted], pipe.recv())
            try:
                _answer(pipe, path, wanted, limits)
            except UnreadableError as error:
                pipe.send(_Reason(str(error), isinstance(error, UnavailableError)))
            except MemoryError:
                pipe.send(_Reason("decoding it needs more memory than is allowed"))
            except BrokenPipeError:
                return
            except Exception as error:  # the boundary of one file
                log.exception("reading %r failed", path)
                pipe.send(_Reason(f"it cannot be read: {type(error).__name__}: {error}"))


def _answer(pipe: Connection, path: str, wanted: _Wanted, limits: Limits) -> None:
    if isinstance(wanted, list):
        _read_writing(pipe, path, wanted, limits)
        return
    if isinstance(wanted, _About):
        from indexer.extract.about import read_about

        pipe.send(read_about(path, wanted.place, limits))
        return
    if isinstance(wanted, _Cities):
        from indexer.places import cities_at

        pipe.send(cities_at(wanted.places))
        return
    kind = family(path)
    if kind is None:
        raise UnreadableError("not a kind of file that Mate reads")
    if wanted == "text":
        if kind != "document":
            raise UnreadableError("it is not a document")
        from indexer.extract.document import read_text

        pipe.send(read_text(path))
        return
    module = reader(kind)
    if wanted is not None:
        pipe.send(module.render(path, *wanted, limits))
        return
    for item in module.read(path, limits):
        pipe.send(item)
    pipe.send(None)


def _read_writing(pipe: Connection, path: str, pages: list[int], limits: Limits) -> None:
    from indexer.extract.writing import read_writing  # opens large models, in this process alone

    for page in pages:
        try:
            pipe.send(_Writing(page, read_writing(path, page, limits)))
        except (UnavailableError, BrokenPipeError):
            raise
        except UnreadableError as error:  # of this page, which costs no other
            pipe.send(_Writing(page, reason=str(error)))
        except MemoryError:
            pipe.send(_Writing(page, reason="reading it needs more memory than is allowed"))
        except Exception as error:  # the boundary of one picture
            log.exception("reading the text in %r failed", path)
            pipe.send(_Writing(page, reason=f"{type(error).__name__}: {error}"))
    pipe.send(None)


def _restrain(limits: Limits) -> None:
    """Bound this process's memory and let other programs go first."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(5)
    # A picture at the pixel limit in two copies, and a gigabyte for everything else.
    ceiling = limits.pixels * 8 + (1 << 30)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pixel_limit() -> int:
    """The most pixels a decoded picture may have: a quarter of the memory at 6 bytes each."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        memory = 8 << 30
    return int(min(memory // 4 // 6, 1_000_000_000))
