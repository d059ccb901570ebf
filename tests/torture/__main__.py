"""``python -m tests.torture --kills 200 --seed N``: tortures a library, and says what was lost."""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import sys
import tempfile
from pathlib import Path

from tests.torture.run import not_right, torture


def main() -> int:
    """Run; 1 where something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="workers and decoders killed (200)")
    parser.add_argument("--seed", type=int, default=1, help="makes the changes (1)")
    parser.add_argument("--writing", action="store_true", help="read the text in pictures too")
    parser.add_argument("--folder", type=Path, help="an empty folder that is kept afterwards")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory(prefix="torture-") as temporary:
        base = arguments.folder or Path(temporary)
        outcome = torture(base, arguments.kills, arguments.seed, writing=arguments.writing)
    print(json.dumps(dataclasses.asdict(outcome), indent=2))
    bad = [*outcome.wrong, *not_right(outcome.verified), *outcome.differences]
    for line in bad:
        print(line.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
