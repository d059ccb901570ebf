"""Stage 1: a VLM's text tower is aligned with an LLM's space, from texts alone.

The same texts go through both text encoders; a projection learns to send the one's embedding to
the other's. Since the VLM puts images where it puts texts, the projection then serves images too,
though it has never seen one. What lies between the two modalities is bridged by centring each by
itself and by noise on the inputs.

A run is a fixed plan of batches, drawn beforehand from the seed: first captions, then
query-document pairs mixed with captions. Whatever measures best on pairs that were held out is
kept, be it the closed-form map that training starts from. An interrupted run goes on after its
last epoch and ends in the same weights.
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
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from mate_core.closed_forms import AlignError, bridge, procrustes, ridge
from mate_core.config import ProjectionConfig
from mate_core.devices import best_device
from mate_core.evaluate.metrics import best_ranks, summary
from mate_core.losses import Contrastive, ContrastiveKind, belong_together, cosine
from mate_core.optimisation import (
    load_checkpoint,
    move_towards,
    rise_and_fall,
    save_checkpoint,
)
from mate_core.projection import Modality, Projection
from mate_core.reading import normalised

_log = logging.getLogger(__name__)

Start = Literal["none", "ridge", "procrustes"]

FEWEST_PAIRS = 20
_HELD_OUT_SHARE = 10
_ROWS_AT_ONCE = 16384


@dataclass(frozen=True, slots=True, eq=False)
class TextPairs:
    """Row ``i`` of ``source``, ``(n, d_v)``, belongs to row ``i`` of ``target``, ``(n, d_l)``.

    The source is a text as the VLM's tower embeds it; the target is the same text, or the document
    that answers it, as the LLM does. Rows with equal targets belong together.

    Raises:
        AlignError: if the arrays do not fit each other, or hold something that is no finite number.
    """

    name: str
    source: NDArray[np.float32]
    target: NDArray[np.float32]

    def __post_init__(self) -> None:
        for side, array in (("source", self.source), ("target", self.target)):
            if array.ndim != 2:
                raise AlignError(
                    f"{self.name}: expected the {side} embeddings as (n, dim), got {array.shape}"
                )
            bad = np.flatnonzero(~np.isfinite(array).all(axis=1))
            if len(bad):
                raise AlignError(
                    f"{self.name}: the {side} embedding in row {bad[0]} is not finite "
                    f"({len(bad)} of {len(array)} rows)"
                )
        if len(self.source) != len(self.target):
            raise AlignError(
                f"{self.name}: {len(self.source)} source but {len(self.target)} target embeddings"
            )

    def __len__(self) -> int:
        return len(self.source)

    def part(self, rows: NDArray[np.bool_]) -> TextPairs:
        """Some of the pairs."""
        return TextPairs(self.name, self.source[rows], self.target[rows])


@dataclass(frozen=True, slots=True)
class Settings:
    """How to align.

    Attributes:
        projection: its shape; ``cells`` and ``channels`` follow from the embeddings.
        start: the closed form to start from; ``none`` is a random start.
        loss: the contrastive loss; with None the cosine loss alone decides.
        cosine: weight of the cosine loss that is added to it.
        noise: standard deviation of the Gaussian noise on each value of an input of length 1,
            in training and on what is held out.
        centre_targets: whether the mean of the targets is subtracted from them.
        epochs: over the captions, in the first phase.
        document_epochs: over the query-document pairs, in the second.
        captions_share: of the second phase's batches.
        held_out: targets of each kind that are measured on, or a tenth, if that is less.
    """

    projection: ProjectionConfig = dataclasses.field(
        default_factory=lambda: ProjectionConfig(
            kind="mlp", depth=1, residual=True, centring="mean", cells=0
        )
    )
    start: Start = "procrustes"
    loss: ContrastiveKind | None = "info_nce"
    cosine: float = 0.0
    noise: float = 0.03
    centre_targets: bool = True
    epochs: int = 20
    document_epochs: int = 10
    captions_share: float = 0.5
    batch: int = 1024
    learning_rate: float = 1e-4
    weight_decay: float = 0.05
    warmup: float = 0.1
    averaging: float = 0.99
    held_out: int = 1000
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("epochs", "document_epochs", "cosine", "noise"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name}: expected 0 or more, got {getattr(self, name)}")
        if min(self.batch, self.held_out) < 1:
            raise ValueError("batch, held_out: expected 1 or more")
        if self.loss is None and not self.cosine:
            raise ValueError("loss: without a contrastive loss the cosine loss needs a weight")
        if not 0 <= self.captions_share < 1:
            raise ValueError(f"captions_share: expected a share below 1, got {self.captions_share}")
        if self.start != "none" and not (
            self.projection.residual or self.projection.kind == "linear"
        ):
            raise ValueError(
                f"start: a {self.projection.kind} projection without residual has no linear path "
                f"to start from {self.start}"
            )


@dataclass(frozen=True, slots=True)
class Measured:
    """After an epoch: the training's mean loss, and by held-out set the recall and MRR."""

    step: int
    loss: float | None
    recalls: dict[str, dict[str, float]]

    @property
    def score(self) -> float:
        """The mean of the MRR, which still tells maps apart that find everything in ten."""
        return float(np.mean([found["MRR"] for found in self.recalls.values()]))


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """What stage 1 gives.

    ``projection`` is in eval mode; ``centre``, ``(d_l,)``, is to be subtracted from the LLM's
    embeddings that it is compared with. ``history`` begins with the start, before any step.
    """

    projection: Projection
    centre: NDArray[np.float32]
    history: tuple[Measured, ...]

    def project(
        self, embeddings: NDArray[np.float32], modality: Modality = "text"
    ) -> NDArray[np.float32]:
        """Embeddings of the VLM, ``(n, d_v)``, to ``(n, d_l)``, L2-normalised."""
        return project(self.projection, embeddings, modality)

    def centred(self, targets: NDArray[np.float32]) -> NDArray[np.float32]:
        """Embeddings of the LLM, ``(n, d_l)``, as `project`'s are compared with them."""
        return normalised(normalised(targets) - self.centre)


