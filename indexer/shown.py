"""A photo or page as a front end shows it, from the catalog alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from indexer.catalog import Catalog
from indexer.extract import family
from indexer.library import Library
from indexer.messages import Hit, Kind, LibraryItem, Metadata
from indexer.records import NOTHING_SAID


def shown(
    kind: Kind, path: str, page: int, content: str | None, catalog: Catalog, library: Library
) -> Hit:
    """A photo or page that was not searched for; its content is None while it is to be read."""
    page = 0 if kind == "photo" else page
    if content is None:
        return Hit(kind, path, page, None, "", 0, 0)
    thumbnail = str(library.thumbnail(content, page))
    size = catalog.size_of(content, page)
    metadata = told_of(catalog, content, path)
    return Hit(kind, path, page, None, thumbnail, *size, metadata=metadata, content=content)


def shown_items(
    items: Sequence[LibraryItem], catalog: Catalog, library: Library
) -> tuple[Hit, ...]:
    """Photos and pages of the library, those of which there is a file."""
    paths = catalog.chosen.locate(sorted({item.content for item in items}))
    hits = []
    for item in items:
        if item.content in paths:
            kind: Kind = "page" if item.page else "photo"
            path, *copies = paths[item.content]
            hit = shown(kind, path, item.page, item.content, catalog, library)
            hits.append(replace(hit, copies=tuple(copies)))
    return tuple(hits)


def told_of(catalog: Catalog, content: str, path: str) -> Metadata:
    """What a file says of itself, less what a photo's sidecar says otherwise."""
    own = catalog.said.metadata_of(content)
    said = catalog.said.sidecar_of(path) if family(path) == "photo" else NOTHING_SAID
    if said == NOTHING_SAID:
        return own
    # A camera knows best what it is; people write the rest.
    wins = {name: value for name, value in asdict(said).items() if value not in (None, "", ())}
    if own.camera:
        wins.pop("camera", None)
    if own.lens:
        wins.pop("lens", None)
    return replace(own, **wins)
