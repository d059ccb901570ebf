"""How fast something is scrolled, by places and times."""

from __future__ import annotations

import pytest

from app.results.pace import Pace


def test_a_pace_is_that_of_the_last_moments():
    pace = Pace()
    for step in range(20):
        told = pace.of(100 * step, now=0.01 * step)
    assert told == pytest.approx(10_000, rel=0.1)
    assert pace.of(1_900, now=1.0) == 0
    assert pace.of(1_200, now=1.03) == pytest.approx(700 / 0.15)
