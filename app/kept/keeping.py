"""Brings together what a person keeps: the sidebar, what is open, menus, keys and the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from app.banner import Banner
from app.display import file_name, number
from app.files import Desktop
from app.kept.bars import ExportBar, OpenBar
from app.kept.exporting import Exporting
from app.kept.recents import QuestionMemory, RecentMenu
from app.kept.sidebar import MAP, MAP_GROUP, NEWEST, Place, Sidebar
from app.library.status_line import StatusLine
from app.query.composer import Composer
from app.query.session import SearchSession
from app.results.lists import HitList
from app.results.view import ResultsView
from app.worker_client import WorkerClient
from indexer.messages import (
    AddMembers,
    DeleteKept,
    Hit,
    KeptChanged,
    LibraryItem,
    MakeCollection,
    Member,
    MembersAdded,
    MembersRemoved,
    PutBack,
    Query,
    Recall,
    Recalled,
    RemoveMembers,
    RenameKept,
    RestoreKept,
    SavedAlready,
    SaveSearch,
    SearchDone,
    Shelf,
)


class Keeping(QObject):
    """Recent questions, saved searches and collections in the window."""

    collection_wanted = Signal(object)  # Query
    sidebar_wanted = Signal()
    taken_out = Signal()  # what was selected
    map_wanted = Signal()
    bin_wanted = Signal()  # for what is selected, where no collection is open

    def __init__(
        self,
        client: WorkerClient,
        session: SearchSession,
        composer: Composer,
        results: ResultsView,
        banner: Banner,
        status: StatusLine,
        desktop: Desktop,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._client, self._session, self._composer = client, session, composer
        self._results, self._banner, self._status = results, banner, status
        self.sidebar = Sidebar()
        self.open_bar = OpenBar()
        self.export_bar = ExportBar()
        self.exporting = Exporting(client, banner, self.export_bar, desktop, window)
        self.memory = QuestionMemory(client, session, self)
        self.recents = RecentMenu(client, window)
        self._place: Place | None = ("recent", NEWEST)
        self._opening = False
        self._group = ""  # of the map, if one is open
        self._to_export: Place | None = None  # a saved search that is to be asked and exported
        self._exports = False  # what is asked, when its answer is there
        self.sidebar.rows.mark(self._place)

        rows = self.sidebar.rows
        rows.show_kept(client.kept)
        rows.opened.connect(self.open)
        rows.renamed.connect(lambda place, name: client.send(RenameKept(place[0], place[1], name)))
        rows.delete_wanted.connect(self.delete)
        rows.export_wanted.connect(self.open_to_export)
        rows.hits_dropped.connect(lambda place, hits: self.add_to(place[1], hits))
        self.sidebar.new_button.clicked.connect(lambda: self.new_collection(()))
        self.open_bar.export_wanted.connect(self.offer_export)
        self.open_bar.closed.connect(self.leave)
        self.open_bar.closed.connect(composer.setFocus)
        composer.asked.connect(self._on_asked)
        composer.recent_wanted.connect(self.show_recents)
        composer.recent_button.clicked.connect(self._show_recents_at_button)
        composer.save_wanted.connect(self.save_search)
        composer.field.submitted.connect(self.memory.remember_answered)
        self.recents.wanted.connect(lambda kept: client.send(Recall("recent", kept)))
        session.answered.connect(self._on_answered)
        session.failed.connect(self._export_nothing)
        results.hit_selected.connect(lambda _hit: self.memory.remember())
        client.kept_changed.connect(self._on_kept)
        client.recalled.connect(self._on_recalled)
        client.saved_already.connect(self._on_saved_already)
        client.members_added.connect(self._on_added)
        client.members_removed.connect(self._on_removed)
        for section in (results.photos, results.pages):
            self._serve(section.list)

    # --- recent questions ----------------------------------------------------------------

    def show_recents(self) -> QMenu:
        """Offer recent questions under the composer."""
        composer = self._composer
        return self.recents.show(composer.mapToGlobal(QPoint(8, composer.height() + 2)))

    def _show_recents_at_button(self) -> None:
        button = self._composer.recent_button
        at = button.mapToGlobal(QPoint(button.width(), button.height() + 6))
        self.recents.show(at, leftwards=True)

    # --- what is open --------------------------------------------------------------------

    @property
    def collection(self) -> str:
        """The name of the collection that is open, if one is."""
        if self._place is None or self._place[0] != "collection":
            return ""
        return self._name_of(self._place)

    @property
    def is_open(self) -> bool:
        """Whether a collection, a saved search or a group of the map is open."""
        return self._place is not None and self._place[1] != NEWEST

    def open(self, place: Place) -> None:
        """Open a collection or the map, ask a saved search, or go back to the newest.

        The focus stays where it is: F2 and Del are for what was clicked.
        """
        self._export_nothing()
        shelf, kept = place
        if kept == MAP:
            self.map_wanted.emit()
        elif shelf == "saved":
            self._client.send(Recall(shelf, kept))
        elif shelf == "collection":
            self._opening = True
            self._composer.clear(focus=False)
            self._opening = False
            self._set_place(place)
            self.collection_wanted.emit(Query(collection=kept))
        else:
            self.leave()

    def open_group(self, name: str, items: tuple[LibraryItem, ...]) -> None:
        """Show what is in a group of the map; who leaves it comes back to that."""
        self._export_nothing()
        self._opening = True
        self._composer.clear(focus=False)
        self._opening = False
        self._group = name
        self._set_place(("recent", MAP_GROUP))
        self.open_bar.show_name(name, "", "map")
        self.collection_wanted.emit(Query(items=items))

    def mark_map(self, *, shown: bool) -> None:
        """Mark the map of meaning as what is open, or again what is open behind it."""
        self.sidebar.rows.mark(("recent", MAP) if shown else self._place)
        self.open_bar.cover(covered=shown)

    def leave(self) -> None:
        """Go back to the newest, or to the map; the focus stays where it is."""
        self._export_nothing()
        from_map = self._place == ("recent", MAP_GROUP)
        self._set_place(("recent", NEWEST))
        if self._composer.is_empty():
            self.collection_wanted.emit(None)
        else:
            self._composer.clear(focus=False)
        if from_map:
            self.map_wanted.emit()

    def _on_asked(self, query: Query | None) -> None:
        """Another question: nothing that is kept is open any more."""
        if not self._opening:
            self._export_nothing()
            self._set_place(("recent", NEWEST) if query is None else None)

    def _on_recalled(self, recalled: Recalled) -> None:
        exports = self._to_export == (recalled.shelf, recalled.id)
        self._export_nothing()
        if recalled.missing:
            names = ", ".join(map(file_name, recalled.missing))
            some = bool(recalled.query.parts)
            text = (
                self.tr("{names} is not there any more: “{title}” is asked without it.")
                if some
                else self.tr("“{title}” cannot be asked: {names} is not there any more.")
            )
            self._banner.announce("warning", text.format(names=names, title=recalled.title))
            if not some:
                return
        self._opening = True
        from_menu = recalled.shelf == "recent"
        self._composer.set_query(recalled.query, recalled.hits, focus=from_menu)
        self._session.sort(recalled.query.order)
        self._opening = False
        self._set_place(("saved", recalled.id) if recalled.shelf == "saved" else None)
        self._exports = exports

    def _set_place(self, place: Place | None) -> None:
        self._place = place
        self.sidebar.rows.mark(place)
        if not self.is_open:
            self.open_bar.forget()
        elif place is not None and place[0] == "saved":
            self.open_bar.show_name(self._name_of(place), "", "search")

    def _on_answered(self, done: SearchDone, _renewed: bool) -> None:
        if self.collection:
            gone = sum(hit.gone for hit in (*done.photos, *done.pages))
            facts = self.tr("{n} gone").format(n=number(gone)) if gone else ""
            self.open_bar.show_name(self.collection, facts, "album")
            self.open_bar.export.setEnabled(bool(done.photos or done.pages))
        else:
            self.open_bar.export.setEnabled(True)
        if self._exports and not self._session.waiting:
            QTimer.singleShot(0, self._export_answer)  # when it is shown

    def _name_of(self, place: Place) -> str:
        if place[1] == MAP_GROUP:
            return self._group
        kept = self._client.kept
        if place[0] == "saved":
            return next((each.title for each in kept.saved if each.id == place[1]), "")
        return next((each.name for each in kept.collections if each.id == place[1]), "")

    def _on_kept(self, event: KeptChanged) -> None:
        self.sidebar.rows.show_kept(event.kept)
        if self._place is None or self._place[0] == "recent":
            return
        known = bool(self._name_of(self._place))
        if self._place[0] == "saved":  # deleted, its question stays
            self._set_place(self._place if known else None)
        elif known:
            self._session.renew()
        else:
            self.leave()

    # --- saved searches and collections --------------------------------------------------

    def save_search(self) -> None:
        """Keep the question that is asked, and let it be named."""
        self._composer.ask()  # what has just been typed as well
        query = self._composer.query()
        if query is None:
            self._status.remark(self.tr("Ask something first; then it can be saved."))
            return
        self._reveal("saved")
        self._client.send(SaveSearch("", replace(query, order=self._session.query.order)))

    def _on_saved_already(self, known: SavedAlready) -> None:
        """Show under which name the question is saved, as if that had been opened."""
        place: Place = ("saved", known.id)
        self.sidebar.rows.name_next(None)
        query = self._composer.query()
        if query is not None and query.parts == known.query.parts:
            self._set_place(place)
        words = self.tr("This search is saved already, as “{name}”.")
        self._status.remark(words.format(name=self._name_of(place)))

    def new_collection(self, hits: tuple[Hit, ...]) -> None:
        """Make a collection of these hits, and let it be named."""
        self._reveal("collection")
        self._client.send(MakeCollection(self.tr("New collection"), self._members(hits)))

    def _reveal(self, shelf: Shelf) -> None:
        self.sidebar.rows.name_next(shelf)
        self.sidebar_wanted.emit()

    def add_to(self, collection: int, hits: tuple[Hit, ...]) -> None:
        """Put hits into a collection."""
        members = self._members(hits)
        if members:
            self._client.send(AddMembers(collection, members))

    def _on_added(self, done: MembersAdded) -> None:
        if done.added and done.there:
            words = self.tr("{n} put into “{name}”; already in it: {there}")
        elif done.added:
            words = (
                self.tr("{n} put into “{name}”") if done.added > 1 else self.tr("Put into “{name}”")
            )
        elif done.there > 1:
            words = self.tr("All {there} are in “{name}” already")
        else:
            words = self.tr("It is in “{name}” already")
        name = self._name_of(("collection", done.collection))
        counts = {"n": number(done.added), "there": number(done.there)}
        self._status.remark(words.format(name=name, **counts))

    def _members(self, hits: tuple[Hit, ...]) -> tuple[Member, ...]:
        """What of these hits can be in a collection."""
        members = tuple((hit.content, hit.page, hit.path) for hit in hits if hit.content)
        if len(members) < len(hits):
            self._status.remark(
                self.tr("What is still to be read cannot be put into a collection yet.")
            )
        return members

    def remove_selected(self) -> None:
        """Take what is selected out of the collection that is open; that can be undone."""
        if not self.collection:
            self.bin_wanted.emit()
        else:
            self._remove(self._results.selected_hits())

    def _remove(self, hits: tuple[Hit, ...]) -> None:
        """Take hits out of the collection that is open."""
        members = self._members(hits)
        if self._place is not None and self.collection and members:
            self._client.send(RemoveMembers(self._place[1], members))
            self.taken_out.emit()

    def _on_removed(self, done: MembersRemoved) -> None:
        if not done.members:
            return
        words = (
            self.tr("{n} taken out of “{name}”. The files are where they were.")
            if len(done.members) > 1
            else self.tr("Taken out of “{name}”. The file is where it was.")
        )
        name = self._name_of(("collection", done.collection))
        self._undo(
            words.format(n=number(len(done.members)), name=name),
            lambda: self._client.send(PutBack(done.collection, done.members)),
        )

    def delete(self, place: Place) -> None:
        """Delete a collection or a saved search; that can be undone."""
        name = self._name_of(place)
        self._client.send(DeleteKept(*place))
        self._undo(
            self.tr("“{name}” is deleted.").format(name=name),
            lambda: self._client.send(RestoreKept(*place)),
        )

    def _undo(self, text: str, action: Callable[[], object]) -> None:
        self._banner.announce("info", text, self.tr("Undo"), action)

    # --- hits ----------------------------------------------------------------------------

    def _serve(self, hits: HitList) -> None:
        for keys, action in (
            ("A", lambda: self._offer_collections(hits)),
            ("Del", self.remove_selected),
        ):
            shortcut = QShortcut(QKeySequence(keys), hits)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)

    def add_choices(self, menu: QMenu, hits: tuple[Hit, ...], *, listed: bool) -> None:
        """Offer in a menu what can be done with hits that are ``listed``, or looked at."""
        menu.addSeparator()
        self._add_collections(menu.addMenu(self.tr("Add to collection")), hits)
        if self.collection and listed:
            words = self.tr("Take out of “{name}”\tDel").format(name=self.collection)
            menu.addAction(words.replace("&", "&&")).triggered.connect(lambda: self._remove(hits))
        title = self.tr("Export {n} selected") if len(hits) > 1 else self.tr("Export")
        self.exporting.add_choices(
            menu.addMenu(title.format(n=number(len(hits)))), hits, self.collection
        )

    def _add_collections(self, menu: QMenu, hits: tuple[Hit, ...]) -> None:
        for each in self._client.kept.collections:
            action = menu.addAction(each.name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, kept=each.id: self.add_to(kept, hits))
        if self._client.kept.collections:
            menu.addSeparator()
        new = menu.addAction(self.tr("New collection…"))
        new.triggered.connect(lambda: self.new_collection(hits))

    def _offer_collections(self, hits: HitList) -> None:
        selected = self._results.selected_hits()
        if not selected:
            return
        menu = QMenu(hits)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add_collections(menu, selected)
        area = hits.visualRect(hits.currentIndex())
        menu.popup(hits.viewport().mapToGlobal(area.center()))
        menu.setActiveAction(menu.actions()[0])

    def offer_export(self) -> None:
        """Offer to export what is shown, or what of it is selected if that is more than one."""
        selected = self._results.selected_hits()
        hits = selected if len(selected) > 1 else self._results.hits
        if not hits:
            self._status.remark(self.tr("There is nothing to export."))
            return
        name = self._name_of(self._place) if self._place is not None and self.is_open else ""
        button = self.open_bar.export
        shown = button if button.isVisible() else self._composer
        at = shown.mapToGlobal(QPoint(0, shown.height() + 2))
        self.exporting.offer(hits, name, at)

    def open_to_export(self, place: Place) -> None:
        """Open it, and offer the ways when its hits are there and nothing else was asked since."""
        self.open(place)
        if place[0] == "saved":
            self._to_export = place  # what it asks is not known yet
        else:
            self._exports = True

    def _export_nothing(self) -> None:
        self._to_export, self._exports = None, False

    def _export_answer(self) -> None:
        if self._exports:
            self._export_nothing()
            self.offer_export()
