"""Stage 2: the image encoder itself learns to see what texts speak of.

The projection alone can only use what an encoder trained for 1,000 classes happens to keep. So its
upper blocks are trained together with the projection, on the same pairs and with the same loss,
each photo seen through another crop every time. The text encoder stays frozen: its embeddings are
computed once, and nothing here needs an image with a long text.

A run is a fixed plan of batches, drawn beforehand from the seed. A checkpoint holds weights,
averages and optimizer; a run that was interrupted goes on at the step after its last checkpoint
and ends in the same weights.
"""

from __future__ import annotations

import collections
import copy
import logging
import math
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from mate_core.data import read_photo
from mate_core.encoders import efficientnet
from mate_core.frozen import Photos
from mate_core.losses import info_nce
from mate_core.pixels import to_pixels
from mate_core.projection import Projection

_log = logging.getLogger(__name__)

_SAME_TEXT = 0.99
_AT_ONCE = 16
"""Photos that go through the lower blocks together: their largest maps then fit the CPU's cache."""

_WHOLE_AT_ONCE = 64
_AHEAD = 3  # batches decoded before they are needed
_DECODERS = 2
_REPORT_EVERY = 20  # steps


class CheckpointError(Exception):
    """A checkpoint that a run cannot go on from; the message names the file."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the steps with crops of one size.

    ``until`` is the share of all steps at which it ends, ``side`` the crops' side in pixels, and
    ``smallest_crop`` the least share of a photo's area that a crop holds.
    """

    until: float
    side: int
    smallest_crop: float


@dataclass(frozen=True, slots=True)
class Settings:
    """How to adapt. ``weights`` are the shares of the sources in the plan.

    ``stages`` go from small crops, which are fast, to large ones that hold most of the photo, as
    the model will see it. ``encoder_rate`` is relative to the root mean square of each tensor:
    folded normalisations leave them of very different sizes.
    """

    steps: int = 2200
    batch: int = 192
    stages: tuple[Stage, ...] = (
        Stage(until=0.1818, side=160, smallest_crop=0.35),
        Stage(until=0.6, side=192, smallest_crop=0.4),
        Stage(until=1.0, side=224, smallest_crop=0.5),
    )
    encoder_rate: float = 4e-3
    projection_rate: float = 4e-4
    weight_decay: float = 0.05
    warmup: float = 0.08
    averaging: float = 0.995
    scale: float = 20.0
    greatest_scale: float = 100.0
    seed: int = 0
    checkpoint_every: int = 100
    measure_every: int = 200
    weights: tuple[tuple[str, float], ...] = (
        ("captioned40k-train", 0.48),
        ("flickr8k-train", 0.20),
        ("openstax-train", 0.18),
        ("figures-train", 0.07),
        ("labelled-train", 0.07),
    )

    def stage(self, step: int) -> Stage:
        """The stage that ``step`` belongs to, counted from zero."""
        return next(found for found in self.stages if step < round(self.steps * found.until))


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """One step of the plan: rows of one source, one text of each, and the seed of their crops."""

    source: int
    rows: NDArray[np.intp]
    texts: NDArray[np.intp]
    seed: int


def plan(sources: Sequence[Photos], settings: Settings) -> list[Batch]:
    """Every batch of a run: each from one source, going through it in random order again and again.

    Negatives of one source are of the same kind as the positives: a diagram must be told from
    diagrams, not from beaches. Sources come in random order, as often as their shares say.
    """
    random = np.random.default_rng(settings.seed)
    shares = dict(settings.weights)
    share = np.array([shares.get(source.name, 0.0) for source in sources])
    if not share.any():
        share = np.array([len(source) for source in sources], dtype=float)
    exact = settings.steps * share / share.sum()
    counts = np.floor(exact).astype(int)
    for index in np.argsort(counts - exact)[: settings.steps - counts.sum()]:
        counts[index] += 1
    order = random.permutation(np.repeat(np.arange(len(sources)), counts))
    streams = [_rows(len(source), settings.batch, random) for source in sources]
    batches = []
    for index in order:
        rows = next(streams[index])
        texts = sources[index].draw(rows, random)
        batches.append(Batch(int(index), rows, texts, int(random.integers(2**63))))
    return batches


