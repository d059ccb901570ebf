"""Another program's window, from which a photo can be dragged: ``python photo_source.py PHOTO``."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self.setWindowTitle("photo source")
        self.setPixmap(QPixmap(path).scaled(200, 200))
        self.setFixedSize(200, 200)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(self._path)])
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)


application = QApplication(sys.argv[:1])
source = Source(sys.argv[1])
source.move(1180, 20)
source.show()
sys.exit(application.exec())
