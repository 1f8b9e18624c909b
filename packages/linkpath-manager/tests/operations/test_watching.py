"""What LinkPath tells of itself to who watches it."""

import json
import re
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.measures import FAMILIES

NEW = {"name": "Spring", "objective": "TRAFFIC"}


async def figures(house: Any) -> dict[str, float]:
    """Every sample, by its name and labels as they are written."""
    text = (await house.api.get("/metrics")).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    assert len(samples) == len([line for line in text.splitlines() if not line.startswith("#")])
    return {written(sample.name, sample.labels): sample.value for sample in samples}


def written(name: str, labels: dict[str, str]) -> str:
    shown = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    return f"{name}{{{shown}}}" if shown else name


async def test_a_write_is_counted_as_request_run_and_calls_by_endpoint_and_code(house: Any) -> None:
    before = await figures(house)
    await house.ok("POST", "/v1/campaigns", NEW)
    house.fault("fail", "campaign.create", code=40002)
    await house.ask("POST", "/v1/campaigns", NEW)
    after = await figures(house)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert more('linkpath_http_requests_total{method="POST",route="/v1/campaigns",status="201"}') == 1
    assert more('linkpath_http_requests_total{method="POST",route="/v1/campaigns",status="422"}') == 1
    assert more('linkpath_run_seconds_count{operation="campaigns.create",state="succeeded"}') == 1
    assert more('linkpath_run_seconds_count{operation="campaigns.create",state="failed"}') == 1
    assert more('linkpath_tiktok_call_seconds_count{code="0",endpoint="campaign.create"}') == 1
    assert more('linkpath_tiktok_call_seconds_count{code="40002",endpoint="campaign.create"}') == 1
    app = f'app_id="{house.way_in.app_id}"'
    calls = more(f"linkpath_tiktok_quota_calls_total{{{app}}}")
    assert calls == more(f"linkpath_tiktok_quota_wait_seconds_count{{{app}}}") >= 3
    assert after[f'linkpath_tiktok_quota_limit{{{app},window="minute"}}'] == 3_000
    assert after[f"linkpath_tiktok_quota_waiting{{{app}}}"] == 0


async def test_what_waits_is_told_with_its_age(house: Any) -> None:
    house.time.advance(minutes=6)
    campaign = await house.campaign()
    body = {"operation": "campaigns.update", "params": {"id": campaign["id"], "name": "Summer"}}
    await house.ok("POST", "/v1/changes", body)
    house.time.advance(seconds=90)

    told = await figures(house)

    assert told["linkpath_changes_pending"] == 1
    assert told["linkpath_changes_pending_oldest_seconds"] == 90
    assert told["linkpath_accounts"] == told["linkpath_accounts_due"] == len(house.way_in.advertiser_ids)
    assert told["linkpath_accounts_overdue_seconds"] > 90
    assert told['linkpath_connections{status="CONNECTED"}'] == 1
    assert told["linkpath_database_up"] == 1


async def test_what_came_of_changes_is_counted_once_each_with_how_long_people_took(house: Any) -> None:
    ada = await house.person("ada")
    names = ("applied", "rejected", "failed", "stale", "cancelled", "expired")
    ids = {name: (await house.campaign(name=name))["id"] for name in names}

    async def proposed(name: str) -> dict[str, Any]:
        params = {"id": ids[name], "budget": {"amount": "99.00"}}
        return dict(await house.ok("POST", "/v1/changes", {"operation": "campaigns.update", "params": params}))

    changes = {name: await proposed(name) for name in names}
    await house.ok("PATCH", f"/v1/campaigns/{ids['stale']}", {"name": "Renamed"})
    house.time.advance(seconds=90)
    async with house.signed_in(ada.id) as owner:
        for name in ("applied", "rejected", "failed", "stale"):
            if name == "failed":
                house.fault("fail", "campaign.update", code=40002)
            verb, body = "reject" if name == "rejected" else "approve", {"digest": changes[name]["digest"]}
            answers = [await owner.post(f"/v1/changes/{changes[name]['id']}/{verb}", json=body) for _ in range(2)]
            assert [it.status_code for it in answers] == [200, 409]
    await house.ok("POST", f"/v1/changes/{changes['cancelled']['id']}/cancel", {})
    await house.ok("POST", f"/v1/changes/{changes['applied']['id']}/undo", {})
    house.time.advance(hours=73)
    await house.round()
    await house.round()

    told = await figures(house)

    ended = {name: told[f'linkpath_changes_ended_total{{outcome="{name}"}}'] for name in (*names, "undone")}
    assert ended == {**dict.fromkeys(names, 1), "applied": 2, "undone": 1}, "the undo is a change that was applied too"
    took = {it: told[f'linkpath_change_decision_seconds_count{{decision="{it}"}}'] for it in ("approved", "rejected")}
    assert took == {"approved": 3, "rejected": 1}
    assert told['linkpath_change_decision_seconds_bucket{decision="approved",le="60.0"}'] == 0
    assert told['linkpath_change_decision_seconds_bucket{decision="approved",le="300.0"}'] == 3


