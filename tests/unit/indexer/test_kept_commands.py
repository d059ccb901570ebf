"""`mate saved` and `mate collection`, as a script uses them."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from indexer.service import IndexService
from tests.unit.indexer.conftest import finish, index
from tests.unit.indexer.test_command_line import mate


@pytest.fixture
def folder(tmp_path: Path, write_photo, write_pdf) -> Path:
    folder = tmp_path / "photos"
    for n in range(3):
        write_photo(folder / f"{n}.jpg", seed=n * 5)
    write_pdf(folder / "notes.pdf", ["Bread from flour and yeast.", "The lighthouse warns ships."])
    return folder


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Path:
    service = IndexService(tmp_path / "library")
    service.wait_for_model()
    index(service, folder)
    service.close()
    return tmp_path / "library"


def output(library: Path, *arguments: str | Path, status: int = 0) -> Any:
    result = mate("--library", library, *arguments, "--json")
    assert result.returncode == status, result.stderr
    return json.loads(result.stdout)


def test_a_saved_search_is_asked_again_of_the_library_as_it_is(
    library: Path, folder: Path, write_pdf
) -> None:
    assert output(library, "saved", "add", "Ships", "a lighthouse type:pdf") == {"name": "Ships"}
    photo = ("--photo", folder / "1.jpg")
    assert output(library, "saved", "add", "Like it", *photo) == {"name": "Like it"}
    assert [each["name"] for each in output(library, "saved", "list")] == ["Like it", "Ships"]
    first = output(library, "saved", "run", "ships", "--limit", "1")
    assert [(hit["path"], hit["page"]) for hit in first] == [(str(folder / "notes.pdf"), 2)]
    write_pdf(folder / "new.pdf", ["A lighthouse on a rock; its lighthouse keeper."])
    mate("index", folder, "--library", library)
    paths = {hit["path"] for hit in output(library, "saved", "run", "Ships")}
    assert str(folder / "new.pdf") in paths

    os.rename(folder / "1.jpg", folder / "moved.jpg")
    mate("index", folder, "--library", library)
    best = output(library, "saved", "run", "Like it", "--kind", "photo")[0]
    assert (best["path"], best["score"] > 0.99) == (str(folder / "moved.jpg"), True)
    os.unlink(folder / "moved.jpg")
    result = mate("--library", library, "saved", "run", "Like it")
    assert result.returncode == 1
    assert f"searches with what is not there: {folder / '1.jpg'}" in result.stderr

    for wrong, reason in (
        (("run", "Nothing"), "There is no saved search “Nothing”; there is: “Like it”, “Ships”."),
        (("add", "Dates", "date:tomorrow"), "date:tomorrow is no date"),
        (("add", "Nothing"), "There is no question to save"),
        (("add", "Photo", "--photo", "/no/such.jpg"), "There is no photo /no/such.jpg"),
    ):
        result = mate("--library", library, "saved", *wrong)
        assert (result.returncode, result.stdout) == (1, "")
        assert reason in result.stderr

    assert output(library, "saved", "rename", "Ships", "Boats") == {"name": "Boats"}
    output(library, "saved", "remove", "Boats")
    assert [each["name"] for each in output(library, "saved", "list")] == ["Like it"]
    output(library, "saved", "restore", "boats")
    assert [each["name"] for each in output(library, "saved", "list")] == ["Boats", "Like it"]


def test_all_that_can_be_asked_can_be_saved(
    library: Path, folder: Path, tmp_path: Path, write_pdf
) -> None:
    ships = write_pdf(tmp_path / "ships.pdf", ["A tower with a lamp guides sailors home."])
    parts = (
        *("shapes", "--weight", "0.5", "--photo", folder / "1.jpg", "--weight", "2"),
        *("--document", ships, "--like", f"{folder / 'notes.pdf'}#2"),
        *("--not-like", folder / "2.jpg"),
    )
    output(library, "saved", "add", "All", *parts)
    (saved,) = output(library, "saved", "list")
    assert [part["weight"] for part in saved["parts"]] == [0.5, 2.0, 1.0, 1.0, -0.5]
    assert saved["parts"][3]["item"]["page"] == 2
    assert output(library, "saved", "run", "All") == output(library, "search", *parts)
    os.unlink(ships)
    result = mate("--library", library, "saved", "run", "All")
    assert result.returncode == 0
    assert result.stderr == f"mate: {ships} is not there any more; the rest is searched for\n"


def test_what_is_kept_is_shown_in_another_order(library: Path, folder: Path) -> None:
    for n, day in ((0, 30), (1, 20), (2, 40)):
        os.utime(folder / f"{n}.jpg", (day * 86_400, day * 86_400))
    mate("index", folder, "--library", library)

    def names(*arguments: str) -> list[str]:
        return [os.path.basename(hit["path"]) for hit in output(library, *arguments)]

    output(library, "saved", "add", "All", "type:jpg", "--sort", "oldest")
    assert names("saved", "run", "All") == ["1.jpg", "0.jpg", "2.jpg"]
    assert names("saved", "run", "All", "--sort", "name") == ["0.jpg", "1.jpg", "2.jpg"]
    output(library, "collection", "add", "Best", *(str(folder / f"{n}.jpg") for n in (2, 0, 1)))
    show = ("collection", "show", "Best")
    assert names(*show) == ["2.jpg", "0.jpg", "1.jpg"], "as they were put there"
    assert names(*show, "--sort", "newest") == ["2.jpg", "0.jpg", "1.jpg"]
    assert names(*show, "--sort", "oldest") == ["1.jpg", "0.jpg", "2.jpg"]
    (line, *_) = mate("--library", library, *show, "--sort", "oldest").stdout.splitlines()
    assert line.startswith("1970-01-2")
    os.unlink(folder / "0.jpg")
    mate("index", folder, "--library", library)
    assert names(*show, "--sort", "newest") == ["2.jpg", "1.jpg", "0.jpg"], "of what is gone, none"


def test_a_saved_search_asks_without_a_photo_that_has_vanished(
    library: Path, folder: Path, tmp_path: Path, write_photo
) -> None:
    photo = write_photo(tmp_path / "elsewhere.jpg", seed=3)
    output(library, "saved", "add", "Ships", "a lighthouse", "--photo", photo)
    os.unlink(photo)
    result = mate("--library", library, "saved", "run", "Ships", "--kind", "page")
    assert result.returncode == 0
    assert f"mate: {photo} is not there any more" in result.stderr
    assert "notes.pdf" in result.stdout


def test_a_collection_is_filled_shown_exported_and_outlives_its_files(
    library: Path, folder: Path, tmp_path: Path
) -> None:
    added = output(
        *(library, "collection", "add", "Best", folder / "0.jpg", folder / "1.jpg"),
        *(folder / "notes.pdf", folder / "none.jpg", "--page", "2"),
    )
    assert added["added"] == 3
    assert added["failed"] == [
        {
            "path": str(folder / "none.jpg"),
            "reason": "it is not in the library, or still to be read",
        }
    ]
    assert output(library, "collection", "list") == [{"name": "Best", "members": 3}]
    nine = output(
        library, "collection", "add", "Other", folder / "notes.pdf", "--page", "9", status=1
    )
    assert nine["failed"][0]["reason"] == "it has no page 9"
    assert len(output(library, "collection", "list")) == 1, "none is made for nothing"

    os.unlink(folder / "1.jpg")
    os.rename(folder / "0.jpg", folder / "renamed.jpg")
    assert mate("index", folder, "--library", library).returncode == 0
    shown = output(library, "collection", "show", "best")
    assert [(each["path"], each["page"], each["gone"]) for each in shown] == [
        (str(folder / "renamed.jpg"), None, False),
        (str(folder / "1.jpg"), None, True),
        (str(folder / "notes.pdf"), 2, False),
    ]

    out = tmp_path / "out"
    copied = output(library, "collection", "export", "Best", out)
    assert copied["written"] == 2
    assert copied["failed"][0]["path"] == str(folder / "1.jpg")
    assert sorted(path.name for path in out.iterdir()) == ["notes.pdf", "renamed.jpg"]
    table = tmp_path / "best.csv"
    assert output(library, "collection", "export", "Best", table)["written"] == 3
    refused = mate("--library", library, "collection", "export", "Best", table)
    assert refused.returncode == 1
    assert "is there already" in refused.stderr
    output(library, "collection", "export", "Best", table, "--replace")
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert [row["gone"] for row in csv.DictReader(file)] == ["", "yes", ""]

    assert output(library, "collection", "remove", "Best", folder / "1.jpg") == {"removed": 1}
    assert output(library, "collection", "remove", "Best", folder / "1.jpg", status=1) == {
        "removed": 0
    }
    output(library, "collection", "delete", "Best")
    assert output(library, "collection", "list") == []
    output(library, "collection", "restore", "Best")
    assert output(library, "collection", "list") == [{"name": "Best", "members": 2}]


def test_the_hits_of_a_search_are_exported(library: Path, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "hits.m3u8"
    told = output(
        *(library, "search", "a lighthouse", "--kind", "page", "--export", target),
    )
    assert told == {"written": 1, "target": str(target), "failed": []}
    assert target.read_text().splitlines()[2] == str(folder / "notes.pdf")


def test_verify_and_rebuild_leave_what_is_kept(library: Path, folder: Path) -> None:
    output(library, "collection", "add", "Best", folder / "0.jpg", folder / "1.jpg")
    output(library, "saved", "add", "Ships", "a lighthouse")
    os.unlink(folder / "1.jpg")
    mate("index", folder, "--library", library)
    report = output(library, "verify")
    assert (report["thumbnails_unknown"], report["not_repaired"]) == (0, [])
    output(library, "rebuild")
    service = IndexService(library)
    service.wait_for_model()
    finish(service)
    while service.upkeep.sweep():  # what the idle time of a start removes
        pass
    kept = service.kept.state()
    shown = service.kept.show(kept.collections[0].id)
    service.close()
    assert ([each.title for each in kept.saved], kept.collections[0].members) == (["Ships"], 2)
    assert [hit.gone for hit in shown] == [False, True]
    assert all(Path(hit.thumbnail).is_file() for hit in shown)
