"""A field for each kind of setting, made from its declaration."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.accessible import give_role
from app.icons import IconButton
from app.settings.settings import Settings
from indexer.declared import Setting, SettingError, Value

_PORTABLE = QKeySequence.SequenceFormat.PortableText


class Field(QWidget):
    """Shows what holds, and lets it be changed; says why something cannot be."""

    def __init__(self, setting: Setting, settings: Settings) -> None:
        super().__init__()
        self.setting = setting
        self._settings = settings
        self.error = QLabel()
        self.error.setProperty("role", "error")
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setWordWrap(True)
        self.error.hide()
        self.label: QLabel | None = None  # beside what is chosen with, where one stands there
        self.make()
        self._show_value()
        settings.changed.connect(self._on_changed)

    def make(self) -> None:
        """Make what is seen."""
        raise NotImplementedError

    def show_value(self, value: Value) -> None:
        """Show what holds."""
        raise NotImplementedError

    def choose(self, value: object) -> None:
        """Let something else hold, or say why it cannot."""
        try:
            self._settings.change(self.setting.key, value)
        except SettingError as error:
            self.error.setText(str(error))
            self.error.setAccessibleName(str(error))
            self.error.show()
        else:
            self.error.hide()
        self._show_value()

    def _on_changed(self, key: str) -> None:
        if key == self.setting.key:
            self.error.hide()
            self._show_value()

    def _show_value(self) -> None:
        self.setEnabled(self._settings.is_known(self.setting.key))
        self.show_value(self._settings.value(self.setting.key))

    def _name(self, widget: QWidget) -> None:
        """Tell a screen reader what a widget is for."""
        widget.setAccessibleName(told(self.setting.label))
        widget.setAccessibleDescription(told(self.setting.help))

    def _labelled(self, box: QWidget) -> QHBoxLayout:
        self.label = QLabel(told(self.setting.label))
        self.label.setBuddy(box)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.label)
        row.addWidget(box)
        row.addStretch()
        return row

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        return column


class Switch(Field):
    """On or off."""

    def make(self) -> None:
        """A box to tick, and what it does."""
        self.box = QCheckBox(told(self.setting.label))
        self._name(self.box)
        self.box.clicked.connect(self.choose)
        column = self._column()
        column.addWidget(self.box)
        if self.setting.help:
            column.addWidget(explanation(told(self.setting.help)))
        column.addWidget(self.error)

    def show_value(self, value: Value) -> None:
        """Tick it, or not."""
        self.box.setChecked(bool(value))


class OneOfSeveral(Field):
    """A few choices, of which each is explained."""

    def make(self) -> None:
        """A button for each, and what it does."""
        title = QLabel(told(self.setting.label))
        title.setProperty("role", "strong")
        column = self._column()
        column.addWidget(title)
        self.buttons: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for choice in self.setting.choices:
            button = self.buttons[choice.value] = QRadioButton(told(choice.label))
            button.setAccessibleName(f"{told(self.setting.label)}: {told(choice.label)}")
            button.setAccessibleDescription(told(choice.help))
            button.clicked.connect(lambda _on, value=choice.value: self.choose(value))
            group.addButton(button)
            column.addSpacing(6)
            column.addWidget(button)
            column.addWidget(explanation(told(choice.help)))
        column.addWidget(self.error)

    def show_value(self, value: Value) -> None:
        """Mark what is chosen."""
        self.buttons[str(value)].setChecked(True)


class OneOfSome(Field):
    """A few choices that need no word."""

    def make(self) -> None:
        """A list to open."""
        self.box = QComboBox()
        self._name(self.box)
        for choice in self.setting.choices:
            self.box.addItem(told(choice.label), choice.value)
        self.box.activated.connect(lambda: self.choose(self.box.currentData()))
        column = self._column()
        column.addLayout(self._labelled(self.box))
        if self.setting.help:
            column.addWidget(explanation(told(self.setting.help), indented=False))
        column.addWidget(self.error)

    def show_value(self, value: Value) -> None:
        """Show what is chosen."""
        self.box.setCurrentIndex(self.box.findData(value))


class Number(Field):
    """A whole number."""

    def make(self) -> None:
        """A box for it, with arrows."""
        setting = self.setting
        self.box = QSpinBox()
        self._name(self.box)
        self.box.setRange(setting.low, setting.high)
        self.box.setSingleStep(setting.step)
        self.box.setSpecialValueText(told(setting.zero))
        self.box.setSuffix(told(setting.unit))
        self.box.setKeyboardTracking(False)  # a number half typed is none
        self.box.lineEdit().setTextMargins(6, 0, 0, 0)  # a style sheet's padding does not reach it
        self.box.setMinimumWidth(self.box.sizeHint().width() + 6)
        self.box.valueChanged.connect(self._on_changed_by_hand)
        column = self._column()
        column.addLayout(self._labelled(self.box))
        column.addWidget(explanation(told(setting.help), indented=False))
        column.addWidget(self.error)

    def show_value(self, value: Value) -> None:
        """Show it, unless another is being typed."""
        if not self.box.hasFocus() or self.box.value() == value:
            self.box.blockSignals(True)
            self.box.setValue(int(value))
            self.box.blockSignals(False)

    def _on_changed_by_hand(self, value: int) -> None:
        self.choose(value)


class Keys(Field):
    """A shortcut: a row of a table, whose parts `place` puts into its grid."""

    def make(self) -> None:
        """A box that takes the keys that are pressed."""
        label = self.label = QLabel(told(self.setting.label))
        self.box = QKeySequenceEdit()
        self.box.setMaximumSequenceLength(1)
        give_role(self.box, QAccessible.Role.HotkeyField)
        self.box.setFixedWidth(160)
        self._name(self.box)
        self.clear = IconButton("close")
        self.clear.setProperty("compact", "true")
        name = QCoreApplication.translate("Settings", "No shortcut for: {action}")
        self.clear.describe(name.format(action=label.text()))
        self.clear.clicked.connect(lambda: self.choose(""))
        label.setBuddy(self.box)
        self.box.editingFinished.connect(self._on_edited)

    def place(self, grid: QGridLayout, row: int) -> None:
        """Stand in the two rows of a grid that begin with ``row``."""
        assert self.label is not None
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self.box, row, 1)
        grid.addWidget(self.clear, row, 2)
        grid.addWidget(self.error, row + 1, 0, 1, 3)

    def show_value(self, value: Value) -> None:
        """Show which keys it is."""
        self.box.setKeySequence(QKeySequence.fromString(str(value), _PORTABLE))
        self.clear.setEnabled(bool(value))

    def _on_edited(self) -> None:
        wanted = self.box.keySequence().toString(_PORTABLE)
        if wanted != self._settings.text(self.setting.key):
            self.choose(wanted)


def field_for(setting: Setting, settings: Settings) -> Field:
    """The field that suits a setting."""
    if setting.keys:
        return Keys(setting, settings)
    if setting.choices:
        explained = any(choice.help for choice in setting.choices)
        return (OneOfSeveral if explained else OneOfSome)(setting, settings)
    return (Switch if isinstance(setting.default, bool) else Number)(setting, settings)


def explanation(text: str, *, indented: bool = True) -> QLabel:
    """A quiet line under what it explains."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", "small")
    if indented:
        label.setContentsMargins(24, 0, 0, 0)  # below the words, not the box
    return label


def told(text: str) -> str:
    """A declaration's text in the user's language."""
    return QCoreApplication.translate("Settings", text) if text else ""


def align(fields: Sequence[Field]) -> None:
    """Let what is chosen with begin at one edge, however long the words before it are."""
    labels = [field.label for field in fields if field.label is not None]
    for label in labels:
        label.ensurePolished()
    widest = max((label.sizeHint().width() for label in labels), default=0)
    for label in labels:
        label.setMinimumWidth(widest)
