"""Single objects have versions, and a write can be asked what it would do before it does it."""

from typing import Any

import pytest


async def read(house: Any, path: str, **headers: str) -> Any:
    return await house.api.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def write(house: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await house.api.request(method, path, json=body, headers=named)


async def test_an_object_keeps_its_version_until_something_of_it_changes(house: Any) -> None:
    path = f"/v1/campaigns/{(await house.campaign())['id']}"
    first = (await read(house, path)).headers["etag"]
    await house.sync()
    again = (await read(house, path)).headers["etag"]

    changed = await write(house, "PATCH", path, {"name": "Summer"})

    assert first == again != changed.headers["etag"]
    assert (await read(house, path)).headers["etag"] == changed.headers["etag"]


async def test_who_has_it_already_is_sent_nothing(house: Any) -> None:
    path = f"/v1/campaigns/{(await house.campaign())['id']}"
    etag = (await read(house, path)).headers["etag"]

    same = await read(house, path, if_none_match=f'"other", W/{etag}')
    other = await read(house, path, if_none_match='"other"')

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert (other.status_code, other.headers["etag"]) == (200, etag)


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"name": "Mine"}), ("DELETE", None)])
async def test_a_write_to_another_version_than_was_read_is_refused(house: Any, method: str, body: Any) -> None:
    path = f"/v1/campaigns/{(await house.campaign())['id']}"
    read_at_first = (await read(house, path)).headers["etag"]
    theirs = await write(house, "PATCH", path, {"name": "Theirs"}, if_match=read_at_first)

    late = await write(house, method, path, body, if_match=read_at_first)
    anew = await write(house, method, path, body, if_match=theirs.headers["etag"])

    assert (theirs.status_code, late.status_code, late.json()["code"]) == (200, 412, "precondition_failed")
    assert anew.status_code == 200


async def test_any_version_will_do_where_a_star_says_so(house: Any) -> None:
    path = f"/v1/campaigns/{(await house.campaign())['id']}"

    assert (await write(house, "PATCH", path, {"name": "Summer"}, if_match="*")).status_code == 200


async def test_a_write_that_is_only_validated_says_what_it_would_do_and_does_nothing(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    recorded = len(await house.runs())
    house.simulator.journal.clear()

    told = await write(
        house, "PATCH", f"/v1/campaigns/{campaign['id']}?validate_only=true", {"budget": {"amount": "100.00"}}
    )

    assert told.status_code == 200
    assert told.json() == {
        "object": "validation",
        "operation": "campaigns.update",
        "would": "perform",
        "approvals_needed": 0,
        "title": "Budget of campaign “Spring”: 80.00 → 100.00",
        "changes": [{"field": "budget.amount", "before": "80.00", "after": "100.00"}],
        "money": {"currency": "USD", "increase": "20.00", "period": "day", "words": "Up to 20.00 USD more a day."},
        "risks": [],
    }
    assert [call.endpoint for call in house.calls()] == ["campaign.get"]
    assert len(await house.runs()) == recorded


async def test_a_create_that_is_only_validated_makes_nothing(house: Any) -> None:
    told = await write(
        house, "POST", "/v1/campaigns?validate_only=true", {"name": "New", "objective": "TRAFFIC"}, idempotency_key="k"
    )

    assert (told.status_code, told.json()["title"]) == (200, "Create campaign “New”")
    assert house.named_at_tiktok("campaign", "New") == []


async def test_what_would_be_refused_is_refused_when_it_is_only_validated(house: Any) -> None:
    campaign = await house.campaign()
    path = f"/v1/campaigns/{campaign['id']}?validate_only=true"

    wrong = await write(house, "PATCH", path, {"budget": {"amount": "much"}})
    stale = await write(house, "PATCH", path, {"name": "Mine"}, if_match='"other"')
    unclear = await write(house, "PATCH", f"/v1/campaigns/{campaign['id']}?validate_only=maybe", {"name": "Mine"})

    assert [answer.status_code for answer in (wrong, stale, unclear)] == [400, 412, 400]
    assert unclear.json()["param"] == "validate_only"
