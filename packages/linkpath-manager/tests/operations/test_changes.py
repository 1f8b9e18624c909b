"""The approval gate: an agent's write waits for a person, is applied once, as it was shown, or not at all."""

import asyncio
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import ALL_SCOPES, Actor, Scope
from linkpath_manager.domain.events import EVENT_TYPES
from linkpath_manager.errors import Conflict, IdempotencyKeyReused, LinkPathError, NotFound, PermissionDenied
from linkpath_manager.kit.ids import new_id
from linkpath_manager.operations import OPERATIONS, run
from linkpath_manager.operations.change_params import Propose
from linkpath_manager.operations.operation import Context
from linkpath_manager.store import events
from linkpath_manager.store.events import EventFilter

AGENT = Actor("oauth", "grant_1", WORKSPACE_ID, "Claude", ALL_SCOPES - {Scope.CHANGES_APPROVE}, person_id="person_ann")
ANN = Actor("person", "person_ann", WORKSPACE_ID, "Ann", ALL_SCOPES, person_id="person_ann")
BOB = Actor("person", "person_bob", WORKSPACE_ID, "Bob", ALL_SCOPES, person_id="person_bob")


async def ask(house: Any, actor: Actor, operation: str, /, key: str | None = None, **params: Any) -> dict[str, Any]:
    """What the gate answers; a change that the write was held as, or its object."""
    op = OPERATIONS[operation]
    ctx = Context(actor, house.services, new_id("req", house.time.now()), idempotency_key=key)
    result = (await run(ctx, op, op.params.model_validate(params))).result
    return dict(msgspec.json.decode(result.json if hasattr(result, "json") else msgspec.json.encode(result)))


async def refused(house: Any, actor: Actor, operation: str, **params: Any) -> str:
    with pytest.raises(LinkPathError) as error:
        await ask(house, actor, operation, **params)
    return error.value.reason


async def approve(house: Any, who: Actor, change: dict[str, Any]) -> dict[str, Any]:
    return await ask(house, who, "changes.approve", id=change["id"], digest=change["digest"])


async def policy(house: Any, **parts: Any) -> None:
    """Sets it, in a workspace with people enough to approve by it."""
    if not await house.sql("SELECT id FROM people"):
        for name in ("cleo", "dan", "eve"):
            await house.person(name)
    await ask(house, BOB, "policy.set", **parts)


async def behind(house: Any, path: str, **body: Any) -> None:
    """Somebody edits a campaign at TikTok itself, and LinkPath does not know yet."""
    headers = {"access-token": house.way_in.access_token}
    answer = await house.tiktok.post(
        f"/open_api/v1.3/campaign/{path}/", json={"advertiser_id": house.usd, **body}, headers=headers
    )
    assert answer.json()["code"] == 0


def budget_at_tiktok(house: Any, campaign_id: str) -> str:
    return str(house.at_tiktok("campaign", campaign_id).fields["budget"])


async def test_an_agents_write_waits_and_nothing_is_sent(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    house.simulator.journal.clear()

    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], budget={"amount": "120.50"})

    assert (held["object"], held["status"], held["operation"]) == ("change", "pending", "campaigns.update")
    assert held["changes"] == [{"field": "budget.amount", "before": "80.00", "after": "120.50"}]
    assert held["money"] == {
        "currency": "USD", "increase": "40.50", "period": "day", "words": "Up to 40.50 USD more a day.",
    }  # fmt: skip
    assert held["title"] == "Budget of campaign “Spring”: 80.00 → 120.50"
    assert held["asked_by"] == {"kind": "oauth", "id": "grant_1", "name": "Claude", "person_id": "person_ann"}
    assert [call.endpoint for call in house.calls()] == ["campaign.get"]


