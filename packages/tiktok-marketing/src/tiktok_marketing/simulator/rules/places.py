"""Rules about where an ad group shows its ads."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.simulator.world import above, places

from .text import missing

MOST_LOCATIONS = 3000
UNITED_KINGDOM, UNITED_STATES = "2635167", "US"


def check_places(fields: dict[str, Any]) -> None:
    """At least one place, none twice and none within another (behaviour reference §5.2, sure).

    What lies in what is known of the places of the simulated world alone.
    """
    chosen = [*fields.get("location_ids", []), *fields.get("zipcode_ids", [])]
    if not chosen:
        raise bad_value(missing("location_ids"))
    if len(chosen) > MOST_LOCATIONS:
        raise bad_value(f"location_ids: At most {MOST_LOCATIONS} locations and zip codes together.")
    if len(set(chosen)) < len(chosen):
        raise bad_value("location_ids: The locations overlap.")
    if not all(place.isdigit() for place in chosen):
        raise bad_value("location_ids: Invalid location id.")
    _check_overlap(fields.get("location_ids", []))
    if fields.get("is_hfss") and UNITED_KINGDOM in chosen and not fields.get("is_lhf_compliance"):
        raise bad_value("is_lhf_compliance: Must be true for is_hfss in the United Kingdom.")


def check_places_kept(before: dict[str, Any], after: dict[str, Any]) -> None:
    """The United States, once targeted, may be refined but not removed (behaviour reference §5.2, sure)."""
    if _in_the_states(before) and not (_in_the_states(after) or after.get("zipcode_ids")):
        raise bad_value("location_ids: The United States cannot be removed from the targeting.")


def _check_overlap(location_ids: list[str]) -> None:
    chosen = set(location_ids)
    for place in (places()[place_id] for place_id in location_ids if place_id in places()):
        for outer in above(place):
            if outer.id in chosen:
                raise bad_value(f"location_ids: The locations overlap: {place.id} lies in {outer.id}.")


def _in_the_states(fields: dict[str, Any]) -> bool:
    known = (places().get(place_id) for place_id in fields.get("location_ids", []))
    return any(place is not None and place.country == UNITED_STATES for place in known)
