from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import mate_core
from indexer import loading
from indexer.catalog import Catalog
from indexer.messages import Query, QueryPart
from indexer.search import Answer
from indexer.service import IndexService

OpenService = Callable[..., IndexService]


@pytest.fixture(autouse=True, scope="session")
def _one_model() -> Iterator[None]:
    """All services of these tests share the starter, loaded once: it takes a second or two."""
    load, lock = loading.open_model, threading.Lock()
    loaded: list[mate_core.Embedder] = []

    def load_once(model: str, **options: Any) -> mate_core.Embedder:
        if model != "starter":
            return load(model, **options)
        with lock:
            if not loaded:
                loaded.append(load(model, **options))
            return loaded[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "open_model", load_once)
        yield


@pytest.fixture
def open_service(tmp_path: Path) -> Iterator[OpenService]:
    """Opens the service on one and the same library; all are closed in the end."""
    opened: list[IndexService] = []

    def open_one(**options: bool) -> IndexService:
        service = IndexService(tmp_path / "library", **options)
        service.wait_for_model()
        opened.append(service)
        return service

    yield open_one
    for service in opened:
        service.close()


def finish(
    service: IndexService, until: Callable[[], bool] | None = None, seconds: float = 300
) -> None:
    """Index until a condition holds, or until there is nothing left to do.

    Text in pictures is read with what others leave of the processor: of tests side by side, little.
    """
    deadline = time.monotonic() + seconds
    while not (until() if until else service.idle):
        assert time.monotonic() < deadline, "indexing does not end"
        if not service.step():
            time.sleep(0.01)


@pytest.fixture
def photos(folder: Path) -> Path:
    """An empty folder, watched by `catalog`."""
    return folder


@pytest.fixture
def catalog(tmp_path: Path, photos: Path) -> Catalog:
    """An empty catalog that watches `photos`."""
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.add_folder(str(photos))
    return catalog


def index(service: IndexService, folder: Path) -> None:
    service.add_folder(str(folder))
    finish(service)


def ask(service: IndexService, text: str = "", photo: str = "", limit: int = 10) -> Answer:
    part = QueryPart(text=text) if text else QueryPart(photo=photo)
    photos = {photo: service.answers.on_demand.pixels(photo).result(30)} if photo else {}
    query = Query((part,), limit=limit)
    return service.answers.search(query, service.answers.embed_query(query, photos))


def failures(service: IndexService) -> dict[str, str]:
    return {os.path.basename(s.path): s.reason for s in service.files("failed")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder
