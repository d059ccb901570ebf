"""The real program, with an observer that writes down what its window shows.

Started as a program of its own: ``python observed_window.py STATE --library DIR``. Nothing of the
window is replaced: four times a second its widgets are read and STATE gets a JSON object, so
that a test which sends real keys and a real mouse can wait for what a person would see.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any

STARTED = time.monotonic()


def main() -> int:
    state, arguments = Path(sys.argv[1]), sys.argv[2:]
    import app.__main__ as program
    from app.desktop import ready
    from app.main_window import MainWindow

    if seconds := os.environ.get("LONG_SECONDS"):
        ready.LONG_SECONDS = float(seconds)
    show = MainWindow.show
    observed: list[MainWindow] = []

    def show_and_observe(window: MainWindow) -> None:
        show(window)
        if not observed:
            observed.append(window)
            observe(window, state)

    MainWindow.show = show_and_observe  # type: ignore[method-assign]
    return program.main(arguments)


def observe(window: Any, state: Path) -> None:
    from PySide6.QtCore import QPoint, QTimer
    from PySide6.QtWidgets import (
        QAbstractButton,
        QApplication,
        QFileDialog,
        QLabel,
        QLineEdit,
        QMessageBox,
        QWidget,
    )

    painted: list[float] = []
    looks = count(1)

    def rectangle(widget: QWidget) -> list[int]:
        corner = widget.mapToGlobal(QPoint(0, 0))
        return [corner.x(), corner.y(), widget.width(), widget.height()]

    def hits(section: Any) -> list[dict[str, Any]]:
        view = section.list
        model = view.model()
        found = []
        for place, hit in enumerate(model.hits):
            area = view.visualRect(model.index(model.row_at(place), 0))
            corner = view.viewport().mapToGlobal(area.center())
            found.append(
                {
                    "path": hit.path,
                    "page": hit.page,
                    "score": hit.score,
                    "at": [corner.x(), corner.y()],
                }
            )
        return found

    def sidebar(rows: Any) -> list[dict[str, Any]]:
        """The rows that can be seen."""
        from PySide6.QtWidgets import QTreeWidgetItemIterator

        items = [each.value() for each in QTreeWidgetItemIterator(rows)]
        areas = [(item, rows.visualItemRect(item)) for item in items]
        seen = rows.viewport().rect() if rows.isVisible() else None
        return [
            {
                "name": item.text(0),
                "count": item.text(1),
                "current": item is rows.currentItem(),
                "at": rows.viewport().mapToGlobal(area.center()).toTuple(),
            }
            for item, area in areas
            if seen is not None and seen.contains(area)
        ]

    def duplicates(page: Any) -> dict[str, Any]:
        return {
            "groups": [
                [group.likeness, [file.path for file in group.files]]
                for group in (page.rows if page.isVisible() else ())
            ],
            "move": rectangle(page.move_button),
            "undo": rectangle(page.undo) if page.undo.isVisible() else None,
            "said": page.state.text(),
        }

    def models(settings: Any) -> dict[str, Any] | None:
        """The page of models, where the settings show it, and the tab that leads to it."""
        if settings is None or not settings.isVisible():
            return None
        bar, page = settings.tabs.tabBar(), settings.models
        tab = bar.tabRect(settings.tabs.indexOf(page))
        corner = bar.mapToGlobal(tab.topLeft())
        return {
            "tab": [corner.x(), corner.y(), tab.width(), tab.height()],
            "add": rectangle(page.add) if page.isVisible() else None,
            "close": rectangle(settings.close_button),
            "rows": {
                row.title.text(): {
                    "state": row.state.text(),
                    "use": rectangle(row.use) if row.use.isVisible() else None,
                }
                for row in page.rows.values()
                if page.isVisible()
            },
        }

    def write() -> None:
        if not painted:
            painted.append(time.monotonic() - STARTED)
        preview = window.preview.hit
        progress = window._client.progress
        handle = window._client._handle
        photos, pages = hits(window.results.photos), hits(window.results.pages)
        dialogs = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
        shown = {
            "look": next(looks),
            "painted": painted[0],
            "window": rectangle(window),
            "active": window.isActiveWindow(),
            "visible": window.isVisible() and not window.isMinimized(),
            "focus": window.composer.field.hasFocus(),
            "field": rectangle(window.composer.field),
            "other_folder": rectangle(window.first_run.other)
            if window.first_run.other.isVisible()
            else None,
            "text": window.composer.field.toPlainText(),
            "photo": next(iter(window.composer.files), ""),
            "results": window.results.isVisible(),
            "photos": [hit for hit in photos if hit["score"] is not None],
            "pages": [hit for hit in pages if hit["score"] is not None],
            "newest": [hit for hit in (*photos, *pages) if hit["score"] is None],
            "preview": preview
            and {
                "path": preview.path,
                "page": preview.page,
                "boxes": len(preview.why.boxes),
                "sharp": window.preview._sharp,
                "area": rectangle(window.preview.picture),
            },
            "progress": progress
            and {
                "active": progress.active,
                "changing": progress.changing,
                "paused": progress.paused,
                "photos": progress.photos,
                "pages": progress.pages,
                "failed": progress.failed,
            },
            "model": window._client.model and window._client.model.state,
            "model_id": window._client.model and window._client.model.model_id,
            "settings": rectangle(window.status.settings),
            "models": models(window._settings_dialog),
            "answers": {
                button.text().replace("&", ""): rectangle(button)
                for box in dialogs
                if isinstance(box, QMessageBox)
                for button in box.buttons()
            },
            "folders": [folder.path for folder in window._client.folders],
            "away": [folder.path for folder in window._client.folders if not folder.present],
            "worker": handle.process.pid if handle else None,
            "banner": window.banner.text.text() if window.banner.isVisible() else "",
            "buttons": {
                button.text() or button.accessibleName(): rectangle(button)
                for button in window.findChildren(QAbstractButton)
                if button.isVisible()
            },
            "said": window.status.words.toolTip(),
            "selected": [hit.path for hit in window.results.selected_hits()],
            "large": window.quick_look.hit.path if window.quick_look.hit is not None else "",
            "overlay": window.overlay.isVisible(),
            "duplicates": duplicates(window.library.duplicates),
            "sidebar": rectangle(window.keeping.sidebar.rows.viewport()),
            "rows": sidebar(window.keeping.sidebar.rows),
            "dialogs": [type(dialog).__name__ for dialog in dialogs],
            "typed": [
                field.text()
                for dialog in dialogs
                if isinstance(dialog, QFileDialog)
                for field in dialog.findChildren(QLineEdit)
            ],
            "labels": [label.text() for label in window.findChildren(QLabel) if label.isVisible()],
        }
        partial = state.with_suffix(".part")
        partial.write_text(json.dumps(shown))
        partial.replace(state)

    timer = QTimer(window)
    timer.timeout.connect(write)
    timer.start(250)
    QTimer.singleShot(0, write)


if __name__ == "__main__":
    sys.exit(main())
