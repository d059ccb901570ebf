"""How a page is drawn in its list, and what photos have in common with it."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.display import file_name, folder_path, month, score
from app.icons import draw_icon
from app.results.dividers import DIVIDER, draw_divider
from app.results.hits import HIT
from app.results.marking import marks, opened_at
from app.results.thumbnails import ThumbnailCache
from app.theme import MUTED
from indexer.messages import Hit

PAGE_HEIGHT = 100
PAGE_PADDING = 10
PASSAGE_LINES = 3
FADED = 0.4  # what is gone
SELECTED = 34  # of 255: so much of the accent colours a chosen row

Index = QModelIndex | QPersistentModelIndex


def draw_thumbnail(
    painter: QPainter,
    area: QRect,
    pixmap: QPixmap | None,
    palette: QPalette,
    icon: str,
    radius: float = 7.0,
) -> QRectF:
    """Draw a picture whole and rounded in the middle of an area; return where it is.

    Until it is decoded a quiet surface stands there, and an icon where it cannot be.
    """
    if pixmap is None or pixmap.isNull():
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
        painter.drawRoundedRect(QRectF(area), radius, radius)
        if pixmap is not None:
            muted = palette.color(MUTED)
            centre = area.center()
            draw_icon(painter, icon, muted, 32, centre.x() - 16, centre.y() - 16)
        return QRectF(area)
    size = pixmap.deviceIndependentSize()
    scale = min(area.width() / size.width(), area.height() / size.height(), 1.0)
    width, height = size.width() * scale, size.height() * scale
    target = QRectF(
        area.x() + (area.width() - width) / 2,
        area.y() + (area.height() - height) / 2,
        width,
        height,
    )
    path = QPainterPath()
    path.addRoundedRect(target, radius, radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipPath(path)
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
    painter.restore()
    edge = QColor(palette.color(QPalette.ColorRole.WindowText))
    edge.setAlpha(28)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(target.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    return target


class HitDelegate(QStyledItemDelegate):
    """What both have in common: the ground of a selected row, and small text."""

    def __init__(self, thumbnails: ThumbnailCache, parent: QWidget) -> None:
        super().__init__(parent)
        self.thumbnails = thumbnails

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        palette = option.palette
        accent = palette.color(QPalette.ColorRole.Accent)
        area = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected:
            fill = QColor(accent)
            fill.setAlpha(SELECTED)
            painter.setPen(QPen(accent, 1.6))
            painter.setBrush(fill)
            painter.drawRoundedRect(area, 10, 10)
        elif hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
            painter.drawRoundedRect(area, 10, 10)

    def small(self, option: QStyleOptionViewItem) -> QFont:
        """The font of what is less important."""
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font

    def pixmap(self, path: str, size: QSize, painter: QPainter) -> QPixmap | None:
        """A thumbnail for this screen, or None until it is decoded."""
        device = painter.device()
        ratio = device.devicePixelRatio() if device is not None else 1.0
        return self.thumbnails.pixmap(path, size, ratio)


class PageDelegate(HitDelegate):
    """A small page, the file's name and page number, and the passage in a few lines.

    The ``words`` that were asked for are marked in the passage.
    """

    words: frozenset[str] = frozenset()

    def height(self, metrics: QFontMetrics) -> int:
        """The same height for every page."""
        lines = (PASSAGE_LINES + 1) * metrics.lineSpacing() + 6
        return max(PAGE_HEIGHT, lines + 2 * PAGE_PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one page, or a divider."""
        divider = index.data(DIVIDER)
        if divider is not None:
            draw_divider(painter, option, divider)
            return
        hit: Hit = index.data(HIT)
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        inner = option.rect.adjusted(PAGE_PADDING, PAGE_PADDING, -PAGE_PADDING, -PAGE_PADDING)
        picture = QRect(inner)
        picture.setWidth(round(picture.height() * 0.78))
        pixmap = self.pixmap(hit.thumbnail, picture.size(), painter)
        painter.setOpacity(FADED if hit.gone else 1.0)
        draw_thumbnail(painter, picture, pixmap, palette, "page", radius=3.0)
        painter.setOpacity(1.0)

        text = QRect(inner)
        text.setLeft(picture.right() + 12)
        small = self.small(option)
        small_metrics = QFontMetrics(small)
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        line = QRect(text.left(), text.top(), text.width(), metrics.height())

        told = fact(hit)
        painter.setFont(small)
        painter.setPen(palette.color(MUTED))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)
        line.setRight(line.right() - small_metrics.horizontalAdvance(told) - 10)
        # Of what was not asked for it is the first page, unless somebody chose another.
        says_page = hit.score is not None or hit.page > 1
        page = self.tr("page {n}").format(n=hit.page) if says_page else ""
        page_width = small_metrics.horizontalAdvance(page)
        painter.setFont(bold)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        name = metrics.elidedText(
            file_name(hit.path), Qt.TextElideMode.ElideMiddle, line.width() - page_width - 10
        )
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, left, name)
        painter.setFont(small)
        painter.setPen(palette.color(QPalette.ColorRole.Accent))
        line.setLeft(line.left() + metrics.horizontalAdvance(name) + 8)
        painter.drawText(line, left, page)

        body = QRect(text.left(), text.top() + metrics.height() + 5, text.width(), text.height())
        passage = " ".join(hit.why.passage.split())
        if hit.gone:
            painter.setPen(palette.color(MUTED))
            words = self.tr("Gone from the library. It is back here when its file is.")
            draw_lines(painter, body, words, small, PASSAGE_LINES)
        elif hit.score is None:
            painter.setPen(palette.color(MUTED))
            draw_lines(painter, body, folder_path(hit.path), small, PASSAGE_LINES)
        elif passage:
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            opened = opened_at(passage, self.words, _letters_in(body, option.font))
            draw_lines(painter, body, opened, option.font, PASSAGE_LINES, self.words)
        else:
            painter.setPen(palette.color(MUTED))
            words = (
                self.tr("Found by a picture on this page")
                if hit.why.boxes
                else self.tr("Found by what the page looks like")
            )
            draw_lines(painter, body, words, option.font, PASSAGE_LINES)
        painter.restore()


