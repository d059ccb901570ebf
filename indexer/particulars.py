"""What is known of the one photo or page that is looked at, beside what every hit tells."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from indexer.extract import About
from indexer.messages import Event, MoreTold, Particulars, TellMore
from indexer.shown import told_of

if TYPE_CHECKING:
    from indexer.service import IndexService


def tell(command: TellMore, service: IndexService, send: Callable[[Event], None]) -> None:
    """Send what the catalog knows, and more when a decoder has looked at the file."""
    catalog = service.catalog
    facts = catalog.said.facts_of(command.path, command.content)
    metadata = told_of(catalog, command.content, command.path)
    text = service.answers.read_in(command.content, command.page) if command.content else ""
    place = None
    if metadata.latitude is not None and metadata.longitude is not None:
        place = metadata.latitude, metadata.longitude

    changed = datetime.fromtimestamp(facts.mtime / 1e9) if facts.mtime else None
    known = Particulars(
        size=facts.size,
        changed=changed.isoformat(timespec="seconds") if changed is not None else "",
        pages=facts.pages,
        text=text,
        whereabouts="offline" if facts.away else "",
    )
    send(MoreTold(command.id, known))

    def done(future: Future[About]) -> None:
        about = About() if future.exception() is not None else future.result()
        more = replace(
            known,
            author=about.author,
            exposure=about.exposure,
            place=about.place,
            away=about.away,
            whereabouts=known.whereabouts or ("gone" if about.gone else ""),
        )
        send(MoreTold(command.id, more))

    service.answers.about(command.path, place).add_done_callback(done)
