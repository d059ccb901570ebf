"""The filters in a text field: where they stand, and how they get in and out of its text.

The text is the one truth: what is chosen from a menu is written into it, as if it had been typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit

from indexer.filter_tokens import Token, tokens, write

# So much is looked at, of a longer text its beginning and its end: filters do not stand in the
# middle of a chapter, and looking for them there would cost time with every key.
LOOKED_AT = 4_000
# A text that is longer is a passage, and what is chosen stands on a line before it.
PASSAGE = 240
# With a chosen value of the first, what there is of the others makes no sense beside it.
_RIVALS = {"date": ("date", "before", "after"), "before": ("before", "date"),
           "after": ("after", "date"), "keyword": (), "has": ()}  # fmt: skip


def tokens_in(document: QTextDocument) -> list[Token]:
    """The filters in a document, by its positions (which count UTF-16, as Qt does)."""
    return [token for start, text in _stretches(document) for token in _placed(text, start)]


def put(field: QPlainTextEdit, key: str, value: str, *, wanted: bool = True) -> None:
    """Write a filter into the text, in place of one that makes no sense beside it."""
    document = field.document()
    rivals = _RIVALS.get(key, (key,)) if wanted else ()
    gone = [
        token
        for token in tokens_in(document)
        if (token.key in rivals and token.wanted) or (token.key, token.value) == (key, value)
    ]
    _write(field, write(key, value, wanted=wanted), gone, space=True)


def begin(field: QPlainTextEdit, key: str) -> None:
    """Write the beginning of a filter, in place of one of the same key, for its value to follow."""
    same = [token for token in tokens_in(field.document()) if token.key == key and token.wanted]
    _write(field, f"{key}:", same, space=False)


def take_out(field: QPlainTextEdit, those: list[Token]) -> None:
    """Take filters out of the text."""
    cursor = QTextCursor(field.document())
    cursor.beginEditBlock()
    for token in reversed(those):
        _remove(cursor, token)
    cursor.endEditBlock()


def _write(field: QPlainTextEdit, text: str, gone: list[Token], *, space: bool) -> None:
    """Write a filter, in the place of the first of those that go, and leave the cursor after it."""
    cursor = QTextCursor(field.document())
    cursor.beginEditBlock()
    for token in reversed(gone[1:]):
        _remove(cursor, token)
    if gone:
        cursor.setPosition(gone[0].start)
        cursor.setPosition(gone[0].end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
    else:
        _find_place(cursor)
        cursor.insertText(text)
    if space and cursor.atBlockEnd():
        cursor.insertText(" ")
    cursor.endEditBlock()
    field.setTextCursor(cursor)
    field.ensureCursorVisible()


def _find_place(cursor: QTextCursor) -> None:
    """Go where a new filter is written: after the words; but before a passage, on its own line."""
    document = cursor.document()
    first = document.firstBlock()
    is_passage = document.blockCount() > 1 or document.characterCount() > PASSAGE
    block = first if is_passage else document.lastBlock()
    cursor.setPosition(block.position() + block.length() - 1)
    if is_passage and not _only_filters(first):
        cursor.setPosition(0)
        cursor.insertBlock()
        cursor.setPosition(0)
    elif not cursor.atBlockStart() and not _is_blank(document, cursor.position() - 1):
        cursor.insertText(" ")


def _only_filters(block: QTextBlock) -> bool:
    if block.length() > LOOKED_AT:
        return False
    text = block.text()
    for token in reversed(list(tokens(text))):
        text = text[: token.start] + text[token.end :]
    return not text.strip()


def _remove(cursor: QTextCursor, token: Token) -> None:
    """Take a filter out, with the blank or the end of the line after it, or else before it."""
    document = cursor.document()
    start, end = token.start, token.end
    last = document.characterCount() - 1  # what stands there is the end of the text
    if end < last and _is_blank(document, end):
        end += 1
    elif start and _is_blank(document, start - 1):
        start -= 1
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()


def _is_blank(document: QTextDocument, at: int) -> bool:
    return document.characterAt(at).isspace()


def _stretches(document: QTextDocument) -> Iterator[tuple[int, str]]:
    """The beginning and the end of a text, each with its position."""
    length = document.characterCount() - 1
    if length <= 2 * LOOKED_AT:
        yield 0, document.toPlainText()
        return
    for start in (0, length - LOOKED_AT):
        cursor = QTextCursor(document)
        cursor.setPosition(start)
        cursor.setPosition(start + LOOKED_AT, QTextCursor.MoveMode.KeepAnchor)
        yield start, cursor.selectedText()


def _placed(text: str, start: int) -> Iterator[Token]:
    if text.isascii() or max(text) <= "\uffff":
        yield from (
            replace(token, start=token.start + start, end=token.end + start)
            for token in tokens(text)
        )
        return
    for token in tokens(text):
        first = start + units(text[: token.start])
        yield replace(token, start=first, end=first + units(token.text))


def units(text: str) -> int:
    """How long Qt takes a text for."""
    return len(text) + sum(letter > "\uffff" for letter in text)
