"""Reports over the real demo say what the simulated TikTok knows to be true, to the cent."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from running_demo import Demo

LEVELS = ("advertiser", "campaign", "adgroup", "ad")
METRICS = {
    "spend": "spend",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "conversion",
    "web_conversion_value": "total_complete_payment_rate",
    "web_purchases": "complete_payment",
    "app_installs": "app_install",
    "video_plays": "video_play_actions",
    "video_2s": "video_watched_2s",
    "video_6s": "video_watched_6s",
    "video_p100": "video_views_p100",
}
"""LinkPath's name of a figure, and TikTok's."""

RANGES = {  # days before today on which it begins and ends
    "today": (0, 0),
    "yesterday": (1, 1),
    "a week": (7, 1),
    "a month and a day": (31, 1),
    "a hundred days": (100, 1),
    "all there is and more": (500, 0),
}


@pytest.fixture(scope="module")
def still(demo: Demo) -> Iterator[Demo]:
    """The demo while no time passes at TikTok: report and truth are of the same moment."""
    demo.tiktok.post("/_sim/clock", json={"speed": 0}).raise_for_status()
    stopped_at = datetime.fromisoformat(demo.tiktok.get("/_sim/clock").json()["now"])
    yield demo
    elapsed = (datetime.now(stopped_at.tzinfo) - stopped_at).total_seconds()
    demo.tiktok.post("/_sim/clock", json={"speed": 1, "advance_seconds": elapsed}).raise_for_status()


@pytest.mark.parametrize("period", RANGES)
@pytest.mark.parametrize("number", range(3))
def test_totals_of_a_range_are_the_truth(still: Demo, number: int, period: str) -> None:
    asked = {"advertiser_id": still.facts["advertiser_ids"][number], **window(still, number, period)}
    level = LEVELS[(number + len(period)) % len(LEVELS)]  # every level comes up with some range

    report = reported(still, level=level, **asked)
    truth = true(still, level=level, **asked)

    assert report["complete"] is True
    assert comparable(report["totals"]) == true_figures(truth["totals"])


@pytest.mark.parametrize("level", LEVELS[1:])
@pytest.mark.parametrize("number", range(3))
def test_each_object_has_its_own_figures_deleted_ones_too(still: Demo, number: int, level: str) -> None:
    asked = {"advertiser_id": still.facts["advertiser_ids"][number], **window(still, number, "a hundred days")}

    report = reported(still, level=level, **asked)
    truth = true(still, level=level, **asked)

    got = {row[f"{level}_id"]: comparable(row) for row in report["rows"] if row["impressions"]}
    assert got == {row[f"{level}_id"]: true_figures(row) for row in truth["rows"]}
    assert report["currency"] == truth["currency"]


def test_figures_of_what_was_deleted_are_in_the_totals(still: Demo) -> None:
    advertisers = still.facts["advertiser_ids"]
    days = window(still, 0, "all there is and more")

    rows = [row for each in advertisers for row in true(still, level="ad", advertiser_id=each, **days)["rows"]]

    assert any(row["deleted"] and Decimal(row["spend"]) for row in rows)


@pytest.mark.parametrize(("dimension", "period"), [("day", "a hundred days"), ("hour", "yesterday")])
def test_days_and_hours_add_up_to_the_truth(still: Demo, dimension: str, period: str) -> None:
    asked = {"advertiser_id": still.facts["advertiser_ids"][1], **window(still, 1, period)}

    report = reported(still, level="campaign", dimensions=dimension, **asked)
    truth = true(still, level="campaign", **asked)

    sums = {name: sum(Decimal(row[name] or 0) for row in report["rows"]) for name in METRICS}
    assert len({row[dimension] for row in report["rows"]}) > 1
    assert sums == true_figures(truth["totals"])
    assert comparable(report["totals"]) == true_figures(truth["totals"])


def test_advertisers_add_up_however_they_are_cut(still: Demo) -> None:
    asked = {"advertiser_id": still.facts["advertiser_ids"][0], **window(still, 0, "a month and a day")}

    totals = [comparable(reported(still, level=level, **asked)["totals"]) for level in LEVELS]

    assert totals == [totals[0]] * len(LEVELS)
    assert totals[0]["spend"] > 0


def window(demo: Demo, number: int, period: str) -> dict[str, str]:
    """The first and the last day of `period`, in the advertiser's time zone."""
    advertiser = demo.api.get(f"/v1/advertisers/{demo.facts['advertiser_ids'][number]}").json()
    now = datetime.fromisoformat(demo.tiktok.get("/_sim/clock").json()["now"])
    today = now.astimezone(ZoneInfo(advertiser["time_zone"])).date()
    begin, end = (today - timedelta(days=before) for before in RANGES[period])
    return {"start_date": iso(begin), "end_date": iso(end)}


def iso(day: date) -> str:
    return day.isoformat()


def reported(demo: Demo, **asked: str) -> dict[str, Any]:
    """The whole report: the rows of all its pages."""
    rows: list[Any] = []
    query = {**asked, "metrics": ",".join(METRICS), "limit": "1000"}
    while True:
        page: dict[str, Any] = demo.api.get("/v1/reporting", params=query).raise_for_status().json()
        rows += page["rows"]
        if not page["has_more"]:
            assert len(rows) == page["total_count"]
            return page | {"rows": rows}
        query["cursor"] = page["next_cursor"]


def true(demo: Demo, **asked: str) -> dict[str, Any]:
    told: dict[str, Any] = demo.tiktok.get("/_sim/truth", params=asked).raise_for_status().json()
    return told


def comparable(figures: dict[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(figures[name] or 0) for name in METRICS}


def true_figures(figures: dict[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(figures[theirs]) for name, theirs in METRICS.items()}
