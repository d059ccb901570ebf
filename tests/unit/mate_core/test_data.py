"""The readers, on small folders of the real layout."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from mate_core import data
from mate_core.evaluate.benchmarks import benchmarks

WriteData = Callable[[Path, Path], None]


@pytest.fixture
def folder(tmp_path: Path, write_data: WriteData) -> Path:
    write_data(tmp_path / "data", tmp_path / "photos")
    return tmp_path / "data"


def test_flickr8k(folder: Path) -> None:
    train, val = data.flickr8k(folder, "train"), data.flickr8k(folder, "val")
    assert (len(train), len(val)) == (8, 4)
    assert not set(train.images) & set(val.images)
    assert train.texts[0] == tuple(f'A "dog" number 4, view {v} .' for v in range(5))


def test_figures(folder: Path) -> None:
    source = data.figure_source(folder, "openstax")
    assert len(source) == 4
    assert [len(texts) for texts in source.texts] == [3, 4, 4, 4], "an empty caption is none"
    opening, whole = source.texts[1][2:]
    assert len(opening.split()) == 160
    assert whole.startswith(opening)
    assert len(whole.split()) == 400
    sections = [figure.section for figure in data.figures(folder, "openstax", "dev")]
    assert sections == ["b/m/s0", "b/m/s0", "b/m/s1", "b/m/s1"]


def test_a_fifth_of_the_labelled_is_held_back(folder: Path) -> None:
    train, held = data.labelled(folder, "train"), data.labelled(folder, "held-back")
    assert len(train) + len(held) == 40
    assert 0 < len(held) < 20
    assert not set(train.images) & set(held.images)
    assert set(train.documents) == {"abbey", "bakery, shop"}
    assert data.labelled(folder, "held-back") == held


def test_benchmarks(folder: Path, tmp_path: Path) -> None:
    found = benchmarks(folder, tmp_path / "photos")
    assert {name: len(lines) for name, lines in found.items() if "labels" not in name} == {
        "flickr8k-val": 4,
        "captioned40k-val": 3,
        "openstax-dev-long-captions": 3,
        "openstax-dev-long-captions-all": 2,
        "openstax-dev-growing": 3,
        "openstax-dev-documents": 3,
        "openstax-dev-documents-all": 4,
    }
    assert list(benchmarks(folder, None, ["flickr8k-val", "captioned40k-val"])) == ["flickr8k-val"]
    assert "captioned40k-val" not in benchmarks(folder, None)
    assert all(len(line.texts) == 1 for line in found["labels-held-back"])


def _spoil(path: Path, old: str, new: str) -> None:
    if path.suffix == ".gz":
        text = gzip.decompress(path.read_bytes()).decode()
        path.write_bytes(gzip.compress(text.replace(old, new, 1).encode()))
    else:
        path.write_text(path.read_text().replace(old, new, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("flickr8k/captions.tsv", "split", "spilt", r"captions\.tsv:1: expected the columns"),
        ("flickr8k/captions.tsv", "4.jpg\ttrain", "4.jpg", r"captions\.tsv:22: expected 3 columns"),
        ("flickr8k/captions.tsv", '\tA "dog" number 4, view 0 .', "\t ", r":22: the text is empty"),
        (
            "flickr8k/captions.tsv",
            "4.jpg\ttrain",
            "x.jpg\ttrain",
            r":22: .*x\.jpg: this photo is named",
        ),
        ("openstax/train.jsonl.gz", '"alt"', '"alto"', r"train\.jsonl\.gz:1: without text .* alt"),
        ("openstax/train.jsonl.gz", '{"image"', '"image"', r"train\.jsonl\.gz:1: not JSON"),
        ("openstax/train.jsonl.gz", '"0.jpg"', '"no.jpg"', r"gz:1: .*no\.jpg: this photo is named"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, file: str, old: str, new: str, message: str) -> None:
    _spoil(folder / file, old, new)
    with pytest.raises(data.DataError, match=message):
        _ = data.flickr8k(folder, "train"), data.figure_source(folder, "openstax")


def test_damaged_files_are_named(folder: Path) -> None:
    path = folder / "captioned40k.jsonl.gz"
    whole = path.read_bytes()
    rows = b"[1]\n", b"\xff\n"
    for content in (whole[:40], b"no gzip", *(gzip.compress(row) for row in rows)):
        path.write_bytes(content)
        with pytest.raises(data.DataError, match=r"captioned40k\.jsonl\.gz"):
            data.captioned40k(folder, folder, "val")
    (folder / "flickr8k" / "captions.tsv").write_bytes(b"image\tsplit\tcaption\n\xff\t\t\n")
    with pytest.raises(data.DataError, match=r"captions\.tsv: not UTF-8"):
        data.flickr8k(folder, "val")


def test_another_folder_is_not_a_data_folder(tmp_path: Path) -> None:
    with pytest.raises(data.DataError, match="is this the data folder"):
        data.flickr8k(tmp_path, "train")
