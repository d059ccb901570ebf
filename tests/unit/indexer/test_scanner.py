import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from indexer.scanner import Found, Problem, Skipped, is_ignored, is_placeholder, walk


def found(root: Path) -> list[str]:
    return [os.path.relpath(e.path, root) for e in walk(str(root)) if isinstance(e, Found)]


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_reads_photos_and_pdfs_and_skips_the_rest(tmp_path: Path) -> None:
    touch(tmp_path / "b.JPG", tmp_path / "a.pdf", tmp_path / "film.mp4", tmp_path / "sub" / "c.png")
    assert found(tmp_path) == ["a.pdf", "b.JPG", "sub/c.png"]
    skipped = [e.path for e in walk(str(tmp_path)) if isinstance(e, Skipped)]
    assert skipped == [str(tmp_path / "film.mp4")]


def test_videos_are_told_from_what_else_is_skipped(tmp_path: Path) -> None:
    endings = "mp4 m4v MOV avi mkv webm mpg mpeg wmv mts m2ts 3gp flv ogv".split()
    videos = [tmp_path / f"film.{ending}" for ending in endings]
    touch(*videos, tmp_path / "a.jpg", tmp_path / "a.zip", tmp_path / "._film.mp4")
    touch(tmp_path / ".hidden" / "film.mp4", tmp_path / "a folder.mp4" / "b.jpg")
    os.mkfifo(tmp_path / "pipe.mp4")
    skipped = [e for e in walk(str(tmp_path)) if isinstance(e, Skipped)]
    assert {e.path for e in skipped if e.video} == set(map(str, videos))
    assert {Path(e.path).name for e in skipped if not e.video} == {"a.zip", "pipe.mp4"}


def test_hidden_and_system_folders_are_passed_by(tmp_path: Path) -> None:
    """Case 32: metadata files of systems are not a person's photos."""
    touch(
        tmp_path / ".hidden" / "a.jpg",
        tmp_path / "@eaDir" / "b.jpg",
        tmp_path / "._c.jpg",
        tmp_path / "marked" / ".nomedia",
        tmp_path / "marked" / "d.jpg",
        tmp_path / "ok" / "e.jpg",
    )
    assert found(tmp_path) == ["ok/e.jpg"]
    assert is_ignored(str(tmp_path / "@eaDir" / "b.jpg"), str(tmp_path))
    assert is_ignored(str(tmp_path / "marked" / "d.jpg"), str(tmp_path))
    assert not is_ignored(str(tmp_path / "ok" / "e.jpg"), str(tmp_path))


def test_a_watched_folder_may_itself_be_hidden(tmp_path: Path) -> None:
    touch(tmp_path / ".photos" / "a.jpg")
    assert found(tmp_path / ".photos") == ["a.jpg"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "1.jpg")
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a")
    assert found(tmp_path) == ["a/1.jpg"]


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    (entry,) = walk(str(tmp_path))
    assert isinstance(entry, Problem)
    assert "link" in entry.reason


def test_a_pipe_named_like_a_photo_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert found(tmp_path) == []


def test_a_name_that_is_not_text_is_found(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    with open(raw, "wb") as file:
        file.write(b"x")
    assert [e.path for e in walk(str(tmp_path))] == [os.fsdecode(raw)]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_folder_without_permission_is_named_and_the_rest_is_found(tmp_path: Path) -> None:
    touch(tmp_path / "closed" / "1.jpg", tmp_path / "open" / "2.jpg")
    (tmp_path / "closed").chmod(0)
    for folder in (tmp_path, *tmp_path.parents):
        if folder != Path(folder.anchor) and folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o055)
    was_root = os.geteuid() == 0
    if was_root:  # root may read everything, so look as somebody else
        os.seteuid(65534)
    try:
        entries = list(walk(str(tmp_path)))
    finally:
        if was_root:
            os.seteuid(0)
        (tmp_path / "closed").chmod(0o755)
    assert Problem(str(tmp_path / "closed"), "no permission to read it") in entries
    assert [e.path for e in entries if isinstance(e, Found)] == [str(tmp_path / "open" / "2.jpg")]


@pytest.mark.parametrize(
    ("result", "is_away"),
    [
        (SimpleNamespace(st_file_attributes=0x20), False),
        (SimpleNamespace(st_file_attributes=0x400020), True),  # OneDrive's
        (SimpleNamespace(st_flags=0), False),
        (SimpleNamespace(st_flags=0x40000000), True),  # iCloud's
        (SimpleNamespace(), False),
    ],
)
def test_a_clouds_placeholder_is_known_by_what_systems_say(result, is_away: bool) -> None:
    """Case 31; seen on Linux as the other systems' stat results would be."""
    assert is_placeholder(result) is is_away
