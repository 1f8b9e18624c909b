import pytest

from linkpath_manager.domain.metrics import METRICS, Kind, Metric, Value, additive_needed, metric, upstream_metrics
from linkpath_manager.errors import InvalidRequest
from tiktok_marketing.spec import catalogue

EVERY = list(METRICS.values())
VALUES = {
    Value.MONEY: {"money"},
    Value.COUNT: {"integer"},
    Value.PERCENT: {"percent"},
    Value.RATIO: {"ratio", "decimal"},
    Value.SECONDS: {"seconds"},
}


def of(kind: Kind) -> list[Metric]:
    return [m for m in EVERY if m.kind is kind]


@pytest.mark.parametrize("m", of(Kind.ADDITIVE), ids=lambda m: m.name)
def test_what_is_summed_is_what_tiktok_lets_be_summed_and_measures_the_same(m: Metric) -> None:
    sources = [catalogue.metrics()[name] for name in m.upstream]

    assert sources
    assert {source.value_type for source in sources} <= VALUES[m.value]
    assert m.weight is not None or {source.additive for source in sources} == {"yes"}
    assert m.weight is None or catalogue.metrics()[m.weight].additive == "yes"


@pytest.mark.parametrize("m", of(Kind.RATIO), ids=lambda m: m.name)
def test_a_ratio_is_made_of_what_can_be_summed(m: Metric) -> None:
    parts = [METRICS[name] for name in (*m.numerator, m.denominator or "")]

    assert {part.kind for part in parts} == {Kind.ADDITIVE}
    assert not m.upstream
    assert m.scale == {Value.PERCENT: 100}.get(m.value, 1000 if m.name == "cpm" else 1)


@pytest.mark.parametrize("m", of(Kind.UNIQUE), ids=lambda m: m.name)
def test_what_counts_people_is_one_metric_that_tiktok_does_not_let_be_summed(m: Metric) -> None:
    [name] = m.upstream

    assert catalogue.metrics()[name].additive == "no"
    assert catalogue.metrics()[name].value_type in VALUES[m.value]


def test_every_level_and_the_ordinary_report_have_them() -> None:
    asked = [catalogue.metrics()[name] for name in upstream_metrics(METRICS)]

    assert {len(m.data_levels) for m in asked} == {4}
    assert {m.report_types["BASIC"] for m in asked} == {"yes"}
    assert len(asked) <= 100  # more in one call and TikTok may time out


def test_the_value_of_conversions_is_that_of_all_three_places() -> None:
    legs = {"web_conversion_value", "app_conversion_value", "shop_conversion_value"}

    assert METRICS["conversion_value"].upstream == (
        "total_complete_payment_rate",
        "total_purchase_value",
        "total_onsite_shopping_value",
    )
    assert {name for leg in legs for name in METRICS[leg].upstream} == set(METRICS["conversion_value"].upstream)


def test_tiktok_is_asked_for_what_the_ratios_are_made_of_once() -> None:
    assert additive_needed(["cpm", "ctr", "spend", "reach"]) == ("clicks", "impressions", "spend")
    assert upstream_metrics(["cpm", "ctr", "spend", "reach"]) == ("clicks", "impressions", "reach", "spend")
    assert upstream_metrics(["avg_watch_time"]) == ("average_video_play", "video_play_actions")


def test_a_metric_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(InvalidRequest) as caught:
        metric("video_views")

    assert caught.value.param == "metrics"
    assert "video_plays" in (caught.value.hint or "")
