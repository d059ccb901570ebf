"""What the worker says, in the window's language.

The worker speaks English, and so does its catalog: a sentence that lay there for a year is said in
the language that is chosen today. Here a sentence is known again by its pattern, and its
translation is said with the same values. The patterns are read from the worker's source by
`tools.worker_sentences`, so that none is forgotten. What is not known, as what another program says
of its own error, stays as it is.
"""

from __future__ import annotations

import re
import string
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from app.theme import RESOURCES
from indexer.messages import (
    AlikeFound,
    Event,
    ExplainFailed,
    ExportDone,
    FailedFiles,
    FiltersChecked,
    LibraryFailed,
    ModelChanged,
    MovedToBin,
    Notice,
    PreviewFailed,
    RestoredFromBin,
    SearchDone,
    SearchFailed,
    Verified,
)

CONTEXT = "Worker"
SENTENCES = RESOURCES / "translations" / "worker.txt"
# The values that are sentences, or words for a kind of thing; all others are names and numbers.
_SAID = frozenset(
    ("advice", "error", "happened", "kind", "reason", "stalled", "strerror", "what", "why")
)
_KEPT = 4096  # translations; ten thousand files are often not read for one reason


def in_window_language(event: Event) -> Event:
    """An event whose words for the user are in the window's language; for any thread."""
    match event:
        case Notice(_, text):
            return replace(event, text=say(text))
        case ModelChanged(_, _, message):
            return replace(event, message=say(message))
        case LibraryFailed() | SearchFailed() | PreviewFailed() | ExplainFailed():
            return replace(event, reason=say(event.reason))
        case SearchDone(remarks=(_, *_)):
            return replace(event, remarks=tuple(map(say, event.remarks)))
        case FailedFiles(files):
            files = tuple(replace(file, reason=say(file.reason)) for file in files)
            return replace(event, files=files)
        case FiltersChecked(faults):
            return replace(event, faults=_reasons(faults))
        case ExportDone():
            return replace(event, reason=say(event.reason), failures=_reasons(event.failures))
        case MovedToBin() | RestoredFromBin():
            return replace(event, failed=_reasons(event.failed))
        case AlikeFound() | Verified():
            return replace(event, failure=say(event.failure))
        case _:
            return event


def _reasons(told: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((of, say(reason)) for of, reason in told)


@lru_cache(_KEPT)
def say(text: str) -> str:
    """A sentence of the worker in the window's language; as it is where it is not known."""
    if text in _whole():
        return QCoreApplication.translate(CONTEXT, text)
    for pattern in _with_values():
        if all(piece in text for piece in pattern.pieces) and (
            match := _compiled(pattern.sentence).fullmatch(text)
        ):
            values = {
                name: say(value) if name.rstrip("_") in _SAID else value
                for name, value in match.groupdict().items()
            }
            return QCoreApplication.translate(CONTEXT, pattern.sentence).format(**values)
    # One thing and its reason, put together where both are known: "{what}: {error}".
    what, colon, why = text.partition(": ")
    return f"{say(what)}: {say(why)}" if colon else text


class _Pattern(NamedTuple):
    sentence: str
    pieces: tuple[str, ...]  # the words between its values


@cache
def _sentences() -> tuple[str, ...]:
    return tuple(SENTENCES.read_text("utf-8").splitlines())


@cache
def _whole() -> frozenset[str]:
    """The sentences without values."""
    return frozenset(each for each in _sentences() if "{" not in each)


@cache
def _with_values() -> tuple[_Pattern, ...]:
    """The others; where two fit, the one that begins with words, and of such the longer one."""
    found = []
    for sentence in _sentences():
        if "{" in sentence:
            pieces = (piece for piece, *_ in string.Formatter().parse(sentence) if piece)
            found.append(_Pattern(sentence, tuple(pieces)))
    return tuple(sorted(found, key=_vagueness))


def _vagueness(pattern: _Pattern) -> tuple[bool, int]:
    return pattern.sentence.startswith("{"), -len("".join(pattern.pieces))


@cache
def _compiled(sentence: str) -> re.Pattern[str]:
    """What finds a sentence's values in a text."""
    parts, names = [], set[str]()
    for piece, name, _, _ in string.Formatter().parse(sentence):
        parts.append(re.escape(piece))
        if name is not None:
            parts.append(f"(?P={name})" if name in names else f"(?P<{name}>.+?)")
            names.add(name)
    return re.compile("".join(parts), re.DOTALL)
