"""Rules for campaigns about housing, employment and credit (behaviour reference §5.1, sure)."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import bad_value

_COUNTRIES = frozenset({"US", "CA"})
_CLOSED = ("zipcode_ids", "saved_audience_id")


def check_industries(fields: dict[str, Any], country: str | None) -> None:
    """Only for advertisers registered in the United States or Canada; `country` is None where it is not known."""
    if fields.get("special_industries") and country is not None and country not in _COUNTRIES:
        raise bad_value(f"special_industries: Not supported for an advertiser registered in {country}.")


def check_targeting_of_industries(fields: dict[str, Any], campaign: dict[str, Any]) -> None:
    """Their ad groups are closed to what singles people out.

    How far age, gender and interests are limited besides is told nowhere, and not refused here.
    """
    for name in _CLOSED if campaign.get("special_industries") else ():
        if fields.get(name):
            raise bad_value(f"{name}: Not supported in a campaign of a special industry.")
