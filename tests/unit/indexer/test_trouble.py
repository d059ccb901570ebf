"""What befalls the drive that a library or its folders lie on. Tried on real, small drives."""

import contextlib
import errno
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import command_line, volumes, worker
from indexer.library import LibraryError
from indexer.messages import LibraryFailed, Query, QueryPart
from indexer.service import IndexService
from mate_core import text
from tests.conftest import draw
from tests.unit.indexer.conftest import OpenService, finish

PHOTOS, FIRST = 80, 8


def mount(*arguments: str | Path) -> bool:
    """Whether it could be done: not everybody may, nor everywhere."""
    if not sys.platform.startswith("linux"):
        return False
    command = ["mount", *map(str, arguments)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def unmount(path: Path) -> None:
    """Take a drive away, though files on it are open."""
    subprocess.run(["umount", "--lazy", str(path)], capture_output=True, check=True)


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Path]:
    """A drive of 32 MB with a folder ``library``, which is mounted as the library."""
    root = tmp_path / "drive"
    root.mkdir()
    (tmp_path / "library").mkdir()
    if not mount("-t", "tmpfs", "-o", "size=32m", "none", root):
        pytest.skip("drives cannot be mounted here")
    (root / "library").mkdir()
    plug_in(root, tmp_path / "library")
    yield root
    for path in (tmp_path / "library", root):
        while path.is_mount():
            unmount(path)


def plug_in(drive: Path, library: Path) -> None:
    assert mount("--bind", drive / "library", library)


def fill(drive: Path) -> Path:
    """Leave no byte of room; the file that takes it."""
    ballast = drive / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    return ballast


@pytest.fixture
def beginning(tmp_path: Path, write_photo) -> Path:
    """A folder with the first photos; `arrive` brings the others."""
    for n in range(FIRST):
        write_photo(tmp_path / "photos" / f"{n}.jpg", seed=n)
    return tmp_path / "photos"


@pytest.fixture
def begun(beginning: Path, open_service: OpenService) -> IndexService:
    """A service that has read the first photos and watches for the others."""
    service = open_service(watch=True)
    service.add_folder(str(beginning))
    finish(service)
    return service


def arrive(folder: Path) -> None:
    for n in range(FIRST, PHOTOS):
        draw(n).save(folder / f"{n}.jpg")


@pytest.fixture
def folder(beginning: Path) -> Path:
    arrive(beginning)
    return beginning


@pytest.fixture(autouse=True)
def _tries_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.service.RETRY_SECONDS", 0.5)


def photos_found(service: IndexService) -> int:
    query = Query((QueryPart(text="shapes in colours"),), limit=1000)
    return len(service.answers.search(query, service.answers.embed_query(query, {})).photos)


def assert_whole(service: IndexService, open_service: OpenService) -> None:
    """Everything is there once, and nothing is to be repaired."""
    service.close()
    service = open_service()
    found = text.finish(service.verify_steps())
    assert not found.contents.incomplete | found.contents.unknown | found.half_written
    assert found.thumbnails_missing == 0
    assert service.files("failed") == ()
    assert service.totals().photos == photos_found(service) == PHOTOS
    assert service.store_health()["rows"] == PHOTOS


@pytest.mark.parametrize("after", [0, FIRST])
def test_a_full_drive_holds_indexing_up_and_loses_nothing(
    drive: Path, beginning: Path, open_service: OpenService, after: int
) -> None:
    service = open_service(watch=True)
    service.add_folder(str(beginning))
    if after:
        finish(service)
    ballast = fill(drive)
    arrive(beginning)
    finish(service, lambda: bool(service.stalled))
    assert "No space left" in service.stalled or "is full" in service.stalled
    assert "[Errno" not in service.stalled, "words for people"
    seen = photos_found(service) if after else 0
    assert seen >= after, "what was indexed is found all the same"
    time.sleep(0.6)
    service.step()
    assert service.stalled, "it is tried again, and told as long as it lasts"
    ballast.unlink()
    finish(service, lambda: service.totals().photos == PHOTOS)
    assert service.stalled == ""
    assert_whole(service, open_service)


def test_a_start_on_a_full_drive_says_so_and_a_reader_searches(
    drive: Path, beginning: Path, begun: IndexService, open_service: OpenService
) -> None:
    begun.close()
    arrive(beginning)
    ballast = fill(drive)
    with pytest.raises(LibraryError, match="cannot be written to: No space left on device"):
        open_service()
    reader = open_service(read_only=True)
    assert photos_found(reader) == FIRST
    reader.close()
    ballast.unlink()
    service = open_service()
    service.scan()
    finish(service)
    assert_whole(service, open_service)


def test_a_library_whose_drive_is_taken_out_waits_for_it(
    drive: Path, tmp_path: Path, beginning: Path, begun: IndexService, open_service: OpenService
) -> None:
    library = tmp_path / "library"
    unmount(library)
    arrive(beginning)
    finish(begun, lambda: bool(begun.stalled))
    time.sleep(0.6)
    begun.step()
    assert begun.stalled
    assert list(library.iterdir()) == [], "nothing is written where the drive was"
    plug_in(drive, library)
    finish(begun, lambda: begun.totals().photos == PHOTOS)
    assert_whole(begun, open_service)


