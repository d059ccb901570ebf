"""Builds what Mate is handed on as: ``python -m tools.package wheel|bundle|deb``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    """Build one, and say where it lies and how large it is."""
    parser = argparse.ArgumentParser(prog="python -m tools.package", description=__doc__)
    parser.add_argument("what", choices=("wheel", "bundle", "deb"))
    parser.add_argument("--out", type=Path, default=Path("dist"), help="where to (%(default)s)")
    parser.add_argument(
        "--maintainer",
        default="whoever built it <root@localhost>",
        help="with deb: who answers for the package, as NAME <ADDRESS>",
    )
    chosen = parser.parse_args()
    for made in _build(chosen):
        files = [made] if made.is_file() else [path for path in made.rglob("*") if path.is_file()]
        print(f"{made}: {sum(file.lstat().st_size for file in files) / 1e6:.0f} MB")
    return 0


def _build(chosen: argparse.Namespace) -> tuple[Path, ...]:
    out: Path = chosen.out.absolute()
    if chosen.what == "wheel":
        from tools.package import wheel

        return wheel.build(out)
    from tools.package import bundle

    made = bundle.build(out)
    if chosen.what == "bundle":
        return (made,)
    from tools.package import deb

    return made, deb.build(made, out, chosen.maintainer)


if __name__ == "__main__":
    sys.exit(main())
