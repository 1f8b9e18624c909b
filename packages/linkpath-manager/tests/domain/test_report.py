from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.report import Number, Report, ReportSource, figures, merge
from linkpath_manager.errors import InvalidRequest

counts = st.integers(0, 10**12)
cents = st.integers(0, 10**12).map(lambda n: Decimal(n).scaleb(-2))
keys = st.tuples(st.sampled_from(["1", "2"]), st.sampled_from(["2026-01-01", "2026-01-02"]))
rows = st.tuples(keys, st.fixed_dictionaries({"spend": cents.map(str), "clicks": counts.map(str)}))


@given(st.lists(rows))
def test_sums_are_exact_and_every_key_is_there(parts: list[tuple[tuple[str, str], dict[str, str]]]) -> None:
    merged = merge(parts, ["spend", "clicks"])

    assert list(merged) == list(dict.fromkeys(key for key, _ in parts))
    for key, sums in merged.items():
        mine = [row for of, row in parts if of == key]
        assert sums["spend"] == sum(Fraction(row["spend"]) for row in mine)
        assert sums["clicks"] == sum(int(row["clicks"]) for row in mine)


@given(st.lists(rows), st.randoms(use_true_random=False))
def test_the_order_and_the_cutting_of_parts_do_not_matter(parts: list[Any], random: Any) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)

    whole = merge(parts, ["spend", "clicks"])

    assert merge(shuffled, ["spend", "clicks"]) == whole
    totals = merge((((), row) for _, row in parts), ["spend", "clicks"])
    if parts:
        assert totals[()]["spend"] == sum(Fraction(str(sums["spend"])) for sums in whole.values())


def test_a_sum_of_a_hundred_digits_loses_none() -> None:
    merged = merge([((), {"spend": "1" + "0" * 50}), ((), {"spend": "0.01"})], ["spend"])

    assert merged[()]["spend"] == Decimal("1" + "0" * 50 + ".01")


@pytest.mark.parametrize(
    ("texts", "total"),
    [
        (["-"], None),
        ([None], None),
        (["-", None, "<5", "", "NaN"], None),
        (["0", "-"], 0),
        (["-", "3"], 3),
        (["2.00", "1"], 3),
    ],
)
def test_no_value_is_none_and_zero_is_zero(texts: list[str | None], total: int | None) -> None:
    merged = merge([((), {} if text is None else {"clicks": text}) for text in texts], ["clicks"])

    assert merged == {(): {"clicks": total}}


def test_the_value_of_conversions_is_the_sum_of_its_legs() -> None:
    row = {"total_complete_payment_rate": "10.10", "total_purchase_value": "-", "total_onsite_shopping_value": "0.05"}

    merged = merge([((), row)], ["conversion_value", "web_conversion_value", "app_conversion_value"])

    assert merged[()] == {
        "conversion_value": Decimal("10.15"),
        "web_conversion_value": Decimal("10.10"),
        "app_conversion_value": None,
    }


def test_a_ratio_brings_what_it_is_made_of() -> None:
    assert merge([((), {"spend": "1.50", "clicks": "3"})], ["cpc"]) == {(): {"clicks": 3, "spend": Decimal("1.50")}}


def test_the_average_of_watch_times_is_weighted_by_the_plays() -> None:
    parts = [
        ((), {"average_video_play": "2.00", "video_play_actions": "100"}),
        ((), {"average_video_play": "5.00", "video_play_actions": "50"}),
        ((), {"average_video_play": "-", "video_play_actions": "0"}),
    ]

    sums = merge(parts, ["avg_watch_time"])[()]

    assert figures(sums, ["avg_watch_time"], 2) == {"avg_watch_time": 3.0}


def test_people_are_counted_in_one_part_and_never_joined() -> None:
    parts = [(("1",), {"reach": "10"}), (("2",), {"reach": "10"}), (("2",), {"reach": "10"}), (("2",), {"reach": "1"})]

    merged = merge(parts, ["reach"])

    assert merged == {("1",): {"reach": 10}, ("2",): {"reach": None}}


