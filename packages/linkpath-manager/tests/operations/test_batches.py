"""Batches: many writes in one request, each with an end of its own, and few calls to TikTok."""

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from linkpath_manager.domain.actor import ALL_SCOPES, Scope

WAIT = {"prefer": "wait=60"}


async def batch(house: Any, noun: str, *items: dict[str, Any], status: int = 200, **more: Any) -> Any:
    answer = await house.api.post(f"/v1/{noun}/batch", json={"items": list(items)}, headers=WAIT | more)
    assert answer.status_code == status, answer.text
    return answer.json()


def called(house: Any, since: int = 0) -> dict[str, int]:
    return dict(Counter(call.endpoint for call in house.calls()[since:]))


async def campaigns(house: Any, count: int) -> list[str]:
    """Ids of new ones, with a daily budget of 80."""
    new = {"action": "create", "objective": "TRAFFIC", "budget": {"mode": "DAILY", "amount": "80.00"}}
    done = await batch(house, "campaigns", *({**new, "name": f"C{n}"} for n in range(count)))
    return [item["id"] for item in done["items"]]


async def adgroups(house: Any, count: int, **fields: Any) -> list[str]:
    """Ids of new ones in a new campaign."""
    campaign = await house.campaign(budget={"mode": "UNLIMITED"})
    new = {"action": "create", **house.adgroup_body(campaign["id"]), **fields}
    done = await batch(house, "adgroups", *({**new, "name": f"G{n}"} for n in range(count)))
    return [item["id"] for item in done["items"]]


async def delete_at_tiktok(house: Any, level: str, object_id: str) -> None:
    """Past LinkPath, which does not know of it."""
    body = {"advertiser_id": house.usd, f"{level}_ids": [object_id], "operation_status": "DELETE"}
    await house.tiktok.post(
        f"/open_api/v1.3/{level}/status/update/", json=body, headers={"access-token": house.way_in.access_token}
    )


async def test_creates_changes_and_deletes_end_each_for_itself_and_in_order(house: Any) -> None:
    renamed, gone = await campaigns(house, 2)

    done = await batch(
        house,
        "campaigns",
        {"action": "create", "advertiser_id": house.usd, "name": "New", "objective": "TRAFFIC"},
        {"action": "update", "id": renamed, "name": "Renamed"},
        {"action": "delete", "id": gone},
        {"action": "update", "id": "17", "name": "Nobody's"},
        {"action": "update", "id": renamed, "nmae": "Wrong"},
        {"action": "grow", "id": renamed},
        {"action": "update", "id": renamed},
    )

    assert (done["object"], done["operation"], done["status"]) == ("batch", "campaigns.batch", "done")
    assert done["progress"] == {"total": 7, "done": 7, "succeeded": 3, "held": 0, "failed": 4}
    assert [(item["index"], item["action"], item["status"]) for item in done["items"]] == [
        (0, "create", 201),
        (1, "update", 200),
        (2, "delete", 200),
        (3, "update", 404),
        (4, "update", 400),
        (5, "grow", 400),
        (6, "update", 400),
    ]
    assert [item["error"] and item["error"]["code"] for item in done["items"]] == [
        *(None, None, None, "not_found", "invalid_request", "invalid_request", "invalid_request")
    ]
    assert done["items"][4]["error"]["errors"] == [
        {"pointer": "/nmae", "code": "unknown_field", "detail": 'Unknown field "nmae".'}
    ]
    assert done["items"][0]["id"] == done["items"][0]["result"]["id"]
    assert house.at_tiktok("campaign", renamed).fields["campaign_name"] == "Renamed"
    assert house.at_tiktok("campaign", gone).operation_status == "DELETE"
    assert house.named_at_tiktok("campaign", "New") == [done["items"][0]["id"]]


