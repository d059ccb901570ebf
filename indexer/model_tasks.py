"""What takes long with models: listing them, fetching one, making one; off the worker's loop.

Lists are made on one thread, in their order. A download and an alignment run in a process of their
own, one at a time: it may be ended at any moment, and it ends with the worker. What reads models is
imported when someone asks: no start waits for it.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Literal

import indexer.messages as m
from indexer.files import display
from mate_core.errors import ModelError

if TYPE_CHECKING:
    from indexer.models import Models
    from mate_core.align import Measured
    from mate_core.download import Fetched
    from mate_core.train_align import Progress

log = logging.getLogger(__name__)

Send = Callable[[m.Event], None]
Task = m.DownloadModel | m.AlignModel

TOLD_SECONDS = 0.2
# Of a folder's name; systems take 255.
MOST_BYTES = 240


class ModelTasks:
    """For the thread that owns the catalog; events are sent from others."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._lists = ThreadPoolExecutor(1, "models")
        self._asked = False  # someone wants to know of models
        self._told: tuple[str, str] = ("", "")
        self._running: _Running | None = None

    def obey(self, command: m.ModelCommand, models: Models) -> None:
        """Begin what is asked for."""
        match command:
            case m.ListModels():
                self._list(models)
                if self._running is not None:
                    self._send(self._running.state)  # whoever has come up may not know of it
            case m.AddModel(folder):
                self._change(folder, "add")
                self._list(models)
            case m.RemoveModel(folder):
                self._change(folder, "remove")
                self._list(models)
            case m.DownloadModel() | m.AlignModel():
                self._begin(command)
            case m.CancelModelTask():
                if self._running is not None:
                    self._running.cancel()

    def look(self, models: Models) -> None:
        """List them again if another one indexes or answers, or a task has brought one."""
        ended = self._running is not None and self._running.ended.is_set()
        if ended:
            self._running = None
        if self._asked and (ended or self._told != _names(models)):
            self._list(models)

    def stop(self) -> None:
        """End what goes on."""
        self._lists.shutdown(wait=False, cancel_futures=True)
        if self._running is not None:
            self._running.cancel()

    def _list(self, models: Models) -> None:
        self._asked = True
        answering, indexing = self._told = _names(models)
        speeds = models.speeds

        def listed() -> None:
            from indexer import known_models

            try:
                found = known_models.known_models((answering, indexing))
            except Exception:  # the boundary of the thread
                log.exception("the models could not be listed")
                return
            timed = (replace(e, files_per_second=speeds.get(e.name, 0.0)) for e in found)
            self._send(m.ModelsListed(tuple(timed), answering, indexing))

        self._lists.submit(listed)

    def _change(self, folder: str, how: Literal["add", "remove"]) -> None:
        def changed() -> None:
            from indexer import known_models

            try:
                if how == "add":
                    known_models.add(folder)
                else:
                    known_models.remove(folder)
            except (ModelError, OSError) as error:
                self._send(m.ModelRefused(folder, str(error)))

        self._lists.submit(changed)

    def _begin(self, task: Task) -> None:
        self._asked = True
        if self._running is not None and not self._running.ended.is_set():
            self._send(m.ModelRefused("", "Only one model is fetched or made at a time."))
            return
        self._running = _Running(task, self._send)


def _names(models: Models) -> tuple[str, str]:
    return models.answering_name, models.indexing.name


def _begun(task: Task) -> m.ModelTaskChanged:
    match task:
        case m.DownloadModel(name):
            return m.ModelTaskChanged("download", name, "going")
        case m.AlignModel(title):
            return m.ModelTaskChanged("align", title, "going")


class _Running:
    """A task in a process of its own, and the thread that hears from it."""

    def __init__(self, task: Task, send: Send) -> None:
        self.state = _begun(task)
        self.ended = threading.Event()
        self._task, self._send = task, send
        self._cancelled = False
        self._process: BaseProcess | None = None
        send(self.state)
        threading.Thread(target=self._follow, name="model-task", daemon=True).start()

    def cancel(self) -> None:
        """End it; what it has done so far is kept by itself."""
        self._cancelled = True
        if self._process is not None:
            self._process.kill()

    def _follow(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=run_task, args=(theirs, self._task), name="mate-model", daemon=True
        )
        try:
            process.start()
            theirs.close()
            self._process = process
            if self._cancelled:  # before there was a process to end
                process.kill()
            for state in _heard(ours):
                self._tell(state)
            process.join()
            self._end(process.exitcode)
        except (OSError, ModelError) as error:
            self._tell(replace(self.state, state="failed", message=display(str(error))))
        finally:
            ours.close()
            self.ended.set()
            self._send(self.state)  # last: who hears it may begin another one

    def _tell(self, state: m.ModelTaskChanged) -> None:
        from indexer import known_models

        if self._cancelled and state.state in ("going", "waiting"):
            return
        if state.state == "done" and isinstance(self._task, m.DownloadModel):
            known_models.add(state.name, self._task.name)
            if known_models.describe(state.name).kind != "model":
                state = replace(state, name="")
        self.state = state
        if state.state in ("going", "waiting"):
            self._send(state)

    def _end(self, exitcode: int | None) -> None:
        """How it ended, if it has not said so itself."""
        if self.state.state not in ("going", "waiting"):
            return
        if self._cancelled:
            self.state = replace(self.state, state="cancelled")
        else:
            why = f"It ended unexpectedly (exit status {exitcode})."
            self.state = replace(self.state, state="failed", message=why)


