"""`mate verify` and what a start does shortly, with the real model and stores really damaged."""

import contextlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import command_line, loading
from indexer.catalog import Catalog
from indexer.catalog_file import CatalogError, CatalogFault
from indexer.library import Library, LibraryError
from indexer.messages import Query, QueryPart
from indexer.rows import Row
from indexer.service import IndexService
from indexer.store import Store, StoreDamagedError
from indexer.vectors import sound
from mate_core.errors import ModelError

PHOTOS = 4
PAGES = 2


@pytest.fixture
def folder(tmp_path: Path, write_photo, write_pdf) -> Path:
    folder = tmp_path / "photos"
    for n in range(PHOTOS):
        write_photo(folder / f"{n}.jpg", seed=n * 5)
    write_pdf(folder / "notes.pdf", ["Bread from flour and yeast.", "The lighthouse warns ships."])
    return folder


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Path:
    service = IndexService(tmp_path / "library")
    service.wait_for_model()
    service.add_folder(str(folder))
    finish(service)
    service.tidy()
    service.close()
    return tmp_path / "library"


def finish(service: IndexService, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not service.idle:
        assert time.monotonic() < deadline, "indexing does not end"
        if not service.step():
            time.sleep(0.01)


def start(library: Path) -> IndexService:
    """What a worker does at its start, up to the end of it."""
    service = IndexService(library)
    service.wait_for_model()
    service.scan()
    finish(service)
    return service


def mate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def verify(library: Path, *options: str, status: int = 0) -> dict[str, Any]:
    """The command in this process, which spares the imports."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert (
            command_line.main(["verify", "--library", str(library), "--json", *options]) == status
        )
    report: dict[str, Any] = json.loads(said.getvalue())
    return report


def found(report: dict[str, Any]) -> dict[str, int]:
    """The counts that are not zero."""
    return {
        name: count
        for name, count in report.items()
        if name.startswith(("contents", "thumbnails", "files", "leftovers")) and count
    }


def open_store(library: Path) -> Store:
    catalog = Catalog(library / "catalog.db")
    model = catalog.setting("model")
    catalog.close()
    return Store(library / "store", model, 386)


def rows(library: Path) -> Counter[str]:
    return Counter(content for batch in open_store(library).scan() for content in batch)


def content_of(library: Path, path: Path) -> str:
    catalog = Catalog(library / "catalog.db")
    content = catalog.files_under(str(path))[str(path)].content
    catalog.close()
    assert content
    return content


def assert_whole(library: Path, photos: int = PHOTOS, pages: int = PAGES) -> None:
    """Everything is there once: rows, thumbnails, files, and a second look finds nothing."""
    counted = rows(library)
    assert (len(counted), counted.total()) == (photos + 1, photos + pages)
    assert len(list((library / "thumbnails").rglob("*.jpg"))) == photos + pages
    catalog = Catalog(library / "catalog.db")
    assert {status.state for status in catalog.files()} == {"indexed"}
    catalog.close()
    assert found(verify(library)) == {}


def row(content: str, scale: float = 1.0) -> Row:
    vector = np.zeros(386, np.float32)
    vector[0] = scale
    return Row(content, "photo", 0, 0, "", (), vector)


def lose_rows(library: Path, folder: Path) -> None:
    open_store(library).delete([content_of(library, folder / "1.jpg")])


def double_rows(library: Path, folder: Path) -> None:
    open_store(library).append([row(content_of(library, folder / "1.jpg"))])


def lose_a_page(library: Path, folder: Path) -> None:
    store = open_store(library)
    store._table.delete(f"content = '{content_of(library, folder / 'notes.pdf')}' AND page = 2")


def spoil_a_vector(library: Path, folder: Path) -> None:
    content = content_of(library, folder / "1.jpg")
    store = open_store(library)
    store.delete([content])
    store.append([row(content, 7.0)])


def strange_rows(library: Path, folder: Path) -> None:
    open_store(library).append([row("f00d")])


def lose_thumbnails(library: Path, folder: Path) -> None:
    content = content_of(library, folder / "notes.pdf")
    for thumbnail in (library / "thumbnails").rglob(f"{content}-*.jpg"):
        thumbnail.unlink()


def empty_thumbnail(library: Path, folder: Path) -> None:
    """As a power failure leaves it."""
    content = content_of(library, folder / "2.jpg")
    os.truncate(library / "thumbnails" / content[:2] / f"{content}-0.jpg", 0)


def strange_thumbnail(library: Path, folder: Path) -> None:
    (library / "thumbnails" / "f0").mkdir(exist_ok=True)
    (library / "thumbnails" / "f0" / "f00d-0.jpg").write_bytes(b"\xff\xd8")


def half_a_thumbnail(library: Path, folder: Path) -> None:
    (next((library / "thumbnails").iterdir()) / "f00d-0.part").write_bytes(b"\xff\xd8")


def lose_the_table(library: Path, folder: Path) -> None:
    """Of the catalog nothing is known to have changed: a kill fell before it was told."""
    store = open_store(library)
    store.delete([content for batch in store.scan() for content in batch])


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lose_rows, {"contents_incomplete": 1}),
        (double_rows, {"contents_incomplete": 1}),
        (lose_a_page, {"contents_incomplete": 1}),
        (spoil_a_vector, {"contents_incomplete": 1}),
        (strange_rows, {"contents_unknown": 1}),
        (lose_thumbnails, {"thumbnails_missing": 2}),
        (empty_thumbnail, {"thumbnails_missing": 1}),
        (strange_thumbnail, {"thumbnails_unknown": 1}),
        (half_a_thumbnail, {"leftovers": 1}),
        (lose_the_table, {"contents_incomplete": 5}),
    ],
)
def test_what_is_not_as_it_should_be_is_told_and_repaired(
    library: Path,
    folder: Path,
    damage: Callable[[Path, Path], None],
    expected: dict[str, int],
) -> None:
    damage(library, folder)
    before = rows(library)
    report = verify(library, "--dry-run")
    assert found(report) == expected
    assert report["read"] == 0
    assert rows(library) == before
    assert found(verify(library)) == expected
    assert_whole(library)


def test_files_that_came_and_went_are_read_and_forgotten(
    library: Path, folder: Path, write_photo
) -> None:
    (folder / "0.jpg").unlink()
    (folder / "1.jpg").rename(folder / "renamed.jpg")
    write_photo(folder / "new.jpg", seed=77)
    expected = {"files_removed": 1, "files_renamed": 1, "files_queued": 1, "contents_unused": 1}
    assert found(verify(library, "--dry-run")) == expected
    catalog = Catalog(library / "catalog.db")
    assert str(folder / "0.jpg") in catalog.files_under(str(folder))  # nothing has been changed
    catalog.close()
    report = verify(library)
    assert found(report) == expected
    assert report["read"] == 1
    assert_whole(library)


def test_what_cannot_be_repaired_is_named(library: Path, folder: Path) -> None:
    lose_rows(library, folder)
    photo = folder / "1.jpg"
    stat = photo.stat()
    photo.write_bytes(b"x" * stat.st_size)  # damaged without a trace in its size and time
    os.utime(photo, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (failure,) = verify(library, status=1)["not_repaired"]
    assert failure["path"] == str(photo)
    assert failure["reason"]


def test_rows_of_a_folder_that_is_away_are_kept(library: Path, folder: Path) -> None:
    lose_a_page(library, folder)
    lose_thumbnails(library, folder)
    away = folder.with_name("away")
    folder.rename(away)
    report = verify(library, status=1)
    assert report["contents_kept"] == 1
    assert rows(library).total() == PHOTOS + PAGES - 1
    away.rename(folder)
    verify(library)
    assert_whole(library)


def test_a_sound_library_and_people(library: Path, folder: Path) -> None:
    assert "agree" in mate("verify", "--library", library).stdout
    lose_rows(library, folder)
    told = mate("verify", "--dry-run", "--library", library)
    assert "1 contents" in told.stdout
    assert "would be read again" in told.stdout


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_library_in_use_is_left_alone(library: Path, options: tuple[str, ...]) -> None:
    service = IndexService(library, load_model=False)
    try:
        result = mate("verify", "--library", library, *options)
        assert result.returncode == 1
        assert f"process {os.getpid()}" in result.stderr
    finally:
        service.close()


def test_a_library_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for options in ((), ("--dry-run",)):
        result = mate("verify", "--library", tmp_path / "none", *options)
        assert result.returncode == 1
        assert "Index a folder first" in result.stderr
    assert not (tmp_path / "none").exists()


def test_killing_it_again_and_again_repairs_in_the_end(
    library: Path, folder: Path, write_photo
) -> None:
    for n in range(30):
        write_photo(folder / f"more {n}.jpg", seed=100 + n)
    start(library).close()
    lose_the_table(library, folder)
    strange_rows(library, folder)
    lose_thumbnails(library, folder)
    for seconds in (1.0, 1.5, 2.0, 2.5, 3.0):
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "verify", "--library", str(library)],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    verify(library)
    assert_whole(library, PHOTOS + 30)


@pytest.mark.parametrize(
    "damage", [lose_rows, double_rows, lose_a_page, strange_rows, lose_the_table]
)
def test_a_start_finds_the_rows_that_are_missing_or_too_many(
    library: Path, folder: Path, damage: Callable[[Path, Path], None]
) -> None:
    damage(library, folder)
    start(library).close()
    assert_whole(library)


def test_rows_that_an_older_version_did_not_count_are_counted(library: Path) -> None:
    with contextlib.closing(sqlite3.connect(library / "catalog.db")) as database:
        database.execute("UPDATE content SET rows = -1")
        database.commit()
    start(library).close()
    catalog = Catalog(library / "catalog.db")
    counted = {record.rows for record in catalog.contents(catalog.setting("model")).values()}
    catalog.close()
    assert counted == {1, PAGES}
    assert_whole(library)


def test_a_vector_that_nobody_can_have_stored() -> None:
    vectors = np.zeros((4, 6), np.float32)
    vectors[0, 0] = 1
    vectors[1, 0] = np.nan
    vectors[2, :2] = 3e38
    assert sound(vectors).tolist() == [True, False, False, False]


# --- a damaged catalog -------------------------------------------------------------------


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def garbage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 9000] = b"\xa5" * 9000
    path.write_bytes(data)


def no_database(path: Path) -> None:
    path.write_bytes(b"this is not a database" * 400)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("damage", [truncate, garbage, no_database, empty, remove])
def test_a_damaged_catalog_stands_aside_and_its_copy_takes_its_place(
    library: Path, folder: Path, write_photo, damage: Callable[[Path], None]
) -> None:
    assert (library / "catalog-backup.db").is_file()
    write_photo(folder / "newer than the copy.jpg", seed=91)
    (folder / "0.jpg").unlink()
    service = start(library)
    assert service.notices == []
    service.close()
    damage(library / "catalog.db")
    damaged = (library / "catalog.db").read_bytes() if damage is not remove else None
    service = start(library)
    assert "copy of" in service.notices[0]
    service.close()
    aside = [path.read_bytes() for path in library.glob("catalog-damaged-*.db")]
    assert aside == ([] if damaged is None else [damaged])
    service = start(library)
    assert service.notices == []
    service.tidy()
    service.close()
    assert_whole(library)


def test_without_a_sound_copy_a_new_catalog_is_made(library: Path, folder: Path) -> None:
    garbage(library / "catalog-backup.db")
    truncate(library / "catalog.db")
    service = start(library)
    assert "add your folders again" in service.notices[0]
    assert len(list(library.glob("catalog-*damaged-*.db"))) == 2
    service.add_folder(str(folder))
    finish(service)
    service.close()
    assert_whole(library)


def test_a_log_that_is_left_behind_is_no_part_of_the_copy(library: Path, folder: Path) -> None:
    """A kill fell between, or somebody has deleted the one file alone."""
    with contextlib.closing(sqlite3.connect(library / "catalog.db")) as database:
        database.execute("DELETE FROM folder")
        database.commit()
        log = (library / "catalog.db-wal").read_bytes()
    (library / "catalog.db-wal").write_bytes(log)
    (library / "catalog.db").unlink()
    service = start(library)
    assert [status.path for status in service.folders()] == [str(folder)]
    service.close()
    assert_whole(library)


def test_a_copy_is_made_each_day_and_when_the_folders_change(library: Path, tmp_path: Path) -> None:
    copy = library / "catalog-backup.db"
    (tmp_path / "other").mkdir()
    for hours, added, made in ((1, False, False), (25, False, True), (1, True, True)):
        then = time.time() - hours * 3600
        os.utime(copy, (then, then))
        service = start(library)
        if added:
            service.add_folder(str(tmp_path / "other"))
            finish(service)
        service.tidy()
        service.close()
        assert (copy.stat().st_mtime > then + 60) == made
    with contextlib.closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM folder").fetchone() == (2,)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sorted(path.name for path in library.glob("catalog-backup*")) == [copy.name]


def test_a_damaged_catalog_is_never_copied(library: Path) -> None:
    copy = library / "catalog-backup.db"
    before = copy.read_bytes()
    catalog = Catalog(library / "catalog.db")
    catalog.folders()
    garbage(library / "catalog.db")
    with pytest.raises((CatalogError, CatalogFault)):
        catalog.backup(copy)
    catalog.close()
    assert copy.read_bytes() == before


# --- a damaged store ---------------------------------------------------------------------


def lose_a_data_file(table: Path) -> None:
    next((table / "data").iterdir()).unlink()


def truncate_a_data_file(table: Path) -> None:
    truncate(next((table / "data").iterdir()))


def spoil_the_manifests(table: Path) -> None:
    for manifest in (table / "_versions").iterdir():
        manifest.write_bytes(b"\xa5" * 300)


def lose_the_data_folder(table: Path) -> None:
    shutil.rmtree(table / "data")


@pytest.mark.parametrize("command", ["start", "verify", "index"])
@pytest.mark.parametrize(
    "damage",
    [lose_a_data_file, truncate_a_data_file, spoil_the_manifests, lose_the_data_folder],
)
def test_a_damaged_store_stands_aside_and_is_made_anew(
    library: Path, folder: Path, damage: Callable[[Path], None], command: str
) -> None:
    (table,) = (library / "store").glob("*.lance")
    damage(table)
    match command:
        case "start":
            service = start(library)
            (notice,) = service.notices
            service.close()
        case "verify":
            report = verify(library)
            (notice,) = report["notices"]
            assert report["contents_incomplete"] == PHOTOS + 1
        case _:
            with contextlib.redirect_stderr(io.StringIO()) as said:
                arguments = ["index", str(folder), "--library", str(library)]
                assert command_line.main(arguments) == 0
            notice = said.getvalue()
    assert "set aside as store-damaged-" in notice
    aside = list(library.glob("store-damaged-*.lance"))
    assert len(aside) == 1
    size = sum(path.stat().st_size for path in aside[0].rglob("*") if path.is_file())
    assert Library(library).bytes_on_disk()["set_aside"] == size > 0
    assert_whole(library)


def test_a_damaged_store_and_a_model_that_fails_are_no_end(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (table,) = (library / "store").glob("*.lance")
    truncate_a_data_file(table)
    may_fail = threading.Event()

    def fails(*_: object, **_options: object) -> None:
        may_fail.wait(5)
        raise ModelError("its weights are gone")

    with monkeypatch.context() as patch:
        patch.setattr(loading, "open_model", fails)
        service = IndexService(library, answers=True)
        deadline = time.monotonic() + 60
        while service._store._early is not None:  # until the damage has been met
            assert time.monotonic() < deadline
            if not service.step():
                time.sleep(0.01)
        may_fail.set()
        with pytest.raises(LibraryError, match="weights are gone"):
            service.wait_for_model()
        service.step()
        assert service.notices == []
        service.close()
    assert not list(library.glob("store-damaged-*"))
    service = IndexService(library, answers=True)
    service.wait_for_model()
    finish(service)
    assert "set aside as store-damaged-" in service.notices[0]
    service.close()
    assert_whole(library)


def test_a_damaged_store_waits_for_a_model_that_rests(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = IndexService(library)
    service.wait_for_model()
    finish(service)
    service._models.indexing.let_go()

    def damaged() -> bool:
        raise StoreDamagedError("A row cannot be read.")

    monkeypatch.setattr(service._store, "hold_step", damaged)
    assert not service.step()
    assert service.stalled == "The model is not loaded yet."
    service.close()


def test_a_store_that_is_gone_is_made_anew(library: Path) -> None:
    shutil.rmtree(library / "store")
    service = start(library)
    (notice,) = service.notices
    assert f"{PHOTOS + 1} photos and documents" in notice
    service.close()
    assert_whole(library)


# --- rebuild -----------------------------------------------------------------------------


def rebuild(library: Path, *options: str) -> dict[str, Any]:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        arguments = ["rebuild", "--library", str(library), "--json", *options]
        assert command_line.main(arguments) == 0
    report: dict[str, Any] = json.loads(said.getvalue())
    return report


def thumbnail_times(library: Path) -> list[int]:
    return [path.stat().st_mtime_ns for path in (library / "thumbnails").rglob("*.jpg")]


def test_everything_is_made_anew(library: Path) -> None:
    before = max(thumbnail_times(library))
    report = rebuild(library)
    assert (report["indexed"], report["kept"], report["failed"]) == (PHOTOS + 1, 0, [])
    assert min(thumbnail_times(library)) > before
    assert_whole(library)


def test_what_is_away_stays_unless_it_is_asked_for(
    library: Path, folder: Path, tmp_path: Path, write_photo
) -> None:
    write_photo(tmp_path / "here" / "a.jpg", seed=90)
    service = start(library)
    service.add_folder(str(tmp_path / "here"))
    finish(service)
    service.close()
    away = folder.rename(tmp_path / "away")
    report = rebuild(library)
    assert (report["indexed"], report["kept"], report["waiting"]) == (1, PHOTOS + 1, 0)
    assert rows(library).total() == PHOTOS + PAGES + 1
    report = rebuild(library, "--all")
    assert (report["indexed"], report["kept"], report["waiting"]) == (1, 0, PHOTOS + 1)
    assert rows(library).total() == 1
    away.rename(folder)
    start(library).close()
    assert_whole(library, PHOTOS + 1)


def test_a_rebuild_that_is_killed_is_gone_on_with(library: Path, folder: Path, write_photo) -> None:
    for n in range(30):
        write_photo(folder / f"more {n}.jpg", seed=100 + n)
    start(library).close()
    before = max(thumbnail_times(library))
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "rebuild", "--library", str(library)],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while max(thumbnail_times(library)) <= before:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    start(library).close()
    assert min(thumbnail_times(library)) > before
    assert_whole(library, PHOTOS + 30)


def test_what_people_keep_comes_into_the_copy_soon_and_what_they_forget_goes_out(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.upkeep.KEPT_BACKUP_SECONDS", 0.0)
    service = start(library)
    secret = Query((QueryPart(text="a secret lighthouse"),))

    def copy() -> tuple[int, int]:
        with contextlib.closing(sqlite3.connect(library / "catalog-backup.db")) as db:
            counts = [db.execute(f"SELECT count(*) FROM {t}") for t in ("collection", "recent")]
            return counts[0].fetchone()[0], counts[1].fetchone()[0]

    def step_until(wanted: tuple[int, int]) -> None:
        deadline = time.monotonic() + 60
        while copy() != wanted:
            assert time.monotonic() < deadline, f"the copy has {copy()}"
            service.step()

    service.kept.make_collection("Birds")
    service.kept.remember(secret)
    service.upkeep.note_kept()
    step_until((1, 1))
    service.kept.forget_recent()
    service.upkeep.note_kept()
    step_until((1, 0))
    service.close()
    for path in library.glob("catalog*"):
        assert b"secret lighthouse" not in path.read_bytes()
