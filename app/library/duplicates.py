"""What is there more than once: groups side by side, and a way to the system's bin and back.

Nothing is marked for the bin that would be missed: only exact copies and near ones are proposed,
and one of each group always stays. What is merely similar stands apart, with nothing marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
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
from app.library.alike_groups import FileCard, GroupRow
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
        self._if_it_dies = ""  # what is said then of what is on its way
        self._groups: tuple[AlikeGroup, ...] = ()
        self._marks: dict[str, bool] = {}  # what a person has decided, by path
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

        self._inner = QWidget()
        self._list = QVBoxLayout(self._inner)
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(10)
        self._list.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cards have it, and are followed
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
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
        for signal in (client.started, client.gave_up, client.library_failed):
            signal.connect(self._on_worker_gone)
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
        if self.isVisible():
            self._ask()

    def _on_worker_gone(self) -> None:
        """What was on its way will not be answered: no worker runs, or one that knows nothing."""
        if self._moving:
            self._moving = 0
            self.state.setText(self._if_it_dies)
        self._show_what_can_be_done()

    def _on_found(self, found: AlikeFound) -> None:
        if found.id != self._asked:
            return
        self._answered = True
        self._failure, self._left, self._more = found.failure, found.left, found.more
        self._groups = found.groups
        self._show_groups()
        if found.left and self.isVisible():
            self._refresh.start(WAITING_MS)

    def _ask_later(self) -> None:
        """Ask anew after files have come or gone; an answer to what was asked before is too old."""
        self._asked = self._new_id()
        if self.isVisible():
            self._refresh.start(REFRESH_MS)

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
                row.left.connect(self._walk)
                row.grown.connect(self._order_stops)
                self.rows[group] = row
                self._list.insertWidget(position, row)
            self._show_marks(self.rows[group])
        self.rows = {group: self.rows[group] for group in shown}
        self._order_stops()
        self._show_what_can_be_done()

    def _order_stops(self) -> None:
        """Let Tab go through the cards as they stand, not as they were made."""
        stops = [self.similar, *(stop for row in self.rows.values() for stop in row.stops())]
        for one, next_one in pairwise(stops):
            self.setTabOrder(one, next_one)

    def _show_more(self) -> None:
        bar = self._scroll.verticalScrollBar()
        groups = self._of_kind(similar=self.similar.isChecked())
        if self._shown < len(groups) and bar.value() > bar.maximum() - bar.pageStep():
            self._shown += GROUPS_AT_ONCE
            self._show_groups()

    def _walk(self, card: FileCard, key: int) -> None:
        """Go from a card to the one that an arrow key points to."""
        cards = [card for row in self.rows.values() for card in row.cards.values()]
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            place = cards.index(card) + (1 if key == Qt.Key.Key_Right else -1)
            target = cards[place] if 0 <= place < len(cards) else None
        else:
            target = _nearest(card, cards, self._inner, below=key == Qt.Key.Key_Down)
        if target is not None:
            target.picture.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(target)

    def _introduction(self, marked: int) -> str:
        if not self._answered:
            return self.tr("Looking for duplicates…")
        count = len(self._of_kind(similar=self.similar.isChecked()))
        words = []
        if self.similar.isChecked():
            words.append(
                self.tr(
                    "These pictures look alike but are not copies: another moment, other people, "
                    "another framing. Mate marks none of them."
                )
                if count
                else self.tr("No look-alikes were found in your folders.")
            )
        elif not count:
            words.append(self.tr("No duplicates were found in your folders."))
        elif marked:
            words.append(
                self.tr(
                    "One file of each group stays. Mate keeps the largest picture, and the oldest "
                    "file where several are equally large."
                )
            )
        else:
            words.append(
                self.tr(
                    "No file is marked. Mark those that you do not need; one of each group stays."
                )
            )
        if marked:
            words.append(
                self.tr("Marked files go to the system's bin, and can be taken out of it again.")
            )
        if self._left == 1:
            words.append(self.tr("1 photo is still to be compared."))
        elif self._left:
            left = number(self._left)
            words.append(self.tr("{n} photos are still to be compared.").format(n=left))
        if self._more == 1:
            words.append(self.tr("1 more group will show when you have dealt with these."))
        elif self._more:
            more = number(self._more)
            words.append(
                self.tr("{n} more groups will show when you have dealt with these.").format(n=more)
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
        self.intro.setText(self._introduction(len(moves)))
        size = sum(move.file.size for move in moves)
        text = self.tr("Move to the bin")
        if moves:
            text = self.tr("Move {files} to the bin").format(files=files(len(moves)))
            text = f"{text} ({data_size(size)})"
        self.move_button.setText(text)
        self.move_button.setEnabled(bool(moves) and self._can_move)
        self.undo.setVisible(bool(self._undo))
        self.undo.setEnabled(self._can_move)

    # --- to the bin and back -------------------------------------------------------------

    @property
    def _can_move(self) -> bool:
        """Whether nothing is on its way yet, and there is a worker to do it."""
        return not (self._moving or self._client.rests or self._client.library_failure)

    def _move(self) -> None:
        moves = self.marked()
        if len(moves) <= A_FEW:
            self._send_moves(moves)
            return
        confirm(
            self,
            self.tr("Move {files} to the bin?").format(files=files(len(moves))),
            self.tr(
                "One file of each group stays where it is. Nothing is deleted: you can take the "
                "files out of the bin again."
            ),
            self.tr("Move to the bin"),
            lambda: self._send_moves(moves),
        )

    def _send_moves(self, moves: Sequence[BinMove]) -> None:
        if moves and self._can_move:
            self._begin(
                MoveToBin(self._new_id(), tuple(moves)),
                self.tr("Moving to the bin…"),
                self.tr(
                    "The indexer stopped while it moved files. Those that it has moved are in the "
                    "system's bin, the others are where they were."
                ),
            )

    def _take_back(self) -> None:
        if self._undo and self._can_move:
            self._begin(
                RestoreFromBin(self._new_id(), self._undo[-1]),
                self.tr("Putting back…"),
                self.tr(
                    "The indexer stopped while it put files back. Those that are not back are "
                    "still in the system's bin."
                ),
            )

    def _begin(self, command: MoveToBin | RestoreFromBin, words: str, if_it_dies: str) -> None:
        self._moving, self._if_it_dies = command.id, if_it_dies
        self.state.setText(words)
        self._client.send(command)
        self._show_what_can_be_done()

    def _on_moved(self, done: MovedToBin) -> None:
        if done.id < 0:  # the results have asked for it
            self._ask_later()
            return
        self._moving = 0
        paths = {each.path for each in done.moved}
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
            words.append(self.tr("Open the system's bin to take files out of it again."))
        if done.failed:
            first = self.tr("{name} was not moved: {why}.")
            more = _more_files(
                done.failed,
                self.tr("1 more file was not moved."),
                self.tr("{n} more files were not moved."),
            )
            words += [_first_failure(first, done.failed), *more]
        self.state.setText(" ".join(words))
        self._groups = tuple(
            left for group in self._groups if len((left := _without(group, paths)).files) > 1
        )
        self._show_groups()
        self._ask_later()

    def _on_restored(self, done: RestoredFromBin) -> None:
        if done.id < 0:
            self._ask_later()
            return
        self._moving = 0
        answered = {*(each.path for each in done.restored), *(path for path, _ in done.failed)}
        self._undo = [
            each for each in self._undo if answered.isdisjoint(file.path for file in each)
        ]
        words = []
        if len(done.restored) == 1:
            words.append(self.tr("1 file is back in its folder."))
        elif done.restored:
            back = number(len(done.restored))
            words.append(self.tr("{n} files are back in their folders.").format(n=back))
        if done.failed:
            first = self.tr("{name} was not put back: {why}.")
            more = _more_files(
                done.failed,
                self.tr("1 more file was not put back."),
                self.tr("{n} more files were not put back."),
            )
            words += [_first_failure(first, done.failed), *more]
        self.state.setText(" ".join(words))
        self._show_what_can_be_done()
        self._ask_later()


def _first_failure(words: str, failed: Sequence[tuple[str, str]]) -> str:
    """Say of the first file by its name why it stays."""
    path, reason = failed[0]
    return display_path(words.format(name=file_name(path), why=reason))


def _more_files(failed: Sequence[tuple[str, str]], one: str, many: str) -> list[str]:
    """Say how many stay beside the first."""
    count = len(failed) - 1
    if count == 0:
        return []
    return [one if count == 1 else many.format(n=number(count))]


def _nearest(
    card: FileCard, cards: Sequence[FileCard], inside: QWidget, *, below: bool
) -> FileCard | None:
    """The card above another or below it, in its column or nearly so; none at the edge."""
    here = QRect(card.mapTo(inside, QPoint(0, 0)), card.size())

    def distance(other: FileCard) -> tuple[int, int] | None:
        place = QRect(other.mapTo(inside, QPoint(0, 0)), other.size())
        down = place.top() - here.bottom() if below else here.top() - place.bottom()
        return (down, abs(place.center().x() - here.center().x())) if down > 0 else None

    apart = [(found, other) for other in cards if (found := distance(other)) is not None]
    return min(apart, key=lambda each: each[0])[1] if apart else None


def _without(group: AlikeGroup, gone: set[str]) -> AlikeGroup:
    """A group without some files."""
    if gone.isdisjoint(file.path for file in group.files):
        return group
    left = tuple(file for file in group.files if file.path not in gone)
    return replace(
        group, files=left, surplus=tuple(path for path in group.surplus if path not in gone)
    )