def fit_to_images(
    projection: Projection, images: NDArray[np.float32], texts: NDArray[np.float32]
) -> None:
    """Tell a projection that learned from texts where the VLM's images lie, as its config asks.

    Args:
        projection: changed in place.
        images: the VLM's embeddings of some hundreds of images, ``(n, d_v)``; no pairs are needed.
        texts: its embeddings of the texts that the projection has learned from, ``(m, d_v)``.
    """
    kind = projection.config.centring
    if kind == "none":
        return
    found = bridge(normalised(images), normalised(texts), kind)
    projection.image_centre.copy_(torch.from_numpy(found.centre))
    if kind == "covariance":
        projection.image_colouring.copy_(torch.from_numpy(found.matrix))


# --- training ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """One step of the plan: rows of one set, the share of the full learning rate, a seed."""

    source: int
    rows: NDArray[np.intp]
    rate: float
    seed: int


Epoch = list[Batch]


def plan(counts: Sequence[int], settings: Settings, random: np.random.Generator) -> list[Epoch]:
    """The batches of every epoch, for so many captions and, if there are any, documents.

    Every batch is of one set, so that its negatives are of the same kind as its positives. Both
    phases have a rise and a fall of the rate of their own.
    """
    first = [_shuffled(0, counts[0], settings, random) for _ in range(settings.epochs)]
    second: list[list[tuple[int, NDArray[np.intp]]]] = []
    if len(counts) > 1:
        share = settings.captions_share / (1 - settings.captions_share)
        stream = _endless(0, counts[0], settings, random)
        for _ in range(settings.document_epochs):
            own = _shuffled(1, counts[1], settings, random)
            mixed = own + [next(stream) for _ in range(round(len(own) * share))]
            second.append([mixed[at] for at in random.permutation(len(mixed))])
    epochs = []
    for phase in (first, second):
        steps, step = sum(map(len, phase)), 0
        for batches in phase:
            epoch = []
            for source, rows in batches:
                rate = rise_and_fall(step, steps, round(steps * settings.warmup))
                epoch.append(Batch(source, rows, rate, int(random.integers(2**63))))
                step += 1
            epochs.append(epoch)
    return epochs


def _shuffled(
    source: int, count: int, settings: Settings, random: np.random.Generator
) -> list[tuple[int, NDArray[np.intp]]]:
    """All rows once, but for the last that fill no batch, unless there is no full one."""
    order = random.permutation(count)
    full = count // settings.batch
    parts = np.split(order[: full * settings.batch], full) if full else [order]
    return [(source, rows) for rows in parts]


