"""Restarts servers and workers one after the other under load, and counts requests that failed and runs that were lost.

Fails when there is one of either, when something was made twice, or when a process did not end well.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from proof_answers import conclude, teller

from .proof import prove


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
            tell=teller(as_json=arguments.json),
        )
    return conclude(figures, as_json=arguments.json)


if __name__ == "__main__":
    sys.exit(main())
