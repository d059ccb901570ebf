"""Ignore files, as git would read them (the walk was also compared with git's own answers)."""

import logging
import os
from pathlib import Path

import pytest

from indexer.ignore import MOST_BYTES, IgnoreRules, faults
from indexer.scanner import Found, is_ignored, walk

TREE = (
    "a.jpg", "b.png", "holiday/a.jpg", "holiday/b.png", "holiday/raw/a.jpg", "raw/c.jpg",
    "work/raw/deep/d.jpg", "work/raw.jpg",
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def left(root: Path) -> set[str]:
    """What is found, which must be the same for a walk and for each path by itself."""
    found = {os.path.relpath(e.path, root) for e in walk(str(root)) if isinstance(e, Found)}
    every = {os.path.relpath(os.path.join(d, f), root) for d, _, fs in os.walk(root) for f in fs}
    assert found == {f for f in every if not is_ignored(str(root / f), str(root))}
    return found


@pytest.mark.parametrize(
    ("lines", "ignored"),
    [
        ("", set()),
        ("# raw\n\n   \n/\n", set()),
        ("*.png", {"b.png", "holiday/b.png"}),
        ("/*.png", {"b.png"}),
        ("raw", {"holiday/raw/a.jpg", "raw/c.jpg", "work/raw/deep/d.jpg"}),
        ("/raw", {"raw/c.jpg"}),
        ("raw.jpg/", set()),
        ("raw*", {"holiday/raw/a.jpg", "raw/c.jpg", "work/raw/deep/d.jpg", "work/raw.jpg"}),
        ("raw*/", {"holiday/raw/a.jpg", "raw/c.jpg", "work/raw/deep/d.jpg"}),
        ("holiday/*.jpg", {"holiday/a.jpg"}),
        ("holiday/**/a.jpg", {"holiday/a.jpg", "holiday/raw/a.jpg"}),
        ("**/raw/*.jpg", {"holiday/raw/a.jpg", "raw/c.jpg"}),
        ("work/**\n!work/raw.jpg", {"work/raw/deep/d.jpg"}),
        ("*.jpg\n!raw/", {name for name in TREE if name.endswith(".jpg")}),
        ("*.jpg\n!/holiday/raw/*.jpg", set(TREE) - {"b.png", "holiday/b.png", "holiday/raw/a.jpg"}),
        ("holiday/\n!holiday/a.jpg", {n for n in TREE if n.startswith("holiday/")}),
        ("*\n!*/\n!*.png", {name for name in TREE if not name.endswith(".png")}),
        ("*.png\r\n/raw\r\n", {"b.png", "holiday/b.png", "raw/c.jpg"}),
        ("\ufeff*.png  ", {"b.png", "holiday/b.png"}),
    ],
)
def test_lines_mean_what_they_mean_in_git(root: Path, lines: str, ignored: set[str]) -> None:
    (root / ".mateignore").write_bytes(lines.encode())
    assert left(root) == set(TREE) - ignored


def test_the_innermost_file_that_has_a_say_decides(root: Path) -> None:
    (root / ".mateignore").write_text("*.jpg\n")
    (root / "holiday" / ".mateignore").write_text("!*.jpg\n/b.png\n")
    (root / "holiday" / "raw" / ".mateignore").write_text("a.jpg\n")
    (root / "raw" / ".mateignore").write_text("# nothing\n")
    assert left(root) == {"b.png", "holiday/a.jpg"}


def test_lines_of_the_window_hold_where_no_file_has_a_say(root: Path) -> None:
    (root / ".mateignore").write_text("!/a.jpg\n")
    (root / "holiday" / ".mateignore").write_text("!b.png\n")
    rules = IgnoreRules(str(root), "a.jpg\n*.png\n[[:alpha:]]*\n/raw/\n")
    found = {os.path.relpath(e.path, root) for e in walk(str(root), rules=rules)}
    assert found == {"a.jpg", "holiday/b.png", "work/raw/deep/d.jpg", "work/raw.jpg"}
    assert is_ignored(str(root / "raw" / "c.jpg"), str(root), rules)
    assert not is_ignored(str(root / "a.jpg"), str(root), rules)
    assert faults("a.jpg\r\n[[:alpha:]]*\n# [[:x:]\n[z-a].jpg") == ["[[:alpha:]]*", "[z-a].jpg"]


def test_a_part_of_a_folder_is_judged_by_the_files_above(root: Path) -> None:
    (root / ".mateignore").write_text("deep/\n")
    (root / "work" / ".mateignore").write_text("raw.jpg\n")
    assert is_ignored(str(root / "work" / "raw" / "deep" / "d.jpg"), str(root))
    assert is_ignored(str(root / "work" / "raw.jpg"), str(root))
    # Another watched folder is not this one's to judge.
    assert not is_ignored(
        str(root / "work" / "raw" / "deep" / "d.jpg"), str(root / "work" / "raw" / "deep")
    )


def test_what_cannot_be_understood_is_named_and_costs_nothing_else(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (root / ".mateignore").write_text("*.png\n[[:alpha:]]*\n[z-a].jpg\nraw\\\n/raw\n")
    with caplog.at_level(logging.WARNING):
        assert left(root) == {n for n in TREE if not n.endswith(".png") and n != "raw/c.jpg"}
    for line in (2, 3, 4):
        assert f"line {line} of '{root / '.mateignore'}'" in caplog.text


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to itself", "huge"])
def test_a_file_that_cannot_be_read_is_named_and_costs_nothing_else(
    root: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    path = root / "holiday" / ".mateignore"
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "link to itself":
            path.symlink_to(path)
        case "huge":
            path.write_bytes(b"*\n" * MOST_BYTES)
    (root / ".mateignore").write_text("*.png\n")
    with caplog.at_level(logging.WARNING):
        assert left(root) == {n for n in TREE if not n.endswith(".png")}
    assert str(path) in caplog.text


def test_a_name_that_is_not_text_can_be_named(root: Path) -> None:
    name = b"caf\xe9.jpg"
    with open(os.fsencode(root) + b"/" + name, "wb") as file:
        file.write(b"x")
    (root / ".mateignore").write_bytes(b"/" + name + b"\n")
    assert left(root) == set(TREE)