async def test_what_a_person_approves_is_done_once_and_told(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], budget={"amount": "120.50"})

    applied = await approve(house, ANN, held)

    assert (applied["status"], applied["error"]) == ("applied", None)
    assert applied["result"]["budget"]["amount"] == "120.50"
    assert [(one["name"], one["approves"]) for one in applied["decisions"]] == [("Ann", True)]
    assert budget_at_tiktok(house, campaign["id"]) == "120.50"
    assert len(house.calls("campaign.update")) == 1
    by = [(one.actor_kind, one.operation, one.outcome) for one in (await house.audit())[-2:]]
    assert by == [("oauth", "campaigns.update", "succeeded: ok"), ("person", "changes.approve", "succeeded: ok")]


async def test_a_person_and_a_key_write_at_once(house: Any) -> None:
    campaign = await house.campaign()

    changed = await ask(house, ANN, "campaigns.update", id=campaign["id"], name="Summer")

    assert (changed["object"], changed["name"]) == ("campaign", "Summer")


@pytest.mark.parametrize("actor", [AGENT, replace(AGENT, kind="client", person_id=None), replace(BOB, kind="api_key")])
async def test_no_token_decides(house: Any, actor: Actor) -> None:
    held = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")
    everything = replace(actor, scopes=ALL_SCOPES)

    told = [
        await refused(house, everything, f"changes.{verb}", id=held["id"], digest=held["digest"])
        for verb in ("approve", "reject")
    ]

    assert told == ["people_only"] * 2
    assert (await ask(house, ANN, "changes.get", id=held["id"]))["status"] == "pending"


async def test_who_asked_does_not_decide(house: Any) -> None:
    await policy(house, rules=[{"who": "people", "approvals": 1}])
    held = await ask(house, ANN, "campaigns.create", name="New", objective="TRAFFIC")

    assert await refused(house, ANN, "changes.approve", id=held["id"], digest=held["digest"]) == "own_change"
    assert (await approve(house, BOB, held))["status"] == "applied"


async def test_two_people_are_two(house: Any) -> None:
    await policy(house, two_people_above={"USD": "50"})
    campaign = await house.campaign()
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], status="ACTIVE")

    first = await approve(house, ANN, held)
    again = await refused(house, ANN, "changes.approve", id=held["id"], digest=held["digest"])
    second = await approve(house, BOB, held)

    assert (held["approvals_needed"], first["status"], again, second["status"]) == (
        2, "pending", "already_decided", "applied"
    )  # fmt: skip


async def test_a_change_that_is_no_longer_as_it_was_shown_is_stale_and_not_done(house: Any) -> None:
    campaign = await house.campaign()
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], budget={"amount": "120.00"})
    await house.ok("PATCH", f"/v1/campaigns/{campaign['id']}", {"budget": {"amount": "90.00"}})

    ended = await approve(house, ANN, held)

    assert ended["status"] == "stale"
    assert budget_at_tiktok(house, campaign["id"]) == "90.00"


async def test_a_change_made_at_tiktok_itself_makes_it_stale_too(house: Any) -> None:
    campaign = await house.campaign()
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], budget={"amount": "120.00"})
    await behind(house, "update", campaign_id=campaign["id"], campaign_name="Renamed there")

    assert (await approve(house, ANN, held))["status"] == "stale"


async def test_another_digest_than_the_one_shown_decides_nothing(house: Any) -> None:
    held = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")

    assert await refused(house, ANN, "changes.approve", id=held["id"], digest="0" * 64) == "digest_mismatch"


async def test_identical_proposals_are_one_and_another_is_another(house: Any) -> None:
    campaign = await house.campaign()
    one, same, other = [
        await ask(house, AGENT, "campaigns.update", id=campaign["id"], name=name) for name in ("May", "May", "June")
    ]

    assert one["id"] == same["id"] != other["id"]


