"""What the bundle is made of: which libraries stay out of it, and whose licences go into it.

`mate.spec`, which PyInstaller runs, asks here.
"""

from __future__ import annotations

import importlib.metadata
import re
import sysconfig
import tomllib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""A file of the bundle as PyInstaller lists it: its place there, where it comes from, its kind."""

# Arrow's clients of other machines: fifty megabytes that a library on this one has no use for.
REMOTE = re.compile(
    r"pyarrow/(_flight|_s3fs|_gcsfs|_azurefs|_hdfs|libarrow_(python_)?flight|libarrow_s3)\b"
)
SYSTEM = tuple(PurePosixPath(folder) for folder in ("/lib", "/lib64", "/usr/lib", "/usr/lib64"))
LICENCE = re.compile(r"(?i)(licen[cs]e|copying|notice|thirdparty|authors|copyright)")


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """Those files that belong into the bundle.

    Not the system's own libraries: the Debian package names theirs, and beside those of the machine
    that shows the window older ones of the same name do harm. Nothing twice: what lies in a
    package's folder is found there.
    """
    entries = list(entries)
    in_packages = {PurePosixPath(place).name for place, _, _ in entries if "/" in place}
    return [
        entry
        for entry in entries
        if not REMOTE.match(entry[0])
        and ("/" in entry[0] or not (entry[0] in in_packages or _is_the_systems(entry)))
    ]


def _is_the_systems(entry: Entry) -> bool:
    place, source, _ = entry
    if place.startswith("libpython"):
        return False
    return any(PurePosixPath(source).is_relative_to(folder) for folder in SYSTEM)


def distributions(places: Iterable[str]) -> list[str]:
    """The distributions whose modules or files lie at some places of the bundle; not Mate's."""
    tops = {re.split(r"[./]", place, maxsplit=1)[0] for place in places}
    owners = importlib.metadata.packages_distributions()
    return sorted({owner for top in tops for owner in owners.get(top, ())} - {"mate"})


def licences(root: Path, names: Iterable[str]) -> dict[str, str]:
    """Where the texts of licences go in the bundle, Mate's and Python's too, and where they are.

    Of a distribution that brings no text, its metadata go along: they name the licence.
    """
    found = {"licences/mate/LICENSE": str(root / "LICENSE")}
    own = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if own.is_file():
        found["licences/Python/LICENSE.txt"] = str(own)
    for name in names:
        files = importlib.metadata.files(name) or ()
        texts = [file for file in files if LICENCE.match(file.name) and file.suffix != ".py"]
        for text in texts or [file for file in files if file.name == "METADATA"]:
            found[f"licences/{name}/{'-'.join(text.parts[1:] or text.parts)}"] = str(text.locate())
    return found


def metadata(root: Path) -> str:
    """What the bundle says of itself: ``mate --version`` reads it."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return f"Metadata-Version: 2.4\nName: mate\nVersion: {project['version']}\n"
