"""Idempotency keys: the same request twice happens once."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkpath_manager.domain.actor import ALL_SCOPES

SPRING = {"name": "Spring", "objective": "TRAFFIC", "budget": {"mode": "DAILY", "amount": "80.00"}}


async def test_the_same_key_is_answered_the_same_and_done_once(house: Any) -> None:
    first = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")
    house.time.advance(hours=1)
    again = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert (first.headers.get("idempotent-replayed"), again.headers.get("idempotent-replayed")) == (None, "true")
    assert len(house.calls("campaign.create")) == 1
    assert len(await house.audit()) == len(await house.runs())


async def test_equal_values_are_the_same_request_however_they_are_written(house: Any) -> None:
    await house.ask("POST", "/v1/campaigns", SPRING, key="k1")
    other = {"budget": {"amount": "80.00", "mode": "DAILY"}, "objective": "TRAFFIC", "name": "Spring"}

    again = await house.ask("POST", "/v1/campaigns", other, key="k1")

    assert again.headers["idempotent-replayed"] == "true"


async def test_a_key_used_with_another_body_is_refused(house: Any) -> None:
    await house.ask("POST", "/v1/campaigns", SPRING, key="k1")
    answer = await house.ask("POST", "/v1/campaigns", SPRING | {"name": "Summer"}, key="k1")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert len(house.calls("campaign.create")) == 1


async def test_a_key_of_one_operation_or_caller_says_nothing_of_another(house: Any) -> None:
    first = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")
    patched = await house.ask("PATCH", f"/v1/campaigns/{first.json()['id']}", {"name": "Summer"}, key="k1")
    async with house.caller(*ALL_SCOPES) as other:
        theirs = await other.post("/v1/campaigns", json=SPRING, headers={"idempotency-key": "k1"})

    assert patched.json()["name"] == "Summer"
    assert theirs.json()["id"] != first.json()["id"]
    assert len(house.calls("campaign.create")) == 2


async def test_a_key_in_flight_is_to_be_waited_for(house: Any) -> None:
    reached, opened = asyncio.Event(), asyncio.Event()

    async def hold(method: str, _path: str) -> None:
        if method == "POST":
            reached.set()
            await opened.wait()

    house.wire.before = hold
    first = asyncio.create_task(house.ask("POST", "/v1/campaigns", SPRING, key="k1"))
    await reached.wait()
    meanwhile = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")
    other = await house.ask("POST", "/v1/campaigns", SPRING | {"name": "Summer"}, key="k1")
    opened.set()
    answer = await first
    after = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")

    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "idempotency_in_progress")
    assert (meanwhile.headers["retry-after"], meanwhile.json()["retryable"]) == ("1", True)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert after.content == answer.content
    assert len(house.calls("campaign.create")) == 1


async def test_a_failure_is_replayed_as_it_was(house: Any) -> None:
    low = SPRING | {"budget": {"mode": "DAILY", "amount": "1.00"}}
    first = await house.ask("POST", "/v1/campaigns", low, key="k1")
    again = await house.ask("POST", "/v1/campaigns", low, key="k1")

    kept = ("status", "code", "detail", "hint", "upstream", "title", "type")
    assert (first.status_code, first.json()["code"], first.json()["upstream"]["code"]) == (
        422,
        "upstream_rejected",
        40002,
    )
    assert {name: again.json()[name] for name in kept} == {name: first.json()[name] for name in kept}
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert len(house.calls("campaign.create")) == 1


async def test_a_request_that_is_not_valid_uses_no_key_up(house: Any) -> None:
    refused = await house.ask("POST", "/v1/campaigns", SPRING | {"objective": "FAME"}, key="k1")
    mended = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")

    assert (refused.status_code, mended.status_code) == (400, 201)


async def test_a_busy_tiktok_frees_the_key(house: Any) -> None:
    house.fault("limited", "campaign.create")
    busy = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")
    house.time.advance(minutes=10)
    again = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")

    assert (busy.status_code, busy.json()["code"], busy.json()["retryable"]) == (503, "upstream_busy", True)
    assert int(busy.headers["retry-after"]) > 0
    assert (again.status_code, again.headers.get("idempotent-replayed")) == (201, None)
    assert house.named_at_tiktok("campaign", "Spring") == [again.json()["id"]]


@pytest.mark.parametrize(("hours", "replayed"), [(71.9, "true"), (72, "true"), (72.1, None)])
async def test_a_key_is_kept_for_72_hours(house: Any, hours: float, replayed: str | None) -> None:
    await house.ask("POST", "/v1/campaigns", SPRING, key="k1")
    house.time.advance(hours=hours)
    again = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")

    assert (again.status_code, again.headers.get("idempotent-replayed")) == (201, replayed)
    assert len(house.calls("campaign.create")) == (1 if replayed else 2)


async def test_an_old_key_may_be_used_for_something_else(house: Any) -> None:
    await house.ask("POST", "/v1/campaigns", SPRING, key="k1")
    house.time.advance(hours=73)
    answer = await house.ask("POST", "/v1/campaigns", SPRING | {"name": "Summer"}, key="k1")

    assert (answer.status_code, answer.json()["name"]) == (201, "Summer")


async def test_twenty_identical_requests_at_once_make_one_campaign(house: Any) -> None:
    answers = await asyncio.gather(*(house.ask("POST", "/v1/campaigns", SPRING, key="k1") for _ in range(20)))
    after = await house.ask("POST", "/v1/campaigns", SPRING, key="k1")

    assert len(house.calls("campaign.create")) == 1
    assert house.named_at_tiktok("campaign", "Spring") == [after.json()["id"]]
    firsts = [a for a in answers if a.status_code == 201 and "idempotent-replayed" not in a.headers]
    others = Counter((a.status_code, a.headers.get("idempotent-replayed")) for a in answers if a not in firsts)
    assert len(firsts) == 1
    assert others.keys() <= {(409, None), (201, "true")}
    assert {a.content for a in answers if a.status_code == 201} == {firsts[0].content}


async def test_without_a_key_each_request_is_one_of_its_own(house: Any) -> None:
    one, other = await asyncio.gather(*(house.ask("POST", "/v1/campaigns", SPRING) for _ in range(2)))

    assert sorted(house.named_at_tiktok("campaign", "Spring")) == sorted([one.json()["id"], other.json()["id"]])


names = st.sampled_from(["Spring", "Summer"])
keys = st.sampled_from(["k1", "k2"])


@given(st.lists(st.tuples(names, keys), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_key_never_makes_more_than_one_object(runs_in: Any, requests: list[tuple[str, str]]) -> None:
    async def check(house: Any) -> None:
        answers = await asyncio.gather(
            *(house.ask("POST", "/v1/campaigns", SPRING | {"name": name}, key=key) for name, key in requests)
        )

        made = {key: {a.json()["id"] for (_, k), a in zip(requests, answers, strict=True) if k == key and a.is_success}
                for _, key in requests}  # fmt: skip
        assert all(len(ids) == 1 for ids in made.values())
        assert {a.status_code for a in answers} <= {201, 409, 422}
        assert len(house.calls("campaign.create")) == len(made)

    runs_in(check)
