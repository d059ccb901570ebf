"""More like this, less like that: what was found as a part of the next question."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.filters import understood
from indexer.messages import Hit, LibraryItem, Query, QueryPart
from indexer.search import Answer, QueryError
from indexer.service import IndexService
from tests.unit.indexer.conftest import OpenService, index

LIGHTHOUSE = "The lighthouse warns ships at night with its lamp."
BREAD = "Bread is baked from flour, water, salt and yeast."


@pytest.fixture
def service(open_service: OpenService, folder: Path, write_photo, write_pdf) -> IndexService:
    for n in range(8):
        write_photo(folder / f"{n}.jpg", seed=n * 7)
    write_pdf(folder / "notes.pdf", [BREAD, LIGHTHOUSE, "Sailors steer by the lamps of a coast."])
    service = open_service()
    index(service, folder)
    return service


def ask(service: IndexService, *parts: QueryPart) -> Answer:
    query = understood(Query(parts, limit=20))
    return service.answers.search(query, service.answers.embed_query(query, {}))


def hits(service: IndexService) -> dict[str, Hit]:
    answer = service.answers.newest(Query(limit=50))
    found = {Path(hit.path).name: hit for hit in answer.photos}
    pages = ask(service, QueryPart(text="bread, lamps and ships")).pages
    return found | {f"page {hit.page}": hit for hit in pages}


def item(hit: Hit) -> LibraryItem:
    assert hit.item is not None
    return hit.item


def names(answer: Answer) -> tuple[list[str], list[int]]:
    return [Path(hit.path).name for hit in answer.photos], [hit.page for hit in answer.pages]


@pytest.mark.parametrize("held", [False, True])
def test_what_was_found_finds_itself_first_also_when_its_file_is_gone(
    service: IndexService, folder: Path, held: bool
) -> None:
    found = hits(service)
    for path in folder.iterdir():
        path.rename(folder.parent / path.name)  # nothing has noticed yet
    if held:
        while service._store.searched().hold_step():
            pass
    for name in ("2.jpg", "5.jpg"):
        answer = ask(service, QueryPart(item=item(found[name])))
        assert Path(answer.photos[0].path).name == name
        assert answer.photos[0].score == pytest.approx(1, abs=1e-4)
    for page in (1, 2, 3):
        answer = ask(service, QueryPart(item=item(found[f"page {page}"])))
        assert answer.pages[0].page == page


def test_a_weight_of_zero_changes_nothing(service: IndexService) -> None:
    found = list(hits(service).values())
    draw = random.Random(0)
    for _ in range(12):
        parts = [QueryPart(text=draw.choice(["a ship", "bread", "green shapes"]))]
        parts += [
            QueryPart(
                item=item(draw.choice(found)), weight=draw.choice([-1.0, -0.5, 0.5, 1.0, 2.0])
            )
            for _ in range(draw.randrange(3))
        ]
        idle = [
            QueryPart(text="a lighthouse type:pdf", weight=0.0),
            QueryPart(photo="/gone.jpg", weight=0.0),
            QueryPart(document="/gone.pdf", weight=0.0),
            QueryPart(item=item(draw.choice(found)), weight=0.0),
        ]
        mixed = [*parts, *draw.sample(idle, draw.randrange(1, 5))]
        order = draw.sample(range(len(mixed)), len(mixed))
        among = [mixed[place] for place in sorted(order, key=lambda n: (mixed[n].weight == 0, n))]
        assert ask(service, *among) == ask(service, *parts)
        embedded = [service.answers.embed_query(Query(tuple(each)), {}) for each in (among, parts)]
        np.testing.assert_array_equal(embedded[0].for_photos, embedded[1].for_photos)
        np.testing.assert_array_equal(embedded[0].for_pages, embedded[1].for_pages)


def test_what_is_marked_draws_near_or_pushes_away(service: IndexService) -> None:
    found = hits(service)
    text = QueryPart(text="a lamp")
    alone = ask(service, text)
    place = names(alone)[0].index("6.jpg")
    like = ask(service, text, QueryPart(item=item(found["6.jpg"])))
    assert names(like)[0][0] == "6.jpg"
    unlike = ask(service, text, QueryPart(item=item(found["6.jpg"]), weight=-0.5))
    assert names(unlike)[0].index("6.jpg") >= place
    away = ask(service, QueryPart(item=item(found["6.jpg"]), weight=-1.0))
    assert names(away)[0][-1] == "6.jpg"
    about_ships = QueryPart(item=item(found["page 2"]))
    assert names(ask(service, about_ships))[1] == [2, 3, 1]
    assert names(ask(service, replace(about_ships, weight=-1.0)))[1][-1] == 2


def test_several_marks_count_as_their_mean(service: IndexService) -> None:
    found = hits(service)
    marks = [QueryPart(item=item(found[name])) for name in ("1.jpg", "4.jpg")]
    both = service.answers.embed_query(Query(tuple(marks)), {}).for_photos
    singly = [service.answers.embed_query(Query((mark,)), {}).for_photos for mark in marks]
    mean = np.mean(singly, axis=0)
    np.testing.assert_allclose(both / both[0], mean / mean[0], rtol=1e-3)
    text = QueryPart(text="a ship")
    twice = service.answers.embed_query(Query((text, *marks, *marks)), {}).for_photos
    np.testing.assert_allclose(
        twice, service.answers.embed_query(Query((text, *marks)), {}).for_photos, atol=1e-6
    )


def test_what_is_not_in_the_library_any_more_is_said_so(service: IndexService) -> None:
    for unknown in (LibraryItem("ab" * 20, 0), LibraryItem("' OR 1 = 1", 0), LibraryItem("", 3)):
        with pytest.raises(QueryError, match="not in the library any more"):
            ask(service, QueryPart(text="a ship"), QueryPart(item=unknown))


@pytest.mark.parametrize("weight", [-1.5, 3.0, float("nan"), float("inf")])
def test_a_weight_that_makes_no_sense_is_refused(service: IndexService, weight: float) -> None:
    with pytest.raises(QueryError, match="weight"):
        ask(service, QueryPart(text="a ship", weight=weight))


def test_a_page_is_explained_by_the_sentences_nearest_to_it(service: IndexService) -> None:
    passage = "We ate. The lamp of a lighthouse stood over the ships. Nobody spoke."
    (best, *_) = ask(service, QueryPart(text=passage)).pages
    assert best.page == 2
    assert best.why.sentences[0][0].startswith("The lamp")
    scores = [score for _, score in best.why.sentences]
    assert scores == sorted(scores, reverse=True)
