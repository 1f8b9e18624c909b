"""Kills a demo with SIGKILL at random moments while it is written to, and counts what became of the writes.

Fails when a write that was answered is missing, one is there twice, one never ends, or the audit log does not hold.
"""

import argparse
import json
import secrets
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from .proof import Figures, prove


def main() -> int:
    parser = argparse.ArgumentParser(prog="prove-kill", description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=20, help="how many times to kill it (default: 20)")
    parser.add_argument("--seed", type=int, default=None, help="of what is written and when it is killed")
    parser.add_argument("--json", action="store_true", help="print one line of JSON and no progress")
    arguments = parser.parse_args()

    seed = secrets.randbelow(1_000_000) if arguments.seed is None else arguments.seed
    with tempfile.TemporaryDirectory() as folder:
        tell = (lambda _: None) if arguments.json else print
        figures = prove(arguments.rounds, seed, Path(folder) / "data", tell)
    print(json.dumps(asdict(figures)) if arguments.json else _table(figures))  # noqa: T201  # the answer
    return 1 if figures.wrong else 0


def _table(figures: Figures) -> str:
    counted = {name: value for name, value in asdict(figures).items() if name != "wrong"}
    lines = [f"{name:<10} {value}" for name, value in counted.items()]
    return "\n".join([*lines, *(f"WRONG      {each}" for each in figures.wrong)])


if __name__ == "__main__":
    sys.exit(main())