def test_a_library_whose_drive_is_away_at_the_start_is_not_begun_anew(
    drive: Path, tmp_path: Path, begun: IndexService, open_service: OpenService
) -> None:
    begun.close()
    library = tmp_path / "library"
    unmount(library)
    for read_only in (False, True):
        with pytest.raises(LibraryError, match="on a drive that is away") as refused:
            open_service(read_only=read_only)
    assert str(library) in str(refused.value)
    handle = worker.start(library)
    event = handle.connection.recv()
    assert isinstance(event, LibraryFailed)
    assert "Connect the drive" in event.reason
    handle.process.join(30)
    assert list(library.iterdir()) == [], "nothing is written where the drive was"
    plug_in(drive, library)
    service = open_service()
    assert photos_found(service) == FIRST


def test_a_library_that_was_deleted_is_made_anew(
    drive: Path, tmp_path: Path, begun: IndexService, open_service: OpenService
) -> None:
    begun.close()
    for entry in (tmp_path / "library").iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    assert open_service().totals().photos == 0


def test_a_library_whose_drive_is_gone_for_good_is_made_anew_when_its_note_is_deleted(
    drive: Path, tmp_path: Path, begun: IndexService, open_service: OpenService
) -> None:
    begun.close()
    unmount(tmp_path / "library")
    with pytest.raises(LibraryError) as refused:
        open_service()
    note = re.search(r"delete (\S+json),", str(refused.value))
    assert note is not None
    Path(note[1]).unlink()
    assert open_service().totals().photos == 0
    assert not Path(note[1]).exists(), "what is on the drive of the notes needs none"


