"""What is watched, what cannot be, and what is done about it."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import threading
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import lookout, volumes
from indexer.library import Library, LibraryError
from indexer.scanner import walk_folders
from indexer.service import IndexService
from indexer.volumes import is_network
from indexer.watcher import Watcher
from tests.unit.indexer.conftest import OpenService, finish

Mount = namedtuple("Mount", "device mountpoint fstype opts")
linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    watcher = Watcher(lambda: None, ignore=str(tmp_path / "library"))
    yield watcher
    watcher.stop()


@pytest.fixture
def network_drive(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    mounts = [
        Mount("/dev/sda1", "/", "ext4", "rw"),
        Mount("nas:/photos", str(folder), "nfs4", "rw"),
        Mount("/dev/sdb1", str(folder / "local"), "ext4", "rw"),
    ]
    monkeypatch.setattr(volumes.psutil, "disk_partitions", lambda **_: mounts)
    return folder


@pytest.fixture
def four_watches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "max").write_text("8\n")
    monkeypatch.setattr("indexer.watcher._MAX_WATCHES", str(tmp_path / "max"))


def wait(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_network_drive_is_told_by_the_innermost_mount(network_drive: Path) -> None:
    (network_drive / "local").mkdir()
    assert is_network(network_drive)
    assert is_network(network_drive / "2019" / "a.jpg")
    assert not is_network(network_drive / "local" / "a.jpg")
    assert not is_network(f"{network_drive}-not")
    link = network_drive.with_name("link")
    link.symlink_to(network_drive)
    assert is_network(link)


def test_no_drive_of_this_machine_is_taken_for_a_network_one(tmp_path: Path) -> None:
    assert not is_network(tmp_path)


def watched() -> int:
    """How many inotify watches this process holds, as the kernel tells."""
    count = 0
    for file in Path("/proc/self/fdinfo").iterdir():
        with contextlib.suppress(OSError):
            count += file.read_text().count("inotify wd:")
    return count


@linux
def test_only_what_is_looked_at_is_watched(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    """Case 18: excluded folders still watched."""
    for name in (
        ".git/objects",
        "node_modules/a/b",
        "@eaDir/1",
        "raw/2019",
        "marked/inner",
        "ok/1",
    ):
        (folder / name).mkdir(parents=True)
    (folder / "marked" / ".nomedia").touch()
    (folder / ".mateignore").write_text("/raw/\n")
    (folder / "ok" / "link").symlink_to(folder / "raw")
    before = watched()
    service = open_service(watch=True)
    service.add_folder(str(folder))
    finish(service)
    assert watched() - before == len(("", "marked", "ok", "ok/1"))
    for name in (".cache/x", "ok/node_modules/c", "raw/2020"):
        (folder / name).mkdir(parents=True)
    (folder / "ok" / "2").mkdir()
    wait(lambda: watched() - before == 5)
    # What is hidden no more, or ignored no more, is watched and read.
    write_photo(folder / ".cache" / "x" / "a.jpg", seed=1)
    (folder / ".cache").rename(folder / "shown")
    finish(service, until=lambda: service.totals().photos == 1, seconds=20)
    write_photo(folder / "shown" / "x" / "b.jpg", seed=2)
    finish(service, until=lambda: service.totals().photos == 2, seconds=20)
    write_photo(folder / "raw" / "2019" / "c.jpg", seed=3)
    (folder / ".mateignore").write_text("")
    finish(service, until=lambda: service.totals().photos == 3, seconds=20)
    wait(lambda: service.step() or watched() - before == 5 + 2 + 3)
    write_photo(folder / "raw" / "2019" / "d.jpg", seed=4)
    finish(service, until=lambda: service.totals().photos == 4, seconds=20)


@linux
def test_watches_are_left_for_other_programs(
    watcher: Watcher, folder: Path, four_watches: None, tmp_path: Path
) -> None:
    """Case 17: a watcher that starves other programs of inotify watches."""
    small, large = folder / "small", folder / "large"
    (small / "inner").mkdir(parents=True)
    for number in range(3):
        (large / str(number)).mkdir(parents=True)
    assert watcher.watch(str(small))
    assert not watcher.watch(str(large)), "2 of 4 are taken"
    assert watcher.unwatched == {str(large): "many"}
    watcher.unwatch(str(small))
    watcher.unwatch(str(large))
    assert watcher.unwatched == {}
    assert watcher.watch(str(large))


@linux
def test_a_folder_that_cannot_be_watched_is_looked_through_and_its_user_told(
    open_service: OpenService, folder: Path, four_watches: None, write_photo, monkeypatch
) -> None:
    """Case 17: polling for what is left, and a clear line."""
    monkeypatch.setattr(lookout, "POLL_SECONDS", 0.3)
    for number in range(6):
        write_photo(folder / str(number) / "a.jpg", seed=number)
    service = open_service(watch=True)
    service.add_folder(str(folder))
    finish(service, until=lambda: service.totals().photos == 6)
    assert [status.unwatched for status in service.folders()] == ["many"]
    assert "max_user_watches" in service.take_notices()[0]
    write_photo(folder / "0" / "new.jpg", seed=9)
    finish(service, until=lambda: service.totals().photos == 7, seconds=20)


_LITTLE_ROOM = """
import sys, time
from pathlib import Path
from indexer.watcher import Watcher
folder = Path(sys.argv[1])
Path("/proc/sys/user/max_inotify_watches").write_text("6")
watcher = Watcher(lambda: None, ignore="/nowhere")
print(watcher.watch(str(folder / "small")), watcher.watch(str(folder / "large")))
for number in range(9):
    (folder / "small" / str(number)).mkdir()
