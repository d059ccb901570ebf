"""Where a model runs: the device, the numbers it computes in, and how much it is given at once.

How large a batch fits is known only when it is tried: it depends on the model, on the card, and on
what else holds memory there. So a batch that does not fit is halved until it does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import torch

from mate_core.errors import BadConfig, OutOfMemory

T = TypeVar("T")

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
"""The numbers a model may compute in, by the names that a person writes."""

# What torch says of memory besides OutOfMemoryError: on MPS, in its CPU allocator, and in cuBLAS
# when the memory that its own workspace needs is taken.
_COMPLAINTS = (
    "out of memory",
    "can't allocate memory",
    "not enough memory",  # the CPU allocator on Windows
    "cublas_status_alloc_failed",
)


_preferred: ContextVar[str | None] = ContextVar("preferred device", default=None)


@contextmanager
def preferring(device: str | None) -> Iterator[None]:
    """Within it `best_device` is this one, unless it is None."""
    token = _preferred.set(device)
    try:
        yield
    finally:
        _preferred.reset(token)


def best_device() -> torch.device:
    """CUDA, else Apple's MPS, else the CPU; or the one that is `preferring`."""
    if (preferred := _preferred.get()) is not None:
        return torch.device(preferred)
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def best_dtype(device: torch.device, wanted: object = None) -> torch.dtype:
    """The numbers to compute in on a device.

    Half precision on CUDA: bfloat16 where the card computes in it (it has the range of float32),
    else float16. Elsewhere float32: on the CPU half precision is emulated or no faster, and on MPS
    some operations lack it.

    Args:
        device: where the model runs.
        wanted: one of `DTYPES` by name, instead of what the device suggests.

    Raises:
        BadConfig: if ``wanted`` is no such name.
    """
    if wanted is not None:
        if wanted not in DTYPES:
            raise BadConfig(f"{wanted!r} is no dtype: choose one of {', '.join(DTYPES)}")
        return DTYPES[str(wanted)]
    if device.type != "cuda":
        return torch.float32
    native = torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.bfloat16 if native else torch.float16


def mixed_precision(device: torch.device) -> torch.autocast:
    """A context in which training computes in bfloat16, where the device has it in hardware.

    A CPU without it emulates it, many times slower than float32 (docs/decisions/0005).
    """
    if device.type == "cpu":
        able = torch.cpu.get_capabilities()
        native = any(has is True and "bf16" in name for name, has in able.items())
    elif device.type == "cuda":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        native = True
    return torch.autocast(device.type, torch.bfloat16, enabled=native)


class FittingBatches:
    """Runs a function over rows in batches that fit into memory.

    ``size`` is the largest batch that is tried. It is halved whenever memory runs out, and stays
    so: the next call begins with what fitted.
    """

    def __init__(self, size: int = sys.maxsize) -> None:
        if size < 1:
            raise ValueError(f"a batch holds at least one row, got {size}")
        self.size = size

    def each(self, run: Callable[[slice], T], count: int) -> Iterator[T]:
        """The results of ``run`` for consecutive rows, in order, each row in exactly one of them.

        Args:
            run: given a slice of the rows. It must bring its result to the CPU itself: a device
                works behind the program's back, and tells only then that memory ran out.
            count: how many rows there are.

        Raises:
            OutOfMemory: if not even a single row fits.
        """
        start = 0
        while start < count:
            rows = slice(start, min(start + self.size, count))
            try:
                result = run(rows)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                if rows.stop - rows.start == 1:
                    raise OutOfMemory(
                        "the memory of the device is too small for this model, even one item at "
                        f"a time: {' '.join(str(error).split())}"
                    ) from error
            else:
                yield result
                start = rows.stop
                continue
            # Only here is the error forgotten, and with it the frames that held the batch.
            self.size = (rows.stop - rows.start) // 2
            _release_memory()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of torch or numpy says that memory ran out, on any device."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(part in text for part in _COMPLAINTS)


def _release_memory() -> None:
    """Give back what torch's caches keep of the batch that failed."""
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()