async def test_the_same_key_answers_with_the_same_change_whatever_became_of_it(house: Any) -> None:
    body = {"name": "New", "objective": "TRAFFIC"}
    held = await ask(house, AGENT, "campaigns.create", key="k1", **body)
    await approve(house, ANN, held)

    again = await ask(house, AGENT, "campaigns.create", key="k1", **body)

    assert (again["id"], again["status"]) == (held["id"], "applied")
    assert len(house.named_at_tiktok("campaign", "New")) == 1
    with pytest.raises(IdempotencyKeyReused):
        await ask(house, AGENT, "campaigns.create", key="k1", name="Other", objective="TRAFFIC")


async def test_what_nobody_decides_expires(house: Any) -> None:
    held = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")
    house.time.advance(hours=72)

    at_once = await refused(house, ANN, "changes.approve", id=held["id"], digest=held["digest"])
    await house.round()

    assert at_once == "expired"
    assert (await ask(house, ANN, "changes.get", id=held["id"]))["status"] == "expired"


async def test_rejected_and_cancelled_ones_are_over(house: Any) -> None:
    one = await ask(house, AGENT, "campaigns.create", name="One", objective="TRAFFIC")
    two = await ask(house, AGENT, "campaigns.create", name="Two", objective="TRAFFIC")

    rejected = await ask(house, ANN, "changes.reject", id=one["id"], digest=one["digest"], note="Too early")
    foreign = await refused(house, BOB, "changes.cancel", id=two["id"])
    cancelled = await ask(house, AGENT, "changes.cancel", id=two["id"])

    assert (rejected["status"], rejected["decisions"][0]["note"]) == ("rejected", "Too early")
    assert (foreign, cancelled["status"]) == ("not_yours", "cancelled")
    for change in (one, two):
        assert (
            await refused(house, BOB, "changes.approve", id=change["id"], digest=change["digest"]) == "already_decided"
        )
    assert house.named_at_tiktok("campaign", "One") == house.named_at_tiktok("campaign", "Two") == []


async def test_of_many_who_approve_at_once_one_applies(house: Any) -> None:
    held = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")
    people = [replace(ANN, id=f"person_{n}", person_id=f"person_{n}") for n in range(10)]

    answers = await asyncio.gather(*(approve(house, who, held) for who in people), return_exceptions=True)

    assert len(house.named_at_tiktok("campaign", "New")) == 1
    assert {answer["status"] for answer in answers if isinstance(answer, dict)} <= {"applied", "applying"}
    assert {type(answer) for answer in answers if not isinstance(answer, dict)} <= {Conflict}


async def test_what_tiktok_refuses_is_failed_with_its_words(house: Any) -> None:
    held = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")
    house.fault("fail", "campaign.create", code=40002, message="not like this")

    failed = await approve(house, ANN, held)

    assert failed["status"] == "failed"
    assert failed["error"]["kind"] == "UpstreamRejected"


async def test_an_answer_that_was_lost_is_found_out_and_the_change_applied_once(house: Any) -> None:
    held = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")
    house.fault("cut_after", "campaign.create", count=3)
    house.fault("http", "campaign.get", count=10)

    unknown = await approve(house, ANN, held)
    house.simulator.faults.clear()
    house.time.advance(seconds=60)
    await house.round()
    await house.round()

    found = await ask(house, ANN, "changes.get", id=held["id"])
    assert (unknown["status"], found["status"]) == ("unknown", "applied")
    assert house.named_at_tiktok("campaign", "New") == [found["result"]["id"]]


async def test_an_approved_change_whose_process_died_is_applied_by_the_next(house: Any, after_a_crash: Any) -> None:
    held = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")
    await house.sql("UPDATE changes SET status = 'approved', process_id = 'proc_gone' WHERE id = :id", id=held["id"])

    async with after_a_crash(house) as next_start:
        await next_start.round()
        await next_start.round()
        found = await ask(next_start, ANN, "changes.get", id=held["id"])

    assert found["status"] == "applied"
    assert len(house.named_at_tiktok("campaign", "New")) == 1


