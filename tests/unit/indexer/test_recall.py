"""How much searches find: measured by the service, kept, and told by the command line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from indexer import arrangement as arrangement_module
from indexer import command_line
from indexer import matrix as matrix_module
from indexer.catalog import Catalog
from indexer.messages import SearchRecall
from indexer.recall import KnownRecall, read_recall
from indexer.store import Store
from tests.unit.indexer.conftest import OpenService, finish, index

Status = Callable[..., Any]


@pytest.fixture
def status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Status:
    def ask(*arguments: str) -> Any:
        assert (
            command_line.main(["status", "--library", str(tmp_path / "library"), *arguments]) == 0
        )
        out = capsys.readouterr().out
        return json.loads(out) if arguments else out

    return ask


def test_what_a_service_has_measured_is_told_without_it(
    open_service: OpenService,
    folder: Path,
    write_photo,
    status: Status,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for n in range(30):
        write_photo(folder / f"{n}.jpg", seed=n)
    plain = open_service()
    index(plain, folder)
    assert plain.progress().recall is None, "it holds nothing in memory"
    assert status("--json")["recall"] is None
    assert "Search" not in status()
    plain.close()

    service = open_service(answers=True)
    finish(service, lambda: service.progress().recall is not None, seconds=60)
    assert service.progress().recall == SearchRecall()
    assert status("--json")["recall"] == {"found": 1.0, "measured": None, "exact": True}
    assert "Search   exact: everything is compared\n" in status()
    service.close()

    for name, size in {"MANY_ROWS": 20, "FEW_WANTED": 12, "_UNORDERED": 1}.items():
        monkeypatch.setattr(matrix_module, name, size)
    for name, size in {"FEW_WANTED": 12, "CELLS": 3}.items():
        monkeypatch.setattr(arrangement_module, name, size)
    began = time.time()
    service = open_service(answers=True)
    finish(service, lambda: service._store.current is not None and service._store.current.is_held)
    service.step()
    assert service.progress().recall is None, "it is exact no more"
    finish(service, lambda: service.progress().recall is not None, seconds=60)
    recall = service.progress().recall
    assert recall is not None
    assert 0.9 <= recall.found <= 1
    assert recall.measured is not None
    assert began <= recall.measured <= time.time()
    told = status("--json")["recall"]
    assert told == {"found": recall.found, "measured": recall.measured, "exact": False}
    day = datetime.fromtimestamp(recall.measured)
    words = f"finds {recall.percent:.1f} % of the nearest, measured here on {day:%Y-%m-%d}"
    assert f"Search   {words}\n" in status()
    service._store.let_go()
    assert service.progress().recall == recall, "while the model rests it is as it was"


def test_what_is_kept_is_of_one_model_and_may_be_nonsense(tmp_path: Path) -> None:
    catalog, store = Catalog(tmp_path / "catalog.db"), Store(tmp_path / "store", "m", 4)
    assert read_recall(catalog, "m") is None
    while store.hold_step():
        pass
    known = KnownRecall(catalog)
    known.note(store, "m")
    assert known.known == read_recall(catalog, "m") == SearchRecall()
    assert read_recall(catalog, "another") is None
    changes = catalog._db.total_changes
    known.note(store, "m")
    assert catalog._db.total_changes == changes, "nothing is written where nothing changes"
    for nonsense in ("7", "[]", '{"model": "m"}', '{"model": "m", "found": [], "measured": 1}'):
        catalog.set_setting("recall", nonsense)
        assert read_recall(catalog, "m") is None
    catalog.close()


@pytest.mark.parametrize(("found", "percent"), [(1, 100), (0.9999, 99.9), (0.994, 99.4), (0, 0)])
def test_no_more_is_told_than_was_found(found: float, percent: float) -> None:
    assert SearchRecall(found, 1.0).percent == percent
