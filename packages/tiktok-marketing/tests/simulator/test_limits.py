"""Behaviour reference §3: an app's quota per second, minute and day, an endpoint's, an advertiser's."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.behaviour import Refusal
from tiktok_marketing.simulator.limits import Limits
from tiktok_marketing.spec import APP_QUOTA, Level
from tiktok_marketing.spec.ad import AD_CREATE
from tiktok_marketing.spec.campaign import CAMPAIGN_GET

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
RESTRICTED = "Due to too many requests, requests from App 7 are temporarily restricted."


class Counting:
    """An app that calls at moments of its own choosing."""

    def __init__(self, level: Level = Level.BASIC) -> None:
        self.moment = 1000.0
        self.now = NOON
        self.limits = Limits(level, lambda: self.moment)

    def call(self, endpoint: Any = CAMPAIGN_GET, advertiser_id: str | None = None, app_id: str = "7") -> str:
        """ "" for an admitted call, else code and message."""
        try:
            self.limits.admit(endpoint, app_id, advertiser_id, self.now)
        except Refusal as refusal:
            return f"{refusal.code} {refusal.message}"
        return ""


@pytest.mark.parametrize("level", list(Level))
def test_the_call_over_the_limit_per_second_is_refused_until_the_second_is_over(level: Level) -> None:  # §3.1
    app, limit = Counting(level), APP_QUOTA[level].qps

    answers = [app.call() for _ in range(limit + 1)]
    app.moment += 1

    assert answers[:-1] == [""] * limit
    assert answers[-1] == f"40100 App 7 reaches the QPS limit {limit}, current QPS is {limit + 1}."
    assert app.call() == ""


def test_hammering_for_a_minute_costs_five() -> None:  # §3.4
    app = Counting()
    answers = []
    for number in range(601):
        app.moment = 1000 + number / 16  # 16 calls a second, of which 10 are admitted
        answers.append(app.call())

    assert f"40100 {RESTRICTED}" not in answers[:-1]
    assert answers[-1] == f"40100 {RESTRICTED}"
    app.moment += 299.9
    assert app.call() == f"40100 {RESTRICTED}"
    app.moment += 0.1
    assert app.call() == ""


def test_the_full_quota_can_be_used_for_ever() -> None:  # §3.1
    app = Counting()

    for number in range(3000):
        app.moment = 1000 + number // 10
        assert app.call() == ""


def test_the_days_calls_are_counted_to_midnight_utc_of_the_simulated_day() -> None:  # §3.4
    app = Counting()
    app.call()
    app.limits._meters[("app", "7")].today = 864_000
    app.moment += 10

    assert app.call() == f"40100 {RESTRICTED}"
    app.now += timedelta(hours=12)
    assert app.call() == ""


def test_an_endpoint_can_have_a_limit_of_its_own() -> None:  # §3.2
    app = Counting()

    answers = Counter(app.call(AD_CREATE) for _ in range(6))

    assert answers == {"": 5, "40100 App 7 reaches the QPS limit 5, current QPS is 6.": 1}
    assert app.call(CAMPAIGN_GET) == ""


def test_one_advertiser_is_limited_on_one_path() -> None:  # §3.3
    app = Counting(Level.ULTIMATE)

    answers = [app.call(advertiser_id="3") for _ in range(21)]

    told = "Advertiser (3)'s QPS (21) reaches QPS limit 20 for current path, request is temporarily restricted."
    assert answers == [""] * 20 + [f"40133 {told}"]
    assert app.call(advertiser_id="4") == ""
    assert app.call(AD_CREATE, advertiser_id="3") == ""


def test_apps_do_not_share_a_quota() -> None:
    app = Counting()
    for _ in range(11):
        app.call()

    assert app.call(app_id="8") == ""


@pytest.mark.parametrize(("timeouts", "left"), [(9, 10), (10, 5), (20, 1), (30, 0)])
def test_reports_that_time_out_lower_the_calls_a_second_for_five_minutes(timeouts: int, left: int) -> None:  # §3.3
    app = Counting()
    for number in range(timeouts):
        app.moment = 1000 + number / 4
        app.limits.report_timed_out("7", number)

    answers = [app.call() for _ in range(11)]

    assert answers.count("") == left
    assert answers[left] == f"40100 App 7 reaches the QPS limit {left}, current QPS is {left + 1}."
    app.moment += 300
    assert [app.call() for _ in range(11)].count("") == 10


def test_reports_that_time_out_now_and_then_lower_nothing() -> None:  # §3.3
    app = Counting()
    for number in range(30):
        app.moment = 1000 + number * 1.2
        app.limits.report_timed_out("7", number)

    assert [app.call() for _ in range(11)].count("") == 10


async def test_a_report_that_timed_out_three_times_is_shut_out_alone(desk: Any) -> None:  # §3.3
    moment = 1000.0
    desk.simulator.limited = True
    desk.simulator.limits.monotonic = lambda: moment
    asked = {"advertiser_id": desk.usd, "report_type": "BASIC", "data_level": "AUCTION_CAMPAIGN"}
    asked |= {"dimensions": ["campaign_id"], "start_date": "2026-06-01", "end_date": "2026-06-02"}
    order = {"kind": "fail", "code": 51001, "endpoint": "report.integrated.get", "count": 3}
    assert (await desk.http.post("/_sim/faults", json=order)).status_code < 300

    timed_out = [(await desk.get("/report/integrated/get/", **asked))["code"] for _ in range(3)]
    again = (await desk.get("/report/integrated/get/", **asked))["code"]
    narrower = (await desk.get("/report/integrated/get/", **asked | {"end_date": "2026-06-01"}))["code"]
    moment += 600
    later = (await desk.get("/report/integrated/get/", **asked))["code"]

    assert (timed_out, again, narrower, later) == ([51001] * 3, 40002, 0, 0)


@given(st.lists(st.floats(0, 0.4), max_size=80))
def test_no_second_ever_holds_more_than_the_limit(pauses: list[float]) -> None:
    app, admitted = Counting(), []
    for pause in pauses:
        app.moment += pause
        if app.call() == "":
            admitted.append(app.moment)

    assert all(sum(since - 1 < moment <= since for moment in admitted) <= 10 for since in admitted)


async def test_the_api_counts_before_it_looks_at_parameters(desk: Any) -> None:  # §14.1
    desk.simulator.limited = True
    desk.simulator.limits.monotonic = lambda: 5.0

    codes = Counter([(await desk.get("/campaign/get/"))["code"] for _ in range(12)])

    assert codes == {40002: 10, 40100: 2}
    assert (await desk.post("/oauth2/access_token/", **desk.app))["code"] == 40100  # the app is known by its id


async def test_a_wrong_token_uses_nobodys_quota(desk: Any) -> None:
    desk.simulator.limited = True
    desk.simulator.limits.monotonic = lambda: 5.0
    good, desk.token = desk.token, "wrong"
    for _ in range(12):
        assert (await desk.get("/campaign/get/"))["code"] == 40105
    desk.token = good

    await desk.ok("GET", "/campaign/get/", advertiser_id=desk.usd)
