"""Where the arrow keys and their kin lead to: what is visually next, dividers passed over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractItemView

from app.results.layout import Layout

Action = QAbstractItemView.CursorAction


class Moves:
    """Goes about in a layout by rows."""

    def __init__(self, layout: Layout, can_be_chosen: Callable[[int], bool]) -> None:
        self._places = layout
        self._can_be_chosen = can_be_chosen
        self._count = 0
        self.forget()

    def forget(self) -> None:
        """The rows are others now."""
        self._column = (-1, 0)  # a row, and the x that Up and Down keep to while they come by it

    def target(self, action: Action, current: int, count: int, high: int) -> int:
        """The row that an action leads to from the ``current`` one (-1: none) of a ``count``.

        The view is ``high`` pixels high. Where there is nothing to go to, it stays.
        """
        self._count = count
        if action == Action.MoveEnd:
            return self._chosen_from(count - 1, -1)
        if current < 0 or action == Action.MoveHome:
            return self._chosen_from(0, 1)
        if action in (Action.MoveLeft, Action.MovePrevious):
            return self._beside(current, -1)
        if action in (Action.MoveRight, Action.MoveNext):
            return self._beside(current, 1)
        step = 1 if action in (Action.MoveDown, Action.MovePageDown) else -1
        if action in (Action.MoveUp, Action.MoveDown):
            return self._below(current, step)
        return self._a_page_from(current, step, high)

    def _chosen_from(self, row: int, step: int) -> int:
        while 0 <= row < self._count:
            if self._can_be_chosen(row):
                return row
            row += step
        return -1

    def _beside(self, row: int, step: int) -> int:
        beside = self._chosen_from(row + step, step)
        return row if beside < 0 else beside

    def _x_of(self, row: int) -> int:
        known, x = self._column
        return x if known == row else self._places.area(row).center().x()

    def _below(self, row: int, step: int) -> int:
        x = self._x_of(row)
        near = self._places.vertical_neighbour(row, x, step)
        self._column = near, x
        return near

    def _a_page_from(self, row: int, step: int, high: int) -> int:
        x, area = self._x_of(row), self._places.area(row)
        goal = area.center().y() + step * max(1, high - area.height())
        near = row
        while True:
            further = self._places.vertical_neighbour(near, x, step)
            centre = self._places.area(further).center().y()
            if further == near or (near != row and (centre - goal) * step > 0):
                break
            near = further
        self._column = near, x
        return near
