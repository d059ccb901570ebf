from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from mate_core.devices import (
    FittingBatches,
    best_device,
    best_dtype,
    is_out_of_memory,
    mixed_precision,
)
from mate_core.errors import BadConfig, OutOfMemory


class Card:
    """Doubles rows, and has memory for so many at once."""

    def __init__(self, rows: int, error: type[Exception] = torch.OutOfMemoryError) -> None:
        self.rows = rows
        self.error = error
        self.tried: list[int] = []

    def run(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        self.tried.append(len(values))
        if len(values) > self.rows:
            raise self.error("CUDA out of memory. Tried to allocate 9 GiB.")
        return values * 2


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, RuntimeError, MemoryError])
@pytest.mark.parametrize("count", [0, 1, 5, 16, 37])
@pytest.mark.parametrize("fits", [1, 3, 5, 100])
def test_batches_shrink_and_results_keep_their_order(
    fits: int, count: int, error: type[Exception]
) -> None:
    card, values = Card(fits, error), np.arange(count)
    parts = list(FittingBatches(16).each(lambda rows: card.run(values[rows]), count))
    assert np.array_equal(np.concatenate([np.empty(0, np.int64), *parts]), values * 2)
    assert all(len(part) <= fits for part in parts)


def test_what_fitted_is_remembered() -> None:
    card, values, batches = Card(5), np.arange(40), FittingBatches(32)
    list(batches.each(lambda rows: card.run(values[rows]), 40))
    assert card.tried[:4] == [32, 16, 8, 4]
    assert batches.size == 4
    card.tried.clear()
    list(batches.each(lambda rows: card.run(values[rows]), 40))
    assert card.tried == [4] * 10, "the second call tries nothing that cannot fit"


def test_what_does_not_fit_alone_is_told() -> None:
    card, values = Card(0), np.arange(8)
    with pytest.raises(OutOfMemory, match="one item at a time: CUDA out of memory"):
        list(FittingBatches(8).each(lambda rows: card.run(values[rows]), 8))
    assert card.tried == [8, 4, 2, 1]


def test_other_errors_are_not_hidden() -> None:
    def run(rows: slice) -> None:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    batches = FittingBatches(4)
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        list(batches.each(run, 4))
    assert batches.size == 4
    with pytest.raises(ValueError, match="at least one row"):
        FittingBatches(0)


def test_the_memory_of_a_batch_that_failed_is_free_before_the_next_is_tried() -> None:
    held: list[weakref.ref[torch.Tensor]] = []

    def run(rows: slice) -> int:
        assert all(tensor() is None for tensor in held)
        batch = torch.zeros(rows.stop - rows.start)
        held.append(weakref.ref(batch))
        if len(batch) > 1:
            raise torch.OutOfMemoryError("full")
        return len(batch)

    gc.disable()  # so that nothing but the end of the frames can free them
    try:
        assert list(FittingBatches(8).each(run, 3)) == [1, 1, 1]
    finally:
        gc.enable()


def test_torchs_own_complaints_are_understood() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(1 << 50, dtype=torch.uint8)  # a petabyte
    assert is_out_of_memory(caught.value)
    with pytest.raises(MemoryError) as numpys:
        np.empty(1 << 55, dtype=np.uint8)
    assert is_out_of_memory(numpys.value)
    assert is_out_of_memory(RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"))
    assert not is_out_of_memory(RuntimeError("expected scalar type Half but found Float"))
    assert not is_out_of_memory(ValueError("out of memory"))


def test_the_dtype_suits_the_device_unless_it_is_chosen() -> None:
    for kind in ("cpu", "mps"):
        assert best_dtype(torch.device(kind)) == torch.float32
    assert best_dtype(torch.device("cpu"), "bfloat16") == torch.bfloat16
    assert best_dtype(torch.device("cuda"), "float16") == torch.float16
    with pytest.raises(BadConfig, match="'float8' is no dtype: choose one of float32, float16"):
        best_dtype(torch.device("cpu"), "float8")


def test_the_best_device_computes() -> None:
    assert torch.ones(2, device=best_device()).sum().item() == 2


@pytest.mark.parametrize(
    ("able", "native"),
    [
        ({"avx512_bf16": True, "avx512_f": True}, True),
        ({"avx512_bf16": False, "avx512_f": True, "cpu_name": "bf16"}, False),
        ({}, False),
    ],
)
def test_a_cpu_computes_in_bfloat16_only_if_it_can(
    able: dict[str, object], native: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    rows = torch.ones(2, 2)
    with mixed_precision(torch.device("cpu")):
        found = (rows @ rows).dtype
    assert found == (torch.bfloat16 if native else torch.float32)
