"""Lines of text become passages that fit the text encoder's window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indexer.extract import Passage
from indexer.messages import Box

# About 200 word pieces: within the encoder's 256, with room for unusual words.
PASSAGE_CHARACTERS = 900

Line = tuple[str, Box]


def passage(lines: Sequence[Line]) -> Passage:
    """Join lines to running text, undoing hyphens at line ends."""
    text = ""
    for line, _ in lines:
        if len(text) > 1 and text.endswith("-") and text[-2].isalpha() and line[:1].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return Passage(text, tuple(box for _, box in lines))


def cut(lines: Iterable[Line]) -> Iterator[Passage]:
    """Passages of at most about `PASSAGE_CHARACTERS`, cut between lines."""
    kept: list[Line] = []
    size = 0
    for text, box in lines:
        if kept and size + len(text) > PASSAGE_CHARACTERS:
            yield passage(kept)
            kept, size = [], 0
        kept.append((text, box))
        size += len(text)
    if kept:
        yield passage(kept)
