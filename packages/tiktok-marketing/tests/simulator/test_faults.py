"""Behaviour reference §14.7: trouble on request, and whether the write took effect."""

from contextlib import suppress
from typing import Any

import httpx2
import pytest

from tiktok_marketing.simulator import ConnectionCut, FaultKind, running
from tiktok_marketing.simulator.distortion import UNHEARD_OF
from tiktok_marketing.simulator.faults import KINDS
from tiktok_marketing.spec import API_PREFIX

CREATE = f"{API_PREFIX}/campaign/create/"


async def order(desk: Any, **fault: Any) -> dict[str, Any]:
    response = await desk.http.post("/_sim/faults", json=fault)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def create(desk: Any) -> httpx2.Response:
    headers = {"Access-Token": desk.token}
    response: httpx2.Response = await desk.http.post(CREATE, json=desk.campaign_body(), headers=headers)
    return response


async def test_a_failure_has_the_code_it_is_given(desk: Any) -> None:
    await order(desk, kind="fail", code=50002, message="Try again.")

    assert await desk.refused("/campaign/create/", **desk.campaign_body()) == (50002, "Try again.")
    assert desk.state.campaigns == {}
    await desk.campaign()


async def test_a_limited_call_is_not_performed(desk: Any) -> None:
    await order(desk, kind="limited", endpoint="campaign.create")

    assert (await desk.refused("/campaign/create/", **desk.campaign_body()))[0] == 40100
    assert desk.state.campaigns == {}


async def test_a_gateway_answers_in_html(desk: Any) -> None:
    await order(desk, kind="http", status=504)

    response = await create(desk)

    assert (response.status_code, response.headers["content-type"]) == (504, "text/html")
    assert "504 Gateway Timeout" in response.text
    assert desk.state.campaigns == {}


@pytest.mark.parametrize(("kind", "made"), [("cut_before", 0), ("cut_after", 1)])
async def test_a_cut_connection_leaves_the_caller_without_an_answer(desk: Any, kind: str, made: int) -> None:
    await order(desk, kind=kind)

    with pytest.raises(ConnectionCut):
        await create(desk)

    assert len(desk.state.campaigns) == made


async def test_a_truncated_answer_is_no_json(desk: Any) -> None:
    await order(desk, kind="truncate")

    response = await create(desk)

    assert response.status_code == 200
    assert response.text.startswith('{"code":0,"message":"OK"')
    with pytest.raises(ValueError, match="line 1"):
        response.json()
    assert len(desk.state.campaigns) == 1


async def test_a_slow_answer_comes_after_the_write_took_effect(desk: Any) -> None:
    await order(desk, kind="slow", delay_ms=1)

    response = await create(desk)

    assert response.json()["code"] == 0
    assert len(desk.state.campaigns) == 1


async def test_a_fault_hits_its_endpoint_as_often_as_ordered(desk: Any) -> None:
    await order(desk, kind="fail", code=51001, endpoint="bc.get", count=2)

    assert (await desk.get("/campaign/get/", advertiser_id=desk.usd))["code"] == 0
    assert [(await desk.get("/bc/get/"))["code"] for _ in range(3)] == [51001, 51001, 0]


async def test_orders_are_listed_and_forgotten(desk: Any) -> None:
    first = await order(desk, kind="cut_after", endpoint="ad.get")
    second = await order(desk, kind="limited")

    assert (await desk.http.get("/_sim/faults")).json() == {"faults": [first, second]}
    assert (await desk.http.delete("/_sim/faults")).json() == {"faults": []}
    await desk.ok("GET", "/bc/get/")


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"kind": "explode"},
        {"kind": "fail", "count": 0},
        {"kind": "http", "status": 200},
        {"kind": "http", "status": 999},
        {"kind": "slow", "delay_ms": -1},
        {"kind": "fail", "colour": "red"},
        {"kind": "fail", "probability": 1.5},
        {"kind": "fail", "after": -1},
        {"kind": "fail", "endpoint": "campaign.creat"},
        {"kind": "fail", "starts_at": "2026-06-15T13:00:00"},
        {"kind": "fail", "starts_at": "2026-06-15T13:00:00Z", "ends_at": "2026-06-15T13:00:00Z"},
    ],
)
async def test_orders_that_cannot_be_are_refused(desk: Any, fault: dict[str, Any]) -> None:
    response = await desk.http.post("/_sim/faults", json=fault)

    assert response.status_code == 400
    assert set(response.json()) == {"error"}


@pytest.mark.parametrize(("kind", "made"), [("cut_before", 0), ("cut_after", 1)])
async def test_over_a_socket_a_cut_is_a_broken_connection(desk: Any, kind: str, made: int) -> None:
    with running(desk.simulator) as base_url:
        async with httpx2.AsyncClient(base_url=base_url, headers={"Access-Token": desk.token}) as http:
            await http.post("/_sim/faults", json={"kind": kind})

            with pytest.raises(httpx2.RemoteProtocolError):
                await http.post(CREATE, json=desk.campaign_body())

            again = await http.post(CREATE, json=desk.campaign_body(campaign_name="Next"))
            assert again.json()["code"] == 0
    assert len(desk.state.campaigns) == made + 1


