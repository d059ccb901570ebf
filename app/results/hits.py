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

from app.display import display_path, file_name, file_url, number
from indexer.messages import Hit

HIT = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """A ranked list of hits, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[Hit, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits shown."""
        return self._hits

    def set_hits(self, hits: tuple[Hit, ...]) -> None:
        """Show other hits."""
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def row_of(self, hit: Hit) -> int:
        """Return the row of the same photo or page, by another name if it was renamed, or -1."""
        places = [(other.path, other.page) for other in self._hits]
        # A thumbnail is named by what is in the file.
        contents = [(other.thumbnail, other.page) for other in self._hits]
        for known, one in ((places, hit.path), (contents, hit.thumbnail)):
            if one and (one, hit.page) in known:  # what is still to be read has no thumbnail
                return known.index((one, hit.page))
        return -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of hits."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the hit itself, and what is said of it."""
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return file_name(hit.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(hit)
        if role == Qt.ItemDataRole.ToolTipRole:
            lines = [display_path(hit.path)]
            if more := len(hit.copies) + len(hit.alike):
                lines.append(self.tr("The same picture in {n} files").format(n=number(more + 1)))
            if hit.score is not None:
                lines.append(self.tr("Similarity {score}").format(score=f"{hit.score:.3f}"))
            return "\n".join(lines)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let hits be selected and dragged out."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        return (
            flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsDragEnabled
            | flag.ItemNeverHasChildren
        )

    def mimeTypes(self) -> list[str]:
        """Return how hits are dragged: as files."""
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the files of the hits."""
        mime = QMimeData()
        paths = dict.fromkeys(self._hits[index.row()].path for index in indexes)
        mime.setUrls([file_url(path) for path in paths])
        return mime

    def _spoken(self, hit: Hit) -> str:
        name = file_name(hit.path)
        if hit.kind == "photo":
            if more := len(hit.copies) + len(hit.alike):
                files = number(more + 1)
                return self.tr("Photo {name}, in {n} files").format(name=name, n=files)
            return self.tr("Photo {name}").format(name=name)
        return self.tr("{name}, page {page}. {passage}").format(
            name=name, page=hit.page, passage=hit.why.passage
        )
