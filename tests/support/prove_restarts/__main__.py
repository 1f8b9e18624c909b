"""Restarts a PostgreSQL and a Redis of its own under LinkPath, and counts what became of requests.

Fails when an answer neither was good nor said when to come again, when a write was lost or done twice, and when
LinkPath was not as before within 10 seconds.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from proof_answers import conclude, teller

from .proof import prove


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
            tell=teller(as_json=arguments.json),
        )
    return conclude(figures, as_json=arguments.json)


if __name__ == "__main__":
    sys.exit(main())
