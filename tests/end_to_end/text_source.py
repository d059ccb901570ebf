"""Another program's window with a text to copy from: ``python text_source.py FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QPlainTextEdit

application = QApplication(sys.argv[:1])
source = QPlainTextEdit(Path(sys.argv[1]).read_text("utf-8"))
source.setWindowTitle("text source")
source.setFixedSize(200, 200)
source.move(1180, 20)
source.show()
sys.exit(application.exec())
