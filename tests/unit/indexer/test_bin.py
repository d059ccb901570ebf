"""The system's bin, the real one of freedesktop.org, in a folder of the tests' own."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import bin as bin_module
from indexer.bin import Bin, move_all, restore_all
from indexer.messages import AlikeFile, BinMove, InBin

as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")


def shown(path: Path) -> AlikeFile:
    result = path.stat()
    return AlikeFile(str(path), "aa", "", result.st_size, result.st_mtime_ns)


def write(path: Path, text: str = "the same") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def kept(tmp_path: Path) -> AlikeFile:
    return shown(write(tmp_path / "kept.jpg"))


@pytest.mark.parametrize(
    "name", ["copy.jpg", "a b %20 #1.jpg", "no ending", ".hidden.jpg", os.fsdecode(b"caf\xe9.jpg")]
)
def test_a_file_goes_to_the_bin_and_comes_back(tmp_path: Path, kept: AlikeFile, name: str) -> None:
    path = write(tmp_path / "folder" / name)
    before = path.stat()
    moved, failed = move_all([BinMove(shown(path), kept)])
    assert not failed
    assert not path.exists()
    (gone,) = moved
    assert Path(gone.place).read_text() == "the same"
    info = Path(gone.place).parents[1] / "info" / f"{Path(gone.place).name}.trashinfo"
    assert info.exists()

    assert restore_all(moved) == (moved, [])
    assert path.read_text() == "the same"
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert not info.exists()
    assert not os.path.lexists(gone.place)


def test_a_file_of_which_no_copy_need_be_kept_goes_and_comes_back(tmp_path: Path) -> None:
    path, edited = write(tmp_path / "only.jpg"), write(tmp_path / "edited.jpg")
    moves = [BinMove(shown(path), None), BinMove(shown(edited), None)]
    edited.write_text("edited meanwhile")
    moved, failed = move_all(moves)
    assert failed == [(str(edited), bin_module.CHANGED)]
    assert not path.exists()
    assert restore_all(moved) == (moved, [])
    assert path.read_text() == "the same"


def test_files_of_one_name_come_back_each_to_its_place(tmp_path: Path, kept: AlikeFile) -> None:
    paths = [write(tmp_path / folder / "one.jpg", text=folder) for folder in "abc"]
    moved, failed = move_all([BinMove(shown(path), kept) for path in paths])
    assert not failed
    assert len({each.place for each in moved}) == 3
    assert restore_all(moved[::-1]) == (moved[::-1], [])
    assert [path.read_text() for path in paths] == ["a", "b", "c"]


def test_one_that_cannot_go_costs_no_other(tmp_path: Path, kept: AlikeFile) -> None:
    gone, well = write(tmp_path / "gone.jpg"), write(tmp_path / "well.jpg")
    moves = [BinMove(shown(gone), kept), BinMove(shown(well), kept)]
    gone.unlink()
    moved, failed = move_all(moves)
    assert [each.path for each in moved] == [str(well)]
    assert failed == [(str(gone), bin_module.GONE)]


def test_a_file_that_has_changed_since_stays(tmp_path: Path, kept: AlikeFile) -> None:
    path = write(tmp_path / "edited.jpg")
    move = BinMove(shown(path), kept)
    path.write_text("edited meanwhile")
    assert move_all([move]) == ([], [(str(path), bin_module.CHANGED)])
    assert path.exists()


@pytest.mark.parametrize("what", ["gone", "changed", "goes too"])
def test_nothing_goes_unless_the_kept_one_is_there(tmp_path: Path, what: str) -> None:
    kept, path = write(tmp_path / "kept.jpg"), write(tmp_path / "copy.jpg")
    moves = [BinMove(shown(path), shown(kept))]
    if what == "gone":
        kept.unlink()
    elif what == "changed":
        kept.write_text("something else")
    else:
        moves.append(BinMove(shown(kept), shown(path)))
    moved, failed = move_all(moves)
    assert not moved
    assert len(failed) == len(moves)
    assert path.exists()


def test_a_file_by_two_names_is_not_taken_for_two(tmp_path: Path, kept: AlikeFile) -> None:
    """One folder seen by two ways: the kept one would go with the other."""
    (tmp_path / "other way").symlink_to(tmp_path, target_is_directory=True)
    again = tmp_path / "other way" / "kept.jpg"
    link = tmp_path / "link.jpg"
    link.symlink_to(kept.path)
    moves = [BinMove(shown(again), kept), BinMove(shown(link), kept)]
    assert move_all(moves) == (
        [],
        [(str(again), bin_module.SAME_FILE), (str(link), bin_module.SAME_FILE)],
    )
    assert Path(kept.path).exists()


@as_root
def test_a_closed_folder_keeps_its_files(tmp_path: Path, kept: AlikeFile) -> None:
    path = write(tmp_path / "closed" / "copy.jpg")
    path.parent.chmod(0o500)
    try:
        moved, failed = move_all([BinMove(shown(path), kept)])
    finally:
        path.parent.chmod(0o700)
    assert not moved
    assert failed == [(str(path), "no permission to move it to the bin")]


@as_root
def test_what_cannot_come_back_says_so_of_coming_back(tmp_path: Path, kept: AlikeFile) -> None:
    path = write(tmp_path / "closed" / "copy.jpg")
    moved, _ = move_all([BinMove(shown(path), kept)])
    path.parent.chmod(0o500)
    try:
        restored, failed = restore_all(moved)
    finally:
        path.parent.chmod(0o700)
    assert not restored
    assert failed == [(str(path), "no permission to put it back into its folder")]
    assert restore_all(moved) == (moved, [])


def test_what_has_no_folder_to_come_back_to_says_so(tmp_path: Path, kept: AlikeFile) -> None:
    path = write(tmp_path / "folder" / "copy.jpg")
    moved, _ = move_all([BinMove(shown(path), kept)])
    path.parent.rmdir()
    write(path.parent)
    ((where, why),) = restore_all(moved)[1]
    assert where == str(path)
    assert why.startswith("it cannot be put back: ")
    assert "to the bin" not in why


def test_where_no_bin_can_be_made_files_stay(
    tmp_path: Path, kept: AlikeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file stands where the bin would be."""
    from send2trash import plat_other

    monkeypatch.setattr(plat_other, "HOMETRASH_B", os.fsencode(write(tmp_path / "no folder")))
    monkeypatch.setattr(plat_other, "find_ext_volume_trash", lambda _top: plat_other.HOMETRASH_B)
    path = write(tmp_path / "copy.jpg")
    moved, failed = move_all([BinMove(shown(path), kept)])
    assert not moved
    assert failed[0][0] == str(path)
    assert failed[0][1].startswith("the system could not move it to the bin: ")
    assert path.exists()


