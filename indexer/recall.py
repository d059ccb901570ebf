"""How much of what is nearest searches find: kept in the catalog, for who holds no rows in memory.

The worker, which holds them, measures it where there are very many (`indexer.matrix`). That takes
a while after each start; till then what was measured before holds.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from indexer.catalog import Catalog
from indexer.messages import SearchRecall
from indexer.store import Store

_SETTING = "recall"


def read_recall(catalog: Catalog, model: str) -> SearchRecall | None:
    """What was last known of a model's searches; None where nothing is."""
    try:
        kept = json.loads(catalog.setting(_SETTING))
        if kept["model"] != model:
            return None
        measured = kept["measured"]
        return SearchRecall(float(kept["found"]), None if measured is None else float(measured))
    except (ValueError, KeyError, TypeError):  # nothing was kept, or by another Mate
        return None


class KnownRecall:
    """What is known of the searches of the model that indexes, kept as it changes."""

    def __init__(self, catalog: Catalog) -> None:
        """Nothing is known yet."""
        self.known: SearchRecall | None = None
        self._catalog = catalog
        self._model = ""

    def note(self, store: Store, model: str) -> None:
        """Look at a model's store, which takes no time, and keep what has changed.

        Raises:
            CatalogFault: it cannot be kept.
        """
        if model != self._model:
            self._model, self.known = model, read_recall(self._catalog, model)
        if not store.is_held:
            return
        now = store.recall
        if now is None and self.known is not None and not self.known.exact:
            return  # it is being measured anew
        if now != self.known:
            said = "" if now is None else json.dumps({"model": model, **asdict(now)})
            self._catalog.set_setting(_SETTING, said)
            self.known = now
