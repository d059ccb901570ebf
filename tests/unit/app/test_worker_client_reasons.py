"""How a worker's end is put into words."""

from __future__ import annotations

import pytest

from app.worker_client import _reason


@pytest.mark.parametrize(
    ("exitcode", "words"),
    [
        (-9, "signal SIGKILL"),
        (-250, "signal 250"),
        (3, "exit status 3"),
        (None, "it closed its connection"),
    ],
)
def test_an_exit_status_becomes_words(exitcode, words):
    assert _reason(exitcode) == words
