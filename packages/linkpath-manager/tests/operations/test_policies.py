"""Policies that nobody could pass, and bounds that contradict each other, are refused; people whom one needs stay."""

import asyncio
from typing import Any

import pytest

from linkpath_manager.domain.roles import Role
from linkpath_manager.errors import Conflict
from linkpath_manager.operations import roster

AGENTS_TWO = {"rules": [{"who": "agents", "approvals": 2}]}
PEOPLE_ONE = {"rules": [{"who": "people", "approvals": 1}]}


async def told(client: Any, method: str, path: str, body: dict[str, Any]) -> tuple[int, str | None]:
    """Status and code of the answer."""
    answer = await client.request(method, path, json=body)
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize(
    "parts",
    [
        AGENTS_TWO,
        PEOPLE_ONE,
        {"rules": [{"who": "anyone", "operations": ["*.delete"], "approvals": 1}]},
        {"two_people_above": {"USD": "100"}},
    ],
    ids=["two_for_agents", "one_for_people", "one_for_anyone", "two_above"],
)
async def test_a_policy_that_too_few_could_approve_by_is_refused_and_nothing_is_set(
    house: Any, parts: dict[str, Any]
) -> None:
    ada = await house.person("ada")
    await house.person("ann", Role.ANALYST)
    await house.person("gone", Role.BUYER, disabled_at=1)

    async with house.signed_in(ada.id) as owner:
        refused = await told(owner, "PATCH", "/v1/policy", parts)
        version = (await owner.get("/v1/policy")).json()["version"]
        await house.person("bob", Role.BUYER)
        taken = await told(owner, "PATCH", "/v1/policy", parts)

    assert (refused, version) == ((409, "locks_out"), 0)
    assert taken == (200, None)


async def test_one_person_can_approve_what_programs_ask(house: Any) -> None:
    ada = await house.person("ada")

    async with house.signed_in(ada.id) as owner:
        rules = [{"who": "keys", "approvals": 1}, {"who": "agents", "approvals": 1}]
        taken = await told(owner, "PATCH", "/v1/policy", {"rules": rules, "approval_above": {"USD": "50"}})

    assert taken == (200, None)


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ({"ceilings": {"per_change": {"USD": "0"}}}, (409, "locks_out")),
        ({"ceilings": {"per_workspace_24h": {"EUR": "0.00"}}}, (409, "locks_out")),
        (
            {"ceilings": {"per_change": {"USD": "100"}, "per_advertiser_24h": {"USD": "99"}}},
            (409, "contradiction"),
        ),
        ({"ceilings": {"per_change": {"USD": "100"}, "per_workspace_24h": {"USD": "99"}}}, (409, "contradiction")),
        (
            {"ceilings": {"per_advertiser_24h": {"USD": "100"}, "per_workspace_24h": {"USD": "99"}}},
            (409, "contradiction"),
        ),
        ({"approval_above": {"USD": "100"}, "two_people_above": {"USD": "99"}}, (409, "contradiction")),
        ({"ceilings": {"per_change": {"USD": "-1"}}}, (400, "invalid_request")),
        ({"ceilings": {"per_change": {"USD": "much"}}}, (400, "invalid_request")),
        ({"ceilings": {"per_change": {"dollars": "1"}}}, (400, "invalid_request")),
        ({"ceilings": {"per_hour": {"USD": "1"}}}, (400, "invalid_request")),
        ({"rules": [{"who": "agents", "approvals": 3}]}, (400, "invalid_request")),
        ({"rules": [{"who": "robots", "approvals": 1}]}, (400, "invalid_request")),
        ({"expires_after_hours": 0}, (400, "invalid_request")),
        ({}, (400, "invalid_request")),
    ],
)
async def test_impossible_bounds_are_refused_with_what_to_mend(
    house: Any, parts: dict[str, Any], answer: tuple[int, str]
) -> None:
    ada = await house.person("ada")
    await house.person("bob", Role.BUYER)

    async with house.signed_in(ada.id) as owner:
        refused = await owner.patch("/v1/policy", json=parts)
        version = (await owner.get("/v1/policy")).json()["version"]

    assert (refused.status_code, refused.json()["code"]) == answer
    assert refused.json()["hint"]
    assert version == 0


async def test_the_kill_switch_is_no_lock_out_and_works_whatever_the_policy_needs(house: Any) -> None:
    ada = await house.person("ada")
    await house.person("bob", Role.BUYER)

    async with house.signed_in(ada.id) as owner:
        await told(owner, "PATCH", "/v1/policy", AGENTS_TWO)
        await house.sql("UPDATE people SET disabled_at = 1 WHERE id = 'usr_bob'")
        stopped = await told(owner, "POST", "/v1/policy/stop", {})
        other = await told(owner, "PATCH", "/v1/policy", {"expires_after_hours": 24})
        resumed = await told(owner, "POST", "/v1/policy/resume", {})

    assert [stopped, other, resumed] == [(200, None)] * 3


@pytest.mark.parametrize(
    ("method", "body"), [("DELETE", {}), ("PATCH", {"role": "analyst"})], ids=["removed", "demoted"]
)
async def test_whom_the_policy_needs_to_approve_stays_one_who_may(
    house: Any, method: str, body: dict[str, Any]
) -> None:
    ada = await house.person("ada")
    await house.person("bob", Role.BUYER)
    await house.person("ann", Role.ANALYST)

    async with house.signed_in(ada.id) as owner:
        await told(owner, "PATCH", "/v1/policy", AGENTS_TWO)
        refused = await told(owner, method, "/v1/members/usr_bob", body)
        another = await told(owner, method, "/v1/members/usr_ann", body)
        promoted = await told(owner, "PATCH", "/v1/members/usr_bob", {"role": "admin"})
        await told(owner, "PATCH", "/v1/policy", {"rules": [{"who": "agents", "approvals": 1}]})
        let_go = await told(owner, method, "/v1/members/usr_bob", body)

    assert refused == (409, "approver_needed")
    assert [another, promoted, let_go] == [(200, None)] * 3


async def test_a_policy_and_the_leaving_of_whom_it_needs_do_not_both_come_to_pass(house: Any) -> None:
    ada = await house.person("ada")
    await house.person("bob", Role.BUYER)

    async with house.signed_in(ada.id) as owner:
        answers = await asyncio.gather(
            told(owner, "PATCH", "/v1/policy", AGENTS_TWO), told(owner, "DELETE", "/v1/members/usr_bob", {})
        )

    assert min(answers) == (200, None)
    assert max(answers) in {(409, "locks_out"), (409, "approver_needed")}


async def test_a_policy_and_the_locking_out_of_whom_it_needs_do_not_both_come_to_pass(house: Any) -> None:
    ada = await house.person("ada")
    await house.person("bob", Role.BUYER)

    async def disabled() -> tuple[int, str | None]:
        try:
            await roster.disable(house.services, "bob@example.com")
        except Conflict as error:
            return error.status, error.reason
        return 200, None

    async with house.signed_in(ada.id) as owner:
        answers = await asyncio.gather(told(owner, "PATCH", "/v1/policy", AGENTS_TWO), disabled())

    assert min(answers) == (200, None)
    assert max(answers) in {(409, "locks_out"), (409, "approver_needed")}
