"""Builds the bundle: a folder with the program, Python and every library, that needs no set-up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import mate_core
from mate_core.config import ModelConfig
from mate_core.model import model_folder
from mate_core.onnx_runtime import graphs_folder

ROOT = Path(__file__).parents[2]
SPEC = Path(__file__).with_name("mate.spec")
WORK = ROOT / "build" / "package"


def build(out: Path) -> Path:
    """Build the bundle into the folder ``out``; its own folder, in which the program `mate` lies.

    PyInstaller takes what is installed where this runs, so the versions are those of the lock.
    """
    subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", str(SPEC), "--noconfirm", "--log-level=WARN"),
            *(f"--distpath={out}", f"--workpath={WORK}"),
        ],
        cwd=ROOT,
        env={**os.environ, "MATE_GRAPHS": str(_export(WORK))},
        check=True,
    )
    return out / "mate"


def _export(cache: Path) -> Path:
    """The starter's graphs, made in a folder of the build if they are not there yet."""
    mate_core.load_model("starter", cache=cache)
    return graphs_folder(ModelConfig.load(model_folder("starter")), cache)
