"""Rules about the audiences and pixels that an ad group names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.audience_records import LOOKALIKE, Audience
from tiktok_marketing.simulator.audiences import MESSAGES, Standing, may_use, standing
from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import AdGroup


def check_sources(
    simulator: Simulator, adgroup: AdGroup, campaign: dict[str, Any], now: datetime, kept: frozenset[str] = frozenset()
) -> list[Audience]:
    """The audiences that `adgroup` names, all of which it may target; `kept` are those it has had.

    An id that the simulator does not know is refused only in strict mode: worlds may name audiences and pixels that
    were made elsewhere.
    """
    fields = adgroup.fields
    _check_pixel(simulator, adgroup.advertiser_id, fields.get("pixel_id"))
    audiences = []
    for audience_id in sorted(targets(fields)):
        audience = simulator.state.audiences.get(audience_id)
        if not may_use(audience, adgroup.advertiser_id) if audience else simulator.strict:
            raise bad_value(f"audience_ids: The audience {audience_id} does not exist.")
        if audience is not None:
            audiences.append(audience)
            if audience_id not in kept:
                check_targetable(audience, campaign, now)
    return audiences


def targets(fields: dict[str, Any]) -> frozenset[str]:
    """The audiences that an ad group's fields include or exclude."""
    return frozenset((*fields.get("audience_ids", ()), *fields.get("excluded_audience_ids", ())))


def used(audiences: list[Audience], now: datetime) -> list[Audience]:
    """The valid ones, with `now` as their last use: without a fixed end an audience lives for a year from it."""
    valid = [audience for audience in audiences if standing(audience, now) is Standing.VALID]
    return [replace(audience, last_used_at=now) for audience in valid]


def check_targetable(audience: Audience, campaign: dict[str, Any], now: datetime) -> None:
    """Only a valid audience (behaviour reference §8.3, likely), and no look-alike for R&F (§5.2, sure)."""
    found = standing(audience, now)
    if found is not Standing.VALID:
        raise bad_value(f"audience_ids: The audience {audience.id} is not valid. {MESSAGES[found]}")
    if audience.how == LOOKALIKE and campaign.get("objective_type") == "RF_REACH":
        raise bad_value("audience_ids: Lookalike audiences are not supported for reach and frequency.")


def _check_pixel(simulator: Simulator, advertiser_id: str, pixel_id: str | None) -> None:
    if pixel_id is None:
        return
    pixel = simulator.state.pixels.get(pixel_id)
    if not pixel.serves(advertiser_id) if pixel else simulator.strict:
        raise bad_value(f"pixel_id: The pixel {pixel_id} does not exist.")
