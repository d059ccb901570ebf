"""Questions that are asked of a text's embedding: is it about something visible, is it English?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


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
        return np.asarray(1 / (1 + np.exp(-self.log_odds(vectors))), dtype=np.float32)

    def tensor(self) -> NDArray[np.float32]:
        """As a file keeps it, ``(dim + 1,)``."""
        return np.append(self.weights, np.float32(self.offset))

    @classmethod
    def of(cls, tensor: NDArray[np.float32]) -> Self:
        """What `tensor` gave."""
        return cls(np.asarray(tensor[:-1], dtype=np.float32), float(tensor[-1]))
