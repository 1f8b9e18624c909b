"""Runs a benchmark as `scripts/bench` does, for tests."""

import os
import subprocess
import sys
from pathlib import Path

SUPPORT = Path(__file__).parent
RUNNER = SUPPORT.parent.parent / "benchmarks" / "run.py"


def bench(*arguments: str, seconds: float = 150) -> subprocess.CompletedProcess[str]:
    """What the runner printed, and how it ended."""
    command = [sys.executable, str(RUNNER), *arguments]
    path = {**os.environ, "PYTHONPATH": str(SUPPORT)}
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, env=path)
