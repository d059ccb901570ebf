"""A second start of the program, in processes of their own: it brings the first window up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


class Program:
    """The program as a person starts it."""

    def __init__(self, folder: Path, *arguments: object, **environment: str) -> None:
        self.commands = folder / "commands.log"
        self.process = subprocess.Popen(
            [sys.executable, HERE / "started_program.py", self.commands, *map(str, arguments)],
            env=os.environ
            | {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder / "r")}
            | {"XDG_CONFIG_HOME": str(folder / "config")}
            | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        """What it tells next."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def tell(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, str, str]:
        said, complaint = self.process.communicate(timeout=40)
        return self.process.returncode, said, complaint


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder with a short name, for a socket's has room for a hundred letters."""
    with tempfile.TemporaryDirectory(prefix="m", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[object]:
    (tmp_path / "r").mkdir(mode=0o700)
    started: list[Program] = []

    def begin(*arguments: object, **environment: str) -> Program:
        started.append(Program(tmp_path, *arguments, **environment))
        return started[-1]

    yield begin
    for program in started:
        if program.process.poll() is None:
            program.process.kill()
        program.process.communicate()


@pytest.fixture
def first(start, tmp_path):
    """A window that is open, on the library ``one``."""
    program = start("--library", tmp_path / "one")
    assert program.line() == "shown False"
    assert program.line() == "paths []"
    return program


def test_a_second_start_brings_the_first_window_up_and_ends(start, first, tmp_path):
    first.tell("minimise")
    assert first.line() == "minimised True"
    (tmp_path / "link").symlink_to(tmp_path / "one")
    assert start("--library", tmp_path / "link").end() == (0, "", "")
    assert first.line() == "shown False"  # no longer minimised
    first.tell("close")
    assert first.end()[:2] == (0, "closed\n")


def test_it_hands_over_files_and_folders_whatever_their_names(start, first, tmp_path):
    folder = tmp_path / os.fsdecode("Köln \xff\n".encode("latin-1"))
    folder.mkdir()
    photo = tmp_path / "a.jpg"
    photo.touch()
    assert start("--library", tmp_path / "one", folder, photo).end() == (0, "", "")
    assert first.line() == "shown False"
    assert first.line() == f"paths {[str(folder), str(photo)]!a}"


def test_a_folder_that_is_given_is_watched(start, tmp_path):
    (tmp_path / "Pictures").mkdir()
    first = start("--library", tmp_path / "one", tmp_path / "Pictures")
    assert [first.line(), first.line()] == ["shown False", f"paths ['{tmp_path / 'Pictures'}']"]
    wanted = f"AddFolder(path='{tmp_path / 'Pictures'}')"
    deadline = time.monotonic() + 20
    while not (first.commands.exists() and wanted in first.commands.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_another_library_has_a_window_of_its_own(start, first, tmp_path):
    other = start("--library", tmp_path / "two")
    assert other.line() == "shown False"
    assert first.process.poll() is None


def test_what_a_killed_window_has_left_is_in_nobodys_way(start, first, tmp_path):
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(10)
    assert list((tmp_path / "r" / "mate").glob("*.socket"))  # what it has left
    again = start("--library", tmp_path / "one")
    assert again.line() == "shown False"
    assert start("--library", tmp_path / "one").end()[:2] == (0, "")


def test_of_two_that_begin_together_one_has_the_window(start, tmp_path):
    programs = [start("--library", tmp_path / "one") for _ in range(3)]
    deadline = time.monotonic() + 40
    while sum(each.process.poll() is None for each in programs) > 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert sorted(str(each.process.poll()) for each in programs) == ["0", "0", "None"]


def test_who_starts_it_while_it_ends_gets_a_window_when_it_has(start, first, tmp_path):
    first.tell("linger")
    assert first.line() == "closed"
    again = start("--library", tmp_path / "one")
    assert again.line() == "shown False"
    assert first.process.wait(1) == 0  # it had the library until then


def test_a_window_that_does_not_answer_is_told_of(start, first, tmp_path):
    first.tell("block")
    assert first.line() == "blocked"
    status, said, complaint = start("--library", tmp_path / "one").end()
    assert (status, said) == (1, "")
    assert complaint == "mate: The window of this library is open and does not answer.\n"


def test_nonsense_on_the_socket_harms_nothing(start, first, tmp_path):
    (path,) = (tmp_path / "r" / "mate").glob("*.socket")
    for words in (b"\n", b'{"paths": 3, "token": "", "quietly": false}\n', b"x" * 2_000_000):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(path))
            try:
                caller.sendall(words)
            except (BrokenPipeError, ConnectionResetError):
                assert len(words) > 1_000_000  # it stops to listen
    assert start("--library", tmp_path / "one").end()[:2] == (0, "")


def test_the_socket_is_its_users_alone(start, tmp_path):
    loose = tmp_path / "tmp"
    (loose / f"mate-{os.getuid()}").mkdir(parents=True, mode=0o777)
    (loose / f"mate-{os.getuid()}").chmod(0o777)  # anyone may have put a socket there
    program = start("--library", tmp_path / "one", XDG_RUNTIME_DIR="", TMPDIR=str(loose))
    assert program.line() == "shown False"
    assert list((loose / f"mate-{os.getuid()}").iterdir()) == []
    program.tell("close")
    assert "there is no folder for its socket" in program.end()[2]


def test_without_a_folder_of_the_session_they_meet_all_the_same(start, tmp_path):
    (tmp_path / "tmp").mkdir()
    places = {"XDG_RUNTIME_DIR": "", "TMPDIR": str(tmp_path / "tmp")}
    program = start("--library", tmp_path / "one", **places)
    assert program.line() == "shown False"
    assert start("--library", tmp_path / "one", **places).end()[:2] == (0, "")
    (folder,) = (tmp_path / "tmp").glob("mate-*")
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_of_the_session_with_too_long_a_name_is_not_the_end(start, tmp_path):
    long = tmp_path / ("long" * 25)
    long.mkdir(mode=0o700)
    (tmp_path / "tmp").mkdir()
    places = {"XDG_RUNTIME_DIR": str(long), "TMPDIR": str(tmp_path / "tmp")}
    program = start("--library", tmp_path / "one", **places)
    assert program.line() == "shown False"
    assert start("--library", tmp_path / "one", **places).end() == (0, "", "")


def test_a_path_that_is_not_there_is_named(start, tmp_path):
    status, _, complaint = start("--library", tmp_path / "one", "./nowhere.jpg").end()
    assert status == 2
    assert complaint.endswith("/nowhere.jpg\n")
