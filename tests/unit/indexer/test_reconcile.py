import os
import shutil
import sys
import time
from collections import namedtuple
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from indexer.catalog import Catalog
from indexer.presence import check_present
from indexer.reconcile import Changes, reconcile
from indexer.records import Stat
from indexer.volumes import Volume, is_told_by_id, volume_number
from mate_core.text import finish

Mount = namedtuple("Mount", "device mountpoint fstype opts")


def run(catalog: Catalog, *paths: Path) -> Changes:
    changes = Changes()
    for _ in reconcile(catalog, [str(path) for path in paths], changes):
        pass
    return changes


def index_all(catalog: Catalog) -> None:
    """Stand in for the pipeline: every pending file is read; its content is its bytes."""
    for record in catalog.next_pending(10_000, ()):
        content = Path(record.path).read_bytes().hex()
        catalog.begin_content(content, "m", "photo")
        catalog.finish_content(content, "m", [(0, 1, 1, 0)], [record])


def states(catalog: Catalog) -> dict[str, str]:
    return {Path(status.path).name: status.state for status in catalog.files()}


def test_new_changed_and_removed_files(catalog: Catalog, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    (photos / "b.jpg").write_bytes(b"b")
    assert run(catalog, photos).queued == 2
    index_all(catalog)

    (photos / "a.jpg").write_bytes(b"changed")
    (photos / "b.jpg").unlink()
    (photos / "c.jpg").write_bytes(b"c")
    changes = run(catalog, photos)
    assert (changes.queued, changes.removed, changes.unchanged) == (2, 1, 0)
    assert states(catalog) == {"a.jpg": "pending", "c.jpg": "pending"}


def test_unchanged_files_stay_as_they_are(catalog: Catalog, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    changes = run(catalog, photos)
    assert (changes.found, changes.unchanged, changes.queued) == (1, 1, 0)
    assert states(catalog) == {"a.jpg": "indexed"}


def rewrite(path: Path, content: bytes) -> None:
    """Change a file as tools do that restore its time."""
    before = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(path: Path, content: bytes) -> None:
    """The same, by another file that takes its name."""
    before = path.stat()
    path.with_name("new").write_bytes(content)
    os.utime(path.with_name("new"), ns=(before.st_atime_ns, before.st_mtime_ns))
    path.with_name("new").replace(path)


inode_times = pytest.mark.skipif(sys.platform == "win32", reason="it keeps no time of all changes")


@inode_times
@pytest.mark.parametrize("write", [rewrite, replace])
def test_what_was_changed_under_its_old_time_is_read_again(
    catalog: Catalog, photos: Path, write: Callable[[Path, bytes], None]
) -> None:
    (photos / "a.jpg").write_bytes(b"one")
    run(catalog, photos)
    index_all(catalog)
    write(photos / "a.jpg", b"two")
    assert run(catalog, photos).queued == 1
    # It is found by what it was until it has been read.
    assert catalog.files_under(str(photos))[str(photos / "a.jpg")].content == b"one".hex()
    index_all(catalog)
    assert catalog.files_under(str(photos))[str(photos / "a.jpg")].content == b"two".hex()
    changes = run(catalog, photos)
    assert (changes.unchanged, changes.queued) == (1, 0)


@inode_times
def test_a_change_while_it_waits_to_be_read_is_not_taken_for_read(
    catalog: Catalog, photos: Path
) -> None:
    (photos / "a.jpg").write_bytes(b"one")
    run(catalog, photos)
    (record,) = catalog.next_pending(1, ())
    rewrite(photos / "a.jpg", b"two")
    run(catalog, photos)
    catalog.set_indexed("one", [record])  # it had been hashed before
    assert run(catalog, photos).queued == 1


@inode_times
def test_a_rename_opens_nothing_also_later(catalog: Catalog, photos: Path) -> None:
    """A rename moves the time of a file's last change of any kind."""
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    (photos / "a.jpg").rename(photos / "b.jpg")
    assert run(catalog, photos).renamed == 1
    changes = run(catalog, photos)
    assert (changes.unchanged, changes.queued) == (1, 0)


@inode_times
def test_of_very_many_files_that_have_been_touched_none_is_hashed(
    catalog: Catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup was brought back, or all files have got another owner."""
    monkeypatch.setattr("indexer.reconcile.MOST_DOUBTED", 3)
    for number in range(5):
        (photos / f"{number}.jpg").write_bytes(b"one")
    run(catalog, photos)
    index_all(catalog)
    for number in range(4):
        (photos / f"{number}.jpg").chmod(0o600)
    changes = run(catalog, photos)
    assert (changes.unchanged, changes.queued) == (5, 0)
    for number in range(3):
        rewrite(photos / f"{number}.jpg", b"two")
    changes = run(catalog, photos)
    assert (changes.unchanged, changes.queued) == (2, 3)


@inode_times
def test_on_another_drive_no_time_tells(catalog: Catalog, photos: Path) -> None:
    """The library was copied, or the system gave its drive another number."""
    (photos / "a.jpg").write_bytes(b"one")
    run(catalog, photos)
    index_all(catalog)
    catalog._db.execute("UPDATE file SET device = 7, inode = 7, ctime = 7")
    assert run(catalog, photos).queued == 0
    # What is there has been noted: what comes is told again, and so is a rename.
    (photos / "a.jpg").rename(photos / "b.jpg")
    assert run(catalog, photos).renamed == 1
    rewrite(photos / "b.jpg", b"two")
    assert run(catalog, photos).queued == 1


def test_on_a_network_drive_times_of_change_are_not_believed(
    catalog: Catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (photos / "a.jpg").write_bytes(b"one")
    run(catalog, photos)
    index_all(catalog)
    monkeypatch.setattr("indexer.reconcile.is_network", lambda _: True)
    rewrite(photos / "a.jpg", b"two")
    assert run(catalog, photos).queued == 0


def test_where_no_such_time_is_known_what_is_found_is_taken(
    catalog: Catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older Mate noted none; of Windows and some drives none is known."""
    (photos / "a.jpg").write_bytes(b"one")
    run(catalog, photos)
    index_all(catalog)
    catalog._db.execute("UPDATE file SET ctime = 0")
    assert run(catalog, photos).queued == 0
    rewrite(photos / "a.jpg", b"two")
    with monkeypatch.context() as patch:
        patch.setattr("indexer.records.changed_ns", lambda _: 0)
        assert run(catalog, photos).queued == 0
    assert run(catalog, photos).queued == (sys.platform != "win32")


def test_a_renamed_file_keeps_its_embedding_unread(catalog: Catalog, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    (photos / "a.jpg").rename(photos / "b.jpg")
    changes = run(catalog, photos)
    assert (changes.renamed, changes.removed, changes.queued) == (1, 0, 0)
    assert states(catalog) == {"b.jpg": "indexed"}


def test_a_rename_told_by_its_two_paths(catalog: Catalog, photos: Path) -> None:
    """The watcher names the old and the new path, and nothing else is looked at."""
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    (photos / "a.jpg").rename(photos / "b.jpg")
    assert run(catalog, photos / "a.jpg", photos / "b.jpg").renamed == 1
    assert states(catalog) == {"b.jpg": "indexed"}


def test_a_case_only_rename_makes_no_second_file(catalog: Catalog, photos: Path) -> None:
    """Case 27: a case-only rename makes phantom duplicates."""
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    (photos / "a.jpg").rename(photos / "A.JPG")
    run(catalog, photos)
    assert states(catalog) == {"A.JPG": "indexed"}


@pytest.mark.parametrize("what", ["a.jpg", "folder"])
def test_where_case_does_not_count_an_old_name_is_gone_all_the_same(
    catalog: Catalog, photos: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 27, told by a watch, where the system finds a file by either name."""
    (photos / "folder").mkdir()
    (photos / "folder" / "b.jpg").write_bytes(b"b")
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    (photos / what).rename(photos / what.upper())
    stat, scandir = os.stat, os.scandir

    def real(path: str) -> str:
        return path if os.path.lexists(path) else path.replace(what, what.upper())

    monkeypatch.setattr(os, "stat", lambda path, **options: stat(real(path), **options))
    monkeypatch.setattr(os, "scandir", lambda path: scandir(real(path)))
    changes = run(catalog, photos / what, photos / what.upper())
    assert (changes.renamed, changes.removed, changes.queued) == (1, 0, 0)
    assert set(states(catalog).values()) == {"indexed"}
    assert len(catalog.files()) == 2


def test_a_link_to_a_folder_is_not_followed_when_it_comes(catalog: Catalog, photos: Path) -> None:
    (photos / "a").mkdir()
    (photos / "a" / "1.jpg").write_bytes(b"1")
    run(catalog, photos)
    index_all(catalog)
    (photos / "a" / "again").symlink_to(photos)
    assert run(catalog, photos / "a" / "again").found == 0
    # One that takes a folder's place takes its files along.
    (photos / "a").rename(photos.with_name("elsewhere"))
    (photos / "a").symlink_to(photos.with_name("elsewhere"))
    assert run(catalog, photos / "a").removed == 1


def test_a_renamed_folder_keeps_all_its_files(catalog: Catalog, photos: Path) -> None:
    """Case 26: a folder rename deletes."""
    (photos / "old").mkdir()
    for number in range(5):
        (photos / "old" / f"{number}.jpg").write_bytes(bytes([number]))
    run(catalog, photos)
    index_all(catalog)
    (photos / "old").rename(photos / "new")
    changes = run(catalog, photos / "old", photos / "new")
    assert (changes.renamed, changes.removed, changes.queued) == (5, 0, 0)
    assert set(states(catalog).values()) == {"indexed"}


def test_a_missing_folder_loses_nothing(catalog: Catalog, photos: Path) -> None:
    """Case 29: the files of an unplugged drive stay."""
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    away = photos.with_name("away")
    photos.rename(away)
    assert run(catalog, photos).removed == 0
    assert not catalog.folder_statuses()[0].present
    assert states(catalog) == {"a.jpg": "indexed"}

    # The empty mount point that an unplugged drive leaves behind.
    photos.mkdir()
    assert run(catalog, photos).removed == 0
    assert not catalog.folder_statuses()[0].present
    assert not catalog.folder_statuses()[0].replaced

    photos.rmdir()
    away.rename(photos)
    assert run(catalog, photos).unchanged == 1
    assert catalog.folder_statuses()[0].present


def test_the_last_file_of_a_folder_can_be_removed(catalog: Catalog, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    (photos / "a.jpg").unlink()
    assert run(catalog, photos).removed == 1


def test_what_lies_below_an_unreadable_folder_is_not_forgotten(
    catalog: Catalog, photos: Path, tmp_path: Path
) -> None:
    (photos / "sub").mkdir()
    (photos / "sub" / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    shutil.rmtree(photos / "sub")
    # A link to itself can be listed by nobody, root included.
    (photos / "sub").symlink_to(photos / "sub")
    os.lstat(photos / "sub")
    changes = run(catalog, photos / "sub")
    assert [problem.path for problem in changes.problems] == [str(photos / "sub")]
    assert states(catalog)["a.jpg"] == "indexed"


def test_paths_outside_the_watched_folders_are_passed_by(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.jpg").write_bytes(b"x")
    assert run(catalog, tmp_path / "elsewhere.jpg").found == 0


def test_it_yields_between_batches(catalog: Catalog, photos: Path) -> None:
    for number in range(450):
        (photos / f"{number}.jpg").write_bytes(b"x")
    steps = sum(step is None for step in reconcile(catalog, [str(photos)], Changes()))
    assert steps == 3
    assert catalog.totals("m").pending == 450


def test_it_yields_between_folders_without_files(catalog: Catalog, photos: Path) -> None:
    for number in range(450):
        (photos / str(number)).mkdir()
    assert sum(step is None for step in reconcile(catalog, [str(photos)], Changes())) == 3


def test_a_folder_inside_another_is_seen_once(catalog: Catalog, photos: Path) -> None:
    (photos / "inner").mkdir()
    (photos / "inner" / "a.jpg").write_bytes(b"a")
    catalog.add_folder(str(photos / "inner"))
    assert run(catalog, photos / "inner", photos).found == 1


def test_a_folder_removed_during_its_scan_stays_removed(catalog: Catalog, photos: Path) -> None:
    for number in range(450):
        (photos / f"{number}.jpg").write_bytes(b"x")
    scan = reconcile(catalog, [str(photos)], Changes())
    next(scan)
    catalog.remove_folder(str(photos))
    assert not any(step is None for step in scan)
    assert catalog.files() == ()


@pytest.mark.parametrize("inner", [".hidden/inner", "node_modules", "quiet", "link"])
def test_a_watched_folder_that_another_passes_by_keeps_its_files(
    catalog: Catalog, photos: Path, tmp_path: Path, inner: str
) -> None:
    folder = photos / inner
    if inner == "link":
        (tmp_path / "elsewhere").mkdir()
        folder.symlink_to(tmp_path / "elsewhere")
    folder.mkdir(parents=True, exist_ok=True)
    if inner == "quiet":
        (folder / ".nomedia").touch()
    (folder / "a.jpg").write_bytes(b"a")
    (photos / "b.jpg").write_bytes(b"b")
    catalog.add_folder(str(folder))
    assert run(catalog, photos, folder).found == 2
    index_all(catalog)
    for paths in ([photos], [folder], [photos, folder]):
        changes = run(catalog, *paths)
        assert (changes.removed, changes.queued) == (0, 0)
        assert states(catalog) == {"a.jpg": "indexed", "b.jpg": "indexed"}
    (folder / "a.jpg").unlink()
    assert run(catalog, photos).removed == 1


def test_an_inner_folder_that_is_away_loses_nothing(catalog: Catalog, photos: Path) -> None:
    """Case 29, for a drive that is mounted inside another watched folder."""
    (photos / "drive").mkdir()
    (photos / "drive" / "a.jpg").write_bytes(b"a")
    catalog.add_folder(str(photos / "drive"))
    run(catalog, photos)
    index_all(catalog)
    (photos / "drive").rename(photos.with_name("unplugged"))
    assert run(catalog, photos).removed == 0
    assert states(catalog) == {"a.jpg": "indexed"}
    assert [status.present for status in catalog.folder_statuses()] == [True, False]


def test_an_inner_folder_is_seen_once_whatever_stands_beside_it(
    catalog: Catalog, photos: Path
) -> None:
    # "photos-old" sorts between "photos" and "photos/inner".
    (photos / "inner").mkdir()
    (photos / "inner" / "a.jpg").write_bytes(b"a")
    old = photos.with_name("photos-old")
    old.mkdir()
    catalog.add_folder(str(old))
    catalog.add_folder(str(photos / "inner"))
    assert run(catalog, photos, old, photos / "inner").found == 1
    assert run(catalog, photos / "inner", photos / "inner" / "a.jpg").found == 1


def test_a_folder_removed_during_a_scan_does_not_end_that_of_others(
    catalog: Catalog, photos: Path
) -> None:
    for number in range(450):
        (photos / f"{number}.jpg").write_bytes(b"x")
    other = photos.with_name("videos")
    other.mkdir()
    (other / "a.jpg").write_bytes(b"a")
    catalog.add_folder(str(other))
    scan = reconcile(catalog, [str(photos), str(other)], Changes())
    next(scan)
    catalog.remove_folder(str(photos))
    list(scan)
    assert states(catalog) == {"a.jpg": "pending"}


def test_a_file_moved_into_a_folder_that_is_removed_meanwhile_is_in_none(
    catalog: Catalog, photos: Path
) -> None:
    other = photos.with_name("another")
    other.mkdir()
    catalog.add_folder(str(other))
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos, other)
    index_all(catalog)
    (photos / "a.jpg").rename(other / "a.jpg")
    scan = reconcile(catalog, [str(photos), str(other)], Changes())
    next(step for step in scan if step is None)  # "another" has been looked through
    catalog.remove_folder(str(other))
    list(scan)
    assert catalog.files() == ()


def test_a_file_moved_out_of_a_folder_that_is_removed_meanwhile_is_read_anew(
    catalog: Catalog, photos: Path
) -> None:
    other = photos.with_name("another")
    other.mkdir()
    catalog.add_folder(str(other))
    (other / "a.jpg").write_bytes(b"a")
    (photos / "z.jpg").write_bytes(b"z")
    run(catalog, photos, other)
    index_all(catalog)
    (other / "a.jpg").rename(photos / "a.jpg")
    scan = reconcile(catalog, [str(photos), str(other)], Changes())
    next(step for step in scan if step is None)
    catalog.remove_folder(str(other))
    list(scan)
    assert states(catalog) == {"a.jpg": "pending", "z.jpg": "indexed"}


def test_no_step_takes_in_all_that_a_large_folder_held(
    catalog: Catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 100,000 files that are gone, a question would wait for all."""
    monkeypatch.setattr("indexer.catalog.FILES_AT_ONCE", 10)
    monkeypatch.setattr("indexer.reconcile.REMOVED_AT_ONCE", 10)
    for number in range(100):
        (photos / f"{number}.jpg").write_bytes(b"x")
    run(catalog, photos)
    for path in photos.iterdir():
        path.unlink()
    steps = reconcile(catalog, [str(photos)], Changes())
    left = [len(catalog.files()) for step in steps if step is None]
    assert left[:10] == [100] * 10, "what is known comes in ten pieces"
    assert max(before - after for before, after in pairwise(left)) == 10
    assert left[-1] == 0


def test_a_file_behind_a_link_is_read_again_when_it_is_back(
    catalog: Catalog, photos: Path, tmp_path: Path
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    (drive / "a.jpg").write_bytes(b"a")
    (photos / "a.jpg").symlink_to(drive / "a.jpg")
    run(catalog, photos)
    index_all(catalog)
    drive.rename(tmp_path / "away")
    run(catalog, photos)
    assert states(catalog) == {"a.jpg": "failed"}
    (tmp_path / "away").rename(drive)
    run(catalog, photos)
    assert states(catalog) == {"a.jpg": "pending"}


def test_a_folder_replaced_by_a_file_and_back(catalog: Catalog, photos: Path) -> None:
    (photos / "a.jpg").mkdir()
    (photos / "a.jpg" / "b.jpg").write_bytes(b"b")
    run(catalog, photos)
    shutil.rmtree(photos / "a.jpg")
    (photos / "a.jpg").write_bytes(b"a")
    # The watcher names what was below the folder as well.
    run(catalog, photos / "a.jpg")
    assert run(catalog, photos / "a.jpg" / "b.jpg").problems == []
    assert states(catalog) == {"a.jpg": "pending"}
    (photos / "a.jpg").unlink()
    (photos / "a.jpg").mkdir()
    (photos / "a.jpg" / "b.jpg").write_bytes(b"b")
    run(catalog, photos / "a.jpg")
    assert states(catalog) == {"b.jpg": "pending"}


def test_many_links_to_nothing_are_passed_in_time(catalog: Catalog, photos: Path) -> None:
    for number in range(8000):
        (photos / f"{number}.jpg").symlink_to("nothing")
    run(catalog, photos)
    start = time.monotonic()
    assert run(catalog, photos).found == 8000
    assert time.monotonic() - start < 5


def test_what_lies_in_a_cloud_is_listed_and_what_went_there_stays(
    catalog: Catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 31: nothing is fetched, and a photo already known is not forgotten."""
    (photos / "known.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    (photos / "new.jpg").write_bytes(b"b")
    monkeypatch.setattr("indexer.scanner.is_placeholder", lambda _: True)
    changes = run(catalog, photos)
    assert states(catalog) == {"known.jpg": "indexed", "new.jpg": "failed"}
    assert (changes.unchanged, changes.queued, changes.removed) == (1, 0, 0)
    assert "cloud" in catalog.files("failed")[0].reason
    catalog.require_model("another")  # everything is to be read again
    run(catalog, photos)
    assert states(catalog) == {"known.jpg": "failed", "new.jpg": "failed"}
    assert catalog.next_pending(5, ()) == []
    monkeypatch.undo()
    assert run(catalog, photos).queued == 2  # they have come down
    assert states(catalog) == {"known.jpg": "pending", "new.jpg": "pending"}


def counted(catalog: Catalog) -> list[int]:
    return [status.videos for status in catalog.folder_statuses()]


def test_videos_are_counted_as_they_come_and_go(catalog: Catalog, photos: Path) -> None:
    for name in ("a.mp4", "b.MOV", "sub/c.mkv", ".hidden/d.mp4", "e.jpg", "f.zip"):
        (photos / name).parent.mkdir(exist_ok=True)
        (photos / name).write_bytes(b"x")
    changes = run(catalog, photos)
    assert (changes.found, changes.skipped, changes.videos) == (1, 4, 3)
    assert counted(catalog) == [3]
    run(catalog, photos)
    assert counted(catalog) == [3]
    # As the watcher tells it, path by path.
    (photos / "a.mp4").unlink()
    (photos / "sub").rename(photos / "other")
    (photos / "new.webm").write_bytes(b"x")
    for name in ("a.mp4", "sub", "other", "new.webm", "new.webm"):
        run(catalog, photos / name)
    assert counted(catalog) == [3]
    assert catalog.totals("m").videos == 3
    shutil.rmtree(photos / "other")
    (photos / "b.MOV").rename(photos / "b.jpg")
    run(catalog, photos)
    assert counted(catalog) == [1]
    assert states(catalog) == {"b.jpg": "pending", "e.jpg": "pending"}


def test_the_video_of_a_live_photo_belongs_to_it(catalog: Catalog, photos: Path) -> None:
    for name in (
        *("IMG_1.HEIC", "IMG_1.MOV", "img_2.jpg", "img_2.mov", "IMG_3.heic", "IMG_3.MP4"),
        *("film.mp4", "film.jpg", "IMG_4.MOV", "sub/IMG_1.MOV"),
    ):
        (photos / name).parent.mkdir(exist_ok=True)
        (photos / name).write_bytes(b"x")
    changes = run(catalog, photos)
    assert (changes.found, changes.skipped, changes.videos) == (4, 3, 3)
    assert counted(catalog) == [3]
    # As the watcher tells it: the photo comes later, another goes away, a third moves.
    (photos / "IMG_4.HEIC").write_bytes(b"x")
    run(catalog, photos / "IMG_4.HEIC")
    assert counted(catalog) == [2]
    (photos / "IMG_1.HEIC").unlink()
    run(catalog, photos / "IMG_1.HEIC")
    assert counted(catalog) == [3]
    (photos / "IMG_3.heic").rename(photos / "sub" / "IMG_1.heic")
    run(catalog, photos / "IMG_3.heic", photos / "sub" / "IMG_1.heic")
    assert counted(catalog) == [3]
    # And as a scan does, also where the video comes after its photo.
    (photos / "img_2.jpg").unlink()
    (photos / "IMG_1.HEIC").write_bytes(b"x")
    (photos / "IMG_4.MOV").touch()
    run(catalog, photos / "IMG_4.MOV")
    run(catalog, photos)
    assert counted(catalog) == [3]
    assert catalog.totals("m").videos == 3


def test_videos_of_a_folder_that_is_away_or_unreadable_stay_counted(
    catalog: Catalog, photos: Path
) -> None:
    (photos / "sub").mkdir()
    (photos / "sub" / "a.mp4").write_bytes(b"a")
    (photos / "b.mp4").write_bytes(b"b")
    run(catalog, photos)
    shutil.rmtree(photos / "sub")
    (photos / "sub").symlink_to(photos / "sub")  # a link to itself can be listed by nobody
    run(catalog, photos / "sub")
    assert counted(catalog) == [2]
    photos.rename(photos.with_name("away"))
    run(catalog, photos)
    assert counted(catalog) == [2]


def test_videos_of_a_folder_that_is_removed_are_forgotten(catalog: Catalog, photos: Path) -> None:
    (photos / "inner").mkdir()
    (photos / "a.mp4").write_bytes(b"a")
    (photos / "inner" / "b.mp4").write_bytes(b"b")
    catalog.add_folder(str(photos / "inner"))
    run(catalog, photos)
    assert counted(catalog) == [2, 1]
    assert catalog.totals("m").videos == 2
    run(catalog, photos, photos / "inner")
    assert counted(catalog) == [2, 1]
    catalog.remove_folder(str(photos))
    assert counted(catalog) == [1]
    assert catalog.totals("m").videos == 1


def test_what_becomes_ignored_is_removed_and_comes_back(catalog: Catalog, photos: Path) -> None:
    for name in ("a.jpg", "b.mp4", "private/c.jpg", "private/d.mp4"):
        (photos / name).parent.mkdir(exist_ok=True)
        (photos / name).write_bytes(b"x")
    run(catalog, photos)
    index_all(catalog)
    (photos / ".mateignore").write_text("private/\n")
    # As the watcher tells it: the file's own path alone.
    assert run(catalog, photos / ".mateignore").removed == 1
    assert states(catalog) == {"a.jpg": "indexed"}
    assert counted(catalog) == [1]
    (photos / "private" / "e.jpg").write_bytes(b"x")
    assert run(catalog, photos / "private" / "e.jpg", photos / "private").found == 0
    assert run(catalog, photos).unchanged == 1
    (photos / ".mateignore").unlink()
    assert run(catalog, photos / ".mateignore").queued == 2
    assert counted(catalog) == [2]


def test_a_watched_folder_that_another_ignores_keeps_its_files(
    catalog: Catalog, photos: Path
) -> None:
    (photos / "inner").mkdir()
    (photos / "inner" / "a.jpg").write_bytes(b"a")
    (photos / ".mateignore").write_text("inner\n*.jpg\n")
    catalog.add_folder(str(photos / "inner"))
    run(catalog, photos, photos / "inner")
    assert states(catalog) == {"a.jpg": "pending"}
    run(catalog, photos / ".mateignore")
    assert states(catalog) == {"a.jpg": "pending"}


AN_ID = -(2**60)


@pytest.mark.parametrize(
    ("number", "moved_inode", "elsewhere", "present"),
    [
        (7, 0, False, True),
        (AN_ID, 0, False, False),
        (7, 1, False, False),
        (7, 0, True, False),
    ],
)
def test_another_number_of_the_device_makes_no_other_folder(
    catalog: Catalog,
    photos: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    moved_inode: int,
    elsewhere: bool,
    present: bool,
) -> None:
    """Nothing in it is as it was: it was tidied while Mate was closed."""
    home = "/proc" if elsewhere else str(photos.parent)
    if elsewhere and not os.path.ismount(home):
        pytest.skip("there is no other drive here")
    monkeypatch.setenv("HOME", home)
    (photos / "a.jpg").write_bytes(b"a")
    run(catalog, photos)
    index_all(catalog)
    (photos / "a.jpg").unlink()
    (photos / "b.jpg").write_bytes(b"another")
    catalog.set_folder_present(str(photos), (number, photos.stat().st_ino + moved_inode))
    changes = run(catalog, photos)
    assert (changes.removed, changes.queued) == ((1, 1) if present else (0, 0))
    assert list(catalog.presence().values()) == [present]


def test_a_drive_of_another_number_may_be_another(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mount point has the inode that all drives begin with."""
    monkeypatch.setenv("HOME", "/")
    catalog.add_folder("/")
    catalog.put_pending([("/there is no such.jpg", Stat(1, 1, 1, 1))])
    catalog.set_folder_present("/", (7, os.stat("/").st_ino))
    assert not finish(check_present(catalog, "/"))


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("at_home", [False, True])
def test_a_drive_without_an_id_is_told_by_its_files(
    catalog: Catalog,
    photos: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    closed: bool,
    at_home: bool,
) -> None:
    """Case 29: another one is plugged in, and the system gives it the number of the first."""
    if not at_home and not os.path.ismount("/proc"):
        pytest.skip("there is no other drive here")
    monkeypatch.setattr("indexer.volumes._id", lambda _: "")
    monkeypatch.setenv("HOME", str(photos.parent) if at_home else "/proc")
    for number in range(4):
        (photos / f"{number}.jpg").write_bytes(b"own")
    run(catalog, photos)
    index_all(catalog)
    (photos / "0.jpg").unlink()
    assert run(catalog, photos).removed == 1, "it has been there all the time"
    away = photos.rename(photos.with_name("unplugged"))
    if closed:
        catalog.close()
    else:
        run(catalog, photos)
        assert not catalog.folder_statuses()[0].present
    own = tmp_path / "own"
    own.mkdir()
    for number in range(1, 4):
        (away / f"{number}.jpg").rename(own / f"{number}.jpg")
    (away / "other.jpg").write_bytes(b"other")
    away.rename(photos)
    if closed:
        catalog = Catalog(tmp_path / "catalog.db")
    changes = run(catalog, photos)
    (status,) = catalog.folder_statuses()
    if at_home:
        assert (changes.removed, status.present) == (3, True), "one's own drive does not leave"
        return
    assert (changes.removed, status.present, status.replaced) == (0, False, True)
    (photos / "other.jpg").unlink()
    for number in range(1, 4):
        (own / f"{number}.jpg").rename(photos / f"{number}.jpg")
    assert (run(catalog, photos).removed, len(catalog.files())) == (0, 3)
    (status,) = catalog.folder_statuses()
    assert (status.present, status.replaced) == (True, False)


def test_another_drive_of_another_number_and_no_id_is_told_too(
    catalog: Catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two cards of a camera have the same folders, and their inodes are the same."""
    if not os.path.ismount("/proc"):
        pytest.skip("there is no other drive here")
    monkeypatch.setattr("indexer.volumes._id", lambda _: "")
    monkeypatch.setenv("HOME", "/proc")
    (photos / "a.jpg").write_bytes(b"own")
    run(catalog, photos)
    index_all(catalog)
    catalog._db.execute("UPDATE folder SET device = 7")
    (photos / "a.jpg").write_bytes(b"another")
    assert run(catalog, photos).queued == 0
    (status,) = catalog.folder_statuses()
    assert (status.present, status.replaced) == (False, True)


@pytest.mark.parametrize("what", ["nothing", "an empty folder"])
def test_a_drive_that_was_formatted_anew_is_said_to_be_another(
    catalog: Catalog, photos: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The watched folder is a part of the drive, and there is no file on it."""
    drive = Mount("/dev/sdb1", str(photos.parent), "ext4", "rw")
    mounts, ids = [Mount("/dev/sda1", "/", "ext4", "rw"), drive], {"/": "root", drive[1]: "own"}
    monkeypatch.setattr("indexer.volumes.psutil.disk_partitions", lambda **_: mounts)
    monkeypatch.setattr("indexer.volumes._id", lambda mount: ids[mount.mountpoint])
    (photos / "a.jpg").write_bytes(b"own")
    run(catalog, photos)
    index_all(catalog)
    shutil.rmtree(photos)
    mounts.remove(drive)
    run(catalog, photos)
    (status,) = catalog.folder_statuses()
    assert (status.present, status.replaced) == (False, False), "it is unplugged"
    mounts.append(drive)
    ids[drive.mountpoint] = "new"
    if what == "an empty folder":
        photos.mkdir()
    assert run(catalog, photos).removed == 0
    (status,) = catalog.folder_statuses()
    assert (status.present, status.replaced) == (False, True)


@pytest.mark.parametrize("number", [1, 2049, 2**32 - 1, -7])
def test_a_number_tells_whether_it_is_of_an_id(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.volumes.volume_of", lambda _: Volume("/", "4B1C-0A5E"))
    assert is_told_by_id(volume_number(str(tmp_path), number))
    monkeypatch.setattr("indexer.volumes.volume_of", lambda _: Volume("/", ""))
    assert not is_told_by_id(volume_number(str(tmp_path), number))


def test_names_that_differ_in_case_alone_are_looked_up_in_one_listing(
    catalog: Catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A camera's folder may hold thousands, and an event names each of them twice."""
    paths = []
    for number in range(50):
        (photos / f"{number}.jpg").write_bytes(b"a")
        paths += [photos / f"{number}.jpg", photos / f"{number}.JPG"]
    listings, listdir = [], os.listdir

    def counted(folder: str) -> list[str]:
        listings.append(folder)
        return listdir(folder)

    monkeypatch.setattr(os, "listdir", counted)
    assert run(catalog, *paths).queued == 50
    assert listings == [str(photos)]