async def test_a_run_whose_end_is_not_known_is_told_with_its_age(house: Any) -> None:
    house.fault("cut_after", "campaign.create", count=3)
    house.fault("http", "campaign.get", count=50)
    await house.ask("POST", "/v1/campaigns", NEW, key="k")
    house.time.advance(seconds=20)

    told = await figures(house)

    assert told['linkpath_runs_open{state="unknown"}'] == 1
    assert told['linkpath_runs_open_oldest_seconds{state="unknown"}'] >= 20


async def test_jobs_and_the_process_are_told_after_a_round(house: Any) -> None:
    await house.round()

    told = await figures(house)

    assert told['linkpath_job_seconds_count{name="runs.settle",outcome="done"}'] >= 1
    assert told['linkpath_job_last_success_timestamp_seconds{name="runs.settle"}'] == house.time.now().timestamp()
    assert (told["linkpath_worker_leading"], told["linkpath_processes"]) == (1, 1)
    assert told["linkpath_process_resident_bytes"] > 1_000_000
    assert told["linkpath_process_cpu_seconds_total"] > 0
    pools = {'linkpath_database_connections_limit{pool="read"}', 'linkpath_database_connections_limit{pool="write"}'}
    assert pools <= told.keys() or house.database is None


async def test_who_asks_often_is_no_load_on_the_database(house: Any) -> None:
    await figures(house)
    await house.campaign()
    body = {"operation": "campaigns.create", "params": NEW}
    await house.ok("POST", "/v1/changes", body)

    at_once = await figures(house)
    house.time.advance(seconds=5)
    later = await figures(house)

    assert (at_once["linkpath_changes_pending"], later["linkpath_changes_pending"]) == (0, 1)


async def test_figures_are_told_while_the_database_is_away(house: Any) -> None:
    await house.db.close()

    told = await figures(house)

    assert told["linkpath_database_up"] == 0
    assert "linkpath_changes_pending" not in told


async def test_no_label_holds_an_id_of_what_somebody_made(house: Any) -> None:
    made = await house.tree()
    for level, object_id in made.items():
        await house.ask("GET", f"/v1/{level}s/{object_id}")
        await house.ask("DELETE", f"/v1/{level}s/{object_id}")
    await house.ask("GET", f"/v1/nothing/{made['ad']}")
    await house.round()

    text = (await house.api.get("/metrics")).text

    assert not [one for one in (*made.values(), *house.way_in.advertiser_ids, house.token) if one in text]
    assert re.findall(r"lp_[a-z]+_|(?:run|chg|key|con|ws)_[0-9A-Z]{6,}", text) == []


async def test_every_family_is_named_once_and_says_what_it_is(house: Any) -> None:
    names = [sample for family in FAMILIES for sample in family.samples]
    text = (await house.api.get("/metrics")).text

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"linkpath_[a-z_]+", name) for name in names)
    assert all(f"# HELP {family.name}" in text and f"# TYPE {family.name}" in text for family in FAMILIES)


async def test_every_line_of_a_request_says_which_it_is_and_for_whom(
    house: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    house.fault("fail", "campaign.create", code=40002)
    answer = await house.ask("POST", "/v1/campaigns", NEW)

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    told = {line["event"]: (line.get("request_id"), line.get("route"), line.get("workspace")) for line in lines}
    of = (answer.headers["x-request-id"], "/v1/campaigns", WORKSPACE_ID)
    assert {"upstream.error", "http.request"} <= told.keys()
    assert told["http.request"] == of
    assert told["upstream.error"] == of
