"""How well models find: named benchmarks or pairs files, one table, with how sure it is."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from mate_core.data import DataError
from mate_core.errors import ModelError
from mate_core.evaluate import charts, metrics
from mate_core.evaluate.baselines import open_model
from mate_core.evaluate.benchmarks import BENCHMARKS, GROWING, named, there
from mate_core.evaluate.measure import (
    Direction,
    Embedded,
    Measured,
    Report,
    embed_files,
    embed_texts,
    evaluate,
    report,
)
from mate_core.evaluate.pairs import (
    PairLine,
    Pairs,
    PairsError,
    collect,
    read,
    without_near_duplicates,
)

__all__ = ["Measured", "Report", "embed_files", "embed_texts", "evaluate", "report"]

_ARROWS = {"text_to_image": "text→image", "image_to_text": "image→text"}


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A benchmark to be measured, without its near-duplicates, of which so many were dropped."""

    name: str
    group: str
    pairs: Pairs
    near_duplicates: int


class Refused(Exception):  # noqa: N818
    """Options that do not go together; the message says why."""


# --- the command -------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``mate evaluate``."""
    parser.description = (
        "Measure how well a model finds images by texts and texts by images, on the benchmarks of "
        "a data folder (--data) or on your own pairs (--pairs). Near-duplicate images are dropped "
        "first. In brackets stand 95 % bootstrap intervals."
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="benchmarks; without names, all that the data folder has (--list tells)",
    )
    parser.add_argument("--data", type=Path, help="the data folder")
    parser.add_argument(
        "--photos",
        type=Path,
        metavar="CAPTIONED40K",
        help="captioned40k's photos, for its benchmark",
    )
    parser.add_argument(
        "--pairs",
        type=Path,
        metavar="FILE",
        help='a JSON-lines file; a line is {"image": PATH, "texts": [...], "document": ID}, the '
        "path relative to the file and the document optional; an image and a text are relevant to "
        "each other when they stand on one line or share a document; a line with "
        '"distractor": true is only searched among',
    )
    parser.add_argument(
        "--model",
        action="append",
        metavar="NAME_OR_FOLDER",
        help="a model, or a baseline as clip:, long-clip:, align: or blip: and its folder or "
        "hub:ORGANISATION/NAME; several stand beside one another (default: starter)",
    )
    parser.add_argument(
        "--list", action="store_true", help="tell the benchmarks and measure nothing"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--plot",
        type=_plot_path,
        metavar="FILE",
        help="draw Recall@10 by text length into an SVG or PNG file, of the one benchmark that is "
        f"measured, or of {GROWING}",
    )


def run(args: argparse.Namespace) -> int:
    """Do what ``mate evaluate`` is asked to; gives the exit status."""
    try:
        if args.list:
            _say(sys.stdout, _listing(args.data, args.photos))
            return 0
        chosen = _chosen(args)
        plotted = _plotted(chosen) if args.plot else None
        measured = [
            found
            for model in dict.fromkeys(args.model or ["starter"])
            for found in _measure(model, chosen)
        ]
        # Models stand beside one another.
        measured.sort(key=lambda found: chosen.index(found[0]))
        _say(sys.stdout, _json(measured) if args.json else _table(measured))
        if plotted is not None:
            _plot(args.plot, plotted, [found for one, found in measured if one is plotted])
    except (DataError, FloatingPointError, ModelError, OSError, PairsError, Refused) as error:
        _say(sys.stderr, f"mate evaluate: {error}")
        return 1
    return 0


def _chosen(args: argparse.Namespace) -> list[Chosen]:
    """What the options ask for, read and checked before anything is embedded."""
    if args.data is None and args.names:
        raise Refused("name the data folder of the benchmarks with --data")
    if args.data is None and args.pairs is None:
        raise Refused("nothing to measure: give --data or --pairs (--list tells the benchmarks)")
    found = []
    if args.data is not None:
        names = dict.fromkeys(args.names)
        for one in [named(name) for name in names] or there(args.data, args.photos):
            _say(sys.stderr, f"{one.name}: reading")
            found.append(_without_duplicates(one.name, one.group, one.read(args.data, args.photos)))
    if args.pairs is not None:
        found.append(_without_duplicates(args.pairs.stem, "pairs", read(args.pairs)))
    return found


def _without_duplicates(name: str, group: str, lines: Sequence[PairLine]) -> Chosen:
    kept, dropped = without_near_duplicates(lines)
    return Chosen(name, group, collect(kept), dropped)


def _measure(model: str, chosen: Sequence[Chosen]) -> list[tuple[Chosen, Measured]]:
    embedder = open_model(model, on_status=lambda text: _say(sys.stderr, text))
    embedded = Embedded()
    found = []
    for one in chosen:
        images, texts = len(one.pairs.images), len(one.pairs.texts)
        _say(sys.stderr, f"{one.name}: {images:,} images, {texts:,} texts, {embedder.model_id}")
        result = evaluate(embedder, one.pairs, embedded)
        # The table comes last, an hour later with everything measured; a run that is cut off
        # before has told this much.
        _say(sys.stderr, f"{one.name}: {_brief(result)}")
        found.append((one, result))
    return found


