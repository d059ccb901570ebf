"""The files by which a desktop knows the program, in base directories of the test's own."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from app.desktop.entries import Entries, EntryError, exec_line, program
from tools import icons

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    return os.environ | home | {"QT_QPA_PLATFORM": "offscreen"}


def mate(places: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    code = "import sys; from app.__main__ import main; s = main(sys.argv[1:]); "
    code += "assert not any(n.startswith('PySide6') for n in sys.modules); sys.exit(s)"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=places,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def read(place: Path) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(delimiters=("=",), strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(place.read_text(encoding="utf-8"))
    assert parser.sections() == ["Desktop Entry"]
    return parser["Desktop Entry"]


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_it_is_installed_and_leaves_nothing_behind(places, tmp_path):
    done = mate(places, "desktop", "install", "--at-login")
    assert (done.returncode, done.stderr) == (0, "")
    sizes = {f"{size}x{size}/apps/mate.png" for size in icons.SIZES} | {"scalable/apps/mate.svg"}
    written = {
        "data/applications/mate.desktop",
        "config/autostart/mate.desktop",
        *(f"data/icons/hicolor/{size}" for size in sizes),
    }
    found = everything(tmp_path)
    assert written <= found
    assert {str(tmp_path / each) for each in written} == set(done.stdout.splitlines())
    assert (
        mate(places, "desktop", "status").stdout
        == "among the programs: yes\nstarts at log-in: yes\n"
    )
    assert mate(places, "desktop", "install").returncode == 0  # once more changes nothing
    assert everything(tmp_path) == found

    done = mate(places, "desktop", "uninstall")
    assert done.returncode == 0
    assert {str(tmp_path / each) for each in written} == set(done.stdout.splitlines())
    assert not everything(tmp_path) & written
    assert mate(places, "desktop", "uninstall").stdout == ""


def test_the_entry_is_one_by_the_specification(places, tmp_path):
    library = tmp_path / 'my "own" $library 100%'
    assert mate(places, "desktop", "install", "--library", library).returncode == 0
    place = tmp_path / "data" / "applications" / "mate.desktop"
    entry = read(place)
    assert entry["Type"] == "Application"
    for key in ("Name", "GenericName", "Comment", "Keywords"):
        assert entry[key]
        for language in ("de", "zh_CN"):
            assert key == "Name" or entry[f"{key}[{language}]"]
    for key in ("Categories", "MimeType", "Keywords"):
        assert entry[key].endswith(";")
        assert len(set(entry[key].split(";"))) == len(entry[key].split(";"))
    for mime in entry["MimeType"].rstrip(";").split(";"):
        assert re.fullmatch(r"[a-z]+/[\w.+-]+", mime)
    assert entry["Icon"] == "mate"
    assert (
        shutil.which("desktop-file-validate") is None
        or not subprocess.run(
            ["desktop-file-validate", str(place)], capture_output=True, check=False
        ).stdout
    )


def test_the_entry_starts_the_program_on_its_library(places, tmp_path):
    """The line is taken apart as the specification says, and run."""
    library = tmp_path / 'a "b" `c` $d \\e 100% ü'
    Entries(library, places).install()
    line = read(tmp_path / "data" / "applications" / "mate.desktop")["Exec"]
    assert line.endswith(" %F")
    string = line.removesuffix(" %F").replace("\\\\", "\\")  # a value of type string
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', string)
    command = [
        re.sub(r'\\(["`$\\])', r"\1", quoted or plain).replace("%%", "%") for quoted, plain in words
    ]
    assert command[-2:] == ["--library", str(library)]
    done = subprocess.run(
        [*command, "--help"], env=places, capture_output=True, text=True, check=False, timeout=60
    )
    assert "usage: mate [--library DIR]" in done.stdout


def test_at_log_in_it_begins_in_the_background(places, tmp_path):
    entries = Entries(None, places)
    assert not entries.is_on()
    entries.turn(True)
    entry = read(tmp_path / "config" / "autostart" / "mate.desktop")
    assert entry["Exec"] == f"{exec_line(program(places))} --in-background"
    assert entries.is_on()
    text = entries.autostart.read_text()
    for said in ("Hidden=true", "X-GNOME-Autostart-enabled=false"):  # as desktops turn it off
        entries.autostart.write_text(f"{text}{said}\n")
        assert not entries.is_on()
    entries.turn(True)
    assert entries.is_on()
    entries.turn(False)
    assert not entries.autostart.exists()
    entries.turn(False)


def test_an_entry_of_another_program_stays(places, tmp_path):
    entries = Entries(None, places)
    for place, action in (
        (entries.entry, entries.install),
        (entries.entry, entries.uninstall),
        (entries.autostart, entries.uninstall),
        (entries.autostart, lambda: entries.turn(True)),
        (entries.autostart, lambda: entries.turn(False)),
    ):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("[Desktop Entry]\nName=Caja\n")
        with pytest.raises(EntryError, match="belongs to another program"):
            action()
        assert "Caja" in place.read_text()
        assert not entries.is_on()
        place.unlink()
    entries.entry.write_text("[Desktop Entry]\nName=Caja\n")
    done = mate(places, "desktop", "install")
    assert done.returncode == 1
    assert done.stderr.startswith("mate: ")
    assert "another program" in done.stderr


def test_a_base_directory_that_is_no_full_path_does_not_count(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for named in ("", "data"):
        entries = Entries(None, {"XDG_DATA_HOME": named, "XDG_CONFIG_HOME": named})
        assert entries.entry == tmp_path / ".local" / "share" / "applications" / "mate.desktop"
        assert entries.autostart == tmp_path / ".config" / "autostart" / "mate.desktop"


@pytest.mark.parametrize("name", ["a\nb", os.fsdecode(b"\xff")])
def test_a_folder_that_an_entry_cannot_name_is_refused(places, tmp_path, name):
    with pytest.raises(EntryError, match="cannot name"):
        Entries(tmp_path / name, places).install()
    assert not Entries(None, places).entry.exists()


def test_an_image_of_the_program_starts_itself():
    assert program({"APPIMAGE": "/opt/Mate.AppImage"}) == ["/opt/Mate.AppImage"]


def test_the_icons_are_those_of_the_drawing(tmp_path):
    icons.draw(tmp_path)
    committed = icons.OUT
    assert everything(tmp_path) == everything(committed)
    for size in icons.SIZES:
        name = f"{size}x{size}/apps/mate.png"
        with Image.open(tmp_path / name) as drawn, Image.open(committed / name) as kept:
            assert kept.size == (size, size)
            assert drawn.convert("RGBA").tobytes() == kept.convert("RGBA").tobytes()
    assert (committed / "scalable/apps/mate.svg").read_bytes() == icons.SVG.read_bytes()
