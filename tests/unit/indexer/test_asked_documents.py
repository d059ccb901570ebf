"""A document as the question: read by a process that may be killed, sampled if it is long."""

from __future__ import annotations

import itertools
import os
import time
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from indexer.extract import UnreadableError
from indexer.extract.document import read_text
from indexer.extract.sampled import MOST_CHARACTERS, spread
from indexer.messages import Query, QueryPart
from indexer.opening import PASSAGES_KEPT, LatelyRead, Opening
from indexer.search import Answer, QueryError
from indexer.service import IndexService
from mate_core.text import finish
from tests.samples import sample
from tests.unit.indexer.conftest import OpenService, index

SHIPS = [
    "The lighthouse warns ships at night. Its lamp is lit at dusk.",
    "Sailors steer by such lamps when they come home from the sea.",
]


def ask(service: IndexService, path: Path | str, limit: int = 10) -> Answer:
    query = Query((QueryPart(document=str(path)),), limit=limit)
    files = Opening(query, service.answers.on_demand)
    return service.answers.search(
        query, service.answers.embed_query(query, files.photos, files.documents)
    )


def test_a_document_asks_as_its_text_does(
    open_service: OpenService, folder: Path, tmp_path: Path, write_photo, write_pdf
) -> None:
    for n in range(4):
        write_photo(folder / f"{n}.jpg", seed=n * 7)
    write_pdf(folder / "notes.pdf", ["Bread is baked from flour, salt and yeast.", *SHIPS])
    service = open_service()
    index(service, folder)
    asked = write_pdf(tmp_path / "asked.pdf", SHIPS)
    answer = ask(service, asked)
    text = Query((QueryPart(text="\n\n".join(SHIPS)),), limit=10)
    typed = service.answers.search(text, service.answers.embed_query(text, {}))
    assert [hit.path for hit in answer.photos] == [hit.path for hit in typed.photos]
    assert {hit.page for hit in answer.pages[:2]} == {2, 3}
    scores, expected = ({hit.page: hit.score for hit in each.pages} for each in (answer, typed))
    assert scores == pytest.approx(expected, abs=0.02)
    assert answer.pages[0].why.sentences


@pytest.mark.parametrize(
    "ending", [".pdf", ".docx", ".odt", ".epub", ".pptx", ".html", ".md", ".txt"]
)
def test_every_kind_of_document_can_ask(tmp_path: Path, ending: str) -> None:
    for seed in range(20):  # a sample may be a scan
        path = tmp_path / f"{seed}{ending}"
        path.write_bytes(sample(ending, seed))
        try:
            said = read_text(str(path))
        except UnreadableError:
            continue
        assert len(said.text.split()) > 3
        assert said.read == said.pages
        return
    raise AssertionError("no sample has text")


def test_a_long_document_is_sampled_evenly(tmp_path: Path, write_pdf) -> None:
    page = "word " * 600
    path = write_pdf(tmp_path / "book.pdf", [f"PAGE{n:03}. {page}" for n in range(160)])
    started = time.monotonic()
    said = read_text(path)
    assert time.monotonic() - started < 20
    assert said.pages == 160
    assert 0 < said.read < 160
    numbers = [int(word[4:7]) for word in said.text.split() if word.startswith("PAGE")]
    assert numbers == sorted(numbers)
    assert len(numbers) == said.read
    assert numbers[0] == 0
    gaps = [b - a for a, b in itertools.pairwise([*numbers, 160])]
    assert max(gaps) <= 4
    assert len(said.text) < 2 * MOST_CHARACTERS


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 500, 1001])
def test_every_beginning_of_the_order_is_spread(count: int) -> None:
    order = spread(count)
    assert sorted(order) == list(range(count))
    for read in range(1, count + 1, max(1, count // 50)):
        seen = sorted(order[:read])
        gaps = np.diff([*seen, count])
        assert gaps.max() <= 2 ** int(np.ceil(np.log2(2 * count / read)))


def locked(path: Path) -> Path:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "A secret of many words.")
    document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="other")
    return path


def test_what_cannot_be_used_is_said_so(
    open_service: OpenService, folder: Path, tmp_path: Path, write_photo, write_pdf
) -> None:
    write_photo(folder / "0.jpg")
    service = open_service()
    index(service, folder)
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    (tmp_path / "song.mp3").write_bytes(b"ID3")
    os.mkfifo(tmp_path / "pipe.pdf")
    for path, why in (
        (locked(tmp_path / "locked.pdf"), "protected by a password"),
        (tmp_path / "empty.pdf", "the file is empty"),
        (tmp_path / "damaged.pdf", "damaged"),
        (write_pdf(tmp_path / "scan.pdf", ["", ""]), "no text in it. If its pages are scans"),
        (tmp_path / "gone.pdf", "there is no such file"),
        (tmp_path / "song.mp3", "not a kind of file"),
        (folder / "0.jpg", "not a document"),
        (tmp_path / "pipe.pdf", "not a regular file"),
    ):
        with pytest.raises(QueryError, match=why) as told:
            ask(service, path)
        assert os.path.basename(path) in str(told.value)


def test_a_changed_question_opens_no_file_twice(
    open_service: OpenService, tmp_path: Path, write_pdf, write_photo
) -> None:
    service = open_service()
    service.wait_for_model()
    book, photo = write_pdf(tmp_path / "book.pdf", SHIPS), write_photo(tmp_path / "a.jpg")
    first = Opening(Query((QueryPart(document=book),)), service.answers.on_demand)
    book_alone = first.documents[book]
    parts = (QueryPart(text="boats"), QueryPart(document=book), QueryPart(photo=photo))
    second = Opening(Query(parts), service.answers.on_demand, before=first)
    assert second.documents[book] is book_alone
    write_pdf(tmp_path / "book.pdf", ["Bread is baked from flour, salt and yeast, all day long."])
    third = Opening(Query(parts), service.answers.on_demand, before=second)
    assert "Bread" in third.documents[book].text
    assert third.photos[photo] is second.photos[photo]


def test_what_is_not_asked_any_more_is_not_read(
    open_service: OpenService, tmp_path: Path, write_pdf, write_photo
) -> None:
    service = open_service()
    service.wait_for_model()
    books = [write_pdf(tmp_path / f"{n}.pdf", SHIPS * 30) for n in range(8)]
    opening = None
    for book in books:
        query = Query((QueryPart(document=book),))
        opening = Opening(query, service.answers.on_demand, before=opening)
    assert opening is not None
    photo = write_photo(tmp_path / "a.jpg")
    last = Opening(Query((QueryPart(photo=photo),)), service.answers.on_demand, before=opening)
    assert last.photos[photo].shape
    with pytest.raises(CancelledError):
        _ = opening.documents


def test_a_long_text_is_read_once(open_service: OpenService) -> None:
    service = open_service()
    embedder = service.wait_for_model()
    text = " ".join(SHIPS * 60)
    lately = LatelyRead()
    assert sum(1 for _ in lately.steps(embedder, text)) > 0
    assert sum(1 for _ in lately.steps(embedder, text)) == 0
    for number in range(PASSAGES_KEPT):
        finish(lately.steps(embedder, f"number {number}"))
    assert sum(1 for _ in lately.steps(embedder, text)) > 0
