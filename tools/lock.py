"""Resolves requirements*.in into requirements.lock; `make lock` runs it.

pip resolves in a fresh virtual environment without installing, on Linux with whatever build
of torch is at hand. What differs from machine to machine is left out: the local part of a
version (``+cpu``), and the CUDA libraries, which the CUDA build of torch asks for by itself.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
INPUTS = ("requirements.in", "requirements-dev.in")
OUTPUT = "requirements.lock"
HEADER = """\
# Written by `make lock` from requirements.in and requirements-dev.in. Do not edit by hand.
# Install with dependencies on: a CUDA build of torch brings its own libraries.
"""
FROM_CUDA = re.compile(r"nvidia|cuda|triton")


def resolve(inputs: tuple[str, ...]) -> dict[str, str]:
    """Return the version of every package that the inputs need, by name."""
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        pip = [str(Path(scratch, "bin", "python")), "-m", "pip", "--no-input", "--quiet"]
        subprocess.run([*pip, "install", "--upgrade", "pip"], check=True, cwd=ROOT)
        report = Path(scratch, "report.json")
        command = [*pip, "install", "--dry-run", "--ignore-installed", "--report", str(report)]
        for name in inputs:
            command += ["-r", name]
        subprocess.run(command, check=True, cwd=ROOT)
        packages = json.loads(report.read_text("utf-8"))["install"]
    return {package["metadata"]["name"]: package["metadata"]["version"] for package in packages}


def needed_elsewhere(inputs: tuple[str, ...]) -> list[str]:
    """Return what other systems alone need, which the inputs pin themselves, with its marker."""
    lines = (line for name in inputs for line in Path(ROOT, name).read_text("utf-8").splitlines())
    return [line for line in lines if ";" in line and not line.startswith("#")]


def lock_text(versions: dict[str, str], elsewhere: Sequence[str] = ()) -> str:
    """Return the lock file: one pin a line, sorted, without what depends on the machine."""
    pins = sorted(
        (f"{name.lower().replace('_', '-')}=={version.partition('+')[0]}")
        for name, version in versions.items()
        if not FROM_CUDA.match(name.lower())
    )
    return HEADER + "".join(f"{pin}\n" for pin in sorted([*pins, *elsewhere]))


def main() -> int:
    """Write the lock file."""
    Path(ROOT, OUTPUT).write_text(lock_text(resolve(INPUTS), needed_elsewhere(INPUTS)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
