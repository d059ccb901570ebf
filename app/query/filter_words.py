"""What filters are called, for people: a word on each key, and the values that are always there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication

from app.display import from_home, number
from indexer.filter_tokens import NOT
from indexer.messages import FilterChoice

FROM_LIBRARY = ("type", "folder", "camera", "keyword")
"""The keys whose values the library knows."""
CLOSED = ("type", "date", "before", "after", "rating", "has", "is")
"""The keys of which a value that is only begun makes no sense."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be written, what it means, and how many files it is of, if known."""

    value: str
    note: str = ""
    files: int = 0


def keys() -> tuple[Offer, ...]:
    """All keys, in the order in which they are offered."""
    return (
        Offer("type", _tr("kind of file")),
        Offer("folder", _tr("where the file lies")),
        Offer("date", _tr("a year, month or day")),
        Offer("before", _tr("before a year, month or day")),
        Offer("after", _tr("from a year, month or day on")),
        Offer("rating", _tr("stars")),
        Offer("camera", _tr("camera or lens")),
        Offer("keyword", _tr("a keyword of the photo")),
        Offer("near", _tr("around a city or a place")),
        Offer("has", _tr("has text, a place, a date, a camera")),
        Offer("is", _tr("whether its drive is here")),
        Offer(NOT, _tr("push away what is like these words")),
    )


def values(key: str, today: date) -> tuple[Offer, ...]:
    """Values that a key can have in any library."""
    match key:
        case "date" | "before" | "after":
            last_month = today.replace(day=1) - timedelta(days=1)
            return (
                Offer(f"{today:%Y-%m}", _tr("this month")),
                Offer(f"{last_month:%Y-%m}", _tr("last month")),
                Offer(f"{today:%Y}", _tr("this year")),
                Offer(f"{today.year - 1:04}", _tr("last year")),
            )
        case "rating":
            return (
                Offer("5", _tr("5 stars")),
                *(Offer(f">={n}", _tr("{n} stars and more").format(n=n)) for n in (4, 3, 2)),
                Offer("<=2", _tr("2 stars and fewer")),
            )
        case "has":
            return (
                Offer("text", _tr("text was read in it")),
                Offer("place", _tr("it says where it was taken")),
                Offer("date", _tr("it says when it was taken")),
                Offer("camera", _tr("it says with what camera")),
            )
        case "is":
            return (
                Offer("offline", _tr("on a drive that is away")),
                Offer("online", _tr("on a drive that is here")),
            )
        case "type":
            return Offer("photo"), Offer("document")
        case _:
            return ()


def hint(key: str) -> str:
    """How a value is written that nobody can offer."""
    match key:
        case "date" | "before" | "after":
            return _tr("or any other: {examples}").format(examples="2019, 2019-05, 2019-05-12")
        case "near":
            return _tr("a city or a place: {examples}").format(examples="Lisbon, 38.7,-9.1,5km")
        case _ if key == NOT:
            return _tr("what to push away: {examples}").format(examples="people")
        case _:
            return ""


def offer_of(key: str, choice: FilterChoice) -> Offer:
    """A value of the library."""
    if key == "folder":
        return Offer(choice.value, from_home(choice.where))
    return Offer(choice.value, number(choice.files) if choice.files else "", choice.files)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Filters", text)
