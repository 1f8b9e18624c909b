"""What an ad's spend brings: impressions, clicks, plays, conversions and their value, each a part of the one before.

Every figure of a day is a rounded-down share of another at the same moment of that day. So figures only grow, a part
never exceeds its whole (in any hour, not only over the day), and hours add up to the day without a rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .chance import between
from .currencies import digits, ratio
from .state import Advertiser, Campaign

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """A figure that is between `low` and `high` millionths of `parent`: where, is the ad's own."""

    parent: str
    low: int
    high: int
    families: frozenset[str] = frozenset()
    """The kinds of campaign that have it; empty: all."""


_SITE = frozenset({"web", "lead", "traffic"})
_WEB, _LEAD, _APP, _SHOP = (frozenset({family}) for family in ("web", "lead", "app", "shop"))

# The ranges are ours, chosen to look like ordinary accounts.
_SHARES: dict[str, Share] = {
    "clicks": Share("impressions", 7_000, 24_000),
    "video_play_actions": Share("impressions", 760_000, 860_000),
    "video_watched_2s": Share("video_play_actions", 380_000, 620_000),
    "video_watched_6s": Share("video_watched_2s", 350_000, 600_000),
    "video_views_p25": Share("video_watched_6s", 650_000, 860_000),
    "video_views_p50": Share("video_views_p25", 450_000, 650_000),
    "video_views_p75": Share("video_views_p50", 500_000, 700_000),
    "video_views_p100": Share("video_views_p75", 500_000, 750_000),
    "engaged_view": Share("video_watched_6s", 700_000, 860_000),
    "engaged_view_15s": Share("engaged_view", 250_000, 450_000),
    "likes": Share("video_play_actions", 8_000, 40_000),
    "comments": Share("video_play_actions", 300, 2_500),
    "shares": Share("video_play_actions", 400, 3_000),
    "follows": Share("clicks", 20_000, 90_000),
    "profile_visits": Share("clicks", 60_000, 180_000),
    "total_landing_page_view": Share("clicks", 650_000, 860_000, _SITE),
    "page_content_view_events": Share("total_landing_page_view", 550_000, 800_000, _WEB),
    "web_event_add_to_cart": Share("page_content_view_events", 150_000, 300_000, _WEB),
    "initiate_checkout": Share("web_event_add_to_cart", 400_000, 650_000, _WEB),
    "complete_payment": Share("initiate_checkout", 450_000, 700_000, _WEB),
    "form": Share("total_landing_page_view", 40_000, 140_000, _LEAD),
    "app_install": Share("clicks", 60_000, 220_000, _APP),
    "registration": Share("app_install", 350_000, 600_000, _APP),
    "purchase": Share("registration", 60_000, 180_000, _APP),
    "onsite_shopping": Share("clicks", 15_000, 60_000, _SHOP),
    "cta_conversion": Share("conversion", 650_000, 850_000),
}
_SAME: dict[str, str] = {
    "gross_impressions": "impressions",
    "billed_cost": "spend",
    "cash_spend": "spend",
    "real_time_conversion": "conversion",
    "real_time_result": "result",
    "real_time_app_install": "app_install",
    "total_registration": "registration",
    "total_purchase": "purchase",
    "secondary_goal_result": "purchase",
}
_VALUES: dict[str, str] = {
    "total_complete_payment_rate": "complete_payment",  # a value in spite of its name: behaviour reference §6.10
    "total_purchase_value": "total_purchase",
    "total_onsite_shopping_value": "onsite_shopping",
}
_SUMS: dict[str, tuple[tuple[str, int], ...]] = {
    "engagements": tuple((name, 1) for name in ("clicks", "likes", "comments", "shares", "follows", "profile_visits")),
    "vta_conversion": (("conversion", 1), ("cta_conversion", -1)),
    "seconds_watched": (("video_watched_2s", 2), ("video_watched_6s", 4), ("video_views_p50", 5)),
}
_CONVERSION = {
    "web": "complete_payment",
    "shop": "onsite_shopping",
    "app": "app_install",
    "lead": "form",
    "traffic": "total_landing_page_view",
    "engagement": "follows",
}
_FAMILIES = {
    "WEB_CONVERSIONS": "web",
    "PRODUCT_SALES": "web",
    "APP_PROMOTION": "app",
    "LEAD_GENERATION": "lead",
    "VIDEO_VIEWS": "video",
    "ENGAGEMENT": "engagement",
    "REACH": "reach",
    "RF_REACH": "reach",
}
# TikTok's result of a reach campaign is its reach, which does not add up; impressions stand in for it here.
_RESULT = _CONVERSION | {"video": "video_watched_6s", "reach": "impressions"}

