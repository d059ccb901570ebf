"""Why this photo: the regions that answer, found in pieces that hold nothing up."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import indexer.messages as m
from indexer.explaining import Explainer
from indexer.messages import Query, QueryPart
from indexer.regions import GRID, region_steps
from indexer.service import IndexService
from mate_core.pixels import to_pixels
from mate_core.text import finish
from tests.conftest import draw
from tests.unit.indexer.conftest import OpenService, index


@pytest.fixture
def halves(folder: Path) -> Image.Image:
    """Two pictures in one, side by side."""
    both = Image.new("RGB", (480, 240))
    for place, seed in enumerate((3, 11)):
        both.paste(draw(seed, (240, 240)), (place * 240, 0))
    both.save(folder / "both.png")
    return both


@pytest.mark.parametrize(("seed", "left"), [(3, True), (11, False)])
def test_what_answers_is_where_it_stands(
    open_service: OpenService, halves: Image.Image, seed: int, left: bool
) -> None:
    embedder = open_service().wait_for_model()
    pixels = to_pixels(halves, embedder.image_size)
    asked = embedder.embed_images(to_pixels(draw(seed, (240, 240)), embedder.image_size)[None])[0]
    grid = finish(region_steps(embedder, pixels, asked))
    assert grid.shape == (GRID, GRID)
    assert grid.sum() == pytest.approx(1, abs=1e-4)
    assert grid.min() >= 0
    half = GRID // 2
    assert (grid[:, :half].sum() > grid[:, -half:].sum()) == left


def test_a_picture_of_nothing_has_no_region_that_matters(open_service: OpenService) -> None:
    embedder = open_service().wait_for_model()
    pixels = np.full((embedder.image_size, embedder.image_size, 3), 90, np.uint8)
    grid = finish(region_steps(embedder, pixels, embedder.embed_queries(["a heron"])[0]))
    assert grid.sum() == pytest.approx(0, abs=1e-4)


@pytest.fixture
def answered(
    open_service: OpenService, folder: Path, halves: Image.Image
) -> tuple[IndexService, Explainer, list[m.Event], m.Hit]:
    """A question that has been answered, and what explains its hit."""
    service = open_service()
    index(service, folder)
    events: list[m.Event] = []
    explainer = Explainer(events.append, lambda: None)
    query = Query((QueryPart(text="shapes"),))
    embedded = service.answers.embed_query(query, {})
    explainer.remember(7, query, service.model_id, embedded)
    (hit,) = service.answers.search(query, embedded).photos
    return service, explainer, events, hit


def explain(explainer: Explainer, until: list[m.Event]) -> float:
    """Explain to the end; the longest piece, in seconds."""
    longest, deadline = 0.0, time.monotonic() + 60
    while not until:
        assert time.monotonic() < deadline
        started = time.monotonic()
        if not explainer.step():
            time.sleep(0.01)
        longest = max(longest, time.monotonic() - started)
    return longest


def test_a_hit_is_explained_also_when_its_file_is_away(answered, folder: Path) -> None:
    service, explainer, events, hit = answered
    (folder / "both.png").unlink()
    explainer.take(m.ExplainPhoto(1, 7, hit.thumbnail), service)
    assert explain(explainer, events) < 5  # a piece is four cut-outs; the machine may be busy
    (told,) = events
    assert isinstance(told, m.PhotoExplained)
    assert told.id == 1
    assert [len(row) for row in told.grid] == [GRID] * GRID
    assert not explainer.step()


def test_a_newer_one_replaces_an_older_one_and_none_stops_it(answered) -> None:
    service, explainer, events, hit = answered
    for number in (1, 2):
        explainer.take(m.ExplainPhoto(number, 7, hit.thumbnail), service)
        for _ in range(3):
            explainer.step()
    explain(explainer, events)
    assert [event.id for event in events] == [2]
    explainer.take(m.ExplainPhoto(3, 7, hit.thumbnail), service)
    explainer.drop()
    time.sleep(0.2)
    assert not explainer.step()
    assert len(events) == 1


def test_what_cannot_be_explained_is_said_so(answered, tmp_path: Path) -> None:
    service, explainer, events, hit = answered
    explainer.take(m.ExplainPhoto(1, 8, hit.thumbnail), service)
    explainer.take(m.ExplainPhoto(2, 7, str(tmp_path / "gone.jpg")), service)
    while len(events) < 2:
        explainer.step()
    assert [type(event) for event in events] == [m.ExplainFailed] * 2
    assert "search once more" in events[0].reason
    assert "no such file" in events[1].reason
    for search in range(10, 20):  # of many searches only the last are known
        query = Query((QueryPart(text="a"),))
        embedded = service.answers.embed_query(query, {})
        explainer.remember(search, query, service.model_id, embedded)
    explainer.take(m.ExplainPhoto(3, 7, hit.thumbnail), service)
    assert isinstance(events[-1], m.ExplainFailed)