async def test_undo_takes_an_update_back_and_says_so_on_both(house: Any) -> None:
    campaign = await house.campaign()
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], name="June", budget={"amount": "99.00"})
    await approve(house, ANN, held)

    undone = await ask(house, ANN, "changes.undo", id=held["id"])

    first = await ask(house, ANN, "changes.get", id=held["id"])
    assert (undone["status"], undone["undo_of"], first["undone_by"]) == ("applied", held["id"], undone["id"])
    assert house.at_tiktok("campaign", campaign["id"]).fields["campaign_name"] == "Spring"
    assert budget_at_tiktok(house, campaign["id"]) == "80.00"
    assert await refused(house, ANN, "changes.undo", id=held["id"]) == "already_undone"


async def test_undoing_a_create_deletes_and_a_delete_cannot_be_undone(house: Any) -> None:
    created = await approve(house, ANN, await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC"))

    undone = await ask(house, ANN, "changes.undo", id=created["id"])

    assert undone["status"] == "applied"
    assert house.at_tiktok("campaign", created["result"]["id"]).operation_status == "DELETE"
    assert await refused(house, ANN, "changes.undo", id=undone["id"]) == "irreversible"


async def test_an_agents_undo_waits_too(house: Any) -> None:
    campaign = await house.campaign()
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], name="June")
    await approve(house, ANN, held)

    assert (await ask(house, AGENT, "changes.undo", id=held["id"]))["status"] == "pending"


async def test_deletes_are_closed_to_agents_until_a_person_opens_them_for_a_while(house: Any) -> None:
    campaign = await house.campaign()

    closed = await refused(house, AGENT, "campaigns.delete", id=campaign["id"])
    await ask(house, ANN, "policy.open", operations=["*.delete"], minutes=30)
    held = await ask(house, AGENT, "campaigns.delete", id=campaign["id"])
    house.time.advance(minutes=31)
    again = await approve(house, ANN, held)

    assert (closed, held["status"], held["risks"]) == ("closed", "pending", ["TikTok brings nothing deleted back."])
    assert (again["status"], again["error"]["code"]) == ("failed", "closed")


async def test_the_kill_switch_stops_what_raises_spend_and_lets_pause(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    await ask(house, ANN, "policy.stop")

    told = [
        await refused(house, ANN, "campaigns.update", id=campaign["id"], budget={"amount": "99"}),
        await refused(house, ANN, "campaigns.create", name="New", objective="TRAFFIC"),
    ]
    paused = await ask(house, ANN, "campaigns.update", id=campaign["id"], status="PAUSED")
    await ask(house, ANN, "policy.resume")
    raised = await ask(house, ANN, "campaigns.update", id=campaign["id"], budget={"amount": "99"})

    assert told == ["stopped"] * 2
    assert (paused["status"], raised["budget"]["amount"]) == ("PAUSED", "99.00")


async def test_the_kill_switch_of_one_advertiser_leaves_the_others(house: Any) -> None:
    await ask(house, ANN, "policy.stop", advertiser_ids=[house.eur])

    assert (
        await refused(house, ANN, "campaigns.create", advertiser_id=house.eur, name="N", objective="TRAFFIC")
        == "stopped"
    )
    assert (await ask(house, ANN, "campaigns.create", name="N", objective="TRAFFIC"))["object"] == "campaign"


async def test_no_approval_passes_a_ceiling(house: Any) -> None:
    campaign = await house.campaign()
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], status="ACTIVE")
    await policy(house, ceilings={"per_change": {"USD": "79.99"}})

    told = await refused(house, ANN, "campaigns.update", id=campaign["id"], status="ACTIVE")
    ended = await approve(house, ANN, held)

    assert told == "ceiling_exceeded"
    assert (ended["status"], ended["error"]["code"]) == ("failed", "ceiling_exceeded")
    assert house.at_tiktok("campaign", campaign["id"]).operation_status == "DISABLE"


