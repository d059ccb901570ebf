"""The command line, on the same service as the window: for scripts and machines without a screen.

Answers go to standard output, everything else to standard error. Exit codes: 0 done (even if
some files could not be read), 1 nothing could be done or something not repaired, 2 wrong arguments.
Each command has its arguments and what it does in a module of its own.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from indexer.catalog_file import CatalogFault
from indexer.console import allow_any_name, say
from indexer.duplicates_command import add_duplicates
from indexer.export import ExportError
from indexer.extract import UnreadableError
from indexer.filters import FilterError
from indexer.index_commands import add_index, add_watch
from indexer.kept import KeptError
from indexer.kept_commands import add_collection, add_saved
from indexer.library import LibraryError
from indexer.search import QueryError
from indexer.search_commands import add_search
from indexer.store import StoreError
from indexer.upkeep_commands import add_rebuild, add_status, add_verify

EXAMPLES = """\
examples:
  mate                                      open the window
  mate index ~/Pictures ~/Documents         index two folders, to the end
  mate search --text-file diary.txt         photos and pages a long text is about
  mate search --photo heron.jpg --kind page pages that speak of a photo
  mate search --document report.pdf         photos that a document speaks of
  mate search boats --not-like ~/a.jpg      boats, but not like that photo
  mate saved add Herons "a heron by a river" keep a search by a name
  mate collection export Birds ~/birds      copy what is in a collection
"""


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit code."""
    allow_any_name()
    if argv and argv[0] in _MODEL_COMMANDS:
        return _run_model_command(argv[0], argv[1:])  # they log in their own way
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s: %(message)s")
    arguments = _parser().parse_args(argv)
    # A service manager's way to end `mate watch`: it unwinds and closes the library in order.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except (
        *(LibraryError, StoreError, UnreadableError),
        *(QueryError, FilterError, KeptError, ExportError),
    ) as error:
        say(f"mate: {error}")
        return 1
    except CatalogFault as error:
        say(f"mate: The library's catalog cannot be used: {error}.")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        signal.signal(signal.SIGTERM, before)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mate",
        description="Find photos and pages in your own library by meaning.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        *(add_index, add_watch, add_search, add_saved, add_collection),
        *(add_verify, add_rebuild, add_duplicates, add_status),
    ):
        add(commands)
    for name, line in (
        ("evaluate", "measure a model's retrieval on pairs of images and texts"),
        ("train", "train a model"),
        ("desktop", "put Mate among the desktop's programs, or take it from there"),
    ):
        commands.add_parser(name, help=line)
    return parser


# The model's own commands bring their arguments along; importing them is not for every start.
_MODEL_COMMANDS = {"train": "mate_core.train", "evaluate": "mate_core.evaluate"}


def _run_model_command(name: str, argv: Sequence[str]) -> int:
    from mate_core.errors import NoTorch, require_torch

    try:
        require_torch(f"for mate {name}")
    except NoTorch as error:
        say(f"mate: {error}")
        return 1
    module: Any = importlib.import_module(_MODEL_COMMANDS[name])
    parser = argparse.ArgumentParser(prog=f"mate {name}", description=module.__doc__)
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(argv)))
