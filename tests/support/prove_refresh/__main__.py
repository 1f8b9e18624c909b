"""Kills LinkPath with SIGKILL while it renews a TikTok account's token, and looks what became of the connection.

Fails when a connection neither works nor says that a person has to reconnect, says so though nothing was lost, works
with a token that TikTok did not give last, or when the audit log does not hold.
"""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from proof_answers import conclude, teller

from .proof import prove


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove-refresh", description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=20, help="how many times to kill it (default: 20)")
    parser.add_argument("--seed", type=int, default=None, help="of the moments at which it is killed")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL rather than SQLite")
    parser.add_argument("--json", action="store_true", help="print one line of JSON and no progress")
    arguments = parser.parse_args()

    seed = secrets.randbelow(1_000_000) if arguments.seed is None else arguments.seed
    with tempfile.TemporaryDirectory() as folder:
        tell = teller(as_json=arguments.json)
        figures = prove(arguments.rounds, seed, Path(folder), tell, postgresql=arguments.postgresql)
    return conclude(figures, as_json=arguments.json)


if __name__ == "__main__":
    sys.exit(main())
