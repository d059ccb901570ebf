"""The command line as a script uses it."""

import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.__main__ import main
from indexer.catalog import Catalog
from indexer.service import IndexService
from tools.sample_library import TEXTS as SAMPLE


def mate(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command here, which is many times as fast as in a process of its own."""
    said = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        patch.setattr(sys, "stdout", said[0])
        patch.setattr(sys, "stderr", said[1])
        try:
            code = main([*map(str, arguments)])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    texts = []
    for stream in said:
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8", "surrogateescape"))  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(["mate", *arguments], code, *texts)


def mate_by_itself(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command as a script does."""
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
        "videos": 1,
        "failed": [
            {
                "path": str(folder / "broken.png"),
                "reason": "not a picture of a kind that Mate reads, or damaged",
            }
        ],
        "partial": [],
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


def test_search_tells_which_regions_of_a_photo_answer(tmp_path: Path, library: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    both = Image.new("RGB", (800, 400))
    for place, name in enumerate(("coffee.jpg", "cat.jpg")):
        with Image.open(SAMPLE / "Photos" / name) as half:
            both.paste(half.resize((400, 400)), (400 * place, 0))
    both.save(folder / "both.jpg", quality=92)
    mate("index", folder, "--library", library)
    asked = ("search", "--library", library, "--regions", "1", "a cat looks into the camera")
    (hit,) = output(*asked, "--json")
    regions = np.array(hit["regions"])
    assert regions.shape == (5, 5)
    assert regions.sum() == pytest.approx(1, abs=0.01)
    assert regions[:, 3:].sum() > 2 * regions[:, :2].sum(), "it sits on the right"
    shown = mate(*asked).stdout
    assert re.search(r"mainly [45] from the left and [1-5] from the top, of 5", shown), shown
    assert "regions" not in output(*asked[:3], "a cat", "--json")[0]


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
    assert (hits[0]["page"], hits[0]["strength"]) == (None, "strong")
    assert {hit["kind"] for hit in hits} == {"photo", "page"}
    hits = output("search", "--library", library, "The lighthouse warns ships.", "--json")
    scores = {kind: [h["score"] for h in hits if h["kind"] == kind] for kind in ("photo", "page")}
    assert max(scores["page"]) > max(scores["photo"])
    assert [hit["kind"] for hit in hits] == ["photo"] * 3 + ["page"] * 2, "not by these scores"
    assert all(each == sorted(each, reverse=True) for each in scores.values())
    assert len(output(*asked, "--text", "bread", "--limit", "1")) == 1
    asked = ("search", "--library", library, "--json", "--text")
    (hit,) = output(*asked, "ships type:pdf", "--limit", "1")
    assert (hit["path"], hit["page"]) == (str(folder / "notes.pdf"), 2)
    result = mate(*asked, 'type:pdf she said "warns ships" to us')
    assert [hit["page"] for hit in json.loads(result.stdout)] == [2], "only what has the phrase"
    assert result.stderr == ""
    result = mate(*asked, 'The keeper of the lighthouse said "beware of the rocks" type:pdf')
    assert [hit["page"] for hit in json.loads(result.stdout)] == [2, 1]
    assert "No match has “beware of the rocks”. This is what comes nearest." in result.stderr
    result = mate(*asked, "Hiljainen ranta ja meri, jossa lapset rakentavat hiekkalinnaa.")
    assert json.loads(result.stdout)
    assert "in a language (fi) that the model does not read" in result.stderr
    listed = output(*asked, "type:jpg")
    assert {(hit["kind"], hit["score"], hit["strength"]) for hit in listed} == {
        ("photo", None, None)
    }


def test_one_photo_in_two_files_is_one_hit_with_both_paths(folder: Path, library: Path) -> None:
    shutil.copy(folder / "2.jpg", folder / "same.jpg")
    mate("index", folder, "--library", library)
    asked = ("search", "--library", library, "--photo", folder / "2.jpg", "--kind", "photo")
    first, *others = output(*asked, "--json")
    assert {first["path"], *first["copies"]} == {str(folder / "2.jpg"), str(folder / "same.jpg")}
    assert [hit["copies"] for hit in others] == [[], []]
    lines = mate(*asked).stdout.splitlines()
    assert lines[2].endswith(str(folder / "2.jpg"))
    assert lines[3].strip() == f"also {folder / 'same.jpg'}"


def test_search_sorts_what_is_relevant(folder: Path, library: Path, tmp_path: Path) -> None:
    for n, name in enumerate(("0.jpg", "1.jpg", "2.jpg", "notes.pdf")):
        moment = time.mktime((2010 + n, 5, 5, 0, 0, 0, 0, 0, -1))
        os.utime(folder / name, (moment, moment))
    (folder / "0.jpg").rename(folder / "10.jpg")
    mate("index", folder, "--library", library)

    def asked(*arguments: str) -> list[str]:
        hits = output("search", "--library", library, "--json", *arguments)
        return [os.path.basename(hit["path"]) for hit in hits]

    files = ("type:jpg", "--kind", "photo", "--sort")
    assert asked(*files, "newest") == ["2.jpg", "1.jpg", "10.jpg"]
    assert asked(*files, "oldest") == ["10.jpg", "1.jpg", "2.jpg"]
    assert asked(*files, "name") == ["1.jpg", "2.jpg", "10.jpg"]
    assert asked(*files, "name", "--limit", "1") == ["1.jpg"]
    together = asked("after:2000", "--sort", "oldest")
    assert together == ["10.jpg", "1.jpg", "2.jpg", "notes.pdf"], "photos and pages in one list"

    text = "The lighthouse warns ships."
    (page, *_) = output("search", "--library", library, "--json", text, "--sort", "oldest")
    assert (page["page"], page["strength"], page["moment"][:10]) == (2, "strong", "2013-05-05")
    written = mate("search", "--library", library, text, "--kind", "page", "--sort", "newest")
    lines = written.stdout.splitlines()
    assert lines[:2] == ["Pages", " Relevant"]
    assert lines[2].endswith(f"  2013-05-05  {folder / 'notes.pdf'}, page 2")
    assert " Weak" in lines
    assert "2013-05-05" not in lines[lines.index(" Weak") + 1]
    assert mate("search", "--library", library, text, "--sort", "size").returncode == 2


def test_search_by_documents_and_by_what_is_in_the_library(
    folder: Path, library: Path, tmp_path: Path, write_pdf
) -> None:
    mate("index", folder, "--library", library)
    asked = ("search", "--library", library, "--json")
    ships = write_pdf(tmp_path / "ships.pdf", ["A tower with a lamp guides sailors home."])
    (best, *_) = output(*asked, "--document", ships, "--kind", "page")
    assert best["page"] == 2
    ((sentence, score),) = best["sentences"]
    assert sentence == "A tower with a lamp guides sailors home."
    assert score == pytest.approx(best["score"], abs=0.01)

    liked = output(*asked, "--like", folder / "2.jpg", "--kind", "photo")
    assert liked[0]["path"] == str(folder / "2.jpg")
    notes = folder / "notes.pdf"
    pages = [
        [hit["page"] for hit in output(*asked, "--kind", "page", *part)]
        for part in (
            ("--like", notes),
            ("--like", f"{notes}#2"),
            ("what stands there", "--like", f"{notes}#1", "--not-like", f"{notes}#2"),
            ("--photo", folder / "1.jpg", "--like", f"{notes}#2", "--document", ships),
        )
    ]
    assert pages == [[1, 2], [2, 1], [1, 2], [2, 1]]
    for part, why in (
        (("--like", tmp_path / "ships.pdf"), "not in the library"),
        (("--like", f"{notes}#7"), "notes.pdf has no page 7"),
        (("--like", f"{folder / '1.jpg'}#1"), "1.jpg has no page 1"),
        (("--document", folder / "1.jpg"), "not a document"),
    ):
        told = mate("search", "--library", library, *part)
        assert told.returncode == 1
        assert why in told.stderr
    assert mate("search", "--library", library).returncode == 2


def test_parts_of_a_search_have_weights(folder: Path, library: Path, tmp_path: Path) -> None:
    mate("index", folder, "--library", library)
    asked = ("search", "--library", library, "--json", "--kind", "photo")

    def found(*arguments: object) -> list[tuple[str, float]]:
        return [(os.path.basename(hit["path"]), hit["score"]) for hit in output(*asked, *arguments)]

    one, two = ("--photo", folder / "1.jpg"), ("--photo", folder / "2.jpg")
    assert found(*one, *two, "--weight", "0") == found(*one)
    assert found(*one, "--weight", "0", *two) == found(*two)
    assert found(*one, *two, "--weight", "2")[0][0] == "2.jpg"
    assert found("shapes", "--weight", "0", *two) == found(*two)
    pushed = dict(found(*one, *two, "--weight", "-1"))
    assert pushed["1.jpg"] > dict(found(*one, *two))["1.jpg"]
    assert pushed["2.jpg"] < dict(found(*one, *two))["2.jpg"]
    like = dict(found(*one, "--not-like", folder / "2.jpg", "--weight", "1"))
    assert like == dict(found(*one, "--like", folder / "2.jpg", "--weight", "-1"))
    for wrong, why in (
        (("--weight", "2", *one), "--weight stands behind what it is of"),
        ((*one, "--weight", "many"), "invalid float value"),
    ):
        told = mate("search", "--library", library, *wrong)
        assert (told.returncode, why in told.stderr) == (2, True), told.stderr
    told = mate("search", "--library", library, *one, "--weight", "3")
    assert (told.returncode, told.stderr) == (1, "mate: A weight is -1 to 2, not 3.0.\n")
    told = mate("search", "--library", library, *one, "--weight", "nan")
    assert told.returncode == 1


def test_answers_for_people(folder: Path, library: Path) -> None:
    assert "4 indexed" in mate_by_itself("index", folder, "--library", library).stdout
    told = mate_by_itself("search", "--library", library, "--text", "ships at night").stdout
    assert "Photos" in told
    assert "notes.pdf, page 2" in told
    assert "1 video is not indexed" in mate("index", folder, "--library", library).stdout
    status = mate("status", "--library", library).stdout
    assert "1 video is not indexed" in status
    assert "3 photos, 2 pages" in status
    assert "broken.png" in mate("status", "--files", "--library", library).stdout


def test_status_as_json(folder: Path, library: Path) -> None:
    mate("index", folder, "--library", library)
    status = output("status", "--library", library, "--json")
    assert status["files"] == {"pending": 0, "indexed": 4, "failed": 1, "partial": 0}
    assert status["items"] == {"photo": 3, "page": 2}
    assert status["skipped"] == {"videos": 1}
    assert [folder["videos"] for folder in status["folders"]] == [1]
    assert status["model"].startswith("starter-")
    assert status["bytes"].pop("set_aside") == 0
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
    "part",
    [("--text", "  "), ("--text", "type:pfd"), ("--photo", "/gone.jpg"), ("--text-file", "/x")],
)
def test_a_query_that_cannot_be_answered(
    folder: Path, library: Path, part: tuple[str, str]
) -> None:
    mate("index", folder, "--library", library)
    result = mate("search", "--library", library, *part)
    assert result.returncode == 1
    assert result.stderr.startswith("mate: ")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "command", ["index", "watch", "search", "status", "verify", "rebuild", "evaluate", "train"]
)
def test_every_command_explains_itself(command: str) -> None:
    result = mate(command, "--help")
    assert result.returncode == 0
    assert f"mate {command}" in result.stdout
    assert len(result.stdout) > 200


