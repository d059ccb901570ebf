"""Holds a library against another of the same folders, item for item."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lancedb
import numpy as np
from numpy.typing import NDArray

import indexer.messages as m
from indexer.service import IndexService

NEAR = 1e-3
Row = tuple[str, tuple[float, ...], NDArray[np.float32]]
QUERIES = (
    "A heron stands by the lighthouse while a ship passes in the storm.",
    "bicycle market",
    "Ein Reiher am Fluss.",
    "The grandmother reads a letter in the garden. A child plays the violin. Snow falls.",
)


@dataclass
class Contents:
    """All that a library holds, by names that do not depend on where it lies.

    ``files``: state, reason, content, items and metadata by path. ``items``: size and what is to
    be read of them, by content and page. ``rows``: text, boxes and vector, by content, kind, page
    and passage. ``thumbnails``: JPEGs, by content and page. ``hits``: score by query, kind, path
    and page.
    """

    files: dict[str, tuple[object, ...]]
    videos: set[str]
    items: dict[tuple[str, int], tuple[int, int]]
    rows: dict[tuple[str, str, int, int], Row]
    doubled: list[tuple[str, str, int, int]]
    thumbnails: dict[tuple[str, int], bytes]
    hits: dict[tuple[str, str, str, int], float]


def read_library(service: IndexService, folders: list[Path], photos: list[Path]) -> Contents:
    """Read everything; searched by texts and by some photos."""
    embedder = service.wait_for_model()
    model, catalog = embedder.model_id, service.catalog
    files: dict[str, tuple[object, ...]] = {}
    for status in service.files():
        (record,) = catalog.files_under(status.path).values()
        said = catalog.said.metadata_of(record.content) if record.content else None
        files[status.path] = (
            # Some parsers say the path, which may have been another then.
            *(status.state, re.sub("'.*'", "…", status.reason), record.content, status.items),
            *(said, catalog.said.sidecar_of(status.path)),
        )
    pages = dict.fromkeys(catalog.pages(model))
    rows, doubled = _rows(service.library.store)
    hits = {}
    queries = [m.QueryPart(text=text) for text in QUERIES]
    for part in [*queries, *(m.QueryPart(photo=str(photo)) for photo in photos)]:
        query = m.Query((part,), limit=100_000)
        pixels = (
            {part.photo: service.answers.on_demand.pixels(part.photo).result()}
            if part.photo
            else {}
        )
        answer = service.answers.search(query, service.answers.embed_query(query, pixels))
        for hit in (*answer.photos, *answer.pages):
            hits[part.text or part.photo or "", hit.kind, hit.path, hit.page] = hit.score
    return Contents(
        files,
        {video for folder in folders for video in catalog.videos_under(str(folder))},
        {page: catalog.size_of(*page) for page in pages},
        rows,
        doubled,
        {(c, page): path.read_bytes() for path, c, page in service.library.kept_thumbnails()},
        hits,
    )


def _rows(
    store: Path,
) -> tuple[dict[tuple[str, str, int, int], Row], list[tuple[str, str, int, int]]]:
    database: Any = lancedb.connect(store)
    (name,) = database.list_tables().tables
    table = database.open_table(name).to_arrow()
    length = table.schema.field("vector").type.list_size
    vectors = table["vector"].combine_chunks().flatten().to_numpy().reshape(-1, length)
    rows: dict[tuple[str, str, int, int], Row] = {}
    keys: Counter[tuple[str, str, int, int]] = Counter()
    for row, vector in zip(table.drop_columns(["vector"]).to_pylist(), vectors, strict=True):
        key = row["content"], row["kind"], row["page"], row["passage"]
        keys[key] += 1
        rows[key] = row["text"], tuple(row["boxes"]), vector
    return rows, [key for key, count in keys.items() if count > 1]


def differences(one: Contents, fresh: Contents) -> list[str]:
    """In what a library differs from a fresh one, in words; nothing if in nothing."""
    found = [f"doubled row {key}" for key in one.doubled]
    found += [f"doubled row in the fresh index {key}" for key in fresh.doubled]
    found += _differences("file", one.files, fresh.files)
    found += _differences("video", dict.fromkeys(one.videos), dict.fromkeys(fresh.videos))
    found += _differences("item", one.items, fresh.items)
    found += _differences("thumbnail", one.thumbnails, fresh.thumbnails)
    for key in one.rows.keys() ^ fresh.rows.keys():
        found.append(f"row {key} is in the {'library' if key in one.rows else 'fresh index'} alone")
    for key in one.rows.keys() & fresh.rows.keys():
        (text, boxes, vector), (text_2, boxes_2, vector_2) = one.rows[key], fresh.rows[key]
        if (text, boxes) != (text_2, boxes_2):
            found.append(f"row {key}: another text or other boxes")
        if not np.abs(vector - vector_2).max() <= NEAR:
            found.append(f"row {key}: vectors differ by {np.abs(vector - vector_2).max():.2g}")
    for key in one.hits.keys() ^ fresh.hits.keys():
        found.append(f"hit {key} is in the {'library' if key in one.hits else 'fresh index'} alone")
    for key in one.hits.keys() & fresh.hits.keys():
        if not abs(one.hits[key] - fresh.hits[key]) <= NEAR:
            found.append(f"hit {key}: {one.hits[key]:.4f}, fresh {fresh.hits[key]:.4f}")
    return sorted(found)


def _differences(what: str, one: dict[Any, Any], fresh: dict[Any, Any]) -> list[str]:
    found = []
    for key in one.keys() | fresh.keys():
        if key not in fresh:
            found.append(f"{what} {key!r} is in the library alone: {_short(one[key])}")
        elif key not in one:
            found.append(f"{what} {key!r} is missing: {_short(fresh[key])}")
        elif one[key] != fresh[key]:
            found.append(f"{what} {key!r}: {_short(one[key])}, fresh {_short(fresh[key])}")
    return found


def _short(value: object) -> str:
    return f"{len(value)} bytes" if isinstance(value, bytes) else repr(value)
