"""What goes out to other programs: right to the byte, harmless, and nothing of theirs replaced."""

import csv
import errno
import io
import json
import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indexer.export as export_module
import indexer.messages as m
from indexer.export import (
    Exporter,
    ExportError,
    TakenError,
    copy_files,
    exact,
    export,
    write_csv,
    write_json,
    write_list,
)
from indexer.messages import Box, Hit, Metadata, Why

HERON = Hit(
    "photo", "/p/heron, grey.jpg", 0, 0.4321987, "/t.jpg", 40, 30,
    Why((("A heron waits.", 0.5),)), ("/q/copy.jpg",),
    Metadata("2019-05-12", title='=cmd|"/c calc"!A1', keywords=("bird", "river"), rating=5),
)  # fmt: skip
WHOLE = replace(
    HERON, strength="strong", moment="2019-05-12T00:00:00", alike=("/r/heron, small.jpg",),
    why=Why((("A heron waits.", 0.5),), "A sign.", (Box(0.1, 0.2, 0.30000001, 0.4),)),
    metadata=Metadata(
        "2019-05-12", "Camera", "Lens", 38.7, -9.1, "Title", "Description", ("bird",), 5
    ),
)  # fmt: skip
PAGE = Hit("page", "/p/notes.pdf", 3, -0.1, "/u.jpg", 600, 800, Why((), "Line one\nline two; “鷺”"))
GONE = Hit("photo", "/p/gone.jpg", 0, None, "", 0, 0, gone=True)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_json_has_all_that_is_known() -> None:
    said = json.loads(write_json((HERON, PAGE, GONE), "Birds"))
    assert said["name"] == "Birds"
    heron, page, _ = said["hits"]
    assert (heron["path"], heron["page"], heron["score"]) == ("/p/heron, grey.jpg", None, 0.432199)
    assert heron["sentences"] == [["A heron waits.", 0.5]]
    assert heron["copies"] == ["/q/copy.jpg"]
    assert heron["metadata"]["keywords"] == ["bird", "river"]
    assert (page["page"], page["passage"]) == (3, "Line one\nline two; “鷺”")
    assert [each["gone"] for each in said["hits"]] == [False, False, True]


def test_a_table_says_the_same_and_computes_nothing() -> None:
    heron, page, gone = rows(write_csv((HERON, PAGE, GONE)))
    assert heron["path"] == "/p/heron, grey.jpg"
    assert heron["title"] == "'" + HERON.metadata.title
    assert heron["sentences"] == "A heron waits. (0.50)"
    assert (heron["score"], heron["rating"], heron["keywords"]) == ("0.432199", "5", "bird; river")
    assert (page["page"], page["score"], page["passage"]) == ("3", "-0.1", PAGE.why.passage)
    assert (gone["gone"], gone["score"]) == ("yes", "")


def test_a_table_has_a_column_for_all_that_json_has() -> None:
    (said,) = json.loads(write_json((WHOLE,), ""))["hits"]
    said |= said.pop("metadata")
    (row,) = rows(write_csv((WHOLE,)))
    assert set(row) == set(said)
    assert all(row[name] for name in set(row) - {"page", "gone"})
    assert (row["moment"], row["alike"]) == (WHOLE.moment, WHOLE.alike[0])
    assert row["boxes"] == "0.1 0.2 0.3 0.4"


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_cell_is_a_formula_and_none_breaks_its_row(title: str, passage: str) -> None:
    hit = replace(HERON, why=Why((), passage), metadata=Metadata(title=title))
    data = write_csv((hit, PAGE))
    first, second = rows(data)
    assert second["path"] == PAGE.path
    for cell, said in ((first["title"], title), (first["passage"], passage)):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert cell.lstrip("'") == said.encode("utf-8", "replace").decode().lstrip("'")


@settings(deadline=None)
@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_any_name_is_in_the_list_to_the_byte(name: bytes) -> None:
    path = os.fsdecode(b"/p/" + name)
    data, listed = write_list((replace(HERON, path=path), GONE, PAGE, replace(PAGE, page=4)))
    assert [hit.path for hit in listed] == [path, PAGE.path]
    head, info, line, _, second, end = data.decode("utf-8").split("\n")
    assert (head, second, end) == ("#EXTM3U", PAGE.path, "")
    assert info.startswith("#EXTINF:-1,")
    if line.startswith("file://"):
        assert unquote_to_bytes(line.removeprefix("file://")) == b"/p/" + name
    else:
        assert os.fsencode(line) == b"/p/" + name


def test_a_usual_name_stays_as_it_is() -> None:
    assert exact("/p/Straße 鷺.jpg") == "/p/Straße 鷺.jpg"
    assert exact("/p/a\nb.jpg") == "file:///p/a%0Ab.jpg"


# --- copies ------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> list[Hit]:
    hits = []
    for n, name in enumerate(("a/heron.jpg", "b/heron.jpg", "b/notes.pdf")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes([n]) * (n + 1) * 1_000_000)
        os.utime(path, ns=(1_500_000_000_000_000_123, 1_400_000_000_000_000_321))
        kind: m.Kind = "page" if name.endswith("pdf") else "photo"
        hits.append(Hit(kind, str(path), 0, 0.5, "", 0, 0))
    return hits


