from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.catalog import Catalog
from indexer.service import IndexService

OpenService = Callable[..., IndexService]


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
    service: IndexService, until: Callable[[], bool] | None = None, seconds: float = 120
) -> None:
    """Index until a condition holds, or until there is nothing left to do."""
    deadline = time.monotonic() + seconds
    while not (until() if until else service.idle):
        assert time.monotonic() < deadline, "indexing does not end"
        if not service.step():
            time.sleep(0.01)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """An empty folder, watched by `catalog`."""
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


@pytest.fixture
def catalog(tmp_path: Path, photos: Path) -> Catalog:
    """An empty catalog that watches `photos`."""
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.add_folder(str(photos))
    return catalog
