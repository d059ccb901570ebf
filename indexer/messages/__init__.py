"""Every type that crosses the boundary between a front end and the worker.

Frozen dataclasses of plain values, so that they pickle, compare and print. This module
imports nothing of the program and nothing heavy: the window's process reads it at start.

Paths are ``str`` as ``os.fsdecode`` gives them: a name that is not UTF-8 carries surrogate
escapes and must be cleaned for display, never for opening. Boxes are fractions of the page,
so that a front end can draw them at any size.
"""

from indexer.messages.commands import *
from indexer.messages.events import *
from indexer.messages.values import *
