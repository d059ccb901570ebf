"""What is freed goes back to the system, and what LanceDB keeps has an end."""

import subprocess
import sys
from pathlib import Path

import pytest

from indexer import memory

needs_glibc = pytest.mark.skipif(memory._glibc() is None, reason="the C library is another one")


def said_by(script: str, *arguments: str) -> str:
    """What a process of its own writes."""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    ).stdout


_REGIONS = """
import ctypes, sys, threading
from pathlib import Path
from indexer.service import IndexService

service = IndexService(Path(sys.argv[1]), load_model=False)
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
all_have = threading.Barrier(24)

def take() -> None:
    libc.malloc(100_000)
    all_have.wait()

threads = [threading.Thread(target=take) for _ in range(24)]
for each in threads:
    each.start()
for each in threads:
    each.join()
service.close()
stream = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, stream)
libc.fclose(stream)
"""


@needs_glibc
def test_threads_share_what_memory_is_free(tmp_path: Path) -> None:
    """Case 37: each would have a region of its own, eight for each core, and fill it."""
    assert said_by(_REGIONS, str(tmp_path)).count("<heap nr=") <= 2


_GROWTH = """
import sys
from pathlib import Path
import numpy as np
import psutil
from indexer import memory
from indexer.rows import Row
from indexer.store import Store

memory.share()
store = Store(Path(sys.argv[1]), "m", 384)
draw = np.random.default_rng(0)
count = 0
for turn in range(20):
    for _ in range(12):
        vectors = draw.standard_normal((50, 384)).astype(np.float32)
        store.append([
            Row(f"{count + at:064x}", "passage", 1, 0, "a heron by the river " * 5, (), vector)
            for at, vector in enumerate(vectors)
        ])
        count += 50
    store.optimize()
    store.wait()
    if turn in (4, 19):
        print(psutil.Process().memory_info().rss // 1_000_000)
"""


@needs_glibc
def test_memory_stays_level_while_rows_come(tmp_path: Path) -> None:
    """Case 37: 9,000 rows more, of 16 MB, and all put together fifteen times; it was 90 to 150."""
    at_first, at_last = map(int, said_by(_GROWTH, str(tmp_path)).split())
    assert at_last - at_first < 50, (at_first, at_last)


_LOADED = """
import sys
from pathlib import Path
import psutil
from indexer import memory
from indexer.service import IndexService

service = IndexService(Path(sys.argv[1]))
service.wait_for_model()
while not service.idle:
    service.step()
before = psutil.Process().memory_info().rss
memory.give_back()
print((before - psutil.Process().memory_info().rss) // 1_000_000)
service.close()
"""


@needs_glibc
def test_what_the_models_loading_has_left_goes_back(tmp_path: Path) -> None:
    said_by(_LOADED, str(tmp_path))  # a table that is made gives memory back, too
    assert int(said_by(_LOADED, str(tmp_path))) < 25  # of 55 to 77
