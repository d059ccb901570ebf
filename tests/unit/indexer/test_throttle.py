"""When indexing works and when it rests. The machine's clocks are the test's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Iterator

import pytest

from indexer.messages import IndexSettings, Speed
from indexer.throttle import Machine, Throttle


class Clocks(Machine):
    """A machine of four cores whose clocks stand still unless the test moves them."""

    cores = 4
    own = others = 0.0
    unplugged = False

    def __init__(self) -> None:
        super().__init__(lambda: ())

    def own_seconds(self) -> float:
        return self.own

    def busy_seconds(self) -> float:
        return self.own + self.others

    def on_battery(self) -> bool:
        return self.unplugged


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def throttle(clocks: Clocks, speed: Speed = "full", rests_on_battery: bool = True) -> Throttle:
    made = Throttle(clocks)
    made.settings = IndexSettings(speed, rests_on_battery)
    return made


def work(throttle: Throttle, clocks: Clocks, seconds: float, start: float = 100.0) -> float:
    """Take four cores whenever it is allowed; the share of the machine that was taken."""
    before = clocks.own
    steps = round(seconds / 0.05)
    for step in range(steps):
        if throttle.allows(start + step * 0.05):
            clocks.own += 4 * 0.05
    return (clocks.own - before) / (4 * seconds)


def test_at_full_speed_it_takes_what_it_can_get(clocks: Clocks) -> None:
    assert work(throttle(clocks), clocks, 10) == pytest.approx(1.0)


def test_gently_it_takes_a_tenth_of_the_machine(clocks: Clocks) -> None:
    gentle = throttle(clocks, "gentle")
    assert work(gentle, clocks, 60) == pytest.approx(0.1, abs=0.01)


def test_what_it_takes_between_its_steps_counts_too(clocks: Clocks) -> None:
    gentle = throttle(clocks, "gentle")
    work(gentle, clocks, 10)
    clocks.own += 4.0  # a decoder that was busy with a large photo: a tenth of ten seconds
    assert work(gentle, clocks, 9, start=110.0) < 0.01
    assert work(gentle, clocks, 60, start=120.0) == pytest.approx(0.1, abs=0.01)


def test_a_long_rest_earns_no_long_burst(clocks: Clocks) -> None:
    gentle = throttle(clocks, "gentle")
    work(gentle, clocks, 1)
    assert work(gentle, clocks, 1, start=10_000.0) < 0.4


def test_it_waits_while_other_programs_are_busy_and_some_seconds_longer(clocks: Clocks) -> None:
    idle = throttle(clocks, "idle")
    took = {}
    for second in range(100, 140):
        clocks.others += 4 * 0.5 if second < 120 else 0.0
        took[second] = work(idle, clocks, 1, start=float(second))
        if second == 110:
            assert idle.resting(110.5) == "busy"
    assert sum(took[second] for second in range(100, 124)) == 0
    assert all(took[second] > 0.99 for second in range(128, 140)), "its own work is not the others'"
    assert idle.resting(140.0) == ""


def test_it_stops_within_two_seconds_when_other_programs_come(clocks: Clocks) -> None:
    idle = throttle(clocks, "idle")
    for second in range(100, 110):
        work(idle, clocks, 1, start=float(second))
    assert idle.allows(110.0)
    for second in (110, 111):
        clocks.others += 4 * 0.3
        work(idle, clocks, 1, start=float(second))
    assert not idle.allows(112.0)


def test_little_of_other_programs_does_not_count(clocks: Clocks) -> None:
    idle = throttle(clocks, "idle")
    for second in range(100, 130):
        clocks.others += 4 * 0.05
        work(idle, clocks, 1, start=float(second))
    assert idle.allows(131.0)


def test_on_battery_nothing_new_is_begun_unless_that_is_wanted(clocks: Clocks) -> None:
    """Case 43: a battery gate that cannot be overridden."""
    careful, careless = throttle(clocks), throttle(clocks, rests_on_battery=False)
    assert not careful.holds_back(100.0)
    clocks.unplugged = True
    assert careful.holds_back(106.0)
    assert careful.resting(106.0) == "battery"
    assert not careless.holds_back(106.0)
    assert careless.resting(106.0) == ""
    careful.insist()
    assert not careful.holds_back(112.0)
    clocks.unplugged = False
    assert not careful.holds_back(118.0)
    clocks.unplugged = True
    assert careful.holds_back(124.0), "it was insisted on until it was plugged in"


def test_insisting_while_plugged_in_means_nothing_later(clocks: Clocks) -> None:
    careful = throttle(clocks)
    careful.insist()
    assert not careful.holds_back(100.0)
    clocks.unplugged = True
    assert careful.holds_back(106.0)


@pytest.fixture
def busy_child() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as child:
        yield child
        child.kill()


def test_the_processor_time_of_children_is_counted_also_after_their_end(
    busy_child: subprocess.Popen[bytes],
) -> None:
    children = [busy_child.pid]
    machine = Machine(lambda: children)
    start, busy = machine.own_seconds(), machine.busy_seconds()
    deadline = time.monotonic() + 30
    while (taken := machine.own_seconds() - start) < 0.5:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert machine.busy_seconds() - busy > 0.9 * taken - 0.05, "the machine counts them too"
    busy_child.kill()
    busy_child.wait()
    assert machine.own_seconds() - start >= taken
    children[:] = [os.getpid()]
    assert machine.own_seconds() >= start + taken


Battery = namedtuple("Battery", "percent secsleft power_plugged")


@pytest.mark.parametrize(
    ("battery", "runs_on_it"),
    [
        (None, False),
        (Battery(80, 3600, False), True),
        (Battery(80, 3600, True), False),
        (Battery(80, 3600, None), False),  # it is not known
    ],
)
def test_a_battery_counts_where_nothing_else_feeds_the_machine(
    battery: Battery | None, runs_on_it: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Machine(lambda: ()).on_battery() in (False, True), "whatever this machine has"
    monkeypatch.setattr("psutil.sensors_battery", lambda: battery, raising=False)
    assert Machine(lambda: ()).on_battery() is runs_on_it
