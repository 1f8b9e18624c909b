"""Behaviour reference §2, §4 and §14.1: what every call meets before its endpoint does anything."""

import json
import re
from typing import Any

import pytest

from tiktok_marketing import spec
from tiktok_marketing.simulator.behaviours import behaviour_of

PREFIX = spec.API_PREFIX


@pytest.mark.parametrize("name", sorted(spec.TYPED))
def test_every_typed_row_is_simulated(name: str) -> None:
    assert behaviour_of(spec.TYPED[name]) is not None


async def test_success_and_failure_wear_the_same_envelope(desk: Any) -> None:
    good = await desk.get("/advertiser/info/", advertiser_ids=[desk.usd])
    bad = await desk.get("/advertiser/info/")

    assert set(good) == {"code", "message", "request_id", "data"}
    assert bad == {
        "code": 40002,
        "message": "advertiser_ids: Missing data for required field.",
        "request_id": bad["request_id"],
        "data": {},
    }
    assert re.fullmatch(r"20260615120000[0-9A-F]{20}", good["request_id"])  # §2
    assert good["request_id"] != bad["request_id"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/campaign/get"),  # no trailing slash
        ("POST", "/campaign/get/"),  # wrong method
        ("GET", "/campaign/create/"),
        ("GET", "/no/such/endpoint/"),
        ("PUT", "/campaign/create/"),
    ],
)
async def test_what_tiktok_does_not_have_is_a_plain_404(desk: Any, method: str, path: str) -> None:
    response = await desk.http.request(method, PREFIX + path)

    assert (response.status_code, response.text) == (404, "404 page not found")


async def test_outside_of_the_api_there_is_the_same_404(desk: Any) -> None:
    for path in ("/portal/auth/", "/_sim/nothing", "/open_api/v1.2/campaign/get/"):
        response = await desk.http.get(path)

        assert (response.status_code, response.text) == (404, "404 page not found")


async def test_the_checks_come_in_tiktoks_order(desk: Any) -> None:  # §14.1
    async def code(body: bytes, token: str) -> int:
        headers = {"Access-Token": token} if token else {}
        response = await desk.http.post(f"{PREFIX}/campaign/create/", content=body, headers=headers)
        return int(response.json()["code"])

    foreign = json.dumps(desk.campaign_body(advertiser_id="1")).encode()

    assert await code(b"{", "") == 40002  # JSON before token
    assert await code(b"{}", "") == 40104  # token before its validity
    assert await code(b"{}", "wrong") == 40105  # token before shape
    assert await code(b"{}", desk.token) == 40002  # shape before access
    assert await code(foreign, desk.token) == 40001  # access before rules


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"{", b"\xff", b"[" * 100_000])
async def test_a_body_that_is_no_object_is_refused(desk: Any, body: bytes) -> None:
    response = await desk.http.post(f"{PREFIX}/campaign/create/", content=body, headers={"Access-Token": desk.token})

    assert response.json()["code"] == 40002


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"filtering": '{"campaign_ids": "7"}'}, "filtering.campaign_ids: Not a valid list."),
        ({"filtering": "7,8"}, "filtering: Not a valid object."),
        ({"fields": "campaign_id,budget"}, "fields: Not a valid list."),
        ({"fields": "[7]"}, "fields.0: Not a valid string."),
        ({"page": "one"}, "page: Not a valid integer."),
        ({"page": "1.5"}, "page: Not a valid integer."),
        ({"page": "0"}, "page: Must be at least 1."),
        ({"page_size": "1001"}, "page_size: Must be between 1 and 1000."),  # §4.1
    ],
)
async def test_lists_and_objects_are_json_text_in_the_query(desk: Any, arguments: dict[str, str], message: str) -> None:
    answer = await desk.get("/campaign/get/", advertiser_id=desk.usd, **arguments)

    assert (answer["code"], answer["message"]) == (40002, message)


async def test_repeated_keys_are_not_a_list(desk: Any) -> None:  # §4
    query = [("advertiser_ids", desk.usd), ("advertiser_ids", desk.jpy)]
    response = await desk.http.get(f"{PREFIX}/advertiser/info/", params=query, headers={"Access-Token": desk.token})

    assert response.json()["message"] == "advertiser_ids: Not a valid list."


async def test_a_get_takes_its_arguments_from_a_json_body_too(desk: Any) -> None:  # §4
    url, headers = f"{PREFIX}/advertiser/info/", {"Access-Token": desk.token}
    response = await desk.http.request("GET", url, json={"advertiser_ids": [desk.usd]}, headers=headers)

    assert [row["advertiser_id"] for row in response.json()["data"]["list"]] == [desk.usd]


async def test_fields_of_list_items_are_named_with_their_index(desk: Any) -> None:  # §2.1
    body = {"advertiser_id": desk.usd, "adgroup_id": "1", "creatives": [{}, {"image_ids": ["a", 7]}]}

    assert await desk.refused("/ad/create/", **body) == (40002, "creatives.1.image_ids.1: Not a valid string.")


async def test_unknown_parameters_are_dropped_and_in_strict_mode_named(desk: Any) -> None:  # §14.1
    body = desk.campaign_body(colour="red")
    filters = {"advertiser_id": desk.usd, "filters": {}, "filtering": {"nothing": 1}}
    await desk.ok("POST", "/campaign/create/", **body)
    await desk.ok("GET", "/campaign/get/", **filters)

    desk.simulator.strict = True

    assert await desk.refused("/campaign/create/", **body) == (40002, "Unknown field(s): colour.")
    answer = await desk.get("/campaign/get/", **filters)
    assert answer["message"] == "Unknown field(s): filters, filtering.nothing."


async def test_a_null_counts_as_left_out(desk: Any) -> None:
    await desk.ok("POST", "/campaign/create/", **desk.campaign_body(po_number=None))

    refusal = await desk.refused("/campaign/create/", **desk.campaign_body(campaign_name=None))
    assert refusal == (40002, "campaign_name: Missing data for required field.")


async def test_money_leaves_as_a_number_with_all_its_digits(desk: Any) -> None:  # §4.2
    campaign_id = await desk.campaign(budget=100.25)
    url, query = f"{PREFIX}/campaign/get/", {"advertiser_id": desk.usd, "fields": '["budget"]'}

    response = await desk.http.get(url, params=query, headers={"Access-Token": desk.token})

    assert campaign_id
    assert '"list":[{"budget":100.25}]' in response.text
