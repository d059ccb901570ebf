"""The captioned photos that the starter model is trained and chosen on, read from a data folder.

The folder is laid out as `docs/model.md` tells; the project's tests need none of it. Every reader
gives a `Source`: photos, each with the texts that describe it. A line that cannot be used is an
error that names file and line, because a silently skipped line is a number nobody can reproduce.
"""

from __future__ import annotations

import csv
import dataclasses
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from mate_core.pixels import to_rgb

LONG_CAPTION_WORDS = 50
"""From this length on, an alt text counts as a long caption."""

TRANSLATIONS = Path("text") / "multi30k_translations.jsonl.gz"
"""In the data folder: captions in English, German, French and Czech."""

_OPENING_WORDS = 160

_HELD_BACK = 5
"""One labelled photo in this many is kept for measurement and never trained on."""

_PROMPTS = ("{}", "a photo of {}", "this is a picture of {}")


class DataError(Exception):
    """A data folder that cannot be used; the message names the file, the line and the reason."""


@dataclass(frozen=True, slots=True)
class Source:
    """Photos of one kind with their texts.

    ``texts[i]`` describes ``images[i]``; training draws one of them each time it sees the photo.
    ``documents[i]`` is None, or names what the photo shares with others: any text of one then
    describes them all, as a label does. ``may_flip`` is false where a mirrored image is another
    image, as a diagram with writing is.
    """

    name: str
    images: tuple[Path, ...]
    texts: tuple[tuple[str, ...], ...]
    documents: tuple[str | None, ...]
    may_flip: bool = True

    def __len__(self) -> int:
        return len(self.images)

    def groups(self) -> NDArray[np.intp]:
        """A number for each photo, ``(n,)``: those of one document have the same."""
        first: dict[str, int] = {}
        numbers = [
            row if document is None else first.setdefault(document, row)
            for row, document in enumerate(self.documents)
        ]
        return np.array(numbers, dtype=np.intp)


def flickr8k(data: Path, split: Literal["train", "val"]) -> Source:
    """Flickr8k: everyday photos, five short captions each."""
    rows = _tsv(data / "flickr8k" / "captions.tsv", ("image", "split", "caption"))
    return _captioned(f"flickr8k-{split}", data / "flickr8k" / split, rows, split)


def captioned40k(data: Path, photos: Path, split: Literal["train", "val"]) -> Source:
    """Everyday photos with one caption each; ``photos`` is the folder they are laid out in."""
    rows = json_lines(data / "captioned40k.jsonl.gz", ("image", "split", "caption"))
    return _captioned(f"captioned40k-{split}", photos, rows, split)


@dataclass(frozen=True, slots=True)
class Figure:
    """A textbook figure: description (``alt``), caption, and the section it stands in."""

    image: Path
    alt: str
    caption: str
    body: str
    section: str


def figures(data: Path, folder: Literal["openstax", "figures"], split: str) -> tuple[Figure, ...]:
    """The textbook figures of ``folder``. ``section`` is unique to book, module and section."""
    found = []
    for place, row in json_lines(
        data / folder / f"{split}.jsonl.gz",
        ("image", "book", "module", "section", "alt", "caption", "body"),
    ):
        image = photo(data / folder / split / row["image"], place)
        section = "/".join((row["book"], row["module"], row["section"]))
        found.append(Figure(image, row["alt"], row["caption"], row["body"], section))
    return tuple(found)


def figure_source(
    data: Path, folder: Literal["openstax", "figures"], *, short: bool = False
) -> Source:
    """The training figures, each with alt text, caption and section, as far as it has them.

    The section is there whole, and once more as its opening alone, about as much as the text
    encoder reads at once, which says what it is about. With ``short`` the captions alone are
    there, and figures without one are left out.
    """
    rows = []
    for figure in figures(data, folder, "train"):
        opening = " ".join(figure.body.split()[:_OPENING_WORDS])
        caption = figure.caption.strip()
        long = (figure.alt.strip(), caption, opening, figure.body.strip())
        texts = (caption,) if short else long
        rows.append((figure, tuple(dict.fromkeys(text for text in texts if text))))
    rows = [(figure, texts) for figure, texts in rows if texts]
    return Source(
        f"{folder}-train",
        tuple(figure.image for figure, _ in rows),
        tuple(texts for _, texts in rows),
        (None,) * len(rows),
        may_flip=False,
    )


