"""The window: where its parts stand and what leads to what. The parts themselves do the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QSettings, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QPixmap,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.background import Background
from app.banner import Banner
from app.browse.browsing import Browsing
from app.desktop.front import bring_up
from app.desktop.memory import WindowMemory
from app.display import display_path, file_name, file_url, language_name
from app.files import Desktop
from app.icons import IconButton
from app.kept.keeping import Keeping
from app.library.dialog import LibraryDialog
from app.library.first_run import FirstRun
from app.library.sample import Sample, put_sample, sample_folder
from app.library.status_line import StatusLine
from app.map.page import MapPage
from app.preview.pane import PreviewPane
from app.query.composer import Composer
from app.query.drop import DropOverlay, Intake, Meaning, guess
from app.query.filtering import Filtering
from app.query.session import SearchSession
from app.query.subject import DOCUMENT_SUFFIXES, HITS, PHOTO_SUFFIXES, unpack
from app.results.discarding import Discarding
from app.results.empty import EmptyView, choose
from app.results.menu import HitActions
from app.results.quick_look import QuickLook
from app.results.thumbnails import ThumbnailCache
from app.results.view import ResultsView
from app.settings.dialog import SettingsDialog
from app.settings.settings import Settings
from app.settings.shortcuts import Shortcuts
from app.trouble import Trouble
from app.worker_client import WorkerClient
from indexer.filter_tokens import write
from indexer.messages import AddFolder, ForgetRecent, Hit, Look, Query, Rescan, SearchDone

# An answer comes in a tenth of a second: saying "Looking…" at once would only flicker.
PATIENCE_MS = 250
CHANGE_MS = 1_500  # an older answer may stand a little longer
ROOMY = 800  # pixels: in a narrower window buttons are icons


class MainWindow(QMainWindow):
    """One library in one window."""

    ended = Signal()  # it is closed, and does not go on without being seen

    def __init__(
        self, client: WorkerClient, library: Path, settings: Settings | None = None
    ) -> None:
        """Without ``settings`` those of the user's own are as they are by default."""
        super().__init__()
        self.setWindowTitle(self.tr("Mate"))
        self.setAcceptDrops(True)
        self._client, self._library = client, library
        self.settings = settings or Settings(client)
        self.shortcuts = Shortcuts(self.settings, self)
        self._settings_dialog: SettingsDialog | None = None
        self.stays: Callable[[], bool] = lambda: False  # whether to go on when it is closed
        self._quitting = False
        self.memory = QSettings(str(library / "window.ini"), QSettings.Format.IniFormat)
        self._failure = ""
        self._filters: tuple[str, ...] = ()  # of the question last answered
        self._preview_wanted = True
        self._marking = self._keeps_selection = False  # a hit is marked; the answer is to that

        self.background = Background(parent=self)
        self.thumbnails = ThumbnailCache(self.background, parent=self)
        self.session = SearchSession(client, self)
        self.desktop = Desktop(self.background, self)
        self.intake = Intake(self.background, library / "tmp", self)
        self.composer = Composer(self.thumbnails)
        self.banner = Banner()
        self.empty = EmptyView()
        self.first_run = FirstRun(library)
        self.wishes = HitActions(self)
        self.results = ResultsView(self.thumbnails, self.wishes)
        self.quick_look = QuickLook(client, self.thumbnails, self.background, self)
        self.preview = PreviewPane(client, self.thumbnails, self.background, self.wishes)
        self.map = MapPage(client, self.thumbnails, self)
        self.status = StatusLine(client)
        self.library = LibraryDialog(client, self.thumbnails, self.background, self)
        self.keeping = Keeping(
            *(client, self.session, self.composer, self.results),
            *(self.banner, self.status, self.desktop, self),
        )
        self.discarding = Discarding(
            *(client, self.session, self.results, self.banner, self.status, self)
        )
        self.browsing = Browsing(
            *(client, self.session, self.composer, self.results, self.keeping.sidebar)
        )
        self.filtering = Filtering(client, self.composer, self)
        self.sidebar_button = IconButton("sidebar")
        self.sidebar_button.describe(self.tr("Browse, saved searches and collections"))
        self.sidebar_button.setProperty("outlined", "true")
        self.sidebar_button.setFixedHeight(self.composer.sizeHint().height())
        self.trouble = Trouble(
            *(client, self.banner, self.status), *(self.background, library, self)
        )
        self.library_button = IconButton("library", self.tr("Library"))
        self.library_button.describe(self.tr("Watched folders and failed files"))
        self.library_button.setProperty("outlined", "true")
        self.library_button.setFixedHeight(self.composer.sizeHint().height())

        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._show_empty)

        self._lay_out()
        self.overlay = DropOverlay(self)
        self._connect_parts()
        self._connect_worker()
        self._bind_keys()
        self._looks = WindowMemory(
            *(self.memory, self.settings, self, self._split),
            *(self.keeping.sidebar, self.results, self.composer),
        )
        self._looks.restore()
        self._show_empty()
        self.composer.setFocus()

    def _lay_out(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(9)
        self._split.addWidget(self.results)
        self._split.addWidget(self.preview)
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([900, 400])
        self.preview.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.first_run)
        self._stack.addWidget(self._split)
        self._stack.addWidget(self.map)

        top = QHBoxLayout()
        top.setContentsMargins(16, 14, 16, 0)
        top.setSpacing(12)
        top.addWidget(self.sidebar_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.composer, 1)
        top.addWidget(self.library_button, 0, Qt.AlignmentFlag.AlignTop)
        message = QHBoxLayout()
        message.setContentsMargins(16, 0, 16, 0)
        messages = QVBoxLayout()
        messages.addWidget(self.banner)
        messages.addWidget(self.keeping.export_bar)
        message.addLayout(messages)
        found = QVBoxLayout()
        found.setSpacing(8)
        found.addWidget(self.keeping.open_bar)
        found.addWidget(self._stack, 1)
        body = QHBoxLayout()
        body.setContentsMargins(8, 2, 0, 0)
        body.addWidget(self.keeping.sidebar)
        body.addLayout(found, 1)
        self.keeping.sidebar.hide()
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(message)
        column.addLayout(body, 1)
        column.setSpacing(8)
        column.addWidget(self.status)
        self.setCentralWidget(central)
        self.setMinimumSize(720, 520)

    def _connect_parts(self) -> None:
        self.composer.asked.connect(self._ask)
        self.composer.field.textChanged.connect(self._client.prepare)
        self.composer.media_pasted.connect(self.intake.take)
        self.composer.photo_wanted.connect(self.choose_photo)
        self.composer.remarked.connect(self.status.remark)
        self.intake.files_given.connect(self.composer.set_files)
        self.intake.text_given.connect(self.composer.set_text)
        self.intake.folders_given.connect(self.add_folders)
        self.intake.remarked.connect(self.status.remark)
        self.session.answered.connect(self._show_answer)
        self.session.failed.connect(self._show_search_failure)
        self.session.language_unread.connect(self._tell_language)
        self.results.order.wanted.connect(self.session.sort)
        self.results.gathering_wanted.connect(self.session.gather)
        self.results.hit_selected.connect(self._show_hit)
        self.results.unread_seen.connect(lambda paths: self._client.send(Look(paths)))
        self.results.hit_opened.connect(lambda hit: self.desktop.open_file(hit.path))
        self.quick_look.key_pressed.connect(
            lambda key: (self.map if self.shows_map else self.results).press_key(key)
        )
        self.quick_look.opened.connect(lambda hit: self.desktop.open_file(hit.path))
        self.quick_look.closed.connect(self._leave_quick_look)
        self.keeping.collection_wanted.connect(self._ask)
        self.keeping.map_wanted.connect(self.show_map)
        self._stack.currentChanged.connect(lambda _: self.keeping.mark_map(shown=self.shows_map))
        self.map.closed.connect(self._leave_map)
        self.map.group_wanted.connect(self.keeping.open_group)
        self.map.hit_chosen.connect(self.quick_look.open)
        self.keeping.taken_out.connect(self._leave_preview)
        self.keeping.bin_wanted.connect(self.discarding.discard_selected)
        self.quick_look.discard_wanted.connect(self._discard_looked_at)
        self.keeping.sidebar_wanted.connect(lambda: self.show_sidebar(shown=True))
        self.sidebar_button.clicked.connect(self.toggle_sidebar)
        wishes = self.wishes
        wishes.menu_opens.connect(
            lambda menu, hit: self._add_choices(menu, self.results.chosen_with(hit), listed=True)
        )
        wishes.similar_wanted.connect(self.composer.search_like)
        wishes.more_wanted.connect(partial(self._mark, wanted=True))
        wishes.less_wanted.connect(partial(self._mark, wanted=False))
        wishes.open_wanted.connect(lambda hit: self.desktop.open_file(hit.path))
        wishes.folder_wanted.connect(lambda hit: self.desktop.show_in_folder(hit.path))
        wishes.pages_wanted.connect(self._ask_for_pages)
        wishes.programs_wanted.connect(
            lambda menu, hit: self.desktop.offer_programs(menu, hit.path)
        )
        wishes.files_wanted.connect(lambda hits: self.desktop.copy_files(_paths(hits)))
        wishes.paths_wanted.connect(lambda hits: self.desktop.copy_paths(_paths(hits)))
        wishes.hit_menu_opens.connect(partial(self._add_choices, listed=False))
        self.preview.closed.connect(self._leave_preview)
        self.preview.filter_wanted.connect(self.filtering.ask_for)
        self.desktop.failed.connect(self.status.remark)
        self.first_run.folders_chosen.connect(self.add_folders)
        self.first_run.other_wanted.connect(self.choose_folder)
        self.first_run.sample_wanted.connect(self.try_sample)
        self.desktop.copied.connect(self.status.remark)
        self.empty.retry_wanted.connect(self._client.revive)
        self.library_button.clicked.connect(self.library.show_folders)
        self.library.add_wanted.connect(self.choose_folder)
        self.library.folder_wanted.connect(self.desktop.show_in_folder)
        self.library.open_wanted.connect(self.desktop.open_file)
        self.library.settings_wanted.connect(lambda: self.show_settings("indexing"))
        self.status.settings.clicked.connect(lambda: self.show_settings())
        self.status.failures_wanted.connect(self.library.show_failed)

    def _connect_worker(self) -> None:
        client = self._client
        for signal in (
            client.started,
            client.library_opened,
            client.library_failed,
            client.gave_up,
            client.model_changed,
            client.folders_changed,
            client.progress_changed,
        ):
            signal.connect(self._refresh_empty)

    def _bind_keys(self) -> None:
        for key, action in (
            ("search", self._focus_composer),
            ("photo", self.choose_photo),
            ("filters", self.filtering.show_menu),
            ("recents", self.keeping.show_recents),
            ("save", self.keeping.save_search),
            ("export", self._offer_export),
            ("sidebar", self.toggle_sidebar),
            ("browse", self.browse),
            ("library", self.library.show_folders),
            ("duplicates", self.library.show_duplicates),
            ("map", self.show_map),
            ("rescan", lambda: self._client.send(Rescan())),
            ("settings", self.show_settings),
            ("close", self.close),
            ("quit", self.quit),
            ("preview", self.toggle_preview),
        ):
            covered = key in ("photo", "filters", "recents", "save", "export", "sidebar", "preview")
            self.shortcuts.bind(
                f"key_{key}", self, partial(self._uncovered, action) if covered else action
            )
        for key, button in (
            ("photo", self.composer.photo_button),
            ("filters", self.composer.filter_button),
            ("recents", self.composer.recent_button),
            ("save", self.composer.save_button),
            ("export", self.keeping.open_bar.export),
            ("sidebar", self.sidebar_button),
            ("library", self.library_button),
            ("rescan", self.library.folders.rescan),
            ("settings", self.status.settings),
        ):
            self.shortcuts.describe(f"key_{key}", button)
        # The window's own shortcut does not reach a dialog.
        self.shortcuts.follow("key_rescan", self.library.folders.rescan.setShortcut)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self._step_back)
        QShortcut(QKeySequence.StandardKey.Paste, self).activated.connect(self._paste)
        # In the lists only: in the field a space is a space.
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.results)
        space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(self._look_large)
        self.preview.why.bind_key(self.results)
        self.preview.browsing.bind_hit_keys(self.results)

    def _uncovered(self, action: Callable[[], object]) -> None:
        """Do what quick look would hide."""
        self.quick_look.leave()
        action()

    # --- asking --------------------------------------------------------------------------

    def _ask(self, query: Query | None) -> None:
        self._failure = ""
        if self.shows_map:
            self._leave_map()
        self._patience.stop()
        self._keeps_selection = self._marking
        self.session.ask(query)
        # Who marks one hit after the other goes on in the list: it stands until it is renewed.
        if query is not None and not self._keeps_selection:
            results_stand = self._stack.currentWidget() is self._split
            self._patience.start(CHANGE_MS if results_stand else PATIENCE_MS)

    def _show_answer(self, done: SearchDone, renewed: bool) -> None:
        self._patience.stop()
        self._failure, self._filters = "", done.filters
        self.preview.why.answered(done.id)
        self.preview.browsing.answered(done.id)
        if not done.photos and not done.pages:
            self._give_up_focus()
        keeps, self._keeps_selection = renewed or self._keeps_selection, False
        self.results.show_answer(
            done,
            renewed=keeps,
            asked=self.session.asks,
            collection=bool(self.session.query.collection),
            group=bool(self.session.query.items),
            text=self.session.query.wanted_text,
        )
        self.browsing.remark(done)
        if self.results.selected is None:
            self.close_preview()
        if self.shows_map:
            return  # which who asks has left; what is seen large is of the map
        if self.results.selected is None:
            self.quick_look.leave()
        if done.photos or done.pages:
            self._stack.setCurrentWidget(self._split)
        else:
            self._show_empty()

    def _tell_language(self, language: str) -> None:
        """Say that the model does not read the question's language."""
        name = language_name(language)
        self.results.add_note(
            self.tr(
                "This seems to be {language}, which the model does not read: "
                "what is found may be poor."
            ).format(language=name)
        )

    def _show_search_failure(self, reason: str) -> None:
        self._failure = reason
        if not self.shows_map:
            self._show_empty()

    def _show_empty(self) -> None:
        """Show what can be said without results."""
        self._patience.stop()
        self._give_up_focus()
        self._stack.setCurrentWidget(self.empty)
        self._refresh_empty()

    def _give_up_focus(self) -> None:
        """Before results go: Qt would give it to what is next, and Space press that button."""
        if self._split.isAncestorOf(self.focusWidget()):
            self.composer.field.setFocus()

    def _refresh_empty(self) -> None:
        if self._stack.currentWidget() in (self._split, self.map):
            return
        client = self._client
        state = choose(
            opened=client.opened,
            library_failure=display_path(client.library_failure),
            rests=client.rests,
            folders=client.folders,
            progress=client.progress,
            model=client.model,
            asked=self.session.asks,
            waiting=self.session.waiting,
            failure=self._failure,
            filters=self._filters,
            collection=self.keeping.collection,
        )
        self._stack.setCurrentWidget(self.first_run if state.first_run else self.empty)
        self.empty.show_state(state)

    def choose_photo(self) -> None:
        """Let the user pick photos and documents to search with, beside those that are there."""
        photos, documents = (
            " ".join(f"*{suffix}" for suffix in sorted(suffixes))
            for suffixes in (PHOTO_SUFFIXES, DOCUMENT_SUFFIXES)
        )
        kinds = (
            self.tr("Photos and documents ({0})").format(f"{photos} {documents}"),
            self.tr("Photos ({0})").format(photos),
            self.tr("Documents ({0})").format(documents),
        )
        title = self.tr("Search with photos or documents")
        paths, _ = QFileDialog.getOpenFileNames(self, title, "", ";;".join(kinds))
        if paths:
            self.composer.add_files(tuple(paths))

    def choose_folder(self) -> None:
        """Let the user pick a folder to watch."""
        parent = self.library if self.library.isVisible() else self
        pictures = QStandardPaths.standardLocations(
            QStandardPaths.StandardLocation.PicturesLocation
        )
        path = QFileDialog.getExistingDirectory(
            parent, self.tr("Choose a folder with photos and documents"), next(iter(pictures), "")
        )
        if path:
            self.add_folders((path,))

    def add_folders(self, paths: tuple[str, ...]) -> None:
        """Watch folders."""
        for path in paths:
            self._client.send(AddFolder(path))
        self.status.remark(self.tr("Watching {name}").format(name=", ".join(map(file_name, paths))))
        if self.first_run.isVisible():
            self._focus_composer()  # the button that had it goes

    def try_sample(self) -> None:
        """Watch a copy of the sample library, and ask a first question of it."""

        def end(sample: Sample) -> None:
            if sample.fault:
                self.banner.announce(
                    "error",
                    self.tr("The sample library could not be put there. {reason}").format(
                        reason=display_path(sample.fault)
                    ),
                )
                return
            self.add_folders((sample.folder,))
            self.composer.set_text(sample.passage)
            self.composer.ask_now()

        folder = sample_folder()
        self.background.run(partial(put_sample, folder), end)

    def take_paths(self, paths: Sequence[str]) -> None:
        """Take files and folders that the program was started with, as if they were dropped."""
        if paths:
            given = QMimeData()
            given.setUrls([file_url(path) for path in paths])
            self.intake.take(given)

    def _ask_for_pages(self, hit: Hit) -> None:
        if hit.kind == "photo":
            self.composer.search_like(hit, write("type", "document"))

    def _mark(self, hit: Hit, *, wanted: bool) -> None:
        """Search for more like a hit, or less; what is selected stays, for more may be marked."""
        self._marking = True
        self.composer.mark(hit, wanted=wanted)
        self._marking = False

    def _add_choices(self, menu: QMenu, hits: tuple[Hit, ...], *, listed: bool) -> None:
        """Offer what is kept and what goes to the bin, of hits ``listed`` or looked at."""
        self.keeping.add_choices(menu, hits, listed=listed)
        self.discarding.add_choice(menu, hits, key=not self.keeping.collection)

    # --- looking -------------------------------------------------------------------------

    def _show_hit(self, hit: Hit) -> None:
        if self.quick_look.isVisible() and not self.shows_map:
            self.quick_look.show_hit(hit, *self.results.place_of(hit))
        elif self._preview_wanted:
            self.preview.show()
            self.preview.show_hit(hit)

    def _look_large(self) -> None:
        if (hit := self.results.look_at()) is not None:
            self.quick_look.open(hit, *self.results.place_of(hit))

    @property
    def shows_map(self) -> bool:
        """Whether the map of meaning stands where results do."""
        return self._stack.currentWidget() is self.map

    def show_map(self) -> None:
        """Show the map of meaning in place of the results."""
        self.quick_look.leave()
        self._stack.setCurrentWidget(self.map)
        self.map.take_focus()

    def _leave_map(self) -> None:
        """Show the results again, which are as they were; the keys are for them now."""
        had_keys = self.map.isAncestorOf(self.focusWidget())  # Qt would give them to what is next
        if self.results.hits:
            self._stack.setCurrentWidget(self._split)
        else:
            self._show_empty()
        if had_keys and self.results.hits:
            self.results.take_focus()
        elif had_keys:
            self.composer.field.setFocus()

    def _leave_quick_look(self) -> None:
        if self.shows_map:
            self.map.take_focus()
            return
        self.results.take_focus()
        if self.results.selected is not None and self.preview.isVisible():
            self._show_hit(self.results.selected)

    def _discard_looked_at(self) -> None:
        """Discard what is seen large; on the map, what is selected in the results is not that."""
        if not self.shows_map:
            self.keeping.remove_selected()

    def _offer_export(self) -> None:
        """Export what is shown, which the map is not."""
        if not self.shows_map:
            self.keeping.offer_export()

    def toggle_preview(self) -> None:
        """Show or hide the preview of the selected hit."""
        self._preview_wanted = not self.preview.isVisible()
        if self._preview_wanted and self.results.selected is not None:
            self._show_hit(self.results.selected)
        else:
            self.close_preview()

    def toggle_sidebar(self) -> None:
        """Show or hide the list of saved searches and collections."""
        self.show_sidebar(shown=self.keeping.sidebar.isHidden())

    def show_sidebar(self, *, shown: bool) -> None:
        """Show the list of saved searches and collections, or hide it."""
        self.keeping.sidebar.setVisible(shown)

    def browse(self) -> None:
        """Let the keys be for what there is to browse."""
        self.show_sidebar(shown=True)
        self.browsing.begin()

    def show_settings(self, section: str = "") -> None:
        """Come up with the settings."""
        if self._settings_dialog is None:
            dialog = SettingsDialog(
                self.settings, self._client, self._library, self.background, self
            )
            dialog.models.remarked.connect(self.status.remark)
            dialog.forget_wanted.connect(lambda: self._client.send(ForgetRecent()))
            self._settings_dialog = dialog
        self._settings_dialog.come_up(section)

    def close_preview(self) -> None:
        """Give the room back to the results."""
        self.preview.hide()
        self.preview.forget()

    def _leave_preview(self) -> None:
        """Select nothing either: of what is selected, what is new would be shown."""
        self.close_preview()
        self.results.clear_selection()

    def _step_back(self) -> None:
        """Escape: close the preview, else take the question back."""
        if self.shows_map:
            self._leave_map()
        elif self.preview.isVisible():
            self._leave_preview()
        elif not self.composer.is_empty():
            self.composer.clear()
        elif self.keeping.is_open:
            self.keeping.leave()
        self._focus_composer()

    def _paste(self) -> None:
        """Ask what is pasted where nothing can be written, in place of what was asked."""
        self._focus_composer()
        self.composer.field.paste()

    def _focus_composer(self) -> None:
        self.quick_look.leave()  # which covers the field
        self.composer.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.composer.field.selectAll()

    # --- drops ---------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what a drop would do. The window's own hits are for the composer alone."""
        if event.source() is not None:
            event.setAccepted(event.mimeData().hasFormat(HITS))
            return
        meaning = guess(event.mimeData())
        self.overlay.announce(meaning)
        # A file without a known ending may be a folder all the same: the drop is looked at.
        if meaning is not Meaning.NOTHING or event.mimeData().hasUrls():
            _accept_copy(event)
        else:
            event.ignore()
            self.overlay.hide()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take the drop anywhere, hits only over the composer."""
        over = event.source() is None or self._is_over_composer(event)
        self.composer.show_target(over and event.source() is not None)
        if over:
            _accept_copy(event)
        else:
            event.ignore()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Lift the veil."""
        self.overlay.hide()
        self.composer.show_target(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what is dropped."""
        self.overlay.hide()
        self.composer.show_target(False)
        if event.source() is not None and not self._is_over_composer(event):
            event.ignore()
            return
        _accept_copy(event)
        if event.source() is not None:
            self.composer.add(unpack(bytes(event.mimeData().data(HITS).data())))
        else:
            self.intake.take(event.mimeData())
        self.activateWindow()

    def _is_over_composer(self, event: QDropEvent) -> bool:
        at = self.composer.mapFrom(self, event.position().toPoint())
        return self.composer.rect().contains(at)

    # --- the window itself ---------------------------------------------------------------

    def grab_picture(self) -> QPixmap:
        """Return the window as a picture, also where there is no screen."""
        return self.grab()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the question what room there is."""
        super().resizeEvent(event)
        self.library_button.show_text(event.size().width() >= ROOMY)

    def changeEvent(self, event: QEvent) -> None:
        """Who comes back to the window is likely to search."""
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._client.prepare()
        super().changeEvent(event)

    def quit(self) -> None:
        """Close the window for good, whatever goes on without it."""
        self._quitting = True
        self.close()

    def search(self) -> None:
        """Come to the front, to be typed into."""
        bring_up(self)
        self._focus_composer()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the geometry and be gone at once; the worker ends, unless it goes on unseen."""
        self._looks.write()
        self.hide()
        self.library.close()
        if self._settings_dialog is not None:
            self._settings_dialog.close()
        app = QGuiApplication.instance()
        ends = isinstance(app, QGuiApplication) and app.isSavingSession()
        if self.stays() and not (self._quitting or ends):  # the session's end is the program's
            event.ignore()
            return
        self._client.stop()
        self.background.close()
        event.accept()
        self.ended.emit()


def _paths(hits: tuple[Hit, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.path for hit in hits))


def _accept_copy(event: QDropEvent) -> None:
    """Accept a drop as a copy, never as the move that a file manager may propose.

    After an accepted move, the source is free to delete the original.
    """
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
