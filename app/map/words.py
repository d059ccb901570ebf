"""What groups of the map are called, in the window's language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from app.language import spoken
from app.theme import RESOURCES

_COLUMNS = {"en": 0, "de": 1, "zh": 2}


def group_name(names: Sequence[str]) -> str:
    """The words of a group, as a title."""
    language = spoken()[:2]
    words = [_translated(language).get(name, name) for name in names]
    if not words:
        return QCoreApplication.translate("Map", "Various")
    first = words[0][:1].upper() + words[0][1:]
    return ("、" if language == "zh" else ", ").join([first, *words[1:]])


@lru_cache(maxsize=1)
def _translated(language: str) -> dict[str, str]:
    """English words in another language."""
    column = _COLUMNS.get(language, 0)
    lines = (RESOURCES / "words.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line]
    return {row[0]: row[column] for row in rows}
