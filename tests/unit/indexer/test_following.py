"""Files that change, move, go, come back, or cannot be reached: the index follows."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from mate_core.text import finish as run_out
from tests.unit.indexer.conftest import OpenService, ask, failures, finish, index


def test_nothing_is_opened_or_embedded_twice(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for n in range(4):
        write_photo(folder / f"{n}.jpg", seed=n)
    service = open_service()
    index(service, folder)
    assert service.counts().embedded == 4
    rows = service.store_health()["rows"]

    (folder / "0.jpg").rename(folder / "renamed.jpg")
    shutil.copy(folder / "1.jpg", folder / "copy.jpg")
    (folder / "2.jpg").touch()
    service.scan()
    finish(service)
    assert service.counts().embedded == 4
    assert service.store_health()["rows"] == rows
    assert service.changes.renamed == 1
    hit = ask(service, photo=str(folder / "1.jpg")).photos[0]
    assert sorted((hit.path, *hit.copies)) == [str(folder / "1.jpg"), str(folder / "copy.jpg")]


def test_a_drive_that_is_mounted_elsewhere_is_not_embedded_again(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    """Case 25: a new mount path loses everything. What was there before stays, as away."""
    for n in range(3):
        write_photo(folder / f"{n}.jpg", seed=n)
    service = open_service()
    index(service, folder)
    elsewhere = folder.with_name("mounted elsewhere")
    folder.rename(elsewhere)
    index(service, elsewhere)
    service.scan()
    finish(service)
    assert service.counts().embedded == 3
    assert {status.present for status in service.folders()} == {False, True}
    hit = ask(service, photo=str(elsewhere / "1.jpg")).photos[0]
    assert {hit.path, *hit.copies} >= {str(elsewhere / "1.jpg")}
    service.remove_folder(str(folder))
    finish(service)
    hit = ask(service, photo=str(elsewhere / "1.jpg")).photos[0]
    assert (hit.path, hit.copies, Path(hit.thumbnail).is_file()) == (
        str(elsewhere / "1.jpg"),
        (),
        True,
    )
    assert service.counts().embedded == 3


def test_a_photo_turned_by_another_program_has_a_new_thumbnail(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    """Case 12: rotated outside, stale thumbnail."""
    path = write_photo(folder / "a.jpg", seed=1, size=(320, 240))
    service = open_service()
    index(service, folder)
    before = ask(service, photo=path).photos[0]
    with Image.open(path) as image:
        image.transpose(Image.Transpose.ROTATE_90).save(path)
    service.scan()
    finish(service)
    after = ask(service, photo=path).photos[0]
    assert (before.width, before.height, after.width, after.height) == (320, 240, 240, 320)
    with Image.open(after.thumbnail) as thumbnail:
        assert thumbnail.size == (240, 320)


def test_unchanged_files_are_not_opened(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.reconcile.MOST_DOUBTED", 0)  # to set a time is to touch the file
    path = Path(write_photo(folder / "a.jpg"))
    service = open_service()
    index(service, folder)
    os.utime(path, ns=(1, path.stat().st_mtime_ns))  # an access time long ago shows any reading
    service.scan()
    finish(service)
    assert path.stat().st_atime_ns == 1


def test_a_changed_file_is_found_by_what_it_shows_now(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    path = write_photo(folder / "a.jpg", seed=1)
    other = write_photo(folder / "b.jpg", seed=2)
    service = open_service()
    index(service, folder)
    shutil.copy(other, path)
    os.unlink(other)
    service.scan()
    finish(service)
    answer = ask(service, photo=path)
    assert [hit.path for hit in answer.photos] == [path]
    assert answer.photos[0].score == pytest.approx(1, abs=0.01)


def test_a_removed_file_is_in_no_answer(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    gone, kept = write_photo(folder / "a.jpg", seed=1), write_photo(folder / "b.jpg", seed=2)
    service = open_service()
    index(service, folder)
    os.unlink(gone)
    service.scan()
    finish(service)
    assert [hit.path for hit in ask(service, photo=kept).photos] == [kept]


def test_a_mended_file_is_indexed(open_service: OpenService, folder: Path, write_photo) -> None:
    (folder / "a.jpg").write_bytes(b"not yet")
    service = open_service()
    index(service, folder)
    assert failures(service)
    write_photo(folder / "a.jpg")
    service.scan()
    finish(service)
    assert not failures(service)
    assert service.totals().photos == 1


def test_a_folder_that_is_removed_is_forgotten(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    path = write_photo(folder / "a.jpg")
    service = open_service()
    index(service, folder)
    service.remove_folder(str(folder))
    assert ask(service, photo=path).photos == ()
    assert os.path.exists(path)
    service.add_folder(str(folder))
    finish(service)
    assert service.counts().embedded == 1  # its embedding was still there
    assert ask(service, photo=path).photos[0].path == path


def test_a_folder_is_forgotten_in_steps_also_after_a_kill(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.catalog.STRAYS_AT_ONCE", 2)
    for seed in range(5):
        write_photo(folder / f"{seed}.jpg", seed=seed)
    service = open_service()
    index(service, folder)
    service.remove_folder(str(folder))
    assert len(service.files()) == 3, "the rest comes step by step"
    assert not service.idle
    assert service.step()
    assert len(service.files()) == 1
    service.close()  # in the midst of it
    service = open_service()
    finish(service)
    assert service.files() == service.folders() == ()


def test_a_folder_that_is_removed_before_its_turn_in_a_scan_stays_forgotten(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.reconcile.STEP", 1)
    kept = write_photo(folder / "a" / "1.jpg", seed=1)
    write_photo(folder / "b" / "2.jpg", seed=2)
    service = open_service()
    for name in ("a", "b"):
        service.add_folder(str(folder / name))
    finish(service)
    service.scan()
    service.step()
    assert not service.idle, "it is in the middle of the first"
    service.remove_folder(str(folder / "b"))
    finish(service)
    assert [status.path for status in service.files()] == [kept]


def test_changes_are_noticed_by_themselves(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    service = open_service(watch=True)
    index(service, folder)

    def until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < deadline
            if not service.step():
                time.sleep(0.02)

    path = write_photo(folder / "new" / "a.jpg", seed=1)
    until(lambda: service.totals().photos == 1)
    os.rename(path, folder / "new" / "b.jpg")
    until(lambda: [s.path for s in service.files("indexed")] == [str(folder / "new" / "b.jpg")])
    os.rename(folder / "new", folder / "newer")
    until(lambda: [s.path for s in service.files("indexed")] == [str(folder / "newer" / "b.jpg")])
    assert service.counts().embedded == 1
    shutil.rmtree(folder / "newer")
    until(lambda: service.files() == ())


@pytest.mark.skipif(sys.platform == "win32", reason="it keeps no time of all changes")
def test_what_is_touched_is_hashed_again_and_embedded_only_where_it_is_another(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    service = open_service(watch=True)
    pair = [Path(write_photo(folder / f"{seed}.jpg", seed=seed)) for seed in (1, 2)]
    other, path = sorted(pair, key=lambda each: each.stat().st_size)
    index(service, folder)
    path.chmod(0o600)
    finish(service, until=lambda: service.changes.queued == 3, seconds=20)
    finish(service)
    assert (service.counts().embedded, service.counts().indexed) == (2, 3)
    before, size = path.stat(), path.stat().st_size
    path.write_bytes(other.read_bytes().ljust(size, b"0"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    finish(service, until=lambda: service.counts().embedded == 3, seconds=20)


def test_what_is_touched_before_it_is_read_is_read_once(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    """A link or a permission that came between its discovery and its reading is no change."""
    path = Path(write_photo(folder / "a.jpg", seed=1))
    service = open_service()
    service.set_paused(True)
    service.wait_for_model()
    service.add_folder(str(folder))
    finish(service)
    path.chmod(0o600)
    service.set_paused(False)
    finish(service)
    assert service.counts().indexed == 1
    before = service.changes.queued
    service.scan()
    finish(service)
    assert service.changes.queued == before
    path.chmod(0o644)
    service.scan()
    finish(service)
    assert service.changes.queued == before + 1, "this came after"


def test_changes_are_noticed_in_a_folder_that_a_link_leads_to(
    open_service: OpenService, folder: Path, tmp_path: Path, write_photo
) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    service = open_service(watch=True)
    service.add_folder(str(link))
    finish(service)
    for number, name in enumerate(("a.jpg", "new/b.jpg")):
        write_photo(folder / name, seed=number)
        finish(service, until=lambda: service.totals().photos == number + 1, seconds=20)  # noqa: B023
    assert {status.path for status in service.files()} == {f"{link}/a.jpg", f"{link}/new/b.jpg"}


def test_a_folder_that_goes_away_is_said_to_be(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No event tells of a watched folder that is renamed, nor of one above it."""
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.2)
    write_photo(folder / "a.jpg")
    service = open_service(watch=True)
    index(service, folder)
    service.take_folders_changed()
    folder.rename(folder.with_name("renamed"))
    finish(service, until=lambda: not service.folders()[0].present, seconds=10)
    finish(service)
    assert service.take_folders_changed()
    assert service.totals().photos == 1


