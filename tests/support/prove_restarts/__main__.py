"""Restarts a PostgreSQL and a Redis of its own under LinkPath, and counts what became of requests.

Fails when an answer neither was good nor said when to come again, when a write was lost or done twice, and when
LinkPath was not as before within 10 seconds.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from .proof import Figures, prove


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove-restarts", description=__doc__)
    parser.add_argument("--per-second", type=float, default=100, help="requests a second (default: 100)")
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--away-seconds", type=float, default=2, help="how long each is away (default: 2)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON and no progress")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        figures = prove(
            Path(folder),
            per_second=arguments.per_second,
            servers=arguments.servers,
            workers=arguments.workers,
            away_seconds=arguments.away_seconds,
            tell=(lambda _: None) if arguments.json else print,
        )
    print(json.dumps(asdict(figures)) if arguments.json else _table(figures))  # noqa: T201  # the answer
    return 1 if figures.wrong else 0


def _table(figures: Figures) -> str:
    counted = {name: value for name, value in asdict(figures).items() if name not in {"wrong", "outages", "said"}}
    lines = [f"{name:<12} {value}" for name, value in counted.items()]
    said = [f"{times:>12} {text}" for text, times in figures.said.items()]
    return "\n".join([*lines, *said, *(f"WRONG        {each}" for each in figures.wrong)])


if __name__ == "__main__":
    sys.exit(main())