def _endless(
    source: int, count: int, settings: Settings, random: np.random.Generator
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    while True:
        yield from _shuffled(source, count, settings, random)


def align(
    captions: TextPairs,
    documents: TextPairs | None = None,
    settings: Settings | None = None,
    checkpoint: Path | None = None,
    tell: Callable[[int, int, Sequence[Measured]], None] = lambda _step, _steps, _history: None,
) -> Aligned:
    """Fit a projection from the VLM's text space to the LLM's.

    Args:
        captions: short texts through both encoders.
        documents: queries through the VLM's tower, their documents through the LLM.
        settings: how.
        checkpoint: a file for checkpoints. If it is there, the run goes on from it.
        tell: told after each epoch, and before the first: the step, of how many, and the history.

    Raises:
        AlignError: if captions and documents are not of the same two spaces, or have too few
            different targets to hold some out.
        CheckpointError: if the checkpoint is damaged, or of other data or settings.
        FloatingPointError: if the loss is no longer a number.
    """
    settings = settings or Settings()
    given = [captions] if documents is None else [captions, documents]
    _check_spaces(given)
    run = _identity(given, settings)
    random = np.random.default_rng(settings.seed)
    parts = [_split(each, settings.held_out, random) for each in given]
    trained = [part[0] for part in parts]
    held_out = [_noisy(part[1], settings) for part in parts]
    torch.manual_seed(settings.seed)
    start, centre = _start(trained, settings)
    targets = [normalised(normalised(each.target) - centre) for each in trained]
    epochs = plan([len(each) for each in trained], settings, random)

    device = best_device()
    projection = start.to(device)
    averaged = copy.deepcopy(projection).eval()
    contrastive = Contrastive(settings.loss or "info_nce").to(device)
    optimizer = _optimizer(projection, contrastive, settings)
    done = 0
    if checkpoint is not None and checkpoint.exists():
        kept = load_checkpoint(checkpoint, run)
        projection.load_state_dict(kept["projection"])
        averaged.load_state_dict(kept["averaged"])
        contrastive.load_state_dict(kept["contrastive"])
        optimizer.load_state_dict(kept["optimizer"])
        done, best = kept["epochs"], kept["best"]
        history = [Measured(**found) for found in kept["history"]]
        _log.info("going on after epoch %d of %d", done, len(epochs))
    else:
        best = _state(averaged)
        history = [Measured(0, None, _recalls(averaged, held_out, centre))]
        _log.info("start: %s", _brief(history[0]))

    step, steps = history[-1].step, sum(map(len, epochs))
    tell(step, steps, history)
    with tqdm(total=steps, initial=step, unit="step", disable=None) as bar:
        for number, epoch in enumerate(epochs[done:], start=done + 1):
            began, losses = time.monotonic(), []
            for batch in epoch:
                torch.manual_seed(batch.seed)  # noise and dropout, the same after an interruption
                projection.train()
                for group in optimizer.param_groups:
                    group["lr"] = settings.learning_rate * batch.rate
                source = torch.from_numpy(trained[batch.source].source[batch.rows]).to(device)
                target = torch.from_numpy(targets[batch.source][batch.rows]).to(device)
                losses.append(_step(projection, contrastive, optimizer, source, target, settings))
                step += 1
                if not math.isfinite(losses[-1]):
                    raise FloatingPointError(f"step {step}: the loss is {losses[-1]}")
                move_towards(
                    averaged.parameters(),
                    projection.parameters(),
                    settings.averaging,
                    step,
                )
                bar.update()
            loss = float(np.mean(losses))
            history.append(Measured(step, loss, _recalls(averaged, held_out, centre)))
            if history[-1].score >= max(found.score for found in history):
                best = _state(averaged)
            _log.info(
                "epoch %d of %d: loss %.4f, scale %.1f, %s, %.1f s",
                number, len(epochs), loss, contrastive.scale.item(), _brief(history[-1]),
                time.monotonic() - began,
            )  # fmt: skip
            tell(step, steps, history)
            if checkpoint is not None:
                save_checkpoint(
                    checkpoint, run, epochs=number, best=best, projection=_state(projection),
                    averaged=_state(averaged), contrastive=_state(contrastive),
                    optimizer=optimizer.state_dict(),
                    history=[dataclasses.asdict(found) for found in history],
                )  # fmt: skip
    averaged.load_state_dict(best)
    return Aligned(averaged.cpu(), centre, tuple(history))


def _step(
    projection: Projection,
    contrastive: Contrastive,
    optimizer: torch.optim.Optimizer,
    source: Tensor,
    target: Tensor,
    settings: Settings,
) -> float:
    source = functional.normalize(source, dim=-1)
    source = source + settings.noise * torch.randn_like(source)
    found = projection(source, "text")
    loss = found.new_zeros(())
    if settings.loss is not None:
        loss = loss + contrastive(found, target, belong_together(target))
    if settings.cosine:
        loss = loss + settings.cosine * cosine(found, target)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss.item())


