"""When indexing works and when it rests: the speed chosen, the battery, and what else runs.

Priorities of processes are not enough: between the control groups that desktops put programs in
they count for nothing, and they save no battery. So indexing counts the processor time that it
takes itself, decoders included, and stands still when that is more than its share.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

import psutil

from indexer.messages import IndexSettings, Resting

# At gentle speed indexing takes this share of the processor time of all cores.
GENTLE_SHARE = 0.1
# What it has not used may be used later, up to so many seconds of that share.
GENTLE_CREDIT_SECONDS = 2.0
# Others keep the machine busy when they take more than this share of it, until they have taken
# less for so long.
BUSY_SHARE = 0.15
QUIET_SECONDS = 5.0
# How often the clocks of the processes, of the machine, and the battery are read.
OWN_SECONDS = 0.1
MACHINE_SECONDS = 1.0
BATTERY_SECONDS = 5.0


class Machine:
    """What the system tells of itself and of the processes that index."""

    cores = os.cpu_count() or 1

    def __init__(self, children: Callable[[], Iterable[int]]) -> None:
        """Count this process and its ``children``, named by their process ids."""
        self._children = children
        self._seen: dict[int, float] = {}
        self._total = 0.0

    def own_seconds(self) -> float:
        """Processor time that indexing has taken so far, in seconds."""
        seen = {}
        for pid in self._children():
            try:
                times = psutil.Process(pid).cpu_times()
            except psutil.Error:
                continue  # it has just ended
            seen[pid] = times.user + times.system
            self._total += max(seen[pid] - self._seen.get(pid, 0.0), 0.0)
        self._seen = seen
        return self._total + time.process_time()

    def busy_seconds(self) -> float:
        """Processor time that all programs together have taken, in seconds."""
        times = psutil.cpu_times()
        # Guests are counted among the users; what is stolen, nobody here has taken.
        apart = ("idle", "iowait", "steal", "guest", "guest_nice")
        return float(sum(times) - sum(getattr(times, name, 0.0) for name in apart))

    def on_battery(self) -> bool:
        """Whether the machine runs on its battery."""
        battery = psutil.sensors_battery()
        return battery is not None and battery.power_plugged is False


class Throttle:
    """Tells at each step whether indexing may work."""

    def __init__(self, machine: Machine) -> None:
        """Begin with the settings as they are by default."""
        self._machine = machine
        self.settings = IndexSettings()
        self._insisted = False
        self._on_battery = False
        self._battery_due = 0.0
        self._credit = 0.0
        self._own: tuple[float, float] | None = None  # when it was read, and what it was
        self._both: tuple[float, float, float] | None = None  # the same with that of all programs
        self._quiet_since: float | None = None
        self._busy = True  # until it has been seen quiet

    def insist(self) -> None:
        """Work on battery too, until the machine is plugged in again."""
        self._insisted = True

    def holds_back(self, now: float) -> bool:
        """Whether nothing new is to be begun, for the machine runs on its battery."""
        if now >= self._battery_due:
            self._battery_due = now + BATTERY_SECONDS
            self._on_battery = self._machine.on_battery()
            self._insisted = self._insisted and self._on_battery
        return self._on_battery and self.settings.rests_on_battery and not self._insisted

    def allows(self, now: float) -> bool:
        """Whether the next step may be done now; ``now`` is `time.monotonic`."""
        match self.settings.speed:
            case "full":
                self._own = self._both = None
                return True
            case "gentle":
                self._both = None
                return self._has_credit(now)
            case "idle":
                self._own = None
                return not self._others_are_busy(now)

    def resting(self, now: float) -> Resting:
        """Why indexing rests, if it does."""
        if self.holds_back(now):
            return "battery"
        return "busy" if self.settings.speed == "idle" and self._busy else ""

    def _has_credit(self, now: float) -> bool:
        if self._own is None:
            self._own = (now, self._machine.own_seconds())
            self._credit = 0.0
        before, taken = self._own
        if now - before >= OWN_SECONDS:
            self._own = (now, self._machine.own_seconds())
            share = GENTLE_SHARE * self._machine.cores
            earned = share * (now - before) - (self._own[1] - taken)
            self._credit = min(self._credit + earned, share * GENTLE_CREDIT_SECONDS)
        return self._credit > 0

    def _others_are_busy(self, now: float) -> bool:
        if self._both is None:
            self._both = self._read_both(now)
            self._busy, self._quiet_since = True, now
        before, own, all_of_them = self._both
        if now - before >= MACHINE_SECONDS:
            self._both = self._read_both(now)
            others = self._both[2] - all_of_them - (self._both[1] - own)
            if others > BUSY_SHARE * self._machine.cores * (now - before):
                self._busy, self._quiet_since = True, None
            elif self._quiet_since is None:
                self._quiet_since = before
            if self._quiet_since is not None and now - self._quiet_since >= QUIET_SECONDS:
                self._busy = False
        return self._busy

    def _read_both(self, now: float) -> tuple[float, float, float]:
        return now, self._machine.own_seconds(), self._machine.busy_seconds()
