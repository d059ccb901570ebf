"""How a library is indexed, as it is kept in its catalog."""

from __future__ import annotations

from dataclasses import asdict

from indexer.catalog import Catalog
from indexer.declared import INDEXING
from indexer.messages import IndexSettings


def read_settings(catalog: Catalog) -> IndexSettings:
    """The settings that a library keeps; what is missing or senseless is as it is by default."""
    kept = {each.key: each.parse(catalog.setting(each.key)) for each in INDEXING}
    return IndexSettings(**kept)  # type: ignore[arg-type]  # a test compares the two


def write_settings(catalog: Catalog, settings: IndexSettings) -> None:
    """Keep settings."""
    for name, value in asdict(settings).items():
        catalog.set_setting(name, str(value))
