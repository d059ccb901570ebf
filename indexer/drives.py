"""Whether drives answer: who looks at a file of a watched folder is not held up for good by one.

The server of a network drive may have gone, a disk may be dying: then even asking for the size of
a file takes minutes, or for ever, and nothing ends it. So what is asked of a watched folder's drive
is asked on a thread that nobody waits for longer than `SILENT_SECONDS`; a folder that has not
answered by then is silent, and further questions fail at once until it answers. Questions to other
folders are not held up.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Generator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any, TypeVar

from indexer.files import within

T = TypeVar("T")

NOT_ANSWERING = "its drive does not answer"
# A disk that has gone to sleep is awake again by then.
SILENT_SECONDS = 10.0
# What looks often waits so long before it does something else: nearly all answers come sooner.
STEP_PATIENCE = 0.02
# A silent folder is asked once more after so long, and then after twice as long each time, should
# the thread that waits for it never hear of it again.
RETRY_SECONDS, MOST_RETRY_SECONDS = 30.0, 3600.0
# Where a drive answers but for one file, that is asked for again and again. While so many threads
# wait for a folder, it counts as silent, whatever else of it answers.
MOST_WAITING = 100
# A thread that has had nothing to do for so long ends.
THREAD_IDLE_SECONDS = 10.0
_GLANCE = 0.1

Awaiting = Generator["Future[Any] | None", None, T]
"""Work in short steps. Each gives what it waits for, if it can only go on when that is done."""


class SilentDriveError(Exception):
    """A drive does not answer; what is on it may be well."""

    def __init__(self) -> None:
        """The message is the reason that people are told."""
        super().__init__(NOT_ANSWERING)


@dataclass(eq=False, slots=True)
class _Question:
    place: str
    work: Callable[[], Any]
    answer: Future[Any]
    alive: float  # when it was last known to go on


@dataclass(slots=True)
class _Place:
    """What has been asked of a folder's drive and is not answered yet."""

    open: list[_Question] = field(default_factory=list)
    retry_at: float = 0.0
    retry_pause: float = RETRY_SECONDS

    def is_silent(self, now: float) -> bool:
        return any(now - question.alive > SILENT_SECONDS for question in self.open)


class Drives:
    """Asks drives, on threads that are made as they are needed. It may be used from any thread."""

    def __init__(self) -> None:
        """Ask nothing yet."""
        self._lock = threading.Lock()
        self._folders: tuple[str, ...] = ()
        self._places: dict[str, _Place] = {}
        self._asked: queue.SimpleQueue[_Question] = queue.SimpleQueue()
        self._waiting: Counter[str] = Counter()  # threads that wait for an answer, by folder
        self._free = 0  # threads that wait for a question
        self._mine = threading.local()

    def tell_apart(self, folders: Collection[str]) -> None:
        """Take each of these folders for one that may be silent while others answer."""
        self._folders = tuple(folders)

    def is_silent(self, path: str) -> bool:
        """Whether the watched folder of a path, or else its own folder, does not answer."""
        name = self._place_of(path)
        with self._lock:
            place = self._places.get(name)
            return self._waiting[name] >= MOST_WAITING or (
                place is not None and place.is_silent(time.monotonic())
            )

    def begin(self, path: str, work: Callable[[], T]) -> Future[T]:
        """What some work on a path gives; it fails with `SilentDriveError` where that is known."""
        answer: Future[T] = Future()
        name, now = self._place_of(path), time.monotonic()
        with self._lock:
            if self._waiting[name] >= MOST_WAITING:
                answer.set_exception(SilentDriveError())
                return answer
            place = self._places.setdefault(name, _Place())
            if place.is_silent(now):
                if now < place.retry_at:
                    answer.set_exception(SilentDriveError())
                    return answer
                place.retry_at = now + place.retry_pause
                place.retry_pause = min(2 * place.retry_pause, MOST_RETRY_SECONDS)
            else:
                place.retry_at = now + RETRY_SECONDS
            question = _Question(name, work, answer, now)
            place.open.append(question)
            self._waiting[name] += 1
            self._asked.put(question)
            if self._free:
                self._free -= 1
            else:
                threading.Thread(target=self._serve, name="drive", daemon=True).start()
        return answer

    def call(
        self,
        path: str,
        work: Callable[[], T],
        *,
        patience: float = float("inf"),
        given_up: Callable[[], bool] = lambda: False,
    ) -> T:
        """The same, waited for.

        Args:
            path: whose drive is asked.
            work: done on a thread.
            patience: how long to wait, for one who cannot wait until the drive counts as silent.
            given_up: whether not to wait any longer.

        Raises:
            SilentDriveError: the drive has not answered.
        """
        answer = self.begin(path, work)
        until = time.monotonic() + patience
        while not answer.done():
            left = until - time.monotonic()
            if left <= 0 or given_up() or self.is_silent(path):
                raise SilentDriveError
            wait([answer], min(_GLANCE, left))
        return answer.result()

    def steps(
        self, path: str, work: Callable[[], T], *, patience: float = STEP_PATIENCE
    ) -> Awaiting[T]:
        """The same in steps, for a thread that has other things to do.

        Raises:
            SilentDriveError: the drive has not answered.
        """
        answer = self.begin(path, work)
        while not answer.done():
            wait([answer], patience)
            if answer.done():
                break
            if self.is_silent(path):
                raise SilentDriveError
            yield answer
        return answer.result()

    def alive(self) -> None:
        """Say, from within some work that takes long, that the drive answers."""
        question: _Question | None = getattr(self._mine, "question", None)
        if question is not None:
            question.alive = time.monotonic()

    def _place_of(self, path: str) -> str:
        around = (folder for folder in self._folders if within(path, folder))
        return max(around, key=len, default=None) or os.path.dirname(path)

    def _serve(self) -> None:
        while (question := self._next()) is not None:
            self._mine.question = question
            result, failure = None, None
            try:
                result = question.work()
            except Exception as error:  # noqa: BLE001  (the boundary: it is for who has asked)
                failure = error
            with self._lock:
                self._free += 1
                self._waiting -= Counter([question.place])  # keeps none of which there are none
                self._note_answer(question)
            if failure is None:
                question.answer.set_result(result)
            else:
                question.answer.set_exception(failure)
            # Nothing of it is kept while the thread waits.
            del question, result, failure
            self._mine.question = None

    def _next(self) -> _Question | None:
        """The next question; None once there has been none for a while."""
        while True:
            try:
                return self._asked.get(timeout=THREAD_IDLE_SECONDS)
            except queue.Empty:
                with self._lock:
                    if self._asked.empty():
                        self._free -= 1
                        return None

    def _note_answer(self, question: _Question) -> None:
        """A drive that answers is not silent, whoever still waits for what was asked before."""
        place = self._places.get(question.place)
        if place is None or question not in place.open:
            return  # it was asked before one that has been answered
        at, now = place.open.index(question), time.monotonic()
        place.open = [
            each
            for number, each in enumerate(place.open)
            if number > at or (number < at and now - each.alive <= SILENT_SECONDS)
        ]
        if not place.open:
            del self._places[question.place]


drives = Drives()
"""Those of this machine."""
