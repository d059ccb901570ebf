"""The run: changes, kills, and in the end a comparison with a fresh index."""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import os
import random
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

import indexer.messages as m
from indexer.lookout import LOOK_SECONDS
from indexer.service import IndexService
from tests.torture.compare import differences, read_library
from tests.torture.hand import Hand
from tests.torture.life import Life, obey_permissions

log = logging.getLogger(__name__)

FIRST_FILES = 90
# A decoder that ended with a file in hand twice is given up, by the user's own `kill -9` too.
ENDED = "the decoder ended while reading it"
QUIET_SECONDS = 3.0
# Within how long folders that are back, and those that have been opened, are noticed.
NOTICED_SECONDS = LOOK_SECONDS + 2.0
REST_SECONDS = 240.0
MOMENT_SECONDS = 120.0  # the longest that a moment to kill in is waited for


@dataclass
class Outcome:
    """What a run has come to. ``differences`` and ``wrong`` are empty where nothing was lost."""

    kills_of_workers: int = 0
    kills_of_decoders: int = 0
    operations: int = 0
    files: int = 0
    items: int = 0
    rows: int = 0
    hits: int = 0
    permissions: bool = False
    given_up: int = 0  # files of which two decoders were killed; they were asked for again
    verified: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    seconds: float = 0.0


def torture(
    base: Path,
    kills: int,
    seed: int,
    *,
    files: int = FIRST_FILES,
    writing: bool = False,
    rescan: bool = False,
) -> Outcome:
    """Change, kill and start again; then compare.

    Args:
        base: an empty folder for the folders and the libraries.
        kills: how many workers and decoders are killed.
        seed: makes the changes, and when is killed what.
        files: how many there are at first.
        writing: read the text in pictures too, with a process of its own to be killed.
        rescan: ask for a scan in the end, in place of waiting for what is noticed by itself.

    Raises:
        AssertionError: the worker ended by itself or never came to rest, or decoders outlived it.
    """
    started = time.monotonic()
    roots = [base / "photos", base / "papers"]
    outcome = Outcome(permissions=_permissions_can_be_seen())
    hand = Hand(roots, seed, permissions=outcome.permissions)
    moments = random.Random(f"kills {seed}")
    hand.fill(files)
    library = base / "library"
    life = _start(library, roots, writing)
    while outcome.kills_of_workers + outcome.kills_of_decoders < kills:
        if _live(life, hand, moments) == "decoding" and _kill_decoder(life, moments):
            outcome.kills_of_decoders += 1
        else:
            assert not life.ended, f"it has ended by itself ({life.exit_code}): {life.notices}"
            life.kill()
            outcome.wrong += _unexpected(life)
            outcome.kills_of_workers += 1
            life = _start(library, roots, writing)
        log.info(
            "%d kills, %d changes",
            outcome.kills_of_workers + outcome.kills_of_decoders,
            len(hand.done),
        )
    for _ in range(10):
        hand.change()
        time.sleep(moments.uniform(0.0, 0.2))
    hand.settle()
    outcome.operations = len(hand.done)
    (base / "changes.txt").write_bytes("\n".join(hand.done).encode("utf-8", "surrogateescape"))
    if rescan:
        life.send(m.Rescan())
    life.wait_until_quiet(QUIET_SECONDS if rescan else NOTICED_SECONDS, REST_SECONDS)
    given_up = tuple(each.path for each in life.failed() if each.reason.startswith(ENDED))
    outcome.given_up = len(given_up)
    if given_up:
        life.send(m.RetryFailed(given_up))
        life.wait_until_quiet(QUIET_SECONDS, REST_SECONDS)
    if code := life.stop():
        outcome.wrong.append(f"the worker ended with {code}")
    outcome.wrong += _unexpected(life)
    outcome.wrong += _unnoticed(library, roots)
    outcome.verified = _verify(library)
    outcome.wrong += _complaints(library)

    photos = sorted(path for path in roots[0].rglob("*.jpg") if path.is_file())
    asked = [path for path in photos if path.stat().st_size > 2000][:3]
    with (
        closing(IndexService(library, read_only=True)) as tortured,
        closing(_index_in_peace(base / "fresh", roots, writing)) as fresh,
    ):
        one, other = (read_library(each, roots, asked) for each in (tortured, fresh))
    outcome.differences = differences(one, other)
    outcome.files, outcome.items = len(other.files), len(other.items)
    outcome.rows, outcome.hits = len(other.rows), len(other.hits)
    outcome.seconds = time.monotonic() - started
    return outcome


