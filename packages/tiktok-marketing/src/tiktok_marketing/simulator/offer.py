"""What an ad group goes into the auction with: its bid, whom it wants to reach, and how long it claims what follows."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

_WINDOWS = {"OFF": 0, "ONE_DAY": 1, "SEVEN_DAYS": 7, "FOURTEEN_DAYS": 14, "TWENTY_EIGHT_DAYS": 28}
# Behaviour reference §6.10 (likely): seven days after a click, one after a view.
_USUAL_CLICK, _USUAL_VIEW = "SEVEN_DAYS", "ONE_DAY"


class Offer(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """As it stood from a moment on. Lists of TikTok's as tuples; an empty one restricts nothing.

    `bid` is in whole units of the currency, for what `billing` and `goal` say; None is whatever it takes.
    """

    bid: Decimal | None = None
    billing: str = "OCPM"
    goal: str = ""
    fast: bool = False  # spends as soon as it can, not over the day
    click_days: int = 7
    view_days: int = 1
    location_ids: tuple[str, ...] = ()
    gender: str = "GENDER_UNLIMITED"
    age_groups: tuple[str, ...] = ()
    operating_systems: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    placements: tuple[str, ...] = ()
    interest_category_ids: tuple[str, ...] = ()
    interest_keyword_ids: tuple[str, ...] = ()
    audience_ids: tuple[str, ...] = ()

    def targeting(self) -> dict[str, Any]:
        """By TikTok's names."""
        return msgspec.structs.asdict(self)


def offer_of(fields: dict[str, Any]) -> Offer:
    """What TikTok's fields of an ad group amount to; equal ones are one and the same."""
    bid = fields.get("conversion_bid_price") or fields.get("bid_price")
    custom = bid is not None and fields.get("bid_type") == "BID_TYPE_CUSTOM"
    return _same(
        Offer(
            bid=Decimal(str(bid)) if custom else None,
            billing=fields.get("billing_event") or "OCPM",
            goal=fields.get("optimization_goal") or "",
            fast=fields.get("pacing") == "PACING_MODE_FAST",
            click_days=_days(fields.get("click_attribution_window"), _USUAL_CLICK),
            view_days=_days(fields.get("view_attribution_window"), _USUAL_VIEW),
            location_ids=_tuple(fields, "location_ids"),
            gender=fields.get("gender") or "GENDER_UNLIMITED",
            age_groups=_tuple(fields, "age_groups"),
            operating_systems=_tuple(fields, "operating_systems"),
            languages=_tuple(fields, "languages"),
            placements=_tuple(fields, "placements"),
            interest_category_ids=_tuple(fields, "interest_category_ids"),
            interest_keyword_ids=_tuple(fields, "interest_keyword_ids"),
            audience_ids=_tuple(fields, "audience_ids"),
        )
    )


def shown_by(fields: dict[str, Any]) -> tuple[str, ...]:
    """The ids of what an ad shows: its video, else the post it is, else its images."""
    one = fields.get("video_id") or fields.get("tiktok_item_id")
    return (str(one),) if one else tuple(map(str, fields.get("image_ids") or ()))


@lru_cache(maxsize=4096)
def _same(offer: Offer) -> Offer:
    """The first of all that are equal: many ad groups offer the same, and hold it once."""
    return offer


def _days(window: object, usual: str) -> int:
    return _WINDOWS.get(str(window), _WINDOWS[usual])


def _tuple(fields: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(map(str, fields.get(name) or ()))
