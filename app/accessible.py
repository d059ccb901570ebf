"""What Qt does not tell a screen reader by itself, and in which order Tab leads."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLE = "spokenRole"
_installed: list[bool] = []


def give_role(widget: QWidget, role: QAccessible.Role) -> None:
    """Tell what a widget is that Qt has no role for. Its name stays its accessible name."""
    widget.setProperty(_ROLE, role.value)
    if not _installed:
        QAccessible.installFactory(_interface)
        _installed.append(True)


def _interface(_class: str, thing: QObject) -> QAccessibleInterface | None:
    role = thing.property(_ROLE) if isinstance(thing, QWidget) else None
    if role is None or not isinstance(thing, QWidget):
        return None
    return QAccessibleWidget(thing, QAccessible.Role(role))


def lead_before(then: QWidget, widgets: Sequence[QWidget]) -> None:
    """Let Tab lead through ``widgets``, in their order, just before another one."""
    before = then.previousInFocusChain()
    while before is not None and (
        before in widgets or before.focusPolicy() == Qt.FocusPolicy.NoFocus
    ):
        before = before.previousInFocusChain()
    if before is None or before is then:
        return  # nothing else can have the focus
    for widget in widgets:
        QWidget.setTabOrder(before, widget)
        before = widget
