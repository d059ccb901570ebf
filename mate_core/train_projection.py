"""Trains the projection alone, behind encoders that stay frozen and ran once over the data.

It learns to send a photo to the centred embedding of a text that describes it. What matters is how
batches are drawn: each from one source, so that the negatives are of the same kind as the
positives and cannot be told apart by their style.
"""

from __future__ import annotations

import copy
import dataclasses
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from mate_core import evaluate
from mate_core.config import ProjectionConfig
from mate_core.devices import best_device
from mate_core.frozen import Benchmark, Photos
from mate_core.losses import Contrastive, ContrastiveKind, belong_together
from mate_core.optimisation import mixed, move_towards, rise_and_fall, share_kept
from mate_core.projection import Projection

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. ``repeats`` says how often an epoch sees each source; 1 if it is not named.

    ``mixing`` is that of `mate_core.optimisation.share_kept`.
    """

    epochs: int = 4
    batch: int = 512
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    warmup: float = 0.1
    averaging: float = 0.998
    loss: ContrastiveKind = "info_nce"
    mixing: float = 1.0
    seed: int = 0
    projection: ProjectionConfig = dataclasses.field(default_factory=ProjectionConfig)
    repeats: tuple[tuple[str, int], ...] = (
        ("flickr8k-train", 3),
        ("openstax-train", 4),
        ("figures-train", 4),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """A source with what the frozen image encoder gives: grids, or a VLM's embeddings.

    ``(n, 9, 1280)`` or ``(n, channels)``, float16.
    """

    photos: Photos
    grids: NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """A benchmark with the grids of its photos."""

    benchmark: Benchmark
    grids: NDArray[np.float16]


def train(
    examples: Sequence[Examples],
    chosen_on: dict[str, Examined],
    settings: Settings,
    dim: int,
    start: Projection | None = None,
) -> tuple[Projection, dict[str, evaluate.Report]]:
    """Train a projection and give the one of the best epoch, with its measurements.

    It begins at random, or with ``start``, which stage 1 gives and which is not changed.

    After every epoch the running average of the weights is measured on ``chosen_on``; the mean of
    all Recall@10 decides. Without benchmarks the last epoch wins.
    """
    torch.manual_seed(settings.seed)
    random = np.random.default_rng(settings.seed)
    device = best_device()
    projection = copy.deepcopy(start) if start else Projection(dim, settings.projection)
    projection.to(device)
    averaged = copy.deepcopy(projection).eval()
    contrastive = Contrastive(settings.loss).to(device)
    optimizer = torch.optim.AdamW(
        [
            {"params": projection.parameters(), "weight_decay": settings.weight_decay},
            {"params": contrastive.parameters(), "weight_decay": 0.0},
        ],
        lr=settings.learning_rate,
    )
    steps = settings.epochs * len(list(epoch_batches(examples, settings, random)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: rise_and_fall(step, steps, round(steps * settings.warmup))
    )

    best, best_score = copy.deepcopy(averaged), -1.0
    best_reports: dict[str, evaluate.Report] = {}
    step = 0
    for epoch in range(1, settings.epochs + 1):
        began, losses = time.monotonic(), []
        projection.train()
        for source, photos in epoch_batches(examples, settings, random):
            grids = torch.from_numpy(source.grids[photos]).to(device).float()
            drawn = source.photos.draw(photos, random)
            texts = torch.from_numpy(source.photos.texts[drawn]).to(device)
            groups = torch.from_numpy(source.photos.groups[photos]).to(device)
            same = belong_together(texts, groups)
            share = share_kept(settings.mixing, random)
            texts = functional.normalize(mixed(texts, share), dim=-1)
            loss = contrastive(projection(mixed(grids, share)), texts, same)
            if not torch.isfinite(loss):
                raise FloatingPointError(f"epoch {epoch}: the loss is {loss.item()}")
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            step += 1
            move_towards(
                averaged.parameters(),
                projection.parameters(),
                settings.averaging,
                step,
            )
            losses.append(loss.item())
        reports = {name: measure(averaged, found) for name, found in chosen_on.items()}
        score = recall_at_10(reports)
        _log.info(
            "epoch %d: loss %.4f, scale %.1f, score %.4f, %.0f s%s",
            epoch,
            float(np.mean(losses)),
            contrastive.scale.item(),
            score,
            time.monotonic() - began,
            "".join(f"; {name} {brief(found)}" for name, found in reports.items()),
        )
        if score >= best_score:
            best, best_reports, best_score = copy.deepcopy(averaged), reports, score
    return best.cpu(), best_reports


def epoch_batches(
    examples: Sequence[Examples], settings: Settings, random: np.random.Generator
) -> Iterator[tuple[Examples, NDArray[np.intp]]]:
    """One epoch in random order; every batch is drawn from one source.

    A source's last photos that do not fill a batch wait for another epoch, unless it fills none.
    """
    repeats = dict(settings.repeats)
    batches: list[tuple[Examples, NDArray[np.intp]]] = []
    for source in examples:
        for _ in range(repeats.get(source.photos.name, 1)):
            order = random.permutation(len(source.grids))
            full = len(order) // settings.batch * settings.batch
            parts = np.split(order[:full], full // settings.batch) if full else [order]
            batches += [(source, part) for part in parts]
    for index in random.permutation(len(batches)):
        yield batches[index]


def measure(projection: Projection, examined: Examined) -> evaluate.Report:
    """Recall of the projection alone, behind the frozen encoders."""
    images = project(projection, examined.grids)
    return evaluate.report("", images, examined.benchmark.texts, examined.benchmark.pairs)


@torch.inference_mode()
def project(projection: Projection, grids: NDArray[np.float16]) -> NDArray[np.float32]:
    """What a frozen image encoder gives, through the projection: ``(n, dim)``."""
    device = next(projection.parameters()).device
    parts = np.array_split(grids, max(1, len(grids) // 256))
    found = [projection(torch.from_numpy(part).to(device).float()).cpu().numpy() for part in parts]
    return np.concatenate(found)


def recall_at_10(reports: dict[str, evaluate.Report]) -> float:
    """The mean over both directions of all reports; what a model is chosen by."""
    recalls = [
        side["R@10"]
        for report in reports.values()
        for side in (report.text_to_image, report.image_to_text)
    ]
    return float(np.mean(recalls)) if recalls else 0.0


def brief(found: evaluate.Report) -> str:
    """Recall@1 and Recall@10 by text, then by image, for the log."""
    sides = (found.text_to_image, found.image_to_text)
    return " ".join(f"{side['R@1']:.3f}/{side['R@10']:.3f}" for side in sides)