def test_what_stands_in_the_place_of_a_folder_is_said_to_be_another(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("indexer.volumes._id", lambda _: "own")
    service = open_service(watch=True)
    write_photo(folder / "a.jpg", seed=1)
    index(service, folder)
    own = folder.rename(folder.with_name("unplugged"))
    finish(service, until=lambda: not service.folders()[0].present)
    assert not service.folders()[0].replaced
    monkeypatch.setattr("indexer.volumes._id", lambda _: "other")
    finish(service)
    service.take_folders_changed()
    write_photo(folder / "a.jpg", seed=2)
    finish(service, until=service.take_folders_changed)
    assert service.folders()[0].replaced
    shutil.rmtree(folder)
    own.rename(folder)
    monkeypatch.setattr("indexer.volumes._id", lambda _: "own")
    finish(service, until=lambda: service.folders()[0].present)
    assert not service.folders()[0].replaced


def test_what_is_told_of_folders_waits_for_no_drive(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network drive whose server has gone lets everyone wait who looks at it."""
    service = open_service()
    write_photo(folder / "a.jpg", seed=1)
    index(service, folder)
    own = folder.rename(folder.with_name("unplugged"))
    service.scan()
    finish(service)

    def wait_for_ever(*_: object) -> None:
        raise AssertionError("the disk is looked at")

    with monkeypatch.context() as patch:
        for look in ("stat", "scandir", "listdir"):
            patch.setattr(os, look, wait_for_ever)
        (status,) = service.folders()
    assert (status.present, status.replaced) == (False, False)
    own.rename(folder)


def test_another_drive_in_the_place_of_one_that_is_away_is_noticed_without_an_event(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("indexer.volumes._id", lambda _: "own")
    service = open_service(watch=True)
    write_photo(folder / "a.jpg", seed=1)
    index(service, folder)
    own = folder.rename(folder.with_name("unplugged"))
    finish(service, until=lambda: not service.folders()[0].present)
    finish(service)
    service.take_folders_changed()
    monkeypatch.setattr("indexer.volumes._id", lambda _: "formatted anew")
    finish(service, until=service.take_folders_changed, seconds=20)
    assert service.folders()[0].replaced
    own.rename(folder)


def test_what_is_back_and_not_looked_at_yet_is_replaced_by_nothing(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    service = open_service()
    write_photo(folder / "a.jpg", seed=1)
    index(service, folder)
    service.catalog.set_folder_present(str(folder), None)  # as it was when Mate was closed
    (status,) = service.folders()
    assert (status.present, status.replaced) == (False, False)


def test_an_ignore_file_is_followed_when_it_changes(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "a.jpg", seed=1)
    write_photo(folder / "private" / "b.jpg", seed=2)
    service = open_service(watch=True)
    index(service, folder)

    def until(names: list[str]) -> None:
        deadline = time.monotonic() + 15
        while [Path(s.path).name for s in service.files("indexed")] != names:
            assert time.monotonic() < deadline
            if not service.step():
                time.sleep(0.02)

    until(["a.jpg", "b.jpg"])
    (folder / ".mateignore").write_text("private/\n")
    until(["a.jpg"])
    assert [Path(hit.path).name for hit in ask(service, "shapes").photos] == ["a.jpg"]
    (folder / ".mateignore").write_text("private/\n!private/\n")
    until(["a.jpg", "b.jpg"])
    assert service.counts().embedded == 2


def test_a_file_that_grows_slowly_is_read_when_it_is_whole(
    open_service: OpenService, folder: Path, write_photo, tmp_path: Path
) -> None:
    """Case 23: a file read before it is fully written."""
    data = Path(write_photo(tmp_path / "whole.png", seed=4, size=(1200, 900))).read_bytes()
    service = open_service(watch=True)
    index(service, folder)
    step = len(data) // 6
    with (folder / "a.png").open("wb") as file:
        for start in range(0, len(data), step):
            file.write(data[start : start + step])
            file.flush()
            pause = time.monotonic() + 0.5
            while time.monotonic() < pause:
                if not service.step():
                    time.sleep(0.02)
            assert service.files() == ()
    deadline = time.monotonic() + 15
    while not service.files("indexed"):
        assert time.monotonic() < deadline
        if not service.step():
            time.sleep(0.02)
    assert service.counts().failed == 0


def test_a_file_that_never_stands_still_does_not_hold_up_the_rest(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "a.jpg", seed=1)
    restless = Path(write_photo(folder / "restless.jpg", seed=2))
    service = open_service()
    service.add_folder(str(folder))
    deadline = time.monotonic() + 60
    while not service.files("failed") or not service.files("indexed"):
        assert time.monotonic() < deadline
        os.utime(restless)
        service.step()
    assert failures(service) == {"restless.jpg": "it is still being written"}
    finish(service)  # it stands still now, and is looked at again
    assert {status.state for status in service.files()} == {"indexed"}
    assert service.changes.found == 2


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_gone_before_it_stands_still_stays_gone(
    open_service: OpenService, folder: Path, write_photo, what: str
) -> None:
    restless = Path(write_photo(folder / "restless.jpg", seed=2))
    service = open_service()
    service.add_folder(str(folder))
    deadline = time.monotonic() + 60
    while not service.files("failed"):
        assert time.monotonic() < deadline
        os.utime(restless)
        service.step()
    if what == "folder":
        service.remove_folder(str(folder))
    else:
        restless.unlink()
    finish(service)
    gone = {} if what == "folder" else {"restless.jpg": "it vanished before it could be read"}
    assert failures(service) == gone
    assert len(service.files()) == len(gone)
    assert service.changes.found == 1


def test_embeddings_of_removed_files_go_after_a_while(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_photo(folder / "a.jpg", seed=1)
    write_photo(folder / "b.jpg", seed=2)
    service = open_service()
    index(service, folder)
    thumbnail = Path(ask(service, photo=path).photos[0].thumbnail)
    monkeypatch.setattr("indexer.upkeep.GARBAGE_SECONDS", 0.0)
    os.unlink(path)
    service.scan()
    finish(service)
    service.step()
    assert service.store_health()["rows"] == 1
    assert not thumbnail.exists()


def test_what_a_check_finds_to_be_of_no_file_is_deleted_as_it_says(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_photo(folder / "a.jpg", seed=1)
    write_photo(folder / "b.jpg", seed=2)
    service = open_service()
    index(service, folder)
    monkeypatch.setattr("indexer.upkeep.GARBAGE_SECONDS", 0.0)
    os.unlink(path)
    found = run_out(service.verify_steps())
    assert len(found.unused) == 1
    finish(service)
    service.step()
    assert service.store_health()["rows"] == 1


def test_a_file_renamed_while_all_is_looked_at_and_checked_stays_known(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.reconcile.STEP", 1)
    write_photo(folder / "a" / "1.jpg", seed=1)
    path = Path(write_photo(folder / "z" / "2.jpg", seed=2))
    service = open_service()
    index(service, folder)
    service.scan()
    service.step()
    assert not service.idle, "it is in the middle of it"
    renamed = path.rename(folder / "z" / "3.jpg")
    assert run_out(service.verify_steps()).changes.renamed + service.changes.renamed == 1
    finish(service)
    assert {status.path for status in service.files("indexed")} == {
        str(folder / "a" / "1.jpg"),
        str(renamed),
    }


def test_thumbnails_of_many_removed_files_go_in_pieces(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.upkeep.FADED_AT_ONCE", 2, raising=False)
    monkeypatch.setattr("indexer.upkeep.GARBAGE_SECONDS", 0.0)
    for seed in range(5):
        write_photo(folder / f"{seed}.jpg", seed=seed)
    service = open_service()
    index(service, folder)
    while service.upkeep.sweep():
        pass
    service.remove_folder(str(folder))
    seen = [5]
    while seen[-1]:
        service.step()
        there = len(list(service.library.thumbnails.glob("??/*.jpg")))
        assert seen[-1] - there <= 2
        seen.append(there)
    assert service.store_health()["rows"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_without_permission_is_named_and_the_rest_is_indexed(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / "closed" / "a.jpg", seed=1)
    write_photo(folder / "open" / "b.jpg", seed=2)
    (folder / "closed").chmod(0)
    for parent in folder.parents:
        if parent != Path(parent.anchor) and parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    service = open_service()
    service.add_folder(str(folder))
    was_root = os.geteuid() == 0
    if was_root:  # root may read everything, so scan as somebody else
        os.seteuid(65534)
    try:
        while service.progress().scanning:
            service.step()
    finally:
        if was_root:
            os.seteuid(0)
        (folder / "closed").chmod(0o755)
    finish(service)
    assert failures(service) == {"closed": "no permission to read it"}
    assert service.totals().photos == 1
    assert service.changes.found == service.counts().indexed + len(failures(service))
    service.scan()  # the permission is there now
    finish(service)
    assert not failures(service)
    assert service.totals().photos == 2


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_that_is_opened_is_read_soon_and_watched(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No event tells of it, and a folder that is closed cannot be watched."""
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.3)
    write_photo(folder / "closed" / "a.jpg", seed=1)
    (folder / "closed").chmod(0)
    for parent in folder.parents:
        if parent != Path(parent.anchor) and parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    service = open_service(watch=True)
    was_root = os.geteuid() == 0
    if was_root:  # root may read everything, so scan and watch as somebody else
        os.seteuid(65534)
    try:
        service.add_folder(str(folder))
        while service.progress().scanning:
            service.step()
        assert failures(service) == {"closed": "no permission to read it"}
    finally:
        if was_root:
            os.seteuid(0)
        (folder / "closed").chmod(0o755)
    finish(service, lambda: service.totals().photos == 1, seconds=20)
    assert not failures(service)
    write_photo(folder / "closed" / "b.jpg", seed=2)
    finish(service, lambda: service.totals().photos == 2, seconds=20)


def test_a_folder_inside_another_can_be_removed(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    write_photo(folder / ".hidden" / "a.jpg", seed=1)
    write_photo(folder / "plain" / "b.jpg", seed=2)
    service = open_service()
    for name in ("", ".hidden", "plain"):
        service.add_folder(str(folder / name))
    finish(service)
    assert len(service.files("indexed")) == 2
    service.remove_folder(str(folder / ".hidden"))
    service.remove_folder(str(folder / "plain"))
    finish(service)
    assert [Path(status.path).name for status in service.files()] == ["b.jpg"]


@pytest.mark.parametrize("same", [True, False])
def test_a_folder_that_was_away_is_watched_again(
    open_service: OpenService,
    folder: Path,
    write_photo,
    monkeypatch: pytest.MonkeyPatch,
    same: bool,
) -> None:
    """Case 22: the observer stops silently."""
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.5)
    write_photo(folder / "a.jpg", seed=1)
    service = open_service(watch=True)
    index(service, folder)

    def until(names: list[str], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while [Path(s.path).name for s in service.files("indexed")] != names:
            assert time.monotonic() < deadline
            if not service.step():
                time.sleep(0.02)

    away = folder.with_name("away")
    folder.rename(away)
    for _ in range(100):
        service.step()
        time.sleep(0.02)
    if same:
        away.rename(folder)
    else:
        shutil.copytree(away, folder)
    write_photo(folder / "b.jpg", seed=2)
    until(["a.jpg", "b.jpg"])
    write_photo(folder / "c.jpg", seed=3)
    until(["a.jpg", "b.jpg", "c.jpg"])
    shutil.rmtree(folder)
    for _ in range(100):
        service.step()
        time.sleep(0.02)
    write_photo(folder / "d.jpg", seed=4)
    until(["d.jpg"])
    (folder / "d.jpg").rename(folder / "e.jpg")
    until(["e.jpg"])


def test_files_of_a_folder_that_goes_away_wait_for_it(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for n in range(30):
        write_photo(folder / f"{n}.jpg", seed=n)
    service = open_service()
    service.add_folder(str(folder))
    while not service.totals().pending:
        service.step()
    away = folder.with_name("away")
    folder.rename(away)
    finish(service)  # what waits for the folder holds nobody up
    assert failures(service) == {}
    assert (service.totals().pending, service.totals().away) == (0, 30)
    assert not service.progress().active
    assert not service.folders()[0].present
    away.rename(folder)
    service.scan()
    finish(service)
    assert service.totals().photos == 30


def test_files_that_wait_are_read_soon_after_their_folder_is_back(
    open_service: OpenService, folder: Path, write_photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.lookout.LOOK_SECONDS", 0.5)
    for n in range(10):
        write_photo(folder / f"{n}.jpg", seed=n)
    service = open_service(watch=True)
    service.add_folder(str(folder))
    while not service.totals().pending:
        service.step()
    away = folder.with_name("away")
    folder.rename(away)
    finish(service)
    assert service.totals().away
    away.rename(folder)
    deadline = time.monotonic() + 20
    while service.totals().photos < 10:
        assert time.monotonic() < deadline
        if not service.step():
            time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_file_without_permission_is_read_once_there_is_one(
    open_service: OpenService, folder: Path, write_photo
) -> None:
    for parent in folder.parents:
        if parent != Path(parent.anchor) and parent.stat().st_uid == os.geteuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    service = open_service()
    index(service, folder)  # so that the store is open
    closed = Path(write_photo(folder / "closed.jpg"))
    closed.chmod(0)
    service.scan()
    while service.progress().scanning:
        service.step()
    was_root = os.geteuid() == 0
    if was_root:  # root may read everything, so hash as somebody else
        os.seteuid(65534)
    try:
        service.step()  # gives the file to the threads that hash
        time.sleep(0.5)
    finally:
        if was_root:
            os.seteuid(0)
    finish(service)
    assert failures(service) == {"closed.jpg": "no permission to read it"}
    closed.chmod(0o644)
    service.scan()
    finish(service)
    assert service.totals().photos == 1
