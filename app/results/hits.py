"""Hits as a Qt model: what the two lists show, speak and let be dragged out."""

from __future__ import annotations

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
from app.results.dividers import DIVIDER, Divider, divided, spoken
from indexer.messages import Hit, Order

HIT = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """A list of hits in some order, with dividers between those of different strength."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[Hit, ...] = ()
        self._rows: list[Hit | Divider] = []
        self.order: Order = "relevance"

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits shown."""
        return self._hits

    def set_hits(self, hits: tuple[Hit, ...], order: Order = "relevance") -> None:
        """Show other hits, which are in this order."""
        self.beginResetModel()
        self._hits, self._rows, self.order = hits, divided(hits, order), order
        self.endResetModel()

    def row_of(self, hit: Hit) -> int:
        """Return the row of the same photo or page, by another name if it was renamed, or -1."""
        places = [(other.path, other.page) for other in self._hits]
        # A thumbnail is named by what is in the file.
        contents = [(other.thumbnail, other.page) for other in self._hits]
        for known, one in ((places, hit.path), (contents, hit.thumbnail)):
            if one and (one, hit.page) in known:  # what is still to be read has no thumbnail
                return self.row_at(known.index((one, hit.page)))
        return -1

    def row_at(self, place: int) -> int:
        """Return the row of the hit at a place of the list, the first at 0."""
        rows = [row for row, one in enumerate(self._rows) if isinstance(one, Hit)]
        return rows[place]

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
            if hit.score is not None:
                lines.append(self.tr("Similarity {score}").format(score=decimal(hit.score, 3)))
            return "\n".join(lines)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let hits be selected and dragged out; dividers are passed over."""
        if not index.isValid() or index.data(HIT) is None:
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
