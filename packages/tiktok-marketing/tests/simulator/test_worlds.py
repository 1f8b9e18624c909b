"""Namespaces: many worlds in one process, none of which knows of another."""

from typing import Any

import pytest

from tiktok_marketing.client import AsgiTransport, TikTokClient
from tiktok_marketing.spec import API_PREFIX
from tiktok_marketing.spec.business_center import BC_GET, BusinessCenterGetParams

SMALL = {"accounts": 1, "ads": 6, "days": 3, "now": "2026-01-31T12:00:00Z", "speed": 0, "limited": False}


async def found(desk: Any, name: str, **order: Any) -> dict[str, Any]:
    response = await desk.http.post("/_sim/namespaces", json=SMALL | {"name": name} | order)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def campaigns(desk: Any, world: dict[str, Any]) -> dict[str, Any]:
    """The answer to a list of the namespace's campaigns."""
    query, headers = {"advertiser_id": world["advertiser_ids"][0]}, {"Access-Token": world["access_token"]}
    url = f"{world['base_url']}{API_PREFIX}/campaign/get/"
    answer: dict[str, Any] = (await desk.http.get(url, params=query, headers=headers)).json()
    return answer


async def test_a_namespace_has_its_own_objects_tokens_and_clock(desk: Any) -> None:
    one, two = await found(desk, "one"), await found(desk, "two", seed=8)

    assert one["base_url"] == "http://simulator/ns/one"
    assert (await campaigns(desk, one))["data"]["list"] != (await campaigns(desk, two))["data"]["list"]
    assert (await campaigns(desk, one | {"access_token": two["access_token"]}))["code"] == 40105
    assert (await desk.get("/campaign/get/", advertiser_id=one["advertiser_ids"][0]))["code"] == 40001
    assert (await desk.http.get("/ns/one/_sim/clock")).json()["now"] == SMALL["now"]
    assert (await desk.http.get("/_sim/clock")).json()["now"] == "2026-06-15T12:00:00Z"


async def test_trouble_in_one_namespace_is_none_in_another(desk: Any) -> None:
    one, two = await found(desk, "one"), await found(desk, "two")

    await desk.http.post("/ns/one/_sim/faults", json={"kind": "maintenance", "count": 9})

    assert [(await campaigns(desk, world))["code"] for world in (one, two)] == [60001, 0]
    assert len((await desk.http.get("/ns/two/_sim/journal")).json()["calls"]) == 1


async def test_the_same_seed_makes_the_same_world(desk: Any) -> None:
    one, two = await found(desk, "one"), await found(desk, "two")

    assert (await campaigns(desk, one))["data"] == (await campaigns(desk, two))["data"]


async def test_the_authorisation_page_is_the_namespaces_own(desk: Any) -> None:
    world = await found(desk, "one")

    page = await desk.http.get("/ns/one/portal/auth", params={"app_id": world["app_id"], "redirect_uri": "x"})

    assert page.status_code == 400
    assert "redirect_uri" in page.text
    assert page.text != (await desk.http.get("/portal/auth", params={"app_id": world["app_id"]})).text


async def test_a_clients_base_url_ends_in_the_namespace(desk: Any) -> None:
    world = await found(desk, "one")
    transport = AsgiTransport(desk.http._transport.app)
    client = TikTokClient(world["base_url"], app_id=world["app_id"], transport=transport)

    center = (await client.call(BC_GET, BusinessCenterGetParams(), token=world["access_token"])).data

    assert [row.bc_info.bc_id for row in center.rows] == [world["bc_id"]]
    await client.aclose()


async def test_the_same_order_finds_the_world_as_it_has_become(desk: Any) -> None:
    world = await found(desk, "one")
    await desk.http.post("/ns/one/_sim/clock", json={"advance_seconds": 60})

    assert await found(desk, "one") == world
    assert (await desk.http.get("/ns/one/_sim/clock")).json()["now"] == "2026-01-31T12:01:00Z"


async def test_namespaces_are_listed_and_ended(desk: Any) -> None:
    one, two = await found(desk, "one"), await found(desk, "two")

    assert (await desk.http.get("/_sim/namespaces")).json() == {"namespaces": [one, two]}
    assert (await desk.http.delete("/_sim/namespaces/one")).json() == {"namespaces": [two]}
    response = await desk.http.get(f"/ns/one{API_PREFIX}/bc/get/")
    assert response.status_code == 404
    assert response.json() == {"error": "There is no namespace 'one': POST /_sim/namespaces founds it."}


@pytest.mark.parametrize(
    "order",
    [
        {"name": "Not/OK"},
        {},
        {"name": "x", "scenario": "none"},
        {"name": "x", "ads": -1},
        {"name": "x", "now": "2026-01-31T12:00:00"},
        {"name": "x", "colour": "red"},
    ],
)
async def test_a_namespace_that_cannot_be_is_refused(desk: Any, order: dict[str, Any]) -> None:
    assert (await desk.http.post("/_sim/namespaces", json=order)).status_code == 400
    assert (await desk.http.get("/_sim/namespaces")).json() == {"namespaces": []}


async def test_a_name_is_founded_in_one_way(desk: Any) -> None:
    await found(desk, "one")

    response = await desk.http.post("/_sim/namespaces", json=SMALL | {"name": "one", "seed": 9})

    assert (response.status_code, response.json()) == (
        400,
        {"error": "name: 'one' is there already, and was founded otherwise"},
    )


async def test_a_namespace_has_no_namespaces(desk: Any) -> None:
    await found(desk, "one")

    assert (await desk.http.get("/ns/one/_sim/namespaces")).status_code == 404
