"""The encoders (backbones), and what the rest of the model asks of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

TextKind = Literal["query", "document"]


class TextEncoder(Protocol):
    """Embeds texts: the text tower of a VLM, or the LLM-based encoder it is aligned to."""

    @property
    def dim(self) -> int:
        """The length of an embedding."""

    @property
    def window(self) -> int:
        """The number of tokens that are read; what goes beyond them may be left unread."""

    def encode(self, texts: Sequence[str], kind: TextKind = "document") -> NDArray[np.float32]:
        """``n`` texts to ``(n, dim)`` float32, of any length.

        ``kind`` says whether they are searched with or searched for, which some encoders tell
        apart by a prompt.
        """
