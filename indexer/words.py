"""What is typed, as words: names, phrases in quotes, and how rankings become one.

A text of a few words may name something: a file, a shop on a receipt, a term of a document. Its
words are looked for beside its meaning, and the rankings are fused by reciprocal rank. The words of
a long text are found everywhere, so its meaning alone decides (docs/searching.md has the numbers).
"""

from __future__ import annotations

import math
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from indexer.messages import Query

MOST_WORDS = 32
"""A text of more words is a passage: its quotes are speech, and its meaning alone is asked."""

MOST_PARTS = 4
"""So many words may be parts of words in a picture; of more, nearly every text holds some."""

SHORTEST_PART = 3
"""Letters that a part of a word has at least; of a script without spaces one less."""

PART_SHARE = 0.75
"""What a part of a word counts, beside a whole one."""

LEAST_SHARE = 0.2
"""What has less of the words has them by chance. On SQuAD: .817, .980; without it .813, .980."""

MOST_OF_IT = 0.8
"""What has so much of the words is no weak hit: of questions of SQuAD four in five such paragraphs
are the right one. A part of a word is never enough."""

# How rare a word is, few texts do not tell: half of so many more are taken to have it.
_MADE_UP = 10

RANK_OFFSET = 10
"""The usual 60 makes ranks nearly equal; chosen on SQuAD."""

_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_OTHER_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Thai, Lao, Burmese and Khmer, kana, Chinese signs.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LONGEST = 4_000  # characters; what is longer is not even looked through for words
_QUOTED = re.compile(r'"([^"]*)"|“([^”„]*)”|„([^“”]*)[“”]|«([^»]*)»')
_QUOTES = re.compile(r'["“”„«»]')
_WORD = re.compile(r"\w+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed text.

    ``meaning`` is what the model reads: the text without its phrases, if that leaves a word.
    ``words`` are what is looked for word by word, folded, each once; none of a long text.
    ``phrases`` are what a hit must contain, folded as `fold` does. ``name`` is the whole text as
    the name of a file may be, folded.
    """

    meaning: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    name: str = ""


def fold(text: str) -> str:
    """A text as it is compared: without case, with single spaces, composed."""
    whole = text.encode("utf-8", "replace").decode().replace("\0", " ")
    return " ".join(unicodedata.normalize("NFC", whole).lower().split())


def words_of(text: str) -> tuple[str, ...]:
    """The words of a folded text, each once."""
    return tuple(dict.fromkeys(_WORD.findall(text)))


def read_typed(text: str) -> Typed:
    """Take a typed text apart."""
    if len(text) > _LONGEST:
        return Typed(text)
    words = words_of(fold(text))
    if not words or len(words) > MOST_WORDS:
        return Typed(text)
    quoted = (next(filter(None, groups), "") for groups in _QUOTED.findall(text))
    phrases = tuple(dict.fromkeys(filter(_WORD.search, map(fold, quoted))))
    rest = _QUOTES.sub(" ", _QUOTED.sub(" ", text)) if phrases else text
    meaning = rest if _WORD.search(rest) else _QUOTES.sub(" ", text)
    return Typed(meaning, words, phrases, fold(_QUOTES.sub(" ", text)))


def typed_in(query: Query) -> Typed:
    """The words of a query's texts, without those that push away."""
    texts = [part.text for part in query.parts if part.text and part.weight > 0]
    return read_typed("\n".join(texts)) if texts else Typed()


def is_named(path: str, name: str) -> bool:
    """Whether a folded ``name`` is that of a file, with its ending or without."""
    own = fold(os.path.basename(path))
    return bool(name) and name in (own, os.path.splitext(own)[0])


def bare(text: str) -> str:
    """A folded text without the accents of Latin letters, as the index of words has it."""
    if text.isascii():
        return text
    letters = _ACCENTS.sub("", unicodedata.normalize("NFD", text.translate(_OTHER_LETTERS)))
    return unicodedata.normalize("NFC", letters)


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script without spaces: a text has it as a part of what seems one."""
    return bool(_UNSPACED.search(word))


def may_be_part(word: str) -> bool:
    """Whether a word is long enough to mean something as a part of another one."""
    return len(word) >= SHORTEST_PART - is_unspaced(word)


def shares(words: Sequence[str], texts: Mapping[T, str]) -> dict[T, float]:
    """How much of the words each folded text has, 0 to 1; accents do not count.

    A word counts by its letters, for the commonest are short in every language, by how rare it is
    among these texts, and less where it is only a part of one. One that none of them has is taken
    to be as rare as the others. (On SQuAD the right paragraph is the first for .817 of the
    questions, by letters alone for .798.)
    """
    read = {name: _read(text) for name, text in texts.items()}
    plain = {word: bare(word) for word in words}
    having = {word: sum(plain[word] in whole for _, whole in read.values()) for word in words}
    weights = {
        word: len(word) * math.log((len(read) + _MADE_UP) / (number + _MADE_UP / 2))
        for word, number in having.items()
        if number
    }
    usual = sum(weights.values()) / sum(map(len, weights)) if weights else 1.0
    weights |= {word: len(word) * usual for word, number in having.items() if not number}
    total = sum(weights.values())
    found = {}
    for name, (text, whole) in read.items():
        held = sum(
            weights[word] * (1.0 if part in whole else PART_SHARE)
            for word, part in plain.items()
            if part in whole or (may_be_part(word) and part in text)
        )
        found[name] = held / total if total else 0.0
    return found


def _read(text: str) -> tuple[str, frozenset[str]]:
    text = bare(text)
    return text, frozenset(_WORD.findall(text))


def best_first(shares: Mapping[T, float]) -> dict[T, float]:
    """The same, the largest first."""
    return dict(sorted(shares.items(), key=lambda each: -each[1]))


def fuse(rankings: Iterable[Mapping[T, float]]) -> dict[T, float]:
    """Add up the votes of rankings: each has what it ranks, best first, with its weight.

    What weighs less than `LEAST_SHARE` has no vote: it has an "on the" of what was typed.
    """
    votes: dict[T, float] = {}
    for ranking in rankings:
        for rank, (ranked, weight) in enumerate(ranking.items(), RANK_OFFSET + 1):
            if weight >= LEAST_SHARE:
                votes[ranked] = votes.get(ranked, 0.0) + weight / rank
    return votes
