"""The file behind the state: what was saved is there again, whole, exact and in order."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tiktok_marketing.simulator import Plan, Simulator, State, StateUnreadable, VirtualClock, build_app, entrance, plant
from tiktok_marketing.simulator.record import Marker

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def started(path: Path) -> Simulator:
    clock = VirtualClock()
    clock.set(NOON, speed=0)
    return Simulator(State(path), clock, limited=False)


async def test_a_killed_simulator_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.sqlite3"
    first = started(path)
    way_in = plant(first, Plan(seed=1, accounts=1, ads=8, days=3))
    body = {
        "advertiser_id": way_in.advertiser_ids[0],
        "campaign_name": "Last words",
        "objective_type": "REACH",
        "budget_mode": "BUDGET_MODE_TOTAL",
        "budget": 1234.50,
        "request_id": "42",
    }
    headers = {"Access-Token": way_in.access_token}
    transport = httpx2.ASGITransport(app=build_app(first))
    async with httpx2.AsyncClient(transport=transport, base_url="http://simulator", headers=headers) as http:
        made = (await http.post("/open_api/v1.3/campaign/create/", json=body)).json()["data"]

    shutil.copytree(path.parent, tmp_path / "left")  # what is on the disk when a process is killed
    second = started(tmp_path / "left" / path.name)
    transport = httpx2.ASGITransport(app=build_app(second))
    async with httpx2.AsyncClient(transport=transport, base_url="http://simulator", headers=headers) as http:
        repeated = (await http.post("/open_api/v1.3/campaign/create/", json=body)).json()
        query = {"advertiser_id": way_in.advertiser_ids[0]}
        listed = (await http.get("/open_api/v1.3/campaign/get/", params=query)).json()["data"]["list"]

    assert repeated["code"] == 40050  # it remembers the request id
    assert listed[0] == made
    assert second.state.campaigns == first.state.campaigns
    assert second.state.adgroups == first.state.adgroups
    assert second.state.ads == first.state.ads
    assert second.state.ads_of == first.state.ads_of
    assert entrance(second) == way_in
    assert int(second.new_id(NOON)) > int(made["campaign_id"])
    for simulator in (first, second):
        simulator.state.close()


def test_the_order_of_creation_outlives_later_changes(tmp_path: Path) -> None:
    state = State(tmp_path / "s")
    state.save(Marker(id="a", value=1), Marker(id="b", value=1))
    state.save(Marker(id="a", value=2))
    state.close()

    again = State(tmp_path / "s")

    assert [(marker.id, marker.value) for marker in again.markers.values()] == [("a", 2), ("b", 1)]
    again.close()


def test_money_in_fields_keeps_its_digits(tmp_path: Path) -> None:
    amount = Decimal("12345678901234567890.10")
    state = State(tmp_path / "s")
    state.save(Marker(id="a", value={"budget": amount}))
    state.close()

    again = State(tmp_path / "s")

    assert str(again.markers["a"].value["budget"]) == "12345678901234567890.10"
    again.close()


def test_nothing_is_kept_in_memory_that_the_disk_refused(tmp_path: Path) -> None:
    state = State(tmp_path / "s")
    state.save(Marker(id="a", value=1))

    with pytest.raises(TypeError):
        state.save(Marker(id="a", value=2), Marker(id="b", value=object()))

    assert {marker.id: marker.value for marker in state.markers.values()} == {"a": 1}
    state.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_text("this is no database, and long enough to be looked at as one"),
        lambda path: path.mkdir(),
        lambda path: path.parent.joinpath("x").write_text(""),
    ],
)
def test_a_file_that_is_no_state_is_said_to_be_none(tmp_path: Path, spoil: Callable[[Path], Any]) -> None:
    path = tmp_path / "x" / "s" if spoil.__code__.co_names[0] == "parent" else tmp_path / "s"
    spoil(tmp_path / "s")

    with pytest.raises(StateUnreadable, match="s"):
        State(path)


def test_a_file_that_a_simulator_works_on_is_not_taken_by_another(tmp_path: Path) -> None:
    first = State(tmp_path / "s")

    with pytest.raises(StateUnreadable, match=r"^Another simulator works on .*/s\. End it, or name another folder\.$"):
        State(tmp_path / "s")

    first.close()
    State(tmp_path / "s").close()


def test_a_record_of_another_make_is_said_to_be_unreadable(tmp_path: Path) -> None:
    state = State(tmp_path / "s")
    state.save(Marker(id="a", value=1))
    state.close()
    file = sqlite3.connect(tmp_path / "s")
    file.execute("UPDATE record SET json = '{}'")
    file.commit()
    file.close()

    with pytest.raises(StateUnreadable, match="cannot read"):
        State(tmp_path / "s")


def test_a_moved_clock_goes_on_in_the_next_process(tmp_path: Path) -> None:
    real = [NOON]
    state = State(tmp_path / "s")
    simulator = Simulator(state, VirtualClock(real_now=lambda: real[0]))
    simulator.clock.set(NOON + timedelta(days=7), speed=60)
    simulator.keep_clock()
    state.close()
    real[0] += timedelta(minutes=1)

    again = Simulator(State(tmp_path / "s"), VirtualClock(real_now=lambda: real[0]))

    assert again.now() == NOON + timedelta(days=7, hours=1)
    again.state.close()
