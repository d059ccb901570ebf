"""Hits to the system's bin and back: what goes is asked about first, and nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from app.banner import Banner
from app.boxes import confirm
from app.display import display_path, file_name, files, folder_path, keys, number
from app.library.status_line import StatusLine
from app.query.session import SearchSession
from app.results.view import ResultsView
from app.worker_client import WorkerClient
from indexer.messages import BinFiles, Hit, InBin, MovedToBin, RestoredFromBin, RestoreFromBin

FEW = 4  # so many copies are named


class Discarding(QObject):
    """Asks, sends, says what became of it, and undoes the last that went."""

    def __init__(
        self,
        client: WorkerClient,
        session: SearchSession,
        results: ResultsView,
        banner: Banner,
        status: StatusLine,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._client, self._session, self._results = client, session, results
        self._banner, self._status, self._window = banner, status, window
        # Below zero: the page of duplicates moves files too, and counts from one on.
        self._next_id = 0
        self._moving = 0
        self._if_it_dies = ""
        self._undo: list[tuple[InBin, ...]] = []
        client.moved_to_bin.connect(self._on_moved)
        client.restored_from_bin.connect(self._on_restored)
        for signal in (client.started, client.gave_up, client.library_failed):
            signal.connect(self._on_worker_gone)
        # Where text is typed it undoes that, for a field has the first say.
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), window)
        undo.activated.connect(self.take_back)

    def add_choice(self, menu: QMenu, hits: Sequence[Hit], *, key: bool = True) -> None:
        """Offer it in a menu of hits, with its ``key`` where that is free for it."""
        if any(not hit.gone for hit in hits):
            menu.addSeparator()
            text = self.tr("Move to the bin…") + (f"\t{keys('Del')}" if key else "")
            menu.addAction(text).triggered.connect(lambda: self.discard(hits))

    # --- to the bin ----------------------------------------------------------------------

    def discard_selected(self) -> None:
        """Ask whether the files of what is selected are to go to the bin."""
        self.discard(self._results.selected_hits())

    def discard(self, chosen: Sequence[Hit]) -> None:
        """Ask whether the files of hits are to go to the bin."""
        hits = tuple({hit.path: hit for hit in reversed(chosen) if not hit.gone}.values())[::-1]
        if not hits:
            if chosen:
                self._status.remark(self.tr("It is gone from the library: there is no file."))
            return
        if not self._can_move:
            self._status.remark(self.tr("That must wait: the indexer is not running."))
            return
        question = (
            self.tr("Move “{name}” to the bin?").format(name=file_name(hits[0].path))
            if len(hits) == 1
            else self.tr("Move {files} to the bin?").format(files=files(len(hits)))
        )
        confirm(
            self._window,
            question,
            self._what_goes(hits),
            self.tr("Move to the bin"),
            lambda: self._send(hits),
        )

    def _what_goes(self, hits: Sequence[Hit]) -> str:
        """Say which file is meant, and what stays, where a hit stands for more than one."""
        words = []
        if len(hits) == 1:
            words.append(self.tr("It lies in {folder}.").format(folder=folder_path(hits[0].path)))
        pages = [hit for hit in hits if hit.kind == "page"]
        if len(hits) == 1 and pages:
            words.append(self.tr("The whole document goes, not this page alone."))
        elif pages:
            words.append(self.tr("Of a page the whole document goes."))
        going = {hit.path for hit in hits}
        others = [path for hit in hits for path in (*hit.copies, *hit.alike) if path not in going]
        if len(hits) == 1 and len(others) == 1:
            words.append(self.tr("The same is also in another file, which stays:"))
        elif len(hits) == 1 and others:
            same = self.tr("The same is also in {n} other files, which stay:")
            words.append(same.format(n=number(len(others))))
        elif others:
            stay = self.tr("{files} with the same pictures or pages stay where they are.")
            words.append(stay.format(files=files(len(others))))
        lines = [" ".join(words)] * bool(words)
        if len(hits) == 1:
            lines += [display_path(path) for path in others[:FEW]]
            if len(others) > FEW:
                lines.append("…")
        lines.append(
            self.tr("Nothing is deleted: you can take it out of the bin again.")
            if len(hits) == 1
            else self.tr("Nothing is deleted: you can take them out of the bin again.")
        )
        return "\n".join(lines)

    @property
    def _can_move(self) -> bool:
        return not (self._moving or self._client.rests or self._client.library_failure)

    def _send(self, hits: Sequence[Hit]) -> None:
        if self._can_move:
            self._begin(
                self.tr(
                    "The indexer stopped while it moved files. Those that it has moved are in the "
                    "system's bin, the others are where they were."
                )
            )
            what = tuple((hit.path, hit.content) for hit in hits)
            self._client.send(BinFiles(self._moving, what))

    def take_back(self) -> None:
        """Put back what has gone to the bin last."""
        if not self._undo:
            self._status.remark(self.tr("There is nothing to undo."))
        elif self._can_move:
            self._begin(
                self.tr(
                    "The indexer stopped while it put files back. Those that are not back are "
                    "still in the system's bin."
                )
            )
            self._client.send(RestoreFromBin(self._moving, self._undo[-1]))

    def _begin(self, if_it_dies: str) -> None:
        self._next_id -= 1
        self._moving, self._if_it_dies = self._next_id, if_it_dies

    # --- what became of it ---------------------------------------------------------------

    def _on_moved(self, done: MovedToBin) -> None:
        if done.id != self._moving:
            return
        self._moving = 0
        known = tuple(each for each in done.moved if each.place)
        words = []
        if len(done.moved) == 1:
            moved = self.tr("“{name}” is in the bin.")
            words.append(moved.format(name=file_name(done.moved[0].path)))
        elif done.moved:
            words.append(self.tr("{files} are in the bin.").format(files=files(len(done.moved))))
        if len(known) < len(done.moved):
            words.append(self.tr("Open the system's bin to take files out of it again."))
        words += self._failures(done.failed, self.tr("{name} was not moved: {why}."))
        self._results.go_on_from({each.path for each in done.moved})
        if known:
            self._undo.append(known)
            self._banner.announce("info", " ".join(words), self.tr("Undo"), self.take_back)
        else:
            self._banner.announce("warning", " ".join(words))
        self._session.renew()

    def _on_restored(self, done: RestoredFromBin) -> None:
        if done.id != self._moving:
            return
        self._moving = 0
        self._undo.pop()
        self._banner.hide()
        if done.failed:
            words = self._failures(done.failed, self.tr("{name} was not put back: {why}."))
            self._banner.announce("warning", " ".join(words))
        elif len(done.restored) == 1:
            self._status.remark(
                self.tr("“{name}” is back.").format(name=file_name(done.restored[0].path))
            )
        else:
            self._status.remark(
                self.tr("{files} are back.").format(files=files(len(done.restored)))
            )
        self._session.renew()

    def _failures(self, failed: Sequence[tuple[str, str]], words: str) -> list[str]:
        """Say of the first file why it stays, and how many others do."""
        if not failed:
            return []
        path, why = failed[0]
        said = [display_path(words.format(name=file_name(path), why=why))]
        if len(failed) > 1:
            said.append(self.tr("{files} more stay.").format(files=files(len(failed) - 1)))
        return said

    def _on_worker_gone(self) -> None:
        """What was on its way will not be answered."""
        if self._moving:
            self._moving = 0
            self._banner.announce("warning", self._if_it_dies)
