"""The gate, whatever happens around it: nothing twice, nothing unapproved, no ceiling passed, everything told."""

import os
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from gate_scenes import Stage
from gate_truth import Truth
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

MANY = os.environ.get("LINKPATH_TEST_EXAMPLES")
EXAMPLES = int(MANY or "5")
PLAYS = (  # each walk has them all, in any order; what stands together follows on one another
    *(("write",), ("write",), ("write",), ("rush",), ("together",), ("together",), ("behind",), ("trouble",)),
    *(("clock",), ("round",), ("edit",), ("switch",), ("slip",), ("slip",), ("regain",), ("crash",), ("fill",)),
    *(("regain", "regain"), ("crash", "round"), ("fill", "day", "fill"), ("resume", "fill", "day", "fill")),
    *(("propose", "crash", "behind", "round"), ("propose", "behind", "together"), ("write", "decide", "undo")),
    *(("alone", "wrongly", "decide"), ("dismiss",), ("outlive", "round"), ("resume", "days", "costly", "decide")),
    *(("delete",), ("open", "delete", "hour", "decide"), ("propose", "stop", "decide", "resume")),
    *(("stop", "fill", "regain", "resume"), ("resume", "days", "immense")),
)
numbers = st.integers(0, 59)
scripts = st.tuples(
    st.permutations(PLAYS), st.lists(st.tuples(numbers, numbers, numbers), min_size=len(PLAYS), max_size=len(PLAYS))
)
MUST_MEET = {
    *("stopped", "closed", "ceiling_exceeded", "own_change", "already_decided", "people_only", "digest_mismatch"),
    "expired",
} | {f"became {it}" for it in ("applied", "failed", "stale", "rejected", "cancelled", "expired")}


def test_nothing_is_done_twice_or_unapproved_or_untold_or_unseen_and_no_ceiling_is_passed(
    runs_in: Any, tmp_path_factory: Any
) -> None:
    met: Counter[str] = Counter()

    @given(script=scripts)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not MANY,
        phases=(Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if MANY else [])),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    def whatever_happens(script: tuple[list[tuple[str, ...]], list[tuple[int, int, int]]]) -> None:
        folder: Path = tmp_path_factory.mktemp("lives")

        async def check(house: Any) -> None:
            async with AsyncExitStack() as stack:
                world = Stage(house, stack, folder)
                await world.begin()
                truth = Truth(world)
                try:
                    for play, (a, b, c) in zip(*script, strict=True):
                        for n, step in enumerate(play):
                            note(f"{step} {a + n} {b} {c}")
                            truth.begin_step()
                            await world.do(step, a + n, b, c)
                            await truth.look()
                    truth.begin_step()
                    await world.settle()
                    await truth.look_at_the_end()
                finally:
                    await world.end()
                met.update(world.met)
                met.update(f"became {status}" for status in truth.statuses())

        runs_in(check)

    whatever_happens()
    assert met.keys() >= MUST_MEET, "what is not met is not proved"
