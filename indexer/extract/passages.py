"""Lines of text become passages that fit the text encoder's window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indexer.extract import Passage
from indexer.messages import Box

# About 200 word pieces: within the encoder's 256, with room for unusual words.
PASSAGE_CHARACTERS = 900

# What is cut in the middle goes on with so much of what came before, or a thought would be in
# neither piece whole.
OVERLAP_CHARACTERS = 150

SOFT_HYPHEN = "\u00ad"  # where a word may be broken
HYPHENS = ("-", "\u2010")

Line = tuple[str, Box]


def passage(lines: Sequence[Line]) -> Passage:
    """Join lines to running text, undoing hyphens at line ends."""
    text = ""
    for line, _ in lines:
        broken = text[-1:] in HYPHENS and text[-2:-1].isalpha() and line[:1].islower()
        if broken or text.endswith(SOFT_HYPHEN):
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return Passage(text.replace(SOFT_HYPHEN, ""), tuple(box for _, box in lines))


def ending(lines: Sequence[Line], characters: int) -> list[Line]:
    """The last of these lines, as many as have no more characters than that, and not all."""
    kept: list[Line] = []
    for line in reversed(lines[1:]):
        characters -= len(line[0])
        if characters < 0:
            break
        kept.insert(0, line)
    return kept


def cut(lines: Iterable[Line]) -> Iterator[Passage]:
    """Passages of at most about `PASSAGE_CHARACTERS`, cut between lines, with some overlap."""
    kept: list[Line] = []
    size = 0
    for text, box in lines:
        if kept and size + len(text) > PASSAGE_CHARACTERS:
            yield passage(kept)
            kept = ending(kept, OVERLAP_CHARACTERS)
            size = sum(len(line) for line, _ in kept)
        kept.append((text, box))
        size += len(text)
    if kept:
        yield passage(kept)
