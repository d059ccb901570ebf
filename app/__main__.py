"""The console script ``mate``: one window and one worker, or the command line.

Nothing heavy is imported at the top. The command line must not load Qt, and the worker, a
spawned process, imports this module again. This is the only module of the window's side that
knows how a worker is started.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from PySide6.QtWidgets import QApplication

    from app.main_window import MainWindow
    from app.worker_client import WorkerHandle

SUBCOMMANDS = frozenset(
    {"index", "watch", "search", "saved", "collection", "duplicates", "status", "verify"}
    | {"rebuild", "evaluate", "train", "desktop"}
)


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window, or run the subcommand that ``argv`` names; return the exit status."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in SUBCOMMANDS:
        return _run_command_line(arguments)
    parser = _window_parser()
    options, others = parser.parse_known_args(arguments)
    if options.version:
        from importlib.metadata import version

        sys.stdout.write(f"mate {version('mate')}\n")
        return 0
    if not others:
        return _open_window(options)
    if others[0] not in SUBCOMMANDS and (given := _given_paths(others)):
        missing = [path for path in given if not os.path.lexists(path)]
        if missing:
            parser.error(f"there is no file or folder {missing[0]}")
        return _open_window(options, given)
    if others[0] in SUBCOMMANDS:
        # `mate --library DIR search …` reads as well as `mate search --library DIR …`.
        named = ["--library", str(options.library)]
        named += ["--model", options.model] if options.model else []
        return _run_command_line([others[0], *named, *others[1:]])
    if others[0] in ("-h", "--help"):
        sys.stdout.write(parser.format_help() + "\n")
        return _run_command_line(["--help"])
    if others[0].startswith("-"):
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    return _run_command_line(others)  # no command of ours: it says which there are


def _window_parser() -> argparse.ArgumentParser:
    """Return what reads the window's own options; a subcommand's are left to the command line."""
    from indexer.options import add_library_options

    parser = argparse.ArgumentParser(
        prog="mate",
        usage="mate [--library DIR] [--model NAME] [--in-background] [FILE or FOLDER ...]",
        description="Open the window, or bring it up if it is open. Folders are watched from then "
        "on; photos and documents are what is searched with.",
        add_help=False,
        allow_abbrev=False,
    )
    add_library_options(parser)
    parser.add_argument("--version", action="store_true", help="tell the version, and end")
    parser.add_argument(
        "--in-background",
        action="store_true",
        help="begin in the tray, without a window, where the desktop has a tray",
    )
    return parser


def _usual_library() -> Path:
    library: Path = _window_parser().get_default("library")
    return library


def _given_paths(words: Sequence[str]) -> list[str]:
    """The files and folders that words name, as full paths; none if the first one is no path."""
    if words[0].startswith("-") or not (os.sep in words[0] or os.path.lexists(words[0])):
        return []
    return [os.path.abspath(word) for word in words]  # noqa: PTH100  # ".." through links stays


def _run_command_line(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] == "desktop":
        from app.desktop import command

        return command.main(arguments[1:], _usual_library())
    from indexer import command_line

    return command_line.main(arguments)


def _open_window(options: argparse.Namespace, paths: Sequence[str] = ()) -> int:
    import logging
    import signal

    from PySide6.QtWidgets import QApplication

    from app.desktop.single import OneWindow

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    library: Path = options.library.expanduser().absolute()

    app = QApplication([sys.argv[0]])
    one = OneWindow(library)
    claim = one.claim(paths, quietly=options.in_background)
    if claim == "silent":
        sys.stderr.write("mate: The window of this library is open and does not answer.\n")
        return 1
    if claim == "handed over":
        return 0

    from app import language, theme
    from app.desktop.entries import Entries
    from app.desktop.front import bring_up
    from app.desktop.ready import ReadyNote
    from app.desktop.tray import Tray
    from app.icons import app_icon
    from app.main_window import MainWindow
    from app.settings.motion import Motion
    from app.settings.own import own_settings
    from app.settings.settings import Settings
    from app.worker_client import WorkerClient

    app.setApplicationName("mate")
    app.setApplicationDisplayName("Mate")
    app.setDesktopFileName("mate")
    app.setWindowIcon(app_icon())

    def start_worker() -> WorkerHandle:
        from indexer import worker

        return worker.start(library, None if client.has_chosen_model else options.model)

    client = WorkerClient(start_worker)
    entries = Entries(None if library == _usual_library() else library)
    has_entries = sys.platform not in ("win32", "darwin")
    settings = Settings(client, own_settings(), entries if has_entries else None)
    chosen = settings.text("language")
    language.speak(app, "" if chosen == "system" else chosen)
    dress = theme.Dress(app)
    dress.choose(settings.text("theme"))
    settings.changed.connect(
        lambda key: dress.choose(settings.text("theme")) if key == "theme" else None
    )
    window = MainWindow(client, library, settings)
    Motion(app, settings, window.status, window.map)
    tray = Tray(
        client,
        window.status,
        settings,
        began_in_background=options.in_background,
        parent=app,
    )
    ReadyNote(client, settings, window.memory, tray.tell, window)
    window.stays = lambda: tray.takes_over
    window.ended.connect(tray.hide)
    window.ended.connect(app.quit)
    app.setQuitOnLastWindowClosed(False)  # a dialog may be the last one, with the window unseen
    tray.show_wanted.connect(lambda: bring_up(window))
    tray.search_wanted.connect(window.search)
    tray.settings_wanted.connect(lambda: window.show_settings())
    tray.quit_wanted.connect(window.quit)
    one.wanted.connect(lambda: bring_up(window))
    one.paths_given.connect(window.take_paths)
    if options.in_background:
        tray.wait(window)
    else:
        window.show()
    window.take_paths(paths)
    wakers = _quit_on_signals(app, window)
    client.start()
    status = app.exec()
    client.stop()
    client.join()
    one.close()  # only now: who starts the program meanwhile waits until the library is free
    signal.set_wakeup_fd(-1)
    for waker in wakers:
        waker.close()
    return status


def _quit_on_signals(app: QApplication, window: MainWindow) -> tuple[socket.socket, ...]:
    """Close the window in order on Ctrl+C and on a session's end.

    Python runs its signal handlers only between byte codes, and inside ``exec`` there are
    none: the wake-up socket makes the event loop turn once, and then they run. The sockets
    are returned and must be kept: were one collected, the other would be readable for ever
    and the event loop would never rest.
    """
    import signal
    import socket

    from PySide6.QtCore import QSocketNotifier

    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, app)
    notifier.activated.connect(lambda: ours.recv(64))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: window.quit())
    return ours, theirs


if __name__ == "__main__":
    sys.exit(main())
