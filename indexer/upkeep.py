"""Housekeeping in idle time: what no file holds any more goes, and the catalog is copied."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

from indexer.catalog import Catalog
from indexer.catalog_file import CatalogError, CatalogFault
from indexer.kept import Shelves
from indexer.library import Library
from indexer.models import Models
from indexer.store import Store
from indexer.verify import back_up, backup_is_due

log = logging.getLogger(__name__)

# How long the embeddings of removed files are kept, should the files come back.
GARBAGE_SECONDS = 60.0
# Of so many contents rows are dropped at a time: a removed folder leaves many.
GARBAGE_AT_ONCE = 500
# Of so many contents thumbnails are removed at a time: each is looked for among hundreds.
FADED_AT_ONCE = 50
# How often it is looked whether the catalog's copy is a day old.
BACKUP_LOOK_SECONDS = 3600.0
# When it is copied after a change of what people keep, of which more may follow.
KEPT_BACKUP_SECONDS = 60.0


class Upkeep:
    """What is to be tidied, and when."""

    def __init__(self, library: Library, catalog: Catalog, kept: Shelves, models: Models) -> None:
        """Everything is as it should be, as far as is known."""
        self._library, self._catalog, self._kept, self._models = library, catalog, kept, models
        self._garbage_due = 0.0
        self._faded: list[str] = []  # contents whose rows have gone, and whose thumbnails are to go
        self._garbage_at_once, self._faded_at_once = GARBAGE_AT_ONCE, FADED_AT_ONCE
        self._unswept: list[Path] | None = None  # folders of thumbnails, known once all is read
        self._backup_due = 0.0  # when it is looked at
        self._backup_stale = False

    def note_removal(self) -> None:
        """Files may have gone, and nothing else may hold what was in them."""
        self._garbage_due = time.monotonic() + GARBAGE_SECONDS

    def note_folders(self) -> None:
        """The watched folders have changed, which nothing could make anew."""
        self._backup_stale, self._backup_due = True, 0.0

    def note_kept(self) -> None:
        """What people keep has changed, which nothing could make anew."""
        self._backup_stale = True
        self._backup_due = min(self._backup_due, time.monotonic() + KEPT_BACKUP_SECONDS)

    def hurry(self) -> None:
        """Wait for nothing: this process is not there in idle time."""
        self._garbage_due = self._backup_due = time.monotonic()
        self._garbage_at_once = self._faded_at_once = sys.maxsize

    def do(self, store: Store) -> None:
        """Do what is due, now that all has been read that can be.

        Raises:
            StoreError, CatalogFault, OSError: it cannot be done.
        """
        if store.is_compacting():
            return
        now = time.monotonic()
        if self._garbage_due and now >= self._garbage_due:
            self._garbage_due = now if self._collect_garbage(store) else 0.0
        self._remove_faded()
        if store.wants_optimize:
            store.optimize()
        elif store.wants_word_index:
            store.make_word_index()
        if not self._catalog.next_pending(1, ()):
            self._models.note_all_read()
            self.sweep()
        if now >= self._backup_due:
            self._backup_due = now + BACKUP_LOOK_SECONDS
            self._kept.purge()
            self._back_up()

    def sweep(self) -> bool:
        """Remove thumbnails that a kill has left, once a start, one of their folders at a time.

        Nothing is being read now, so none is of a content that the catalog is yet to be told of.
        Gives whether there are more.
        """
        if self._unswept is None:
            self._unswept = self._library.thumbnail_folders()
        if not self._unswept:
            return False
        folder = self._unswept.pop()
        there = list(self._library.thumbnails_in(folder))
        unknown = self._catalog.unknown({content for _, content, _ in there})
        left = [path for path, content, _ in there if content in unknown]
        for path in (*left, *folder.glob("*.part")):
            path.unlink(missing_ok=True)
        return True

    def _collect_garbage(self, store: Store) -> bool:
        """Drop rows of some contents that no file holds any more; whether there may be others.

        Their thumbnails go later.
        """
        embedder = self._models.indexing.embedder
        if embedder is None:
            return False
        unused = self._catalog.unused(embedder.model_id, self._garbage_at_once)
        if unused:
            store.delete(unused)
            self._catalog.forget_contents(unused, embedder.model_id)
            self._faded += unused
        return len(unused) == self._garbage_at_once

    def _remove_faded(self) -> None:
        """Remove thumbnails of what is still gone; those that a kill leaves, `sweep` removes."""
        some = self._faded[: self._faded_at_once]
        del self._faded[: self._faded_at_once]
        for content in self._catalog.unknown(some):  # collections show what is gone too
            folder = self._library.thumbnail(content, 0).parent
            for thumbnail in folder.glob(f"{content}-*.jpg"):
                thumbnail.unlink(missing_ok=True)

    def _back_up(self) -> None:
        """Keep a copy of the catalog, a new one each day and when what it alone has changes."""
        if not (self._backup_stale or backup_is_due(self._library)):
            return
        if not self._library.has_catalog:
            return  # its drive has been taken out, and nothing belongs where it was
        try:
            back_up(self._catalog, self._library)
        except (CatalogError, CatalogFault, OSError) as error:
            log.warning("no copy of the catalog was made: %s", error)
        else:
            self._backup_stale = False
