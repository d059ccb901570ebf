"""One picture in several files is one hit: the best of them, with the paths of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from indexer.catalog import Catalog
from indexer.messages import Filter, Hit

Near = Mapping[str, Sequence[str]]
"""The contents that are one picture, by each of them; see `indexer.duplicates.near_contents`."""

Compare = Callable[[Sequence[str]], Near]
"""Finds out which of some photos' contents are one picture, for who has not compared all."""

# As many at least: a copy may stand far below the best hit.
_COMPARED = 100


def ample(limit: int, near: Near, compare: Compare | None) -> int:
    """How many hits to find so that enough are left; a list may end up a little shorter."""
    if compare is not None:
        return max(limit + limit // 2, _COMPARED)
    return limit + limit // 2 if near else limit


def picture_of(content: str, near: Near) -> str:
    """What all contents of one picture have in common, and no other content."""
    return near[content][0] if content in near else content


def folded(
    hits: Iterable[Hit],
    near: Near,
    limit: int,
    filters: Sequence[Filter],
    catalog: Catalog,
) -> tuple[Hit, ...]:
    """The first hit of each picture, at most ``limit``, with what else is of that picture.

    Args:
        hits: photos, the best first.
        near: what is known of contents that are one picture.
        limit: the most hits.
        filters: they hold for all that is told, and what is gone is not told.
        catalog: knows the paths.
    """
    first: dict[str, Hit] = {}
    for hit in hits:
        content = hit.content or hit.path  # the path, while the file is still to be read
        picture = picture_of(content, near)
        if picture not in first and len(first) < limit:
            first[picture] = (
                hit if content not in near else _with_others(hit, content, near, filters, catalog)
            )
    return tuple(first.values())


def _with_others(
    hit: Hit, content: str, near: Near, filters: Sequence[Filter], catalog: Catalog
) -> Hit:
    others = [other for other in near[content] if other != content]
    paths = catalog.chosen.locate(others, filters)
    return replace(hit, alike=tuple(path for other in others for path in paths.get(other, ())))