def test_without_names_everything_is_merged() -> None:
    sums = merge([((), {"spend": "1.00", "reach": "7"})])[()]

    assert (sums["spend"], sums["reach"], sums["clicks"]) == (Decimal("1.00"), 7, None)


SUMS: dict[str, Number] = {
    "spend": Decimal("12.30"),
    "impressions": 7000,
    "clicks": 9,
    "conversions": 0,
    "conversion_value": Decimal("100.00"),
    "purchases": 4,
    "reach": 6000,
    "frequency": Decimal("1.17"),
    "cost_per_1000_reached": Decimal("2.05"),
    "watch_time": Decimal("1234.5678"),
    "likes": None,
}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("spend", "12.30"),
        ("impressions", 7000),
        ("conversions", 0),
        ("likes", None),
        ("shares", None),
        ("ctr", 0.128571428571),
        ("cpc", "1.366667"),
        ("cpm", "1.757143"),
        ("aov", "25.00"),
        ("cpa", None),
        ("roas", 8.13008130081),
        ("engagement_rate", None),
        ("reach", 6000),
        ("frequency", 1.17),
        ("cost_per_1000_reached", "2.05"),
        ("watch_time", 1234.5678),
        ("avg_watch_time", None),
    ],
)
def test_a_figure_is_shown_as_what_it_is(name: str, shown: object) -> None:
    found = figures(SUMS, [name], 2)

    assert found == {name: shown}
    assert type(found[name]) is type(shown)


def test_money_has_the_decimals_of_its_currency() -> None:
    sums: dict[str, Number] = {"spend": Decimal("1230.00"), "clicks": 100, "impressions": 7}

    assert figures(sums, ["spend", "cpc", "cpm"], 0) == {"spend": "1230", "cpc": "12.3", "cpm": "175714.2857"}


def test_the_figures_come_in_the_order_asked_for() -> None:
    assert list(figures(SUMS, ["roas", "spend", "ctr"], 2)) == ["roas", "spend", "ctr"]


@given(cents, counts.filter(bool), counts)
def test_a_ratio_is_that_of_the_sums(spend: Decimal, impressions: int, clicks: int) -> None:
    shown = figures({"spend": spend, "impressions": impressions, "clicks": clicks}, ["ctr", "cpm"], 2)

    assert shown["ctr"] == pytest.approx(clicks / impressions * 100, rel=1e-11)
    assert abs(Fraction(shown["cpm"]) - Fraction(spend) * 1000 / impressions) <= Fraction(1, 2_000_000)


def test_a_metric_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        merge([], ["clickz"])
    with pytest.raises(InvalidRequest):
        figures({}, ["clickz"], 2)


def test_a_report_is_written_as_the_contract_says() -> None:
    report = Report(
        advertiser_id="7000000000000000001",
        level="campaign",
        start_date=date(2026, 1, 1),
        end_date=date(2026, 1, 2),
        currency="USD",
        time_zone="Europe/Berlin",
        dimensions=["day"],
        metrics=["spend", "ctr"],
        rows=[{"campaign_id": "1", "day": "2026-01-01", "spend": "1.00", "ctr": None}],
        totals={"spend": "1.00", "ctr": None},
        as_of=datetime(2026, 1, 3, tzinfo=UTC),
        is_final=False,
        complete=True,
        source=ReportSource(sync_calls=1),
        total_count=1,
        has_more=False,
        next_cursor=None,
    )

    assert msgspec.json.encode(report).decode() == (
        '{"object":"report","advertiser_id":"7000000000000000001","level":"campaign","start_date":"2026-01-01",'
        '"end_date":"2026-01-02","currency":"USD","time_zone":"Europe/Berlin","dimensions":["day"],'
        '"metrics":["spend","ctr"],"rows":[{"campaign_id":"1","day":"2026-01-01","spend":"1.00","ctr":null}],'
        '"totals":{"spend":"1.00","ctr":null},"as_of":"2026-01-03T00:00:00Z","is_final":false,"complete":true,'
        '"source":{"lake_rows":0,"sync_calls":1,"async_tasks":0},"total_count":1,"has_more":false,"next_cursor":null}'
    )
