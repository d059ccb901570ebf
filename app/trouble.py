"""What goes wrong behind the window, put into words and in its place.

What mends itself is a line that passes; what needs a person is a banner that stays, with the
one thing to do about it. Nothing is a box in the way.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.background import Background
from app.banner import Banner
from app.crash_report import crash_report
from app.display import display_path
from app.library.status_line import StatusLine
from app.worker_client import WorkerClient
from indexer.messages import LibraryFailed, LibraryOpened, Notice


class Trouble(QObject):
    """Listens to the worker and its client, and tells the user."""

    def __init__(
        self,
        client: WorkerClient,
        banner: Banner,
        status: StatusLine,
        background: Background,
        library: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._client, self._banner, self._status = client, banner, status
        self._background, self._library = background, library
        self._ends: list[str] = []  # how the worker ended, each time
        client.notice.connect(self._show_notice)
        client.library_failed.connect(self._show_library_failure)
        client.library_opened.connect(self._on_opened)
        client.restarted.connect(self._show_restart)
        client.gave_up.connect(self.show_death)
        self._about_worker = False

    def show_death(self, reason: str) -> None:
        """Say that the worker is gone and stays gone until it is started."""
        self._about_worker = True
        self._ends.append(reason)
        self._banner.announce(
            "error",
            self.tr(
                "The indexer stopped twice in a minute ({why}) and was not started again. "
                "Nothing is lost; searching rests until it runs."
            ).format(why=reason),
            self.tr("Start again"),
            self._client.revive,
            (self.tr("Copy details"), self._copy_details),
        )

    def _copy_details(self) -> None:
        """Put what is known of the ends on the clipboard."""
        ends = tuple(self._ends[-2:])
        self._background.run(partial(crash_report, self._library, ends), self._copy)

    def _copy(self, report: str) -> None:
        QGuiApplication.clipboard().setText(report)
        self._status.remark(
            self.tr("The details are copied. They name files, so look through them first.")
        )

    def _show_notice(self, notice: Notice) -> None:
        if notice.level == "error":
            self._about_worker = False
            self._banner.announce("error", display_path(notice.text))
        else:
            self._status.remark(notice.text)

    def _show_restart(self, reason: str) -> None:
        self._ends.append(reason)
        self._status.remark(
            self.tr("The indexer stopped unexpectedly and was started again. Nothing is lost.")
        )

    def _show_library_failure(self, failed: LibraryFailed) -> None:
        if not self._client.opened:
            return  # the empty state says it and offers the same: nothing else shows yet
        self._about_worker = True
        self._banner.announce(
            "error", display_path(failed.reason), self.tr("Try again"), self._client.revive
        )

    def _on_opened(self, _event: LibraryOpened) -> None:
        """Take back the word that nothing runs."""
        if self._about_worker:
            self._about_worker = False
            self._banner.hide()
