"""Filters typed among the words: what is understood, and that they come before the ranking."""

import contextlib
import itertools
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.filter_tokens import KEYS, NOT
from indexer.filters import FilterError, distance_km, parse, understood
from indexer.messages import Hit, Query, QueryPart
from indexer.places import find
from indexer.service import IndexService
from indexer.words import MOST_WORDS, fold, words_of
from tests.unit.indexer.conftest import OpenService, index
from tests.unit.indexer.test_metadata import xmp


@pytest.mark.parametrize(
    ("typed", "text", "tokens"),
    [
        ("a dog type:pdf", "a dog", ["type:pdf"]),
        ('folder:"My 2019" sea -camera:canon', "sea", ['folder:"My 2019"', "-camera:canon"]),
        ("Type:PDF", "", ["Type:PDF"]),
        ("rating:>3 before:2020-5 x", "x", ["rating:>3", "before:2020-5"]),
        ("note: this type : pdf", "note: this type : pdf", []),
        ("http://type:pdf ratio 3:4 C:\\a", "http://type:pdf ratio 3:4 C:\\a", []),
        ("one\n\ntwo has:text", "one\n\ntwo", ["has:text"]),
        ("", "", []),
        ("i\u017f:offline", "i\u017f:offline", []),
        ("🦩 שלום type:photo", "🦩 שלום", ["type:photo"]),
    ],
)  # fmt: skip
def test_filters_are_told_from_text(typed: str, text: str, tokens: list[str]) -> None:
    found, filters = parse(typed)
    assert found == text
    assert [each.token for each in filters] == tokens


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("type:pfd", "There are .*heic.*pdf"),
        ("before:yesterday", "before:2019-05-12"),
        ("-after:2020-13", "Write after:2019,"),
        ("date:2021-02-30", "no date"),
        ("rating:9", "rating:>3"),
        ("near:Nowhereville", "no city of that name"),
        ("near:91,0", "latitude"),
        ("is:blue", "is:offline or is:online"),
        ("has:wings", "has:text or has:place"),
        ('camera:""', "no value"),
    ],
)
def test_a_value_that_makes_no_sense_is_explained(typed: str, said: str) -> None:
    with pytest.raises(FilterError, match=said):
        parse(f"a dog {typed}")


@given(st.text(alphabet=st.sampled_from('abt-:" \n\0🦩typefolder0123>=,.'), max_size=60))
def test_any_text_is_read_or_explained(text: str) -> None:
    try:
        rest, filters = parse(text)
    except FilterError:
        return
    if not filters:
        assert rest == text.strip()


def test_texts_that_are_filters_alone_ask_for_nothing_else() -> None:
    query = understood(Query((QueryPart(text="type:pdf"), QueryPart(photo="/a.jpg"))))
    assert query.parts == (QueryPart(photo="/a.jpg"),)
    assert [each.key for each in query.filters] == ["type"]
    assert understood(query) == query


def test_what_is_not_wanted_is_pushed_away() -> None:
    query = understood(Query((QueryPart(text='a beach not:people not:"a dog" type:jpg'),)))
    assert query.parts == (
        QueryPart(text="a beach"),
        QueryPart(text="people", weight=-0.5),
        QueryPart(text="a dog", weight=-0.5),
    )
    assert [each.key for each in query.filters] == ["type"]


def test_distances_are_those_of_the_globe() -> None:
    assert distance_km((52.52, 13.405), (48.8566, 2.3522)) == pytest.approx(878, abs=2)
    assert distance_km((0, 179.9), (0, -179.9)) == pytest.approx(22.2, abs=0.1)


def test_the_largest_city_of_a_name_is_meant_unless_a_country_is_said() -> None:
    assert find("cambridge") == pytest.approx((52.2, 0.1), abs=0.1)
    assert find("Cambridge", "us") == pytest.approx((42.4, -71.1), abs=0.1)
    assert find("München") == find("Munich", "Germany") == find("monaco di baviera")
    assert find("Cambridge", "Portugal") is None


@pytest.fixture
def library(open_service: OpenService, folder: Path, write_photo, write_pdf) -> IndexService:
    """Photos with sidecars and dates, and two documents."""
    photos = {
        "Italy 2019/lisbon.jpg": 'xmp:Rating="5" exif:DateTimeOriginal="2019-05-12T10:00:00" '
        'tiff:Model="Fujifilm X-T3" exif:GPSLatitude="38,43N" exif:GPSLongitude="9,8W"',
        "Italy 2019/rome.png": 'xmp:Rating="2" exif:DateTimeOriginal="2019-06-01T10:00:00" '
        'exif:GPSLatitude="41,54N" exif:GPSLongitude="12,30E"',
        "home/dog.jpg": 'exif:DateTimeOriginal="2021-01-01T00:00:00"',
        "home/100%_sure.jpg": "",
        "Äpfel/tree.jpg": "",
    }
    for number, (name, said) in enumerate(photos.items()):
        path = write_photo(folder / name, seed=number)
        day = time.mktime((2022, 3, 1 + number, 12, 0, 0, 0, 0, -1))
        os.utime(path, (day, day))
        if said:
            Path(f"{path}.xmp").write_bytes(xmp(said, _KEYWORDS if "dog" in name else ""))
    write_pdf(folder / "home" / "letter.pdf", ["Dear friend, the heron stood in the river."])
    (folder / "home" / "notes.txt").write_text("Shapes of many colours.")
    service = open_service()
    index(service, folder)
    return service


