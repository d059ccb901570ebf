"""Which words of a question are marked, and where they stand in a passage."""

from __future__ import annotations

import pytest

from app.results.marking import MOST_WORDS, asked_words, marks, opened_at


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Lighthouse on the coast", {"lighthouse", "coast"}),
        ("Müller type:pdf -folder:Alt", {"muller"}),
        ("ab 京都", {"京都"}),
        ("", set()),
        (" ".join(f"word{n}" for n in range(MOST_WORDS + 1)), set()),
    ],
)
def test_what_says_something_is_marked(text: str, words: set[str]) -> None:
    assert asked_words(text) == words


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("A lighthouse. Lighthouses, LIGHTHOUSE!", "lighthouse", ["lighthouse", "LIGHTHOUSE"]),
        ("Herr MÜLLER und Frau Muller", "müller", ["MÜLLER", "Muller"]),
        ("昨日は京都へ", "京都", ["京都"]),
        ("nothing of it", "", []),
    ],
)
def test_whole_words_are_marked_whatever_their_case(
    text: str, asked: str, marked: list[str]
) -> None:
    found = marks(text, asked_words(asked))
    assert [text[start : start + length] for start, length in found] == marked


def test_a_passage_is_opened_where_its_word_stands() -> None:
    words = asked_words("heron")
    text = f"{'river ' * 60}a heron waits {'reed ' * 60}"
    opened = opened_at(text, words, 100)
    assert opened.startswith("… river ")
    assert 0 < opened.index("heron") < 60
    assert opened.endswith("reed ")
    assert opened_at("a heron waits", words, 100) == "a heron waits"
    assert opened_at(text, frozenset(), 100) == text
