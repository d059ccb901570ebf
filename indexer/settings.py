"""How a library is indexed, as it is kept in its catalog."""

from __future__ import annotations

from dataclasses import asdict
from typing import cast, get_args

from indexer.catalog import Catalog
from indexer.messages import IndexSettings, Speed


def read_settings(catalog: Catalog) -> IndexSettings:
    """The settings that a library keeps; what is missing or senseless is as it is by default."""
    speed, most = catalog.setting("speed"), catalog.setting("max_megapixels")
    return IndexSettings(
        speed=cast(Speed, speed) if speed in get_args(Speed) else "full",
        rests_on_battery=catalog.setting("rests_on_battery") != "False",
        reads_writing=catalog.setting("reads_writing") != "False",
        max_megapixels=int(most) if most.isdecimal() else 0,
    )


def write_settings(catalog: Catalog, settings: IndexSettings) -> None:
    """Keep settings."""
    for name, value in asdict(settings).items():
        catalog.set_setting(name, str(value))
