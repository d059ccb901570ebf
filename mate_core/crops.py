"""The crops that training sees: another part of each photo every time, a little recoloured.

A photo is decoded to a square that holds the whole of it. On a CUDA device whose memory holds all
squares they are decoded once, before training begins, and crops cost nothing; elsewhere each batch
is decoded while the batches before it are trained on.
"""

from __future__ import annotations

import collections
import logging
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from mate_core.data import read_photo
from mate_core.pixels import to_pixels

_log = logging.getLogger(__name__)

_AHEAD = 3  # batches decoded before they are needed
_PIECE = 64  # photos that one thread decodes at once
_SHARE_OF_MEMORY = 0.4
"""Of the device's free memory that squares may take."""

_GREY = 127.0
_STRETCH = 0.25


@dataclass(frozen=True, slots=True)
class Cropping:
    """How a crop differs from the photo it is of.

    Attributes:
        side: of the crop, in pixels.
        smallest: the least share of the photo's area that it holds.
        colours: how strongly colours change; at 1, saturation by up to four tenths, each channel
            by up to a tenth, and one photo in ten becomes grey. Brightness and contrast always
            change.
        erased: the share of crops of which a rectangle is made grey.
    """

    side: int
    smallest: float
    colours: float = 0.0
    erased: float = 0.0


def random_crops(
    squares: Tensor, cropping: Cropping, *, may_flip: bool, random: torch.Generator
) -> Tensor:
    """A random part of each photo, recoloured.

    Args:
        squares: whole photos, ``(n, held, held, 3)`` uint8 RGB.
        cropping: how.
        may_flip: whether a mirrored image means the same.
        random: where chance comes from; of the device of ``squares``.

    Returns:
        ``(n, side, side, 3)`` uint8 RGB.
    """
    count, device = len(squares), squares.device

    def drawn(low: float, high: float, *shape: int) -> Tensor:
        unit = torch.rand((count, *shape), generator=random, device=device)
        return low + (high - low) * unit

    area = drawn(cropping.smallest, 1.0)
    stretch = drawn(-_STRETCH, _STRETCH).exp()
    width = (area.sqrt() * stretch).clamp(max=1.0)
    height = (area.sqrt() / stretch).clamp(max=1.0)
    # In the coordinates of grid_sample the photo reaches from -1 to 1.
    left, top = drawn(-1, 1) * (1 - width), drawn(-1, 1) * (1 - height)
    if may_flip:
        width = torch.where(drawn(0, 1) < 0.5, -width, width)
    zero = torch.zeros_like(width)
    rows = [torch.stack([width, zero, left], 1), torch.stack([zero, height, top], 1)]
    places = functional.affine_grid(
        torch.stack(rows, 1), [count, 3, cropping.side, cropping.side], align_corners=False
    )
    crops = functional.grid_sample(
        squares.permute(0, 3, 1, 2).float(),
        places,
        mode="bicubic" if device.type == "cuda" else "bilinear",
        padding_mode="reflection",
        align_corners=False,
    )
    each = (1, 1, 1)
    contrast, brightness = drawn(0.75, 1.25, *each), drawn(-25, 25, *each)
    crops = (crops - _GREY) * contrast + _GREY + brightness
    if cropping.colours:
        strength = cropping.colours
        grey = crops.mean(dim=1, keepdim=True)
        saturation = drawn(1 - 0.4 * strength, 1 + 0.4 * strength, *each)
        lost = drawn(0, 1, *each) < 0.1 * strength
        crops = torch.lerp(grey, crops, torch.where(lost, 0.0, saturation))
        crops = crops * drawn(1 - 0.1 * strength, 1 + 0.1 * strength, 3, 1, 1)
    if cropping.erased:
        crops = torch.where(_rectangles(crops, cropping, random), _GREY, crops)
    return crops.clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)


def _rectangles(crops: Tensor, cropping: Cropping, random: torch.Generator) -> Tensor:
    """What is erased (Zhong et al., arXiv 1708.04896): ``(n, 1, side, side)`` bool."""
    count, side, device = len(crops), cropping.side, crops.device
    size, left, top, chosen = torch.rand((4, count, 1, 1, 1), generator=random, device=device)
    length = (0.2 + 0.35 * size) * side
    along = torch.arange(side, device=device)
    across = along.view(1, 1, 1, side)
    down = along.view(1, 1, side, 1)
    left, top = left * (side - length), top * (side - length)
    inside = (across >= left) & (across < left + length) & (down >= top) & (down < top + length)
    found: Tensor = inside & (chosen < cropping.erased)
    return found


class Squares:
    """Photos of several sources as squares on a device; see the module's docstring."""

    def __init__(
        self,
        sources: Sequence[Sequence[Path]],
        side: int,
        device: torch.device,
        *,
        hold: bool = True,
    ) -> None:
        self._sources = sources
        self._side = side
        self._device = device
        self._held: list[Tensor] | None = None
        if hold and device.type == "cuda":
            needed = sum(map(len, sources)) * side * side * 3
            if needed < _SHARE_OF_MEMORY * torch.cuda.mem_get_info(device)[0]:
                self._held = self._all()

    def batches(self, rows: Sequence[tuple[int, NDArray[np.intp]]]) -> Iterator[Tensor]:
        """The squares of each batch, ``(n, side, side, 3)`` uint8, given its source and rows.

        Raises:
            DataError: if a photo cannot be read.
        """
        if self._held is not None:
            for source, wanted in rows:
                yield self._held[source][torch.from_numpy(wanted).to(self._device)]
            return
        with ThreadPoolExecutor(_workers()) as pool:
            ahead: collections.deque[list[Future[NDArray[np.uint8]]]] = collections.deque()
            for source, wanted in rows:
                images = [self._sources[source][row] for row in wanted]
                parts = [images[at : at + _PIECE] for at in range(0, len(images), _PIECE)]
                ahead.append([pool.submit(_decoded, part, self._side) for part in parts])
                if len(ahead) > _AHEAD:
                    yield self._whole(ahead.popleft())
            for parts_of_batch in ahead:
                yield self._whole(parts_of_batch)

    def _whole(self, parts: Sequence[Future[NDArray[np.uint8]]]) -> Tensor:
        return torch.from_numpy(np.concatenate([part.result() for part in parts])).to(self._device)

    def _all(self) -> list[Tensor]:
        began = time.monotonic()
        with ThreadPoolExecutor(_workers()) as pool:
            held = []
            for images in self._sources:
                parts = [images[at : at + _PIECE] for at in range(0, len(images), _PIECE)]
                found = pool.map(lambda part: _decoded(part, self._side), parts)
                held.append(torch.cat([torch.from_numpy(part).to(self._device) for part in found]))
        count = sum(map(len, held))
        _log.info("%d photos decoded in %.0f s", count, time.monotonic() - began)
        return held


def _decoded(images: Sequence[Path], side: int) -> NDArray[np.uint8]:
    return np.stack([to_pixels(read_photo(path), side) for path in images])


def _workers() -> int:
    return max(2, os.cpu_count() or 2)
