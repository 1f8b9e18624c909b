"""What is changed at TikTok, past LinkPath, is told within ten seconds in the demo, each change once."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from running_demo import Demo

TOLD_WITHIN_SECONDS = 10


def told(demo: Demo, object_id: str) -> list[dict[str, Any]]:
    """The events of an object, oldest first."""
    path = f"file:{demo.data_dir / 'linkpath.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(path, uri=True)) as reader:
        rows = reader.execute("SELECT body FROM events WHERE object_id = ? ORDER BY sequence", [object_id])
        return [json.loads(body) for (body,) in rows]


def in_time(holds: Callable[[], Any]) -> Any:
    """What `holds` returns as soon as that is something."""
    deadline = time.monotonic() + TOLD_WITHIN_SECONDS
    while not (found := holds()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def switch(demo: Demo, level: str, object_id: str, status: str) -> None:
    body = {
        "advertiser_id": demo.facts["advertiser_ids"][0],
        f"{level}_ids": [object_id],
        "operation_status": status,
    }
    answer = demo.tiktok.post(f"/open_api/v1.3/{level}/status/update/", json=body).json()
    assert answer["code"] == 0, answer


def test_a_pause_and_a_verdict_at_tiktok_are_told_within_ten_seconds_each_once(demo: Demo) -> None:
    campaign = demo.at_tiktok("campaign/get", {"primary_status": "STATUS_DELIVERY_OK"})[0]["campaign_id"]
    ad = next(
        row["ad_id"]
        for row in demo.at_tiktok("ad/get", {"secondary_status": "AD_STATUS_DELIVERY_OK"})
        if row["campaign_id"] != campaign
    )
    switch(demo, "campaign", campaign, "DISABLE")
    paused = in_time(lambda: told(demo, campaign))
    too_young = "The product may not be advertised to people under 18."
    demo.tiktok.post("/_sim/review", json={"ad_id": ad, "approved": False, "reasons": [too_young]})
    rejected = in_time(lambda: told(demo, ad))
    demo.tiktok.post("/_sim/review", json={"ad_id": ad, "approved": True})
    approved = in_time(lambda: told(demo, ad)[1:])
    switch(demo, "campaign", campaign, "ENABLE")
    resumed = in_time(lambda: told(demo, campaign)[1:])

    assert [(it["type"], it["data"]["object"]["status"]) for it in paused] == [("campaign.status_changed", "PAUSED")]
    assert [it["data"]["object"]["status"] for it in resumed] == ["ACTIVE"]
    assert [it["type"] for it in rejected] == ["ad.rejected"]
    (reason,) = rejected[0]["data"]["reasons"]
    assert (reason["code"], reason["forbidden_ages"]) == ("RESTRICTED_AGES", ["AGE_13_17"])
    assert [it["type"] for it in approved] == ["ad.approved"]
    assert len(told(demo, ad)) == len(told(demo, campaign)) == 2
