"""How many people an ad group can reach, and of what kind they are: shares of a country's people, all of them ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from . import world
from .world import Place

AGES = {"AGE_13_17": 12, "AGE_18_24": 30, "AGE_25_34": 28, "AGE_35_44": 15, "AGE_45_54": 9, "AGE_55_100": 6}
"""Of a hundred people."""
SYSTEMS = {"ANDROID": 62, "IOS": 38}
"""Of a hundred people."""
_OF_INTEREST = 7  # of a hundred people, for each category or keyword
_INTERESTS = ("interest_category_ids", "interest_keyword_ids")


def people_in(targeting: Mapping[str, Any]) -> int:
    """People in the places of TikTok's targeting fields, by the shares of sex, age, system and interests.

    Other targeting changes nothing; neither does a place, an age or a system that is not known.
    """
    asked = (world.places().get(place_id) for place_id in targeting.get("location_ids") or ())
    people = Decimal(sum(place.users for place in without_doubles(place for place in asked if place)))
    if targeting.get("gender") in {"GENDER_FEMALE", "GENDER_MALE"}:
        people /= 2
    for name, shares in (("age_groups", AGES), ("operating_systems", SYSTEMS)):
        chosen = [shares[value] for value in set(targeting.get(name) or ()) if value in shares]
        people *= Decimal(sum(chosen) or 100) / 100
    interests = sum(len(targeting.get(name) or ()) for name in _INTERESTS)
    people *= Decimal(min(100, _OF_INTEREST * interests) if interests else 100) / 100
    return int(people)


def without_doubles(places: Iterable[Place]) -> list[Place]:
    """Without those that lie in another of them, and each once."""
    asked = {place.id: place for place in places}
    return [place for place in asked.values() if not any(outer.id in asked for outer in world.above(place))]