def _index_in_peace(library: Path, roots: list[Path], writing: bool) -> IndexService:
    service = IndexService(library, writing=writing)
    service.wait_for_model()
    for root in roots:
        service.add_folder(str(root))
    while not service.idle:
        if not service.step():
            time.sleep(0.01)
    return service


def _start(library: Path, roots: list[Path], writing: bool) -> Life:
    life = Life(library)
    # Commands that a killed worker had not obeyed yet are given again, as the window does.
    life.send(m.ChangeSettings(m.IndexSettings(reads_writing=writing)))
    for root in roots:
        if root.is_dir():
            life.send(m.AddFolder(str(root)))
    return life


def _unexpected(life: Life) -> list[str]:
    """What it told a person, but that a folder which had just gone away cannot be added."""
    return [text for text in life.notices if not text.startswith("There is no folder")]


def _live(life: Life, hand: Hand, moments: random.Random) -> str:
    """Change something, and wait for a moment in the worker's life; which it was."""
    for _ in range(moments.randrange(2, 10)):
        hand.change()
        time.sleep(moments.uniform(0.0, 0.4))
    moment = moments.choice(("anything", "decoding", "decoding", "writing", "writing", "resting"))
    files = moments.randrange(1, 30)
    deadline = time.monotonic() + MOMENT_SECONDS
    while moment != "anything" and time.monotonic() < deadline and not life.ended:
        progress = life.progress
        if progress and not progress.active:
            break  # all is done
        if moment == "decoding" and life.decoders:
            break
        if moment == "writing" and progress and progress.done >= files:
            break
        time.sleep(0.02)
    time.sleep(moments.uniform(0.0, 1.5))
    return moment


def _kill_decoder(life: Life, moments: random.Random) -> bool:
    """Kill one of the decoders; whether there was one."""
    decoders = life.decoders
    if not decoders:
        return False
    with contextlib.suppress(psutil.NoSuchProcess):
        moments.choice(decoders).kill()
    return True


def _permissions_can_be_seen() -> bool:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(obey_permissions)


def _unnoticed(library: Path, roots: list[Path]) -> list[str]:
    """Files that have another size or time than the catalog knows of."""
    service = IndexService(library, read_only=True, load_model=False)
    found = []
    for root in roots:
        for path, record in service.catalog.files_under(str(root)).items():
            now = os.stat(path) if os.path.exists(path) else None
            if now is None or (now.st_size, now.st_mtime_ns) != (
                record.stat.size,
                record.stat.mtime,
            ):
                found.append(f"unnoticed: {path!r}, {record}, {now}")
    service.close()
    return found


_VERIFY = """
import sys
from app.__main__ import main
from tests.torture.life import obey_permissions
if __name__ == "__main__":
    obey_permissions()
    sys.exit(main(sys.argv[1:]))
"""


def _verify(library: Path) -> dict[str, Any]:
    """What the real command finds, which repairs and tidies."""
    done = subprocess.run(
        [sys.executable, "-c", _VERIFY, "verify", "--library", str(library), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout))


# What must have been right before anything was repaired. A kill may leave a thumbnail of a
# content that has gone meanwhile, or half of a file, and what was removed goes after a while.
MUST_BE_RIGHT = (
    "contents_incomplete", "contents_half_written", "contents_unknown", "contents_kept",
    "thumbnails_missing", "files_removed", "files_renamed", "files_queued", "not_repaired",
)  # fmt: skip


def not_right(verified: dict[str, Any]) -> list[str]:
    """What `mate verify` had to repair although nothing should have been wrong."""
    return [f"{name}: {verified[name]}" for name in MUST_BE_RIGHT if verified[name]]


def _complaints(library: Path) -> list[str]:
    """Errors in the log: something that nobody has foreseen."""
    lines = (library / "mate.log").read_text("utf-8", "replace").splitlines()
    return [line for line in lines if " ERROR " in line or "Traceback" in line]