def _rows(count: int, batch: int, random: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    """Rows in batches without end; every row once before any comes again, none twice in a batch."""
    batch = min(batch, count)
    left = np.empty(0, dtype=np.intp)
    while True:
        if len(left) < batch:
            fresh = random.permutation(count)
            # What is left over goes first; rows that it holds already wait at the end.
            seen = np.isin(fresh, left)
            left = np.concatenate([left, fresh[~seen], fresh[seen]])
        yield left[:batch]
        left = left[batch:]


class Adapted(nn.Module):
    """What stage 2 trains: the image encoder's upper blocks, the projection, the temperature."""

    def __init__(
        self, encoder: efficientnet.EfficientNetLite2, projection: Projection, scale: float
    ) -> None:
        super().__init__()
        self.encoder = encoder.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.projection = projection
        self.log_scale = nn.Parameter(torch.tensor(math.log(scale)))
        trained = encoder.adapted()
        for name, parameter in encoder.named_parameters():
            parameter.requires_grad_(name in trained)

    def forward(self, pixels: Tensor) -> Tensor:
        """``(n, side, side, 3)`` uint8 RGB to ``(n, dim)``, L2-normalised."""
        kind = pixels.device.type
        with torch.autocast(kind, torch.bfloat16):
            with torch.no_grad():
                lower = torch.cat(
                    [self.encoder.lower(part) for part in torch.split(pixels, _AT_ONCE)]
                )
            grid = efficientnet.grid(self.encoder.upper(lower))
        out: Tensor = self.projection(grid.float())
        return out

    def embed_files(self, images: Sequence[Path], size: int) -> NDArray[np.float32]:
        """Whole photos, uncropped, to their embeddings, ``(n, dim)``."""
        device = self.log_scale.device
        found = []
        with torch.inference_mode():
            for start in range(0, len(images), _WHOLE_AT_ONCE):
                pixels = np.stack(
                    [
                        to_pixels(read_photo(path), size)
                        for path in images[start : start + _WHOLE_AT_ONCE]
                    ]
                )
                found.append(self(torch.from_numpy(pixels).to(device)).cpu().numpy())
        return np.concatenate(found)

    def trained(self) -> dict[str, nn.Parameter]:
        """The parameters with gradients, by name."""
        return {name: p for name, p in self.named_parameters() if p.requires_grad}


def adapt(
    encoder: efficientnet.EfficientNetLite2,
    projection: Projection,
    sources: Sequence[Photos],
    settings: Settings,
    checkpoint: Path,
    measure: Callable[[Adapted], float] | None = None,
) -> Adapted:
    """Train the upper blocks and the projection; gives their running average, in eval mode.

    Args:
        encoder: the image encoder; not changed.
        projection: the projection to begin with, from stage 1 or from the frozen encoder; not
            changed.
        sources: what to train on.
        settings: how.
        checkpoint: a file for checkpoints. If it is there, the run goes on from it.
        measure: gives a score of the averaged model, the higher the better, and is asked every
            ``measure_every`` steps; the best of the models it saw is returned.

    Raises:
        CheckpointError: if the checkpoint is damaged, or of other data or settings.
        DataError: if a photo cannot be read.
        FloatingPointError: if the loss is no longer a number.
    """
    torch.manual_seed(settings.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Adapted(copy.deepcopy(encoder), copy.deepcopy(projection), settings.scale).to(device)
    averaged = copy.deepcopy(model).eval()
    optimizer = _optimizer(model, settings)
    batches = plan(sources, settings)
    first, best, best_score = 0, None, -math.inf
    run = _identity(sources, settings)
    if checkpoint.exists():
        kept = _load(checkpoint, run)
        _load_trained(model, kept["model"])
        _load_trained(averaged, kept["averaged"])
        optimizer.load_state_dict(kept["optimizer"])
        first, best, best_score = kept["step"], kept["best"], kept["best_score"]
        _log.info("going on at step %d of %d", first, settings.steps)
    began, losses = time.monotonic(), []
    with ThreadPoolExecutor(_DECODERS) as pool:
        for step, pixels in enumerate(_decoded(pool, batches, sources, settings, first), first):
            batch = batches[step]
            source = sources[batch.source]
            rate = rise_and_fall(step, settings.steps, round(settings.steps * settings.warmup))
            for group in optimizer.param_groups:
                group["lr"] = group["full_lr"] * rate
            torch.manual_seed(batch.seed)  # dropout, the same after an interruption
            model.projection.train()
            images = model(pixels.to(device))
            texts = torch.from_numpy(source.texts[batch.texts]).to(device)
            groups = torch.from_numpy(source.groups[batch.rows]).to(device)
            same = (groups[:, None] == groups) | (texts @ texts.T > _SAME_TEXT)
            scale = model.log_scale.exp().clamp(max=settings.greatest_scale)
            loss = info_nce(images, texts, scale, same)
            losses.append(loss.item())
            if not math.isfinite(losses[-1]):
                raise FloatingPointError(f"step {step + 1}: the loss is {losses[-1]}")
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            move_towards(
                averaged.trained().values(),
                model.trained().values(),
                min(settings.averaging, (step + 1) / (step + 10)),
            )
            done = step + 1
            if done % _REPORT_EVERY == 0:
                speed = (done - first) * settings.batch / (time.monotonic() - began)
                _log.info(
                    "step %d of %d: loss %.4f, scale %.1f, %.0f photos/s",
                    done, settings.steps, np.mean(losses[-_REPORT_EVERY:]),
                    model.log_scale.exp().item(), speed,
                )  # fmt: skip
            last = done == settings.steps
            if measure is not None and (last or done % settings.measure_every == 0):
                score = measure(averaged)
                if score >= best_score:
                    best, best_score = _trained_state(averaged), score
            if last or done % settings.checkpoint_every == 0:
                _save(
                    checkpoint, run=run, step=done, best=best,
                    best_score=best_score, model=_trained_state(model),
                    averaged=_trained_state(averaged), optimizer=optimizer.state_dict(),
                )  # fmt: skip
    if best is not None:
        _load_trained(averaged, best)
    return averaged.cpu()


def _optimizer(model: Adapted, settings: Settings) -> torch.optim.AdamW:
    groups: list[dict[str, Any]] = []
    for name, parameter in model.trained().items():
        if name.startswith("encoder."):
            rate = settings.encoder_rate * max(
                parameter.detach().square().mean().sqrt().item(), 1e-3
            )
        else:
            rate = settings.projection_rate
        # The encoder's weights are not drawn to zero: what it knows already is worth keeping.
        is_matrix = parameter.ndim > 1 and name.startswith("projection.")
        decay = settings.weight_decay if is_matrix else 0.0
        groups.append({"params": [parameter], "lr": rate, "full_lr": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98))


def rise_and_fall(step: int, steps: int, rise: int) -> float:
    """The share of the full learning rate at a step: a linear rise, then half a cosine."""
    if step < rise:
        return (step + 1) / rise
    done = (step - rise) / max(1, steps - rise)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))


