"""``python -m tests.fuzz --files 10000 --seed N``: mutated files, and what becomes of them."""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import sys
import tempfile
from pathlib import Path

from tests.fuzz.run import fuzz


def main() -> int:
    """Run; 1 where a file was lost or met with something unforeseen."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000, help="how many (10000)")
    parser.add_argument("--seed", type=int, default=1, help="makes the files (1)")
    parser.add_argument("--folder", type=Path, help="an empty folder that is kept afterwards")
    parser.add_argument(
        "--worker-alone", action="store_true", help="leave out reading each file by itself"
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as temporary:
        base = arguments.folder or Path(temporary)
        alone = not arguments.worker_alone
        outcome = fuzz(base, arguments.files, arguments.seed, alone=alone)
    print(json.dumps(dataclasses.asdict(outcome), indent=1))
    return 1 if outcome.lost or outcome.unforeseen or outcome.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
