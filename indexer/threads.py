"""Work on a thread of its own."""

from __future__ import annotations

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