@pytest.mark.parametrize("command", ["evaluate", "train"])
def test_without_torch_the_models_commands_say_so(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)  # as in the packaged program
    assert main([command, "--help"]) == 1
    assert f"mate: for mate {command}, torch is needed" in capsys.readouterr().err


def test_wrong_arguments_are_told_apart() -> None:
    assert mate("search").returncode == 2
    assert mate("index").returncode == 2


def test_a_command_leaves_no_handler_of_signals_behind(library: Path) -> None:
    handler = signal.getsignal(signal.SIGTERM)
    assert mate("status", "--library", library).returncode == 1
    assert signal.getsignal(signal.SIGTERM) is handler


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


def accounted(report: dict[str, Any]) -> bool:
    names = ("indexed", "unchanged", "renamed")
    return report["found"] == sum(report[name] for name in names) + len(report["failed"])


def test_files_left_over_from_an_interrupted_run_are_accounted_for(
    folder: Path, library: Path, tmp_path: Path, write_photo
) -> None:
    service = IndexService(library, load_model=False)
    service.add_folder(str(folder))
    while not service.totals().pending:
        service.step()
    service.close()
    write_photo(tmp_path / "other" / "a.jpg", seed=50)
    report = output("index", tmp_path / "other", "--library", library, "--json")
    assert report["found"] == 6
    assert [failure["path"] for failure in report["failed"]] == [str(folder / "broken.png")]
    assert accounted(report)