_KEYWORDS = "<dc:subject><rdf:Bag><rdf:li>Pet</rdf:li></rdf:Bag></dc:subject>"


def ask(service: IndexService, typed: str, limit: int = 20) -> list[Hit]:
    query = understood(Query((QueryPart(text=typed),), limit=limit))
    if not query.parts:
        answer = service.answers.newest(query)
    else:
        answer = service.answers.search(query, service.answers.embed_query(query, {}))
    return [*answer.photos, *answer.pages]


ALL = {"lisbon.jpg", "rome.png", "dog.jpg", "100%_sure.jpg", "tree.jpg", "letter.pdf", "notes.txt"}


def test_each_filter_keeps_what_it_says(library: IndexService, folder: Path) -> None:
    expected = {
        "type:photo": {"lisbon.jpg", "rome.png", "dog.jpg", "100%_sure.jpg", "tree.jpg"},
        "type:png": {"rome.png"},
        "-type:jpeg type:photo": {"rome.png"},
        "type:pdf": {"letter.pdf"},
        'folder:"italy 2019"': {"lisbon.jpg", "rome.png"},
        "folder:äpfel": {"tree.jpg"},
        f"folder:{folder}/home": {"dog.jpg", "100%_sure.jpg", "letter.pdf", "notes.txt"},
        "folder:dog": set(),
        "folder:%": set(),
        "before:2019-06": {"lisbon.jpg"},
        "after:2019-06 before:2022 type:photo": {"rome.png", "dog.jpg"},
        "date:2019": {"lisbon.jpg", "rome.png"},
        "date:２０１９-０５": {"lisbon.jpg"},
        "date:2022-03": {"100%_sure.jpg", "tree.jpg"},
        "date:2022-03-05": {"tree.jpg"},
        "camera:fuji": {"lisbon.jpg"},
        "-camera:fuji type:photo": {"rome.png", "dog.jpg", "100%_sure.jpg", "tree.jpg"},
        "rating:>3": {"lisbon.jpg"},
        "rating:<=2": {"rome.png"},
        "rating:5": {"lisbon.jpg"},
        "near:38.7,-9.1": {"lisbon.jpg"},
        "near:Lissabon": {"lisbon.jpg"},
        'near:"Rome, Italy, 5 km"': {"rome.png"},
        "near:38.7,-9.1,3000km": {"lisbon.jpg", "rome.png"},
        "-near:38.7,-9.1 has:place": {"rome.png"},
        "keyword:pet": {"dog.jpg"},
        "has:text": {"letter.pdf", "notes.txt"},
        "-has:text camera:fuji": {"lisbon.jpg"},
        "is:online": ALL,
        "is:offline": set(),
        "before:2019 after:2020": set(),
        "after:9999": set(),
        "date:9999-12-31": set(),
        "before:9999-12-31": ALL,
        "before:0001": set(),
        "after:0001-01-01": ALL,
    }
    for typed, names in expected.items():
        for text in (typed, f"a heron {typed}"):
            found = [os.path.basename(hit.path) for hit in ask(library, text)]
            assert set(found) == names, text
            assert len(found) == len(names), text


def test_odd_values_are_answered_or_explained(library: IndexService) -> None:
    """None of them describes anything that is there."""
    odd = ("\udcff", "\ud800", "\0", "a\0b", "🦩", "שלום", "\u202e", "'", "9" * 400, "x" * 9999)
    for token in (f"{key}:{value}" for key in KEYS if key != NOT for value in odd):
        found: list[Hit] = []
        with contextlib.suppress(FilterError):
            found = ask(library, token)
        assert found == [], token
    assert ask(library, "not:\ud800")


def test_a_folder_whose_name_is_no_text_is_found(
    library: IndexService, folder: Path, write_photo
) -> None:
    odd = folder / os.fsdecode(b"sch\xf6n")
    odd.mkdir()
    os.rename(write_photo(folder / "new.jpg", seed=99), odd / "new.jpg")
    index(library, folder)
    library.scan()
    while library.step():
        pass
    for typed in (f"folder:{odd.name}", f'folder:"{odd}"'):
        assert [hit.path for hit in ask(library, typed)] == [str(odd / "new.jpg")]


