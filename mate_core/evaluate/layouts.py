"""Readers of the published benchmarks that a user may have, each in the layout it is given out in.

They lie in the data folder under the benchmark's name. Nothing of them comes with the program. A
line that cannot be used is an error that names file and line (in a JSON list, file and entry).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mate_core.data import DataError, json_lines, photo, stripped
from mate_core.evaluate.pairs import PairLine

_CAPTIONS_A_PHOTO = 5
_SHAREGPT4V_ENTRIES = 1000
_IMAGE_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp"})


def karpathy(folder: Path, table: str) -> list[PairLine]:
    """The test split of Karpathy and Fei-Fei (CVPR 2015), for Flickr30k and COCO.

    ``table`` is ``{"images": [{"filename", "split", "sentences": [{"raw"}], "filepath"?}]}``. A
    photo lies at ``filepath/filename`` in ``images``, else in ``flickr30k-images``, else beside
    the table. Of a photo's sentences the first five are used, as is the custom on COCO, where some
    have more.
    """
    path = folder / table
    found = _json(path)
    images = found.get("images") if isinstance(found, dict) else None
    lines = []
    roots = [folder / name for name in ("images", "flickr30k-images", ".")]
    root = next(root for root in roots if root.is_dir())
    for place, row in _entries(images, path):
        if _field(row, "split", place) != "test":
            continue
        image = Path(row["filepath"]) if isinstance(row.get("filepath"), str) else Path()
        sentences = row.get("sentences")
        if not isinstance(sentences, list) or not sentences:
            raise DataError(f'{place}: "sentences" must be a list of at least one')
        raw = [
            sentence.get("raw") if isinstance(sentence, dict) else None
            for sentence in sentences[:_CAPTIONS_A_PHOTO]
        ]
        texts = [stripped(text, place) for text in raw if isinstance(text, str)]
        if len(texts) < len(raw):
            raise DataError(f'{place}: a sentence is without text under "raw"')
        lines.append(
            PairLine(photo(root / image / _field(row, "filename", place), place), tuple(texts))
        )
    return lines


def docci(folder: Path) -> list[PairLine]:
    """The test split of DOCCI (Onoe et al., ECCV 2024): 5,000 photos, a long description each.

    ``docci_descriptions.jsonlines`` with ``image_file``, ``description`` and ``split``; the photos
    in ``images``.
    """
    path = folder / "docci_descriptions.jsonlines"
    return [
        PairLine(
            photo(folder / "images" / row["image_file"], place),
            (stripped(row["description"], place),),
        )
        for place, row in json_lines(path, ("image_file", "description", "split"))
        if row["split"] == "test"
    ]


def dci(folder: Path) -> list[PairLine]:
    """DCI, Densely Captioned Images (Urbanek et al., CVPR 2024): 7,805 photos.

    A JSON file a photo in ``complete`` (or ``annotations``), with ``image``, ``short_caption`` and
    ``extra_caption``; the photos in ``photos``. The text is the short caption and the extra one,
    which the authors call the extended caption; the captions of single regions are not read.
    """
    complete = folder / "complete"
    lines = []
    for path in sorted((complete if complete.is_dir() else folder / "annotations").glob("*.json")):
        row = _json(path)
        if not isinstance(row, dict):
            raise DataError(f"{path}: expected an object, got {type(row).__name__}")
        captions = [_field(row, name, path) for name in ("short_caption", "extra_caption")]
        text = stripped("\n".join(caption.strip() for caption in captions), str(path))
        image = photo(folder / "photos" / _field(row, "image", path), str(path))
        lines.append(PairLine(image, (text,)))
    return lines


def folders(folder: Path) -> list[PairLine]:
    """Urban1k (Zhang et al., Long-CLIP, ECCV 2024): ``image/NAME.jpg``, ``caption/NAME.txt``.

    PNG and WebP will do too.
    """
    found = sorted((folder / "image").glob("*"))
    images = {path.stem: path for path in found if path.suffix.lower() in _IMAGE_ENDINGS}
    lines = []
    for path in sorted((folder / "caption").glob("*.txt")):
        if path.stem not in images:
            raise DataError(f"{path}: there is no photo {folder / 'image' / path.stem}.jpg to it")
        lines.append(PairLine(images.pop(path.stem), (stripped(_read(path), str(path)),)))
    for path in images.values():
        raise DataError(f"{path}: there is no text {folder / 'caption' / path.stem}.txt to it")
    return lines


def sharegpt4v(folder: Path) -> list[PairLine]:
    """The first 1,000 of ShareGPT4V's captions (Chen et al., ECCV 2024), as Long-CLIP keeps back.

    One JSON file, a list of ``{"image", "conversations": [{"from", "value"}]}``, whose first
    ``value`` from ``gpt`` is the caption; the photos at their path in the folder. Or the layout
    of Urban1k.
    """
    tables = sorted(folder.glob("*.json"))
    if not tables:
        return folders(folder)
    if len(tables) > 1:
        raise DataError(f"{folder}: more than one JSON file, {tables[0].name}, {tables[1].name}")
    lines = []
    for place, row in _entries(_json(tables[0]), tables[0]):
        said = row.get("conversations")
        turns = [turn for turn in said if isinstance(turn, dict)] if isinstance(said, list) else []
        caption = next((turn.get("value") for turn in turns if turn.get("from") == "gpt"), None)
        if not isinstance(caption, str):
            raise DataError(f'{place}: "conversations" holds no "value" from "gpt"')
        image = photo(folder / _field(row, "image", place), place)
        lines.append(PairLine(image, (stripped(caption, place),)))
        if len(lines) == _SHAREGPT4V_ENTRIES:
            break
    return lines


def documents(folder: Path) -> list[PairLine]:
    """Images and the documents they belong to, as of Wikipedia entities (InfoSeek and the like).

    ``documents.jsonl``, a line an image: ``image``, a path in the folder; ``document``, an id,
    which images of one document share; ``text``, of the document, the same in all of its lines.
    Scored by document.
    """
    lines = []
    texts: dict[str, str] = {}
    for place, row in json_lines(folder / "documents.jsonl", ("image", "document", "text")):
        document, text = stripped(row["document"], place), stripped(row["text"], place)
        if texts.setdefault(document, text) != text:
            raise DataError(f"{place}: document {document} has another text in an earlier line")
        lines.append(PairLine(photo(folder / row["image"], place), (text,), document))
    return lines


def _entries(found: object, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(found, list):
        raise DataError(f"{path}: expected a list of images")
    for number, row in enumerate(found, start=1):
        if not isinstance(row, dict):
            raise DataError(f"{path}: entry {number}: expected an object")
        yield f"{path}: entry {number}", row


def _field(row: dict[str, Any], name: str, place: str | Path) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise DataError(f"{place}: without text under {name}")
    return value


def _json(path: Path) -> Any:
    try:
        return json.loads(_read(path))
    except json.JSONDecodeError as error:
        raise DataError(f"{path}: not JSON: {error}") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8: {error}") from error
