"""Sends hits out: asks where to, follows how it goes, and says what came of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from PySide6.QtCore import QObject, QPoint, QStandardPaths, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.banner import Banner
from app.boxes import confirm, tell
from app.display import display_path, file_name, files, folder_path, number
from app.files import Desktop
from app.kept.bars import ExportBar
from app.worker_client import WorkerClient
from indexer.messages import CancelExport, Export, ExportChanged, ExportDone, Form, Hit

ENDINGS: dict[Form, str] = {"json": ".json", "csv": ".csv", "list": ".m3u8"}


class Exporting(QObject):
    """One export at a time."""

    def __init__(
        self, client: WorkerClient, banner: Banner, bar: ExportBar, desktop: Desktop, owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._client, self._banner, self._bar = client, banner, bar
        self._desktop, self._owner = desktop, owner
        self._next_id = 0
        self._running: int | None = None
        self._order: Export | None = None  # the last one
        self._failures: tuple[tuple[str, str], ...] = ()
        bar.cancelled.connect(self._cancel)
        client.export_changed.connect(self._on_changed)
        client.export_done.connect(self._on_done)
        client.started.connect(self._on_started)

    def add_choices(self, menu: QMenu, hits: tuple[Hit, ...], name: str) -> None:
        """Offer the ways that these hits can go, in a menu."""
        for text, form in (
            (self.tr("Copies of the files…"), "copies"),
            (self.tr("Table (CSV)…"), "csv"),
            (self.tr("List of files (M3U8)…"), "list"),
            (self.tr("All that is known (JSON)…"), "json"),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, form=form: self.choose(form, hits, name))
            action.setEnabled(bool(hits) and self._running is None)
            menu.addAction(action)

    def offer(self, hits: tuple[Hit, ...], name: str, at: QPoint) -> QMenu:
        """Offer these ways at a place of the screen."""
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add_choices(menu, hits, name)
        menu.popup(at)
        menu.setActiveAction(menu.actions()[0])
        return menu

    def choose(self, form: Form, hits: tuple[Hit, ...], name: str) -> None:
        """Let the user say where to, and begin."""
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog = QFileDialog(self._owner)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        if form == "copies":
            dialog.setWindowTitle(self.tr("Choose a folder for the copies"))
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            ending = ENDINGS[form]
            dialog.setWindowTitle(self.tr("Export to"))
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            # It would ask about the name without its ending; see `_ask_to_replace`.
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
            dialog.setNameFilter(f"*{ending}")
            dialog.selectFile(_as_file_name(name or self.tr("Found with Mate")) + ending)
        dialog.fileSelected.connect(
            lambda target: self._begin(Export(0, hits, form, _with_ending(target, form), name))
        )
        dialog.open()

    def _begin(self, order: Export) -> None:
        self._next_id += 1
        self._running = self._next_id
        self._order = order = replace(order, id=self._next_id)
        paths = {hit.path for hit in order.hits if not hit.gone}
        words = (
            self.tr("Copying {files} to {folder}")
            if order.form == "copies"
            else self.tr("Writing {folder}")
        )
        self._bar.begin(words.format(files=files(len(paths)), folder=file_name(order.target)))
        self._client.send(order)

    def _ask_to_replace(self, order: Export) -> None:
        """Ask by the name that the file will have; nothing else is replaced."""
        confirm(
            self._owner,
            self.tr("“{file}” is there already.").format(file=file_name(order.target)),
            self.tr("Replace it? What is in it now will be lost. It lies in {folder}.").format(
                folder=folder_path(order.target)
            ),
            self.tr("Replace"),
            lambda: self._begin(replace(order, replaces=True)),
            (
                self.tr("Choose another name…"),
                lambda: self.choose(order.form, order.hits, order.name),
            ),
        )

    def _cancel(self) -> None:
        if self._running is not None:
            self._bar.cancel.setEnabled(False)
            self._client.send(CancelExport(self._running))

    def _on_changed(self, event: ExportChanged) -> None:
        if event.id == self._running:
            self._bar.go_on(event.done, event.total)

    def _on_started(self) -> None:
        """With the worker its exports have ended."""
        if self._running is not None and self._client.opened:
            self._running = None
            self._bar.hide()
            self._banner.announce("error", self.tr("The export was interrupted; begin it again."))

    def _on_done(self, done: ExportDone) -> None:
        if done.id != self._running:
            return
        self._running = None
        self._bar.hide()
        if done.taken and self._order is not None:
            self._ask_to_replace(self._order)
            return
        if done.reason:
            self._banner.announce("error", display_path(done.reason))
            return
        target = file_name(done.target)
        if done.form == "copies":
            said = self.tr("{files} copied to {folder}.")
            words = said.format(files=files(done.written), folder=target)
        else:
            said = self.tr("{n} written to {file}.")
            words = said.format(n=number(done.written), file=target)
        if done.cancelled:
            words = f"{self.tr('Cancelled.')} {words}"
        if done.failures:
            lost = self.tr("{files} could not be.").format(files=files(len(done.failures)))
            words = f"{words} {lost}"
            self._failures = done.failures
            self._banner.announce("warning", words, self.tr("Which"), self._show_failures)
        else:
            place = done.target if done.form == "copies" else str(PurePath(done.target).parent)
            self._banner.announce(
                "info", words, self.tr("Show"), lambda: self._desktop.open_file(place)
            )

    def _show_failures(self) -> None:
        lines = [f"{display_path(path)}\n    {reason}" for path, reason in self._failures]
        details = "\n".join(lines) if len(lines) > 10 else ""
        tell(self._owner, self.tr("These files were not exported:"), "\n".join(lines[:10]), details)


def _with_ending(target: str, form: Form) -> str:
    """A name that ends as files of this form do; any other dot in it is a part of the name."""
    if form == "copies":
        return target
    known = (".m3u8", ".m3u") if form == "list" else (ENDINGS[form],)
    return target if target.lower().endswith(known) else target + ENDINGS[form]


def _as_file_name(name: str) -> str:
    """A name without what no file may be called with, on whatever system."""
    clean = "".join("-" if letter in '\\/:*?"<>|' else letter for letter in name)
    return clean.strip(". ")[:80] or "Mate"
