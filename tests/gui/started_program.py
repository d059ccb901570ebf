"""The real program on a scripted worker: ``python started_program.py [--hang] ARGUMENTS``.

What it does is told on standard output, a line each; on standard input it is told what to do:
``minimise``, ``close``, ``block`` (its main thread answers nothing more).
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from pathlib import Path


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main() -> int:
    here = Path(__file__).parent
    sys.path[:0] = [str(here), str(here.parents[1])]
    import scripted_worker
    from PySide6.QtCore import QObject, QSocketNotifier, QTimer

    import app.__main__ as program
    import app.main_window
    from indexer import worker

    commands = Path(sys.argv[1])
    worker.start = lambda *_: scripted_worker.start(  # type: ignore[assignment]
        scripted_worker.Script(log=str(commands))
    )

    class Observed(app.main_window.MainWindow):
        def show(self) -> None:
            super().show()
            say("shown", self.isMinimized())

        def take_paths(self, paths) -> None:
            say("paths", ascii(list(paths)))
            super().take_paths(paths)

        def closeEvent(self, event) -> None:
            super().closeEvent(event)
            say("closed")

    def listen(parent: QObject) -> None:
        notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, parent)
        notifier.activated.connect(obey)

    def obey() -> None:
        match sys.stdin.readline().strip():
            case "minimise":
                window.showMinimized()
                say("minimised", window.isMinimized())
            case "close":
                window.close()
            case "linger":  # the worker takes its time to end
                join = window._client.join
                window._client.join = lambda: (time.sleep(3), join())
                window.close()
            case "block":
                say("blocked")
                time.sleep(600)

    window: Observed

    def made(*arguments) -> Observed:
        nonlocal window
        window = Observed(*arguments)
        QTimer.singleShot(0, lambda: listen(window))
        return window

    app.main_window.MainWindow = made  # type: ignore[assignment,misc]
    return program.main(sys.argv[2:])


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
