"""Case 29, at its worst: a drive that neither answers nor fails, as one whose server has gone.

The worker and its decoders are real processes, in which all that is asked of one folder hangs.
"""

import math
import multiprocessing
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import pytest

import indexer.messages as m
from indexer import drives as drives_module
from indexer import lookout, reconcile, worker
from indexer.catalog import Catalog
from indexer.drives import NOT_ANSWERING, Drives, SilentDriveError
from indexer.presence import check_all
from indexer.scanner import walk_in_steps
from indexer.watcher import Watcher
from indexer.worker import WorkerHandle
from tests.fuse_drive import FuseDrive

E = TypeVar("E", bound=m.Event)
SHIM = Path(__file__).parents[2] / "hung_drive.c"
on_linux = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None,
    reason="a hanging drive is made with a C compiler or with FUSE, on Linux",
)


def run_impatiently(connection: Connection, library: Path, model: str | None) -> None:
    """A worker that takes a drive for silent sooner, so that tests need not wait as long."""
    drives_module.SILENT_SECONDS = 2.0
    lookout.LOOK_SECONDS = 1.0
    worker.run(connection, library, model)


@dataclass(frozen=True)
class HungDrive:
    """A folder that hangs, for the worker at least, while it is told to.

    What is written to ``inside`` is to be seen in it.
    """

    folder: Path
    inside: Path
    hang: Callable[[], None]
    answer: Callable[[], None]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("shim") / "hung_drive.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-w", "-o", built, SHIM, "-ldl"], check=True)
    return built


@pytest.fixture(params=["by a shim", "by FUSE"])
def drive(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HungDrive]:
    folder = tmp_path / "nas"
    folder.mkdir()
    if request.param == "by a shim":
        flag = tmp_path / "hangs"
        monkeypatch.setenv("LD_PRELOAD", str(request.getfixturevalue("shim")))
        monkeypatch.setenv("HUNG_FOLDER", str(folder))
        monkeypatch.setenv("HUNG_WHILE", str(flag))
        yield HungDrive(folder, folder, flag.touch, flag.unlink)
        return
    inside = tmp_path / "inside"
    inside.mkdir()
    try:
        mounted = FuseDrive(inside, folder)
    except OSError as error:
        pytest.skip(f"FUSE is not for this user: {error}")
    yield HungDrive(folder, inside, mounted.hang, mounted.answer)
    mounted.close()


@pytest.fixture
def handle(tmp_path: Path, drive: HungDrive) -> Iterator[WorkerHandle]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=run_impatiently, args=(theirs, tmp_path / "library", None))
    process.start()
    theirs.close()
    yield WorkerHandle(process, ours)
    process.kill()
    process.join()
    ours.close()


def wait(
    handle: WorkerHandle,
    of: type[E],
    that: Callable[[E], bool] = lambda _: True,
    seconds: float = 180,
) -> E:
    deadline = time.monotonic() + seconds
    while handle.connection.poll(max(0.0, deadline - time.monotonic())):
        event = handle.connection.recv()
        if isinstance(event, of) and that(event):
            return event
    raise AssertionError(f"no {of.__name__} came")


def index(handle: WorkerHandle, photos: int) -> None:
    wait(handle, m.ProgressChanged, lambda e: e.progress.photos == photos and not e.progress.active)


def folders(handle: WorkerHandle, *, silent: bool) -> dict[str, m.FolderStatus]:
    changed = wait(
        handle, m.FoldersChanged, lambda e: any(each.silent for each in e.folders) == silent
    )
    return {Path(each.path).name: each for each in changed.folders}


@on_linux
def test_a_drive_that_hangs_holds_nothing_else_up(
    handle: WorkerHandle, drive: HungDrive, tmp_path: Path, write_photo
) -> None:
    home = tmp_path / "home"
    far = [str(drive.folder / f"{n}.jpg") for n in range(3)]
    for number in range(3):
        write_photo(drive.inside / f"{number}.jpg", seed=number)
    near = [write_photo(home / f"{n}.jpg", seed=10 + n) for n in range(3)]
    for folder in (drive.folder, home):
        handle.connection.send(m.AddFolder(str(folder)))
    index(handle, 6)

    drive.hang()
    handle.connection.send(m.Rescan())
    started = time.monotonic()
    for asked in count(10):  # while nobody knows yet that the drive does not answer, and then
        text = m.QueryPart(text=f"{asked} circles in many colours")
        handle.connection.send(m.Search(asked, m.Query((text,))))
        answer = wait(handle, m.SearchDone, lambda e: not e.by_words)
        assert {hit.path for hit in answer.photos} == {*far, *near}, "what is known of it stays"
        assert answer.seconds < 5
        if time.monotonic() - started > 4:
            break
    handle.connection.send(m.Rescan())  # of which the folders are told again
    standing = folders(handle, silent=True)
    assert (standing["nas"].silent, standing["nas"].present, standing["nas"].files) == (
        True,
        False,
        3,
    )
    assert (standing["home"].silent, standing["home"].present) == (False, True)

    write_photo(home / "new.jpg", seed=20)
    index(handle, 7)
    handle.connection.send(m.RenderPreview(2, far[0], 0, 300))
    assert wait(handle, m.PreviewFailed).reason == NOT_ANSWERING
    handle.connection.send(m.RenderPreview(3, near[0], 0, 300))
    wait(handle, m.PreviewReady)
    handle.connection.send(m.Search(4, m.Query((m.QueryPart(photo=far[0]),))))
    assert NOT_ANSWERING in wait(handle, m.SearchFailed).reason

    drive.answer()
    standing = folders(handle, silent=False)
    assert standing["nas"].files == 3
    write_photo(drive.inside / "new.jpg", seed=21)
    handle.connection.send(m.Rescan())  # of FUSE no event comes
    index(handle, 8)
    handle.connection.send(m.Stop())
    handle.process.join(20)
    assert handle.process.exitcode == 0


