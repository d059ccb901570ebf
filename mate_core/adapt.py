"""Stage 2: the image encoder itself learns to see what texts speak of.

The projection alone can only use what an encoder trained for other ends happens to keep. So the
encoder is trained together with it, on the same pairs and with the same loss, each photo seen
through another crop every time. The text encoder stays frozen: its embeddings are computed once,
and nothing here needs an image with a long text.

A run is a fixed plan of batches, drawn beforehand from the seed. A checkpoint holds weights,
averages and optimizer; a run that was interrupted goes on at the step after its last checkpoint
and ends in the same weights.
"""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import logging
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from mate_core.crops import Cropping, Squares, random_crops
from mate_core.devices import best_device, mixed_precision
from mate_core.encoders import efficientnet
from mate_core.frozen import Photos
from mate_core.losses import Contrastive, ContrastiveKind, belong_together
from mate_core.low_rank import add_adapters, lora_tensors, merge_adapters, with_lora
from mate_core.optimisation import (
    load_checkpoint,
    mixed,
    move_towards,
    rise_and_fall,
    save_checkpoint,
    share_kept,
)
from mate_core.projection import Projection

_log = logging.getLogger(__name__)

_AT_ONCE = 16
"""Photos that go through the lower blocks together: their largest maps then fit the CPU's cache."""

_RANK = 8
"""Of the adapters on an encoder that is never trained without."""

_WHOLE_AT_ONCE = 64
_REPORT_EVERY = 20  # steps


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
    """How to adapt.

    ``weights`` are the shares of the sources in the plan; without them each has one by its size.
    ``rank`` is that of low-rank adapters on the encoder's weights; with 0 the weights themselves
    are trained. ``at_once`` photos go through the encoder together; with 0 the whole batch does.
    ``mixing`` says how strongly what the encoder sees in two photos is mixed, and their texts with
    it; 0 is not at all (see `mate_core.optimisation.mixed`).
    Of the starter's encoder the blocks from ``first_block`` on are trained, their depthwise layers
    only if ``depthwise`` says so, and blocks are skipped by ``skipping`` (see
    `efficientnet.EfficientNetLite2.skip_blocks`). Photos are cropped from squares of ``held``
    pixels; ``colours`` and ``erased`` are those of `mate_core.crops.Cropping`.
    ``stages`` go from small crops, which are fast, to large ones that hold most of the photo, as
    the model will see it. ``encoder_rate`` is relative to the root mean square of each tensor:
    folded normalisations leave them of very different sizes.
    """

    steps: int = 2000
    batch: int = 192
    stages: tuple[Stage, ...] = (
        Stage(until=0.65, side=192, smallest_crop=0.35),
        Stage(until=1.0, side=260, smallest_crop=0.55),
    )
    first_block: int = efficientnet.FIRST_ADAPTED
    depthwise: bool = False
    skipping: float = 0.0
    held: int = 256
    colours: float = 0.0
    erased: float = 0.0
    rank: int = 0
    loss: ContrastiveKind = "info_nce"
    at_once: int = 0
    mixing: float = 1.0
    encoder_rate: float = 4e-3
    projection_rate: float = 4e-4
    weight_decay: float = 0.05
    warmup: float = 0.08
    averaging: float = 0.995
    seed: int = 0
    checkpoint_every: int = 100
    measure_every: int = 200
    weights: tuple[tuple[str, float], ...] = ()

    def stage(self, step: int) -> Stage:
        """The stage that ``step`` belongs to, counted from zero."""
        return next(found for found in self.stages if step < round(self.steps * found.until))

    def cropping(self, step: int) -> Cropping:
        """How photos are cropped at ``step``, counted from zero."""
        stage = self.stage(step)
        return Cropping(stage.side, stage.smallest_crop, self.colours, self.erased)


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


@dataclass(frozen=True, slots=True)
class Point:
    """How a run stood after a step: the mean loss since the last point, and what was measured."""

    step: int
    loss: float
    scores: dict[str, float]


