"""How long from the start of the program to its first picture on the screen?

    python -m tests.benchmarks.window_start [--times 9] [--library DIR]

The real program is started again and again, on the display there is; the first time warms the
disk's cache and does not count. Its window says when it has painted itself for the first time.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Painted are the window and all in it when the loop is at rest after its first paint event.
PROGRAM = """
import sys, time
import app.main_window

class Painted(app.main_window.MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not hasattr(self, "told"):
            self.told = True
            from PySide6.QtCore import QTimer
            QTimer.singleShot(0, self.tell)

    def tell(self):
        print(time.time(), flush=True)
        self.quit()

if __name__ == "__main__":
    app.main_window.MainWindow = Painted
    import app.__main__ as program
    sys.exit(program.main(sys.argv[1:]))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--library", type=Path, help="an existing one; else an empty one is made")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        program = Path(scratch) / "program.py"
        program.write_text(PROGRAM, encoding="utf-8")
        library = arguments.library or Path(scratch) / "library"
        found = [once(program, library) for _ in range(arguments.times + 1)][1:]
    print(
        f"process start to first paint: median {statistics.median(found):.2f} s, "
        f"{min(found):.2f} to {max(found):.2f} (asked: 1)"
    )


def once(program: Path, library: Path) -> float:
    began = time.time()
    command = [sys.executable, str(program), "--library", str(library)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout.split()[0]) - began


if __name__ == "__main__":
    main()
