"""What stands between strong, fair and weak hits: a heading in the list, which cannot be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyleOptionViewItem

from app.display import number
from app.theme import MUTED
from indexer.messages import Hit, Order, Strength

DIVIDER = Qt.ItemDataRole.UserRole + 2
LEFT, GAP = 10, 10


Group = Strength | Literal["relevant"]


@dataclass(frozen=True)
class Divider:
    """Stands before so many hits of one strength; ``only`` if the list has no others.

    Where what is relevant is sorted, strong and fair hits are one group.
    """

    strength: Group
    count: int
    only: bool

    @property
    def title(self) -> str:
        """What is written on it."""
        if self.strength == "strong":
            return _tr("Strong matches")
        if self.strength == "fair":
            return _tr("Fair matches")
        if self.strength == "relevant":
            return _tr("Relevant matches")
        return _tr("Only weak matches") if self.only else _tr("Weak matches")

    @property
    def explanation(self) -> str:
        """What that means."""
        if self.strength == "strong":
            return _tr("Most of these should be what you asked for.")
        if self.strength == "fair":
            return _tr("Some of these may be what you asked for, or something like it.")
        if self.strength == "relevant":
            return _tr(
                "Strong and fair matches in the order that you chose, the 500 best at most. "
                "Weak ones stay below them, by relevance."
            )
        return _tr("The nearest of what is left. Hardly any of it should be what you asked for.")


def divided(hits: Sequence[Hit], order: Order = "relevance") -> list[Hit | Divider]:
    """The hits of a list, with a divider before those of each strength."""

    def group_of(hit: Hit) -> Group | None:
        if order == "relevance" or hit.strength in (None, "weak"):
            return hit.strength
        return "relevant"

    rows: list[Hit | Divider] = []
    for strength, group in groupby(hits, group_of):
        members = tuple(group)
        if strength is not None:
            rows.append(Divider(strength, len(members), only=len(members) == len(hits)))
        rows.extend(members)
    return rows


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
    for font, role, text in (
        (bold, QPalette.ColorRole.WindowText, divider.title),
        (option.font, MUTED, number(divider.count)),
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
