"""Runs a model in torch: the reference, and the way to a GPU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mate_core.config import ModelConfig
from mate_core.devices import FittingBatches, best_device
from mate_core.network import Towers, load_towers

_MOST_ROWS = 4096  # more than a caller gives: only running out of memory makes batches smaller


class TorchNetwork:
    """A `mate_core.model.Network` in torch."""

    def __init__(self, towers: Towers, device: torch.device) -> None:
        self._image = towers.image.to(device)
        self._text = towers.text.to(device)
        self._device = device
        self._images = FittingBatches(_MOST_ROWS)
        self._texts = FittingBatches(_MOST_ROWS)

    @classmethod
    def load(cls, config: ModelConfig, folder: Path, *, threads: int | None) -> TorchNetwork:
        """Load onto the best device. ``threads`` holds for the whole process."""
        if threads is not None:
            torch.set_num_threads(threads)
        return cls(load_towers(config, folder), best_device())

    @torch.inference_mode()
    def embed_pixels(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """See `mate_core.model.Network.embed_pixels`."""

        def run(rows: slice) -> NDArray[np.float32]:
            return _on_cpu(self._image(torch.tensor(pixels[rows], device=self._device)))

        return np.concatenate(list(self._images.each(run, len(pixels))))

    @torch.inference_mode()
    def embed_tokens(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See `mate_core.model.Network.embed_tokens`."""

        def run(rows: slice) -> NDArray[np.float32]:
            inputs = (torch.tensor(array[rows], device=self._device) for array in (ids, mask))
            return _on_cpu(self._text(*inputs))

        return np.concatenate(list(self._texts.each(run, len(ids))))


def _on_cpu(out: Tensor) -> NDArray[np.float32]:
    return np.asarray(out.cpu().numpy(), dtype=np.float32)