async def test_each_item_is_a_run_with_an_audit_row_of_its_own(house: Any) -> None:
    ids = await campaigns(house, 3)
    before = len(await house.audit())

    done = await batch(house, "campaigns", *({"action": "update", "id": one, "status": "ACTIVE"} for one in ids))

    runs = await house.runs(operation="campaigns.update")
    audited = (await house.audit())[before:]
    call = house.calls("campaign.status.update")[0]
    assert {run.target_id for run in runs} == set(ids)
    assert {run.idempotency_key for run in runs} == {f"{done['id']}/{index}" for index in range(3)}
    assert [row.operation for row in audited] == ["campaigns.batch", *["campaigns.update"] * 3]
    assert all(call.request_id in row.upstream_request_ids for row in audited[1:])
    assert {row.outcome for row in audited} == {"succeeded: ok"}


async def test_switches_share_calls_of_twenty_and_one_reading(house: Any) -> None:
    ids = await campaigns(house, 41)
    before = len(house.calls())

    done = await batch(house, "campaigns", *({"action": "update", "id": one, "status": "ACTIVE"} for one in ids))

    assert done["progress"]["succeeded"] == 41
    assert called(house, before) == {"campaign.status.update": 3, "campaign.get": 1}
    assert {house.at_tiktok("campaign", one).operation_status for one in ids} == {"ENABLE"}


async def test_creates_take_a_call_each_and_share_the_reading(house: Any) -> None:
    await campaigns(house, 5)

    assert called(house) == {"campaign.create": 5, "campaign.get": 1}


async def test_budgets_of_campaigns_take_a_call_each_and_share_the_reading(house: Any) -> None:
    ids = await campaigns(house, 5)
    before = len(house.calls())

    items = [{"action": "update", "id": id_, "budget": {"amount": f"9{n}.00"}} for n, id_ in enumerate(ids)]
    done = await batch(house, "campaigns", *items)

    assert [item["result"]["budget"]["amount"] for item in done["items"]] == [f"9{n}.00" for n in range(5)]
    assert called(house, before) == {"campaign.update": 5, "campaign.get": 1}
    assert {Decimal(house.at_tiktok("campaign", id_).fields["budget"]) for id_ in ids} == set(range(90, 95))


async def test_lifetime_budgets_of_ad_groups_share_a_call_and_daily_ones_are_set_at_once(house: Any) -> None:
    until = {"start_at": "2026-11-22T08:00:00Z", "end_at": "2026-12-20T08:00:00Z"}
    lifetime = await adgroups(house, 3, budget={"mode": "LIFETIME", "amount": "900.00"}, schedule=until)
    daily = await adgroups(house, 2)
    before = len(house.calls())

    items = [{"action": "update", "id": one, "budget": {"amount": "950.00"}} for one in (*lifetime, *daily)]
    done = await batch(house, "adgroups", *items)

    assert [item["result"]["budget"]["amount"] for item in done["items"]] == ["950.00"] * 5
    assert called(house, before) == {"adgroup.get": 2, "adgroup.budget.update": 1, "adgroup.update": 2}


async def test_what_tiktok_refuses_of_a_shared_call_fails_alone(house: Any) -> None:
    ids = await adgroups(house, 6)
    await delete_at_tiktok(house, "adgroup", ids[2])
    before = len(house.calls())

    done = await batch(house, "adgroups", *({"action": "update", "id": one, "status": "ACTIVE"} for one in ids))

    assert [item["status"] for item in done["items"]] == [200, 200, 422, 200, 200, 200]
    assert done["items"][2]["error"]["code"] == "upstream_rejected"
    assert called(house, before) == {"adgroup.status.update": 1, "adgroup.get": 1}


async def test_where_tiktok_does_all_or_nothing_the_refused_one_is_looked_for(house: Any) -> None:
    ids = await campaigns(house, 8)
    await delete_at_tiktok(house, "campaign", ids[5])

    done = await batch(house, "campaigns", *({"action": "update", "id": one, "status": "ACTIVE"} for one in ids))

    assert [item["status"] for item in done["items"]] == [200, 200, 200, 200, 200, 422, 200, 200]