@on_linux
def test_files_of_a_hanging_drive_wait_and_are_read_later(
    handle: WorkerHandle, drive: HungDrive, tmp_path: Path, write_photo, write_pdf
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for folder in (drive.folder, home):
        handle.connection.send(m.AddFolder(str(folder)))
    wait(handle, m.ModelChanged, lambda e: e.state == "ready")
    handle.connection.send(m.SetPaused(True))
    for number in range(20):
        write_photo(drive.inside / f"{number}.jpg", seed=number)
    handle.connection.send(m.Rescan())
    wait(handle, m.ProgressChanged, lambda e: e.progress.total == 20)

    drive.hang()
    handle.connection.send(m.SetPaused(False))  # the decoders run into it
    write_photo(home / "a.jpg", seed=30)
    wait(handle, m.ProgressChanged, lambda e: e.progress.photos == 1)
    handle.connection.send(m.ListFailed())
    assert wait(handle, m.FailedFiles).files == (), "the drive says nothing of its files"
    drive.answer()
    index(handle, 21)


@on_linux
def test_the_worker_ends_in_time_while_a_drive_hangs(
    handle: WorkerHandle, drive: HungDrive, tmp_path: Path, write_photo
) -> None:
    write_photo(drive.inside / "a.jpg", seed=1)
    handle.connection.send(m.AddFolder(str(drive.folder)))
    index(handle, 1)
    drive.hang()
    handle.connection.send(m.Rescan())
    handle.connection.send(m.RenderPreview(1, str(drive.folder / "a.jpg"), 0, 300))
    folders(handle, silent=True)
    handle.connection.send(m.Stop())
    handle.process.join(5)  # as long as the window waits
    assert handle.process.exitcode == 0


def test_a_question_to_a_silent_drive_fails_at_once_and_others_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drives_module, "SILENT_SECONDS", 0.2)
    drives, goes_on, ended = Drives(), threading.Event(), threading.Event()
    drives.tell_apart(["/nas", "/home"])
    with pytest.raises(SilentDriveError):
        drives.call("/nas/b.jpg", lambda: goes_on.wait(60) and ended.set())
    assert drives.is_silent("/nas/c/d.jpg")
    assert not drives.is_silent("/home/a.jpg")
    with pytest.raises(SilentDriveError):
        drives.begin("/nas/c.jpg", lambda: 1).result(timeout=0)
    assert drives.call("/home/a.jpg", lambda: 2) == 2
    goes_on.set()
    assert ended.wait(60)
    while drives.is_silent("/nas/c.jpg"):  # for as long as it takes to note that
        pass
    assert drives.call("/nas/c.jpg", lambda: 3) == 3


def test_a_drive_that_takes_long_and_goes_on_is_not_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drives_module, "SILENT_SECONDS", 0.3)
    drives = Drives()

    def work() -> int:
        done = threading.Event()
        for _ in range(8):
            done.wait(0.1)
            drives.alive()
        return 1

    assert drives.call("/nas/a.jpg", work) == 1


def test_a_drive_that_is_back_answers_though_an_old_question_never_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drives_module, "SILENT_SECONDS", 0.1)
    monkeypatch.setattr(drives_module, "RETRY_SECONDS", 0.0)
    drives, never = Drives(), threading.Event()
    with pytest.raises(SilentDriveError):
        drives.call("/nas/a.jpg", lambda: never.wait(60))
    assert drives.begin("/nas/a.jpg", lambda: 1).result(timeout=60) == 1
    assert not drives.is_silent("/nas/a.jpg")
    never.set()


