"""Kills what makes events and what posts them, and PostgreSQL itself, on each database, and counts what arrived.

Fails when an event that was committed never arrives, one arrives that nobody made, posts are left waiting, or more than
one event in fifty arrives twice.
"""

import argparse
import asyncio
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from own_postgres import own_postgresql
from proof_answers import conclude

from .proof import Plan, prove

KILLS_TO_ONE_OF_THE_DATABASE = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove-webhooks", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--events", type=int, default=10_000, help="at least so many, on each database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["postgresql", "sqlite", "both"], default="both")
    parser.add_argument("--json", action="store_true", help="print one line of JSON for each database")
    arguments = parser.parse_args()

    ended = 0
    for database in ("postgresql", "sqlite") if arguments.database == "both" else (arguments.database,):
        on_postgresql = database == "postgresql"
        plan = Plan(
            arguments.kills,
            arguments.events,
            # One process alone makes as many events in as few lives.
            **({"processes": 2} if on_postgresql else {"processes": 1, "per_second": 60, "seconds": 3.0}),
            seed=arguments.seed,
            of_the_database=arguments.kills // KILLS_TO_ONE_OF_THE_DATABASE if on_postgresql else 0,
        )
        with (
            tempfile.TemporaryDirectory() as folder,
            own_postgresql() if plan.of_the_database else nullcontext() as server,
        ):
            figures = asyncio.run(prove(plan, Path(folder), on_postgresql=on_postgresql, server=server))
        ended |= conclude(figures, as_json=arguments.json)
    return ended


if __name__ == "__main__":
    sys.exit(main())
