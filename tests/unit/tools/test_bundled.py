"""What goes into the bundle, and what a program started from it finds in its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import SUBCOMMANDS
from tools.package import bundled, deb

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("place", "source", "stays"),
    [
        ("PySide6/QtGui.abi3.so", "/venv/PySide6/QtGui.abi3.so", True),
        ("libQt6Gui.so.6", "/venv/PySide6/Qt/lib/libQt6Gui.so.6", True),
        ("libX11.so.6", "/usr/lib/x86_64-linux-gnu/libX11.so.6", False),
        ("libz.so.1", "/lib/x86_64-linux-gnu/libz.so.1", False),
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        ("python3.11/lib-dynload/_ssl.so", "/usr/lib/python3.11/lib-dynload/_ssl.so", True),
        ("pyarrow/libarrow.so.2600", "/venv/pyarrow/libarrow.so.2600", True),
        ("libarrow.so.2600", "/venv/pyarrow/libarrow.so.2600", False),
        ("pyarrow/libarrow_flight.so.2600", "/venv/pyarrow/libarrow_flight.so.2600", False),
        ("pyarrow/_s3fs.cpython-311.so", "/venv/pyarrow/_s3fs.cpython-311.so", False),
        ("pyarrow/_fs.cpython-311.so", "/venv/pyarrow/_fs.cpython-311.so", True),
    ],
)
def test_the_systems_libraries_and_doubles_stay_out(place: str, source: str, stays: bool) -> None:
    entry = (place, source, "BINARY")
    beside = ("pyarrow/libarrow.so.2600", "/venv/pyarrow/libarrow.so.2600", "BINARY")
    assert (entry in bundled.kept([entry, beside])) == stays


def test_every_library_brings_its_licence() -> None:
    names = bundled.distributions(["numpy/_core/x.so", "PIL.Image", "onnxruntime/y.so", "PySide6"])
    assert {"numpy", "pillow", "onnxruntime", "PySide6_Essentials"} <= set(names)
    found = bundled.licences(ROOT, names)
    for name in ("mate", *names):
        assert [place for place in found if place.startswith(f"licences/{name}/")], name
    assert all(Path(text).is_file() for text in found.values())
    assert "licences/onnxruntime/LICENSE" in found


def test_programs_that_mate_opens_get_the_environment_of_before() -> None:
    code = "from tools.package import start; start.leave_the_environment_as_it_was(); "
    code += "import os; print(os.environ.get('LD_LIBRARY_PATH'), os.environ.get('QT_PLUGIN_PATH'))"

    def left(**before: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"LD_LIBRARY_PATH": "", "QT_PLUGIN_PATH": "/opt/mate/q"} | before,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    assert left() == "None None"
    assert left(LD_LIBRARY_PATH_ORIG="/home/me/lib") == "/home/me/lib None"


def test_the_manual_names_every_command() -> None:
    manual = (ROOT / "tools" / "package" / "mate.1").read_text("utf-8")
    commands = manual.partition(".SH COMMANDS")[2].partition(".SH OPTIONS")[0]
    assert {word for word in SUBCOMMANDS if word not in commands} == set()


def test_the_package_asks_for_what_qt_looks_for_by_itself() -> None:
    missing = deb.by_name(["libegl1", "libx11-6", "libglib2.0-0 (>= 2.45.6)"])
    assert "libxcb-cursor0" in missing
    assert not {"libegl1", "libglib2.0-0"} & set(missing)
