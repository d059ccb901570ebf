"""What is typed, taken apart: any text is, and none of it is syntax but the quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.messages import Query, QueryPart
from indexer.words import Typed, fold, fuse, is_named, read_typed, shares, typed_in

HOSTILE = [
    "",
    " \n",
    "a",
    '"',
    '""',
    '"""',
    '"a',
    'b"',
    '"a" OR "b',
    "“",
    "AND OR NOT NEAR(a b) * ^ col: (x) -y {z}",
    "'; DROP TABLE file; --",
    '"%" "_" "\\" "\'"',
    '"[a-z]+(.*)\\x{110000}"',
    "\0\ud800\udfff",
    '"\0"',
    "🦆",
    '"🦆 x"',
    "مرحبا بالعالم",
    '"\u202eabc"',
    '"東京"',
    "é",
    "x" * 1_000_000,
    '"' * 1_000_000,
    '"word ' * 200_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_taken_apart(text: str) -> None:
    typed = read_typed(text)
    assert len(typed.words) <= 32
    assert all(word.isalnum() or "_" in word for word in typed.words)


@given(st.text())
def test_nothing_typed_is_lost_to_the_meaning(text: str) -> None:
    typed = read_typed(text)
    if text.strip():
        assert typed.meaning.strip()
    for phrase in typed.phrases:
        assert phrase == fold(phrase)
        assert phrase in fold(text)


@given(st.text(), st.text())
def test_case_and_white_space_do_not_count(one: str, two: str) -> None:
    assert fold(f" {one}\t\n {two}") == fold(f"{one} {two}  ")
    assert fold(fold(one)) == fold(one)


def test_phrases_are_what_stands_in_quotes() -> None:
    assert read_typed('the "Wine  Shop" of „Bern“') == Typed(
        "the   of  ",
        ("the", "wine", "shop", "of", "bern"),
        ("wine shop", "bern"),
        "the wine shop of bern",
    )
    assert read_typed('"Wine Shop"').meaning.split() == ["Wine", "Shop"]
    assert read_typed('an "unbalanced quote').phrases == ()
    assert read_typed('only "…" signs').phrases == ()


def test_the_quotes_of_a_long_text_are_speech() -> None:
    diary = '"I am here", she said. ' + " ".join(f"word{n}" for n in range(40))
    assert read_typed(diary) == Typed(diary)


def test_words_that_push_away_are_not_looked_for() -> None:
    parts = (QueryPart("sea"), QueryPart("boats", weight=-1.0), QueryPart(photo="/a.jpg"))
    assert typed_in(Query(parts)).words == ("sea",)
    assert typed_in(Query(parts[1:])) == Typed()


def test_a_name_is_typed_with_or_without_its_ending() -> None:
    for name in ("img_20.jpg", "img_20"):
        assert is_named("/a/IMG_20.JPG", name)
    assert not is_named("/a/IMG_20.JPG", "img_2")
    assert not is_named("/a/.jpg", "")
    assert is_named("/a/Mu\u0308ller.pdf", fold("Müller"))


def share(words: list[str], text: str) -> float:
    return shares(words, {0: text})[0]


def test_words_count_by_their_letters_and_parts_half() -> None:
    assert share(["wine", "shop"], fold("Wine Shop")) == 1
    assert share(["wine", "shop"], fold("WineShop")) == 0.75
    assert share(["the", "lighthouse"], "a lighthouse") == pytest.approx(10 / 13)
    assert share(["in"], "wine") == 0
    assert share([], "wine") == 0
    assert shares(["wine"], {}) == {}


def test_what_many_texts_have_counts_little() -> None:
    """Or a question of thirty words lifts pages by its "with", "and" and "the"."""
    texts = {str(n): "the boats and the nets with the men" for n in range(100)}
    words = ["who", "keeps", "the", "lighthouse", "with", "the", "lamp"]
    found = shares([*dict.fromkeys(words)], texts | {"right": "a lighthouse has a lamp"})
    assert found["right"] > 0.5
    assert max(found[name] for name in texts) < 0.02
    assert list(found) == [*texts, "right"], "in their order"
    names = {n: f"/photos/dahlia {n}.jpg" for n in range(9)}
    assert shares(["a", "dahlia"], names) == pytest.approx(dict.fromkeys(names, 6 / 7))


def test_accents_do_not_count_in_words() -> None:
    """The index of words leaves them out too: what it finds must not count for nothing."""
    assert share(["muller", "cafe"], fold("Frau MÜLLER im Café")) == 1
    assert share(["müller"], fold("Mu\u0308ller")) == share(["müller"], "muller") == 1
    assert share(["strasse", "lodz"], fold("Straße in Łódź")) == 1
    assert share(["каи"], "кай") == 0, "another letter, not an accent"
    assert share(["कि"], "कु") == 0, "a vowel, not an accent"


def test_words_of_scripts_without_spaces_are_parts() -> None:
    assert share(["京都"], "東京都庁と京都の桜") == 0.75
    assert share(["สวน"], "ในสวนสาธารณะ") == 0.75


RANKINGS = st.lists(st.dictionaries(st.integers(0, 9), st.floats(0, 1)), max_size=4)


@given(RANKINGS)
def test_what_stands_higher_everywhere_wins(rankings: list[dict[int, float]]) -> None:
    one, two = 100, 101
    first = [{one: 1.0, two: 1.0, **ranking} for ranking in rankings]
    votes = fuse(first)
    if first:
        assert votes[one] > votes[two]
        assert max(votes, key=votes.__getitem__) == one
    else:
        assert votes == {}
