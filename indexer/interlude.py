"""A query is answered: decoding makes way."""

from __future__ import annotations

import threading
import time

# Decoding does not wait longer than this for a query to be answered: one may take minutes.
INTERLUDE_SECONDS = 0.5


class Interlude:
    """Decoders begin with nothing while a query is answered, which has the cores to itself.

    Any thread may call it.
    """

    def __init__(self) -> None:
        """There is no query."""
        self._over = threading.Event()
        self._over.set()
        self._until = 0.0

    def begin(self) -> None:
        """A query has come."""
        self._until = time.monotonic() + INTERLUDE_SECONDS
        self._over.clear()

    def end(self) -> None:
        """It is answered."""
        self._over.set()

    def wait(self) -> None:
        """Wait until it is answered, or has taken too long."""
        if not self._over.is_set():
            self._over.wait(max(self._until - time.monotonic(), 0.0))
