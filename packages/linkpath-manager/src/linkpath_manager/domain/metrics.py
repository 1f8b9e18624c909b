"""The figures LinkPath reports, and how each comes from TikTok's."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from linkpath_manager.errors import InvalidRequest


class Kind(StrEnum):
    """How figures of several rows become one."""

    ADDITIVE = "additive"
    """They are summed."""
    RATIO = "ratio"
    """It is recomputed from sums."""
    UNIQUE = "unique"
    """They count people, and cannot be joined: TikTok has to be asked at that grain."""


class Value(StrEnum):
    """What a figure measures."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure.

    ADDITIVE: the sum of TikTok's `upstream` metrics, each times TikTok's `weight` in its row, where that is given.
    RATIO: the sum of the additive `numerator`s times `scale`, by the additive `denominator`.
    UNIQUE: TikTok's one `upstream` metric as it is.
    """

    name: str
    kind: Kind
    value: Value
    description: str
    upstream: tuple[str, ...] = ()
    weight: str | None = None
    numerator: tuple[str, ...] = ()
    denominator: str | None = None
    scale: int = 1


def upstream_metrics(names: Iterable[str]) -> tuple[str, ...]:
    """TikTok's metrics to ask for, sorted, so that `names` can be reported.

    Raises:
        InvalidRequest: one of the names is not LinkPath's.
    """
    wanted = [metric(name) for name in names]
    sources = [METRICS[name] for name in _additive(wanted)] + [m for m in wanted if m.kind is Kind.UNIQUE]
    return tuple(sorted({name for m in sources for name in (*m.upstream, *((m.weight,) if m.weight else ()))}))


def additive_needed(names: Iterable[str]) -> tuple[str, ...]:
    """The additive metrics that `names` are or are made of, sorted.

    Raises:
        InvalidRequest: one of the names is not LinkPath's.
    """
    return _additive([metric(name) for name in names])


def metric(name: str) -> Metric:
    """The metric of that name.

    Raises:
        InvalidRequest: there is none.
    """
    found = METRICS.get(name)
    if found is None:
        raise InvalidRequest(
            f"there is no metric {name!r}", param="metrics", hint=f"The metrics are {', '.join(METRICS)}."
        )
    return found


def _additive(wanted: list[Metric]) -> tuple[str, ...]:
    needed: set[str] = set()
    for m in wanted:
        if m.kind is Kind.ADDITIVE:
            needed.add(m.name)
        elif m.kind is Kind.RATIO and m.denominator:
            needed.update((*m.numerator, m.denominator))
    return tuple(sorted(needed))


def _sum(name: str, value: Value, upstream: str, description: str, *, weight: str | None = None) -> Metric:
    legs = tuple(upstream.split())
    return Metric(name=name, kind=Kind.ADDITIVE, value=value, upstream=legs, weight=weight, description=description)


def _ratio(name: str, value: Value, formula: str, description: str, *, scale: int = 1) -> Metric:
    """`formula` is `a + b / c` for the sum of a and b by c, all of them additive metrics."""
    numerator, _, denominator = formula.partition(" / ")
    return Metric(
        name=name,
        kind=Kind.RATIO,
        value=value,
        numerator=tuple(numerator.split(" + ")),
        denominator=denominator,
        scale=scale,
        description=description,
    )


def _unique(name: str, value: Value, upstream: str, description: str) -> Metric:
    return Metric(name=name, kind=Kind.UNIQUE, value=value, upstream=(upstream,), description=description)


_MONEY, _COUNT, _PERCENT, _RATIO, _SECONDS = Value.MONEY, Value.COUNT, Value.PERCENT, Value.RATIO, Value.SECONDS

# Source: TikTok's metric pages as in the catalogue's `metrics` (additivity, formulas). TikTok counts what happened in
# an app, on a website and in its shop in three families of metrics that have nothing in common but the meaning.
_TABLE: tuple[Metric, ...] = (
    _sum("spend", _MONEY, "spend", "What was paid, credits and coupons included."),
    _sum("impressions", _COUNT, "impressions", "Times an ad was shown."),
    _sum("clicks", _COUNT, "clicks", "Clicks that led to the ad's destination."),
    _sum("conversions", _COUNT, "conversion", "Optimization events, on the day of the impression or click."),
    _sum("conversions_realtime", _COUNT, "real_time_conversion", "Optimization events, on the day they happened."),
    _sum("results", _COUNT, "result", "Results of the ad group's goal; compare within one goal only."),
    _sum(
        "conversion_value",
        _MONEY,
        # total_complete_payment_rate is, in spite of its name, the value of purchases on websites.
        "total_complete_payment_rate total_purchase_value total_onsite_shopping_value",
        "Value of purchases on websites, in apps and in TikTok Shop.",
    ),
    _sum("web_conversion_value", _MONEY, "total_complete_payment_rate", "Value of purchases on websites."),
    _sum("app_conversion_value", _MONEY, "total_purchase_value", "Value of purchases in apps."),
    _sum("shop_conversion_value", _MONEY, "total_onsite_shopping_value", "Value of purchases in TikTok Shop."),
    _sum(
        "purchases",
        _COUNT,
        "complete_payment total_purchase onsite_shopping",
        "Purchases on websites, in apps and in TikTok Shop.",
    ),
    _sum("web_purchases", _COUNT, "complete_payment", "Purchases on websites."),
    _sum("app_purchases", _COUNT, "total_purchase", "Purchases in apps."),
    _sum("shop_purchases", _COUNT, "onsite_shopping", "Purchases in TikTok Shop."),
    _sum(
        "add_to_cart",
        _COUNT,
        "web_event_add_to_cart total_app_event_add_to_cart onsite_on_web_cart",
        "Additions to a cart on websites, in apps and in TikTok Shop.",
    ),
    _sum("registrations", _COUNT, "user_registration total_registration", "Registrations on websites and in apps."),
    _sum("leads", _COUNT, "form onsite_form total_sales_lead", "Forms sent on websites and in TikTok, leads in apps."),
    _sum("page_views", _COUNT, "total_pageview", "Views of website pages."),
    _sum("app_installs", _COUNT, "app_install", "Installations of the app."),
    _sum("video_plays", _COUNT, "video_play_actions", "Times the video started, replays excluded."),
    _sum("video_2s", _COUNT, "video_watched_2s", "Times it was watched for 2 seconds."),
    _sum("video_6s", _COUNT, "video_watched_6s", "Times it was watched for 6 seconds."),
    _sum("video_p25", _COUNT, "video_views_p25", "Times a quarter of it was watched."),
    _sum("video_p50", _COUNT, "video_views_p50", "Times half of it was watched."),
    _sum("video_p75", _COUNT, "video_views_p75", "Times three quarters of it were watched."),
    _sum("video_p100", _COUNT, "video_views_p100", "Times it was watched to the end."),
    _sum("engaged_views", _COUNT, "engaged_view", "Views of 6 seconds, or with an interaction."),
    _sum("engaged_views_15s", _COUNT, "engaged_view_15s", "Views of 15 seconds, or with an interaction."),
    _sum(
        "watch_time",
        _SECONDS,
        "average_video_play",
        "Time the video was watched; from averages that TikTok rounds to hundredths.",
        weight="video_play_actions",
    ),
    _sum("likes", _COUNT, "likes", "Likes."),
    _sum("comments", _COUNT, "comments", "Comments."),
    _sum("shares", _COUNT, "shares", "Shares."),
    _sum("follows", _COUNT, "follows", "New followers."),
    _sum("profile_visits", _COUNT, "profile_visits", "Visits to the profile."),
    _sum("clicks_on_music_disc", _COUNT, "clicks_on_music_disc", "Clicks on the music."),
    _ratio("ctr", _PERCENT, "clicks / impressions", "Clicks by impressions.", scale=100),
    _ratio("cpc", _MONEY, "spend / clicks", "Spend by clicks."),
    _ratio("cpm", _MONEY, "spend / impressions", "Spend by thousand impressions.", scale=1000),
    _ratio("cpa", _MONEY, "spend / conversions", "Spend by conversions."),
    _ratio("cvr", _PERCENT, "conversions / clicks", "Conversions by clicks.", scale=100),
    _ratio(
        "conversion_rate", _PERCENT, "conversions / impressions", "Conversions by impressions, as TikTok has it.",
        scale=100,
    ),
    _ratio("roas", _RATIO, "conversion_value / spend", "Conversion value by spend."),
    _ratio("aov", _MONEY, "conversion_value / purchases", "Conversion value by purchases."),
    _ratio("hook_rate", _PERCENT, "video_2s / impressions", "Views of 2 seconds by impressions.", scale=100),
    _ratio("hold_rate", _PERCENT, "video_6s / video_plays", "Views of 6 seconds by plays.", scale=100),
    _ratio("completion_rate", _PERCENT, "video_p100 / video_plays", "Complete views by plays.", scale=100),
    _ratio("avg_watch_time", _SECONDS, "watch_time / video_plays", "Watch time by plays."),
    _ratio(
        "engagement_rate",
        _PERCENT,
        "likes + comments + shares + follows + clicks / impressions",
        "Likes, comments, shares, follows and clicks by impressions.",
        scale=100,
    ),
    _unique("reach", _COUNT, "reach", "People who saw an ad."),
    _unique("frequency", _RATIO, "frequency", "Impressions by people reached."),
    _unique("cost_per_1000_reached", _MONEY, "cost_per_1000_reached", "Spend by thousand people reached."),
    _unique("avg_watch_time_per_user", _SECONDS, "average_video_play_per_user", "Watch time by people who watched."),
)  # fmt: skip

METRICS: dict[str, Metric] = {m.name: m for m in _TABLE}
"""Every metric, by name, in the order of the reference page."""
