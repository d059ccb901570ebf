"""Another program's window, onto which files can be dragged: ``python file_target.py LOG``."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel


class Target(QLabel):
    def __init__(self, log: str) -> None:
        super().__init__("drop here")
        self._log = Path(log)
        self.setWindowTitle("file target")
        self.setAcceptDrops(True)
        self.setFixedSize(200, 200)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        dropped = event.dropAction().name, event.mimeData().urls()
        self._log.write_text(f"{dropped[0]} {' '.join(url.toString() for url in dropped[1])}")


application = QApplication(sys.argv[:1])
target = Target(sys.argv[1])
target.move(1180, 20)
target.show()
sys.exit(application.exec())