def test_copies_keep_their_times_and_replace_nothing(files: list[Hit], tmp_path: Path) -> None:
    out = tmp_path / "out" / "new"
    out.mkdir(parents=True)
    (out / "notes.pdf").write_text("another")
    told = []
    report = copy_files(
        [*files, replace(files[2], page=2)], str(out), tell=lambda *done: told.append(done)
    )
    assert (report.written, report.failures, report.cancelled) == (3, [], False)
    assert sorted(path.name for path in out.iterdir()) == [
        "heron (2).jpg",
        "heron.jpg",
        "notes (2).pdf",
        "notes.pdf",
    ]
    assert (out / "notes.pdf").read_text() == "another"
    assert (out / "heron (2).jpg").read_bytes() == Path(files[1].path).read_bytes()
    assert (out / "heron.jpg").stat().st_mtime_ns == 1_400_000_000_000_000_321
    assert told[-1] == (6_000_000, 6_000_000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_what_cannot_be_copied_is_named_and_the_rest_goes_on(
    files: list[Hit], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    missing = str(tmp_path / "missing.jpg")
    odd = [replace(files[0], path=path) for path in (missing, str(tmp_path / "pipe.jpg"))]
    report = copy_files([*odd, GONE, *files], str(tmp_path / "out"))
    assert report.written == 3
    reasons = dict(report.failures)
    assert "no such file" in reasons[missing]
    assert "not a regular file" in reasons[str(tmp_path / "pipe.jpg")]
    assert "not in the library any more" in reasons[GONE.path]


def test_a_copy_that_is_cancelled_leaves_no_half_file(files: list[Hit], tmp_path: Path) -> None:
    done = [0]

    def note(count: int, _total: int) -> None:
        done[0] = count

    report = copy_files(
        files, str(tmp_path / "out"), tell=note, cancelled=lambda: done[0] > 1_500_000
    )
    assert (report.written, report.cancelled) == (1, True)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["heron.jpg"]


def test_too_little_room_is_seen_before_anything_is_copied(
    files: list[Hit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = export_module.shutil.disk_usage(tmp_path)
    monkeypatch.setattr(
        export_module.shutil, "disk_usage", lambda _path: usage._replace(free=5_999_999)
    )
    with pytest.raises(ExportError, match=r"the files take 6\.0 MB and 6\.0 MB are free"):
        copy_files(files, str(tmp_path / "out"))
    assert not any((tmp_path / "out").iterdir())


def test_a_drive_that_fills_up_names_what_is_left_and_keeps_no_half(
    files: list[Hit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module, "_require_room", lambda folder, _n: os.makedirs(folder))
    opened = os.open

    def full(path: str, flags: int, mode: int = 0o777, **more: int | None) -> int:
        if str(path).startswith(str(tmp_path / "out")) and "heron (2)" in str(path):
            opened(path, flags, mode)
            return opened("/dev/full", os.O_WRONLY)
        return opened(path, flags, mode, **more)

    monkeypatch.setattr(export_module.os, "open", full)
    report = copy_files(files, str(tmp_path / "out"))
    assert report.written == 1
    assert [path for path, _ in report.failures] == [files[1].path, files[2].path]
    assert {reason for _, reason in report.failures} == {"there is no room left for the copy"}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["heron.jpg"]


def test_a_file_is_replaced_only_where_that_is_said(files: list[Hit], tmp_path: Path) -> None:
    target = tmp_path / "found.json"
    order = m.Export(1, tuple(files), "json", str(target))
    assert export(order).written == 3
    target.write_text("mine")
    with pytest.raises(TakenError, match=r"found\.json is there already"):
        export(order)
    assert target.read_text() == "mine"
    (tmp_path / "link.json").symlink_to("nowhere")
    with pytest.raises(TakenError):
        export(replace(order, target=str(tmp_path / "link.json")))
    assert export(replace(order, replaces=True)).written == 3
    assert len(json.loads(target.read_text())["hits"]) == 3
    assert not list(tmp_path.glob("*.part"))


def test_what_cannot_be_written_whole_leaves_nothing(
    files: list[Hit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: str, _target: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export_module.os, "replace", full)
    with pytest.raises(ExportError, match="No space left"):
        export(m.Export(1, tuple(files), "csv", str(tmp_path / "found.csv")))
    assert not list(tmp_path.glob("found*"))


def test_a_folder_that_is_none_is_refused_by_name(files: list[Hit], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="file cannot be used"):
        copy_files(files, str(tmp_path / "file"))
    order = m.Export(1, tuple(files), "json", str(tmp_path / "no" / "such" / "a.json"))
    with pytest.raises(ExportError, match="cannot be written"):
        export(order)
    assert not list(tmp_path.glob("**/*.part"))


def test_an_exporter_works_behind_and_can_be_stopped(files: list[Hit], tmp_path: Path) -> None:
    events: list[m.Event] = []
    begun, goes_on = threading.Event(), threading.Event()

    def send(event: m.Event) -> None:
        events.append(event)
        begun.set()
        goes_on.wait(20)

    exporter = Exporter(send)
    exporter.begin(m.Export(1, tuple(files), "copies", str(tmp_path / "out")))
    assert begun.wait(20)
    exporter.begin(m.Export(2, tuple(files), "csv", str(tmp_path / "a.csv")))
    exporter.cancel(1)
    goes_on.set()
    deadline = time.monotonic() + 20
    while len([e for e in events if isinstance(e, m.ExportDone)]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    exporter.stop()
    first, second = [e for e in events if isinstance(e, m.ExportDone)]
    assert (first.id, first.cancelled, first.written) == (1, True, 1)
    assert (second.id, second.cancelled, second.written) == (2, False, 3)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["heron.jpg"]
    assert isinstance(events[0], m.ExportChanged)
