"""The wheel and the sdist are built, and the wheel is installed away from the project and used.

Nothing is fetched: what Mate is built on is what these tests run with.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tools.package import wheel

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("app", "indexer", "mate_core", "resources")
# What is said where the machine is new, or slow.
OF_TIME = ("preparing the model", "WARNING app.worker_client: The worker did not end within 5 s")
OPENED = """
import sys
import app.main_window

class Opened(app.main_window.MainWindow):
    def __init__(self, client, *more):
        super().__init__(client, *more)
        client.library_opened.connect(self.tell)

    def tell(self, *_):
        from PySide6.QtWidgets import QApplication
        from app.icons import app_icon
        from app.theme import RESOURCES
        program = QApplication.instance()
        print(RESOURCES)
        print(len(program.styleSheet()) > 1000, not app_icon().pixmap(48).isNull())
        print(self.grab().isNull(), program.translate("Tray", "Quit"))
        self.quit()

if __name__ == "__main__":
    app.main_window.MainWindow = Opened
    import app.__main__ as program
    sys.exit(program.main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return wheel.build(tmp_path_factory.mktemp("built"))


def sources(*folders: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_everything_is_inside(built: tuple[Path, Path]) -> None:
    sdist, made = built
    with zipfile.ZipFile(made) as archive:
        names = set(archive.namelist())
    own = {name for name in names if ".dist-info/" not in name}
    assert own == sources(*PACKAGES)  # nor anything that is there no longer
    assert any(name.endswith("licenses/LICENSE") for name in names)
    with tarfile.open(sdist) as archive:
        found = {name.partition("/")[2] for name in archive.getnames()}
    assert sources(*PACKAGES, "tools", "tests", "docs") <= found
    assert {"LICENSE", "Makefile", "pyproject.toml", "requirements.lock"} <= found


def test_it_runs_where_it_is_installed(built: tuple[Path, Path], tmp_path: Path, write_photo):
    site, photos, library = tmp_path / "site", tmp_path / "photos", tmp_path / "library"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-compile", "--target", site, built[1]], check=True, timeout=60)
    environment = os.environ | {
        "PYTHONPATH": str(site),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "LANGUAGE": "de",
        "LC_ALL": "C.UTF-8",
    }

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,  # the first test of all that needs the model prepares it
            check=False,
        )
        complaints = [line for line in done.stderr.splitlines() if not line.startswith(OF_TIME)]
        assert (done.returncode, complaints) == (0, [])
        return done.stdout

    mate = site / "bin" / "mate"
    version = run(mate, "--version").split()
    assert version[0] == "mate"
    assert f"-{version[1]}-" in built[1].name

    write_photo(photos / "a.jpg", seed=3)
    write_photo(photos / "b.png", seed=9)
    told = json.loads(run(mate, "index", photos, "--library", library, "--json"))
    assert (told["indexed"], told["failed"]) == (2, [])
    searched = run(mate, "search", "--library", library, "--photo", photos / "a.jpg", "--json")
    assert str(photos / "a.jpg") in searched

    program = tmp_path / "opened.py"
    program.write_text(OPENED)
    opened = run(program, "--library", library).splitlines()
    assert opened == [str(site / "resources"), "True True", "False Beenden"]