def test_another_drive_in_the_place_of_the_librarys_is_told_from_it(
    drive: Path,
    tmp_path: Path,
    beginning: Path,
    open_service: OpenService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drives = {"first": drive / "library", "second": drive / "second"}
    plugged = "first"
    monkeypatch.setattr(
        volumes, "_id", lambda mount: plugged if "library" in mount.mountpoint else ""
    )
    open_service().close()
    unmount(tmp_path / "library")
    plugged = "second"
    drives[plugged].mkdir()
    assert mount("--bind", drives[plugged], tmp_path / "library")
    with pytest.raises(LibraryError, match="on a drive that is away"):
        open_service()
    assert list(drives[plugged].iterdir()) == []


def test_a_read_only_library_is_said_so_and_searched(
    drive: Path, tmp_path: Path, folder: Path, open_service: OpenService
) -> None:
    service = open_service(watch=True)
    service.add_folder(str(folder))
    finish(service)
    service.close()
    library = tmp_path / "library"
    assert mount("-o", "remount,ro,bind", library)
    with pytest.raises(LibraryError, match="cannot be written to: Read-only file system"):
        open_service()
    reader = open_service(read_only=True)
    assert photos_found(reader) == PHOTOS
    reader.close()
    assert mount("-o", "remount,rw,bind", library)
    service = open_service()
    service.scan()
    finish(service)
    assert_whole(service, open_service)


def test_a_library_that_becomes_read_only_waits(
    drive: Path, tmp_path: Path, beginning: Path, begun: IndexService, open_service: OpenService
) -> None:
    """As a drive with errors does under Linux, which cannot be made here while files are open."""
    library = tmp_path / "library"
    unmount(library)
    plug_in(drive, library)
    assert mount("-o", "remount,ro,bind", library)
    arrive(beginning)
    finish(begun, lambda: bool(begun.stalled))
    assert begun.stalled == "The library cannot be written to: Read-only file system."
    assert mount("-o", "remount,rw,bind", library)
    finish(begun, lambda: begun.totals().photos == PHOTOS)
    assert_whole(begun, open_service)


def test_neither_another_drive_nor_a_stray_file_costs_what_is_on_a_folders_own(
    tmp_path: Path, write_photo, open_service: OpenService
) -> None:
    """Cases 24 and 29: what stands where a drive was is not what has become of its files."""
    place = tmp_path / "place"
    drives = {name: tmp_path / name for name in ("own", "other")}
    for drive in (place, *drives.values()):
        drive.mkdir()
    if not all(mount("-t", "tmpfs", "none", drive) for drive in drives.values()):
        pytest.skip("drives cannot be mounted here")
    try:
        for number in range(4):
            write_photo(drives["own"] / f"{number}.jpg", seed=number)
        write_photo(drives["other"] / "0.jpg", seed=9)  # as cameras call them all
        service = open_service()
        assert mount("--bind", drives["own"], place)
        service.add_folder(str(place))
        finish(service)
        indexed = service.files("indexed")
        unmount(place)
        assert mount("--bind", drives["other"], place)
        for stray in (None, place / "stray.jpg"):
            if stray:
                unmount(place)
                write_photo(stray, seed=8)
            service.scan()
            finish(service)
            assert [status.present for status in service.folders()] == [False]
            assert service.files() == indexed
        # The same under another number of the device, of which most has been removed elsewhere.
        (drives["other"] / "0.jpg").unlink()
        for number, name in enumerate(("moved 0", "moved 1", "moved 2", "3")):
            shutil.copy2(drives["own"] / f"{number}.jpg", drives["other"] / f"{name}.jpg")
        assert mount("--bind", drives["other"], place)
        service.scan()
        finish(service)
        names = [Path(status.path).name for status in service.files("indexed")]
        assert sorted(names) == ["3.jpg", "moved 0.jpg", "moved 1.jpg", "moved 2.jpg"]
        assert service.counts().embedded == 4
    finally:
        for drive in (place, *drives.values()):
            while drive.is_mount():
                unmount(drive)


def test_a_folders_drive_is_known_by_its_id(
    tmp_path: Path,
    write_photo,
    open_service: OpenService,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Drives that are plugged in one after the other are often given the same number."""
    plugged = "own"
    monkeypatch.setattr(volumes, "_id", lambda _: plugged)
    place = tmp_path / "place"
    photo = Path(write_photo(place / "0.jpg"))
    service = open_service()
    service.add_folder(str(place))
    finish(service)
    photo.rename(tmp_path / "0.jpg")
    place.rename(tmp_path / "unplugged")
    service.scan()
    finish(service)
    (status,) = service.folders()
    assert (status.present, status.replaced) == (False, False)
    (tmp_path / "unplugged").rename(place)
    plugged = "other"
    other = Path(write_photo(place / "0.jpg", seed=1))
    service.scan()
    finish(service)
    (status,) = service.folders()
    assert (status.present, status.replaced) == (False, True)
    assert command_line.main(["status", "--library", str(tmp_path / "library")]) == 0
    assert "(away; something else is in its place)" in capsys.readouterr().out
    plugged = "own"
    other.unlink()
    (tmp_path / "0.jpg").rename(photo)
    write_photo(place / "1.jpg", seed=2)
    service.scan()
    finish(service)
    assert service.totals().photos == service.counts().embedded == 2


def test_a_read_only_folder_is_indexed_and_left_as_it_is(
    tmp_path: Path, folder: Path, open_service: OpenService
) -> None:
    if not (mount("--bind", folder, folder) and mount("-o", "remount,ro,bind", folder)):
        pytest.skip("drives cannot be mounted here")
    try:
        with pytest.raises(OSError, match="Read-only") as refused:
            (folder / "a").touch()
        assert refused.value.errno == errno.EROFS
        before = {entry.name: entry.stat() for entry in os.scandir(folder)}
        service = open_service(watch=True)
        service.add_folder(str(folder))
        finish(service)
        assert_whole(service, open_service)
        assert {entry.name: entry.stat() for entry in os.scandir(folder)} == before
    finally:
        unmount(folder)


CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += atol(getenv("CLOCK_AHEAD"));
    return result;
}
"""


def test_a_clock_that_is_set_back_changes_nothing(tmp_path: Path, write_photo) -> None:
    """First two days ahead, then right: what was written tomorrow is older than today's."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("no compiler for a clock of one's own")
    (tmp_path / "clock.c").write_text(CLOCK)
    shim = tmp_path / "clock.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", shim, tmp_path / "clock.c", "-ldl"], check=True
    )

    def mate(*arguments: str | Path, ahead: int) -> Any:
        environment = os.environ | {"LD_PRELOAD": str(shim), "CLOCK_AHEAD": str(ahead)}
        done = subprocess.run(
            [sys.executable, "-m", "app", *map(str, arguments), "--library", tmp_path / "library"],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    two_days = 2 * 24 * 3600
    told = subprocess.run(
        [sys.executable, "-c", "import time; print(time.time())"],
        env=os.environ | {"LD_PRELOAD": str(shim), "CLOCK_AHEAD": str(two_days)},
        capture_output=True,
        check=True,
    )
    assert float(told.stdout) > time.time() + two_days - 60
    folder = tmp_path / "photos"
    for n in range(9):
        path = write_photo(folder / f"{n}.jpg", seed=n)
        os.utime(path, (time.time() + two_days,) * 2)
    assert mate("index", folder, "--json", ahead=two_days)["indexed"] == 9
    write_photo(folder / "0.jpg", seed=1000)  # whose time is two days earlier now
    write_photo(folder / "new.jpg", seed=1001)
    report = mate("index", folder, "--json", ahead=0)
    assert (report["indexed"], report["unchanged"], report["failed"]) == (2, 8, [])
    hits = mate("search", "shapes in colours", "--limit", "999", "--json", ahead=0)
    assert len(hits) == 10
    verified = mate("verify", "--json", ahead=0)
    assert {name: said for name, said in verified.items() if said} == {
        "seconds": verified["seconds"]
    }
