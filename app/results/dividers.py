"""What stands between groups of hits: a heading in the list, which cannot be chosen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Literal

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyleOptionViewItem

from app.display import day, display_path, folder_path, number
from app.theme import MUTED
from indexer.messages import Hit, Order, Strength

DIVIDER = Qt.ItemDataRole.UserRole + 2
LEFT, GAP = 10, 10


Group = Strength | Literal["relevant"]
Grouping = Literal["", "day", "folder", "similar"]
DATED: tuple[Order, ...] = ("newest", "oldest")


@dataclass(frozen=True)
class Divider:
    """Stands before the hits of a group: its name, how many they are, and what it means."""

    title: str
    count: int
    explanation: str = ""
    place: bool = False  # the title is a path, of which the end says most


def arranged(
    hits: Sequence[Hit], order: Order = "relevance", grouping: Grouping = ""
) -> list[Hit | Divider]:
    """The hits of a list as they are shown, with a divider before each group.

    By themselves groups are by strength; where what is relevant is sorted, strong and fair hits are
    one. Days are those of a list by date, folders and what is similar come in the order of their
    first hits, and then what is like nothing else. Weak hits stay below them all, by relevance.
    """
    if grouping == "day" and order in DATED:
        return _grouped(hits, [(key, list(those)) for key, those in groupby(_gated(hits), _day)])
    if grouping == "folder":
        folders: dict[str, list[Hit]] = {}
        for hit in _gated(hits):
            folders.setdefault(os.path.dirname(hit.path), []).append(hit)  # noqa: PTH120
        return _grouped(hits, [(_folder(path), those) for path, those in folders.items()])
    if grouping == "similar" and any(hit.group >= 0 for hit in hits):
        groups: dict[int, list[Hit]] = {}
        for hit in _gated(hits):
            groups.setdefault(hit.group, []).append(hit)
        alone = groups.pop(-1, [])
        told = [(_similar(place), those) for place, those in enumerate(groups.values(), 1)]
        return _grouped(hits, [*told, *([(_alone(), alone)] if alone else [])])
    return _by_strength(hits, order)


def _by_strength(hits: Sequence[Hit], order: Order) -> list[Hit | Divider]:
    def group_of(hit: Hit) -> Group | None:
        if order == "relevance" or hit.strength in (None, "weak"):
            return hit.strength
        return "relevant"

    rows: list[Hit | Divider] = []
    for strength, group in groupby(hits, group_of):
        members = tuple(group)
        if strength is not None:
            only = len(members) == len(hits)
            gated = order != "relevance"
            rows.append(_of_strength(strength, len(members), only=only, gated=gated))
        rows.extend(members)
    return rows


def _gated(hits: Sequence[Hit]) -> Iterator[Hit]:
    """What groups are made of."""
    return (hit for hit in hits if hit.strength != "weak")


def _grouped(
    hits: Sequence[Hit], groups: Sequence[tuple[Divider, Sequence[Hit]]]
) -> list[Hit | Divider]:
    rows: list[Hit | Divider] = []
    for divider, members in groups:
        rows += [replace(divider, count=len(members)), *members]
    if weak := [hit for hit in hits if hit.strength == "weak"]:
        only = len(weak) == len(hits)
        rows += [_of_strength("weak", len(weak), only=only, gated=True), *weak]
    return rows


def _day(hit: Hit) -> Divider:
    return _day_divider(hit.moment[:10])


@lru_cache(maxsize=1024)
def _day_divider(moment: str) -> Divider:
    return Divider(day(moment) or _tr("Without a date"), 0)


def _folder(path: str) -> Divider:
    name = folder_path(f"{path}/file")
    return Divider(name, 0, display_path(path), place=True)


def _similar(place: int) -> Divider:
    return Divider(_tr("Group {n}").format(n=number(place)), 0, _tr("These are like each other."))


def _alone() -> Divider:
    return Divider(_tr("Each unlike the others"), 0, _tr("None of these is like another one."))


def _of_strength(strength: Group, count: int, *, only: bool, gated: bool) -> Divider:
    """The divider before hits of one strength; ``only`` if the list has no others.

    ``gated``: another order was chosen, which is not that of the weak ones.
    """
    if strength == "strong":
        told = _tr("Strong matches"), _tr("Most of these should be what you asked for.")
    elif strength == "fair":
        told = (
            _tr("Fair matches"),
            _tr("Some of these may be what you asked for, or something like it."),
        )
    elif strength == "relevant":
        told = (
            _tr("Relevant matches"),
            _tr(
                "Strong and fair matches in the order that you chose, the 500 best at most. "
                "Weak ones stay below them, by relevance."
            ),
        )
    else:
        told = (
            _weak(only=only, gated=gated),
            _tr("The nearest of what is left. Hardly any of it should be what you asked for."),
        )
    return Divider(told[0], count, told[1])


def _weak(*, only: bool, gated: bool) -> str:
    if gated:
        return _tr("Only weak matches, by relevance") if only else _tr("Weak matches, by relevance")
    return _tr("Only weak matches") if only else _tr("Weak matches")


def spoken(strength: Strength) -> str:
    """How strong a hit is, for who hears the list."""
    known = {"strong": _tr("strong match"), "fair": _tr("fair match"), "weak": _tr("weak match")}
    return known[strength]


def divider_height(metrics: QFontMetrics) -> int:
    """The room that a divider takes."""
    return metrics.height() + 14


def draw_divider(painter: QPainter, option: QStyleOptionViewItem, divider: Divider) -> None:
    """Draw its title, how many hits follow, and a line to the end of the list."""
    palette = option.palette
    bold = QFont(option.font)
    bold.setWeight(QFont.Weight.DemiBold)
    line = QRect(option.rect).adjusted(LEFT, 4, -LEFT, 0)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.save()
    count = number(divider.count)
    room = line.width() - QFontMetrics(option.font).horizontalAdvance(count) - GAP
    mode = Qt.TextElideMode.ElideLeft if divider.place else Qt.TextElideMode.ElideRight
    title = QFontMetrics(bold).elidedText(divider.title, mode, max(0, room))
    for font, role, text in (
        (bold, QPalette.ColorRole.WindowText, title),
        (option.font, MUTED, count),
    ):
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorGroup.Active, role))
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, line.width()))
        painter.drawText(line, left, shown)
        line.setLeft(line.left() + metrics.horizontalAdvance(shown) + GAP)
    painter.setPen(palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Mid))
    middle = line.center().y()
    if line.width() > 0:
        painter.drawLine(line.left(), middle, line.right(), middle)
    painter.restore()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Dividers", text)
