"""Names as people sort them: numbers by what they count, and neither case nor accents."""

from __future__ import annotations

import os
import re
import unicodedata

_DIGITS = re.compile(r"\d+")


def sort_name(path: str) -> str:
    """What the name of a file is sorted by: ``img2.jpg`` comes before ``IMG10.jpg``.

    The ending counts last, so that ``lake.jpg`` comes before ``lake 2.jpg``. What is no text in a
    name is a question mark.
    """
    name = os.path.basename(path).casefold()
    if not name.isascii():
        whole = name.encode("utf-8", "replace").decode()
        apart = unicodedata.normalize("NFKD", whole)
        name = "".join(letter for letter in apart if not unicodedata.combining(letter))
    stem, ending = os.path.splitext(name)
    return _DIGITS.sub(_by_length, stem) + "\x01" + ending  # before every letter and sign


def _by_length(digits: re.Match[str]) -> str:
    """Digits with how many there are before them, so that the longer number comes later."""
    number = digits[0] if digits[0].isascii() else "".join(map(_western, digits[0]))
    number = number.lstrip("0")
    return f"{len(number):03}{number}"


def _western(digit: str) -> str:
    return str(unicodedata.digit(digit))