def _say(stream: TextIO, text: str) -> None:
    stream.write(text + "\n")
    stream.flush()


# --- what is printed ---------------------------------------------------------------------


def _listing(data: Path | None, photos: Path | None) -> str:
    """The benchmarks by group, and whether their data is there if a data folder is given."""
    rows = []
    for group in dict.fromkeys(one.group for one in BENCHMARKS):
        rows.append(group)
        for one in BENCHMARKS:
            if one.group == group:
                is_there = data is not None and one.is_there(data, photos)
                state = "" if data is None else "there    " if is_there else "missing  "
                rows.append(f"  {one.name:<30}  {state}{one.layout}")
    return "\n".join(rows)


def _table(measured: Sequence[tuple[Chosen, Measured]]) -> str:
    """A block for each benchmark, a line for each direction and model; 115 columns or less."""
    wide = max(len(found.model) for _, found in measured)
    names = list(measured[0][1].text_to_image.metrics)
    rows = [" " * (13 + wide) + "".join(f" {name:<16}" for name in names).rstrip()]
    for one in dict.fromkeys(one for one, _ in measured):
        rows.append(_heading(one))
        for side, arrow in _ARROWS.items():
            for other, found in measured:
                if other is one:
                    cells = "".join(f" {cell:<16}" for cell in _cells(getattr(found, side)))
                    rows.append(f"  {arrow} {found.model:<{wide}}{cells}".rstrip())
    return "\n".join(rows)


def _heading(one: Chosen) -> str:
    pairs = one.pairs
    images, texts = len(pairs.images), len(pairs.texts)
    queries = len(pairs.image_queries), len(pairs.text_queries)
    counts = f"{images:,} images, {texts:,} texts"
    if queries != (images, texts):
        counts += f", searched with {queries[0]:,} and {queries[1]:,} of them"
    notes = [
        (one.near_duplicates, "near-duplicate images dropped"),
        (pairs.joined_texts, "equal texts joined"),
    ]
    return "; ".join(
        [f"{one.name} ({one.group}): {counts}", *(f"{n:,} {note}" for n, note in notes if n)]
    )


def _cells(side: Direction) -> list[str]:
    return [
        f"{_shown(name, value)} [{' '.join(_shown(name, end) for end in side.intervals[name])}]"
        for name, value in side.metrics.items()
    ]


def _brief(found: Measured) -> str:
    return ", ".join(
        f"{arrow} R@10 {_shown('R@10', getattr(found, side).metrics['R@10'])}"
        for side, arrow in _ARROWS.items()
    )


def _shown(name: str, value: float) -> str:
    """A number in at most four characters or, as a rank, as it is."""
    return f"{value:g}" if name == "median rank" else f"{value:.3f}".removeprefix("0")[:4]


def _json(measured: Sequence[tuple[Chosen, Measured]]) -> str:
    """All that was measured, and what is needed to measure it again."""
    results = [
        {
            "benchmark": one.name,
            "group": one.group,
            "images": len(one.pairs.images),
            "texts": len(one.pairs.texts),
            "near_duplicate_images_dropped": one.near_duplicates,
            "equal_texts_joined": one.pairs.joined_texts,
            **dataclasses.asdict(found),
        }
        for one, found in measured
    ]
    how = {"confidence": metrics.CONFIDENCE, "resamples": metrics.RESAMPLES, "seed": 0}
    return json.dumps({"intervals": how, "results": results}, ensure_ascii=False)


# --- recall by length --------------------------------------------------------------------


def _plot_path(text: str) -> Path:
    path = Path(text)
    if path.suffix not in charts.SUFFIXES:
        raise argparse.ArgumentTypeError(f"{text}: must end in {' or '.join(charts.SUFFIXES)}")
    return path


def _plotted(chosen: Sequence[Chosen]) -> Chosen:
    """The benchmark whose recall by length is drawn."""
    if len(chosen) == 1:
        return chosen[0]
    for one in chosen:
        if one.name == GROWING:
            return one
    raise Refused(f"--plot draws one benchmark: measure a single one, or {GROWING} too")


def _plot(path: Path, one: Chosen, measured: Sequence[Measured]) -> None:
    """Recall@10 by text length, a line for each model."""
    bins = measured[0].by_length
    places = [float(at) for at in range(len(bins))]
    series = []
    for found in measured:
        low, high = zip(*(found.intervals["R@10"] for found in found.by_length), strict=True)
        recall = [bin_.metrics["R@10"] for bin_ in found.by_length]
        series.append(charts.Series(found.model, places, recall, low, high))
    charts.curves(
        path,
        f"{one.name}: recall of images by texts of growing length",
        "words in the text, and how many texts",
        "Recall@10, 95 % interval",
        series,
        {at: f"{found.words}\n{found.texts:,}" for at, found in zip(places, bins, strict=True)},
    )
