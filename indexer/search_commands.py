"""`mate search`: a question is asked, and its answer written down, as JSON, or to files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from indexer import languages
from indexer.asked import add_parts, asks_nothing, items_of, parts_of
from indexer.commands import add_command, say_preparing, typed
from indexer.console import Told, say, tell, write, write_json
from indexer.export import ExportError, TakenError, as_json, export
from indexer.extract import UnreadableError
from indexer.files import display
from indexer.filters import understood
from indexer.messages import Export, Form, Hit, Kind, Order, Query
from indexer.opening import Opening
from indexer.regions import GRID, region_steps
from indexer.search import Answer, EmbeddedQuery
from indexer.service import IndexService
from indexer.sorting import hits_in_order
from indexer.vectors import EXTRA
from mate_core.text import finish

Regions = NDArray[np.float32]
"""By how much each region of a photo answers, ``(GRID, GRID)``, rows from the top."""

_FORMS: dict[str, Form] = {".json": "json", ".csv": "csv", ".m3u8": "list", ".m3u": "list"}


# --- arguments ---------------------------------------------------------------------------


def add_search(commands: Any) -> None:
    """Add `mate search`."""
    search = add_command(commands, "search", _search, "find photos and pages")
    add_parts(search)
    add_answer_arguments(search)


def add_answer_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be wanted of an answer."""
    parser.add_argument("--kind", choices=("photo", "page"), help="only photos, or only pages")
    parser.add_argument("--limit", type=_positive, default=10, help="hits of each kind (10)")
    add_sort_argument(parser)
    parser.add_argument(
        "--regions",
        type=_positive,
        default=0,
        metavar="N",
        help="tell of the first N photos which regions of them answer, half a second each",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print a JSON list: photos, then pages, the best first of each",
    )
    add_export_arguments(parser, "--export")


def add_sort_argument(parser: argparse.ArgumentParser) -> None:
    """Add in which order hits are wanted."""
    parser.add_argument(
        "--sort",
        choices=get_args(Order),
        help="the order of what is relevant; what is weakly so stays below it",
    )


