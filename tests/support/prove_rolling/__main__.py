"""Restarts servers and workers one after the other under load, and counts requests that failed and runs that were lost.

Fails when there is one of either, when something was made twice, or when a process did not end well.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from .proof import Figures, prove


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove-rolling", description=__doc__)
    parser.add_argument("--per-second", type=float, default=200, help="requests a second (default: 200)")
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--drain-seconds", type=float, default=2)
    parser.add_argument("--json", action="store_true", help="print one line of JSON and no progress")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        figures = prove(
            Path(folder),
            per_second=arguments.per_second,
            servers=arguments.servers,
            workers=arguments.workers,
            drain_seconds=arguments.drain_seconds,
            tell=(lambda _: None) if arguments.json else print,
        )
    print(json.dumps(asdict(figures)) if arguments.json else _table(figures))  # noqa: T201  # the answer
    return 1 if figures.wrong else 0


def _table(figures: Figures) -> str:
    counted = {name: value for name, value in asdict(figures).items() if name != "wrong"}
    lines = [f"{name:<18} {value}" for name, value in counted.items()]
    return "\n".join([*lines, *(f"WRONG              {each}" for each in figures.wrong)])


if __name__ == "__main__":
    sys.exit(main())
