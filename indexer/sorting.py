"""Answers by date or by name, with relevance as a gate.

Where something is asked, what is strong or fair is sorted, and what is weak stays below it in order
of relevance: a photo that has nothing to do with a question never comes first because it is new. By
relevance a group ends where the fewest hits are on the wrong side of its line; here each hit counts
by itself, for one on the wrong side would be as likely to come first as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from indexer.catalog import Catalog
from indexer.folding import Near, picture_of
from indexer.messages import Hit, Order, Query, Strength
from indexer.natural_order import sort_name
from indexer.ranking import Found

_USUAL = Query().limit

T = TypeVar("T")
Ranked = tuple[Found, Strength | None]


class Place(NamedTuple):
    """What a photo or page is sorted by. ``moment`` is empty where it is not known."""

    path: str
    page: int
    moment: str = ""


def in_order(them: Iterable[T], order: Order, place: Callable[[T], Place]) -> list[T]:
    """Put them in an order; equal ones by their paths. Those without a moment come last."""
    if order == "relevance":
        return list(them)
    placed = sorted(((place(one), one) for one in them), key=lambda each: each[0][:2])
    match order:
        case "newest":
            placed.sort(key=lambda each: each[0].moment, reverse=True)
        case "oldest":
            placed.sort(key=lambda each: (not each[0].moment, each[0].moment))
        case "name":
            placed.sort(key=lambda each: sort_name(each[0].path))
    return [one for _, one in placed]


def hits_in_order(hits: Sequence[Hit], order: Order) -> list[Hit]:
    """Sort hits that are `dated`, but for the weak ones, which come last as they are."""
    if order == "relevance":
        return list(hits)
    weak = [hit for hit in hits if hit.strength == "weak"]
    others = (hit for hit in hits if hit.strength != "weak")
    return [*in_order(others, order, lambda hit: Place(hit.path, hit.page, hit.moment)), *weak]


def ranked_in_order(
    ranked: Sequence[Ranked], query: Query, near: Near, catalog: Catalog
) -> list[Ranked]:
    """Of a ranking what a sorted list of the query shows.

    Args:
        ranked: photos or pages, the best first, each with its own strength; None where there is
            nothing to tell it by, and then as many are sorted as the list has room for.
        query: whose order, and limit, are kept.
        near: contents that are one picture, of which the best stands for all.
        catalog: knows when they were taken.
    """
    seen: set[tuple[str, int]] = set()
    once: list[Ranked] = []
    for found, strength in ranked:
        content, page = found.item
        picture = picture_of(content, near), page
        if picture not in seen:
            seen.add(picture)
            once.append((found, strength))
    limit = max(query.limit, 1)
    if any(strength is None for _, strength in once):
        once = once[:limit]
    moments: dict[str, str] = {}
    if query.order != "name":
        moments = catalog.chosen.moments([found.paths[0] for found, _ in once])

    def place(one: Ranked) -> Place:
        path = one[0].paths[0]
        return Place(path, one[0].match.key.page, moments.get(path, ""))

    relevant = in_order((one for one in once if one[1] != "weak"), query.order, place)[:limit]
    weak = [one for one in once if one[1] == "weak"]
    # A list that may be longer is so for what is relevant.
    return [*relevant, *weak[: max(min(limit, _USUAL) - len(relevant), 0)]]


def dated(hits: Iterable[Hit], order: Order, catalog: Catalog) -> list[Hit]:
    """The hits, with their moments where those are what they are sorted by."""
    hits = list(hits)
    if order not in ("newest", "oldest"):
        return hits
    moments = catalog.chosen.moments([hit.path for hit in hits if not hit.gone])
    return [
        hit
        if hit.strength == "weak"
        # Of what is gone the path may be another file's by now.
        else replace(hit, moment=hit.metadata.taken[:19] if hit.gone else moments.get(hit.path, ""))
        for hit in hits
    ]
