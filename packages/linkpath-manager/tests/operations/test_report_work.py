"""Reports that nobody waits for: made as long work, once, and told of."""

import asyncio
from typing import Any

import msgspec
import pytest

from linkpath_manager.domain.events.report import ReportCompleted
from linkpath_manager.operations import sequences
from linkpath_manager.store import events
from linkpath_manager.store.events import BEHIND_ALL, EventFilter

WEEK = {"start_date": "2026-11-01", "end_date": "2026-11-07", "metrics": ["spend", "clicks"], "sort": "-spend"}
QUERY = "start_date=2026-11-01&end_date=2026-11-07&metrics=spend,clicks&sort=-spend"


async def told(house: Any) -> list[dict[str, Any]]:
    wanted = EventFilter(types=("report.completed",))
    rows = await events.page(house.db, house.workspace_id, wanted, 10, at=BEHIND_ALL)
    whole = [msgspec.json.decode(row.body)["data"] for row in rows]
    for one in whole:
        msgspec.convert(one, ReportCompleted)
    return [one["object"] for one in whole]


async def start(house: Any, **query: Any) -> dict[str, Any]:
    asked = {name: value for name, value in (WEEK | query).items() if value is not None}
    answer = await house.api.post("/v1/reports", json=asked, headers={"prefer": "wait=0"})
    assert (answer.status_code, answer.headers["location"]) == (202, f"/v1/operations/{answer.json()['id']}")
    return dict(answer.json())


async def at_rest(house: Any) -> None:
    while tasks := list(house.services.sequences.tasks.values()):
        await asyncio.gather(*tasks)


async def test_a_report_that_is_done_in_time_is_answered_as_the_one_that_is_waited_for(house: Any) -> None:
    made = await house.ok("POST", "/v1/reports", WEEK)
    read = await house.ok("GET", f"/v1/reporting?{QUERY}&limit=1000")

    assert len(made["rows"]) > 1
    assert {**made, "as_of": None} == {**read, "as_of": None}


async def test_its_end_is_told_once_with_where_it_is(house: Any) -> None:
    begun = await start(house, dimensions=["day"])
    await at_rest(house)
    await sequences.take_up(house.services, lost_before=BEHIND_ALL)
    await at_rest(house)
    operation = await house.ok("GET", f"/v1/operations/{begun['id']}")
    report = await house.ok("GET", operation["result_url"])

    assert (operation["status"], operation["progress"]["succeeded"]) == ("done", 1)
    (run,) = await told(house)
    assert run == {
        "object": "report_run",
        "id": begun["id"],
        "status": "SUCCEEDED",
        "advertiser_id": house.usd,
        "level": "campaign",
        "start_date": "2026-11-01",
        "end_date": "2026-11-07",
        "dimensions": ["day"],
        "metrics": ["spend", "clicks"],
        "rows": len(report["rows"]),
        "complete": True,
        "is_final": report["is_final"],
        "result_url": f"/v1/reports/{begun['id']}",
        "error": None,
        "created_at": operation["created_at"],
        "ended_at": operation["ended_at"],
    }


async def test_a_report_that_cannot_be_made_is_told_as_such(house: Any) -> None:
    house.fault("fail", "report.integrated.get", code=40002)
    begun = await start(house)
    await at_rest(house)

    (run,) = await told(house)
    assert (run["status"], run["rows"], run["error"]["code"]) == ("FAILED", None, "upstream_rejected")
    assert await house.refused("GET", f"/v1/reports/{begun['id']}") == (409, "report_failed")


async def test_what_a_process_that_ends_leaves_is_made_by_the_next_as_it_was_asked(house: Any) -> None:
    at_work = house.services.sequences
    at_work.stopping = True
    begun = await start(house, date_preset="last_7d", start_date=None, end_date=None)
    at_work.stopping = False
    early = await house.refused("GET", f"/v1/reports/{begun['id']}")
    house.time.advance(days=1)
    await sequences.take_up(house.services, lost_before=BEHIND_ALL)
    await at_rest(house)

    assert early == (409, "not_ended")
    (run,) = await told(house)
    assert (run["start_date"], run["end_date"]) == ("2026-11-13", "2026-11-19")  # of the day on which it was asked


async def test_the_same_key_makes_one_report(house: Any) -> None:
    answers = [await house.ask("POST", "/v1/reports", WEEK, "week-1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(await told(house)) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"metrics": ["luck"]},
        {"sort": "luck"},
        {"start_date": "2020-01-01", "dimensions": ["hour"], "end_date": "2029-12-31"},
        {"limit": 10},
    ],
)
async def test_what_cannot_be_made_is_refused_at_once(house: Any, query: dict[str, Any]) -> None:
    house.simulator.journal.clear()
    answer = await house.ask("POST", "/v1/reports", WEEK | query)

    assert (answer.status_code, house.calls(), await told(house)) == (400, [], [])


async def test_a_larger_report_than_is_waited_for_is_taken(house: Any) -> None:
    range_ = {"start_date": "2026-01-01", "end_date": "2026-11-01", "level": "advertiser"}
    query = "&".join(f"{name}={value}" for name, value in range_.items())
    refused = (await house.ask("GET", f"/v1/reporting?{query}&dimensions=hour")).json()
    house.services.sequences.stopping = True
    begun = await start(house, **range_, dimensions=["hour"])

    assert refused["hint"].endswith("POST /v1/reports takes larger ones.")
    assert begun["status"] == "running"


async def test_another_tokens_report_is_not_there(house: Any) -> None:
    begun = await start(house)
    await at_rest(house)
    async with house.caller("reporting:read") as caller:
        answer = await caller.get(f"/v1/reports/{begun['id']}")

    assert answer.status_code == 404


async def test_a_batch_is_no_report(house: Any) -> None:
    items = [{"action": "create", "name": "Spring", "objective": "TRAFFIC"}]
    batch = await house.ok("POST", "/v1/campaigns/batch", {"items": items})

    assert await house.refused("GET", f"/v1/reports/{batch['id']}") == (404, "not_found")
