"""The real starter model, loaded once for all tests here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import mate_core


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def embedder(cache: Path) -> mate_core.Embedder:
    return mate_core.load_model(runtime="onnx", cache=cache, threads=2)


@pytest.fixture(scope="session")
def reference() -> mate_core.Embedder:
    return mate_core.load_model(runtime="torch")


@pytest.fixture(scope="session")
def pixels(embedder: mate_core.Embedder) -> NDArray[np.uint8]:
    """Smooth colours, stripes and noise: pictures of different kinds."""
    size = embedder.image_size
    random = np.random.default_rng(0)
    ramp = np.linspace(0, 255, size)
    smooth = np.stack([np.broadcast_to(ramp, (size, size)), ramp[:, None] + 0 * ramp], -1)
    made = [
        np.concatenate([smooth, smooth[..., :1] / 2], -1),
        np.repeat((np.indices((size, size)).sum(0) % 32 < 16)[..., None] * 255, 3, -1),
        random.integers(0, 256, (size, size, 3)),
        np.full((size, size, 3), 255),
    ]
    return np.stack(made).astype(np.uint8)


@pytest.fixture(scope="session")
def write_data() -> Callable[[Path, Path], None]:
    """Write a small training data folder of the real layout; see `_write_data`."""
    return _write_data


def _write_data(folder: Path, photos: Path) -> None:
    """A data folder with everything in it, and captioned40k's photos beside it."""

    def photo(path: Path, shade: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (30, 20), (shade % 256, (shade * 7) % 256, (shade * 31) % 256)).save(path)

    def photo_like(path: Path, seed: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        every_shade = np.random.default_rng(seed).integers(0, 256, (20, 30, 3), dtype=np.uint8)
        Image.fromarray(every_shade).save(path)

    rows = ["image\tsplit\tcaption"]
    for number in range(12):
        split = "val" if number < 4 else "train"
        photo(folder / "flickr8k" / split / f"{number}.jpg", number * 20)
        rows += [f'{number}.jpg\t{split}\tA "dog" number {number}, view {v} .' for v in range(5)]
    (folder / "flickr8k" / "captions.tsv").write_text("\n".join(rows) + "\n")

    captions = []
    for number in range(8):
        photo(photos / f"{number}.jpg", number * 30 + 9)
        split = "val" if number < 3 else "train"
        captions.append(
            {"image": f"{number}.jpg", "split": split, "caption": f"Cat number {number}."}
        )
    _jsonl(folder / "captioned40k.jsonl.gz", captions)

    for kind, split in (("openstax", "train"), ("openstax", "dev"), ("figures", "train")):
        found = []
        for number in range(4):
            make = photo_like if split == "dev" and number else photo
            make(folder / kind / split / f"{number}.jpg", number * 40 + 5)
            found.append(
                {
                    "image": f"{number}.jpg", "book": "b", "module": "m", "title": "t",
                    "section": f"s{number // 2}", "alt": "word " * (40 + 5 * number),
                    "caption": f"Caption {number}" if number else "",
                    "body": f"Section {number // 2}. " * 200,
                }
            )  # fmt: skip
        _jsonl(folder / kind / f"{split}.jsonl.gz", found)

    labels = ["image\tset\tlabel"]
    for number in range(40):
        photo(folder / "labelled" / "scenes" / f"{number}.jpg", number * 6)
        labels.append(f"scenes/{number}.jpg\tscenes\t{('abbey', 'bakery/shop')[number % 2]}")
    (folder / "labelled" / "labels.tsv").write_text("\n".join(labels) + "\n")


@pytest.fixture(scope="session")
def write_translations() -> Callable[[Path], None]:
    """Add translated captions and questions to a data folder; see `_write_translations`."""
    return _write_translations


_NUMBERS = {
    "en": ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"),
    "de": ("Ein", "Zwei", "Drei", "Vier", "Fünf", "Sechs", "Sieben", "Acht"),
    "fr": ("Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit"),
    "cs": ("Jeden", "Dva", "Tři", "Čtyři", "Pět", "Šest", "Sedm", "Osm"),
}
_THINGS = {
    "en": ("red boats", "old houses", "small dogs", "tall trees"),
    "de": ("rote Boote", "alte Häuser", "kleine Hunde", "hohe Bäume"),
    "fr": ("bateaux rouges", "vieilles maisons", "petits chiens", "grands arbres"),
    "cs": ("červené čluny", "staré domy", "malí psi", "vysoké stromy"),
}


def _write_translations(folder: Path) -> None:
    """Thirty-two things in four languages, one about a photo of val, and two questions."""
    (folder / "text").mkdir(exist_ok=True)
    rows: list[dict[str, str]] = [
        {
            language: f"{_NUMBERS[language][number]} {_THINGS[language][thing]}."
            for language in _NUMBERS
        }
        for number in range(8)
        for thing in range(4)
    ]
    val = {"image": "0.jpg", "en": "A secret.", "de": "Geheim.", "fr": "Secret.", "cs": "Tajné."}
    _jsonl(folder / "text" / "multi30k_translations.jsonl.gz", [*rows, val])
    questions = [
        {
            "title": "t",
            "paragraph": f"The law of {year}.",
            "questions": [f"Which law is of {year}?"],
        }
        for year in (1900, 1950)
    ]
    _jsonl(folder / "text" / "squad_train.jsonl.gz", questions)


def _jsonl(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
