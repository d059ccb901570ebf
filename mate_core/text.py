"""Passages of any length: split into sentences, embedded whole and by sentence, fused.

A long passage says many things. Its embedding as a whole finds what it is about, the embeddings of
its sentences find what it mentions; together they find more than either. A picture can only show
what can be seen, so for pictures the sentences that speak of it weigh more, and the whole weighs
less the more of it speaks of something else (docs/decisions/0008 has the numbers).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

MOST_SENTENCES = 200
"""A passage of more sentences is embedded in this many groups of neighbouring sentences."""

_SHARPNESS = 0.5
"""A sentence weighs as its odds of being about something visible, to this power."""

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\n[ \t]*(?=(?:[-*•‣▪–]|\d{1,3}[.)])[ \t])")
# Where a sentence may end: after a full-width stop anywhere, after another stop before a space.
# A stop begins where a run of stops begins, or a million exclamation marks take all day.
_STOP = re.compile(r"[。！？｡]+[」』”’）]*|(?<![.!?…؟۔।॥])[.!?…؟۔।॥]+[\"'”’»)\]]*(?= )")
_LAST_WORD = re.compile(r"[\w.&-]*\Z")
_LONGEST_ABBREVIATION = 12
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof sr jr st mt ft no nos vs etc e.g i.e eg ie cf al ca approx dept est fig figs
    eq eqs ref refs sec ch vol vols ed eds p pp inc ltd co corp gen col capt lt sgt rev hon gov sen
    rep pres jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m u.s u.k u.n d.c b.c a.d
    bzw usw z.b d.h u.a nr bspw ggf vgl abb m mme mlle av env
    """.split()  # noqa: SIM905  (a list this long is for reading)
)


