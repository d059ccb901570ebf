from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from mate_core.crops import Cropping, Squares, random_crops
from mate_core.data import DataError, read_photo
from mate_core.pixels import to_pixels


def _ramp(count: int) -> torch.Tensor:
    """Grey squares that grow brighter from left to right."""
    ramp = torch.linspace(60, 190, 64).to(torch.uint8)
    return ramp.view(1, 1, 64, 1).expand(count, 64, 64, 3).contiguous()


def _crops(
    squares: torch.Tensor, cropping: Cropping, *, may_flip: bool = False, seed: int = 0
) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    return random_crops(squares, cropping, may_flip=may_flip, random=random)


def test_a_crop_is_a_part_of_the_photo_and_mirrored_only_where_it_may_be() -> None:
    crops = _crops(_ramp(200), Cropping(32, 0.5), may_flip=True)
    assert crops.shape == (200, 32, 32, 3)
    assert crops.dtype == torch.uint8
    rows = crops[:, 16, :, 0].int()
    rise = rows[:, -1] - rows[:, 0]
    # At least half of the area and of the width, seen with a quarter more or less contrast.
    assert (rise.abs() > 0.3 * 130).all()
    assert (rise.abs() <= 1.25 * 130 + 2).all()
    assert 60 < (rise < 0).sum() < 140
    straight = _crops(_ramp(200), Cropping(32, 0.5))[:, 16, :, 0].int()
    assert (straight[:, 0] < straight[:, -1]).all()


def test_a_crop_of_everything_is_the_whole_photo_recoloured() -> None:
    whole = _ramp(50)
    crops = _crops(whole, Cropping(64, 1.0)).float()
    middle = whole[0].float()
    for crop in crops:
        # One contrast and one brightness for all pixels: a line through them.
        a = torch.stack([middle.flatten(), torch.ones(middle.numel())], 1)
        found = torch.linalg.lstsq(a, crop.flatten()[:, None]).solution.flatten()
        assert 0.55 <= found[0] <= 1.27, "the stretch leaves at least .78 of a side"
        assert (a @ found - crop.flatten()).abs().max() < 2


def test_the_same_chance_gives_the_same_crops() -> None:
    squares = torch.randint(0, 256, (5, 48, 48, 3), dtype=torch.uint8)
    cropping = Cropping(32, 0.3, colours=1.0, erased=0.5)
    assert torch.equal(_crops(squares, cropping, seed=3), _crops(squares, cropping, seed=3))
    assert not torch.equal(_crops(squares, cropping, seed=3), _crops(squares, cropping, seed=4))


def test_colours_change_only_where_asked_for() -> None:
    grey = _ramp(300)
    plain = _crops(grey, Cropping(16, 0.5)).int()
    assert (plain[..., 0] == plain[..., 2]).all(), "all channels alike"
    coloured = torch.full((300, 32, 32, 3), 60, dtype=torch.uint8)
    coloured[..., 0] = 180
    changed = _crops(coloured, Cropping(16, 0.5, colours=1.0)).int()
    spread = changed[:, 8, 8, 0] - changed[:, 8, 8, 2]
    lost = (spread.abs() < 30).sum()
    assert 10 < lost < 60, "about one in ten has lost its colours"
    assert spread.float().std() > 15


def test_as_many_crops_lose_a_rectangle_as_asked_for() -> None:
    white = torch.full((400, 32, 32, 3), 255, dtype=torch.uint8)
    crops = _crops(white, Cropping(32, 1.0, erased=0.25)).int()
    grey = (crops == 127).all(dim=-1)
    share = grey.float().mean(dim=(1, 2))
    assert 70 < (share > 0).sum() < 130
    assert share[share > 0].min() > 0.03
    assert share.max() < 0.4
    assert not (_crops(white, Cropping(32, 1.0)) == 127).any()


@pytest.fixture
def images(tmp_path: Path) -> list[Path]:
    found = []
    for number in range(150):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (40, 30), (number, 255 - number, 7)).save(path)
        found.append(path)
    return found


def test_squares_come_in_the_order_asked_for(images: list[Path]) -> None:
    squares = Squares([images[:90], images[90:]], 24, torch.device("cpu"))
    rows = [(0, np.arange(90)[::-1]), (1, np.array([59, 0])), (0, np.array([3])), (1, np.arange(5))]
    rows += [(0, np.array([number])) for number in range(6)]
    found = list(squares.batches(rows))
    assert len(found) == len(rows)
    for (source, wanted), batch in zip(rows, found, strict=True):
        paths = [(images[:90], images[90:])[source][row] for row in wanted]
        expected = np.stack([to_pixels(read_photo(path), 24) for path in paths])
        assert np.array_equal(batch.numpy(), expected)


def test_a_photo_that_cannot_be_read_is_named(images: list[Path]) -> None:
    images[2].write_bytes(b"no image")
    squares = Squares([images], 24, torch.device("cpu"))
    with pytest.raises(DataError, match=r"2\.png"):
        list(squares.batches([(0, np.arange(4))]))
