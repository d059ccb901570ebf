"""Nothing leaves the machine, nor does a library that would report what it is used for prepare to.

ONNX Runtime notes a number for the machine, and what it is going to report, in the user's cache.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import rapidocr

ROOT = Path(__file__).resolve().parents[3]
MODEL = """
import sys
from pathlib import Path
from mate_core.onnx_runtime import session
session(next(Path(sys.argv[1]).rglob("*.onnx")), 1)
"""
WRITING = """
import numpy
from indexer.extract import writing
list(writing._lines(numpy.full((64, 64, 3), 255, numpy.uint8)))
"""


@pytest.mark.parametrize("code", [MODEL, WRITING])
def test_onnx_runtime_reports_nothing(code: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    subprocess.run(
        [sys.executable, "-c", code, str(Path(rapidocr.__file__).parent)],
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        cwd=ROOT,
        check=True,
        timeout=120,
    )
    assert not [path for path in home.rglob("*") if path.is_file()]