def fact(hit: Hit) -> str:
    """What the hit has its place by: its month in a list by date, its words, or its score."""
    if hit.moment:
        return month(hit.moment)
    if hit.by_words:
        return QCoreApplication.translate("Hits", "by words")
    return "" if hit.score is None else score(hit.score)


def _letters_in(area: QRect, font: QFont) -> int:
    """About so many letters show of a passage."""
    return PASSAGE_LINES * area.width() // max(QFontMetrics(font).averageCharWidth(), 1)


def draw_lines(
    painter: QPainter,
    area: QRect,
    text: str,
    font: QFont,
    most: int,
    words: frozenset[str] = frozenset(),
) -> None:
    """Draw text wrapped into at most ``most`` lines, the last one elided, with words marked."""
    metrics = QFontMetrics(font)
    text = text[:2000]  # more cannot show, and laying out a whole page for it is slow
    painter.setFont(font)
    layout = _layout(text, font, words)  # its lines are its own, and go with it
    last = next(iter(_lines(layout, area.width(), most)[::-1]), None)
    if last is not None and last.textStart() + last.textLength() < len(text):
        # What is left out is not laid out again: a mark makes words wider.
        bold = QFontMetrics(_bold(font)) if words else metrics
        end = bold.elidedText(text[last.textStart() :], Qt.TextElideMode.ElideRight, area.width())
        layout = _layout(text[: last.textStart()] + end, font, words)
    for row, line in enumerate(_lines(layout, area.width(), most)):
        line.draw(painter, QPointF(area.left(), area.top() + row * metrics.lineSpacing()))


def _layout(text: str, font: QFont, words: frozenset[str]) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    marked = []
    for start, length in marks(text, words):
        of_word = QTextLayout.FormatRange()
        of_word.start, of_word.length = start, length
        of_word.format.setFontWeight(QFont.Weight.Bold)
        marked.append(of_word)
    layout.setFormats(marked)
    return layout


def _lines(layout: QTextLayout, width: int, most: int) -> list[QTextLine]:
    layout.beginLayout()
    lines: list[QTextLine] = []
    while len(lines) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(line)
    layout.endLayout()
    return lines


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.Bold)
    return bold
