"""What is there more than once: groups side by side, and a way to the system's bin and back.

Nothing is marked for the bin that would be missed: only exact copies and near ones are proposed,
and one of each group always stays. What is merely similar stands apart, with nothing marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.boxes import confirm
from app.display import data_size, display_path, file_name, files, number
from app.library.alike_groups import GroupRow
from app.results.thumbnails import ThumbnailCache
from app.worker_client import WorkerClient
from indexer.messages import (
    AlikeFile,
    AlikeFound,
    AlikeGroup,
    BinMove,
    FindAlike,
    InBin,
    MovedToBin,
    MoveToBin,
    ProgressChanged,
    RestoredFromBin,
    RestoreFromBin,
)

# More files than this are asked about before they go.
A_FEW = 5
# Groups are made into widgets as they come into view.
GROUPS_AT_ONCE = 20
REFRESH_MS = 1_500
WAITING_MS = 10_000  # while photos are still to be looked at


class DuplicatesPage(QWidget):
    """Asks for groups while it is shown, and sends what is marked to the bin."""

    open_wanted = Signal(object)  # a path: as a str Qt would lose bytes that are not UTF-8

    def __init__(
        self, client: WorkerClient, thumbnails: ThumbnailCache, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._thumbnails = thumbnails
        self._next_id = 0
        self._asked = 0  # the newest question; older answers are of no interest
        self._answered = False
        self._failure, self._left, self._more = "", 0, 0
        self._moving = 0  # what is on its way to the bin, or back
        self._groups: tuple[AlikeGroup, ...] = ()
        self._marks: dict[str, bool] = {}  # what a person has decided, by path
        self._gone: set[str] = set()  # moved, whatever the library still believes
        self._reasons: dict[str, str] = {}  # why files have stayed, by path
        self._undo: list[tuple[InBin, ...]] = []
        self._shown = GROUPS_AT_ONCE
        self.rows: dict[AlikeGroup, GroupRow] = {}

        self.surplus = QPushButton()
        self.similar = QPushButton()
        choice = QButtonGroup(self)
        top = QHBoxLayout()
        top.setSpacing(6)
        for button in (self.surplus, self.similar):
            button.setCheckable(True)
            button.setProperty("segment", "true")
            button.clicked.connect(self._show_other_kind)
            choice.addButton(button)
            top.addWidget(button)
        top.addStretch()
        self.surplus.setChecked(True)
        self.intro = QLabel()
        self.intro.setWordWrap(True)
        self.intro.setProperty("role", "muted")

        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(10)
        self._list.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self._scroll.verticalScrollBar().valueChanged.connect(self._show_more)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._show_more)

        self.state = QLabel()
        self.state.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.setShortcut(QKeySequence.StandardKey.Undo)
        self.undo.clicked.connect(self._take_back)
        self.undo.hide()
        self.move_button = QPushButton()
        self.move_button.setProperty("primary", "true")
        self.move_button.clicked.connect(self._move)
        bottom = QHBoxLayout()
        bottom.addWidget(self.state, 1)
        bottom.addWidget(self.undo)
        bottom.addWidget(self.move_button)

        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.intro)
        column.addWidget(self._scroll, 1)
        column.addLayout(bottom)

        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.timeout.connect(self._ask)
        client.alike_found.connect(self._on_found)
        client.moved_to_bin.connect(self._on_moved)
        client.restored_from_bin.connect(self._on_restored)
        client.progress_changed.connect(self._on_progress)
        client.library_opened.connect(self._on_opened)
        self._counts: tuple[int, ...] | None = None
        self._show_groups()

    # --- what there is -------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is there now."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop asking."""
        super().hideEvent(event)
        self._refresh.stop()

    def _ask(self) -> None:
        self._asked = self._new_id()
        self._client.send(FindAlike(self._asked))

    def _new_id(self) -> int:
        self._next_id += 1
        return self._next_id

    def _on_progress(self, event: ProgressChanged) -> None:
        """Ask again when files have come or gone."""
        progress = event.progress
        counts = (progress.photos, progress.pages, progress.done, progress.active)
        if counts != self._counts:
            self._counts = counts
            if self.isVisible() and not progress.active:
                self._refresh.start(REFRESH_MS)

    def _on_opened(self) -> None:
        """A new worker knows nothing of what the former one was asked."""
        self._moving = 0
        if self.isVisible():
            self._ask()

    def _on_found(self, found: AlikeFound) -> None:
        if found.id != self._asked:
            return
        self._answered = True
        self._failure, self._left, self._more = found.failure, found.left, found.more
        self._take(found.groups)
        if found.left and self.isVisible():
            self._refresh.start(WAITING_MS)

    def _take(self, groups: Iterable[AlikeGroup]) -> None:
        """Show these groups, without the files that have gone meanwhile."""
        self._groups = tuple(
            left for group in groups if len((left := _without(group, self._gone)).files) > 1
        )
        self._show_groups()

    def _show_other_kind(self) -> None:
        self._shown = GROUPS_AT_ONCE
        self._scroll.verticalScrollBar().setValue(0)
        self._show_groups()

    def _of_kind(self, *, similar: bool) -> list[AlikeGroup]:
        return [group for group in self._groups if (group.likeness == "similar") is similar]

    def _show_groups(self) -> None:
        """Bring the rows in line, keeping those that stay: one may hold the focus."""
        kinds = {similar: self._of_kind(similar=similar) for similar in (False, True)}
        for button, title, similar in (
            (self.surplus, self.tr("Copies"), False),
            (self.similar, self.tr("Look-alikes"), True),
        ):
            count = len(kinds[similar])
            button.setText(f"{title} ({number(count)})" if count else title)
        groups = kinds[self.similar.isChecked()]
        shown = groups[: self._shown]
        kept = set(shown)
        for group in [group for group in self.rows if group not in kept]:
            row = self.rows.pop(group)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for position, group in enumerate(shown):
            if group not in self.rows:
                row = GroupRow(group, self._thumbnails)
                row.marked.connect(self._on_marked)
                row.open_wanted.connect(self.open_wanted)
                self.rows[group] = row
                self._list.insertWidget(position, row)
            self._show_marks(self.rows[group])
        self.rows = {group: self.rows[group] for group in shown}
        self.intro.setText(self._introduction(len(groups)))
        self._show_what_can_be_done()

    def _show_more(self) -> None:
        bar = self._scroll.verticalScrollBar()
        groups = self._of_kind(similar=self.similar.isChecked())
        if self._shown < len(groups) and bar.value() > bar.maximum() - bar.pageStep():
            self._shown += GROUPS_AT_ONCE
            self._show_groups()

    def _introduction(self, count: int) -> str:
        if not self._answered:
            return self.tr("Looking for what is there more than once…")
        words = []
        if self.similar.isChecked():
            words.append(
                self.tr(
                    "Pictures of one scene that differ: moments, people, framing. None of them is "
                    "a copy of another, so nothing is marked."
                )
                if count
                else self.tr("No pictures in your folders are so similar.")
            )
        else:
            words.append(
                self.tr(
                    "One of each group is kept: the largest, and of these the oldest. What is "
                    "marked goes to the system's bin, from where you can take it back."
                )
                if count
                else self.tr("Nothing in your folders is there more than once.")
            )
        if self._left:
            left = number(self._left)
            words.append(self.tr("{n} photos are still to be looked at.").format(n=left))
        if self._more:
            more = number(self._more)
            words.append(
                self.tr("{n} more groups follow when these are dealt with.").format(n=more)
            )
        if self._failure:
            words.append(display_path(self._failure))
        return " ".join(words)

    # --- what is marked ------------------------------------------------------------------

    def _is_marked(self, group: AlikeGroup, file: AlikeFile) -> bool:
        return file.present and self._marks.get(file.path, file.path in group.surplus)

    def _on_marked(self, path: str, on: bool) -> None:
        self._marks[path] = on
        for row in self.rows.values():
            if any(file.path == path for file in row.group.files):
                self._show_marks(row)
        self._show_what_can_be_done()

    def _show_marks(self, row: GroupRow) -> None:
        marked = {file.path for file in row.group.files if self._is_marked(row.group, file)}
        row.show_marks(marked, self._reasons)

    def marked(self) -> list[BinMove]:
        """What would go to the bin: of the kind that is shown, whether scrolled to or not."""
        moves = []
        for group in self._of_kind(similar=self.similar.isChecked()):
            marked = [file for file in group.files if self._is_marked(group, file)]
            kept = [file for file in group.files if file.present and file not in marked]
            for file in marked if kept else ():
                same = (other for other in kept if other.content == file.content)
                moves.append(BinMove(file, next(same, kept[0])))
        return moves

    def _show_what_can_be_done(self) -> None:
        moves = self.marked()
        size = sum(move.file.size for move in moves)
        text = self.tr("Move to the bin")
        if moves:
            text = self.tr("Move {files} to the bin").format(files=files(len(moves)))
            text = f"{text} ({data_size(size)})"
        self.move_button.setText(text)
        self.move_button.setEnabled(bool(moves) and not self._moving)
        self.undo.setVisible(bool(self._undo))
        self.undo.setEnabled(not self._moving)

    # --- to the bin and back -------------------------------------------------------------

    def _move(self) -> None:
        moves = self.marked()
        if len(moves) <= A_FEW:
            self._send_moves(moves)
            return
        confirm(
            self,
            self.tr("Move {files} to the bin?").format(files=files(len(moves))),
            self.tr(
                "One of each group stays where it is. Nothing is deleted: you can undo this, or "
                "take files out of the bin later."
            ),
            self.tr("Move to the bin"),
            lambda: self._send_moves(moves),
        )

    def _send_moves(self, moves: Sequence[BinMove]) -> None:
        if moves and not self._moving:
            self._moving = self._new_id()
            self.state.setText(self.tr("Moving to the bin…"))
            self._client.send(MoveToBin(self._moving, tuple(moves)))
            self._show_what_can_be_done()

    def _take_back(self) -> None:
        if self._undo and not self._moving:
            self._moving = self._new_id()
            self.state.setText(self.tr("Putting back…"))
            self._client.send(RestoreFromBin(self._moving, self._undo[-1]))
            self._show_what_can_be_done()

    def _on_moved(self, done: MovedToBin) -> None:
        self._moving = 0
        paths = {each.path for each in done.moved}
        self._gone |= paths
        for path in paths:
            self._marks.pop(path, None)
        known = tuple(each for each in done.moved if each.place)
        if known:
            self._undo.append(known)
        self._reasons.update(done.failed)
        self._marks.update((path, False) for path, _ in done.failed)
        words = []
        if done.moved:
            words.append(self.tr("{files} moved to the bin.").format(files=files(len(done.moved))))
        if len(known) < len(done.moved):
            words.append(self.tr("To get one back, open the bin and restore it there."))
        self.state.setText(" ".join([*words, *self._told_failures(done.failed)]))
        self._take(self._groups)

    def _on_restored(self, done: RestoredFromBin) -> None:
        self._moving = 0
        answered = {*(each.path for each in done.restored), *(path for path, _ in done.failed)}
        self._undo = [
            each for each in self._undo if answered.isdisjoint(file.path for file in each)
        ]
        self._gone -= {each.path for each in done.restored}
        words = []
        if done.restored:
            words.append(
                self.tr("{files} back where they were.").format(files=files(len(done.restored)))
            )
        self.state.setText(" ".join([*words, *self._told_failures(done.failed)]))
        self._show_what_can_be_done()
        self._refresh.start(REFRESH_MS)

    def _told_failures(self, failed: Sequence[tuple[str, str]]) -> list[str]:
        """What could not be moved, the first by name; the others say it where they stand."""
        if not failed:
            return []
        path, reason = failed[0]
        first = self.tr("{name} was not moved: {why}.").format(name=file_name(path), why=reason)
        if len(failed) == 1:
            return [display_path(first)]
        more = self.tr("{n} more were not moved either.").format(n=number(len(failed) - 1))
        return [display_path(first), more]


def _without(group: AlikeGroup, gone: set[str]) -> AlikeGroup:
    if gone.isdisjoint(file.path for file in group.files):
        return group
    left = tuple(file for file in group.files if file.path not in gone)
    return replace(
        group, files=left, surplus=tuple(path for path in group.surplus if path not in gone)
    )
