"""A model that loads in a thread, is let go of when nobody needs it, and comes back."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from indexer.calibration import prepare
from indexer.library import LibraryError
from indexer.messages import ModelState

if TYPE_CHECKING:
    from mate_core import Embedder

log = logging.getLogger(__name__)

Tell = Callable[[ModelState, str, str], None]
"""Told, from any thread, a model's state, its id and a line for the user."""


class LoadingModel:
    """A model by its name. Its methods are for one thread, which owns it."""

    def __init__(self, name: str, threads: int | None, tell: Tell, wake: Callable[[], None]):
        """Know of it; ``load`` loads it.

        Args:
            name: the model's name or folder.
            threads: processor threads for it; None leaves the choice to it.
            tell: see `Tell`.
            wake: called from another thread when it is there, or cannot be loaded.
        """
        self.name = name
        self.tell = tell
        self.embedder: Embedder | None = None
        self.error = ""
        self._threads = threads
        self._wake = wake
        self._device: str | None = None
        self._ended = threading.Event()
        self._loading = False

    @property
    def settled(self) -> bool:
        """Whether it is there, or cannot be loaded."""
        return self.embedder is not None or bool(self.error)

    @property
    def resting(self) -> bool:
        """Whether it has been let go of."""
        return not (self._loading or self.settled)

    def load(self) -> None:
        """Begin to load it, unless it is there or has failed."""
        if self.resting:
            self._loading = True
            self._ended.clear()
            threading.Thread(target=self._load, name="model", daemon=True).start()

    def wait(self, timeout: float | None = None) -> Embedder:
        """Wait until it is loaded.

        Raises:
            LibraryError: it could not be loaded.
        """
        self._ended.wait(timeout)
        if self.embedder is None:
            raise LibraryError(self.error or "The model is not loaded yet.")
        return self.embedder

    def let_go(self) -> None:
        """Free its memory; ``load`` brings it back."""
        if self.embedder is not None:
            model_id, self.embedder = self.embedder.model_id, None
            gc.collect()
            self.tell("resting", model_id, "")

    def move_to_processor(self) -> bool:
        """Load it anew where memory is larger than on a graphics card; False if it is there."""
        from mate_core.devices import best_device  # torch is here, for it ran out of memory

        if self._device == "cpu" or best_device().type == "cpu":
            return False
        self._device, self.embedder = "cpu", None
        gc.collect()
        self.load()
        return True

    def _load(self) -> None:
        import mate_core

        self.tell("loading", "", "The model is being loaded")
        try:
            embedder = open_model(
                self.name,
                threads=self._threads,
                device=self._device,
                on_status=lambda text: self.tell("preparing", "", text),
            )
        except mate_core.ModelError as error:
            self._fail(str(error))
        except Exception as error:  # the boundary of the loading thread
            log.exception("the model could not be loaded")
            self._fail(f"The model could not be loaded: {error}")
        else:
            prepare(embedder.typical)  # rows may still be on their way into memory
            self.embedder = embedder
            self.tell("ready", embedder.model_id, "")
        self._loading = False
        self._ended.set()
        self._wake()

    def _fail(self, why: str) -> None:
        self.error = why
        log.warning("the model %r could not be loaded: %s", self.name, why)
        self.tell("failed", "", why)


def open_model(name: str, **options: Any) -> Embedder:
    """`mate_core.load_model`; what it needs is imported when the first model is opened."""
    import mate_core

    return mate_core.load_model(name, **options)
