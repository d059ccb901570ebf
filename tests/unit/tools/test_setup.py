"""Runs the real script on a copy of the project with stand-ins for Python and apt."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PYTHON = """#!/bin/sh
echo "python $*" >>"$CALLS"
case "$*" in
*"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
*"-r requirements.lock"*) [ ! -e fail ] ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("requirements.lock", "requirements-nodeps.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    python = tmp_path / "stand-in-python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    return tmp_path


def set_up(project: Path) -> tuple[int, list[str]]:
    """Run the script; its exit status and the calls of pip."""
    calls = project / "calls"
    calls.write_text("")
    environment = {**os.environ, "PYTHON": str(project / "stand-in-python"), "CALLS": str(calls)}
    script = project / "tools" / "setup.sh"
    done = subprocess.run([script], env=environment, capture_output=True, timeout=60)
    pip = [line for line in calls.read_text().splitlines() if " install " in line]
    return done.returncode, pip


def test_the_second_call_installs_nothing(project: Path) -> None:
    status, calls = set_up(project)
    assert status == 0
    assert [call.split(" install ")[1] for call in calls] == [
        "-r requirements.lock",
        "--no-deps -r requirements-nodeps.txt",
        "--no-deps --no-build-isolation -e .",
    ]
    assert set_up(project) == (0, [])


def test_a_changed_lock_is_installed(project: Path) -> None:
    set_up(project)
    with (project / "requirements.lock").open("a") as lock:
        lock.write("another==1\n")
    status, calls = set_up(project)
    assert status == 0
    assert len(calls) == 3


def test_what_failed_is_done_again(project: Path) -> None:
    (project / "fail").touch()
    status, calls = set_up(project)
    assert status != 0
    assert len(calls) == 1
    (project / "fail").unlink()
    assert set_up(project)[0] == 0
    assert set_up(project) == (0, [])
