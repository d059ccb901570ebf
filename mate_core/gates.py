"""Questions that are asked of a text's embedding: is it about something visible, is it English?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from mate_core.config import TEXTS_FILE, ModelConfig
from mate_core.errors import BadConfig


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A question with yes or no for an answer, by logistic regression on an embedding.

    ``weights`` are ``(dim,)``. The answer is given as log-odds, so that it can be weighed.
    """

    weights: NDArray[np.float32]
    offset: float

    def log_odds(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """``(n, dim)`` to ``(n,)``: above 0 is yes."""
        return np.asarray(vectors @ self.weights + self.offset, dtype=np.float32)

    def likely(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """``(n, dim)`` to ``(n,)``: how likely yes is."""
        # The logistic function, in a form that does not overflow.
        return np.asarray((1 + np.tanh(self.log_odds(vectors) / 2)) / 2, dtype=np.float32)

    def tensor(self) -> NDArray[np.float32]:
        """As a file keeps it, ``(dim + 1,)``."""
        return np.append(self.weights, np.float32(self.offset))

    @classmethod
    def of(cls, tensor: NDArray[np.float32]) -> Self:
        """What `tensor` gave."""
        return cls(np.asarray(tensor[:-1], dtype=np.float32), float(tensor[-1]))


def read_gates(config: ModelConfig, folder: Path) -> dict[str, Gate]:
    """The questions that a model asks of texts' embeddings: ``visible`` and ``known``, if it does.

    Raises:
        BadConfig: if the file does not fit the config.
    """
    path = folder / TEXTS_FILE
    if TEXTS_FILE not in config.files:
        return {}
    try:
        with safe_open(path, framework="numpy") as file:
            names = list(file.keys())
            kept = {name: np.asarray(file.get_tensor(name), np.float32) for name in names}
    except (OSError, SafetensorError) as error:
        raise BadConfig(f"{path}: cannot be read: {error}") from error
    for name, tensor in kept.items():
        if tensor.shape != (config.dim + 1,):
            raise BadConfig(
                f"{path}: the weights do not fit the config: "
                f"{name} is {tensor.shape}, the config says {(config.dim + 1,)}"
            )
    return {name: Gate.of(tensor) for name, tensor in kept.items()}
