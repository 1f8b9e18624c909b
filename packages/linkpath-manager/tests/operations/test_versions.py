"""Single objects have versions, and a write can be asked what it would do before it does it."""

import asyncio
from collections import Counter
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


async def test_of_writes_at_once_to_the_version_that_all_have_read_one_is_done(house: Any) -> None:
    path = f"/v1/campaigns/{(await house.campaign())['id']}"
    for number in range(3):
        etag = (await read(house, path)).headers["etag"]
        before = len(house.calls("campaign.update"))

        at_once = [write(house, "PATCH", path, {"name": f"N{number}-{n}"}, if_match=etag) for n in range(8)]
        answers = await asyncio.gather(*at_once)

        done = [answer for answer in answers if answer.is_success]
        assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 7}
        assert len(house.calls("campaign.update")) == before + 1
        assert (await read(house, path)).json()["name"] == done[0].json()["name"]


async def test_a_version_is_not_written_to_while_another_write_is_under_way(house: Any) -> None:
    path = f"/v1/campaigns/{(await house.campaign())['id']}"
    etag = (await read(house, path)).headers["etag"]
    late: list[Any] = []

    async def write_too(_method: str, called: str) -> None:
        if called == "/campaign/update/" and not late:
            late.append(await write(house, "PATCH", path, {"name": "Mine"}, if_match=etag))

    house.wire.before = write_too
    theirs = await write(house, "PATCH", path, {"name": "Theirs"})

    assert (theirs.status_code, late[0].status_code, late[0].json()["code"]) == (200, 412, "precondition_failed")
    assert len(house.calls("campaign.update")) == 1


async def test_a_repeat_with_if_match_is_answered_as_the_first_was(house: Any) -> None:
    path = f"/v1/campaigns/{(await house.campaign())['id']}"
    etag = (await read(house, path)).headers["etag"]

    answers = [
        await write(house, "PATCH", path, {"name": "Once"}, if_match=etag, idempotency_key="k") for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["idempotent-replayed"] == "true"


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