async def test_a_ceiling_is_held_to_what_tiktok_has_whatever_was_read_before(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE", budget={"mode": "DAILY", "amount": "200.00"})
    await policy(house, ceilings={"per_change": {"USD": "100"}})
    await behind(house, "update", campaign_id=campaign["id"], budget=60.0)

    told = await refused(house, ANN, "campaigns.update", id=campaign["id"], budget={"amount": "230.00"})

    assert (told, budget_at_tiktok(house, campaign["id"])) == ("ceiling_exceeded", "60.0")


@pytest.mark.parametrize("bound", ["ceiling_exceeded", "stopped"])
async def test_what_somebody_activated_at_tiktok_itself_is_bounded_though_it_was_read_as_paused(
    house: Any, bound: str
) -> None:
    campaign = await house.campaign()
    await behind(house, "status/update", campaign_ids=[campaign["id"]], operation_status="ENABLE")
    if bound == "stopped":
        await ask(house, ANN, "policy.stop")
    else:
        await policy(house, ceilings={"per_change": {"USD": "100"}})

    told = await refused(house, ANN, "campaigns.update", id=campaign["id"], budget={"amount": "230.00"})

    assert (told, budget_at_tiktok(house, campaign["id"])) == (bound, "80.00")


async def test_the_kill_switch_holds_a_lower_budget_to_what_tiktok_has(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    await behind(house, "update", campaign_id=campaign["id"], budget=60.0)
    await ask(house, ANN, "policy.stop")

    raises = await refused(house, ANN, "campaigns.update", id=campaign["id"], budget={"amount": "70.00"})
    lowers = await ask(house, ANN, "campaigns.update", id=campaign["id"], budget={"amount": "55.00"})

    assert (raises, lowers["budget"]["amount"]) == ("stopped", "55.00")


async def test_writes_at_once_never_add_more_than_a_rolling_ceiling(house: Any) -> None:
    await policy(house, ceilings={"per_advertiser_24h": {"USD": "250"}})
    campaigns = [await house.campaign(name=f"Camp {n}") for n in range(6)]

    async def activate(campaign: dict[str, Any]) -> str:
        try:
            return str((await ask(house, ANN, "campaigns.update", id=campaign["id"], status="ACTIVE"))["status"])
        except PermissionDenied as error:
            return error.reason

    at_once = await asyncio.gather(*map(activate, campaigns))
    house.time.advance(hours=25)
    later = await activate(campaigns[at_once.index("ceiling_exceeded")])

    assert sorted(at_once) == ["ACTIVE"] * 3 + ["ceiling_exceeded"] * 3  # 80 USD a day each
    assert later == "ACTIVE"


async def test_a_write_that_was_not_made_adds_nothing_to_the_ceiling(house: Any) -> None:
    await policy(house, ceilings={"per_advertiser_24h": {"USD": "100"}})
    campaign = await house.campaign()
    house.fault("fail", "campaign.status.update", code=40002, message="no")

    assert await refused(house, ANN, "campaigns.update", id=campaign["id"], status="ACTIVE") == "upstream_rejected"
    assert (await ask(house, ANN, "campaigns.update", id=campaign["id"], status="ACTIVE"))["status"] == "ACTIVE"


async def test_what_the_policy_refuses_is_in_the_audit_log_and_who_asked_for_whom(house: Any) -> None:
    campaign = await house.campaign()
    await ask(house, ANN, "policy.stop")
    await refused(house, AGENT, "campaigns.update", id=campaign["id"], status="ACTIVE")
    await ask(house, ANN, "policy.resume")
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], status="ACTIVE")
    await approve(house, BOB, held)

    told = [(one.operation, one.outcome, one.on_behalf_of, one.change_id) for one in await house.audit()]
    assert ("campaigns.update", "refused: stopped", "person_ann", None) in told
    assert ("campaigns.update", "succeeded: ok", "person_ann", held["id"]) in told


async def test_a_policy_that_contradicts_itself_is_refused_and_a_token_sets_none(house: Any) -> None:
    wrong = {"per_change": {"USD": "100"}, "per_advertiser_24h": {"USD": "50"}}

    assert await refused(house, ANN, "policy.set", ceilings=wrong) == "contradiction"
    assert await refused(house, replace(BOB, kind="api_key"), "policy.set", rules=[]) == "people_only"
    assert (await ask(house, ANN, "policy.get"))["version"] == 0