async def test_a_shared_call_without_an_answer_is_found_out_for_each(house: Any) -> None:
    ids = await campaigns(house, 3)
    house.fault("cut_after", "campaign.status.update")

    done = await batch(house, "campaigns", *({"action": "update", "id": one, "status": "ACTIVE"} for one in ids))

    assert [item["status"] for item in done["items"]] == [200, 200, 200]
    assert len(house.calls("campaign.status.update")) == 1


async def test_a_call_that_never_arrived_is_sent_again_when_that_is_sure(house: Any) -> None:
    ids = await campaigns(house, 3)
    house.time.advance(seconds=1)
    house.fault("cut_before", "campaign.status.update")
    items = [{"action": "update", "id": one, "status": "ACTIVE"} for one in ids]

    asked = {"json": {"items": items}, "headers": {"prefer": "wait=0"}}
    begun = (await house.api.post("/v1/campaigns/batch", **asked)).json()
    await at_rest(house)
    early = await house.ok("GET", f"/v1/operations/{begun['id']}")
    house.time.advance(seconds=20)
    await house.round()
    ended = (await house.api.get(f"/v1/operations/{begun['id']}", headers=WAIT)).json()
    done = await house.ok("GET", f"/v1/operations/{begun['id']}/result")

    assert (early["status"], early["progress"]["done"]) == ("running", 0)
    assert ended["status"] == "done"
    assert [item["status"] for item in done["items"]] == [200, 200, 200]
    assert {house.at_tiktok("campaign", one).operation_status for one in ids} == {"ENABLE"}


