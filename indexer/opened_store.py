"""The store of the model that indexes, from its early opening to the day it is found damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.catalog import Catalog
from indexer.library import Library
from indexer.messages import SearchRecall
from indexer.models import Models, open_table, table_of
from indexer.recall import KnownRecall
from indexer.store import Store, StoreDamagedError, StoreError, import_engine, open_known
from indexer.threads import begun
from indexer.vectors import typical_questions

if TYPE_CHECKING:
    from mate_core import Embedder

log = logging.getLogger(__name__)


def import_early() -> Future[None]:
    """Begin to import lancedb, which takes half a second that others can use meanwhile."""
    return begun("engine", import_engine)


class OpenedStore:
    """Opens the table, keeps its rows in memory and the catalog in agreement with it."""

    def __init__(
        self,
        library: Library,
        catalog: Catalog,
        models: Models,
        notices: list[str],
        *,
        read_only: bool,
        holds: bool,
        put_down: Callable[[], None],
    ) -> None:
        """Open nothing yet.

        Args:
            library: whose store it is.
            catalog: is to agree with it.
            models: whose table it is, and which answers.
            notices: where a person is told what has been lost.
            read_only: for searching alone.
            holds: queries will come, and rows are brought into memory.
            put_down: stops whatever writes to it, before it is set aside.
        """
        self.current: Store | None = None
        self._library, self._catalog, self._models = library, catalog, models
        self._notices = notices
        self._read_only, self._holds, self._put_down = read_only, holds, put_down
        self._early: Future[Store | None] | None = None
        self._agreed = ""  # the model of which the catalog takes for read what its table has
        self._recall = KnownRecall(catalog)

    def open_early(self, engine: Future[None], wake: Callable[[], None]) -> None:
        """Open what will be asked for while the model is loaded, once lancedb is imported."""
        folder, model = self._library.store, self._catalog.setting("model")

        def open_it() -> Store | None:
            engine.result()
            try:
                return open_known(folder, model, read_only=self._read_only)
            except StoreError as error:  # who needs it tries again, and says so
                log.info("%s", error)
                return None

        self._early = begun("store", open_it)
        self._early.add_done_callback(lambda _: wake())

    def hold_step(self) -> bool:
        """Bring some rows into memory, where queries will come and while the model is there.

        Raises:
            StoreError, StoreDamagedError: they cannot be read.
            CatalogFault: what is known of searches cannot be kept.
        """
        model = self._models.indexing
        if not self._holds or model.resting or model.error:
            return False
        if self.current is None and self._early is not None and self._early.done():
            self.current = self._early.result()
        try:
            more = self.current is not None and self.current.hold_step()
        except StoreDamagedError as error:
            if self._early is None:
                raise
            # It may be another model's. `open` meets it again, when that is known.
            log.warning("%s", error)
            self.current = self._early = None
            return False
        if self.current is not None and self._agreed:  # else it may be another model's
            self._recall.note(self.current, self._agreed)
        return more

    @property
    def recall(self) -> SearchRecall | None:
        """How much of what is nearest searches find; None while that is not known."""
        return None if self._models.changing else self._recall.known

    def open(self, embedder: Embedder) -> Store:
        """The table of the model that indexes, which is made where there is none.

        Raises:
            StoreError: it cannot be opened; StoreMissingError, where a reader finds none.
        """
        if self._early is not None:
            self.current, self._early = self.current or self._early.result(), None
            if self.current is not None and self.current.name != self._place(embedder).stem:
                self.current = None  # the model is another one than last time
        if self.current is None:
            try:
                self.current = self._table(embedder)
            except StoreDamagedError as error:
                if self._read_only:
                    raise
                self.set_aside(error)
                self.current = self._table(embedder)
        if not (self._read_only or self._agreed):
            self._agree(self.current, embedder.model_id)
            self.current.expect(typical_questions(embedder))
        return self.current

    def searched(self) -> Store:
        """The table that is searched: the former model's, until another has taken over.

        Raises:
            LibraryError: the model could not be loaded.
            StoreError: see `open`.
        """
        return self._models.former_store() or self.open(self._models.indexing.wait())

    def let_go(self) -> None:
        """Give the memory of its rows back."""
        if self.current is not None:
            self.current.let_go()

    def wait(self) -> None:
        """Wait until no fragments are being put together.

        Raises:
            StoreDamagedError: some of the rows cannot be read.
        """
        if self.current is not None:
            self.current.wait()

    def finish(self) -> None:
        """The same, for who will not look at it again."""
        try:
            self.wait()
        except StoreError as error:
            log.warning("%s", error)

    def set_aside(self, error: StoreDamagedError) -> None:
        """Put the damaged table where nothing needs it, so that a new one is made.

        Raises:
            StoreError: it can be read after all, or the library's drive has gone away.
            OSError: it cannot be moved.
        """
        embedder = self._models.indexing.wait()  # whose table it is
        if not self._library.has_catalog:
            raise StoreError(str(error)) from error
        try:
            for _ in self._table(embedder).scan_vectors():
                pass
        except StoreDamagedError as again:
            log.warning("%s", again)
        else:
            raise StoreError(str(error)) from error
        self._put_down()
        self.finish()
        self.current, self._early, self._agreed = None, None, ""
        aside = self._library.set_aside(self._place(embedder), "store")
        lost = self._catalog.forget_model(embedder.model_id)
        self._catalog.require_model(embedder.model_id)
        self._notices.append(
            f"The store was damaged and is set aside as {aside.name}. A new one is made: "
            f"{lost} photos and documents are read again, those of folders that are away "
            "once they are back."
        )

    def _agree(self, store: Store, model_id: str) -> None:
        """Have the catalog take for read what is in the table, and nothing else."""
        if store.is_new:
            lost = self._catalog.forget_model(model_id)
            if lost:
                self._notices.append(
                    f"What had been read of {lost} photos and documents was not in the store "
                    "any more; they are read again."
                )
        # The progress that stands beside the first answer must know what is to be read again.
        self._catalog.require_model(model_id)
        if self._catalog.setting("model") != model_id:
            self._catalog.writing.read_again()
            self._catalog.set_setting("model", model_id)
        self._catalog.set_setting("model_name", self._models.indexing.name)
        self._agreed = model_id

    def _table(self, embedder: Embedder) -> Store:
        return open_table(self._library.store, embedder, read_only=self._read_only)

    def _place(self, embedder: Embedder) -> Path:
        return table_of(self._library.store, embedder)
