"""Values that filters can have in a library, and how filters are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import vocabulary
from indexer.catalog import Catalog
from indexer.filter_tokens import KEYS, tokens, write
from indexer.filters import _VALUES, parse
from indexer.messages import FilterChoice, ListFilterValues, Metadata
from indexer.records import Stat
from indexer.vocabulary import Vocabulary
from mate_core.text import finish

STAT = Stat(1, 1, 0, 0)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.add_folder("/home/me/Photos")
    names = ["Italy 2019/1.jpg", "Italy 2019/2.JPG", "Italy 2019/Rome/3.cr2", "Old/Italy/4.pdf",
             "a/Rome/5.png", "b/italian food/6.txt", "caf\udce9/7.jpg", "noending"]  # fmt: skip
    catalog.put_pending((f"/home/me/Photos/{name}", STAT) for name in names)
    said = catalog.said
    for n, (camera, lens, words) in enumerate(
        [("Fujifilm X-T3", "XF 23mm", ("river", "bird")), ("Canon", "", ("River mouth",)),
         ("Canon", "", ()), ("", "", ("bird",))]
    ):  # fmt: skip
        said.put_metadata(f"{n}", Metadata(camera=camera, lens=lens, keywords=words, title="x"))
    said.put_sidecar("/home/me/Photos/Old/5.xmp", STAT, Metadata(keywords=("bird", "owl")))
    said.put_sidecar("/home/me/Photos/Old/6.xmp", STAT, None)
    return catalog


def ask(known: Vocabulary, key: str, prefix: str = "") -> list[str]:
    event = finish(known.offering(ListFilterValues(key, prefix)))
    assert (event.key, event.prefix) == (key, prefix)
    return [choice.value for choice in event.choices]


def test_what_most_files_have_comes_first(catalog: Catalog) -> None:
    known = Vocabulary(catalog)
    assert ask(known, "camera") == ["Canon", "Fujifilm X-T3", "XF 23mm"]
    assert ask(known, "keyword") == ["bird", "river", "River mouth", "owl"]
    assert ask(known, "type")[:3] == ["photo", "document", "raw"]
    assert set(ask(known, "type")[3:]) == {"jpg", "png", "pdf", "text"}
    counted = finish(known.offering(ListFilterValues("type"))).choices
    assert FilterChoice("jpg", 3) in counted
    assert FilterChoice("photo", 5) in counted
    assert ask(known, "rating") == ask(known, "nonsense") == []


def test_what_begins_so_comes_before_what_has_a_word_that_does(catalog: Catalog) -> None:
    known = Vocabulary(catalog)
    assert ask(known, "camera", "x") == ["XF 23mm", "Fujifilm X-T3"]
    assert ask(known, "keyword", "RIVER") == ["river", "River mouth"]
    assert ask(known, "folder", "ita") == ["italian food", "Italy", "Italy 2019"]
    assert ask(known, "folder", "food") == ["italian food"]
    assert ask(known, "camera", "zzz") == []


def test_folders_by_name_and_by_path(catalog: Catalog) -> None:
    known = Vocabulary(catalog)
    choices = {
        each.value: each.where
        for each in finish(known.offering(ListFilterValues("folder"))).choices
    }
    assert choices["Italy 2019"] == "/home/me/Photos"
    assert choices["Rome"] == ""  # there are two
    assert choices["Old"] == "/home/me/Photos"  # no file is in it, only below it
    assert "me" not in choices  # which is above what is watched
    assert not any("caf" in name for name in choices)  # nobody can type it
    assert ask(known, "folder", "/home/me/Photos/It") == [
        "/home/me/Photos/Italy 2019", "/home/me/Photos/Italy 2019/Rome",
    ]  # fmt: skip


def test_a_changed_library_is_read_again_after_a_while(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Vocabulary(catalog)
    assert "Leica" not in ask(known, "camera")
    catalog.said.put_metadata("9", Metadata(camera="Leica"))
    assert "Leica" not in ask(known, "camera")  # while it is indexed it changes all the time
    monkeypatch.setattr(vocabulary, "RENEW_SECONDS", 0.0)
    assert "Leica" in ask(known, "camera")


def test_after_a_few_changes_a_large_library_is_answered_from_memory(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("RENEW_SECONDS", 0.0), ("PIECE_SECONDS", 0.0), ("ROWS", 1)):
        monkeypatch.setattr(vocabulary, name, value)
    known = Vocabulary(catalog)
    assert not known.renew()  # nobody has asked yet
    ask(known, "camera")
    catalog.said.put_metadata("9", Metadata(camera="Leica"))
    with pytest.raises(StopIteration) as first:  # the very first step
        next(known.offering(ListFilterValues("camera")))
    assert [each.value for each in first.value.value.choices] == [
        "Canon",
        "Fujifilm X-T3",
        "XF 23mm",
    ]
    while known.renew():
        pass
    assert "Leica" in [
        choice.value for choice in finish(known.offering(ListFilterValues("camera"))).choices
    ]


def test_after_many_changes_a_large_library_is_read_before_it_is_answered(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("RENEW_SECONDS", 0.0), ("PIECE_SECONDS", 0.0), ("ROWS", 1)):
        monkeypatch.setattr(vocabulary, name, value)
    known = Vocabulary(catalog)
    ask(known, "camera")
    monkeypatch.setattr(vocabulary, "FEW_CHANGES", 20)
    for n in range(20):
        catalog.said.put_metadata(f"new {n}", Metadata(camera="Leica"))
    assert ask(known, "camera")[0] == "Leica"


def test_an_empty_library_offers_nothing(tmp_path: Path) -> None:
    known = Vocabulary(Catalog(tmp_path / "empty.db"))
    assert [ask(known, key) for key in KEYS] == [[]] * len(KEYS)


def test_reading_is_done_in_pieces_that_many_may_wait_for(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "ROWS", 1)
    monkeypatch.setattr(vocabulary, "PIECE_SECONDS", 0.0)
    known = Vocabulary(catalog)
    given_up, one, other = (
        known.offering(ListFilterValues(key)) for key in ("type", "camera", "keyword")
    )
    for _ in range(5):
        next(given_up)
        next(one)
    given_up.close()
    assert finish(one).choices[0].value == "Canon"
    assert len(finish(other).choices) == 4


@given(
    st.sampled_from(["camera", "keyword", "folder", "not"]),
    st.text(min_size=1).filter(lambda text: text.strip().strip('"').strip()),
    st.booleans(),
)
def test_what_is_written_is_read_again(key: str, value: str, wanted: bool) -> None:
    text = write(key, value, wanted=wanted)
    (token,) = tokens(text)
    assert (token.text, token.key, token.wanted) == (text, key, wanted)
    assert token.value in value
    assert '"' in value or token.value == value.strip()
    assert [each.token for each in parse(text)[1]] == [text]


def test_all_keys_are_understood() -> None:
    assert sorted(KEYS) == sorted(_VALUES)