async def test_duplicate_success_makes_everything_twice_and_tells_once(desk: Any) -> None:
    await order(desk, kind="duplicate", endpoint="campaign.create")

    made = (await create(desk)).json()["data"]["campaign_id"]

    first, second = await desk.listed("campaign")
    assert {first["campaign_id"], second["campaign_id"]} > {made}
    assert first["campaign_id"] != second["campaign_id"]
    assert first["campaign_name"] == second["campaign_name"] == "Spring"
    assert len(await desk.listed("campaign")) == 2
    assert (await desk.http.get("/_sim/check")).json()["ok"]


async def test_duplicate_success_waits_for_a_write(desk: Any) -> None:
    await order(desk, kind="duplicate")

    await desk.listed("campaign")
    await desk.campaign()

    assert len(desk.state.campaigns) == 2


async def test_a_lost_answer_took_effect_and_has_not_a_byte(desk: Any) -> None:
    await order(desk, kind="lost", delay_ms=1)

    with pytest.raises(ConnectionCut):
        await create(desk)

    assert len(desk.state.campaigns) == 1


@pytest.mark.parametrize(("kind", "made"), [("malformed", 1), ("html", 0)])
async def test_what_is_no_json_can_come_with_http_200(desk: Any, kind: str, made: int) -> None:
    await order(desk, kind=kind)

    response = await create(desk)

    assert response.status_code == 200
    with pytest.raises(ValueError, match="line 1"):
        response.json()
    assert len(desk.state.campaigns) == made


@pytest.mark.parametrize(
    ("kind", "code"),
    [("maintenance", 60001), ("unknown_code", 51999), ("qps_limit", 40100), ("qpm_limit", 40100), ("qpd_limit", 40100)],
)
async def test_tiktoks_codes_come_without_effect(desk: Any, kind: str, code: int) -> None:
    await order(desk, kind=kind)

    assert (await desk.refused("/campaign/create/", **desk.campaign_body()))[0] == code
    assert desk.state.campaigns == {}


async def test_limits_speak_in_tiktoks_words(desk: Any) -> None:  # §2.1
    async def told(kind: str) -> str:
        await order(desk, kind=kind, count=1)
        return str((await desk.get("/campaign/get/", advertiser_id=desk.usd))["message"])

    app = desk.app["app_id"]
    restricted = f"Due to too many requests, requests from App {app} are temporarily restricted."
    assert await told("qps_limit") == f"App {app} reaches the QPS limit 10, current QPS is 11."
    assert await told("qpm_limit") == restricted
    assert await told("advertiser_limit") == (
        f"Advertiser ({desk.usd})'s QPS (21) reaches QPS limit 20 for current path, request is temporarily restricted."
    )


async def test_a_breach_per_minute_lasts_five_minutes(desk: Any) -> None:  # §3.4
    await order(desk, kind="qpm_limit")

    async def code() -> int:
        return int((await desk.get("/bc/get/"))["code"])

    assert await code() == 40100
    desk.advance(minutes=4, seconds=59)
    assert await code() == 40100
    desk.advance(seconds=1)
    assert await code() == 0


async def test_a_breach_per_day_lasts_until_midnight_utc(desk: Any) -> None:  # §3.4
    await order(desk, kind="qpd_limit")

    assert (await desk.get("/bc/get/"))["code"] == 40100
    desk.advance(hours=11, minutes=59)
    assert (await desk.get("/bc/get/"))["code"] == 40100
    desk.advance(minutes=1)
    assert (await desk.get("/bc/get/"))["code"] == 0


async def test_a_fault_can_be_one_advertisers(desk: Any) -> None:
    await order(desk, kind="fail", code=50002, advertiser_id=desk.jpy, count=9)

    async def code(**arguments: Any) -> int:
        return int((await desk.get("/advertiser/info/", **arguments))["code"])

    assert (await desk.get("/campaign/get/", advertiser_id=desk.usd))["code"] == 0
    assert (await desk.get("/campaign/get/", advertiser_id=desk.jpy))["code"] == 50002
    assert [await code(advertiser_ids=[i]) for i in (desk.usd, desk.jpy)] == [0, 50002]


async def test_a_token_that_dies_stays_dead(desk: Any) -> None:
    await order(desk, kind="token_death", after=2)

    codes = [(await desk.get("/bc/get/"))["code"] for _ in range(4)]

    assert codes == [0, 0, 40105, 40105]


async def test_a_lost_role_closes_one_advertiser(desk: Any) -> None:
    await order(desk, kind="role_loss", advertiser_id=desk.usd)

    async def code(advertiser_id: str) -> int:
        return int((await desk.get("/campaign/get/", advertiser_id=advertiser_id))["code"])

    assert [await code(i) for i in (desk.usd, desk.usd, desk.jpy)] == [40001, 40001, 0]


