"""The command of scripts/prove-webhooks."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from prove_webhooks.proof import Plan, prove


def main() -> int:
    """Exit status: 0 all holds."""
    parser = argparse.ArgumentParser(prog="scripts/prove-webhooks", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--events", type=int, default=10_000, help="at least so many, on each database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["postgresql", "sqlite", "both"], default="both")
    given = parser.parse_args()
    good = True
    for database in ("postgresql", "sqlite") if given.database == "both" else (given.database,):
        on_postgresql = database == "postgresql"
        plan = Plan(given.kills, given.events, processes=2 if on_postgresql else 1, seed=given.seed)
        with tempfile.TemporaryDirectory() as folder:
            figures = asyncio.run(prove(plan, Path(folder), on_postgresql=on_postgresql))
        good &= figures.holds
        print(  # noqa: T201  # its answer
            f"{database}: {figures.kills} kills, {figures.told} events, {figures.lost} lost, {figures.twice} twice "
            f"({figures.twice / figures.told:.2%}), {figures.strangers} unknown, {figures.waiting} waiting: "
            f"{'holds' if figures.holds else 'DOES NOT HOLD'}"
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
