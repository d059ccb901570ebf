"""What a setting is, and those of a library: each declared once.

From a declaration come the field in the window, the option's help on the command line, the check
of what is read back or imported, and the default. The window declares its own in the same way
(`app/settings/declared.py`). Imports nothing, so that both sides may import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Value = bool | int | str

# Who keeps it: the library's catalog, the user's own file of settings, or the desktop.
Kept = Literal["library", "user", "desktop"]

MOST_MEGAPIXELS = 10_000


class SettingError(ValueError):
    """A value that a setting cannot have; the message says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting. Its type is that of its ``default``.

    A number lies between ``low`` and ``high``; ``zero`` is what 0 means, if that is no number of
    the ``unit``. ``keys`` says that it is a shortcut, or nothing.
    """

    key: str
    default: Value
    label: str
    help: str = ""
    kept: Kept = "user"
    choices: tuple[Choice, ...] = ()
    low: int = 0
    high: int = 0
    step: int = 1
    unit: str = ""
    zero: str = ""
    keys: bool = False

    def check(self, value: object) -> Value:
        """The value, if the setting can have it.

        Raises:
            SettingError: it cannot.
        """
        if type(value) is not type(self.default):
            wanted = {bool: "true or false", int: "a whole number", str: "a text"}
            raise SettingError(f"{self.key} must be {wanted[type(self.default)]}, not {value!r}")
        if self.choices and value not in self.values:
            raise SettingError(f"{self.key} must be {' or '.join(self.values)}, not {value!r}")
        if type(value) is int and not self.low <= value <= self.high:
            raise SettingError(f"{self.key} must be between {self.low} and {self.high}")
        assert isinstance(value, bool | int | str)
        return value

    def parse(self, text: str) -> Value:
        """The value that ``str`` made a text of; the default, if the text makes no sense."""
        value: object = text
        if isinstance(self.default, bool):
            value = {"true": True, "false": False}.get(text.lower())
        elif isinstance(self.default, int):
            value = int(text) if text.isdecimal() else None
        try:
            return self.check(value)
        except SettingError:
            return self.default

    @property
    def values(self) -> tuple[str, ...]:
        """What can be chosen."""
        return tuple(choice.value for choice in self.choices)

    @property
    def explained(self) -> str:
        """Its help and that of its choices in a sentence, for the command line."""
        said = [f"{each.value}: {each.help.rstrip('.')}" for each in self.choices]
        return "; ".join([*([self.help.rstrip(".")] if self.help else []), *said])


SPEED = Setting(
    "speed",
    "full",
    "New and changed files are indexed",
    kept="library",
    choices=(
        Choice(
            "full",
            "At full speed",
            "Takes what the processor has left over. Searches come first.",
        ),
        Choice(
            "gentle",
            "Gently",
            "Takes a tenth of the processor at most, and several times as long.",
        ),
        Choice(
            "idle",
            "While nothing else goes on",
            "At full speed, but only while other programs leave the computer alone.",
        ),
    ),
)
RESTS_ON_BATTERY = Setting(
    "rests_on_battery",
    True,
    "Rest while the computer runs on its battery",
    "Indexing goes on when it is plugged in again. You can search all the time.",
    kept="library",
)
READS_WRITING = Setting(
    "reads_writing",
    True,
    "Read the text in photos and scans",
    "Done when all else is done. It takes a second or more for each picture.",
    kept="library",
)
MAX_MEGAPIXELS = Setting(
    "max_megapixels",
    0,
    "The largest picture that is read",
    "Larger ones are listed as not read. 0 leaves it to the memory of this computer.",
    kept="library",
    high=MOST_MEGAPIXELS,
    step=50,
    unit=" megapixels",
    zero="as large as the memory allows",
)
# How a library is indexed, by the names of `messages.IndexSettings`.
INDEXING = (SPEED, RESTS_ON_BATTERY, READS_WRITING, MAX_MEGAPIXELS)

REMEMBERS = Setting(
    "remembers",
    True,
    "Remember what was asked",
    "Recent questions can be asked again. They are kept in the library alone.",
    kept="library",
)
