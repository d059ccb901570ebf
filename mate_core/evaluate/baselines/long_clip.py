"""Long-CLIP: CLIP with a text tower that reads 248 tokens instead of 77.

Zhang et al., "Long-CLIP: Unlocking the Long-Text Capability of CLIP" (arXiv 2403.15378). The
first 20 positions, which CLIP's short captions trained well, are kept; the others are stretched by
a factor of four. The paper then fine-tunes the model on long captions. CLIP's own weights give
the starting point alone; fine-tuned ones, which have 248 positions, are taken as they are.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from mate_core.encoders.dual import DualEncoder
from mate_core.encoders.open_clip import Checkpoint, build, read
from mate_core.errors import BadConfig

KEPT = 20
FACTOR = 4

_CLIPS_WINDOW = 77

_POSITIONS = "text.positional_embedding"
# The authors' checkpoints hold the positions after the kept ones in a tensor of their own.
_TRAINED_POSITIONS = "text.positional_embedding_res"


def load(name: str) -> DualEncoder:
    """Load Long-CLIP from any checkpoint that `mate_core.encoders.open_clip.read` finds.

    Raises:
        ModelError: as `read` and `build` do; `BadConfig` if the positions cannot be stretched.
    """
    return build(lengthened(read(name)), "long-clip")


def lengthened(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint with stretched positions, and a config that says so.

    Raises:
        BadConfig: if the text tower has no learned position for each token of its window.
    """
    positions = checkpoint.state.get(_POSITIONS)
    rows = 0 if positions is None else len(positions)
    window = checkpoint.window
    if positions is None or window < KEPT + 2 or rows not in (window, length(window)):
        raise BadConfig(
            f"{checkpoint.weights}: Long-CLIP stretches the {window} positions of a text tower of "
            f"CLIP's kind, or takes {length(window)}, but there are {rows}"
        )
    state = dict(checkpoint.state)
    trained = state.pop(_TRAINED_POSITIONS, None)
    if trained is not None:
        positions = torch.cat([positions[:KEPT], trained[KEPT:]])
    elif rows == window < length(_CLIPS_WINDOW):
        positions = stretched(positions)
    config = {
        **checkpoint.config,
        "text_cfg": {**checkpoint.config["text_cfg"], "context_length": len(positions)},
    }
    return replace(checkpoint, config=config, state={**state, _POSITIONS: positions})


def length(window: int) -> int:
    """How many positions `stretched` makes of ``window``: 248 of 77."""
    return KEPT + FACTOR * (window - KEPT)


def stretched(positions: Tensor) -> Tensor:
    """Position embeddings, ``(window, width)``, to ``(length(window), width)``.

    Each position after the kept ones becomes four: itself and three steps towards the next. The
    last has none, and goes on in the direction it was reached in.
    """
    kept, rest = positions[:KEPT], positions[KEPT:]
    steps = torch.diff(rest, dim=0)
    steps = torch.cat([steps, steps[-1:]])
    parts = torch.arange(FACTOR, dtype=positions.dtype) / FACTOR
    between = rest[:, None] + parts[None, :, None] * steps[:, None]
    return torch.cat([kept, between.flatten(0, 1)])