def test_one_file_that_never_answers_takes_no_more_and_more_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All else on its drive answers, so that it is asked for again and again."""
    monkeypatch.setattr(drives_module, "SILENT_SECONDS", 0.05)
    monkeypatch.setattr(drives_module, "RETRY_SECONDS", 0.0)
    monkeypatch.setattr(drives_module, "MOST_WAITING", 3)
    drives, goes_on, waiting = Drives(), threading.Event(), threading.Semaphore(0)
    drives.tell_apart(["/nas", "/home"])
    for _ in range(8):
        with pytest.raises(SilentDriveError):
            drives.call("/nas/a.jpg", lambda: waiting.release() or goes_on.wait(60))
        with suppress(SilentDriveError):
            assert drives.begin("/nas/b.jpg", lambda: 1).result(timeout=60) == 1
    assert all(waiting.acquire(timeout=60) for _ in range(3))
    assert not waiting.acquire(blocking=False)
    assert drives.is_silent("/nas/b.jpg")
    assert drives.call("/home/a.jpg", lambda: 2) == 2
    goes_on.set()
    while drives.is_silent("/nas/b.jpg"):  # for as long as it takes to note that
        pass
    assert drives.call("/nas/b.jpg", lambda: 3) == 3


def test_what_fails_fails_for_who_has_asked() -> None:
    with pytest.raises(FileNotFoundError):
        Drives().call("/nowhere/a.jpg", lambda: open("/nowhere/a.jpg", "rb").close())


def test_folders_side_by_side_are_told_apart_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing is watched, as by `mate index`."""
    monkeypatch.setattr(drives_module, "SILENT_SECONDS", 0.1)
    catalog, never = Catalog(tmp_path / "catalog.db"), threading.Event()
    for name in ("nas", "card"):
        catalog.add_folder(str(tmp_path / name))
    lookout.Lookout(catalog, str(tmp_path), watch=False, wake=lambda: None, notices=[])
    with pytest.raises(SilentDriveError):
        drives_module.drives.call(str(tmp_path / "nas"), lambda: never.wait(60))
    assert drives_module.drives.is_silent(str(tmp_path / "nas" / "a.jpg"))
    assert not drives_module.drives.is_silent(str(tmp_path / "card"))
    never.set()
    catalog.close()


def test_a_folder_that_fell_silent_midway_is_not_noted_as_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it answers again before the others have been."""
    monkeypatch.setattr(drives_module, "SILENT_SECONDS", 0.1)
    goes_on = threading.Event()

    def held(path: str, *rest: Any) -> Iterator[Any]:
        for entry in walk_in_steps(path, *rest):
            if path == nas:
                goes_on.wait(60)
            yield entry

    monkeypatch.setattr(reconcile, "walk_in_steps", held)
    catalog = Catalog(tmp_path / "catalog.db")
    nas, home = (str(tmp_path / name) for name in ("a nas", "b home"))
    for folder in (nas, home):
        Path(folder).mkdir()
        catalog.add_folder(folder)
    looks = lookout.Lookout(catalog, str(tmp_path), watch=False, wake=lambda: None, notices=[])
    looks.compare()
    while catalog.presence().get(nas) is not False:
        assert not looks.step()
    goes_on.set()
    while drives_module.drives.is_silent(nas):  # for as long as it takes to note that
        pass
    check_all(catalog)
    assert catalog.presence()[nas]
    while not looks.step():
        pass
    assert catalog.folder_scanned(home)
    assert not catalog.folder_scanned(nas)
    catalog.close()


def test_what_was_touched_is_found_though_its_drive_was_silent_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_photo
) -> None:
    """Too short a moment for anyone to have found the folder away."""
    monkeypatch.setattr(drives_module, "SILENT_SECONDS", 0.3)
    asked, goes_on = threading.Event(), threading.Event()

    class Held(Watcher):
        def settled(self, due: Iterable[str]) -> list[str]:
            ready = super().settled(due)
            asked.set()
            goes_on.wait(60)
            return ready

    monkeypatch.setattr(lookout, "Watcher", Held)
    folder, catalog = tmp_path / "nas", Catalog(tmp_path / "catalog.db")
    folder.mkdir()
    catalog.add_folder(str(folder))
    wakes = threading.Event()
    looks = lookout.Lookout(
        catalog, str(tmp_path / "library"), watch=True, wake=wakes.set, notices=[]
    )
    looks.compare()
    monkeypatch.setattr(looks, "_next_look", math.inf)

    def go_on(until: Callable[[], object]) -> None:
        deadline = time.monotonic() + 20
        while not until():
            assert time.monotonic() < deadline
            looks.look(time.monotonic())
            if not looks.busy or looks.step():
                wakes.wait(0.05)
                wakes.clear()

    go_on(lambda: catalog.folder_scanned(str(folder)))
    write_photo(folder / "new.jpg")
    go_on(asked.is_set)
    go_on(lambda: drives_module.drives.is_silent(str(folder)))
    looks.look(time.monotonic())
    goes_on.set()
    go_on(lambda: catalog.files_under(str(folder)))
    looks.stop()
    catalog.close()
