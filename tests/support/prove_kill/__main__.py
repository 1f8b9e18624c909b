"""Kills a LinkPath with SIGKILL while it is written to, and counts what became of the writes.

A demo at random moments; with --aimed a `serve` just after TikTok took a write, before LinkPath has recorded it. Fails
when a write that was answered is missing, one is there twice, one never ends, or the audit log does not hold.
"""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from proof_answers import conclude, teller

from .aimed import Aimed, prove_aimed
from .proof import Figures, prove


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove-kill", description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=20, help="how many times to kill it (default: 20)")
    parser.add_argument("--seed", type=int, default=None, help="of what is written and when it is killed")
    parser.add_argument("--json", action="store_true", help="print one line of JSON and no progress")
    parser.add_argument("--aimed", action="store_true", help="kill between TikTok's acceptance and the record")
    parser.add_argument("--postgresql", action="store_true", help="the same on PostgreSQL; else SQLite")
    arguments = parser.parse_args()

    seed = secrets.randbelow(1_000_000) if arguments.seed is None else arguments.seed
    with tempfile.TemporaryDirectory() as folder:
        tell = teller(as_json=arguments.json)
        figures: Figures | Aimed
        if arguments.aimed or arguments.postgresql:
            on = {"on_postgresql": arguments.postgresql, "tell": tell}
            figures = prove_aimed(arguments.rounds, seed, Path(folder), **on)
        else:
            figures = prove(arguments.rounds, seed, Path(folder) / "data", tell)
    return conclude(figures, as_json=arguments.json)


if __name__ == "__main__":
    sys.exit(main())