def test_all_is_accounted_for_after_a_change_of_the_model(folder: Path, library: Path) -> None:
    output("index", folder, "--library", library, "--json")
    catalog = Catalog(library / "catalog.db")
    catalog.forget_model(catalog.setting("model"))  # as after an update to another model
    catalog.close()
    report = output("index", folder, "--library", library, "--json")
    assert (report["found"], report["indexed"], report["unchanged"]) == (5, 4, 0)
    assert accounted(report)


def test_files_below_a_folder_that_cannot_be_listed_are_not_counted(
    folder: Path, library: Path
) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "broken.jpg").write_bytes(b"no picture")
    output("index", folder, "--library", library, "--json")
    (folder / "sub").rename(folder / "away")
    (folder / "sub").symlink_to("sub")  # nobody can list it, root included
    report = output("index", folder / "sub", folder, "--library", library, "--json")
    assert accounted(report)


def test_index_indexes_what_the_window_has_paused(folder: Path, library: Path) -> None:
    service = IndexService(library, load_model=False)
    service.set_paused(True)
    service.close()
    assert output("index", folder, "--library", library, "--json")["indexed"] == 4
    service = IndexService(library, load_model=False)
    assert service.paused
    service.close()


def test_runs_one_after_another_leave_no_garbage(folder: Path, library: Path, write_photo) -> None:
    """Case 58: thousands of versions."""
    output("index", folder, "--library", library, "--json")
    embedded = {path.name for path in (library / "thumbnails").rglob("*.jpg")}
    for n in range(3):
        (folder / f"{n}.jpg").unlink()
    write_photo(folder / "new.jpg", seed=60)
    output("index", folder, "--library", library, "--json")
    left = {path.name for path in (library / "thumbnails").rglob("*.jpg")}
    assert len(left & embedded) == 2  # the pages of the PDF
    assert len(left) == 3


