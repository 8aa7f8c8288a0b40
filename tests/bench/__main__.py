"""``python -m tests.bench [statistics] [methods] [pages] [overview] [startup]``: all by default."""

from __future__ import annotations

import os
import sys
from importlib import import_module

PARTS = ("statistics", "methods", "pages", "overview", "startup")


def main(names: list[str]) -> int:
    """Print the measurements of some parts, each line as soon as it is known."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program itself
    for name in names or PARTS:
        if name not in PARTS:
            print(f"There is no measurement {name}; there are {', '.join(PARTS)}.", file=sys.stderr)
            return 2
    for name in names or PARTS:
        for line in import_module(f"tests.bench.{name}").lines():
            print(line, flush=True)
        print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
