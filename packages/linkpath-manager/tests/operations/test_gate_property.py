"""The gate, whatever happens around it: nothing twice, nothing unapproved, no ceiling passed, everything told."""

import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from gate_truth import Truth
from gate_world import World
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("LINKPATH_TEST_EXAMPLES", "5"))
STEPS = (
    *("write", "write", "write", "write", "rush", "decide", "decide", "decide", "together", "together", "crash"),
    *("wrongly", "undo", "behind", "trouble", "clock", "round", "edit", "switch"),
)
steps = st.tuples(st.sampled_from(STEPS), st.integers(0, 59), st.integers(0, 59), st.integers(0, 59))


@given(script=st.lists(steps, min_size=10, max_size=40))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_nothing_is_done_twice_or_unapproved_or_untold_and_no_ceiling_is_passed(
    runs_in: Any, tmp_path_factory: Any, script: list[tuple[str, int, int, int]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("lives")

    async def check(house: Any) -> None:
        async with AsyncExitStack() as stack:
            world = World(house, stack, folder)
            await world.begin()
            truth = Truth(world)
            try:
                for step in script:
                    note(str(step))
                    truth.begin_step()
                    await world.do(*step)
                    await truth.look()
                truth.begin_step()
                await world.settle()
                await truth.look_at_the_end()
            finally:
                await world.end()

    runs_in(check)