MONEY = frozenset({"spend", "billed_cost", "cash_spend", *_VALUES})
"""Figures in the currency's smallest unit; all others are counts."""
FIGURES = frozenset({"spend", "impressions", "conversion", "result", *_SHARES, *_SAME, *_VALUES, *_SUMS})
"""All figures an ad has; every one adds up over ads and hours."""

_ORDER = {name: index for index, name in enumerate(sorted(FIGURES))}


def family_of(campaign: Campaign) -> str:
    """What kind of campaign it is, by what can never be changed about it."""
    fields = campaign.fields
    if fields.get("sales_destination") == "TIKTOK_SHOP" or fields.get("campaign_product_source") == "STORE":
        return "shop"
    return _FAMILIES.get(str(fields.get("objective_type")), "traffic")


class Funnel:
    """One ad's rates. `key` is the ad's chance."""

    def __init__(self, key: int, family: str, advertiser: Advertiser) -> None:
        self._key = key
        self._family = family
        dollar = ratio(advertiser.currency) * 10 ** digits(advertiser.currency)
        self._cost_per_mille = between(380, 1150, key, -2) * dollar // 100 or 1
        self._order_value = between(1800, 9000, key, -3) * dollar // 100 or 1

    def figure(self, name: str, chances: Sequence[int], of: Callable[[str], Sequence[int]]) -> Sequence[int]:
        """`name` at several moments, from the figures it is made of at the same moments, which `of` gives.

        Each moment counts from the beginning of its day; `chances` are the random bits of those days.
        """
        if name in _SHARES:
            return self._share(name, chances, of)
        if name in _VALUES:
            return [count * self._order_value for count in of(_VALUES[name])]
        if name in _SUMS:
            parts = [[value * sign for value in of(part)] for part, sign in _SUMS[name]]
            return [sum(values) for values in zip(*parts, strict=True)]
        match name:
            case "impressions":
                return [spend * 1000 // self._cost_per_mille for spend in of("spend")]
            case "conversion" | "result":
                same = (_CONVERSION if name == "conversion" else _RESULT).get(self._family)
                return of(same) if same else [0] * len(chances)
            case _:
                return of(_SAME[name])

    def figures(self, names: Iterable[str], spends: Sequence[int], chance: int) -> dict[str, Sequence[int]]:
        """All `names` at the moments of one day by which `spends` were spent."""
        known: dict[str, Sequence[int]] = {"spend": spends}
        chances = [chance] * len(spends)

        def of(name: str) -> Sequence[int]:
            if name not in known:
                known[name] = self.figure(name, chances, of)
            return known[name]

        return {name: of(name) for name in names}

    def _share(self, name: str, chances: Sequence[int], of: Callable[[str], Sequence[int]]) -> list[int]:
        share, order = _SHARES[name], _ORDER[name]
        if share.families and self._family not in share.families:
            return [0] * len(chances)
        rate = between(share.low, share.high, self._key, -4 - order)
        shift = order * 3 % 56
        # The day moves the rate between 87.5 % and 112.4 % of the ad's own; no `high` is above 860,000.
        return [
            value * (rate * (896 + ((chance >> shift) & 255)) >> 10) // MILLION
            for value, chance in zip(of(share.parent), chances, strict=True)
        ]


def reach(impressions: int, audience: int) -> int:
    """Of `audience` people, how many saw at least one of `impressions`: always fewer, and less and less more.

    Sums of reach exceed the reach of the sum, as they must; no part reaches more people than its whole.
    """
    people = -(-impressions * 10 // 13)  # nobody sees an ad but once or twice a day
    return -(-people * audience // (people + audience)) if people else 0
