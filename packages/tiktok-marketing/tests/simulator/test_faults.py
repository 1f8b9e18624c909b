"""Behaviour reference §14.7: trouble on request, and whether the write took effect."""

from typing import Any

import httpx2
import pytest

from tiktok_marketing.simulator import ConnectionCut, running
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