def test_a_filter_never_empties_a_list_that_has_matches(library: IndexService) -> None:
    """Case 46: one hit is asked for, and all others are nearer than what the filter leaves."""
    everything = ask(library, "shapes of many colours")
    last = [hit for hit in everything if hit.kind == "photo"][-1]
    name, ending = os.path.splitext(os.path.basename(last.path))
    folder = os.path.basename(os.path.dirname(last.path))
    found = ask(library, f'shapes of many colours folder:"{folder}" type:{ending[1:]}', limit=1)
    assert os.path.dirname(found[0].path) == os.path.dirname(last.path), name


def test_what_a_filter_leaves_keeps_its_order_and_scores(library: IndexService) -> None:
    for text in ("a heron", "shapes"):
        everything = ask(library, text)
        for typed in ("type:photo", "-camera:fuji", "date:2019", "folder:home", "is:online"):
            chosen = {hit.path for hit in ask(library, typed)}
            expected = [hit for hit in everything if hit.path in chosen]
            found = ask(library, f"{text} {typed}")
            assert [hit.path for hit in found] == [hit.path for hit in expected]
            scores = [hit.score for hit in expected]
            assert [hit.score for hit in found] == pytest.approx(scores, abs=1e-5)


def test_any_filters_leave_a_part_of_a_passages_answer_in_its_order(library: IndexService) -> None:
    """Of few words too, but for places: those that count as votes are places among what is left."""
    passage = " ".join(
        f"On day {day} of our voyage we saw {bird} wading beside boat {7 * day} at {3 * day}."
        for day, bird in enumerate(("herons", "storks", "ducks", "gulls", "terns", "swans"), 40)
    )
    assert len(words_of(fold(passage))) > MOST_WORDS
    filters = (
        "type:photo", "-type:photo", "camera:fuji", "-camera:fuji", "date:2019", "before:2020",
        "folder:home", "-folder:home", "is:online", "rating:>2",
    )  # fmt: skip
    everything = [(hit.path, hit.page) for hit in ask(library, passage)]
    assert len(everything) >= 5
    left = set()
    for typed in itertools.combinations_with_replacement(filters, 2):
        chosen = {hit.path for hit in ask(library, " ".join(typed))}
        expected = [(path, page) for path, page in everything if path in chosen]
        found = ask(library, f"{passage} {' '.join(typed)}")
        assert [(hit.path, hit.page) for hit in found] == expected, typed
        left.add(len(expected))
    assert len(left) > 3, "filters of different widths"


def test_a_copy_is_shown_by_the_path_that_the_filter_holds_for(
    library: IndexService, folder: Path
) -> None:
    (folder / "copies").mkdir()
    (folder / "copies" / "a.jpg").write_bytes((folder / "home" / "dog.jpg").read_bytes())
    index(library, folder)
    library.scan()
    while library.step():
        pass
    (hit,) = ask(library, "shapes folder:home type:jpg date:2021")
    assert (os.path.basename(hit.path), hit.copies) == ("dog.jpg", ())
    (hit,) = ask(library, "shapes folder:copies")
    assert os.path.basename(hit.path) == "a.jpg"


def test_files_of_a_folder_that_is_away_are_found_as_such(
    library: IndexService, folder: Path
) -> None:
    folder.rename(folder.with_name("elsewhere"))
    library.scan()
    while library.step():
        pass
    assert len(ask(library, "a heron is:offline")) == len(ALL)
    assert ask(library, "a heron is:online") == []


def test_filters_are_asked_again_when_the_library_has_changed(
    library: IndexService, folder: Path, write_photo
) -> None:
    assert len(ask(library, "shapes folder:home type:jpg")) == 2
    write_photo(folder / "home" / "new.jpg", seed=99)
    index(library, folder)
    library.scan()
    while library.step():
        pass
    assert len(ask(library, "shapes folder:home type:jpg")) == 3
    query = understood(Query((QueryPart(text="shapes folder:home"),)))
    assert replace(query, limit=1).filters == query.filters


def test_filters_hold_for_what_is_found_by_its_words(library: IndexService) -> None:
    assert os.path.basename(ask(library, "lisbon")[0].path) == "lisbon.jpg"
    found = {os.path.basename(hit.path) for hit in ask(library, "lisbon type:png")}
    assert found == {"rome.png"}
    assert os.path.basename(ask(library, '"lisbon" date:2019')[0].path) == "lisbon.jpg"
    # What has it is left out by the filter: the rest is answered as if nothing were in quotes.
    assert ask(library, '"lisbon" date:2021') == ask(library, "lisbon date:2021") != []
    assert ask(library, '"heron stood" -has:text') == ask(library, "heron stood -has:text") != []
