"""A small bar over the picture's corner: how close it is looked at, closer, and less so."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from app.icons import IconButton
from app.preview.marked_image import KEY_STEP, MarkedImage

MARGIN = 8


class ZoomBar(QFrame):
    """Shows while the pointer is over the picture, and as long as it is looked at closely."""

    def __init__(self, picture: MarkedImage) -> None:
        super().__init__(picture)
        self.setObjectName("zoomBar")
        self._picture = picture
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.out = self._button("zoom-out", self.tr("Zoom out"), "-")
        self.out.clicked.connect(lambda: picture.zoom_by(1 / KEY_STEP))
        self.percent = QToolButton()
        self.percent.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.percent.setToolTip(self.tr("Show all of it, or look closer (Enter)"))
        self.percent.setAccessibleName(self.tr("Show all of it, or look closer"))
        self.percent.clicked.connect(lambda: picture.toggle_close())
        self.closer = self._button("zoom-in", self.tr("Zoom in"), "+")
        self.closer.clicked.connect(lambda: picture.zoom_by(KEY_STEP))
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for button in (self.out, self.percent, self.closer):
            row.addWidget(button)
        picture.changed.connect(self._follow)
        picture.installEventFilter(self)
        self.hide()

    def _button(self, icon: str, text: str, key: str) -> IconButton:
        button = IconButton(icon)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the picture's own keys do it
        button.setProperty("compact", "true")
        button.describe(text, key)
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the pointer."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.Show):
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        picture = self._picture
        if self.isHidden() and not picture.underMouse() and picture.zoom == 1.0:
            return
        percent = picture.percent
        self.percent.setText(f"{percent} %" if percent else f"× {picture.zoom:.1f}")
        self.out.setEnabled(picture.zoom > 1.0)
        self.closer.setEnabled(picture.zoom < picture.closest)
        self.adjustSize()
        self.move(
            picture.width() - self.width() - MARGIN, picture.height() - self.height() - MARGIN
        )
        self.setVisible(picture.underMouse() or picture.zoom > 1.0)