def test_nothing_is_replaced_by_what_comes_back(tmp_path: Path, kept: AlikeFile) -> None:
    path = write(tmp_path / "copy.jpg")
    moved, _ = move_all([BinMove(shown(path), kept)])
    write(path, "a newer one")
    assert restore_all(moved) == ([], [(str(path), bin_module.IN_THE_WAY)])
    assert path.read_text() == "a newer one"
    path.unlink()
    assert restore_all(moved) == (moved, [])
    assert restore_all(moved) == ([], [(str(path), bin_module.NOT_IN_BIN)])
    assert path.read_text() == "the same"
    path.unlink()
    assert restore_all(moved) == ([], [(str(path), bin_module.NOT_IN_BIN)])


def test_what_the_system_tells_no_place_of_is_put_back_by_hand(tmp_path: Path) -> None:
    one = InBin(str(tmp_path / "one.jpg"), "")
    assert restore_all([one]) == ([], [(one.path, bin_module.BY_HAND)])


def test_it_happens_on_a_thread_that_wakes_its_owner(tmp_path: Path, kept: AlikeFile) -> None:
    woken = threading.Event()
    bin_ = Bin(woken.set)
    path = write(tmp_path / "copy.jpg")
    moved, failed = bin_.move([BinMove(shown(path), kept)]).result(10)
    assert not failed
    assert woken.is_set()
    assert bin_.take_touched() == [str(path)]
    assert bin_.take_touched() == []
    assert bin_.restore(moved).result(10) == (moved, [])
    assert bin_.take_touched() == [str(path)]
    bin_.stop()


def test_what_a_person_was_shown_must_be_it_to_the_nanosecond(
    tmp_path: Path, kept: AlikeFile
) -> None:
    path = write(tmp_path / "copy.jpg")
    file = shown(path)
    older = replace(file, mtime=file.mtime - 1)
    assert move_all([BinMove(older, kept)])[1] == [(str(path), bin_module.CHANGED)]


@pytest.fixture
def far(tmp_path: Path, kept: AlikeFile) -> Iterator[InBin]:
    """A file that has gone to a bin on another drive."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other drive here")
    bin_ = Path(tempfile.mkdtemp(dir=memory))
    (bin_ / "info").mkdir()
    (bin_ / "info" / "copy.jpg.trashinfo").write_text(f"[Trash Info]\nPath={tmp_path}/copy.jpg\n")
    place = write(bin_ / "files" / "copy.jpg", "the same" * 500_000)
    place.chmod(0o640)
    os.utime(place, ns=(10**18, 10**18 + 1))
    yield InBin(str(tmp_path / "copy.jpg"), str(place))
    shutil.rmtree(bin_)


def test_a_file_comes_back_from_another_drive(far: InBin) -> None:
    assert restore_all([far]) == ([far], [])
    back = Path(far.path)
    assert back.read_text() == "the same" * 500_000
    assert (back.stat().st_mtime_ns, back.stat().st_mode & 0o777) == (10**18 + 1, 0o640)
    assert [path for path in Path(far.place).parents[1].rglob("*") if path.is_file()] == []


def test_a_link_comes_back_from_another_drive(far: InBin, kept: AlikeFile) -> None:
    Path(far.place).unlink()
    Path(far.place).symlink_to(kept.path)
    assert restore_all([far]) == ([far], [])
    assert os.readlink(far.path) == kept.path


@pytest.mark.skipif(sys.platform == "win32", reason="no limit can be set there")
def test_what_comes_back_comes_whole_or_not_at_all(far: InBin) -> None:
    """From another drive, where something goes wrong half way."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, before[1]))
    try:
        restored, failed = restore_all([far])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    why = os.strerror(errno.EFBIG)
    assert (restored, failed) == ([], [(far.path, f"it cannot be put back: {why}")])
    assert not os.path.lexists(far.path)
    assert restore_all([far]) == ([far], [])


def test_what_comes_in_the_very_moment_is_not_replaced(
    tmp_path: Path, kept: AlikeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a drive without hard links."""
    path = write(tmp_path / "copy.jpg")
    moved, _ = move_all([BinMove(shown(path), kept)])

    def no_link(_place: str, target: str, **_options: bool) -> None:
        write(Path(target), "came meanwhile")
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(bin_module.os, "link", no_link)
    assert restore_all(moved) == ([], [(str(path), bin_module.IN_THE_WAY)])
    assert path.read_text() == "came meanwhile"
    assert Path(moved[0].place).read_text() == "the same"