def _start(sets: Sequence[TextPairs], settings: Settings) -> tuple[Projection, NDArray[np.float32]]:
    """The projection before training, and the centre of the targets."""
    captions = sets[0]
    dim = captions.target.shape[1]
    centre = np.zeros(dim, dtype=np.float32)
    if settings.centre_targets:
        # Captions and documents weigh the same, however many there are.
        centre = np.mean([normalised(each.target).mean(axis=0) for each in sets], axis=0)
    config = dataclasses.replace(settings.projection, cells=0, channels=captions.source.shape[1])
    projection = Projection(dim, config)
    source = normalised(captions.source)
    centred = config.centring != "none"
    if centred:
        # Of the captions alone: they are what images will stand beside.
        middle = torch.from_numpy(source.mean(axis=0, dtype=np.float64))
        projection.source_centre.copy_(middle)
        projection.image_centre.copy_(middle)
    if settings.start != "none":
        target = normalised(normalised(captions.target) - centre)
        found = (
            ridge(source, target, centre=centred, seed=settings.seed)
            if settings.start == "ridge"
            else procrustes(source, target, centre=centred)
        )
        projection.start_from(torch.from_numpy(found.matrix), torch.from_numpy(found.offset))
    return projection, centre


def _optimizer(
    projection: Projection, contrastive: Contrastive, settings: Settings
) -> torch.optim.AdamW:
    parameters = [*projection.parameters(), *contrastive.parameters()]
    groups = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": settings.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=(0.9, 0.98))


def _split(
    pairs: TextPairs, held_out: int, random: np.random.Generator
) -> tuple[TextPairs, TextPairs]:
    """What is trained on, and what is held out: some of the targets, with all their sources."""
    groups = _groups(pairs.target)
    distinct = int(groups.max(initial=-1)) + 1
    if distinct < FEWEST_PAIRS:
        raise AlignError(
            f"{pairs.name}: {distinct} different targets; at least {FEWEST_PAIRS} are needed"
        )
    count = min(held_out, distinct // _HELD_OUT_SHARE)
    held = np.isin(groups, random.permutation(distinct)[:count])
    return pairs.part(~held), pairs.part(held)


def _noisy(pairs: TextPairs, settings: Settings) -> TextPairs:
    """What is measured on, as far from the texts as training is: the noise stands for images.

    On clean texts the closed form would look best however well the noise has prepared a map.
    """
    random = np.random.default_rng((settings.seed, len(pairs)))
    noise = random.normal(scale=settings.noise, size=pairs.source.shape)
    source = (normalised(pairs.source) + noise).astype(np.float32)
    return TextPairs(pairs.name, source, pairs.target)


def _groups(rows: NDArray[np.float32]) -> NDArray[np.intp]:
    """A number for each row, ``(n,)``; equal rows have the same, counted from zero."""
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(row.tobytes(), len(seen)) for row in rows], dtype=np.intp)


def _check_spaces(given: Sequence[TextPairs]) -> None:
    first, *others = given
    for other in others:
        for side in ("source", "target"):
            dims = [getattr(each, side).shape[1] for each in (first, other)]
            if dims[0] != dims[1]:
                raise AlignError(
                    f"{first.name} and {other.name}: the {side} embeddings have {dims[0]} and "
                    f"{dims[1]} dimensions"
                )


def _identity(given: Sequence[TextPairs], settings: Settings) -> str:
    """What a checkpoint must share with the run that goes on from it."""
    digest = hashlib.sha256()
    for each in given:
        for array in (each.source, each.target):
            digest.update(f"{each.name} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data)
    return f"{digest.hexdigest()} {settings}"


def _state(module: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().clone() for name, tensor in module.state_dict().items()}


# --- measuring ---------------------------------------------------------------------------


def project(
    projection: Projection, embeddings: NDArray[np.float32], modality: Modality = "text"
) -> NDArray[np.float32]:
    """Embeddings of the VLM, ``(n, d_v)``, to the LLM's centred space, ``(n, d_l)``."""
    device = next(projection.parameters()).device
    with torch.inference_mode():
        found = [
            projection(torch.from_numpy(part).to(device), modality).cpu().numpy()
            for part in np.array_split(embeddings, max(1, len(embeddings) // _ROWS_AT_ONCE))
        ]
    return np.concatenate(found)


def recall(sources: NDArray[np.float32], targets: NDArray[np.float32]) -> dict[str, float]:
    """Recall@k and MRR of finding each source's target among all different targets.

    Args:
        sources: ``(n, dim)``, L2-normalised; row ``i`` belongs to row ``i`` of ``targets``.
        targets: ``(n, dim)``, L2-normalised.
    """
    groups = _groups(targets)
    _, first = np.unique(groups, return_index=True)
    relevant = [np.array([group]) for group in groups]
    return summary(best_ranks(sources, targets[first], relevant))


def _recalls(
    projection: Projection, held_out: Sequence[TextPairs], centre: NDArray[np.float32]
) -> dict[str, dict[str, float]]:
    return {
        each.name: recall(
            project(projection, each.source), normalised(normalised(each.target) - centre)
        )
        for each in held_out
    }


def _brief(measured: Measured) -> str:
    return ", ".join(
        f"{name} R@1 {found['R@1']:.3f} R@10 {found['R@10']:.3f}"
        for name, found in measured.recalls.items()
    )
