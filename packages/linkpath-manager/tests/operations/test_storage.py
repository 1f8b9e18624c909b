"""A database that takes no writes: said clearly, nothing done by halves, made good when it takes them again."""

from typing import Any

import pytest
from one_database import on_sqlite
from sqlalchemy import text

from linkpath_manager.errors import StorageUnavailable
from linkpath_manager.store import EVERYWHERE

NEW = {"name": "New", "objective": "TRAFFIC"}


async def ready(house: Any) -> tuple[int, str]:
    house.time.advance(seconds=1)
    answer = await house.api.get("/readyz")
    return answer.status_code, answer.json()["checks"]["database"]["state"]


async def outcomes(house: Any, operation: str) -> list[str]:
    return [one.outcome for one in await house.audit() if one.operation == operation]


def no_writes_after_tiktoks_answer(house: Any) -> None:
    async def stop(method: str, _path: str) -> None:
        if method == "POST":
            await house.takes_no_writes()

    house.wire.after = stop


async def test_no_write_is_begun_that_cannot_be_recorded_and_the_answer_says_why(house: Any) -> None:
    await house.takes_no_writes()
    house.simulator.journal.clear()

    answer = await house.ask("POST", "/v1/campaigns", NEW, key="k1")
    listed = await house.ok("GET", "/v1/campaigns?limit=1")

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["retryable"]) == (503, "storage_unavailable", True)
    assert (int(answer.headers["retry-after"]) > 0, "Nothing was changed" in problem["hint"]) == (True, True)
    assert house.calls() == []
    assert len(listed["data"]) == 1
    await house.takes_writes()


async def test_readiness_says_that_nothing_can_be_written_and_when_it_can_again(house: Any) -> None:
    await house.round()
    before = await ready(house)
    await house.takes_no_writes()
    await house.round()
    meanwhile = await ready(house)
    await house.takes_writes()

    assert (before, meanwhile[0], await ready(house)) == ((200, "ok"), 503, (200, "ok"))
    assert meanwhile[1].startswith("cannot be written: ")


async def test_the_same_request_succeeds_when_there_is_room_and_the_audit_log_says_what_was_refused(house: Any) -> None:
    await house.takes_no_writes()
    await house.ask("POST", "/v1/campaigns", NEW, key="k1")
    await house.takes_writes()

    answer = await house.ask("POST", "/v1/campaigns", NEW, key="k1")

    assert (answer.status_code, answer.headers.get("idempotent-replayed")) == (201, None)
    assert await outcomes(house, "campaigns.create") == ["refused: storage_unavailable", "succeeded: ok"]
    assert len(house.calls("campaign.create")) == 1


@pytest.mark.parametrize("level", ["campaign", "ad"])
async def test_what_tiktok_took_and_could_not_be_recorded_is_said_to_be_taken_and_recorded_later(
    house: Any, level: str
) -> None:
    tree = await house.tree()
    body = NEW if level == "campaign" else house.ad_body(tree["adgroup"]) | {"name": "New"}
    request = ("POST", f"/v1/{level}s", body)
    house.simulator.journal.clear()
    no_writes_after_tiktoks_answer(house)
    first = await house.ask(*request, key="k1")
    meanwhile = await house.ask(*request, key="k1")
    await house.takes_writes()
    await house.round()

    answer = await house.ask(*request, key="k1")

    assert (first.status_code, first.json()["code"], first.json()["retryable"]) == (503, "unavailable", True)
    assert "not sent to TikTok twice" in first.json()["hint"]
    assert meanwhile.json()["code"] == "idempotency_in_progress"
    assert (answer.status_code, answer.headers.get("idempotent-replayed")) == (201, "true")
    assert house.named_at_tiktok(level, "New") == [answer.json()["id"]]
    assert len(house.calls(f"{level}.create")) == 1
    assert (await outcomes(house, f"{level}s.create"))[-1] == "succeeded: ok"


async def test_what_tiktok_refused_is_told_as_it_was_though_it_cannot_be_recorded(house: Any) -> None:
    no_writes_after_tiktoks_answer(house)
    house.fault("fail", "campaign.create", code=40002)
    answer = await house.ask("POST", "/v1/campaigns", NEW, key="k1")
    house.wire.after = house.wire.before
    house.time.advance(seconds=30)
    await house.takes_writes()
    await house.round()

    states = [run.state for run in await house.runs(operation="campaigns.create")]
    assert (answer.status_code, answer.json()["code"], states) == (422, "upstream_rejected", ["failed"])


async def test_an_approved_change_is_applied_when_there_is_room_again(house: Any) -> None:
    await house.person("ann")
    async with house.signed_in("usr_ann") as ann:
        await ann.patch("/v1/policy", json={"rules": [{"who": "keys", "approvals": 1}]})
        held = (await house.ask("POST", "/v1/campaigns", NEW)).json()

        async def stop(method: str, path: str) -> None:
            if (method, path) == ("POST", "/campaign/create/"):
                await house.takes_no_writes()

        house.wire.after = stop
        address = f"/v1/changes/{held['id']}"
        answer = await ann.post(f"{address}/approve", json={"digest": held["digest"]})
        meanwhile = (await ann.get(address)).json()["status"]
        await house.takes_writes()
        house.time.advance(seconds=60)
        await house.round()
        await house.round()
        ended = (await ann.get(address)).json()

    assert (answer.status_code, meanwhile, ended["status"]) == (502, "applying", "applied")
    assert house.named_at_tiktok("campaign", "New") == [ended["result"]["id"]]
    assert len(house.calls("campaign.create")) == 1
    assert (await outcomes(house, "changes.approve")) == ["succeeded: ok"]


@on_sqlite  # a server's disk is its own
async def test_a_full_database_says_so(house: Any) -> None:
    ((pages,),) = await house.sql("PRAGMA page_count")
    await house.sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StorageUnavailable) as error:
        async with house.db.transaction(EVERYWHERE) as tx:
            await tx.execute(text("CREATE TABLE filler AS SELECT zeroblob(100000) AS bytes"))

    assert "the disk is full" in error.value.message
    assert (await ready(house))[0] == 503
    await house.sql("PRAGMA max_page_count = 1000000000")