def move_towards(averaged: Iterable[Tensor], current: Iterable[Tensor], keep: float) -> None:
    """Go on with a running average of parameters, which keeps the share ``keep`` of what it was."""
    with torch.no_grad():
        for mean, value in zip(averaged, current, strict=True):
            mean.lerp_(value, 1 - keep)


def _trained_state(model: Adapted) -> dict[str, Tensor]:
    return {name: p.detach().clone() for name, p in model.trained().items()}


def _load_trained(model: Adapted, state: dict[str, Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in model.trained().items():
            parameter.copy_(state[name])


def _identity(sources: Sequence[Photos], settings: Settings) -> str:
    """What a checkpoint must share with the run that goes on from it."""
    return " ".join([*(f"{source.name}:{len(source)}" for source in sources), repr(settings)])


def _load(path: Path, run: str) -> dict[str, Any]:
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


def _save(path: Path, **state: object) -> None:
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


# --- the crops ---------------------------------------------------------------------------


def _decoded(
    pool: ThreadPoolExecutor,
    batches: Sequence[Batch],
    sources: Sequence[Photos],
    settings: Settings,
    first: int,
) -> Iterator[Tensor]:
    """The pixels of each batch from ``first`` on, decoded some batches ahead."""
    ahead: collections.deque[list[Future[NDArray[np.uint8]]]] = collections.deque()
    for step in range(first, len(batches)):
        parts = np.array_split(np.arange(len(batches[step].rows)), _DECODERS)
        ahead.append(
            [pool.submit(_crops, batches[step], part, sources, settings, step) for part in parts]
        )
        if len(ahead) > _AHEAD:
            yield torch.from_numpy(np.concatenate([part.result() for part in ahead.popleft()]))
    for parts_of_batch in ahead:
        yield torch.from_numpy(np.concatenate([part.result() for part in parts_of_batch]))


def _crops(
    batch: Batch,
    part: NDArray[np.intp],
    sources: Sequence[Photos],
    settings: Settings,
    step: int,
) -> NDArray[np.uint8]:
    source = sources[batch.source]
    stage = settings.stage(step)
    out = np.empty((len(part), stage.side, stage.side, 3), dtype=np.uint8)
    for at, index in enumerate(part):
        random = np.random.default_rng((batch.seed, int(index)))
        upright = read_photo(source.images[batch.rows[index]])
        out[at] = crop(upright, stage.side, stage.smallest_crop, source.may_flip, random)
    return out


def crop(
    image: Image.Image, side: int, smallest: float, may_flip: bool, random: np.random.Generator
) -> NDArray[np.uint8]:
    """A random part of an RGB image as a square, ``(side, side, 3)``.

    Its area is at least ``smallest`` of the whole. Brightness, contrast and, where a mirrored
    image means the same, the side change as well.
    """
    area = random.uniform(smallest, 1.0)
    stretch = math.exp(random.uniform(-0.25, 0.25))
    width = min(1.0, math.sqrt(area) * stretch) * image.width
    height = min(1.0, math.sqrt(area) / stretch) * image.height
    left, top = random.uniform(0, image.width - width), random.uniform(0, image.height - height)
    box = (left, top, left + width, top + height)
    square = image.resize((side, side), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)
    pixels = np.asarray(square)
    if may_flip and random.random() < 0.5:
        pixels = pixels[:, ::-1]
    contrast, brightness = random.uniform(0.75, 1.25), random.uniform(-25, 25)
    table = np.clip((np.arange(256) - 127.0) * contrast + 127.0 + brightness, 0, 255)
    return np.asarray(table.astype(np.uint8)[pixels])