async def test_over_rest_a_held_write_is_202_with_the_changes_address(house: Any) -> None:
    await policy(house, rules=[{"who": "keys", "approvals": 1}])

    answer = await house.ask("POST", "/v1/campaigns", {"name": "New", "objective": "TRAFFIC"}, key="k1")
    listed = await house.ok("GET", "/v1/changes?status=pending")
    read = await house.ok("GET", answer.headers["location"])

    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert listed["data"] == [read] == [answer.json()]


async def test_lists_of_changes_page_without_gaps(house: Any) -> None:
    made = [(await ask(house, AGENT, "campaigns.create", name=f"N{n}", objective="TRAFFIC"))["id"] for n in range(5)]

    pages, cursor = [], ""
    while cursor is not None:
        page = await house.ok("GET", f"/v1/changes?limit=2{cursor and f'&cursor={cursor}'}")
        pages.append([change["id"] for change in page["data"]])
        cursor = page["next_cursor"]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(one for page in pages for one in page) == sorted(made)
    assert page["total_count"] == 5


async def test_a_change_outside_the_tokens_advertisers_is_not_there(house: Any) -> None:
    held = await ask(house, AGENT, "campaigns.create", advertiser_id=house.eur, name="N", objective="TRAFFIC")
    narrow = replace(ANN, advertiser_ids=frozenset({house.usd}))

    with pytest.raises(NotFound):
        await approve(house, narrow, held)


def test_every_write_with_a_preview_can_be_proposed() -> None:
    proposable = Propose.model_json_schema()["properties"]["operation"]["enum"]

    assert set(proposable) == {op.name for op in OPERATIONS.values() if op.preview}


async def told(house: Any) -> list[tuple[str, str, Any]]:
    """Type, object and what was before, of each event, oldest first; each fits its schema."""
    rows = await events.page(house.db, WORKSPACE_ID, EventFilter(), 100, at=0, ascending=True)
    whole = [msgspec.json.decode(row.body) for row in rows]
    for one in whole:
        msgspec.convert(one["data"], EVENT_TYPES[one["type"]].payload)
    return [(one["type"], one["data"]["object"]["id"], one["data"]["previous"]) for one in whole]


async def test_who_subscribed_is_told_that_a_change_waits_and_what_became_of_it(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], budget={"amount": "120.50"})
    again = await ask(house, AGENT, "campaigns.update", id=campaign["id"], budget={"amount": "120.50"})
    await approve(house, ANN, held)
    bad = await ask(house, AGENT, "campaigns.update", id=campaign["id"], name="Rained off")
    house.fault("fail", "campaign.update", code=40002)

    assert (await approve(house, ANN, bad))["status"] == "failed"
    assert again["id"] == held["id"]
    assert [one for one in await told(house) if one[0].startswith("change.")] == [
        ("change.pending", held["id"], None),
        ("change.applied", held["id"], {"status": "applying"}),
        ("change.pending", bad["id"], None),
        ("change.failed", bad["id"], {"status": "applying"}),
    ]


async def test_two_people_who_approve_at_once_are_two(house: Any) -> None:
    await policy(house, rules=[{"who": "agents", "approvals": 2}])
    held = [await ask(house, AGENT, "campaigns.create", name=f"New {n}", objective="TRAFFIC") for n in range(8)]

    await asyncio.gather(*(approve(house, who, one) for one in held for who in (ANN, BOB)))

    ended = [(await ask(house, ANN, "changes.get", id=one["id"]))["status"] for one in held]
    assert ended == ["applied"] * 8
    assert len(house.calls("campaign.create")) == 8


