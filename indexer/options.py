"""The options that the window and every command have."""

from __future__ import annotations

import argparse
from pathlib import Path

from indexer.library import default_library


def add_library_options(parser: argparse.ArgumentParser) -> None:
    """Let it be told which library, and which model."""
    parser.add_argument(
        "--library",
        type=Path,
        default=default_library(),
        metavar="DIR",
        help="the library's folder (%(default)s)",
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="starter, or the folder of a model (the one that the library was read with)",
    )
