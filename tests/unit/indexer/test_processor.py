"""What Mate's processes do while they wait."""

import os
import subprocess
import sys
from pathlib import Path

_PRODUCTS = """
import sys, time
import indexer.worker
import numpy as np
a = np.ones((512, 512), dtype=np.float32)
a @ a
began = time.process_time() - time.thread_time()
for _ in range(20):
    a @ a
    time.sleep(0.03)
print(time.process_time() - time.thread_time() - began)
"""


def test_threads_of_matrix_products_sleep_between_them() -> None:
    """They would spin for 27 ms after each, and decoding or other programs need those cores."""
    one_thread = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}  # tests may run so
    environment = {name: value for name, value in os.environ.items() if name not in one_thread}
    finished = subprocess.run(
        [sys.executable, "-c", _PRODUCTS],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert float(finished.stdout) < 0.2


def test_lancedb_builds_nothing_that_is_not_used() -> None:
    """Two thirds of the time that its import took; the store works without."""
    asked = """
import sys
from indexer.store import import_engine

import_engine()
named = ("lance_namespace_urllib3_client", "lancedb.embeddings.openai", "overrides")
for name in named:
    module = sys.modules.get(name)
    print(name, module is None or getattr(module, "__file__", None) is None)
"""
    finished = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert finished.stdout.count("True") == 3, finished.stdout


_DAMAGED = """
import shutil, sys
from pathlib import Path
import numpy as np
from indexer.rows import Row
from indexer.store import Store

folder = Path(sys.argv[1])
store = Store(folder, "m", 2)
store.append([Row("aa", "passage", 1, 0, "a heron", (), np.ones(2, np.float32))])
store.make_word_index()
store.wait()
for index in folder.rglob("_indices/*"):
    shutil.rmtree(index)
store.append([Row("bb", "passage", 1, 0, "a boat", (), np.ones(2, np.float32))])
store.optimize()
store.wait()
"""


def test_lance_does_not_write_among_the_commands_own_messages(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", _DAMAGED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert finished.stderr == ""
