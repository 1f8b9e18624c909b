"""Kills LinkPath with SIGKILL while it works on a batch, and counts at TikTok what was done; without kills, measures.

Fails when an item has no end or the wrong one, was done twice or not at all, when more than one call in a hundred was
not needed, or when the audit log does not hold.
"""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from proof_answers import conclude, teller

from .proof import Asked, prove


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove-batch", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=10, help="how many times to kill it (default: 10)")
    parser.add_argument("--items", type=int, default=1_000, help="of the batch (default: 1000)")
    parser.add_argument("--noun", choices=["campaigns", "adgroups"], default="campaigns", help="whose budgets change")
    parser.add_argument("--level", choices=["basic", "advanced", "premium", "ultimate"], default="basic")
    parser.add_argument("--seed", type=int, default=None, help="of the moments at which it is killed")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL rather than SQLite")
    parser.add_argument("--json", action="store_true", help="print one line of JSON and no progress")
    arguments = parser.parse_args()

    seed = secrets.randbelow(1_000_000) if arguments.seed is None else arguments.seed
    asked = Asked(arguments.items, arguments.noun, arguments.level, arguments.kills, seed, arguments.postgresql)
    with tempfile.TemporaryDirectory() as folder:
        figures = prove(asked, Path(folder), teller(as_json=arguments.json))
    return conclude(figures, as_json=arguments.json)


if __name__ == "__main__":
    sys.exit(main())
