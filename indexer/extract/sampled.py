"""How a long document is read for a question: pages spread over all of it, as far as time allows.

Whoever drops a book waits for the answer. What a book is about is said by a part of its pages as
well, if they are taken from everywhere (docs/searching.md has the numbers).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

MOST_CHARACTERS = 200_000
"""What is shorter is read whole: a hundred printed pages, some twenty seconds of one core."""

MOST_SECONDS = 8.0
"""For taking the text out of the pages."""

T = TypeVar("T")


def spread(count: int) -> list[int]:
    """All of 0 to ``count``, in an order whose every beginning is spread evenly.

    The bits of each number are read from behind (van der Corput 1935): first the first page, then
    the middle, the quarters, and so on.
    """
    bits = max(1, (count - 1).bit_length())
    return sorted(range(count), key=lambda number: int(f"{number:0{bits}b}"[::-1], 2))


def enough(texts: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Pages and their passages as they come, until they are enough to search with."""
    ends = time.monotonic() + MOST_SECONDS
    characters = 0
    for page, passages in texts:
        yield page, passages
        characters += sum(map(len, passages))
        if characters >= MOST_CHARACTERS or time.monotonic() > ends:
            return
