"""The model that indexes and the one that answers: the same, except while another takes over.

The catalog notes with which model everything has been read (``served``). Where another one is to
index, the former is loaded too and answers from its own table, until nothing is left to be read.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.catalog import Catalog
from indexer.loading import LoadingModel, Tell
from indexer.store import Store, StoreError, drop_others, table_folder
from indexer.vectors import EXTRA
from mate_core.errors import OutOfMemory

if TYPE_CHECKING:
    from mate_core import Embedder

log = logging.getLogger(__name__)

STARTER = "starter"
# A model that has had nothing to do for so long is let go of; then it is looked, every so many
# seconds, whether there are files for it again.
REST_SECONDS = 600.0
LOOK_SECONDS = 5.0


class Models:
    """For the thread that owns the catalog."""

    def __init__(
        self,
        catalog: Catalog,
        store: Path,
        name: str | None,
        *,
        answers: bool,
        trial: bool = False,
        threads: int | None,
        tell: Tell,
        wake: Callable[[], None],
        notices: list[str],
    ) -> None:
        """Find out which they are; ``load`` loads them.

        Args:
            catalog: knows which model has read what.
            store: the folder of their tables.
            name: a name or folder; None is the model that the library was read with last.
            answers: whether queries will come while another model takes over.
            trial: whether someone else says so, and goes back, where it cannot be loaded.
            threads: processor threads for each; None leaves the choice to them.
            tell: see `Tell`; told of the model that answers.
            wake: called from other threads when one is loaded.
            notices: here goes what a person should know.
        """
        self._catalog = catalog
        self._folder = store
        self._notices = notices
        self._used = time.monotonic()
        self._look_due = 0.0
        named = _absolute(name) if name else catalog.setting("model_name") or STARTER
        self.indexing = LoadingModel(named, threads, tell, wake)
        self._former: LoadingModel | None = None
        self._former_id = catalog.setting("served")
        self._former_store: Store | None = None
        self._dropped_for = ""  # the id of the model for which all others have been dropped
        self._told = trial  # that the other cannot be loaded
        former = catalog.setting("served_name")
        if answers and former and former != named:
            self._former = LoadingModel(former, threads, tell, wake)
            self.indexing.tell = lambda _state, _id, _text: None

    def load(self) -> None:
        """Begin to load what is to be loaded."""
        if self._former is not None:
            self._former.load()
        self.indexing.load()

    @property
    def answering(self) -> Embedder | None:
        """The model that answers queries, once it is loaded."""
        return (self._former or self.indexing).embedder

    @property
    def error(self) -> str:
        """Why no query can be answered, if none can."""
        return "" if self._former is not None else self.indexing.error

    @property
    def id(self) -> str:
        """The id of the model that answers, or last did."""
        if self.answering is not None:
            return self.answering.model_id
        return self._catalog.setting("served") or self._catalog.setting("model")

    @property
    def answering_name(self) -> str:
        """The name of the model that answers from all that can be read; empty if none has yet."""
        if self._former is not None:
            return self._former.name
        return self.indexing.name if self._catalog.setting("served") else ""

    @property
    def preparing(self) -> bool:
        """Whether a model is being loaded that is to read everything anew."""
        return self._former is not None and not self.indexing.settled

    @property
    def changing(self) -> bool:
        """Whether another model than the one that answers is to read everything anew."""
        return self._former is not None

    def former_store(self) -> Store | None:
        """The table that queries are answered from while another model takes over.

        Raises:
            StoreError: it cannot be read.
        """
        if self._former is None:
            return None
        if self._former_store is None:
            self._former_store = open_table(self._folder, self._former.wait(), read_only=True)
        return self._former_store

    def prepare(self) -> None:
        """Have the model ready, for a query is on its way, or something else to do."""
        self.use()
        self.indexing.load()

    def use(self) -> None:
        """Note that the model has had something to do."""
        self._used = time.monotonic()

    def is_needless(self, now: float) -> bool:
        """Whether the model has had nothing to do for long."""
        there = self._former is None and self.indexing.embedder is not None
        return there and now - self._used > REST_SECONDS

    def look_after(self, now: float, *, waits: bool) -> None:
        """Bring back what is needed, unless indexing ``waits``, and see how a change goes on."""
        if self._former is not None:
            self._look_after_change(self._former)
        elif self.indexing.resting and now >= self._look_due:
            self._look_due = now + LOOK_SECONDS
            if not waits and self._catalog.next_pending(1, ()):
                self.prepare()

    def make_room(self, error: OutOfMemory) -> bool:
        """Move what is on a device whose memory is too small; False if nothing is."""
        models = [self.indexing] if self._former is None else [self.indexing, self._former]
        moved = [model.move_to_processor() for model in models]
        if any(moved):
            log.warning("the model moves to the processor: %s", error)
            self._notices.append(
                "The memory of the graphics card is too small for the model. It runs on the "
                "processor now, which is slower."
            )
        return any(moved)

    def note_speed(self, files_per_second: float) -> None:
        """Keep how fast the model that indexes has read."""
        speeds = {**self.speeds, self.indexing.name: round(files_per_second, 2)}
        self._catalog.set_setting("speeds", json.dumps(speeds))

    @property
    def speeds(self) -> dict[str, float]:
        """How many files a second models have last read here, by their names."""
        said: dict[str, float] = json.loads(self._catalog.setting("speeds") or "{}")
        return said

    def note_all_read(self) -> None:
        """Nothing is left to be read: the model that indexes answers, from now on."""
        embedder = self.indexing.embedder
        if embedder is None:
            return
        noted = {"served": embedder.model_id, "served_name": self.indexing.name}
        for name, value in noted.items():
            if self._catalog.setting(name) != value:
                self._catalog.set_setting(name, value)
        self.retire()
        if self._dropped_for != embedder.model_id:  # once a start, for it may have been cut off
            self._dropped_for = embedder.model_id
            self._drop_others(embedder)

    def _drop_others(self, embedder: Embedder) -> None:
        """Nobody asks the former models any more: what they have read would only take up room."""
        self._catalog.forget_other_models(embedder.model_id)
        try:
            dropped = drop_others(self._folder, embedder.model_id, embedder.dim + EXTRA)
        except StoreError as error:  # as long as another process has its files open, say
            log.warning("%s", error)
        else:
            if dropped:
                log.info("dropped what former models had read: %s", ", ".join(dropped))

    def retire(self, why: str = "") -> None:
        """From now on the model that indexes answers, from what it has read so far."""
        if self._former is None:
            return
        self.indexing.tell, self._former, self._former_store = self._former.tell, None, None
        if self.indexing.embedder is not None:
            self.indexing.tell("ready", self.indexing.embedder.model_id, "")
        if why:
            self._notices.append(f"{why} Until all is read anew, only a part of it is found.")

    def _look_after_change(self, former: LoadingModel) -> None:
        newer = self.indexing
        if not (former.settled and newer.settled):
            return
        if newer.embedder is None:
            if not self._told:
                self._told = True
                self._notices.append(
                    f"The model {newer.name} cannot be used: {newer.error} "
                    "Searches are answered as before, and nothing new is indexed."
                )
        elif former.embedder is None:
            self.retire(f"The former model cannot be used: {former.error}")
        elif former.embedder.model_id != self._former_id:
            self.retire("The former model has been changed.")
        elif newer.embedder.model_id == self._former_id:  # the same under another name
            self.retire()


def table_of(folder: Path, embedder: Embedder) -> Path:
    """Where a model's table lies in the store's folder."""
    return table_folder(folder, embedder.model_id, embedder.dim + EXTRA)


def open_table(folder: Path, embedder: Embedder, *, read_only: bool) -> Store:
    """A model's table.

    Raises:
        StoreError: it cannot be opened.
    """
    return Store(folder, embedder.model_id, embedder.dim + EXTRA, read_only=read_only)


def _absolute(name: str) -> str:
    """A model's name, or its folder as it is found from anywhere."""
    return name if name == STARTER else os.path.abspath(os.path.expanduser(name))
