"""Work on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def begun(name: str, work: Callable[[], T]) -> Future[T]:
    """What a thread makes of some work; a process that ends waits for it."""
    thread = ThreadPoolExecutor(1, name)
    future = thread.submit(work)
    thread.shutdown(wait=False)
    return future


def begun_apart(name: str, work: Callable[[], T]) -> Future[T]:
    """The same; a process that ends does not wait for it, for it may never come to its end."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001  (the boundary: it is for who has begun it)
            future.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future
