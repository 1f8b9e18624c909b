"""The control routes: clock, seed, reset, truth, check."""

from typing import Any

import pytest

from tiktok_marketing.simulator.planting import Plan

SMALL = {"seed": 3, "accounts": 2, "ads": 12, "days": 5}


async def test_the_index_names_every_route(desk: Any) -> None:
    index = (await desk.http.get("/_sim/")).json()

    for route in index["routes"]:
        method, path = route.split()
        response = await desk.http.request(method, path, content=b"[]" if method == "POST" else None)
        assert response.status_code in {200, 400}, route


async def test_the_clock_is_moved_set_and_frozen(desk: Any) -> None:
    async def change(**body: Any) -> Any:
        return (await desk.http.post("/_sim/clock", json=body)).json()

    assert (await desk.http.get("/_sim/clock")).json() == {"now": "2026-06-15T12:00:00Z", "speed": 0}
    assert await change(advance_seconds=90) == {"now": "2026-06-15T12:01:30Z", "speed": 0}
    moved = await change(set="2027-01-01T00:00:00+01:00", advance_seconds=1, speed=0)
    assert moved == {"now": "2026-12-31T23:00:01Z", "speed": 0}


@pytest.mark.parametrize(
    "body",
    [
        {"set": "2027-01-01T00:00:00"},
        {"set": "soon"},
        {"speed": -1},
        {"advance_seconds": 1e300},
        {"advance_seconds": 1e9},
        {"set": "1999-12-31T23:59:59Z"},
        {"set": "2050-01-01T00:00:00Z", "advance_seconds": 1},
        {"set": "2027-01-01T00:00:00Z", "advance_seconds": 1e300},
        {"advance_seconds": "1"},
        {"colour": "red"},
    ],
)
async def test_a_time_that_cannot_be_is_refused(desk: Any, body: dict[str, Any]) -> None:
    response = await desk.http.post("/_sim/clock", json=body)

    assert response.status_code == 400
    assert (await desk.http.get("/_sim/clock")).json()["now"] == "2026-06-15T12:00:00Z"


async def test_seeding_makes_an_agency_and_keeps_the_apps_redirects(desk: Any) -> None:
    answer = (await desk.http.post("/_sim/seed", json=SMALL)).json()

    assert answer["seeded"] == SMALL
    assert (answer["business_centers"], answer["advertisers"], answer["ads"]) == (1, 2, 12)
    assert desk.usd not in desk.state.advertisers
    assert desk.state.apps[desk.app["app_id"]].redirect_uris == [desk.redirect_uri]


async def test_a_reset_goes_back_to_the_agency_as_it_was_made(desk: Any) -> None:
    await desk.http.post("/_sim/seed", json=SMALL)
    made = {i: (c.fields, c.operation_status) for i, c in desk.state.campaigns.items()}
    token = next(iter(desk.state.grants))
    for campaign in desk.state.campaigns.values():
        campaign.operation_status = "DELETE"
    await desk.http.post("/_sim/faults", json={"kind": "limited"})
    await desk.http.post("/_sim/clock", json={"advance_seconds": 86400})

    await desk.http.post("/_sim/reset")

    assert {i: (c.fields, c.operation_status) for i, c in desk.state.campaigns.items()} == made
    assert (await desk.http.get("/_sim/faults")).json() == {"faults": []}
    assert (await desk.http.get("/_sim/clock")).json() == {"now": "2026-06-15T12:00:00Z", "speed": 0}
    desk.token = token
    await desk.ok("GET", "/bc/get/")  # tokens outlive a reset


async def test_a_reset_without_an_agency_leaves_nothing_but_apps(desk: Any) -> None:
    await desk.campaign()

    answer = (await desk.http.post("/_sim/reset")).json()

    assert set(answer.values()) == {0}
    assert list(desk.state.apps) == [desk.app["app_id"]]


@pytest.mark.parametrize(
    "plan", [{"ads": -1}, {"accounts": 51}, {"days": 731}, {"seed": "x"}, {"colour": "red"}, {"ads": 100_001}]
)
async def test_an_agency_that_cannot_be_is_refused(desk: Any, plan: dict[str, Any]) -> None:
    assert (await desk.http.post("/_sim/seed", json=plan)).status_code == 400
    assert desk.usd in desk.state.advertisers


async def test_truth_is_told_for_an_advertiser_level_and_days(desk: Any) -> None:
    await desk.http.post("/_sim/seed", json=SMALL)
    desk.simulator.spend_of = None
    asked = {"advertiser_id": next(iter(desk.state.advertisers)), "start_date": "2026-06-10", "end_date": "2026-06-14"}

    assert (await desk.http.get("/_sim/truth", params=asked)).status_code == 200
    for wrong in ({"advertiser_id": "1"}, {"level": "planet"}, {"start_date": "June"}, {"end_date": "2026-06-09"}):
        response = await desk.http.get("/_sim/truth", params=asked | wrong)
        assert (response.status_code, set(response.json())) == (400, {"error"})


async def test_a_seeded_world_breaks_no_invariant(desk: Any) -> None:
    await desk.http.post("/_sim/seed", json=SMALL | {"ads": 600})

    assert (await desk.http.get("/_sim/check")).json() == {"ok": True, "broken": []}


async def test_only_an_ad_can_be_reviewed(desk: Any) -> None:
    response = await desk.http.post("/_sim/review", json={"ad_id": "1", "approved": True})

    assert response.status_code == 400


def test_a_plan_has_the_demos_size() -> None:
    assert Plan() == Plan(seed=7, accounts=3, ads=600, days=120)