async def test_a_stale_read_does_not_show_what_was_just_made(desk: Any) -> None:  # §14.4
    old = await desk.campaign(campaign_name="Old")
    desk.advance(seconds=5)
    new = await desk.campaign(campaign_name="New")
    await order(desk, kind="stale", delay_ms=3000, count=1)

    assert [row["campaign_id"] for row in await desk.listed("campaign")] == [old]
    assert [row["campaign_id"] for row in await desk.listed("campaign")] == [new, old]


async def test_reads_lag_by_the_knob_until_the_clock_has_moved(desk: Any) -> None:  # §14.4
    await desk.http.post("/_sim/knobs", json={"read_lag_ms": 3000})
    made = await desk.campaign()

    assert await desk.listed("campaign") == []
    desk.advance(seconds=3)
    assert [row["campaign_id"] for row in await desk.listed("campaign")] == [made]


async def pages(desk: Any, size: int = 2) -> tuple[list[str], list[int]]:
    """Ids and totals of all pages, as a reader finds them who goes on while pages are full."""
    ids: list[str] = []
    totals = []
    for page in range(1, 10):
        data = await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd, page=page, page_size=size)
        ids += [row["campaign_id"] for row in data["list"]]
        totals.append(data["page_info"]["total_number"])
        if page >= data["page_info"]["total_page"]:
            break
    return ids, totals


async def test_rows_inserted_while_paging_move_a_row_to_the_next_page(desk: Any) -> None:
    made = [await desk.campaign(campaign_name=f"No. {n}") for n in range(4)][::-1]
    await order(desk, kind="rows_inserted", endpoint="campaign.get", count=9)

    ids, totals = await pages(desk)

    assert ids == [made[0], made[1], made[1], made[2], made[3]]
    assert totals == [4, 5, 5]


async def test_rows_repeated_across_pages_leave_the_total_as_it_was(desk: Any) -> None:
    made = [await desk.campaign(campaign_name=f"No. {n}") for n in range(3)][::-1]
    await order(desk, kind="rows_repeated", endpoint="campaign.get", count=9)

    ids, totals = await pages(desk)

    assert ids == [made[0], made[1], made[1], made[2]]
    assert totals == [3, 3]


async def test_an_empty_list_can_be_a_lie(desk: Any) -> None:
    await desk.campaign()
    await order(desk, kind="empty")

    data = await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd)

    assert data == {"list": [], "page_info": {"page": 1, "page_size": 10, "total_number": 0, "total_page": 0}}


async def test_a_field_can_have_an_unknown_value_or_be_missing(desk: Any) -> None:
    await desk.campaign(budget=100.25)
    await order(desk, kind="unknown_enum")
    await order(desk, kind="missing_field", field="objective_type")

    (strange,), (short,), (plain,) = [await desk.listed("campaign") for _ in range(3)]

    assert strange == plain | {"secondary_status": UNHEARD_OF}
    assert short == {name: value for name, value in plain.items() if name != "objective_type"}


async def test_a_probability_is_drawn_from_a_seed(desk: Any) -> None:
    async def row(seed: int) -> list[int]:
        await desk.http.post("/_sim/faults", json={"kind": "fail", "code": 51001, "probability": 0.3, "seed": seed})
        codes = [(await desk.get("/bc/get/"))["code"] for _ in range(60)]
        desk.simulator.faults.clear()
        desk.simulator.faults.given = 0
        return codes

    first, again, other = await row(1), await row(1), await row(2)

    assert first == again != other
    assert 8 <= first.count(51001) <= 28


async def test_a_schedule_is_kept_by_the_simulated_clock(desk: Any) -> None:
    await order(desk, kind="maintenance", starts_at="2026-06-15T13:00:00Z", ends_at="2026-06-15T14:00:00Z")

    codes = []
    for _ in range(5):
        codes.append((await desk.get("/bc/get/"))["code"])
        desk.advance(minutes=30)

    assert codes == [0, 0, 60001, 60001, 0]
    assert (await desk.http.get("/_sim/faults")).json() == {"faults": []}


async def test_every_kind_is_told(desk: Any) -> None:
    told = (await desk.http.get("/_sim/fault-kinds")).json()

    assert set(told) == set(FaultKind) == set(KINDS)
    assert len(told) >= 14
    assert told["lost"] == {"sees": "no byte for `delay_ms`, then a broken connection", "took_effect": "yes"}


@pytest.mark.parametrize("kind", [kind for kind, row in KINDS.items() if row.took_effect == "no"])
async def test_what_is_said_to_have_no_effect_has_none(desk: Any, kind: FaultKind) -> None:
    await order(desk, kind=kind)

    try:
        response = await create(desk)
    except ConnectionCut:
        response = None

    assert desk.state.campaigns == {}
    assert response is None or b'"code":0' not in response.content


@pytest.mark.parametrize(
    "kind", [kind for kind, row in KINDS.items() if (row.hits, row.took_effect) == ("every call", "yes")]
)
async def test_what_is_said_to_take_effect_does(desk: Any, kind: FaultKind) -> None:
    await order(desk, kind=kind, delay_ms=1)

    with suppress(ConnectionCut):
        await create(desk)

    assert len(desk.state.campaigns) == 1
