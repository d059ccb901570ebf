from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

import mate_core
from mate_core.text import MOST_SENTENCES, embed_passage, embed_passages, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n\t ", []),
        ("No stop at all", ["No stop at all"]),
        ("One. Two! Three? Four… Five.", ["One.", "Two!", "Three?", "Four…", "Five."]),
        ("Dr. Smith met Mrs. J. R. Jones. They spoke.",
         ["Dr. Smith met Mrs. J. R. Jones.", "They spoke."]),
        ("It cost $3.50, i.e. nothing. See Fig. 3 for more.",
         ["It cost $3.50, i.e. nothing.", "See Fig. 3 for more."]),
        ('"Really?" he asked. "Yes." She left.', ['"Really?" he asked.', '"Yes."', "She left."]),
        ("Hard-wrapped\nlines are one sentence.\nThe next.",
         ["Hard-wrapped lines are one sentence.", "The next."]),
        ("A title\n\nA paragraph", ["A title", "A paragraph"]),
        ("To do:\n- milk\n- bread", ["To do:", "- milk", "- bread"]),
        ("今日は晴れです。明日は雨！本当？", ["今日は晴れです。", "明日は雨！", "本当？"]),
        ("Das ist z.B. ein Haus. Es steht.", ["Das ist z.B. ein Haus.", "Es steht."]),
        ("هل هذا بيت؟ نعم.", ["هل هذا بيت؟", "نعم."]),
        ("Ждать нельзя. Идём!", ["Ждать нельзя.", "Идём!"]),
        ("Windows\r\n\r\nline ends. Too.", ["Windows", "line ends.", "Too."]),
    ],
)  # fmt: skip
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_no_word_is_lost() -> None:
    random = np.random.default_rng(0)
    pieces = [
        "word",
        "Mr.",
        "end.",
        "Why?",
        "\n",
        "\n\n",
        "- ",
        "3.5",
        "。",
        '"so"',
        "1.",
        "…",
        "A.",
    ]
    for _ in range(200):
        text = " ".join(random.choice(pieces, 60))
        assert "".join(" ".join(split_sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "unit",
    ["word ", "A sentence stands here. ", "!", ". ", "\n", "\n \n", "。", '."', "1.\n", "\n- "],
)
def test_a_megabyte_takes_a_moment(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    split_sentences(text)
    assert time.process_time() - began < 4  # well under a second for prose on an idle machine


class _Numbers:
    """Embeds a text by how often it has each of four letters; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        counts = np.array([[1 + text.count(c) for c in "abcd"] for text in texts], np.float32)
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True))

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.zeros(len(vectors), dtype=np.float32)


class _OnlyA(_Numbers):
    """Takes a text to be about something visible by how much of it is the first letter."""

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(20 * vectors[:, 0], dtype=np.float32)


def test_a_passage_ranks_as_the_sum_of_whole_and_mean_of_sentences() -> None:
    text = "Aa bb. Ccc. Dd ab aa cc."
    found = embed_passage(_Numbers(), text)
    assert found.sentences == ("Aa bb.", "Ccc.", "Dd ab aa cc.")
    whole = _Numbers().embed_queries([text])[0]
    of_sentences = _Numbers().embed_queries(found.sentences)
    assert np.allclose(found.sentence_vectors, of_sentences)
    items = np.random.default_rng(0).normal(size=(50, 4))
    expected = items @ whole + (items @ of_sentences.T).mean(axis=1)
    assert np.array_equal(np.argsort(items @ found.vector), np.argsort(expected))
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-6)
    assert found.vector.dtype == np.float32


def test_where_all_is_as_visible_images_are_ranked_as_texts_are() -> None:
    found = embed_passage(_Numbers(), "Aa bb. Ccc. Dd ab aa cc.")
    assert np.allclose(found.visible, found.vector)
    described = embed_passage(_OnlyA(), "aaaa. aaaa. aaaa.")
    assert np.allclose(described.visible, described.vector)


def test_for_images_sentences_weigh_by_the_root_of_their_odds() -> None:
    text = "aaaa aa. Bbb b. Cc dd."
    found = embed_passage(_OnlyA(), text)
    whole = _OnlyA().embed_queries([text])[0]
    odds = np.exp(20 * found.sentence_vectors[:, 0].astype(np.float64))
    weights = np.sqrt(odds / odds.max())
    seen = weights @ found.sentence_vectors / weights.sum()
    expected = seen + weights.mean() * whole
    assert np.allclose(found.visible, expected / np.linalg.norm(expected), atol=1e-6)
    plain = embed_passage(_Numbers(), text)
    assert np.allclose(found.vector, plain.vector), "pages are found as before"
    first = found.sentence_vectors[0]
    assert found.visible @ first > found.vector @ first


def test_what_a_long_passage_shows_is_found_however_long_it_is() -> None:
    """The text that cannot be seen grows, and hardly moves the vector."""
    scene = "aaaa aaaa."
    target = _Numbers().embed_queries([scene])[0]
    near = [embed_passage(_OnlyA(), scene + " Bbbb cc." * n).visible @ target for n in (1, 30, 900)]
    assert min(near[:2]) > 0.99
    plain = embed_passage(_Numbers(), scene + " Bbbb cc." * 30).vector @ target
    assert near[1] > plain + 0.3


def test_a_very_long_passage_is_read_once_and_whole() -> None:
    words = [f"Word{n}a." for n in range(5 * MOST_SENTENCES + 3)]
    embedder = _Numbers()
    found = embed_passage(embedder, " ".join(words))
    assert len(found.sentences) == MOST_SENTENCES
    assert " ".join(found.sentences) == " ".join(words)
    assert sum(len(text.split()) for text in embedder.asked) == len(words)
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-6)


def test_passages_embed_together_as_alone() -> None:
    texts = ["A b. C d.", "C d.", "aa " * 30]
    embedder = _Numbers()
    for alone, together in zip(
        (embed_passage(_Numbers(), text) for text in texts),
        embed_passages(embedder, texts),
        strict=True,
    ):
        assert np.allclose(alone.vector, together.vector)
        assert alone.sentences == together.sentences
    assert len(embedder.asked) == len(set(embedder.asked)), "nothing is embedded twice"


@pytest.mark.parametrize("text", ["", "  ", "\n\n\t"])
def test_an_empty_passage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        embed_passage(_Numbers(), text)


def test_the_real_model_reads_the_end_of_a_page(embedder: mate_core.Embedder) -> None:
    page = "The council met in the town hall and spoke about the budget. " * 40
    plain = embed_passage(embedder, page)
    ended = embed_passage(embedder, page + "A white horse stood in the snow.")
    horse = embedder.embed_queries(["a horse in the snow"])[0]
    assert ended.vector @ horse > plain.vector @ horse
    assert ended.sentences[-1] == "A white horse stood in the snow."
    best = int(np.argmax(ended.sentence_vectors @ horse))
    assert best == len(ended.sentences) - 1