class Adapted(nn.Module):
    """What stage 2 trains: the image encoder, or part of it, the projection, the temperature.

    Of the starter's encoder the blocks from ``first_block`` on are trained; with a ``rank`` their
    weights stay and low-rank adapters on them are trained. Any other encoder gets low-rank
    adapters by peft.
    """

    def __init__(
        self,
        encoder: nn.Module,
        projection: Projection,
        contrastive: Contrastive | None = None,
        rank: int = 0,
        first_block: int = efficientnet.FIRST_ADAPTED,
        *,
        depthwise: bool = False,
    ) -> None:
        super().__init__()
        self._first_block = first_block
        self._depthwise = depthwise
        self.projection = projection
        self.contrastive = contrastive or Contrastive()
        if not isinstance(encoder, efficientnet.EfficientNetLite2):
            self.encoder = with_lora(encoder, rank or _RANK)
            return
        self.encoder = encoder.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        trained = encoder.adapted(first_block, depthwise=depthwise)
        if rank:
            add_adapters(encoder, trained, rank)
        else:
            for name, parameter in encoder.named_parameters():
                parameter.requires_grad_(name in trained)

    def forward(self, pixels: Tensor, share: float = 1.0) -> Tensor:
        """``(n, side, side, 3)`` uint8 RGB to ``(n, dim)``, L2-normalised.

        ``share`` is what each photo keeps of itself when it is mixed with another.
        """
        with mixed_precision(pixels.device):
            seen = self._see(pixels)
        out: Tensor = self.projection(mixed(seen.float(), share))
        return out

    def _see(self, pixels: Tensor) -> Tensor:
        if not isinstance(self.encoder, efficientnet.EfficientNetLite2):
            found: Tensor = self.encoder(pixels)
            return found
        first = self._first_block
        at_once = _AT_ONCE if pixels.device.type == "cpu" else len(pixels)
        with torch.no_grad():
            lower = [self.encoder.lower(part, first) for part in torch.split(pixels, at_once)]
        return efficientnet.grid(self.encoder.upper(torch.cat(lower), first))

    def learning(self) -> None:
        """Be in train mode, but for an encoder of another kind, whose dropout is not ours."""
        self.projection.train()
        if isinstance(self.encoder, efficientnet.EfficientNetLite2):
            self.encoder.train()

    def embed_files(self, images: Sequence[Path], size: int) -> NDArray[np.float32]:
        """Whole photos, uncropped, to their embeddings, ``(n, dim)``."""
        device = self.contrastive.log_scale.device
        rows = np.array_split(np.arange(len(images)), -(-len(images) // _WHOLE_AT_ONCE))
        whole = Squares([images], size, device, hold=False)
        with torch.inference_mode():
            found = [self(each).cpu().numpy() for each in whole.batches([(0, r) for r in rows])]
        return np.concatenate(found)

    def changed(self) -> dict[str, Tensor]:
        """The image encoder's tensors that training changed, as `mate_core.network` reads them."""
        if isinstance(self.encoder, efficientnet.EfficientNetLite2):
            merge_adapters(self.encoder)
            return dict(self.encoder.adapted(self._first_block, depthwise=self._depthwise))
        return lora_tensors(self.encoder)

    def trained(self) -> dict[str, nn.Parameter]:
        """The parameters with gradients, by name."""
        return {name: p for name, p in self.named_parameters() if p.requires_grad}


Measure = Callable[[Adapted], dict[str, float]]


def adapt(
    encoder: nn.Module,
    projection: Projection,
    sources: Sequence[Photos],
    settings: Settings,
    checkpoint: Path,
    measure: Measure | None = None,
) -> tuple[Adapted, tuple[Point, ...]]:
    """Train the image encoder and the projection.

    Gives their running average, in eval mode, and how training went.

    Args:
        encoder: the image encoder; not changed.
        projection: the projection to begin with, from stage 1 or from the frozen encoder; not
            changed.
        sources: what to train on.
        settings: how.
        checkpoint: a file for checkpoints. If it is there, the run goes on from it.
        measure: gives named scores of the averaged model, the higher the better, and is asked
            every ``measure_every`` steps; the model with the best mean is returned.

    Raises:
        CheckpointError: if the checkpoint is damaged, or of other data or settings.
        DataError: if a photo cannot be read.
        FloatingPointError: if the loss is no longer a number.
    """
    torch.manual_seed(settings.seed)
    device = best_device()
    model = Adapted(
        copy.deepcopy(encoder),
        copy.deepcopy(projection),
        Contrastive(settings.loss),
        settings.rank,
        settings.first_block,
        depthwise=settings.depthwise,
    ).to(device)
    if isinstance(model.encoder, efficientnet.EfficientNetLite2):
        model.encoder.skip_blocks(settings.skipping)
    averaged = copy.deepcopy(model).eval()
    optimizer = _optimizer(model, settings)
    batches = plan(sources, settings)
    first, best, best_score = 0, None, -math.inf
    history: list[Point] = []
    losses: list[float] = []  # since the last point of the history
    run = _identity(sources, settings, averaged)
    if checkpoint.exists():
        kept = load_checkpoint(checkpoint, run)
        _load_trained(model, kept["model"])
        _load_trained(averaged, kept["averaged"])
        optimizer.load_state_dict(kept["optimizer"])
        first, best, best_score = kept["step"], kept["best"], kept["best_score"]
        history = [Point(**found) for found in kept["history"]]
        losses = kept["losses"]
        _log.info("going on at step %d of %d", first, settings.steps)
    squares = Squares([source.images for source in sources], settings.held, device)
    whole = squares.batches([(batch.source, batch.rows) for batch in batches[first:]])
    began = time.monotonic()
    with tqdm(total=settings.steps, initial=first, unit="step", disable=None) as bar:
        for step, photos in enumerate(whole, first):
            batch = batches[step]
            source = sources[batch.source]
            pixels = random_crops(
                photos,
                settings.cropping(step),
                may_flip=source.may_flip,
                random=torch.Generator(device).manual_seed(batch.seed),
            )
            rate = rise_and_fall(step, settings.steps, round(settings.steps * settings.warmup))
            for group in optimizer.param_groups:
                group["lr"] = group["full_lr"] * rate
            optimizer.zero_grad(set_to_none=True)
            model.learning()
            losses.append(_backward(model, pixels, source, batch, settings))
            if not math.isfinite(losses[-1]):
                raise FloatingPointError(f"step {step + 1}: the loss is {losses[-1]}")
            optimizer.step()
            move_towards(
                averaged.trained().values(),
                model.trained().values(),
                settings.averaging,
                step + 1,
            )
            bar.update()
            done, last = step + 1, step + 1 == settings.steps
            if done % _REPORT_EVERY == 0:
                speed = (done - first) * settings.batch / (time.monotonic() - began)
                _log.info(
                    "step %d of %d: loss %.4f, scale %.1f, %.0f photos/s",
                    done, settings.steps, np.mean(losses[-_REPORT_EVERY:]),
                    model.contrastive.scale.item(), speed,
                )  # fmt: skip
            if measure is not None and (last or done % settings.measure_every == 0):
                scores = measure(averaged)
                score = float(np.mean(list(scores.values())))
                history.append(Point(done, float(np.mean(losses)), scores))
                losses = []
                _log.info("step %d: score %.4f", done, score)
                if score >= best_score:
                    best, best_score = _trained_state(averaged), score
            if last or done % settings.checkpoint_every == 0:
                save_checkpoint(
                    checkpoint, run, step=done, best=best, best_score=best_score, losses=losses,
                    history=[dataclasses.asdict(point) for point in history],
                    model=_trained_state(model), averaged=_trained_state(averaged),
                    optimizer=optimizer.state_dict(),
                )  # fmt: skip
    if best is not None:
        _load_trained(averaged, best)
    return averaged.cpu(), tuple(history)


def _backward(
    model: Adapted, pixels: Tensor, source: Photos, batch: Batch, settings: Settings
) -> float:
    """The gradients of the batch's loss, and the loss.

    Where the batch is larger than what goes through the encoder together, its embeddings are
    computed first without gradients, the loss gives the gradient of each embedding, and the parts
    go through the encoder once more with these (GradCache; Gao et al., arXiv 2101.06983). So the
    memory needed is that of a part, and the negatives are those of the batch.
    """
    device = pixels.device
    texts = torch.from_numpy(source.texts[batch.texts]).to(device)
    groups = torch.from_numpy(source.groups[batch.rows]).to(device)
    same = belong_together(texts, groups)
    at_once = settings.at_once or len(pixels)
    parts = torch.split(pixels, at_once)
    share = share_kept(settings.mixing, np.random.default_rng(batch.seed))
    texts = torch.cat([mixed(part, share) for part in torch.split(texts, at_once)])
    texts = functional.normalize(texts, dim=-1)

    def embeddings(part: int) -> Tensor:
        torch.manual_seed(batch.seed + part)  # dropout: the same both times, and when resumed
        found: Tensor = model(parts[part], share)
        return found

    if len(parts) == 1:
        loss: Tensor = model.contrastive(embeddings(0), texts, same)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.item()
    with torch.no_grad():
        images = torch.cat([embeddings(part) for part in range(len(parts))])
    images.requires_grad_()
    loss = model.contrastive(images, texts, same)
    loss.backward()  # type: ignore[no-untyped-call]
    assert images.grad is not None
    for part, gradient in enumerate(torch.split(images.grad, at_once)):
        embeddings(part).backward(gradient)  # type: ignore[no-untyped-call]
    return loss.item()


def _optimizer(model: Adapted, settings: Settings) -> torch.optim.AdamW:
    groups: list[dict[str, Any]] = []
    for name, parameter in model.trained().items():
        if name.startswith("encoder."):
            size = 1.0 if settings.rank else parameter.detach().square().mean().sqrt().item()
            rate = settings.encoder_rate * max(size, 1e-3)
        else:
            rate = settings.projection_rate
        # The encoder's weights are not drawn to zero: what it knows already is worth keeping.
        is_matrix = parameter.ndim > 1 and name.startswith("projection.")
        decay = settings.weight_decay if is_matrix else 0.0
        groups.append({"params": [parameter], "lr": rate, "full_lr": rate, "weight_decay": decay})
    on_card = model.contrastive.log_scale.device.type == "cuda"
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=on_card)


def _trained_state(model: Adapted) -> dict[str, Tensor]:
    return {name: p.detach().clone() for name, p in model.trained().items()}


def _load_trained(model: Adapted, state: dict[str, Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in model.trained().items():
            parameter.copy_(state[name])


def _identity(sources: Sequence[Photos], settings: Settings, start: Adapted) -> str:
    """What a checkpoint must share with the run that goes on from it: data, settings, start."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update("\0".join([source.name, *map(str, source.images)]).encode())
        for array in (source.texts, source.first, source.groups):
            digest.update(np.ascontiguousarray(array).data)
    for name, tensor in start.state_dict().items():
        digest.update(name.encode() + tensor.cpu().contiguous().numpy().tobytes())
    return f"{digest.hexdigest()} {settings!r}"