time.sleep(0.5)
before = dict(watcher.unwatched)
watcher.look_after()
print([Path(path).name for path in (*before, *watcher.unwatched)])
watcher.stop()
"""


@linux
def test_watches_that_others_have_taken_are_missed(tmp_path: Path) -> None:
    """Case 17: inotify's limit, for which a user's namespace has one of its own."""
    for number in range(9):
        (tmp_path / "large" / str(number)).mkdir(parents=True)
    (tmp_path / "small").mkdir()
    tried = [sys.executable, "-c", _LITTLE_ROOM, str(tmp_path)]
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", *tried], capture_output=True, text=True
    )
    if "unshare" in done.stderr or "max_inotify_watches" in done.stderr:
        pytest.skip("no limit of one's own can be set here")
    assert done.stdout.splitlines() == ["True False", "['large', 'large', 'small']"], done.stderr


@linux
def test_what_cannot_be_tried_is_no_reason_against_watching(
    watcher: Watcher,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As in a container without /proc/sys."""
    monkeypatch.setattr("indexer.watcher._UNCHANGING", str(folder / "nothing"))
    assert watcher.watch(str(folder))
    watcher.look_after()
    assert watcher.unwatched == {}
    assert "whether more can be watched" in caplog.text


def test_what_comes_while_a_large_folder_begins_to_be_watched_is_found(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drive is slow; indexing goes on meanwhile, and nothing is lost."""
    monkeypatch.setattr(lookout, "WATCH_PATIENCE", 0.1, raising=False)
    counted, walked = threading.Event(), []

    def slow(*arguments: str) -> Iterator[str]:
        walked.append(counted.wait(20))
        yield from walk_folders(*arguments)

    monkeypatch.setattr("indexer.watcher.walk_folders", slow)
    write_photo(folder / "a.jpg", seed=1)
    service = open_service(watch=True)
    service.add_folder(str(folder))
    finish(service)
    assert (service.totals().photos, walked) == (1, [])
    write_photo(folder / "b.jpg", seed=2)
    for _ in range(20):
        service.step()
    assert service.totals().photos == 1, "no event tells of it"
    counted.set()
    finish(service, until=lambda: service.totals().photos == 2, seconds=20)
    assert walked == [True]
    service.remove_folder(str(folder))
    finish(service, until=lambda: not service._lookout._watcher._watches, seconds=20)


def test_a_folder_is_compared_once_where_its_watch_is_soon_there(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout, "WATCH_PATIENCE", 60.0)
    for seed in range(3):
        write_photo(folder / f"{seed}.jpg", seed=seed)
    service = open_service(watch=True)
    service.add_folder(str(folder))
    finish(service)
    assert service.changes.found == 3
    service.close()
    service = open_service(watch=True)
    service.scan()
    finish(service)
    assert service.changes.found == 3


@pytest.mark.parametrize(
    ("kind", "network"),
    [
        ("nfs4", True),
        ("cifs", True),
        ("fuse.gvfsd-fuse", True),
        ("ext4", False),
        ("fuseblk", False),
    ],
)
def test_drives_of_other_computers_are_told_by_their_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, network: bool
) -> None:
    """Case 21: of what changes there no event tells, also where the desktop has mounted it."""
    mounts = [Mount("a drive", str(tmp_path), kind, "rw")]
    monkeypatch.setattr(volumes.psutil, "disk_partitions", lambda **_: mounts)
    assert is_network(tmp_path / "a.jpg") == network


def test_a_network_drive_is_looked_through(
    open_service: OpenService, network_drive: Path, write_photo, monkeypatch
) -> None:
    """Case 21: no events come from network drives."""
    monkeypatch.setattr(lookout, "POLL_SECONDS", 0.3)
    service = open_service(watch=True)
    service.add_folder(str(network_drive))
    finish(service)
    assert [status.unwatched for status in service.folders()] == ["network"]
    write_photo(network_drive / "new.jpg", seed=9)
    finish(service, until=lambda: service.totals().photos == 1, seconds=20)


def test_looking_through_rests_much_longer_than_it_takes(
    open_service: OpenService, network_drive: Path, monkeypatch
) -> None:
    monkeypatch.setattr(lookout, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(lookout, "POLL_REST", 1e6)
    service = open_service(watch=True)
    service.add_folder(str(network_drive))
    finish(service)
    time.sleep(0.02)
    finish(service, until=lambda: service._lookout._next_poll > time.monotonic() + 60)


QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")


@pytest.fixture
def short_queue() -> Iterator[None]:
    """A queue of events that holds eight, for observers made from now on."""
    if not os.access(QUEUE, os.W_OK):
        pytest.skip("the length of the system's queue is not ours to set")
    before = QUEUE.read_text()
    try:
        QUEUE.write_text("8")
    except OSError:
        pytest.skip("the length of the system's queue is not ours to set")
    yield
    QUEUE.write_text(before)


@linux
@linux
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(
    "where", ["indexer.watcher.Watcher.note", "watchdog.observers.inotify_c.InotifyFD.handle_event"]
)
def test_watching_that_has_died_begins_anew(
    open_service: OpenService, folder: Path, write_photo, monkeypatch, where: str
) -> None:
    """Case 22: the observer stops silently."""
    monkeypatch.setattr(lookout, "LOOK_SECONDS", 0.3)
    service = open_service(watch=True)
    service.add_folder(str(folder))
    finish(service)

    def die(*_: object) -> None:
        raise KeyError("as a bug in it would")

    with monkeypatch.context() as patch:
        patch.setattr(where, die)
        write_photo(folder / "missed.jpg", seed=1)
        time.sleep(0.5)
    for photos, name in ((1, "missed.jpg"), (2, "new.jpg")):
        write_photo(folder / name, seed=photos)
        finish(service, until=lambda: service.totals().photos == photos, seconds=20)  # noqa: B023


def test_an_overflow_is_noticed_once(short_queue: None, folder: Path, tmp_path: Path) -> None:
    """Case 20: an overflow that drops events silently."""
    from watchdog.observers.inotify_c import InotifyFD

    InotifyFD._instance = None  # watchdog keeps one for the process, with the queue of its time
    woken: list[bool] = []
    watcher = Watcher(lambda: woken.append(True), ignore=str(tmp_path / "library"))
    try:
        watcher.watch(str(folder))
        assert not watcher.take_lost()
        for number in range(20_000):
            (folder / f"{number % 50}").touch()
            os.unlink(folder / f"{number % 50}")
            if number % 500 == 0 and watcher._lost._lost:
                break
        wait(lambda: watcher._lost._lost)
        assert woken
        assert watcher.take_lost()
    finally:
        watcher.stop()
        InotifyFD._instance = None


def test_after_lost_events_everything_is_looked_through(
    open_service: OpenService, folder: Path, write_photo, monkeypatch
) -> None:
    """Case 20: what an overflow has dropped is found at once, not at the next rescan."""
    service = open_service(watch=True)
    service.add_folder(str(folder))
    finish(service)
    monkeypatch.setattr(service._lookout._watcher, "note", lambda path: None)  # its events are lost
    write_photo(folder / "new.jpg", seed=9)
    for _ in range(100):
        service.step()
        time.sleep(0.02)
    assert service.totals().photos == 0
    service._lookout._watcher._lost._lost = True
    finish(service, until=lambda: service.totals().photos == 1, seconds=20)


def test_a_library_on_a_network_drive_is_refused(network_drive: Path) -> None:
    """Case 60, and SQLite's log, which would be damaged there."""
    with pytest.raises(LibraryError, match=r"network drive.*--library"):
        Library(network_drive / "library").create()
    with pytest.raises(LibraryError, match="network drive"):
        IndexService(network_drive / "library")


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_drive_without_hard_links_is_refused_by_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Case 60: LanceDB needs hard links."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(LibraryError, match=r"no hard links.*--library"):
        Library(tmp_path / "library").create()
    monkeypatch.undo()
    Library(tmp_path / "library").create()
    assert not list((tmp_path / "library").glob(".probe*"))