def add_export_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Add where to export to, by an option or place of that name."""
    parser.add_argument(
        name,
        metavar="TARGET",
        help="a file that ends in .json, .csv or .m3u8; or a folder, for copies of the files",
    )
    parser.add_argument("--replace", action="store_true", help="replace a file that is there")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


# --- question and answer -----------------------------------------------------------------


def _search(arguments: argparse.Namespace) -> int:
    if asks_nothing(arguments):
        say("mate: nothing is asked: give a text, a photo or a document; --help tells all")
        return 2
    return ask(arguments, Query(parts_of(arguments)))


def ask(arguments: argparse.Namespace, query: Query, *, items: bool = True) -> int:
    """Answer a question as the arguments want it; ``items``: they name some of the library."""
    query = replace(query, order=arguments.sort or query.order)
    answer, regions = _answer(arguments, query, items)
    hits = _as_one_list(answer, query.order)
    if arguments.export is not None:
        told = export_hits(arguments.export, hits, "", replace_it=arguments.replace)
        return tell(told, as_json=arguments.json)
    if arguments.json:
        write_json([as_json(hit) | _regions_as_json(hit, regions) for hit in hits])
        return 0
    _write_hits("Photos", answer.photos, query.order, regions)
    _write_hits("Pages", answer.pages, query.order, {})
    if not hits:
        write("Nothing found.")
    return 0


def _as_one_list(answer: Answer, order: Order) -> list[Hit]:
    """Photos, then pages: the scores of the two cannot be compared, dates and names can."""
    hits = [*answer.photos, *answer.pages]
    if order == "relevance":
        return hits
    weak = [hit for hit in hits if hit.strength == "weak"]
    return [*hits_in_order([hit for hit in hits if hit.strength != "weak"], order), *weak]


def _answer(
    arguments: argparse.Namespace, query: Query, items: bool
) -> tuple[Answer, dict[str, Regions]]:
    """The answer, and the regions of photos that answer, by content, as far as they are wanted."""
    kinds: tuple[Kind, ...] = (arguments.kind,) if arguments.kind else ("photo", "page")
    query = understood(replace(query, kinds=kinds, limit=arguments.limit))
    service = IndexService(
        arguments.library, arguments.model, read_only=True, on_model=say_preparing
    )
    if query.wanted_text:
        languages.expect()
    try:
        service.wait_for_model()
        if items:
            named = items_of(arguments, service.catalog)
            query = replace(query, parts=(*query.parts, *named))
        if not query.parts:
            return service.answers.newest(query), {}
        files = Opening(query, service.answers.on_demand)
        embedded = service.answers.embed_query(query, files.photos, files.documents)
        answer = service.answers.search(query, embedded)
        for remark in (*embedded.remarks, *answer.remarks):
            say(f"mate: {remark}")
        reads = service.embedder.reads if service.embedder is not None else None
        if language := languages.unread(query.wanted_text, reads):
            say(
                f"mate: the text seems to be in a language ({language}) that the model does "
                "not read; what is found may be poor"
            )
        return answer, _regions_of(answer.photos[: arguments.regions], embedded, service)
    finally:
        service.close()


def _regions_of(
    hits: Sequence[Hit], embedded: EmbeddedQuery, service: IndexService
) -> dict[str, Regions]:
    found = {}
    for hit in hits:
        try:
            pixels = service.answers.on_demand.pixels(hit.thumbnail).result()
        except UnreadableError as error:
            say(f"mate: {display(hit.path)}: its regions are not known: {error}")
            continue
        asked = embedded.for_photos[:-EXTRA]
        found[hit.content] = finish(region_steps(service.wait_for_model(), pixels, asked))
    return found


def _regions_as_json(hit: Hit, regions: Mapping[str, Regions]) -> dict[str, Any]:
    if hit.kind != "photo" or hit.content not in regions:
        return {}
    return {"regions": [[round(each, 4) for each in row] for row in regions[hit.content].tolist()]}


def _best_region(regions: Regions) -> str:
    """Where the region lies that answers best, for who reads lines."""
    if not regions.any():
        return "no region of it answers better than others"
    row, column = divmod(int(regions.argmax()), GRID)
    return f"mainly {column + 1} from the left and {row + 1} from the top, of {GRID}"


def _write_hits(
    title: str, hits: Sequence[Hit], order: Order, regions: Mapping[str, Regions]
) -> None:
    if hits:
        write(title)
    group = None
    for hit in hits:
        # Where what is relevant is sorted, what is strong stands among what is fair.
        name = "relevant" if order != "relevance" and hit.strength != "weak" else hit.strength
        if hit.strength is not None and name != group:
            group = name
            write(f" {str(group).capitalize()}")
        where = f", page {hit.page}" if hit.kind == "page" else ""
        score = "" if hit.score is None else f"{hit.score:.3f}  "
        day = f"{hit.moment[:10]}  " if hit.moment else ""
        write(f"  {score}{day}{display(hit.path)}{where}")
        for other in (*hit.copies, *hit.alike):
            write(f"         also {display(other)}")
        if hit.content in regions:
            write(f"         {_best_region(regions[hit.content])}")
        if hit.why.passage:
            write(f"         {_shortened(hit.why.passage)}")


def _shortened(text: str, length: int = 120) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + " …"


# --- export ------------------------------------------------------------------------------


def export_hits(target: str, hits: Sequence[Hit], name: str, *, replace_it: bool) -> Told:
    """Write hits to a file of the form that its name ends with, or their files to a folder.

    Raises:
        ExportError: it cannot be done.
    """
    path = typed(target)
    form: Form = _FORMS.get(os.path.splitext(path)[1].lower(), "copies")
    try:
        report = export(Export(0, tuple(hits), form, path, name, replace_it))
    except TakenError as error:
        raise ExportError(f"{error} Choose another name, or --replace.") from error
    what = "files copied to" if form == "copies" else "photos and pages written to"
    lines = [f"{report.written} {what} {display(path)}"]
    lines += [f"  {display(failed)}: {reason}" for failed, reason in report.failures]
    value = {
        "written": report.written,
        "target": path,
        "failed": [{"path": failed, "reason": reason} for failed, reason in report.failures],
    }
    return Told(value, lines, code=1 if report.failures and not report.written else 0)
