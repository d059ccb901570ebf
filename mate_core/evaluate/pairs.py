"""Pairs files: which images and texts belong together, one JSON object a line.

A line is ``{"image": path relative to the file, "texts": [...], "document": optional id,
"distractor": optional true}``. An image and a text are relevant to each other when they stand on
one line or share a document. What stands on distractor lines alone is only searched among.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mate_core.evaluate.looks import look_at, near_duplicates


class PairsError(Exception):
    """A pairs file that cannot be used; the message names file, line and reason."""


@dataclass(frozen=True, slots=True)
class PairLine:
    """One line: an image, the texts that belong to it, and the document they stand in.

    The image and the texts of a ``distractor`` make finding the others harder, and are not
    searched with themselves; it may be without texts.
    """

    image: Path
    texts: tuple[str, ...]
    document: str | None = None
    distractor: bool = False

    @property
    def identity(self) -> str | Path:
        """What is found with any of its images: the document, else the image itself."""
        return self.image if self.document is None else self.document


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Distinct images and texts, and for each the indices of its relevant counterparts.

    ``image_queries`` and ``text_queries`` are the indices of those that are searched with; all are
    searched among. ``image_clusters`` and ``text_clusters`` number what the images and texts are
    about (a document, else a photo), for queries about one thing are not independent.
    ``joined_texts`` counts the texts that were the same as one about something else.
    """

    images: tuple[Path, ...]
    texts: tuple[str, ...]
    images_of_text: tuple[NDArray[np.intp], ...]
    texts_of_image: tuple[NDArray[np.intp], ...]
    image_queries: NDArray[np.intp]
    text_queries: NDArray[np.intp]
    image_clusters: NDArray[np.intp]
    text_clusters: NDArray[np.intp]
    joined_texts: int


def collect(lines: Iterable[PairLine]) -> Pairs:
    """Join lines into pairs.

    A path that stands on several lines is one image, and a text that stands on several is one
    text, relevant to the images of all of them: of two photos that were both called "a dog
    runs", neither is a wrong answer.
    """
    image_index: dict[Path, int] = {}
    text_index: dict[str, int] = {}
    groups: dict[str | int, tuple[set[int], set[int]]] = {}
    identities: list[str | Path] = []
    told: set[tuple[str | Path, str]] = set()
    image_queries: set[int] = set()
    text_queries: set[int] = set()
    for number, line in enumerate(lines):
        image = image_index.setdefault(line.image, len(image_index))
        if image == len(identities):
            identities.append(line.identity)
        texts = {text_index.setdefault(text, len(text_index)) for text in line.texts}
        told |= {(identities[image], text) for text in line.texts}
        group = number if line.document is None else line.document
        group_images, group_texts = groups.setdefault(group, (set(), set()))
        group_images.add(image)
        group_texts |= texts
        if not line.distractor:
            image_queries.add(image)
            text_queries |= texts
    of_text: list[set[int]] = [set() for _ in text_index]
    of_image: list[set[int]] = [set() for _ in image_index]
    for group_images, group_texts in groups.values():
        for image in group_images:
            of_image[image] |= group_texts
        for text in group_texts:
            of_text[text] |= group_images
    numbers = {identity: at for at, identity in enumerate(dict.fromkeys(identities))}
    clusters = [numbers[identity] for identity in identities]
    return Pairs(
        tuple(image_index),
        tuple(text_index),
        tuple(_indices(found) for found in of_text),
        tuple(_indices(found) for found in of_image),
        _indices(image_queries),
        _indices(text_queries),
        np.array(clusters, dtype=np.intp),
        np.array([clusters[min(found)] for found in of_text], dtype=np.intp),
        len(told) - len(text_index),
    )


def without_near_duplicates(lines: Sequence[PairLine]) -> tuple[list[PairLine], int]:
    """Drop the lines whose image is the same picture as an earlier one about something else.

    Which of two such images stands first in a ranking is chance. See `near_duplicates`.

    Returns:
        The lines that stay, and how many images were dropped.

    Raises:
        DataError: if an image cannot be read.
    """
    identities: dict[Path, str | Path] = {}
    for line in lines:
        identities.setdefault(line.image, line.identity)
    images = tuple(identities)
    looks = [look_at(image) for image in images]
    dropped = {images[at] for at in near_duplicates(looks, tuple(identities.values()))}
    return [line for line in lines if line.image not in dropped], len(dropped)


def read(path: Path) -> tuple[PairLine, ...]:
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
    if all(line.distractor for line in lines):
        raise PairsError(f"{path}: the file holds no pairs")
    return tuple(lines)


def write(lines: Iterable[PairLine], path: Path) -> None:
    """Write a pairs file, with the images' paths relative to it."""
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            image = Path(os.path.relpath(line.image, path.parent)).as_posix()
            row: dict[str, Any] = {"image": image, "texts": list(line.texts)}
            if line.document is not None:
                row["document"] = line.document
            if line.distractor:
                row["distractor"] = True
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _line(text: str, path: Path, place: str) -> PairLine:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise PairsError(f"{place}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise PairsError(f"{place}: expected an object, got {type(row).__name__}")
    name, texts, document = row.get("image"), row.get("texts"), row.get("document")
    distractor = row.get("distractor", False)
    if not isinstance(name, str) or not name:
        raise PairsError(f'{place}: "image" must be a path')
    if not isinstance(distractor, bool):
        raise PairsError(f'{place}: "distractor" must be true or false')
    if not isinstance(texts, list) or not (texts or distractor):
        raise PairsError(f'{place}: "texts" must be a list of at least one text')
    if not all(isinstance(found, str) and found.strip() for found in texts):
        raise PairsError(f'{place}: "texts" holds something that is empty or not a text')
    if not isinstance(document, str | int | None):
        raise PairsError(f'{place}: "document" must be a name or a number')
    image = Path(os.path.normpath(path.parent / name))
    if not image.is_file():
        raise PairsError(f"{place}: the image {image} is not there")
    document = None if document is None else str(document)
    return PairLine(image, tuple(texts), document, distractor)


def _indices(found: set[int]) -> NDArray[np.intp]:
    return np.array(sorted(found), dtype=np.intp)
