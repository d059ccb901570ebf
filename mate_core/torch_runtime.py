"""Runs a model in torch: the reference, and the way to a GPU."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from mate_core.config import ModelConfig
from mate_core.devices import FittingBatches, best_device
from mate_core.encoders import TextEncoder, open_text_encoder
from mate_core.languages import Project
from mate_core.network import ImageTower, load_image_tower, load_languages
from mate_core.projection import Projection


class TorchImages:
    """A `mate_core.model.ImageNetwork` in torch."""

    def __init__(self, tower: ImageTower, device: torch.device) -> None:
        self._tower = tower.to(device)
        self._device = device
        self._batches = FittingBatches()

    @torch.inference_mode()
    def embed_pixels(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """See `mate_core.model.ImageNetwork.embed_pixels`."""

        def run(rows: slice) -> NDArray[np.float32]:
            out = self._tower(torch.tensor(pixels[rows], device=self._device))
            return np.asarray(out.cpu().numpy(), dtype=np.float32)

        return np.concatenate(list(self._batches.each(run, len(pixels))))


def open_torch(
    config: ModelConfig, folder: Path, threads: int | None
) -> tuple[TorchImages, TextEncoder, Project | None]:
    """Load both halves, and the projection of other languages, onto the best device.

    ``threads`` holds for the whole process.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    device = best_device()
    return (
        TorchImages(load_image_tower(config, folder), device),
        open_text_encoder(config.text_encoder, config.window, config.overlap),
        _projecting(load_languages(config, folder).to(device), device)
        if config.languages
        else None,
    )


def _projecting(languages: Projection, device: torch.device) -> Project:
    @torch.inference_mode()
    def project(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        out = languages(torch.tensor(vectors, device=device), "text")
        return np.asarray(out.cpu().numpy(), dtype=np.float32)

    return project
