"""The models on this machine: the one that comes with Mate, those in a folder, those put on a list.

The folder and the list serve all libraries. What is downloaded lies in the Hugging Face hub's own
cache, where other programs find it too, and is put on the list.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Collection
from pathlib import Path

import platformdirs

from indexer.files import display
from indexer.messages import KnownModel, ModelResult
from indexer.models import STARTER
from mate_core.cards import Facts, read_facts
from mate_core.errors import ModelError
from mate_core.model import model_folder

log = logging.getLogger(__name__)

LIST_FILE = "list.json"
_WRITING = threading.Lock()
UNFINISHED = ".unfinished"
"""Of the models folder: where alignments lie that have not come to their end."""


def models_folder() -> Path:
    """The folder whose folders are models; the environment variable MATE_MODELS names another."""
    named = os.environ.get("MATE_MODELS")
    if named:
        return Path(named)
    return platformdirs.user_data_path("mate-models", appauthor=False)


def known_models(besides: Collection[str] = ()) -> tuple[KnownModel, ...]:
    """The models on this machine, the starter first.

    Takes a while for large ones, since it looks at every file. ``besides`` are names of models that
    a library is read with, wherever they are.
    """
    listed = _listed()
    folders = [path for path in _folders() if path not in listed]
    others = [name for name in besides if name and name not in {STARTER, *listed, *folders}]
    return tuple(
        describe(name, listed.get(name, ""), listed=name in listed)
        for name in (STARTER, *sorted(folders), *listed, *others)
    )


def describe(name: str, title: str = "", *, listed: bool = False) -> KnownModel:
    """What a model or a part of one says of itself, or why it cannot be read."""
    title = title or display(os.path.basename(name))
    try:
        facts = read_facts(model_folder(name))
    except (ModelError, OSError) as error:
        return KnownModel(name, title, fault=str(error), listed=listed)
    return _known(name, title, facts, listed=listed)


def _known(name: str, title: str, facts: Facts, *, listed: bool) -> KnownModel:
    return KnownModel(
        name,
        title,
        facts.kind,
        facts.parts,
        facts.size,
        facts.memory,
        facts.memory_is_measured,
        facts.licence,
        facts.dim,
        facts.languages,
        tuple(ModelResult(r.dataset, r.measure, r.value, r.held_out) for r in facts.results),
        listed=listed,
    )


def add(folder: str, title: str = "") -> None:
    """Put a folder on the list.

    Raises:
        ModelError: it holds neither a model nor a part of one, or something of it is missing.
        OSError: the list cannot be written.
    """
    folder = os.path.abspath(os.path.expanduser(folder))
    read_facts(Path(folder))
    if os.path.dirname(folder) != str(models_folder()):  # what lies there is known
        with _WRITING:
            _write(_listed() | {folder: title})


def remove(folder: str) -> None:
    """Take a folder off the list.

    Raises:
        OSError: the list cannot be written.
    """
    with _WRITING:
        _write({name: title for name, title in _listed().items() if name != folder})


def _folders() -> list[str]:
    try:
        with os.scandir(models_folder()) as entries:
            return [e.path for e in entries if e.is_dir() and not e.name.startswith(".")]
    except OSError:  # there is none yet
        return []


def _listed() -> dict[str, str]:
    """Titles by folder; an empty one is the folder's own name."""
    path = models_folder() / LIST_FILE
    try:
        said = json.loads(path.read_bytes().decode("utf-8", "surrogateescape"))
        return {str(folder): str(title) for folder, title in said.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        log.warning("%s cannot be read: %s", path, error)
        return {}


def _write(listed: dict[str, str]) -> None:
    path = models_folder() / LIST_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    text = json.dumps(listed, indent=2, ensure_ascii=False) + "\n"
    part.write_bytes(text.encode("utf-8", "surrogateescape"))
    part.replace(path)
