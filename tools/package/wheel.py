"""Builds the sdist, and the wheel out of it, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What lies in a working copy and is no part of the source. An old `build` would put modules into
# the wheel that are there no longer.
NO_SOURCE = shutil.ignore_patterns(*(".*", "__pycache__", "*.egg-info", "build", "dist", "run"))


def build(out: Path, root: Path = ROOT) -> tuple[Path, Path]:
    """Build both from the project in ``root`` into the folder ``out``; the sdist and the wheel.

    The wheel comes from the unpacked sdist, so that it shows whether that is whole.
    """
    out = out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = shutil.copytree(root, Path(scratch, "source"), ignore=NO_SOURCE)
        sdist = _run("build_sdist", source, out)
        with tarfile.open(sdist) as archive:
            archive.extractall(Path(scratch, "unpacked"), filter="data")
        (unpacked,) = Path(scratch, "unpacked").iterdir()
        return sdist, _run("build_wheel", unpacked, out)


def _run(hook: str, source: Path, out: Path) -> Path:
    """Have setuptools build one, in a process of its own: it works in the current folder."""
    code = (
        "import sys; from setuptools import build_meta; "
        "name = getattr(build_meta, sys.argv[1])(sys.argv[2]); sys.stderr.write('\\n' + name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, hook, str(out)],
        cwd=source,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{hook} failed:\n{done.stdout}{done.stderr}")
    return out / done.stderr.splitlines()[-1]
