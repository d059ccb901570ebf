"""What a person waits for: the query's photos and documents opened, previews, what is told.

A decoder process of their own, so that neither waits behind the indexing.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indexer.decoders import (
    AboutJob,
    AboutRead,
    Changed,
    CitiesFound,
    CitiesJob,
    Decoders,
    Failed,
    Finished,
    Hashed,
    Read,
    ReadJob,
    Rendered,
    RenderJob,
    Result,
    TextJob,
    TextRead,
)
from indexer.extract import About, DocumentText, Item, Limits, UnreadableError

if TYPE_CHECKING:
    from indexer.places import City


class OnDemand:
    """Decodes single files and answers with futures."""

    def __init__(self, limits: Limits) -> None:
        self._decoders = Decoders(1, limits, self._deliver)
        self._unanswered: set[Future[Any]] = set()

    def stop(self) -> None:
        """End the decoder; what it has not answered fails, for somebody waits for it."""
        self._decoders.stop()
        for future in list(self._unanswered):
            with suppress(InvalidStateError):  # answered just now
                future.set_exception(UnreadableError("reading it was interrupted; try again"))

    def pixels(self, path: str) -> Future[NDArray[np.uint8]]:
        """The (S, S, 3) uint8 square of a photo; fails with `UnreadableError`."""
        future: Future[NDArray[np.uint8]] = Future()
        self._submit(ReadJob(path, None, token=future), future)
        return future

    def text(self, path: str) -> Future[DocumentText]:
        """What a document says; fails with `UnreadableError`."""
        future: Future[DocumentText] = Future()
        self._submit(TextJob(path, token=future), future)
        return future

    def preview(self, path: str, page: int, side: int) -> Future[bytes]:
        """A JPEG of a photo (``page`` 0) or a page; fails with `UnreadableError`."""
        future: Future[bytes] = Future()
        self._submit(RenderJob(path, page, side, token=future), future)
        return future

    def about(self, path: str, place: tuple[float, float] | None) -> Future[About]:
        """What a file says when it is looked at, and the city nearest to a place in degrees."""
        future: Future[About] = Future()
        self._submit(AboutJob(path, place, token=future), future)
        return future

    def cities(self, places: Sequence[tuple[float, float]]) -> Future[list[City]]:
        """The cities that places in degrees are in, or the nearest ones."""
        future: Future[list[City]] = Future()
        self._submit(CitiesJob(tuple(places), token=future), future)
        return future

    def _submit(
        self, job: ReadJob | RenderJob | TextJob | AboutJob | CitiesJob, future: Future[Any]
    ) -> None:
        self._unanswered.add(future)
        future.add_done_callback(self._unanswered.discard)
        self._decoders.submit(job)

    def _deliver(self, result: Result) -> None:
        """Runs on the decoder's thread."""
        future = result.job.token
        assert isinstance(future, Future)
        if future.done():  # further pages, or the end, after the answer
            return
        match result:
            case Read(_, Item(pixels=pixels)) if len(pixels):
                future.set_result(pixels[0])
            case Rendered(_, jpeg):
                future.set_result(jpeg)
            case TextRead(_, document):
                future.set_result(document)
            case AboutRead(_, about):
                future.set_result(about)
            case CitiesFound(_, cities):
                future.set_result(cities)
            case Failed(_, why):
                future.set_exception(UnreadableError(why))
            case Changed():
                future.set_exception(UnreadableError("it changed while it was read"))
            case Finished():
                future.set_exception(UnreadableError("there is no picture in it"))
            case Read() | Hashed():
                pass
