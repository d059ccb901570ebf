"""What the window's process loads: Qt's four modules, and nothing of the worker's."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ["torch", "lancedb", "sqlite3", "numpy", "PIL", "pymupdf", "onnxruntime", "pyarrow"]


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
    )


def test_the_window_loads_nothing_heavy_and_rests_when_idle(tmp_path):
    code = f"""
import sys, time
from PySide6.QtCore import QTimer
from app import __main__ as program
import app.main_window
original = app.main_window.MainWindow.show
def show(window):
    original(window)
    QTimer.singleShot(1500, lambda: spent.append(time.process_time()))
    QTimer.singleShot(3000, lambda: spent.append(time.process_time()))
    QTimer.singleShot(3000, window.close)
spent = []
app.main_window.MainWindow.show = show
status = program.main(["--library", sys.argv[1]])
heavy = [name for name in {HEAVY!r} if name in sys.modules]
modules = sorted(n for n in sys.modules if n.startswith("PySide6.Qt"))
print(heavy, modules, status, spent[1] - spent[0] < 0.4)
"""
    done = run(code, str(tmp_path / "library"))
    assert done.stdout.splitlines()[-1] == (
        "[] ['PySide6.QtCore', 'PySide6.QtDBus', 'PySide6.QtGui', 'PySide6.QtNetwork', "
        "'PySide6.QtWidgets'] 0 True"
    ), done.stderr


@pytest.mark.parametrize(
    ("argv", "handed_on"),
    [
        (["search", "--library"], ["search", "--library"]),
        (["--library", "x", "nonsense"], ["nonsense"]),
        (["search", "--help"], ["search", "--help"]),
        (["--library", "x", "status"], ["status", "--library", "x"]),
    ],
)
def test_the_command_line_gets_what_is_not_the_windows(argv, handed_on):
    code = f"""
import sys, types
fake = types.ModuleType("indexer.command_line")
fake.main = lambda argv: print("command line", argv) or 7
sys.modules["indexer.command_line"] = fake
import indexer
indexer.command_line = fake
from app.__main__ import main
status = main({argv!r})
print(status, any(name.startswith("PySide6") for name in sys.modules))
"""
    done = run(code)
    assert done.stdout.splitlines() == [f"command line {handed_on!r}", "7 False"], done.stderr


COMMAND_LINE = "import sys; from app.__main__ import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--library"], "argument --library: expected one argument"),
        (["--library", "x", "--json"], "unrecognized arguments: --json"),
    ],
)
def test_a_wrong_option_of_the_window_is_explained(argv, words):
    done = run(COMMAND_LINE, *argv)
    assert done.returncode == 2
    usage = "usage: mate [--library DIR] [--model NAME] [--in-background] [FILE or FOLDER ...]"
    assert done.stderr.splitlines() == [usage, f"mate: error: {words}"]


def test_it_tells_its_version_and_opens_nothing():
    code = "import sys; from app.__main__ import main; status = main(['--version']); "
    code += "print(status, any(name.startswith('PySide6') for name in sys.modules))"
    done = run(code)
    assert done.stdout == f"mate {version('mate')}\n0 False\n", done.stderr


def test_help_tells_of_the_window_and_of_the_commands():
    done = run(COMMAND_LINE, "--help")
    assert done.returncode == 0, done.stderr
    window, commands = done.stdout.split("usage: mate [-h] COMMAND")
    assert "--library DIR" in window
    assert "search" in commands
