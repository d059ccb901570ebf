import os
import shutil
from pathlib import Path

import pytest

from indexer.catalog import Catalog
from indexer.reconcile import Changes, reconcile


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    (tmp_path / "photos").mkdir()
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.add_folder(str(tmp_path / "photos"))
    return catalog


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "photos"


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
        catalog.finish_content(content, "m", [(0, 1, 1)], [record])


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
    steps = sum(1 for _ in reconcile(catalog, [str(photos)], Changes()))
    assert steps == 3
    assert catalog.totals("m").pending == 450


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
    assert list(scan) == []
    assert catalog.files() == ()
