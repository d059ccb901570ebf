"""How fast something is scrolled."""

from __future__ import annotations

import time
from collections import deque
from itertools import pairwise

WITHIN = 0.15  # seconds


class Pace:
    """Tells a pace from places and the times at which they were passed."""

    def __init__(self) -> None:
        self._passed: deque[tuple[float, int]] = deque()

    def of(self, place: int, now: float | None = None) -> float:
        """Note a place; return how many pixels a second it went on lately."""
        now = time.monotonic() if now is None else now
        self._passed.append((now, place))
        while now - self._passed[0][0] > WITHIN:
            self._passed.popleft()
        way = sum(abs(after - before) for (_, before), (_, after) in pairwise(self._passed))
        return way / WITHIN
