"""Builds the Debian package: the bundle in /opt/mate, and what the desktop knows it by."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.desktop.entries import ICONS, NAME, entry_text

ROOT = Path(__file__).parents[2]
HOME = Path("opt", "mate")
ELF = b"\x7fELF"
# GTK's dialogs are used where GTK is, and nobody has to install it for Mate.
IF_THERE = ("libqgtk3.so",)
CONTROL = """\
Package: mate
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: xdg-utils
Section: graphics
Priority: optional
Description: find photos and pages in your own library by meaning
 Mate finds photos and pages of documents in your own folders by what they
 mean: paste a page of text, or drop a photo, and it shows the photos and pages
 that are about the same thing. Everything happens on your own machine.
 .
 This package holds the model that Mate comes with. It has no PyTorch: training
 models, and using others, needs Mate from its wheel.
"""
COPYRIGHT = """\
Mate is free software under the GNU Affero General Public License, version 3 or
later: /opt/mate/_internal/licences/mate/LICENSE. Its source is the sdist of the same
version.

It is packaged together with Python and the libraries that it is built on. The
licence of each is in /opt/mate/_internal/licences, in a folder of the library's name.
Qt, PySide6 and Shiboken, which bring no text, are used under the GNU Lesser General
Public License, version 3: /usr/share/common-licenses/LGPL-3 and GPL-3.
"""


def build(bundle: Path, out: Path, maintainer: str) -> Path:
    """Put a bundle into a Debian package for this machine's architecture; the package's file."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    architecture = _said("dpkg", "--print-architecture").strip()
    out.mkdir(parents=True, exist_ok=True)
    package = out.absolute() / f"mate_{version}_{architecture}.deb"
    # In `out`, for there is room: the bundle's files get a second name each, and are not copied.
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        root = Path(scratch, "root")
        _lay_out(bundle, root)
        control = CONTROL.format(
            version=version,
            architecture=architecture,
            maintainer=maintainer,
            size=sum(path.lstat().st_size for path in root.rglob("*")) // 1024,
            depends=", ".join(_needed(root, Path(scratch))),
        )
        _write(root / "DEBIAN" / "control", control)
        _write(root / "DEBIAN" / "md5sums", "".join(_sums(root)))
        _said("dpkg-deb", "--build", "--root-owner-group", "-Zzstd", str(root), str(package))
    return package


def _lay_out(bundle: Path, root: Path) -> None:
    """Put everything where it will lie, below ``root``."""
    root.mkdir(mode=0o755)
    shutil.copytree(bundle, root / HOME, symlinks=True, copy_function=_link)
    program = root / "usr" / "bin" / "mate"
    program.parent.mkdir(parents=True)
    program.symlink_to(Path("/", HOME, "mate"))
    share = root / "usr" / "share"
    _write(share / "applications" / NAME, entry_text(["mate"]))
    for icon in ICONS.glob("*/apps/mate.*"):
        place = share / "icons" / "hicolor" / icon.relative_to(ICONS)
        place.parent.mkdir(parents=True)
        shutil.copyfile(icon, place)
    _compress(Path(__file__).with_name("mate.1"), share / "man" / "man1" / "mate.1.gz")
    _compress(ROOT / "CHANGELOG.md", share / "doc" / "mate" / "changelog.gz")
    _write(share / "doc" / "mate" / "copyright", COPYRIGHT)


def _link(source: str, place: str) -> None:
    Path(place).hardlink_to(source)


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")


def _compress(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(gzip.compress(source.read_bytes(), mtime=0))


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts:
            yield path


def _sums(root: Path) -> Iterator[str]:
    for path in _files(root):
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "md5").hexdigest()
        yield f"{found}  {path.relative_to(root)}\n"


def _needed(root: Path, scratch: Path) -> list[str]:
    """The packages that the bundle's libraries ask for, and those that Qt looks for by itself."""
    programs = [path for path in _files(root / HOME) if _is_elf(path)]
    _write(scratch / "debian" / "control", "Source: mate\n\nPackage: mate\nArchitecture: any\n")
    folders = sorted({path.parent for path in programs})
    found = _said(
        *("dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"),
        *(f"-l{folder}" for folder in folders),
        *(f"-e{path}" for path in programs if path.name not in IF_THERE),
        cwd=scratch,
    )
    depends = found.partition("shlibs:Depends=")[2].strip().split(", ")
    return [*depends, *by_name(depends)]


def by_name(known: Iterable[str]) -> list[str]:
    """The packages that tools/system.sh has for Qt and that are not known yet."""
    names = {re.split(r"[ :]", each, maxsplit=1)[0] for each in known}
    listed = (ROOT / "tools" / "system.sh").read_text("utf-8")
    block = re.search(r"^qt_libraries=\((.*?)^\)", listed, re.MULTILINE | re.DOTALL)
    assert block is not None
    return sorted({line.rpartition(":")[2] for line in block[1].split()} - names)


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == ELF


def _said(*command: str, cwd: Path | None = None) -> str:
    if shutil.which(command[0]) is None:
        raise SystemExit(f"{command[0]} is not here: install the Debian package dpkg-dev")
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr}")
    return done.stdout
