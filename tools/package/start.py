"""Where the frozen program begins, and each process that it spawns.

What PyInstaller puts into the environment for the program's own sake goes again before anything
else starts: a program that Mate opens a file with would load Mate's Qt in place of its own.
"""

import os
import sys


def leave_the_environment_as_it_was() -> None:
    """Undo what PyInstaller's starter and its hook for Qt have set.

    A process that this one spawns begins anew, then, and sets it for itself.
    """
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
        os.environ.pop(name, None)


if __name__ == "__main__":
    leave_the_environment_as_it_was()
    from app.__main__ import main

    sys.exit(main())
