"""A world put aside is taken up again exactly."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiktok_marketing.simulator import restore, take


async def keep(desk: Any, name: str = "before") -> dict[str, Any]:
    response = await desk.http.post("/_sim/snapshots", json={"name": name})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def back(desk: Any, name: str = "before") -> dict[str, Any]:
    response = await desk.http.post(f"/_sim/snapshots/{name}/restore")
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_a_restored_world_is_the_one_that_was_kept(desk: Any) -> None:
    await desk.tree()
    await desk.http.post("/_sim/faults", json={"kind": "fail", "code": 51001, "endpoint": "bc.get", "count": 2})
    await desk.http.post("/_sim/knobs", json={"strict": True, "read_lag_ms": 1000})
    records, faults = desk.state.dump(), (await desk.http.get("/_sim/faults")).json()
    await keep(desk)

    await desk.get("/bc/get/")
    await desk.http.post("/_sim/knobs", json={"strict": False, "read_lag_ms": 0})
    await desk.http.post("/_sim/clock", json={"advance_seconds": 86_400})
    for campaign in list(desk.state.campaigns):
        await desk.switch("campaign", "DELETE", campaign)
    await desk.campaign()
    told = await back(desk)

    assert told["now"] == "2026-06-15T12:00:00Z"
    assert (told["campaigns"], told["adgroups"], told["ads"]) == (1, 1, 1)
    assert desk.state.dump() | {"marker": []} == records | {"marker": []}  # one marker more: the clock, as it is
    assert (await desk.http.get("/_sim/faults")).json() == faults
    assert (await desk.http.get("/_sim/knobs")).json()["strict"] is True
    assert (await desk.http.get("/_sim/journal")).json() == {"calls": []}


async def test_what_happens_again_happens_in_the_same_way(desk: Any) -> None:
    await keep(desk)
    first = await desk.tree()

    await back(desk)

    assert await desk.tree() == first


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["campaign", "delete", "hour"]), max_size=6))
async def test_nothing_that_happens_touches_a_snapshot(desk: Any, happenings: list[str]) -> None:
    snapshot = take(desk.simulator)
    before = desk.state.dump()

    for number, happening in enumerate(happenings):
        if happening == "campaign":
            await desk.campaign(campaign_name=f"No. {number}")
        elif happening == "hour":
            desk.advance(hours=1)
        elif live := [c.id for c in desk.state.campaigns.values() if c.operation_status != "DELETE"]:
            await desk.switch("campaign", "DELETE", live[0])
    restore(desk.simulator, snapshot)

    assert desk.state.dump() | {"marker": []} == before | {"marker": []}


async def test_snapshots_are_listed_replaced_and_forgotten(desk: Any) -> None:
    await keep(desk, "one")
    desk.advance(hours=1)
    await keep(desk, "one")
    await keep(desk, "two")

    taken = {"taken_at": "2026-06-15T13:00:00Z"}
    assert (await desk.http.get("/_sim/snapshots")).json() == {"snapshots": {"one": taken, "two": taken}}
    assert (await desk.http.delete("/_sim/snapshots/one")).json() == {"snapshots": {"two": taken}}
    assert (await desk.http.post("/_sim/snapshots/one/restore")).status_code == 400


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "a/b"}, {"name": "x", "colour": "red"}])
async def test_a_name_that_cannot_be_is_refused(desk: Any, body: dict[str, str]) -> None:
    assert (await desk.http.post("/_sim/snapshots", json=body)).status_code == 400


async def test_a_clock_on_real_time_stays_on_real_time(desk: Any) -> None:
    desk.simulator.clock.run_real()
    await keep(desk)
    await desk.http.post("/_sim/clock", json={"set": "2030-01-01T00:00:00Z"})

    await back(desk)

    assert desk.simulator.clock.is_real
