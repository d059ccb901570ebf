"""Models that come and go: the change to another, rest, and a device that is too small."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import indexer.messages as m
import mate_core
import mate_core.devices
from indexer import loading, models
from indexer.service import IndexService
from mate_core.crowding import Crowding
from mate_core.encoders import TextEncoder
from mate_core.errors import MissingWeights, OutOfMemory
from mate_core.languages import OtherLanguages
from mate_core.text import Steps
from tests.unit.indexer.conftest import OpenService, failures, finish


class Turned:
    """The starter in a space of its own: no vector of the one says anything to the other."""

    def __init__(self, model: mate_core.Embedder, model_id: str) -> None:
        self._model = model
        self.model_id = model_id

    def __getattr__(self, name: str) -> object:
        return getattr(self._model, name)

    @property
    def typical(self) -> Crowding | None:
        known = self._model.typical
        assert known is not None
        return replace(known, texts=known.texts[:, ::-1], images=known.images[:, ::-1])

    def embed_images(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        return self._model.embed_images(pixels)[:, ::-1]

    def document_steps(self, texts: Sequence[str]):
        return (yield from self._model.document_steps(texts))[:, ::-1]

    def query_steps(self, texts: Sequence[str]):
        return (yield from self._model.query_steps(texts))[:, ::-1]

    def visibility(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._model.visibility(vectors[:, ::-1])

    def crowding_of_images(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._model.crowding_of_images(vectors[:, ::-1])

    def crowding_of_texts(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._model.crowding_of_texts(vectors[:, ::-1])


@pytest.fixture(autouse=True)
def others(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Folders of other models, and the model id that each is to have."""
    load, known = loading.open_model, {"/models/turned": "turned-1"}

    def load_any(model: str, **options: object) -> object:
        if model in known:
            return Turned(load("starter", **options), known[model])
        return load(model, **options)

    monkeypatch.setattr(loading, "open_model", load_any)
    return known


OpenWith = Callable[..., IndexService]


@pytest.fixture
def open_with(tmp_path: Path) -> Iterator[OpenWith]:
    """Opens the library as the worker does, with a model."""
    opened: list[IndexService] = []
    told: list[tuple[str, str]] = []

    def open_one(model: str | None = "starter", **options: bool) -> IndexService:
        for service in opened:
            service.close()
        opened.clear()
        told.clear()
        service = IndexService(
            tmp_path / "library",
            model,
            watch=True,
            answers=True,
            on_model=lambda state, model_id, _: told.append((state, model_id)),
            **options,
        )
        service.told = told  # type: ignore[attr-defined]
        opened.append(service)
        return service

    yield open_one
    for service in opened:
        service.close()


@pytest.fixture
def folder(tmp_path: Path, write_photo, write_pdf) -> Path:
    folder = tmp_path / "photos"
    for number in range(6):
        write_photo(folder / f"{number}.jpg", seed=number * 7)
    write_pdf(folder / "notes.pdf", ["The lighthouse warns ships at night.", "A loaf of bread."])
    return folder


def found(service: IndexService, text: str) -> tuple[str, int]:
    """The first page for a text."""
    query = m.Query((m.QueryPart(text=text),))
    pages = service.answers.search(query, service.answers.embed_query(query, {})).pages
    return (Path(pages[0].path).name, pages[0].page) if pages else ("", 0)


