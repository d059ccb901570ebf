"""Hits as a Qt model: what the two lists show, speak and let be dragged out."""

from __future__ import annotations

import gc
from array import array
from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from app.display import decimal, display_path, file_name, moment, number
from app.query.subject import HITS, mime_of
from app.results.dividers import DIVIDER, Divider, Grouping, arranged, spoken
from app.results.layout import DIVIDER_SHAPE, NARROWEST, WIDEST
from indexer.messages import Hit, Order

HIT = Qt.ItemDataRole.UserRole + 1
VERY_MANY = 50_000
UNREAD_SHAPE = 4 / 3  # of a photo whose size is not known yet
_Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """A list of hits in some order, with dividers between groups of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[Hit, ...] = ()
        self.given: tuple[Hit, ...] = ()  # as the answer has them
        self._rows: list[Hit | Divider] = []
        self.dividers: list[int] = []  # the rows that are dividers
        self._places_before: list[int] = []  # how many hits stand before each of them
        self.order: Order = "relevance"
        self.grouping: Grouping = ""

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits shown, in the order that they are shown in."""
        return self._hits

    def set_hits(
        self, hits: tuple[Hit, ...], order: Order = "relevance", grouping: Grouping = ""
    ) -> None:
        """Show other hits, which are in this order, in groups."""
        self.beginResetModel()
        self.given, self.order, self.grouping = hits, order, grouping
        self._rows = arranged(hits, order, grouping)
        self._hits = tuple(one for one in self._rows if isinstance(one, Hit))
        self.dividers = [row for row, one in enumerate(self._rows) if isinstance(one, Divider)]
        if len(hits) > VERY_MANY:
            gc.freeze()  # else each search for garbage goes through all of them, for 0.1 s
        self._places_before = [row - nth for nth, row in enumerate(self.dividers)]
        self.endResetModel()

    @property
    def rows(self) -> Sequence[Hit | Divider]:
        """What stands in the rows."""
        return self._rows

    def shapes(self) -> Sequence[float]:
        """Width by height of each row's photo, within what a cell can be."""
        return array(
            "f",
            [
                DIVIDER_SHAPE
                if isinstance(one, Divider)
                else UNREAD_SHAPE
                if one.width <= 0 or one.height <= 0
                else min(max(one.width / one.height, NARROWEST), WIDEST)
                for one in self._rows
            ],
        )

    def row_of(self, hit: Hit) -> int:
        """Return the row of the same photo or page, by another name if it was renamed, or -1."""
        other_name = -1
        for place, one in enumerate(self._hits):
            if one.path == hit.path and one.page == hit.page:
                return self.row_at(place)
            # A thumbnail is named by what is in the file; what is still to be read has none.
            if other_name < 0 and hit.thumbnail and one.thumbnail == hit.thumbnail:
                other_name = place if one.page == hit.page else -1
        return self.row_at(other_name) if other_name >= 0 else -1

    def place_of(self, hit: Hit) -> int:
        """Return its place of the list, or -1."""
        row = self.row_of(hit)
        return row - bisect_right(self.dividers, row) if row >= 0 else -1

    def row_at(self, place: int) -> int:
        """Return the row of the hit at a place of the list, the first at 0."""
        return place + bisect_right(self._places_before, place)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of hits and dividers."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the hit itself, and what is said of it."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        hit = self._rows[index.row()]
        if isinstance(hit, Divider):
            return _of_divider(hit, role)
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return file_name(hit.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(hit)
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [display_path(hit.path)]
            if hit.gone:
                lines.append(self.tr("Gone from the library"))
            if more := len(hit.copies) + len(hit.alike):
                lines.append(self.tr("The same picture in {n} files").format(n=number(more + 1)))
            if hit.moment:
                lines.append(moment(hit.moment))
            if hit.by_words:
                lines.append(self.tr("It has the words that were typed"))
            if hit.score is not None:
                lines.append(self.tr("Similarity {score}").format(score=decimal(hit.score, 3)))
            return "\n".join(lines)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let hits be selected and dragged out; dividers are passed over."""
        if not index.isValid() or not isinstance(self._rows[index.row()], Hit):
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        return (
            flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsDragEnabled
            | flag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        """Return how hits are dragged: as files, and within the window as what they are."""
        return ["text/uri-list", HITS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the files of the hits, and the hits."""
        return mime_of([index.data(HIT) for index in indexes])

    def _spoken(self, hit: Hit) -> str:
        name = file_name(hit.path)
        if hit.gone:
            name = self.tr("{name} (gone)").format(name=name)
        if hit.kind == "photo":
            text = self.tr("Photo {name}").format(name=name)
            if more := len(hit.copies) + len(hit.alike):
                files = number(more + 1)
                text = self.tr("Photo {name}, in {n} files").format(name=name, n=files)
        else:
            text = self.tr("{name}, page {page}. {passage}").format(
                name=name, page=hit.page, passage=hit.why.passage
            )
        return f"{spoken(hit.strength)}: {text}" if hit.strength is not None else text


def _of_divider(divider: Divider, role: int) -> object:
    if role == DIVIDER:
        return divider
    if role == Qt.ItemDataRole.DisplayRole:
        return divider.title
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{divider.title}, {number(divider.count)}"
    if role == Qt.ItemDataRole.ToolTipRole:
        return divider.explanation
    return None
