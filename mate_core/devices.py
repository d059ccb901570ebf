"""Where torch computes, in which numbers, and what is done when memory runs out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from mate_core.errors import BadConfig, OutOfMemory

T = TypeVar("T")

_DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def best_device() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def best_dtype(device: torch.device, wanted: object = None) -> torch.dtype:
    """The numbers to compute in: ``wanted`` by name, else half of them on CUDA, float32 elsewhere.

    Raises:
        BadConfig: if ``wanted`` is no dtype for this.
    """
    if wanted is not None:
        if wanted not in _DTYPES:
            raise BadConfig(f"{wanted!r} is none of the dtypes {', '.join(_DTYPES)}")
        return _DTYPES[str(wanted)]
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.float32


def in_batches(
    run: Callable[[Sequence[T]], NDArray[np.float32]], items: Sequence[T]
) -> NDArray[np.float32]:
    """``run`` on all items at once or, where that takes too much memory, on halves of them.

    Args:
        run: gives one row for each item, in order.
        items: at least one.

    Raises:
        OutOfMemory: if not even one item fits.
    """
    try:
        return run(items)
    except (torch.OutOfMemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        if len(items) == 1:
            raise OutOfMemory(f"one item alone does not fit into memory: {error}") from error
    # Outside the handler, so that the traceback no longer holds the tensors of the failed try.
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    half = len(items) // 2
    return np.concatenate([in_batches(run, items[:half]), in_batches(run, items[half:])])


def _is_out_of_memory(error: Any) -> bool:
    words = str(error).lower()
    return isinstance(error, torch.OutOfMemoryError) or any(
        sign in words for sign in ("out of memory", "can't allocate memory", "not enough memory")
    )
