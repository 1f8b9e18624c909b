"""The gate's benchmark runs and says what it measured; how fast anything is, is no test's business."""

import json
import os
import subprocess
import sys
from pathlib import Path

RUNNER = Path(__file__).parent.parent / "benchmarks" / "run.py"


def test_the_gates_question_is_answered_with_what_it_adds_and_the_rows_that_are_verified() -> None:
    command = [sys.executable, str(RUNNER), "gate", "--json", "--rounds", "1", "--scale", "0.05"]
    path = {**os.environ, "PYTHONPATH": str(RUNNER.parent.parent / "tests" / "support")}

    ran = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, env=path)

    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    sides = {f"{database}_{what}" for database in ("sqlite", "postgresql") for what in ("cpu", "time", "verified_rows")}
    assert set(answer["ratios"]) in [{one for one in sides if one.startswith(it)} for it in ("sqlite", "postgresql")]
    assert {goal["at_least"] for goal in answer["goals"].values()} == {100_000}
    assert {name for name in answer["figures"] if name.endswith("_added_cpu")} != set()
