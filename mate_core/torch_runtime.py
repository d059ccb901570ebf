"""Runs a model in torch: the reference, and the way to a GPU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from mate_core.config import ModelConfig
from mate_core.network import Towers, load_towers


def best_device() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


class TorchNetwork:
    """A `mate_core.model.Network` in torch."""

    def __init__(self, towers: Towers, device: torch.device) -> None:
        self._image = towers.image.to(device)
        self._text = towers.text.to(device)
        self._device = device

    @classmethod
    def load(cls, config: ModelConfig, folder: Path, *, threads: int | None) -> TorchNetwork:
        """Load onto the best device. ``threads`` holds for the whole process."""
        if threads is not None:
            torch.set_num_threads(threads)
        return cls(load_towers(config, folder), best_device())

    @torch.inference_mode()
    def embed_pixels(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """See `mate_core.model.Network.embed_pixels`."""
        out = self._image(torch.tensor(pixels, device=self._device))
        return np.asarray(out.cpu().numpy(), dtype=np.float32)

    @torch.inference_mode()
    def embed_tokens(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See `mate_core.model.Network.embed_tokens`."""
        out = self._text(
            torch.tensor(ids, device=self._device), torch.tensor(mask, device=self._device)
        )
        return np.asarray(out.cpu().numpy(), dtype=np.float32)
