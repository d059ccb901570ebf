"""Connects what there is to browse with the worker that counts it and the question it becomes."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.browse.rows import BrowseRows
from app.display import number
from app.kept.sidebar import Sidebar
from app.query import field_tokens
from app.query.composer import Composer
from app.query.session import LISTED_LIMIT, SearchSession, lists
from app.results.view import ResultsView
from app.worker_client import WorkerClient
from indexer.filter_tokens import tokens
from indexer.messages import Query, QueryPart, SearchDone, WatchFacets


class Browsing(QObject):
    """A row that is chosen is written into the question as filters, and asked."""

    def __init__(
        self,
        client: WorkerClient,
        session: SearchSession,
        composer: Composer,
        results: ResultsView,
        sidebar: Sidebar,
    ) -> None:
        super().__init__(sidebar)
        self._client, self._session = client, session
        self._composer, self._results, self._sidebar = composer, results, sidebar
        self.rows = BrowseRows(sidebar.rows)
        self.rows.opened.connect(self.show_only)
        self.rows.added.connect(self.narrow)
        composer.asked.connect(self._on_asked)
        client.facets_changed.connect(lambda event: self.rows.show_facets(event.facets))
        client.library_opened.connect(lambda _: self._watch())  # another worker begins anew
        sidebar.seen.connect(self._watch)

    def begin(self) -> None:
        """Let the keys be for what there is to browse."""
        self.rows.begin()

    def show_only(self, filters: str) -> None:
        """Ask for what has these filters and nothing else; words can follow."""
        self.rows.mark(filters)  # before what was asked is unmarked
        self._composer.set_query(Query((QueryPart(text=f"{filters} "),)), focus=False)
        self._composer.field.moveCursor(self._composer.field.textCursor().MoveOperation.End)

    def narrow(self, filters: str) -> None:
        """Put filters into what is asked."""
        for token in tokens(filters):
            field_tokens.put(self._composer.field, token.key, token.value, wanted=token.wanted)
        self._composer.ask()

    def _watch(self) -> None:
        """Have it counted while it is seen."""
        self._client.send(WatchFacets(self._sidebar.isVisible()))

    def _on_asked(self, query: Query | None) -> None:
        parts = query.parts if query is not None else ()
        self.rows.mark((parts[0].text or "") if len(parts) == 1 else "")

    def remark(self, done: SearchDone) -> None:
        """Say that there is more than an answer shows."""
        most = max(len(done.photos), len(done.pages))
        if lists(self._session.query) and most >= LISTED_LIMIT:
            self._results.add_note(
                self.tr("The first {n} are shown. Choose a part of them to see others.").format(
                    n=number(most)
                )
            )
