"""The command line as a script uses it: the real command in a process of its own."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest


def mate(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def output(*arguments: str | Path, stdin: str = "") -> Any:
    result = mate(*arguments, stdin=stdin)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def folder(tmp_path: Path, write_photo, write_pdf) -> Path:
    folder = tmp_path / "photos"
    for n in range(3):
        write_photo(folder / f"{n}.jpg", seed=n * 5)
    write_pdf(folder / "notes.pdf", ["Bread from flour and yeast.", "The lighthouse warns ships."])
    (folder / "broken.png").write_bytes(b"no picture")
    (folder / "film.mp4").write_bytes(b"film")
    return folder


def test_index_reports_every_file(folder: Path, library: Path) -> None:
    first = output("index", folder, "--library", library, "--json")
    assert first | {"seconds": 0} == {
        "found": 5,
        "indexed": 4,
        "unchanged": 0,
        "renamed": 0,
        "removed": 0,
        "skipped": 1,
        "failed": [
            {
                "path": str(folder / "broken.png"),
                "reason": "not a picture of a kind that Mate reads, or damaged",
            }
        ],
        "seconds": 0,
    }
    assert first["seconds"] > 0
    os.rename(folder / "0.jpg", folder / "renamed.jpg")
    os.unlink(folder / "1.jpg")
    again = output("index", folder, "--library", library, "--json")
    assert {name: again[name] for name in ("indexed", "unchanged", "renamed", "removed")} == {
        "indexed": 0,
        "unchanged": 2,
        "renamed": 1,
        "removed": 1,
    }
    assert again["found"] == again["unchanged"] + again["renamed"] + len(again["failed"])


def test_search_by_text_file_stdin_and_photo(folder: Path, library: Path, tmp_path: Path) -> None:
    mate("index", folder, "--library", library)
    text = "A tower with a lamp guides sailors home. " * 40
    (tmp_path / "text.txt").write_text(text)
    asked = ("search", "--library", library, "--kind", "page", "--json")
    best = output(*asked, "--text-file", tmp_path / "text.txt")[0]
    assert (best["kind"], best["path"], best["page"]) == ("page", str(folder / "notes.pdf"), 2)
    assert best["passage"] == "The lighthouse warns ships."
    assert len(best["boxes"][0]) == 4
    assert output(*asked, "--text-file", "-", stdin=text)[0] == best

    hits = output("search", "--library", library, "--photo", folder / "2.jpg", "--json")
    assert hits[0]["path"] == str(folder / "2.jpg")
    assert hits[0]["page"] is None
    assert [hit["score"] for hit in hits] == sorted((h["score"] for h in hits), reverse=True)
    assert {hit["kind"] for hit in hits} == {"photo", "page"}
    assert len(output(*asked, "--text", "bread", "--limit", "1")) == 1


def test_answers_for_people(folder: Path, library: Path) -> None:
    assert "4 indexed" in mate("index", folder, "--library", library).stdout
    told = mate("search", "--library", library, "--text", "ships at night").stdout
    assert "Photos" in told
    assert "notes.pdf, page 2" in told
    status = mate("status", "--library", library).stdout
    assert "3 photos, 2 pages" in status
    assert "broken.png" in mate("status", "--files", "--library", library).stdout


def test_status_as_json(folder: Path, library: Path) -> None:
    mate("index", folder, "--library", library)
    status = output("status", "--library", library, "--json")
    assert status["files"] == {"pending": 0, "indexed": 4, "failed": 1}
    assert status["items"] == {"photo": 3, "page": 2}
    assert status["model"].startswith("starter-")
    assert all(size > 0 for size in status["bytes"].values())
    files = output("status", "--files", "--library", library, "--json")
    assert {Path(file["path"]).name: (file["state"], file["items"]) for file in files} == {
        "0.jpg": ("indexed", 1),
        "1.jpg": ("indexed", 1),
        "2.jpg": ("indexed", 1),
        "notes.pdf": ("indexed", 2),
        "broken.png": ("failed", 0),
    }


def test_a_name_that_is_not_text_survives_json(tmp_path: Path, library: Path, write_photo) -> None:
    write_photo(tmp_path / "in" / "a.jpg")
    raw = os.fsencode(tmp_path / "in") + b"/caf\xe9.jpg"
    os.rename(tmp_path / "in" / "a.jpg", raw)
    mate("index", tmp_path / "in", "--library", library)
    (file,) = output("status", "--files", "--library", library, "--json")
    assert os.fsencode(file["path"]) == raw
    assert "caf" in mate("status", "--files", "--library", library).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("index", "/nowhere/at/all"), "no folder /nowhere/at/all"),
        (("search", "--text", "a"), "Index a folder first"),
        (("status",), "Index a folder first"),
        (("watch",), "no folder is watched"),
    ],
)
def test_when_nothing_can_be_done_it_says_why(
    library: Path, arguments: tuple[str, ...], says: str
) -> None:
    result = mate(*arguments, "--library", library)
    assert result.returncode == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "part", [("--text", "  "), ("--photo", "/gone.jpg"), ("--text-file", "/x")]
)
def test_a_query_that_cannot_be_answered(
    folder: Path, library: Path, part: tuple[str, str]
) -> None:
    mate("index", folder, "--library", library)
    result = mate("search", "--library", library, *part)
    assert result.returncode == 1
    assert result.stderr.startswith("mate: ")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["index", "watch", "search", "status", "evaluate", "train"])
def test_every_command_explains_itself(command: str) -> None:
    result = mate(command, "--help")
    assert result.returncode == 0
    assert f"mate {command}" in result.stdout
    assert len(result.stdout) > 200


def test_wrong_arguments_are_told_apart() -> None:
    assert mate("search").returncode == 2
    assert mate("index").returncode == 2


def test_watch_goes_on_watching(tmp_path: Path, library: Path, write_photo) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "watch", str(folder), "--library", str(library)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if line.startswith("watching"):
                break
        write_photo(folder / "a.jpg")
        deadline = time.monotonic() + 30
        while not output("status", "--library", library, "--json")["items"]["photo"]:
            assert time.monotonic() < deadline
    finally:
        process.terminate()  # not SIGINT: what runs the tests may have it ignored
        try:
            assert process.wait(30) == 143
        finally:
            process.kill()
            process.wait()
            process.stderr.close()
