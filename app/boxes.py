"""Boxes that ask or tell, which wait for an answer without holding anything up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def tell(parent: QWidget, text: str, more: str, details: str = "") -> None:
    """Show something until it is closed."""
    box = _box(parent, text, more)
    if details:
        box.setDetailedText(details)
    box.open()


def confirm(
    parent: QWidget,
    question: str,
    more: str,
    yes: str,
    then: Callable[[], None],
    instead: tuple[str, Callable[[], None]] | None = None,
) -> None:
    """Ask whether to do something, and do it ``then`` if the button ``yes`` is pressed.

    ``instead`` is a button for something else, and what it does; Enter presses that one.
    """
    box = _box(parent, question, more)
    agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    other = box.addButton(instead[0], QMessageBox.ButtonRole.ActionRole) if instead else None
    box.addButton(QMessageBox.StandardButton.Cancel)
    if other is not None:
        box.setDefaultButton(other)

    def answered() -> None:
        if box.clickedButton() is agreed:
            then()
        elif instead is not None and box.clickedButton() is other:
            instead[1]()

    box.finished.connect(answered)
    box.open()


def _box(parent: QWidget, text: str, more: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)  # names of files are no markup
    box.setText(text)
    box.setInformativeText(more)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
