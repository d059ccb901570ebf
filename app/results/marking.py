"""Where a text has the words that were asked for."""

from __future__ import annotations

import re
import unicodedata

from indexer.filter_tokens import tokens

MOST_WORDS = 32  # a longer text is a passage: its meaning is asked, not its words
SHORTEST = 3  # letters; signs of scripts without spaces count by themselves
# As long as words that mean something, and in every text.
_LITTLE = frozenset(
    """
    the and for are was but not you his her she its all any has had who how why what when with from
    this that these they there der die das und den dem des ein eine mit von ist auf für les une est
    que qui
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def asked_words(text: str) -> frozenset[str]:
    """The words of a question that are worth marking, as they are compared."""
    for token in reversed(list(tokens(text))):
        text = f"{text[: token.start]} {text[token.end :]}"
    words = {plain(word) for word in _WORD.findall(text)}
    if len(words) > MOST_WORDS:
        return frozenset()
    return frozenset(
        word for word in words - _LITTLE if len(word) >= SHORTEST or _UNSPACED.search(word)
    )


def marks(text: str, words: frozenset[str]) -> list[tuple[int, int]]:
    """Where words stand in a text, as starts and lengths; neither case nor accents count."""
    if not words:
        return []
    spaced = frozenset(word for word in words if not _UNSPACED.search(word))
    found = [
        (match.start(), len(match[0]))
        for match in _WORD.finditer(text)
        if plain(match[0]) in spaced
    ]
    for word in words - spaced:
        found += [(match.start(), len(word)) for match in re.finditer(re.escape(word), text)]
    return sorted(found)


def opened_at(text: str, words: frozenset[str], room: int) -> str:
    """The text from a little before the first mark on, where it would stand below ``room``."""
    first = next(iter(marks(text, words)), (0, 0))[0]
    if first < room:
        return text
    start = text.rfind(" ", 0, max(first - room // 4, 0)) + 1
    return f"… {text[start:]}"


def plain(word: str) -> str:
    """A word as it is compared: without case and accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
