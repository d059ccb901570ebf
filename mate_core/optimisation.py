"""What every training here shares: the rate's course, the running average, mixing, checkpoints."""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor


class CheckpointError(Exception):
    """A checkpoint that a run cannot go on from; the message names the file."""


def rise_and_fall(step: int, steps: int, rise: int) -> float:
    """The share of the full learning rate at a step: a linear rise, then half a cosine."""
    if step < rise:
        return (step + 1) / rise
    done = (step - rise) / max(1, steps - rise)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def move_towards(
    averaged: Iterable[Tensor], current: Iterable[Tensor], averaging: float, step: int
) -> None:
    """Go on with a running average of parameters after a step, counted from one.

    It keeps the share ``averaging`` of what it was, and less in the first steps, so that it soon
    forgets where training began.
    """
    keep = min(averaging, step / (step + 10))
    with torch.no_grad():
        for mean, value in zip(averaged, current, strict=True):
            mean.lerp_(value, 1 - keep)


def load_checkpoint(path: Path, run: str) -> dict[str, Any]:
    """What `save_checkpoint` wrote, if it is of the same run.

    Raises:
        CheckpointError: if the file is damaged, or of other data or settings.
    """
    try:
        kept: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        found = kept["run"]
    except (OSError, RuntimeError, KeyError, TypeError, EOFError, pickle.UnpicklingError) as error:
        raise CheckpointError(f"{path}: not a checkpoint that can be read: {error}") from error
    if found != run:
        raise CheckpointError(
            f"{path}: a checkpoint of other data or settings; remove it, or choose another folder"
        )
    return kept


def share_kept(mixing: float, random: np.random.Generator) -> float:
    """How much of itself a row keeps when it is mixed with another, at least a half.

    Drawn from the Beta distribution with both parameters ``mixing``; with 0 nothing is mixed.
    """
    drawn = random.beta(mixing, mixing) if mixing else 1.0
    return max(drawn, 1.0 - drawn)


def mixed(rows: Tensor, share: float) -> Tensor:
    """Each row, ``(n, ...)``, mixed with the one before it, the first with the last.

    What an image encoder sees is mixed as the texts are, and must be projected to between them: a
    batch of few images becomes many (mixup in latent space; Verma et al., arXiv 1806.05236, and
    for frozen encoders FuseMix, Vouitsis et al., arXiv 2312.10144).
    """
    return rows if share == 1.0 else torch.lerp(rows.roll(1, dims=0), rows, share)


def save_checkpoint(path: Path, run: str, **state: object) -> None:
    """Write a run's state to a file that is whole at any time.

    ``run`` names the data and settings that a run going on from it must share.
    """
    part = path.with_suffix(".part")
    torch.save({"run": run, **state}, part)
    part.replace(path)