async def test_the_audit_log_says_of_what_was_approved_and_not_done_why(house: Any) -> None:
    campaign = await house.campaign()
    stale = await ask(house, AGENT, "campaigns.update", id=campaign["id"], budget={"amount": "120.00"})
    late = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")
    await house.ok("PATCH", f"/v1/campaigns/{campaign['id']}", {"budget": {"amount": "90.00"}})
    await approve(house, ANN, stale)
    house.time.advance(hours=72)
    await house.round()

    told = {one.change_id: (one.operation, one.outcome, one.on_behalf_of) for one in await house.audit()}
    assert told[stale["id"]] == ("campaigns.update", "refused: stale", "person_ann")
    assert told[late["id"]] == ("campaigns.create", "refused: expired", "person_ann")


async def test_an_undo_that_came_to_nothing_leaves_the_way_back_open(house: Any) -> None:
    campaign = await house.campaign()
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], name="June")
    await approve(house, ANN, held)
    agents = await ask(house, AGENT, "changes.undo", id=held["id"])
    meanwhile = await refused(house, ANN, "changes.undo", id=held["id"])
    await ask(house, BOB, "changes.reject", id=agents["id"], digest=agents["digest"])

    undone = await ask(house, ANN, "changes.undo", id=held["id"])

    assert (agents["status"], meanwhile, undone["status"]) == ("pending", "already_undone", "applied")


async def test_of_two_who_undo_at_once_one_does(house: Any) -> None:
    campaign = await house.campaign()
    held = await ask(house, AGENT, "campaigns.update", id=campaign["id"], name="June")
    await approve(house, ANN, held)
    house.simulator.journal.clear()

    answers = await asyncio.gather(
        *(ask(house, who, "changes.undo", id=held["id"]) for who in (ANN, BOB)), return_exceptions=True
    )

    assert [type(answer) for answer in answers if not isinstance(answer, dict)] == [Conflict]
    assert len(house.calls("campaign.update")) == 1


DECISIONS = ("propose", "approve", "reject", "cancel", "undo")


@pytest.mark.parametrize("verb", DECISIONS)
async def test_a_decision_whose_process_died_before_its_run_ended_is_told_as_it_was(house: Any, verb: str) -> None:
    held = await ask(house, AGENT, "campaigns.create", name="New", objective="TRAFFIC")
    if verb == "undo":
        await approve(house, ANN, held)
    given = {"id": held["id"]} if verb in {"cancel", "undo"} else {"id": held["id"], "digest": held["digest"]}
    if verb == "propose":
        given = {"operation": "campaigns.create", "params": {"name": "Other", "objective": "REACH"}}
    who = AGENT if verb == "cancel" else BOB
    done = await ask(house, who, f"changes.{verb}", key="k1", **given)
    await house.sql(
        "UPDATE runs SET state = 'unknown', retry_at = 0, result = NULL, target_id = NULL WHERE operation = :name",
        name=f"changes.{verb}",
    )

    await house.round()

    found = [run for run in await house.runs(operation=f"changes.{verb}") if run.idempotency_key == "k1"]
    again = await ask(house, who, f"changes.{verb}", key="k1", **given)
    assert [run.state for run in found] == ["succeeded"]
    assert again == done


async def test_a_lost_change_that_was_written_over_is_not_said_to_be_not_made(house: Any) -> None:
    campaign = await house.campaign()
    house.fault("cut_after", "campaign.update")
    house.fault("http", "campaign.get", count=10)
    path = f"/v1/campaigns/{campaign['id']}"
    lost = await house.ask("PATCH", path, {"budget": {"amount": "90.00"}}, key="k1")
    house.simulator.faults.clear()
    await house.ok("PATCH", path, {"budget": {"amount": "100.00"}})
    house.time.advance(seconds=30)
    await house.round()

    again = await house.ask("PATCH", path, {"budget": {"amount": "90.00"}}, key="k1")

    assert (lost.json()["code"], again.status_code, again.json()["code"]) == ("outcome_unknown", 409, "superseded")
    assert budget_at_tiktok(house, campaign["id"]) == "100.00"
