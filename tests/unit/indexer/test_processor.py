"""What Mate's processes do while they wait."""

import os
import subprocess
import sys

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


def test_lancedb_builds_no_client_of_its_cloud() -> None:
    """Half of the time that a start took; the store works without."""
    asked = (
        "import sys; from indexer.store import import_engine; import_engine();"
        "print([type(m).__name__ for n, m in sys.modules.items() if 'urllib3_client' in n])"
    )
    finished = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert "_Types" in finished.stdout
    assert "'module'" not in finished.stdout
