"""The question in flight: numbers it, and tells its answer from an older one's.

A standing question is asked again, quietly, when indexing has brought something new, so that
results appear while a library is still being read.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.worker_client import WorkerClient
from indexer.filter_tokens import NOT, tokens
from indexer.messages import (
    FoldersChanged,
    Gather,
    LanguageUnread,
    LibraryOpened,
    Order,
    ProgressChanged,
    Query,
    Search,
    SearchDone,
    SearchFailed,
)

# While indexing runs, answers are renewed no more often than this.
RENEW_MS = 5_000
NEWEST_MS = 1_000  # where nothing is asked
FIRST_MS = 700  # while nothing has been found yet
SETTLE_MS = 300
# In another order than by relevance so many are shown: whoever sorts wants to see them all.
SORTED_LIMIT = 500
# So many where filters alone say what is listed: a month of photos, and most folders.
LISTED_LIMIT = 2_000
# Where nothing is asked so many photos and documents are shown, the newest.
NEWEST = Query(limit=500)
LONGEST_LIST = 2_000  # characters; in a longer text there are words


class SearchSession(QObject):
    """Asks the worker and passes on only the newest answer."""

    answered = Signal(object, bool)  # SearchDone; whether it only renews an earlier answer
    failed = Signal(str)
    language_unread = Signal(str)  # ISO 639-1, of the question that stands

    def __init__(self, client: WorkerClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._next_id = 0
        self.query = NEWEST
        self.waiting = False
        self._found = False
        self._by_words = False
        self._library = (0, 0, 0)
        self._was_active = False
        self._renewal = QTimer(self)
        self._renewal.setSingleShot(True)
        self._renewal.timeout.connect(self._renew)
        client.library_opened.connect(self._on_opened)
        client.search_done.connect(self._on_done)
        client.search_failed.connect(self._on_failed)
        client.language_unread.connect(self._on_language_unread)
        client.progress_changed.connect(self._on_progress)
        client.folders_changed.connect(self._on_folders)

    def ask(self, query: Query | None) -> None:
        """Ask something new; None asks for nothing, which shows the newest.

        The order stays while a question is changed or typed on, for each pause asks anew. A new
        question, a collection and the next start of the program begin with their own again: nobody
        is to miss the best match because of what was chosen the day before. Filters alone list what
        they hold for, the newest first; with words it becomes a question.
        """
        goes_on = query is not None and bool(query.parts and self.query.parts)
        goes_on = goes_on and lists(query) == lists(self.query)
        usual: Order = "newest" if lists(query) else "relevance"
        order = self.query.order if goes_on else usual
        gather = self.query.gather
        self.query = replace(_sorted(query or NEWEST, order), gather=gather)
        self._found = self._by_words = False
        self._renewal.stop()
        self.waiting = True
        self._send()

    @property
    def asks(self) -> bool:
        """Whether something is asked, be it for a collection or a group of the map."""
        return bool(self.query.parts or self.query.collection or self.query.items)

    def sort(self, order: Order) -> None:
        """Ask the same in another order; what is selected stays."""
        if order != self.query.order:
            self.query = _sorted(self.query, order)
            self._send()

    def gather(self, gather: Gather) -> None:
        """Ask the same, and for what of it is similar; that stays while questions change."""
        if gather != self.query.gather:
            self.query = replace(self.query, gather=gather)
            if gather:
                self._send()

    def _send(self) -> None:
        self._next_id += 1
        self._client.send(Search(self._next_id, self.query))

    def _on_opened(self, _event: LibraryOpened) -> None:
        if not self.waiting:
            self.waiting = not self._found  # else it only renews what stands there
            self._send()

    def renew(self) -> None:
        """Ask again, quietly, for what is asked about has changed."""
        self._renew()

    def _renew(self) -> None:
        if not self.waiting:
            self._send()

    def _on_done(self, done: SearchDone) -> None:
        if done.id == self._next_id:
            # What words have found is not all yet, and the rest of it only renews that.
            renewed = not self.waiting or self._by_words
            self.waiting = self._by_words = done.by_words
            self._found = bool(done.photos or done.pages)
            self.answered.emit(done, renewed)

    def _on_failed(self, failed: SearchFailed) -> None:
        # A renewal that fails leaves the answer that is there.
        if failed.id == self._next_id and self.waiting:
            self.waiting = False
            self.failed.emit(failed.reason)

    def _on_language_unread(self, event: LanguageUnread) -> None:
        if event.id == self._next_id:
            self.language_unread.emit(event.language)

    def _on_progress(self, event: ProgressChanged) -> None:
        progress = event.progress
        library = (progress.photos, progress.pages, progress.total)
        grown = library != self._library
        ended = self._was_active and not progress.active
        self._library, self._was_active = library, progress.active
        if ended or (grown and not progress.active):
            self._renewal.start(SETTLE_MS)
        elif grown and not self._renewal.isActive():
            seldom = RENEW_MS if self.asks else NEWEST_MS
            self._renewal.start(seldom if self._found else FIRST_MS)

    def _on_folders(self, _event: FoldersChanged) -> None:
        if not self._was_active:
            self._renewal.start(SETTLE_MS)


def lists(query: Query | None) -> bool:
    """Whether a query has filters alone, so that it lists what they hold for."""
    texts = [part.text for part in query.parts] if query is not None else []
    if len(texts) != 1 or not texts[0] or len(texts[0]) > LONGEST_LIST:
        return False
    rest, found = texts[0], list(tokens(texts[0]))
    for token in reversed(found):
        rest = rest[: token.start] + rest[token.end :]
    return bool(found) and not rest.strip() and all(token.key != NOT for token in found)


def _sorted(query: Query, order: Order) -> Query:
    if not query.parts:
        return replace(query, order=order)
    if lists(query):
        return replace(query, order=order, limit=LISTED_LIMIT)
    limit = Query().limit if order == "relevance" else SORTED_LIMIT
    return replace(query, order=order, limit=limit)
