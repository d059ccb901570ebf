"""Where filters stand among typed words. What they mean, `indexer.filters` knows.

Imports nothing of the program, for the window, which draws them while they are typed, reads this
too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NOT = "not"
KEYS = (
    *("type", "folder", "date", "before", "after", "rating"),
    *("camera", "keyword", "near", "has", "is", NOT),
)
"""What a filter may begin with."""

_TOKEN = re.compile(rf'(?<!\S)(-?)({"|".join(KEYS)}):("[^"]*"|[^\s"]+)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A filter as it was typed, from ``start`` to ``end`` of a text; the value without quotes."""

    text: str
    start: int
    end: int
    key: str
    value: str
    wanted: bool


def tokens(text: str) -> Iterator[Token]:
    """The filters in a text, whether or not their values make sense."""
    for match in _TOKEN.finditer(text):
        minus, key, value = match[1], match[2].lower(), match[3].strip('"').strip()
        if key in KEYS:  # there are letters that are s or k in either case, and in neither
            yield Token(match[0], match.start(), match.end(), key, value, wanted=not minus)


def write(key: str, value: str, *, wanted: bool = True) -> str:
    """A filter as it is typed."""
    # A quote cannot be written: the longest part without one says most of the value.
    value = max((part.strip() for part in value.split('"')), key=len)
    value = value if value and not re.search(r"\s", value) else f'"{value}"'
    return f"{'' if wanted else '-'}{key}:{value}"