def wait_for(service: IndexService, condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        service.step()
        time.sleep(0.01)


def settle(service: IndexService) -> None:
    """Index to the end, and tidy up, as idle time does."""
    finish(service)
    service.step()


@pytest.fixture
def indexed(open_with: OpenWith, folder: Path) -> IndexService:
    service = open_with()
    service.add_folder(str(folder))
    settle(service)
    assert service.catalog.setting("served").startswith("starter-")
    return service


def test_the_former_model_answers_until_the_new_one_has_read_everything(
    indexed: IndexService, open_with: OpenWith
) -> None:
    """Case 54, and more: nothing is missing meanwhile."""
    starter = indexed.model_id
    service = open_with("/models/turned")
    wait_for(service, lambda: service.embedder is not None)
    assert service.model_id == starter
    assert service.told == [("loading", ""), ("ready", starter)]
    service.set_paused(True)
    wait_for(service, lambda: service.totals().pending == 7)  # all is to be read anew
    assert found(service, "a tower with a lamp for sailors") == ("notes.pdf", 1)
    assert found(service, "something to eat") == ("notes.pdf", 2)
    assert service.totals().photos == 6, "what can be found is counted"
    service.set_paused(False)
    settle(service)
    assert service.model_id == "turned-1"
    assert service.told[-1] == ("ready", "turned-1")
    assert found(service, "a tower with a lamp for sailors") == ("notes.pdf", 1)
    assert not service.notices
    for model in ("/models/turned", None):  # a library remembers its model
        service = open_with(model)
        settle(service)
        assert service.counts().embedded == 0
        assert service.told == [("loading", ""), ("ready", "turned-1")]


def test_hits_are_compared_with_what_is_usual_for_the_model_that_answers(
    indexed: IndexService, open_with: OpenWith
) -> None:
    query = m.Query((m.QueryPart(text="a tower with a lamp for sailors"),))

    def asked(service: IndexService) -> tuple[NDArray[np.float32], list[str | None]]:
        embedded = service.answers.embed_query(query, {})
        assert embedded.typical is not None
        pages = service.answers.search(query, embedded).pages
        return embedded.typical.texts, [hit.strength for hit in pages]

    usual, strengths = asked(indexed)
    assert strengths == ["fair", "weak"]
    service = open_with("/models/turned")
    wait_for(service, lambda: service.embedder is not None)
    service.set_paused(True)
    meanwhile, same = asked(service)
    assert np.array_equal(meanwhile, usual)
    assert same == strengths
    service.set_paused(False)
    settle(service)
    assert service.model_id == "turned-1"
    after, same = asked(service)
    assert np.array_equal(after, usual[:, ::-1])
    assert same == strengths


def tables(service: IndexService) -> list[str]:
    return [path.name.split("-")[1] for path in service.library.store.glob("*.lance")]


def test_what_a_former_model_has_read_goes_when_all_is_read_anew(
    indexed: IndexService, open_with: OpenWith
) -> None:
    starter = indexed.model_id
    service = open_with("/models/turned")
    finish(service, until=lambda: service.counts().embedded >= 6)
    assert sorted(tables(service)) == ["starter", "turned"]
    settle(service)
    assert tables(service) == ["turned"]
    assert service.catalog.contents(starter) == {}
    assert found(service, "something to eat") == ("notes.pdf", 2)
    service = open_with()
    settle(service)
    assert service.counts().embedded == 7, "who goes back has everything read again"
    assert found(service, "something to eat") == ("notes.pdf", 2)
    assert tables(service) == ["starter"]


def test_a_new_model_on_its_way_is_told_and_the_former_one_answers(
    indexed: IndexService, open_with: OpenWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, there = loading.open_model, threading.Event()

    def load_slowly(model: str, **options: object) -> object:
        if model == "/models/turned":
            there.wait(30)
        return load(model, **options)

    monkeypatch.setattr(loading, "open_model", load_slowly)
    service = open_with("/models/turned")
    wait_for(service, lambda: service.embedder is not None)
    assert (service.progress().active, service.progress().preparing) == (True, True)
    assert found(service, "something to eat") == ("notes.pdf", 2)
    there.set()
    wait_for(service, lambda: not service.progress().preparing)
    settle(service)
    assert service.model_id == "turned-1"


def test_a_change_that_is_cut_off_goes_on(indexed: IndexService, open_with: OpenWith) -> None:
    starter = indexed.model_id
    service = open_with("/models/turned")
    finish(service, until=lambda: service.counts().embedded >= 1)
    service = open_with("/models/turned")
    wait_for(service, lambda: service.embedder is not None)
    assert service.model_id == starter
    assert found(service, "a tower with a lamp for sailors") == ("notes.pdf", 1)
    settle(service)
    assert service.counts().embedded < 7, "what the new model had read, it need not read again"
    assert service.model_id == "turned-1"
    assert found(service, "something to eat") == ("notes.pdf", 2)


def test_who_goes_back_before_the_end_reads_nothing_anew(
    indexed: IndexService, open_with: OpenWith
) -> None:
    service = open_with("/models/turned")
    finish(service, until=lambda: service.counts().embedded >= 1)
    service = open_with()
    settle(service)
    assert service.counts().embedded == 0
    assert service.model_id.startswith("starter-")


def test_a_new_model_that_cannot_be_loaded_leaves_the_former_one_at_work(
    indexed: IndexService, open_with: OpenWith, tmp_path: Path
) -> None:
    service = open_with(str(tmp_path / "nowhere"))
    wait_for(service, lambda: bool(service.notices))
    assert "nowhere" in service.notices[0]
    assert found(service, "something to eat") == ("notes.pdf", 2)
    assert len(service.notices) == 1
    assert not service.progress().preparing


def test_a_former_model_that_has_gone_is_named_and_the_new_one_answers(
    indexed: IndexService, open_with: OpenWith, others: dict[str, str]
) -> None:
    service = open_with("/models/turned")
    settle(service)
    del others["/models/turned"]
    service = open_with()
    wait_for(service, lambda: bool(service.notices))
    assert "turned" in service.notices[0]
    settle(service)
    assert service.model_id.startswith("starter-")
    assert found(service, "something to eat") == ("notes.pdf", 2)


def test_a_former_model_that_is_another_by_now_does_not_answer(
    indexed: IndexService, open_with: OpenWith, others: dict[str, str]
) -> None:
    settle(open_with("/models/turned"))
    others["/models/turned"] = "turned-2"
    service = open_with()
    wait_for(service, lambda: bool(service.notices))
    assert "changed" in service.notices[0]
    assert service.model_id.startswith("starter-")


def test_the_same_model_in_another_folder_changes_nothing(
    indexed: IndexService, open_with: OpenWith, others: dict[str, str]
) -> None:
    settle(open_with("/models/turned"))
    others["/models/moved"] = "turned-1"
    service = open_with("/models/moved")
    settle(service)
    assert service.counts().embedded == 0
    assert not service.notices
    assert service.catalog.setting("served_name") == "/models/moved"


def test_a_model_with_nothing_to_do_is_let_go_of_and_comes_back_when_asked(
    indexed: IndexService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 51: the first search after idling takes a minute."""
    service = indexed
    monkeypatch.setattr(models, "REST_SECONDS", 0.2)
    wait_for(service, lambda: service.told[-1][0] == "resting")
    assert service.embedder is None
    assert service.model_id.startswith("starter-"), "it is known whose counts are shown"
    monkeypatch.setattr(models, "REST_SECONDS", 60.0)
    for _ in range(20):
        service.step()
    assert service.told[-1][0] == "resting", "nothing calls it back by itself"
    service.prepare()
    wait_for(service, lambda: service.embedder is not None)
    assert found(service, "something to eat") == ("notes.pdf", 2)


def test_a_resting_model_comes_back_for_a_new_file(
    indexed: IndexService, monkeypatch: pytest.MonkeyPatch, folder: Path, write_photo
) -> None:
    service = indexed
    monkeypatch.setattr(models, "REST_SECONDS", 0.2)
    wait_for(service, lambda: service.told[-1][0] == "resting")
    monkeypatch.setattr(models, "REST_SECONDS", 60.0)
    write_photo(folder / "new.jpg", seed=99)
    wait_for(service, lambda: service.totals().photos == 7)


class Small:
    """A graphics card that holds no image, until the model is on the processor."""

    def __init__(self, model: mate_core.Embedder) -> None:
        self._model = model

    def __getattr__(self, name: str) -> object:
        return getattr(self._model, name)

    def embed_images(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        raise OutOfMemory("the memory of the device is too small for this model")


@pytest.fixture
def small_card(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The devices that models were loaded on, of which any but the processor is too small."""
    load, devices = loading.open_model, []
    monkeypatch.setattr(mate_core.devices, "best_device", lambda: torch.device("cuda"))

    def load_on(model: str, *, device: str | None = None, **options: object) -> object:
        devices.append(device)
        loaded = load(model, **options)
        return loaded if device == "cpu" else Small(loaded)

    monkeypatch.setattr(loading, "open_model", load_on)
    return devices


def test_a_graphics_card_that_is_too_small_costs_time_and_nothing_else(
    small_card: list[str | None], open_with: OpenWith, folder: Path
) -> None:
    """Case 38: running out of the card's memory stops the queue."""
    service = open_with()
    service.add_folder(str(folder))
    settle(service)
    assert small_card == [None, "cpu"]
    assert (service.totals().photos, service.totals().pages) == (6, 2)
    assert ["graphics card" in notice for notice in service.notices] == [True]


def test_without_a_graphics_card_none_is_blamed(
    small_card: list[str | None], open_with: OpenWith, folder: Path, monkeypatch
) -> None:
    monkeypatch.setattr(mate_core.devices, "best_device", lambda: torch.device("cpu"))
    service = open_with()
    service.add_folder(str(folder))
    wait_for(service, lambda: bool(service.stalled))
    assert "too small for this model" in service.stalled
    assert (small_card, service.notices) == ([None], [])


def test_an_encoder_that_cannot_be_opened_stalls_and_ends_nothing(
    open_service: OpenService, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of other languages is opened when the first such text comes."""

    def opened(_self: OtherLanguages) -> Steps[TextEncoder]:
        raise MissingWeights("the package of the encoder is gone: install it again")
        yield

    (folder / "brief.txt").write_text("Der Reiher stand am Fluss und wartete auf die F\u00e4hre.")
    service = open_service()
    with monkeypatch.context() as patch:
        patch.setattr(OtherLanguages, "_opened", opened)
        service.add_folder(str(folder))
        while not service.stalled:
            service.step()
        assert service.stalled == "the package of the encoder is gone: install it again"
        assert not failures(service)
    service._stalled_until = 0.0
    finish(service)
    assert (service.totals().pending, service.totals().failed) == (0, 0)
