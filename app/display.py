"""Turns paths, counts and times into words for people.

Paths come from the worker as ``os.fsdecode`` gives them, so a name that is not UTF-8 carries
surrogate escapes. Those must reach the file system unchanged and the screen never: Qt would
draw boxes, and a later encode to UTF-8 would raise. Everything shown goes through here, and
everything opened goes through :func:`file_url`.
"""

from __future__ import annotations

import os
import posixpath
from urllib.parse import quote_from_bytes, unquote_to_bytes

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, Qt, QUrl
from PySide6.QtGui import QKeySequence

# A line break or an escape character is legal in a file name, and would break every list.
_CONTROLS = dict.fromkeys([*range(0x20), 0x7F], "\N{REPLACEMENT CHARACTER}")


def display_path(path: str) -> str:
    """Return a path that can be shown: valid text on one line, never to be opened."""
    clean = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return clean.translate(_CONTROLS)


def file_name(path: str) -> str:
    """Return the last part of a path, cleaned for display."""
    return display_path(os.path.basename(path.rstrip("/\\")) or path)  # noqa: PTH119


def folder_path(path: str) -> str:
    """Return the folder of a path, cleaned for display, with the home folder as ``~``."""
    return from_home(posixpath.dirname(path) if os.sep == "/" else os.path.dirname(path))  # noqa: PTH120


def from_home(folder: str) -> str:
    """Return a folder, cleaned for display, with the home folder as ``~``."""
    home = os.path.expanduser("~")  # noqa: PTH111
    if home != "/" and (folder == home or folder.startswith(home + os.sep)):
        folder = "~" + folder[len(home) :]
    return display_path(folder)


def file_url(path: str) -> QUrl:
    """Return the URL of a file, exact to the byte even where the name is not UTF-8."""
    if os.name == "nt":
        return QUrl.fromLocalFile(path)
    encoded = b"file://" + quote_from_bytes(os.fsencode(path)).encode("ascii")
    return QUrl.fromEncoded(encoded)


def path_of(url: QUrl) -> str:
    """Return the path of a local file URL, exact to the byte; empty for any other URL."""
    if not url.isLocalFile():
        return ""
    if os.name == "nt":
        return url.toLocalFile()
    encoded = bytes(url.toEncoded().data()).split(b"?")[0].split(b"#")[0]
    path = encoded.removeprefix(b"file://")
    # What stands before the first slash is a host name ("localhost"), which is this machine.
    return os.fsdecode(unquote_to_bytes(path[path.find(b"/") :]))


def number(value: int) -> str:
    """Return a count with the separators of the user's language: ``2,000``."""
    return _locale().toString(value)


def decimal(value: float, digits: int) -> str:
    """Return a number with so many digits behind the user's decimal point: ``0.25``."""
    return _locale().toString(value, "f", digits)


def score(value: float) -> str:
    """Return how near a hit is, without a minus before zero: ``0.36``."""
    return decimal(round(value, 2) + 0.0, 2)


def _locale() -> QLocale:
    locale = QLocale()
    return QLocale(QLocale.Language.English) if locale.language() == QLocale.Language.C else locale


def time_left(seconds: float) -> str:
    """Return a duration as people say it, rounded so that it does not flicker."""
    if seconds < 45:
        return _tr("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 60:
        return _tr("about {n} min left").format(n=max(1, minutes))
    hours = seconds / 3600
    if hours < 24:
        return _tr("about {n} h left").format(n=round(hours))
    return _tr("about {n} days left").format(n=round(hours / 24))


def rate(files_per_second: float) -> str:
    """Return a speed with as many digits as it deserves."""
    if files_per_second >= 10:
        return _tr("{n} files/s").format(n=number(round(files_per_second)))
    return _tr("{n} files/s").format(n=decimal(files_per_second, 1))


def photos_and_pages(photos: int, pages: int) -> str:
    """Return what a library holds: ``1,980 photos · 240 pages``."""
    one = _tr("1 photo") if photos == 1 else _tr("{n} photos").format(n=number(photos))
    two = _tr("1 page") if pages == 1 else _tr("{n} pages").format(n=number(pages))
    return f"{one} · {two}"


def files(count: int) -> str:
    """Return a number of files in words."""
    return _tr("1 file") if count == 1 else _tr("{n} files").format(n=number(count))


def size(count: int) -> str:
    """Return a number of bytes as file managers say it: ``1.4 GB``."""
    return _locale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def moment(taken: str) -> str:
    """Return when a photo was taken, by the clock of where it was; empty if that is not known."""
    return date_and_time(QDateTime.fromString(taken[:19], Qt.DateFormat.ISODate))


def date_and_time(when: QDateTime) -> str:
    """Return a moment in the order that the user's language has; empty if there is none."""
    return QLocale().toString(when, _tr("d MMM yyyy, HH:mm")) if when.isValid() else ""


def clock(seconds: float) -> str:
    """Return a moment that has been, in seconds since 1970: the hour, before today with its day."""
    when = QDateTime.fromSecsSinceEpoch(round(seconds))
    today = when.date() == QDate.currentDate()
    return QLocale().toString(when, "HH:mm" if today else "d MMM yyyy, HH:mm")


def day(moment: str) -> str:
    """Return the day of a moment in ISO 8601, in words; empty if there is none."""
    date = QDate.fromString(moment[:10], Qt.DateFormat.ISODate)
    if not date.isValid():
        return ""
    past = date.daysTo(QDate.currentDate())
    if past in (0, 1):
        return _tr("Yesterday") if past else _tr("Today")
    return QLocale().toString(date, QLocale.FormatType.LongFormat)


def month(moment: str) -> str:
    """Return the month and year of a moment in ISO 8601, short; empty if there is none."""
    when = QDateTime.fromString(moment[:19], Qt.DateFormat.ISODate)
    return QLocale().toString(when, _tr("MMM yyyy")) if when.isValid() else ""


def language_name(code: str) -> str:
    """Return what a language is called: Qt knows that in English, else in the language itself."""
    language = QLocale(code)
    if _locale().language() == QLocale.Language.English:
        return QLocale.languageToString(language.language())
    return language.nativeLanguageName()


def keys(portable: str) -> str:
    """Return keys as they are written on the user's keyboard: ``Strg+C`` for ``Ctrl+C``."""
    sequence = QKeySequence.fromString(portable, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Display", text)


def data_size(size: int) -> str:
    """A number of bytes, in the unit that suits it."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
