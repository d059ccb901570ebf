"""What can be written next, while a filter is typed: keys, and after a colon values.

A small list below the word. Arrows choose, Tab takes what is chosen or else the first, Enter what
is chosen; Escape closes the list until another word. A value that makes no sense as far as it is
typed has its first completion chosen already; otherwise Enter searches, as ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from app.query.completion_list import CompletionList
from app.query.field_tokens import units
from app.query.filter_words import CLOSED, FROM_LIBRARY, Offer, hint, keys, offer_of, values
from indexer.filter_tokens import KEYS, write
from indexer.messages import FilterValues

# A key's first letters begin many a word: who types on is left alone.
KEY_PAUSE_MS = 250
LEAST_LETTERS = 2
LONGEST = 200  # of what is typed of a filter; and of a line in which keys are offered
_TYPED = re.compile(r'(?<!\S)(-?)([a-z]+)(?:(:)("[^"]*|[^\s"]*))?$', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Typed:
    """The filter that is being typed, from ``start`` to ``end`` of the document."""

    start: int
    end: int
    key: str  # or what is typed of it
    value: str | None  # None before the colon
    wanted: bool


class Completion(QObject):
    """Offers completions in a field, by its keys."""

    values_wanted = Signal(str, str)  # a key, and what is typed of the value
    completed = Signal()  # a filter is whole

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self.list = CompletionList(field)
        self.list.taken.connect(self._take)
        self._typed: _Typed | None = None  # what the list is for
        self._offers: tuple[Offer, ...] = ()  # values of it
        self._dismissed = -1  # the beginning of a word that is to be left alone
        self._soon = QTimer(self)  # once the key has done its work
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(KEY_PAUSE_MS)
        self._pause.timeout.connect(self._offer_keys)
        field.installEventFilter(self)
        field.cursorPositionChanged.connect(self._on_moved)
        field.textChanged.connect(self._on_moved)

    @property
    def waits_for_value(self) -> bool:
        """Whether values are offered in place of one that makes no sense yet."""
        typed = self._typed
        return self.list.isVisible() and typed is not None and not self._makes_sense(typed)

    def _makes_sense(self, typed: _Typed) -> bool:
        """Whether what is typed can be asked as it is."""
        if typed.value is None or typed.key not in CLOSED:
            return typed.value != ""
        begun = typed.value.casefold()
        return any(each.value.casefold() == begun for each in self._offers)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the keys before the field does."""
        match event:
            case QKeyEvent() if event.type() == QEvent.Type.ShortcutOverride:
                if self.list.isVisible() and event.key() in self.list.KEYS:
                    event.accept()  # Escape closes the list and nothing else
                    return True
            case QKeyEvent() if event.type() == QEvent.Type.KeyPress:
                if self.list.isVisible() and self._steer(event):
                    return True
                if (event.text().isprintable() and event.text()) or event.text() in ("\b", "\x7f"):
                    self._soon.start(0)
            case QInputMethodEvent() if event.commitString():
                self._soon.start(0)
            case _ if event.type() == QEvent.Type.FocusOut:
                self.close()
            case _:
                pass
        return super().eventFilter(watched, event)

    def look(self) -> None:
        """Offer what can follow what stands before the cursor."""
        typed = _typed_in(self._field)
        if typed is None or typed.start != self._dismissed:
            self._dismissed = -1
        if typed is None or self._dismissed >= 0:
            self.close()
            return
        if self._typed is None or (typed.key, typed.start) != (self._typed.key, self._typed.start):
            self.list.hide()
        self._typed = typed
        if typed.value is None:
            self._pause.start(0 if self.list.isVisible() else KEY_PAUSE_MS)
        elif typed.key in FROM_LIBRARY:
            if self.list.isVisible():  # until the answer comes, what still fits stays
                begun = typed.value.casefold()
                self._offer_values(tuple(o for o in self._offers if begun in o.value.casefold()))
            self.values_wanted.emit(typed.key, typed.value)
        else:
            self._offer_values(())

    def learn(self, event: FilterValues) -> None:
        """Take in values that the library knows, if they are still wanted."""
        typed = self._typed
        if typed is not None and (typed.key, typed.value) == (event.key, event.prefix):
            self._offer_values(tuple(offer_of(event.key, each) for each in event.choices))

    def close(self) -> None:
        """Offer nothing."""
        self._typed = None
        self._soon.stop()
        self._pause.stop()
        self.list.hide()

    def _on_moved(self) -> None:
        """What was changed or where the cursor went without a typed key: nothing is offered."""
        if not self._soon.isActive() and self._typed is not None:
            self.close()

    def _offer_keys(self) -> None:
        typed = self._typed
        if typed is None or typed.value is not None:
            return
        offers = tuple(
            Offer(f"{each.value}:", each.note)
            for each in keys()
            if each.value.startswith(typed.key)
        )
        if offers[0].value[:-1] in FROM_LIBRARY:
            self.values_wanted.emit(offers[0].value[:-1], "")  # they may have to be read first
        self.list.offer(offers, "", at=self._place(typed), chosen=False)

    def _offer_values(self, known: tuple[Offer, ...]) -> None:
        typed = self._typed
        if typed is None or typed.value is None:
            return
        begun = typed.value.casefold()
        always = tuple(
            each for each in values(typed.key, date.today()) if each.value.startswith(begun)
        )
        self._offers = known or always
        how = hint(typed.key) if not begun else ""
        chosen = not self._makes_sense(typed)
        self.list.offer(self._offers, how, at=self._place(typed), chosen=chosen)

    def _steer(self, event: QKeyEvent) -> bool:
        """Let a key work in the list; whether it did."""
        if self._soon.isActive():  # the key before this one has not been seen here yet
            self._soon.stop()
            self.look()
        outcome = self.list.steer(event) if self.list.isVisible() else ""
        if outcome == "dismissed":
            self._dismissed = self._typed.start if self._typed is not None else -1
            self.close()
        elif outcome == "left":
            self.close()
            return False
        return bool(outcome)

    def _take(self, value: str) -> None:
        typed = self._typed
        if typed is None:
            return
        self.close()
        is_key = typed.value is None
        minus = "" if typed.wanted else "-"
        text = minus + value if is_key else write(typed.key, value, wanted=typed.wanted)
        cursor = self._field.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(typed.start)
        cursor.setPosition(typed.end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        if not is_key and cursor.atBlockEnd():
            cursor.insertText(" ")
        cursor.endEditBlock()
        self._field.setTextCursor(cursor)
        if is_key:
            self.look()
        else:
            self.completed.emit()

    def _place(self, typed: _Typed) -> QPoint:
        """Below the word's beginning, in the field's coordinates."""
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(typed.start)
        left = self._field.cursorRect(cursor).left()
        below = self._field.cursorRect().bottom()
        return self._field.viewport().mapTo(self._field, QPoint(left, below))


def _typed_in(field: QPlainTextEdit) -> _Typed | None:
    """The filter that ends at the cursor, or may become one; None where there is none."""
    cursor = field.textCursor()
    if cursor.hasSelection():
        return None
    end = cursor.position()
    line = cursor.block()
    before = QTextCursor(field.document())
    before.setPosition(max(line.position(), end - LONGEST))
    before.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cut = before.selectionStart() > line.position()
    text = before.selectedText()
    match = _TYPED.search("…" + text if cut else text)
    if match is None:
        return None
    minus, key, colon, value = match[1], match[2].lower(), match[3], match[4]
    follows = field.document().characterAt(end)
    quoted = bool(value) and value.startswith('"')
    if quoted and follows == '"':
        closing = 1
    elif follows.isspace() or end == field.document().characterCount() - 1:
        closing = 0
    else:
        return None
    if colon:
        if key not in KEYS:
            return None
    elif len(key) < LEAST_LETTERS or not any(each.startswith(key) for each in KEYS):
        return None
    elif line.length() > LONGEST:
        return None  # a passage, in which such words are words
    typed = None if not colon else value.removeprefix('"')
    return _Typed(end - units(match[0]), end + closing, key, typed, wanted=not minus)