def _heard(pipe: Connection) -> Iterator[m.ModelTaskChanged]:
    """What a task's process says, until it ends."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            yield pipe.recv()


# --- in the task's process ---------------------------------------------------------------


def run_task(pipe: Connection, task: Task) -> None:
    """Do a task and tell how it stands; end when the other end of the pipe does."""
    if sys.platform != "win32":
        os.nice(5)  # beside the worker's own: it comes first
    threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()
    teller = _Teller(pipe, _begun(task))
    try:
        done = _fetch(task, teller) if isinstance(task, m.DownloadModel) else _make(task, teller)
    except (ModelError, OSError) as error:
        teller.tell(state="failed", message=display(str(error)), always=True)
    except Exception as error:  # the boundary of the process
        log.exception("the task failed")
        text = f"{type(error).__name__}: {error}"
        teller.tell(state="failed", message=display(text), always=True)
    else:
        teller.tell(state="done", name=done, always=True)


def _end_with(pipe: Connection) -> None:
    """Wait for the end of the pipe, which is the worker's, and end."""
    with contextlib.suppress(EOFError, OSError):
        pipe.recv()
    os._exit(1)


class _Teller:
    """Sends how a task stands, a few times a second at most."""

    def __init__(self, pipe: Connection, state: m.ModelTaskChanged) -> None:
        self._pipe, self._state = pipe, state
        self._due = 0.0

    def tell(self, *, always: bool = False, **changes: object) -> None:
        """Send what has changed."""
        state = replace(self._state, **changes)  # type: ignore[arg-type]
        other = (state.state, state.stage) != (self._state.state, self._state.stage)
        self._state = state
        now = time.monotonic()
        if always or other or now >= self._due:
            self._due = now + TOLD_SECONDS
            self._pipe.send(state)


def _fetch(task: m.DownloadModel, teller: _Teller) -> str:
    from mate_core.download import download

    def tell(at: Fetched) -> None:
        stage: m.ModelTaskStage = "check" if at.stage == "check" else "files"
        state = "waiting" if at.stage == "waiting" else "going"
        teller.tell(state=state, stage=stage, done=at.done, total=at.total)

    return str(download(task.name, tell))


def _make(task: m.AlignModel, teller: _Teller) -> str:
    """Run ``mate train align``; the folder of the model that it has made.

    Raises:
        ModelError, OSError: it cannot be made.
    """
    import argparse

    from indexer import known_models
    from mate_core import train_align
    from mate_core.closed_forms import AlignError
    from mate_core.data import DataError
    from mate_core.errors import BadConfig
    from mate_core.optimisation import CheckpointError

    name = _file_name(task.title)
    place = known_models.models_folder() / name
    if place.exists():
        raise BadConfig(f"There is a model {name} already: choose another name.")
    asked = hashlib.sha256(repr(task).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    out = known_models.models_folder() / known_models.UNFINISHED / asked
    out.mkdir(parents=True, exist_ok=True)
    parser = argparse.ArgumentParser()
    train_align.add_arguments(parser)
    given = ["--vlm", task.vlm, "--llm", task.llm, "--captions", task.captions, "--out", str(out)]
    args = parser.parse_args([*given, *(["--photos", task.photos] if task.photos else [])])

    def tell(at: Progress) -> None:
        teller.tell(stage=at.stage, done=at.done, total=at.total)
        if at.history:
            teller.tell(points=tuple(map(_point, at.history)), always=True)

    checkpoint = out / train_align.CHECKPOINT_FILE
    try:
        try:
            train_align.run(args, tell=tell)
        except CheckpointError:  # the captions are others by now
            checkpoint.unlink()
            train_align.run(args, tell=tell)
    except (DataError, AlignError, FloatingPointError) as error:
        raise BadConfig(str(error)) from error
    checkpoint.unlink(missing_ok=True)
    out.rename(place)
    return str(place)


def _point(measured: Measured) -> m.TrainedPoint:
    recalls = [found["R@10"] for found in measured.recalls.values()]
    return m.TrainedPoint(measured.step, measured.loss, sum(recalls) / len(recalls))


def _file_name(title: str) -> str:
    """A title as the name of a folder."""
    safe = "".join("-" if c in '/\\:*?"<>|' or ord(c) < 32 else c for c in title)
    short = safe.strip(" .")[:80].encode("utf-8", "ignore")[:MOST_BYTES]
    return short.decode("utf-8", "ignore").strip(" .") or "model"
