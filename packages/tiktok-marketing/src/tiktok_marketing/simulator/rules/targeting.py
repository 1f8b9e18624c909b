"""Rules about whom an ad group shows its ads to."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import bad_value

from .places import check_places
from .text import check_choice, missing

AGE_GROUPS = frozenset({"AGE_13_17", "AGE_18_24", "AGE_25_34", "AGE_35_44", "AGE_45_54", "AGE_55_100"})
GENDERS = frozenset({"GENDER_UNLIMITED", "GENDER_MALE", "GENDER_FEMALE"})
OPERATING_SYSTEMS = frozenset({"ANDROID", "IOS"})
_EITHER_OR = (
    ("device_model_ids", "device_price_ranges"),
    ("interest_keyword_ids", "purchase_intention_keyword_ids"),
)
_APP_PROMOTIONS = frozenset({"APP_ANDROID", "APP_IOS"})


def check_targeting(fields: dict[str, Any], objective: str) -> None:
    """Places, people and devices (behaviour reference §5.2, sure)."""
    check_places(fields)
    for age in fields.get("age_groups", []):
        check_choice("age_groups", age, AGE_GROUPS)
    if "gender" in fields:
        check_choice("gender", fields["gender"], GENDERS)
    _check_operating_systems(fields, objective)
    if set(fields.get("audience_ids", [])) & set(fields.get("excluded_audience_ids", [])):
        raise bad_value("audience_ids: An audience cannot be both included and excluded.")
    for one, other in _EITHER_OR:
        if fields.get(one) and fields.get(other):
            raise bad_value(f"{one} and {other} cannot be passed together.")
    if any(price % 50 for price in fields.get("device_price_ranges", [])):
        raise bad_value("device_price_ranges: Must be multiples of 50.")


def _check_operating_systems(fields: dict[str, Any], objective: str) -> None:
    systems = fields.get("operating_systems", [])
    for system in systems:
        check_choice("operating_systems", system, OPERATING_SYSTEMS)
    if len(systems) > 1:
        raise bad_value("operating_systems: Only one operating system is supported.")
    if not systems and (objective == "APP_PROMOTION" or fields.get("promotion_type") in _APP_PROMOTIONS):
        raise bad_value(missing("operating_systems"))
