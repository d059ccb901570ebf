"""The named benchmarks, on small folders of the real layouts."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mate_core.data import DataError
from mate_core.evaluate.benchmarks import BENCHMARKS, GROWING_WORDS, benchmarks, named
from mate_core.evaluate.pairs import PairLine, collect

WriteData = Callable[[Path, Path], None]


def _photo(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(zlib.crc32(path.name.encode()))
    Image.fromarray(random.integers(0, 256, (8, 8, 3), dtype=np.uint8)).save(path)
    return path


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def _rows(rows: Sequence[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(row) for row in rows)


def _read(name: str, data: Path) -> dict[str, tuple[str, ...]]:
    """The texts of each image, whose place in the data folder names it."""
    lines = named(name).read(data, None)
    return {line.image.relative_to(data).as_posix(): line.texts for line in lines}


# --- layouts that a user may have --------------------------------------------------------


def _karpathy(folder: Path, table: str, photos: str, filepath: str | None) -> None:
    rows = []
    for number, split in enumerate(("train", "test", "val", "test", "restval")):
        row: dict[str, Any] = {
            "filename": f"{number}.jpg",
            "split": split,
            "sentences": [{"raw": f" Caption {v} of {number}."} for v in range(7)],
        }
        if filepath is not None:
            row["filepath"] = filepath
        _photo(folder / photos / f"{number}.jpg")
        rows.append(row)
    _write(folder / table, {"images": rows, "dataset": "x"})


@pytest.mark.parametrize(
    ("name", "photos", "filepath"),
    [
        ("flickr30k", "images", None),
        ("flickr30k", "flickr30k-images", None),
        ("coco", "val2014", "val2014"),
        ("coco", "images/val2014", "val2014"),
    ],
)
def test_karpathys_splits(tmp_path: Path, name: str, photos: str, filepath: str | None) -> None:
    _karpathy(tmp_path / name, f"dataset_{name}.json", photos, filepath)
    found = _read(name, tmp_path)
    assert list(found) == [f"{name}/{photos}/1.jpg", f"{name}/{photos}/3.jpg"]
    expected = tuple(f"Caption {v} of 3." for v in range(5))
    assert found[f"{name}/{photos}/3.jpg"] == expected, "the first five"


def test_docci(tmp_path: Path) -> None:
    rows = [
        {"image_file": f"{split}_0.jpg", "description": f"A {split} scene.", "split": split}
        for split in ("train", "test", "qual_dev")
    ]
    for row in rows:
        _photo(tmp_path / "docci" / "images" / row["image_file"])
    _write(tmp_path / "docci" / "docci_descriptions.jsonlines", _rows(rows))
    assert _read("docci", tmp_path) == {"docci/images/test_0.jpg": ("A test scene.",)}


@pytest.mark.parametrize("folder", ["complete", "annotations"])
def test_dci(tmp_path: Path, folder: str) -> None:
    for number in range(2):
        _photo(tmp_path / "dci" / "photos" / f"sa_{number}.jpg")
        row = {
            "image": f"sa_{number}.jpg",
            "short_caption": f"Short {number}.",
            "extra_caption": "Extra. " * number,
            "mask_data": {},
        }
        _write(tmp_path / "dci" / folder / f"{number}.json", row)
    assert _read("dci", tmp_path) == {
        "dci/photos/sa_0.jpg": ("Short 0.",),
        "dci/photos/sa_1.jpg": ("Short 1.\nExtra.",),
    }


@pytest.mark.parametrize("name", ["urban1k", "sharegpt4v-1k"])
def test_folders_of_equal_names(tmp_path: Path, name: str) -> None:
    for number in (1, 2, 10):
        _photo(tmp_path / name / "image" / f"{number}.jpg")
        _write(tmp_path / name / "caption" / f"{number}.txt", f"A street, {number}.\nA car.\n")
    _write(tmp_path / name / "image" / ".nothing", "x")
    found = _read(name, tmp_path)
    assert len(found) == 3
    assert found[f"{name}/image/10.jpg"] == ("A street, 10.\nA car.",)


def test_sharegpt4v(tmp_path: Path) -> None:
    photo = _photo(tmp_path / "sharegpt4v-1k" / "coco" / "train2017" / "1.jpg")
    entry = {
        "image": "coco/train2017/1.jpg",
        "conversations": [
            {"from": "human", "value": "Tell.\n<image>"},
            {"from": "gpt", "value": "A long story."},
        ],
    }
    _write(tmp_path / "sharegpt4v-1k" / "share.json", [entry] * 1003)
    lines = named("sharegpt4v-1k").read(tmp_path, None)
    assert lines == (PairLine(photo, ("A long story.",)),) * 1000, "the first thousand"


@pytest.mark.parametrize("name", ["infoseek", "wikipedia"])
def test_documents(tmp_path: Path, name: str) -> None:
    rows = [
        {
            "image": f"photos/{number}.jpg",
            "document": f"Q{number // 2}",
            "text": f"On {number // 2}",
        }
        for number in range(4)
    ]
    for row in rows:
        _photo(tmp_path / name / row["image"])
    _write(tmp_path / name / "documents.jsonl", _rows(rows))
    pairs = collect(named(name).read(tmp_path, None))
    assert pairs.texts == ("On 0", "On 1")
    assert [found.tolist() for found in pairs.images_of_text] == [[0, 1], [2, 3]]


_GOOD: dict[str, tuple[str, Any]] = {
    "flickr30k": (
        "dataset_flickr30k.json",
        {"images": [{"filename": "1.jpg", "split": "test", "sentences": [{"raw": "A."}]}]},
    ),
    "docci": (
        "docci_descriptions.jsonlines",
        {"image_file": "1.jpg", "description": "A.", "split": "test"},
    ),
    "dci": ("complete/1.json", {"image": "1.jpg", "short_caption": "A.", "extra_caption": "B."}),
    "sharegpt4v-1k": ("a.json", [{"image": "images/1.jpg", "conversations": [
        {"from": "gpt", "value": "A."}]}]),
    "infoseek": ("documents.jsonl", {"image": "images/1.jpg", "document": "Q", "text": "A."}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("flickr30k", "1.jpg", "2.jpg", r"k\.json: entry 1: .*2\.jpg: this photo is named"),
        ("flickr30k", "A.", " ", r"k\.json: entry 1: the text is empty"),
        ("flickr30k", '"raw"', '"row"', r"k\.json: entry 1: a sentence is without text"),
        ("flickr30k", '[{"raw": "A."}]', "[]", r'k\.json: entry 1: "sentences" must be'),
        ("flickr30k", '"split"', '"splot"', r"k\.json: entry 1: without text under split"),
        ("flickr30k", '{"images"', '{"photos"', r"k\.json: expected a list of images"),
        ("flickr30k", '{"images"', '{"images', r"k\.json: not JSON"),
        ("flickr30k", '"test"', '"val"', r"k\.json: holds nothing that flickr30k can search"),
        ("docci", "1.jpg", "2.jpg", r"lines:1: .*images/2\.jpg: this photo is named"),
        ("docci", "A.", " ", r"jsonlines:1: the text is empty"),
        ("docci", '"description"', '"caption"', r"jsonlines:1: without text under description"),
        ("dci", "1.jpg", "2.jpg", r"1\.json: .*photos/2\.jpg: this photo is named"),
        ("dci", '"extra_caption"', '"extra"', r"1\.json: without text under extra_caption"),
        ("dci", '"A.", "extra_caption": "B."', '"", "extra_caption": ""', r"the text is empty"),
        ("sharegpt4v-1k", "1.jpg", "2.jpg", r"a\.json: entry 1: .*2\.jpg: this photo is named"),
        ("sharegpt4v-1k", '"gpt"', '"human"', r'a\.json: entry 1: .* no "value" from "gpt"'),
        ("sharegpt4v-1k", '[{"image"', '[3, {"image"', r"a\.json: entry 1: expected an object"),
        ("infoseek", "1.jpg", "2.jpg", r"documents\.jsonl:1: .*2\.jpg: this photo is named"),
        ("infoseek", '"Q"', '""', r"documents\.jsonl:1: the text is empty"),
        ("infoseek", '"document"', '"page"', r"jsonl:1: without text under document"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    _photo(tmp_path / name / ("photos" if name == "dci" else "images") / "1.jpg")
    file, content = _GOOD[name]
    good = json.dumps(content)
    assert old in good
    _write(tmp_path / name / file, good)
    assert len(_read(name, tmp_path)) == 1
    _write(tmp_path / name / file, good.replace(old, new, 1))
    with pytest.raises(DataError, match=message):
        _read(name, tmp_path)


def test_what_has_no_counterpart_is_named(tmp_path: Path) -> None:
    _photo(tmp_path / "urban1k" / "image" / "1.jpg")
    with pytest.raises(DataError, match=r"1\.jpg: there is no text .*caption/1\.txt"):
        _read("urban1k", tmp_path)
    _write(tmp_path / "urban1k" / "caption" / "1.txt", "A.")
    _write(tmp_path / "urban1k" / "caption" / "2.txt", "B.")
    with pytest.raises(DataError, match=r"2\.txt: there is no photo .*image/2\.jpg"):
        _read("urban1k", tmp_path)
    for name in ("a", "b"):
        _write(tmp_path / "sharegpt4v-1k" / f"{name}.json", [])
    with pytest.raises(DataError, match=r"more than one JSON file, a\.json, b\.json"):
        _read("sharegpt4v-1k", tmp_path)
    rows = [{"image": "1.jpg", "document": "Q", "text": text} for text in ("A.", "B.")]
    _photo(tmp_path / "infoseek" / "1.jpg")
    _write(tmp_path / "infoseek" / "documents.jsonl", _rows(rows))
    with pytest.raises(DataError, match=r"jsonl:2: document Q has another text"):
        _read("infoseek", tmp_path)


# --- those of the data folder ------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path, write_data: WriteData) -> Path:
    write_data(tmp_path / "data", tmp_path / "photos")
    return tmp_path / "data"


def test_long_captions_are_ranked_among_all_photo_like_figures(data: Path) -> None:
    lines = named("openstax-dev-long-captions").read(data, None)
    # Figure 0 is flat; the alt texts of 1, 2 and 3 have 45, 50 and 55 words.
    assert [line.image.name for line in lines] == ["1.jpg", "2.jpg", "3.jpg"]
    assert [line.distractor for line in lines] == [True, False, False]
    pairs = collect(lines)
    assert (len(pairs.images), len(pairs.texts)) == (3, 3)
    assert pairs.image_queries.tolist() == pairs.text_queries.tolist() == [1, 2]
    everything = named("openstax-dev-long-captions-all").read(data, None)
    assert [line.image.name for line in everything] == ["2.jpg", "3.jpg"]


def test_growing_texts_begin_alike_and_have_exact_lengths(data: Path) -> None:
    lines = named("openstax-dev-growing").read(data, None)
    for line in lines:
        assert tuple(len(text.split()) for text in line.texts) == GROWING_WORDS
        for short, long in zip(line.texts, line.texts[1:], strict=False):
            assert long.startswith(short)
        assert "Caption" in line.texts[3], "the caption follows the alt text"
        assert "\n\nSection" in line.texts[5], "and the section follows that"


def test_sections_are_documents(data: Path) -> None:
    photos = collect(named("openstax-dev-documents").read(data, None))
    assert [path.name for path in photos.images] == ["1.jpg", "2.jpg", "3.jpg"]
    assert [found.tolist() for found in photos.images_of_text] == [[0], [1, 2]]
    everything = collect(named("openstax-dev-documents-all").read(data, None))
    assert [found.tolist() for found in everything.images_of_text] == [[0, 1], [2, 3]]


def test_multi30k_is_for_the_photos_of_val(data: Path) -> None:
    rows = [
        {"image": name, "en": f"in English, {name}", "de": f"auf Deutsch, {name}"}
        for name in (None, "1.jpg", "7.jpg", "3.jpg")
    ]
    table = data / "text" / "multi30k_translations.jsonl.gz"
    table.parent.mkdir()
    table.write_bytes(gzip.compress(_rows(rows).encode()))
    assert _read("multi30k-de", data) == {
        "flickr8k/val/1.jpg": ("auf Deutsch, 1.jpg",),
        "flickr8k/val/3.jpg": ("auf Deutsch, 3.jpg",),
    }
    with pytest.raises(DataError, match=r"gz:1: without text under fr"):
        _read("multi30k-fr", data)


def test_recipes_have_their_title(data: Path) -> None:
    _photo(data / "recipes" / "0.jpg")
    row = {"image": "0.jpg", "title": "Soup", "body": "\nBoil water.\n"}
    _write(data / "recipes" / "recipes.jsonl", _rows([row]))
    assert _read("recipes", data) == {"recipes/0.jpg": ("Soup\n\nBoil water.",)}
    _write(data / "recipes" / "recipes.jsonl", _rows([row, {**row, "body": " "}]))
    with pytest.raises(DataError, match=r"recipes\.jsonl:2: the text is empty"):
        _read("recipes", data)


def test_names_are_told_apart_and_all_are_documented(data: Path) -> None:
    names = [one.name for one in BENCHMARKS]
    assert len(set(names)) == len(names)
    page = (Path(__file__).parents[3] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for name in names:
        shown = name if name.split("-")[0] != "multi30k" or name == "multi30k-en" else name[-3:]
        assert f"`{shown}`" in page, name
    with pytest.raises(DataError, match="there is no benchmark flickr9k; there are flickr8k-val"):
        named("flickr9k")
    with pytest.raises(DataError, match=r"captioned40k-val needs .* --photos names"):
        named("captioned40k-val").read(data, None)
    with pytest.raises(DataError, match="is this the data folder"):
        benchmarks(data / "flickr8k", None)