def test_a_catalog_damaged_in_the_middle_is_said_so(folder: Path, library: Path) -> None:
    output("index", folder, "--library", library, "--json")
    catalog = library / "catalog.db"
    data = bytearray(catalog.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    catalog.write_bytes(data)
    for command in (("status",), ("search", "--text", "a"), ("verify", "--dry-run")):
        result = mate(*command, "--library", library)
        assert result.returncode == 1
        assert "catalog" in result.stderr
        assert "Traceback" not in result.stderr
    result = mate("index", folder, "--library", library)
    assert result.returncode == 0
    assert "set aside as catalog-damaged-" in result.stderr
    assert output("status", "--library", library, "--json")["items"] == {"photo": 3, "page": 2}


def test_any_limit_can_be_asked_for(folder: Path, library: Path) -> None:
    output("index", folder, "--library", library, "--json")
    asked = ("search", "--text", "a", "--limit", 10**13, "--library", library, "--json")
    assert len(output(*asked)) == 5


def test_ctrl_c_leaves_no_trace_of_its_decoders(tmp_path: Path, library: Path, write_photo) -> None:
    for n in range(60):
        write_photo(tmp_path / "in" / f"{n}.jpg", seed=n, size=(1200, 900))
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "index", str(tmp_path / "in"), "--library", str(library)],
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
        # What runs the tests may have it ignored, which children inherit.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        deadline = time.monotonic() + 60
        while not list((library / "thumbnails").rglob("*.jpg")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert output("status", "--library", library, "--json")["files"]["failed"] == 0


def test_no_room_for_the_catalog_is_said_so_and_mended(
    tmp_path: Path, library: Path, write_photo
) -> None:
    for n in range(400):
        write_photo(tmp_path / "in" / ("long name " * 20 + f"{n}.jpg"), seed=n, size=(16, 16))
    IndexService(library, load_model=False).close()
    full = subprocess.run(
        [sys.executable, "-m", "app", "index", str(tmp_path / "in"), "--library", str(library)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )
    assert full.returncode == 1
    assert "mate: " in full.stderr
    assert "Traceback" not in full.stderr
    report = output("index", tmp_path / "in", "--library", library, "--json")
    assert report["found"] == 400
    assert accounted(report)


def test_files_of_a_drive_that_is_away_wait_through_a_change_of_the_model(
    folder: Path, library: Path, tmp_path: Path, write_photo
) -> None:
    write_photo(tmp_path / "other" / "a.jpg", seed=50)
    output("index", folder, tmp_path / "other", "--library", library, "--json")
    folder.rename(tmp_path / "away")
    shutil.rmtree(library / "store")
    report = output("index", tmp_path / "other", "--library", library, "--json")
    assert (report["found"], report["indexed"], report["failed"]) == (1, 1, [])
    status = output("status", "--library", library, "--json")
    assert status["files"] == {"pending": 4, "indexed": 1, "failed": 1, "partial": 0}
    (tmp_path / "away").rename(folder)
    report = output("index", folder, "--library", library, "--json")
    assert report["indexed"] == 4
    assert accounted(report)


def test_a_folder_that_goes_away_during_a_run_is_accounted_for(
    library: Path, tmp_path: Path, write_photo
) -> None:
    folder = tmp_path / "photos"
    for n in range(150):
        write_photo(folder / f"{n}.jpg", seed=n, size=(900, 700))
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "index", folder, "--library", library, "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list((library / "thumbnails").rglob("*.jpg")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    folder.rename(tmp_path / "away")
    report = json.loads(process.communicate(timeout=60)[0])
    assert report["found"] == 150
    assert report["failed"]
    assert accounted(report)
    (tmp_path / "away").rename(folder)
    again = output("index", folder, "--library", library, "--json")
    assert again["failed"] == []
    assert accounted(again)


def test_a_store_that_takes_nothing_still_gives_the_report(
    tmp_path: Path, library: Path, write_photo
) -> None:
    """As when the disk fills up in mid-run: what was done counts, the rest is named."""
    for n in range(6):
        write_photo(tmp_path / "in" / f"{n}.jpg", seed=n, size=(16, 16))
    output("index", tmp_path / "in", "--library", library, "--json")
    for n in range(6, 9):
        write_photo(tmp_path / "in" / f"{n}.jpg", seed=n, size=(16, 16))
    (transactions,) = (library / "store").glob("*.lance/_transactions")
    transactions.rename(library / "transactions")
    transactions.write_bytes(b"")  # no folder, so nothing can be written into it
    full = mate("index", tmp_path / "in", "--library", library, "--json")
    assert full.returncode == 1, "nothing new could be done"
    assert "indexing could not go on: The store cannot be written" in full.stderr
    assert full.stderr.count("The store cannot be written") == 1
    report = json.loads(full.stdout)
    assert (report["found"], report["unchanged"], report["indexed"]) == (9, 6, 0)
    assert [f["reason"][:29] for f in report["failed"]] == ["The store cannot be written: "] * 3

    transactions.unlink()
    (library / "transactions").rename(transactions)
    report = output("index", tmp_path / "in", "--library", library, "--json")
    assert (report["found"], report["indexed"], report["failed"]) == (9, 3, [])


def test_a_pipe_as_the_query_photo_is_refused_at_once(library: Path, tmp_path: Path) -> None:
    IndexService(library, load_model=False).close()
    os.mkfifo(tmp_path / "pipe.jpg")
    began = time.monotonic()
    result = mate("search", "--photo", tmp_path / "pipe.jpg", "--library", library)
    assert result.returncode != 0
    assert "not a regular file" in result.stderr
    assert time.monotonic() - began < 40  # it was given up after a minute
    result = mate("search", "--photo", tmp_path / "nowhere.jpg", "--library", library)
    assert result.returncode != 0
    assert "there is no such file" in result.stderr


@pytest.mark.parametrize("command", ["index", "watch"])
def test_a_model_that_is_not_there_is_said_once_and_leaves_no_folder_behind(
    folder: Path, library: Path, command: str
) -> None:
    result = mate(command, folder, "--library", library, "--model", "no-such-model")
    assert result.returncode == 1
    named = os.path.abspath("no-such-model")
    assert result.stderr == f"mate: {named}: there is no such model folder\n"
    service = IndexService(library, load_model=False)
    try:
        assert service.folders() == ()
    finally:
        service.close()


def test_housekeeping_that_fails_costs_no_report(folder: Path, library: Path, write_photo) -> None:
    output("index", folder, "--library", library, "--json")
    (table,) = (library / "store").glob("*.lance")
    (table / "_deletions").write_bytes(b"")  # no folder: rows cannot be deleted, as on a full disk
    (folder / "0.jpg").unlink()
    write_photo(folder / "new.jpg", seed=60)
    result = mate("index", folder, "--library", library, "--json")
    assert "not cleaned up" in result.stderr
    report = json.loads(result.stdout)
    assert (result.returncode, report["indexed"], report["removed"]) == (0, 1, 1)


def test_a_store_that_cannot_be_read_still_gives_the_report(folder: Path, library: Path) -> None:
    output("index", folder, "--library", library, "--json")
    (table,) = (library / "store").glob("*.lance")
    (table / "data").rename(library / "data")
    (table / "data").write_bytes(b"")  # not a matter of damage, as far as can be told
    result = mate("index", folder, "--library", library, "--json")
    assert "indexing could not go on: The store cannot be read" in result.stderr
    assert json.loads(result.stdout)["unchanged"] == 4
    (table / "data").unlink()
    (library / "data").rename(table / "data")
    assert output("index", folder, "--library", library, "--json")["indexed"] == 0


def test_the_limit_on_pixels_can_be_set_and_is_remembered(
    tmp_path: Path, library: Path, write_photo
) -> None:
    """Case 8: an adjustable cap. What was refused is read once it is raised."""
    folder = tmp_path / "scans"
    write_photo(folder / "small.png", seed=1, size=(900, 900))
    write_photo(folder / "large.png", seed=2, size=(2100, 1000))
    report = output("index", folder, "--library", library, "--max-megapixels", "1", "--json")
    assert report["indexed"] == 1
    assert [failure["reason"] for failure in report["failed"]] == [
        "2100 × 1000 pixels are more than the limit of 1 megapixels; "
        "`mate index FOLDER --max-megapixels 3` raises it"
    ]
    write_photo(folder / "another.png", seed=3, size=(1000, 2100))
    report = output("index", folder, "--library", library, "--json")
    assert (report["indexed"], len(report["failed"])) == (0, 2)
    report = output("index", folder, "--library", library, "--max-megapixels", "3", "--json")
    assert (report["found"], report["indexed"], report["failed"]) == (3, 2, [])
    assert mate("index", folder, "--library", library, "--max-megapixels", "-1").returncode == 2