def split_sentences(text: str) -> list[str]:
    """Split a text into its sentences, in order, without losing a word.

    Made for prose in any language with stops: it knows the commonest English, German and French
    abbreviations, initials, decimals, quotes and full-width stops. Blank lines and list items
    end a sentence too; a single line break does not, because pasted pages are hard-wrapped. White
    space is normalised. Takes time linear in the text's length.
    """
    sentences = []
    for paragraph in _PARAGRAPH.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        line = " ".join(paragraph.split())
        start = 0
        for stop in _STOP.finditer(line):
            if _ends_sentence(line, stop):
                sentences.append(line[start : stop.end()].strip())
                start = stop.end()
        sentences.append(line[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _ends_sentence(line: str, stop: re.Match[str]) -> bool:
    mark = stop.group()[0]
    if mark not in ".!?…":
        return True
    following = line[stop.end() + 1 : stop.end() + 2]
    if following.islower():
        return False
    if stop.group() != ".":
        return True
    before = line[max(0, stop.start() - _LONGEST_ABBREVIATION) : stop.start()]
    match = _LAST_WORD.search(before)
    word = match.group() if match else ""
    initial = len(word) == 1 and word.isupper() and word != "I"
    numbering = word.isdecimal() and stop.start() == len(word)
    return not (initial or numbering or word.lower() in _ABBREVIATIONS)


T = TypeVar("T")
Steps = Generator[None, None, T]
"""Work that pauses after every short piece, so that its caller can do, or do without, the rest."""


def finish(steps: Generator[object, None, T]) -> T:
    """Do all of the work at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


class QueryEmbedder(Protocol):
    """What embedding a passage needs of a `mate_core.Embedder`."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """``n`` texts to ``(n, dim)`` float32, L2-normalised."""

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Embeddings of texts, ``(n, dim)``, to log-odds that each is about something visible."""


class SteppedEmbedder(Protocol):
    """What embedding a passage in short pieces needs of a `mate_core.Embedder`."""

    def query_steps(self, texts: Sequence[str]) -> Steps[NDArray[np.float32]]:
        """The same as ``embed_queries``, in short pieces."""

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `QueryEmbedder.visibility`."""


@dataclass(frozen=True, slots=True, eq=False)
class PassageEmbedding:
    """A passage as a query, its vectors float32 and L2-normalised.

    ``vector``, ``(dim,)``, is to find texts with: it ranks as the sum of the cosine similarity of
    the whole passage and the mean of those of its sentences would. ``visible``, ``(dim,)``, is to
    find images with: in it the sentences weigh by how likely they are about something visible.
    ``sentences`` and ``sentence_vectors``, ``(n, dim)``, tell which sentence earned a hit its
    place.
    """

    vector: NDArray[np.float32]
    visible: NDArray[np.float32]
    sentences: tuple[str, ...]
    sentence_vectors: NDArray[np.float32]


def embed_passage(embedder: QueryEmbedder, text: str) -> PassageEmbedding:
    """Embed a passage of any length; see `embed_passages`.

    Raises:
        ValueError: if the text is empty or white space.
    """
    return embed_passages(embedder, [text])[0]


def embed_passages(embedder: QueryEmbedder, texts: Sequence[str]) -> list[PassageEmbedding]:
    """Embed passages of any length, together, so that short ones share batches.

    No word goes unread. A passage is read twice: whole (by the encoder's windows) and by sentence.
    One of more than 200 sentences is read once, in 200 groups of neighbouring sentences,
    which then stand for both; so the cost grows with the length of the text alone.

    Raises:
        ValueError: if a text is empty or white space.
    """
    passages = [_parts(text) for text in texts]
    units = _units(passages)
    return _fused(passages, units, embedder.embed_queries(units), embedder.visibility)


def passage_steps(embedder: SteppedEmbedder, text: str) -> Steps[PassageEmbedding]:
    """Embed a passage in short pieces, for a long one takes minutes; see `embed_passages`.

    Raises:
        ValueError: if the text is empty or white space.
    """
    passages = [_parts(text)]
    units = _units(passages)
    vectors = yield from embedder.query_steps(units)
    return _fused(passages, units, vectors, embedder.visibility)[0]


_Parts = tuple[tuple[str, ...], tuple[str, ...]]


def _units(passages: Sequence[_Parts]) -> list[str]:
    """What is to be embedded, each once."""
    return list(dict.fromkeys(unit for whole, parts in passages for unit in (*whole, *parts)))


def _fused(
    passages: Sequence[_Parts],
    units: Sequence[str],
    vectors: NDArray[np.float32],
    visibility: Callable[[NDArray[np.float32]], NDArray[np.float32]],
) -> list[PassageEmbedding]:
    row = {unit: at for at, unit in enumerate(units)}
    embeddings = []
    for whole, parts in passages:
        of_parts = vectors[[row[part] for part in parts]]
        weights = visible_weights(visibility(of_parts))
        mean, seen = of_parts.mean(axis=0), weights @ of_parts / weights.sum()
        # A very long passage has no embedding as a whole; its parts stand for it.
        said = vectors[row[whole[0]]] if whole else _normalised(mean)
        shown = vectors[row[whole[0]]] if whole else _normalised(seen)
        # The whole counts for as much of it as is as visible as its most visible sentence: all of
        # a description, and then both vectors are the same.
        vector, visible = _normalised(said + mean), _normalised(weights.mean() * shown + seen)
        embeddings.append(PassageEmbedding(vector, visible, parts, of_parts))
    return embeddings


def visible_weights(odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much sentences count where pictures are looked for, by their log-odds; at most 1."""
    return np.asarray(np.exp(_SHARPNESS * (odds - odds.max())), dtype=np.float32)


def _parts(text: str) -> _Parts:
    """The passage as a whole (nothing, if it is very long), and its sentences or groups."""
    sentences = tuple(split_sentences(text))
    if not sentences:
        raise ValueError("the passage is empty")
    if len(sentences) <= MOST_SENTENCES:
        return (" ".join(sentences),), sentences
    bounds = [turn * len(sentences) // MOST_SENTENCES for turn in range(MOST_SENTENCES + 1)]
    return (), tuple(" ".join(sentences[a:b]) for a, b in itertools.pairwise(bounds))


def _normalised(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)
