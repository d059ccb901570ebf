"""The files by which a desktop knows a program: its entry, its icons, and what starts at log-in.

After the specifications of freedesktop.org: desktop entries, icon themes, autostart and base
directories. Qt is not needed, so that the command line can do it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import resources

RESOURCES = Path(resources.__file__).parent
ICONS = RESOURCES / "icons" / "hicolor"
NAME = "mate.desktop"
# Tells an entry of ours from another program's of that name.
_OURS = "X-Mate-Library="
# What Mate can be asked with. Not folders: it would offer itself as their file manager.
MIME_TYPES = (
    *("image/jpeg", "image/png", "image/webp", "image/gif", "image/tiff", "image/bmp"),
    *("image/heif", "image/avif", "image/x-dcraw", "application/pdf", "application/epub+zip"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    *("text/html", "text/markdown", "text/plain"),
)


class EntryError(OSError):
    """It cannot be installed; the message says why."""


class Entries:
    """Mate among the desktop's programs, for one library."""

    def __init__(
        self, library: Path | None = None, environment: Mapping[str, str] = os.environ
    ) -> None:
        """``library`` is none where it is the usual one, which need not be named."""
        self._library = library
        self._environment = environment

    # --- among the programs --------------------------------------------------------------

    @property
    def entry(self) -> Path:
        """Where the desktop entry lies."""
        return self._base("XDG_DATA_HOME", ".local/share") / "applications" / NAME

    def icons(self) -> Iterator[tuple[Path, Path]]:
        """Each icon, and where it lies when it is installed."""
        themes = self._base("XDG_DATA_HOME", ".local/share") / "icons" / "hicolor"
        for icon in sorted(ICONS.glob("*/apps/mate.*")):
            yield icon, themes / icon.relative_to(ICONS)

    def install(self) -> list[Path]:
        """Put Mate among the desktop's programs.

        Returns:
            What was written.

        Raises:
            EntryError: another program has that name, or Mate's folder cannot be named.
            OSError: something cannot be written.
        """
        self._require_ours(self.entry)
        written = []
        for icon, place in self.icons():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(icon, place)
            written.append(place)
        _write(self.entry, self._text())
        self._tell_desktop()
        return [*written, self.entry]

    def uninstall(self) -> list[Path]:
        """Take Mate from the desktop's programs again, and from those that start at log-in.

        Returns:
            What was removed.

        Raises:
            EntryError: another program has that name.
            OSError: something cannot be removed.
        """
        self._require_ours(self.entry)
        self._require_ours(self.autostart)
        places = [self.entry, self.autostart, *(place for _, place in self.icons())]
        removed = [place for place in places if place.is_file()]
        for place in removed:
            place.unlink()
        self._tell_desktop()
        return removed

    # --- at log-in -----------------------------------------------------------------------

    @property
    def autostart(self) -> Path:
        """Where the entry lies that starts Mate at log-in."""
        return self._base("XDG_CONFIG_HOME", ".config") / "autostart" / NAME

    def is_on(self) -> bool:
        """Whether Mate starts at log-in."""
        try:
            lines = self.autostart.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return False
        off = {"Hidden=true", "X-GNOME-Autostart-enabled=false"}
        return any(line.startswith(_OURS) for line in lines) and not off & set(lines)

    def turn(self, on: bool) -> None:
        """Have Mate started at log-in, or not.

        Raises:
            EntryError: another program has that name.
            OSError: that cannot be written down.
        """
        self._require_ours(self.autostart)
        if on:
            _write(self.autostart, self._text(at_login=True))
        else:
            self.autostart.unlink(missing_ok=True)

    def _text(self, *, at_login: bool = False) -> str:
        return entry_text(program(self._environment), self._library, at_login=at_login)

    def _base(self, variable: str, usual: str) -> Path:
        """A base directory; one that is named must be a full path, or it does not count."""
        named = self._environment.get(variable, "")
        return Path(named) if Path(named).is_absolute() else Path.home() / usual

    def _require_ours(self, place: Path) -> None:
        if place.is_file() and _OURS.encode() not in place.read_bytes():
            raise EntryError(f"{place} belongs to another program. It stays as it is.")

    def _tell_desktop(self) -> None:
        """Have the desktop look, where it does not by itself."""
        data = self._base("XDG_DATA_HOME", ".local/share")
        for command in (
            ["update-desktop-database", "-q", str(data / "applications")],
            ["gtk-update-icon-cache", "-q", "-t", "-f", str(data / "icons" / "hicolor")],
        ):
            if shutil.which(command[0], path=self._environment.get("PATH")):
                subprocess.run(command, check=False, capture_output=True, timeout=60)


def entry_text(
    command: Sequence[str], library: Path | None = None, *, at_login: bool = False
) -> str:
    """A desktop entry that starts Mate by ``command``, or one that does at log-in.

    ``library`` is none where it is the usual one, which need not be named.
    """
    command = [*command]
    if library is not None:
        command += ["--library", str(library)]
    if at_login:
        command.append("--in-background")
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.5",
        "Name=Mate",
        "GenericName=Photo and Document Search",
        "GenericName[de]=Suche in Fotos und Dokumenten",
        "GenericName[zh_CN]=照片与文档搜索",
        "Comment=Find photos and pages by what they mean",
        "Comment[de]=Fotos und Seiten nach ihrer Bedeutung finden",
        "Comment[zh_CN]=按含义查找照片和页面",
        f"Exec={exec_line(command)}" + ("" if at_login else " %F"),
        "Icon=mate",
        "Terminal=false",
    ]
    if at_login:
        lines.append("X-GNOME-Autostart-enabled=true")
    else:
        lines += [
            "Categories=Graphics;Photography;",
            "Keywords=photos;pictures;documents;PDF;search;find;",
            "Keywords[de]=Fotos;Bilder;Dokumente;PDF;Suche;finden;",
            "Keywords[zh_CN]=照片;图片;文档;PDF;搜索;查找;",
            f"MimeType={';'.join(MIME_TYPES)};",
            "StartupNotify=true",
            "StartupWMClass=mate",
            "SingleMainWindow=true",
        ]
    return "\n".join([*lines, f"{_OURS}{'other' if library else 'usual'}", ""])


def program(environment: Mapping[str, str] = os.environ) -> Sequence[str]:
    """The command that starts Mate as it was started here."""
    if image := environment.get("APPIMAGE"):
        return [image]
    if getattr(sys, "frozen", False):
        return [sys.executable]
    script = Path(sys.executable).with_name("mate")
    if script.is_file():
        return [str(script)]
    root = str(RESOURCES.parent)
    return ["env", f"PYTHONPATH={root}", sys.executable, "-m", "app"]


def exec_line(command: Sequence[str]) -> str:
    """A command as a desktop entry spells it.

    Raises:
        EntryError: it cannot be spelled there.
    """
    return " ".join(map(_quoted, command))


def _quoted(word: str) -> str:
    if re.search(r"[\x00-\x1f\x7f]", word):
        raise EntryError(f"A desktop entry cannot name {word!r}.")
    try:
        word.encode()
    except UnicodeEncodeError as error:
        raise EntryError(f"A desktop entry cannot name {word!r}.") from error
    word = word.replace("%", "%%")
    if re.fullmatch(r"[\w@%+=:,./-]+", word, re.ASCII):
        return word
    # Once for the quoted word, once more for a value of type string.
    quoted = re.sub(r'(["`$\\])', r"\\\1", word)
    return '"' + quoted.replace("\\", "\\\\") + '"'


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(".part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(place)