def labelled(data: Path, part: Literal["train", "held-back"]) -> Source:
    """Photos with a class name, told as short prompts.

    A fifth of them is held back for measurement, chosen by a checksum of the file's name, so
    that it stays the same fifth whatever else is in the folder.
    """
    table = data / "labelled" / "labels.tsv"
    captions: dict[Path, list[str]] = {}
    labels: list[str] = []
    for place, row in _tsv(table, ("image", "set", "label")):
        held_back = zlib.crc32(row["image"].encode()) % _HELD_BACK == 0
        if held_back == (part == "held-back"):
            label = stripped(row["label"], place).replace("/", ", ").replace("-", " ")
            image = photo(data / "labelled" / row["image"], place)
            captions[image] = [prompt.format(label) for prompt in _PROMPTS]
            labels.append(label)
    source = _source(f"labelled-{part}", data / "labelled", captions)
    return dataclasses.replace(source, documents=tuple(labels))


def read_photo(path: Path) -> Image.Image:
    """A photo, upright, in mode RGB.

    Raises:
        DataError: if the file is no image that can be read.
    """
    try:
        with Image.open(path) as image:
            return to_rgb(ImageOps.exif_transpose(image))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DataError(f"{path}: not an image that can be read: {error}") from error


def photo(path: Path, place: str) -> Path:
    """The path of a photo that ``place``, a file and a line, names.

    Raises:
        DataError: if it is not there.
    """
    if not path.is_file():
        raise DataError(f"{place}: {path}: this photo is named in the captions but is not there")
    return path


def stripped(text: str, place: str) -> str:
    """A text that ``place``, a file and a line, holds, without white space around it.

    Raises:
        DataError: if it is empty.
    """
    if not text.strip():
        raise DataError(f"{place}: the text is empty")
    return text.strip()


def _captioned(
    name: str, folder: Path, rows: Iterable[tuple[str, dict[str, Any]]], split: str
) -> Source:
    captions: dict[Path, list[str]] = {}
    for place, row in rows:
        if row["split"] == split:
            image = folder / row["image"]
            if image not in captions:
                captions[photo(image, place)] = []
            captions[image].append(stripped(row["caption"], place))
    return _source(name, folder, captions)


def _source(name: str, folder: Path, captions: dict[Path, list[str]]) -> Source:
    if not captions:
        raise DataError(f"{name}: no captions were found for {folder}")
    texts = tuple(tuple(found) for found in captions.values())
    return Source(name, tuple(captions), texts, (None,) * len(texts))


def _tsv(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    if not path.is_file():
        raise DataError(f"{path}: not found; is this the data folder?")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        try:
            header = next(reader, [])
            if tuple(header) != columns:
                expected = ", ".join(columns)
                raise DataError(f"{path}:1: expected the columns {expected}, got {header}")
            for number, row in enumerate(reader, start=2):
                place = f"{path}:{number}"
                if len(row) != len(columns):
                    raise DataError(f"{place}: expected {len(columns)} columns, got {len(row)}")
                yield place, dict(zip(columns, row, strict=True))
        except UnicodeDecodeError as error:
            raise DataError(f"{path}: not UTF-8: {error}") from error


def json_lines(path: Path, fields: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a JSON-lines file (gzipped if its name ends in ``.gz``) with their places.

    Every row must hold a text under each of ``fields``, possibly an empty one.

    Raises:
        DataError: if the file is missing or damaged, or a row is not as it must be.
    """
    if not path.is_file():
        raise DataError(f"{path}: not found; is this the data folder?")
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as file
        ):
            for number, line in enumerate(file, start=1):
                yield f"{path}:{number}", _json_row(line, fields, f"{path}:{number}")
    except (EOFError, OSError, UnicodeDecodeError, zlib.error) as error:
        raise DataError(f"{path}: damaged: {error}") from error


def _json_row(line: str, fields: tuple[str, ...], place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataError(f"{place}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise DataError(f"{place}: expected an object, got {type(row).__name__}")
    missing = [field for field in fields if not isinstance(row.get(field), str)]
    if missing:
        raise DataError(f"{place}: without text under {', '.join(missing)}")
    return row
