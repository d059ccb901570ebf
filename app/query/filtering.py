"""Filters in the window: the button and its menu, completion while typing, chips in the text."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.query import field_tokens
from app.query.completion import Completion
from app.query.composer import Composer
from app.query.filter_marks import FilterMarks
from app.query.filter_menu import FilterMenu
from app.worker_client import WorkerClient
from indexer.filter_tokens import Token
from indexer.messages import CheckFilters, FiltersChecked, FilterValues, ListFilterValues


class Filtering(QObject):
    """Connects what writes and shows filters with the composer and the worker."""

    def __init__(self, client: WorkerClient, composer: Composer, window: QWidget) -> None:
        super().__init__(window)
        self._client, self._composer = client, composer
        self._field = composer.field
        self.marks = FilterMarks(self._field)
        self.completion = Completion(self._field)
        self.menu = FilterMenu(window)
        self.marks.check_wanted.connect(lambda tokens: client.send(CheckFilters(tokens)))
        for part in (self.completion, self.menu):
            part.values_wanted.connect(
                lambda key, prefix: client.send(ListFilterValues(key, prefix))
            )
        self.completion.completed.connect(composer.ask)
        composer.waits = lambda: self.completion.waits_for_value
        self.menu.chosen.connect(self._choose)
        self.menu.unchosen.connect(self._take_out)
        self.menu.begun.connect(self._begin)
        client.filter_values.connect(self._learn)
        client.filters_checked.connect(self._learn_faults)
        composer.filter_button.clicked.connect(self.show_menu)

    def show_menu(self) -> QMenu:
        """Offer filters below the button."""
        button = self._composer.filter_button
        at = button.mapToGlobal(QPoint(button.width(), button.height() + 6))
        return self.menu.show(at, self._standing(), self._client.folders)

    def _standing(self) -> list[Token]:
        return field_tokens.tokens_in(self._field.document())

    def ask_for(self, key: str, value: str) -> None:
        """Put a filter into the question, and ask; the focus stays where it is."""
        field_tokens.put(self._field, key, value)
        self._composer.ask()

    def _choose(self, key: str, value: str) -> None:
        field_tokens.put(self._field, key, value)
        self._ask()

    def _take_out(self, tokens: list[Token]) -> None:
        field_tokens.take_out(self._field, tokens)
        self._ask()

    def _begin(self, key: str) -> None:
        field_tokens.begin(self._field, key)
        self._field.setFocus()
        self.completion.look()

    def _ask(self) -> None:
        self._field.setFocus()
        self._composer.ask()

    def _learn(self, event: FilterValues) -> None:
        self.completion.learn(event)
        self.menu.learn(event)

    def _learn_faults(self, event: FiltersChecked) -> None:
        self.marks.learn(event.faults)
