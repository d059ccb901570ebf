"""Draws curves with their uncertainty: recall by text length, loss and recall over training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = (".svg", ".png")
"""What `curves` can write, by the ending of the file's name."""

_SIZE = (7.5, 4.2)  # inches
# Okabe and Ito's colours, which colour-blind readers can tell apart, darkest first.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_MARKERS = "osD^vPX"


@dataclass(frozen=True, slots=True)
class Series:
    """A line: ``y`` over ``x``, with the bounds of error bars where ``low`` and ``high`` are given.

    All that is given has the same length.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def curves(
    path: Path,
    title: str,
    x_label: str,
    y_label: str,
    series: Sequence[Series],
    ticks: Mapping[float, str] | None = None,
) -> None:
    """Draw lines into a file, the same bytes for the same lines.

    Args:
        path: a name that ends in one of `SUFFIXES`.
        title: stands above.
        x_label: stands below.
        y_label: stands at the left.
        series: what to draw; where a value is missing (NaN) the line has a gap.
        ticks: what stands at which x, in place of numbers.

    Raises:
        OSError: if the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    for number, line in enumerate(series):
        colour = _COLOURS[number % len(_COLOURS)]
        if len(line.low):
            below = [max(0.0, y - low) for y, low in zip(line.y, line.low, strict=True)]
            above = [max(0.0, high - y) for y, high in zip(line.y, line.high, strict=True)]
            axes.errorbar(
                line.x,
                line.y,
                yerr=(below, above),
                label=line.name,
                color=colour,
                linewidth=1.6,
                capsize=3,
                marker=_MARKERS[number % len(_MARKERS)],
                markersize=5,
            )
        else:
            axes.plot(line.x, line.y, label=line.name, color=colour, linewidth=1.6)
    if ticks is not None:
        axes.set_xticks(list(ticks), list(ticks.values()))
    axes.set_title(title)
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if len(series) > 1:
        axes.legend(frameon=False)
    # Neither the date nor random ids, so that a plot under version control changes with its data.
    with mpl.rc_context({"svg.hashsalt": "mate", "svg.fonttype": "none"}):
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