async def test_items_about_one_object_are_done_in_their_order(house: Any) -> None:
    (one,) = await campaigns(house, 1)

    done = await batch(
        house,
        "campaigns",
        {"action": "update", "id": one, "name": "First"},
        {"action": "update", "id": one, "name": "Second"},
        {"action": "delete", "id": one},
        {"action": "update", "id": one, "name": "Too late"},
    )

    assert [item["status"] for item in done["items"]] == [200, 200, 200, 409]
    assert [item["result"] and item["result"]["name"] for item in done["items"]] == ["First", "Second", "Second", None]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"items": []},
        {"items": [{"action": "delete", "id": "1"}] * 1_001},
        {"items": [1]},
        {"items": [{"action": "delete", "id": "1"}], "itmes": []},
    ],
    ids=["nothing", "empty", "too_many", "no_object", "unknown_field"],
)
async def test_what_is_no_batch_is_refused_whole(house: Any, body: dict[str, Any]) -> None:
    answer = await house.ask("POST", "/v1/campaigns/batch", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert await house.runs(operation="campaigns.batch") == []


async def test_the_same_key_does_nothing_again_and_is_answered_with_the_ends(house: Any) -> None:
    one = {"action": "create", "advertiser_id": house.usd, "name": "Once", "objective": "TRAFFIC"}

    first = await batch(house, "campaigns", one, **{"idempotency-key": "k"})
    again = await house.api.post("/v1/campaigns/batch", json={"items": [one]}, headers={"idempotency-key": "k"})
    other = await house.ask("POST", "/v1/campaigns/batch", {"items": [one, one]}, key="k")

    assert again.json() == first
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(house.named_at_tiktok("campaign", "Once")) == 1


async def test_it_is_only_told_what_each_item_would_do(house: Any) -> None:
    (one,) = await campaigns(house, 1)
    before, calls = len(await house.runs()), len(house.calls())

    answer = await house.ask(
        "POST",
        "/v1/campaigns/batch?validate_only=true",
        {"items": [{"action": "update", "id": one, "name": "Would"}, {"action": "update", "id": "5", "name": "No"}]},
    )

    told = answer.json()
    assert (answer.status_code, told["object"]) == (200, "validation")
    assert [(item["index"], item["would"]) for item in told["items"]] == [(0, "perform"), (1, "fail")]
    assert told["items"][0]["changes"][0]["after"] == "Would"
    assert told["items"][1]["error"]["code"] == "not_found"
    assert len(await house.runs()) == before
    assert called(house, calls) == {"campaign.get": 1}


async def test_an_advertiser_named_above_is_that_of_items_that_name_none(house: Any) -> None:
    body = {"advertiser_id": house.eur, "items": [{"action": "create", "name": "Berlin", "objective": "TRAFFIC"}]}
    done = await house.ok("POST", "/v1/campaigns/batch", body)

    assert done["items"][0]["result"]["advertiser_id"] == house.eur


async def test_an_item_that_the_policy_holds_waits_for_people(house: Any) -> None:
    ada = await house.person("ada")
    async with house.signed_in(ada.id) as owner:
        rules = [{"who": "keys", "operations": ["campaigns.update"], "approvals": 1}]
        assert (await owner.patch("/v1/policy", json={"rules": rules})).is_success
    first, second = await campaigns(house, 2)

    done = await batch(
        house,
        "campaigns",
        {"action": "update", "id": first, "name": "Held"},
        {"action": "delete", "id": second},
    )

    assert [item["status"] for item in done["items"]] == [202, 200]
    change = await house.ok("GET", f"/v1/changes/{done['items'][0]['change_id']}")
    assert (change["status"], change["operation"], change["target"]["id"]) == ("pending", "campaigns.update", first)
    assert done["progress"] == {"total": 2, "done": 2, "succeeded": 1, "held": 1, "failed": 0}


async def test_together_no_more_is_added_than_a_ceiling_allows(house: Any) -> None:
    ada = await house.person("ada")
    new = {"action": "create", "objective": "TRAFFIC", "budget": {"mode": "DAILY", "amount": "80.00"}}
    made = await batch(house, "campaigns", *({**new, "name": f"C{n}", "status": "ACTIVE"} for n in range(5)))
    async with house.signed_in(ada.id) as owner:
        ceilings = {"per_advertiser_24h": {"USD": "430"}}  # 400 of it were added by making them
        assert (await owner.patch("/v1/policy", json={"ceilings": ceilings})).is_success

    items = [{"action": "update", "id": one["id"], "budget": {"amount": "90.00"}} for one in made["items"]]
    done = await batch(house, "campaigns", *items)

    assert Counter(item["status"] for item in done["items"]) == {200: 3, 403: 2}
    assert {item["error"]["code"] for item in done["items"] if item["error"]} == {"ceiling_exceeded"}


async def test_work_that_is_not_done_in_time_is_looked_at_and_told_later(house: Any) -> None:
    (one,) = await campaigns(house, 1)
    asked = {"json": {"items": [{"action": "update", "id": one, "name": "Later"}]}, "headers": {"prefer": "wait=0"}}

    begun = await house.api.post("/v1/campaigns/batch", **asked)
    path = begun.headers["location"]
    early = await house.ask("GET", f"{path}/result")
    ended = await house.api.get(path, headers=WAIT)
    late = await house.ok("GET", f"{path}/result")
    again = await house.refused("POST", f"{path}/cancel", {})

    assert (begun.status_code, begun.json()["status"]) == (202, "running")
    assert (early.status_code, early.json()["code"], early.headers["retry-after"]) == (409, "not_ended", "1")
    assert ended.json() | {"ended_at": None} == begun.json() | {
        "status": "done",
        "progress": {"total": 1, "done": 1, "succeeded": 1, "held": 0, "failed": 0},
    }
    assert late["items"][0]["result"]["name"] == "Later"
    assert again == (409, "already_ended")


async def test_a_cancelled_batch_begins_no_more_and_says_what_was_not_done(house: Any) -> None:
    (one,) = await campaigns(house, 1)
    items = [{"action": "update", "id": one, "name": f"N{n}"} for n in range(4)]  # one after the other
    told: list[Any] = []

    async def cancel(_method: str, path: str) -> None:
        if path == "/campaign/update/" and not told:
            told.append(await house.ok("POST", f"/v1/operations/{await _running(house)}/cancel", {}))

    house.wire.before = cancel
    done = await batch(house, "campaigns", *items)

    assert told[0]["status"] == "cancelling"
    assert done["status"] == "cancelled"
    assert [item["status"] for item in done["items"]] == [200, 409, 409, 409]
    assert [item["error"] and item["error"]["code"] for item in done["items"]] == [None, *["cancelled"] * 3]
    assert house.at_tiktok("campaign", one).fields["campaign_name"] == "N0"


async def test_another_tokens_operation_is_not_there(house: Any) -> None:
    done = await batch(house, "campaigns", {"action": "delete", "id": "1"})

    async with house.caller(*ALL_SCOPES - {Scope.WORKSPACE_ADMIN}) as other:
        answers = [await other.get(f"/v1/operations/{done['id']}{tail}") for tail in ("", "/result")]
        answers.append(await other.post(f"/v1/operations/{done['id']}/cancel", json={}))
    async with house.caller(Scope.WORKSPACE_ADMIN) as admin:
        seen = await admin.get(f"/v1/operations/{done['id']}")

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert seen.status_code == 200


@pytest.mark.parametrize("cut_at", ["/campaign/update/", "/campaign/get/"], ids=["before_tiktok", "before_reading"])
async def test_what_a_killed_process_left_is_gone_on_with_and_done_once(
    house: Any, after_a_crash: Any, cut_at: str
) -> None:
    ids = await campaigns(house, 3)
    house.time.advance(seconds=1)
    items = [{"action": "update", "id": one, "budget": {"amount": f"9{n}.00"}} for n, one in enumerate(ids)]
    hangs = asyncio.Event()

    async def hang(_method: str, path: str) -> None:
        if path == cut_at:
            await hangs.wait()

    before = len(house.calls("campaign.update"))
    house.wire.before = hang
    begun = (await house.api.post("/v1/campaigns/batch", json={"items": items}, headers={"prefer": "wait=1"})).json()
    async with after_a_crash(house) as next_house:
        await next_house.round()
        await at_rest(next_house)
        next_house.time.advance(seconds=20)
        await next_house.round()
        ended = (await next_house.api.get(f"/v1/operations/{begun['id']}", headers=WAIT)).json()
        done = await next_house.ok("GET", f"/v1/operations/{begun['id']}/result")
        sent = len(next_house.calls("campaign.update")) - before
        runs = await next_house.runs(operation="campaigns.update", state="succeeded")
        hangs.set()
        house.inside.services.sequences.stopping = True

    assert begun["status"] == "running"
    assert ended["status"] == "done"
    assert [item["result"]["budget"]["amount"] for item in done["items"]] == ["90.00", "91.00", "92.00"]
    assert (sent, len(runs)) == (3, 3)


async def at_rest(house: Any) -> None:
    """Returns when no sequence is worked on here."""
    await asyncio.gather(*house.services.sequences.tasks.values())


async def _running(house: Any) -> str:
    return str((await house.sql("SELECT id FROM sequences WHERE status = 'running'"))[0][0])


@pytest.mark.parametrize(("last_look", "looks"), [(95, []), (280, ["ad.get", "adgroup.get", "campaign.get"])])
async def test_a_look_waits_for_a_batch_to_end_but_five_minutes_at_most_after_the_last(
    house: Any, last_look: int, looks: list[str]
) -> None:
    ids = await campaigns(house, 3)
    due = int((house.time.now().timestamp() + 5) * 1_000_000)
    pause = (last_look + 5) * 1_000_000
    await house.sql("UPDATE advertisers SET due_at = 9000000000000000")
    await house.sql(
        "UPDATE advertisers SET due_at = :due, sync_interval = :pause WHERE id = :id",
        due=due,
        pause=pause,
        id=house.usd,
    )
    await batch(house, "campaigns", *({"action": "update", "id": id_, "budget": {"amount": "90.00"}} for id_ in ids))
    house.simulator.journal.clear()

    house.time.advance(seconds=10)
    await house.round()
    early = sorted(called(house))
    house.time.advance(seconds=25)
    await house.round()

    assert early == looks
    assert "campaign.get" in called(house)
