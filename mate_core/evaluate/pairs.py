"""Pairs files: which images and texts belong together, one JSON object a line.

A line is ``{"image": path relative to the file, "texts": [...], "document": optional id}``. An
image and a text are relevant to each other when they stand on one line or share a document.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class PairsError(Exception):
    """A pairs file that cannot be used; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class PairLine:
    """One line: an image, the texts that belong to it, and the document they stand in."""

    image: Path
    texts: tuple[str, ...]
    document: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Distinct images and texts, and for each the indices of its relevant counterparts."""

    images: tuple[Path, ...]
    texts: tuple[str, ...]
    images_of_text: tuple[NDArray[np.intp], ...]
    texts_of_image: tuple[NDArray[np.intp], ...]


def collect(lines: Iterable[PairLine]) -> Pairs:
    """Join lines into pairs.

    A path that stands on several lines is one image. A text that stands on several lines of one
    document is one text; elsewhere equal texts stay apart, for each was written for its image.
    """
    image_index: dict[Path, int] = {}
    text_index: dict[tuple[str, str], int] = {}
    texts: list[str] = []
    groups: dict[str, tuple[set[int], set[int]]] = {}
    for number, line in enumerate(lines):
        group = f"line {number}" if line.document is None else f"document {line.document}"
        group_images, group_texts = groups.setdefault(group, (set(), set()))
        group_images.add(image_index.setdefault(line.image, len(image_index)))
        for text in line.texts:
            index = len(texts)
            if line.document is not None:
                index = text_index.setdefault((line.document, text), index)
            if index == len(texts):
                texts.append(text)
            group_texts.add(index)
    of_text: list[set[int]] = [set() for _ in texts]
    of_image: list[set[int]] = [set() for _ in image_index]
    for group_images, group_texts in groups.values():
        for image in group_images:
            of_image[image] |= group_texts
        for index in group_texts:
            of_text[index] |= group_images
    return Pairs(
        tuple(image_index),
        tuple(texts),
        tuple(np.array(sorted(found), dtype=np.intp) for found in of_text),
        tuple(np.array(sorted(found), dtype=np.intp) for found in of_image),
    )


def read(path: Path) -> Pairs:
    """Read a pairs file.

    Raises:
        PairsError: if it cannot be read, is empty, or has a line that is no pair.
    """
    lines = []
    try:
        with path.open(encoding="utf-8") as file:
            for number, text in enumerate(file, start=1):
                if text.strip():
                    lines.append(_line(text, path, f"{path}:{number}"))
    except OSError as error:
        raise PairsError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PairsError(f"{path}: not UTF-8: {error}") from error
    if not lines:
        raise PairsError(f"{path}: the file holds no pairs")
    return collect(lines)


def write(lines: Iterable[PairLine], path: Path) -> None:
    """Write a pairs file, with the images' paths relative to it."""
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            image = Path(os.path.relpath(line.image, path.parent)).as_posix()
            row: dict[str, Any] = {"image": image, "texts": list(line.texts)}
            if line.document is not None:
                row["document"] = line.document
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _line(text: str, path: Path, place: str) -> PairLine:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise PairsError(f"{place}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise PairsError(f"{place}: expected an object, got {type(row).__name__}")
    name, texts, document = row.get("image"), row.get("texts"), row.get("document")
    if not isinstance(name, str) or not name:
        raise PairsError(f'{place}: "image" must be a path')
    if not isinstance(texts, list) or not texts:
        raise PairsError(f'{place}: "texts" must be a list of at least one text')
    if not all(isinstance(found, str) and found.strip() for found in texts):
        raise PairsError(f'{place}: "texts" holds something that is empty or not a text')
    if not isinstance(document, str | int | None):
        raise PairsError(f'{place}: "document" must be a name or a number')
    image = Path(os.path.normpath(path.parent / name))
    if not image.is_file():
        raise PairsError(f"{place}: the image {image} is not there")
    return PairLine(image, tuple(texts), None if document is None else str(document))
