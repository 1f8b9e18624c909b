"""What a thousand impressions cost: by objective, country, season, weekday and chance; the hour is `local_days`' part.

No figure here is TikTok's: they were chosen to look like ordinary accounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from . import world
from .chance import between, key_of
from .currencies import digits, ratio
from .world import Place

# Dollar cents for a thousand impressions in the United States on a usual day, by kind of campaign.
_CENTS = {
    "web": 780,
    "app": 850,
    "lead": 820,
    "shop": 700,
    "traffic": 430,
    "engagement": 400,
    "video": 340,
    "reach": 300,
}
# Thousandths of that in other countries.
_COUNTRIES = {
    "US": 1000,
    "CA": 880,
    "GB": 860,
    "AU": 900,
    "DE": 820,
    "AT": 780,
    "CH": 960,
    "FR": 720,
    "JP": 760,
    "KR": 700,
    "BR": 330,
    "MX": 340,
}
_ELSEWHERE = 520
# Thousandths by month, and from Monday to Sunday.
_MONTHS = (820, 860, 920, 940, 960, 960, 940, 960, 1000, 1060, 1220, 1160)
_WEEKDAYS = (970, 965, 970, 985, 1005, 1045, 1060)
_SWING = (930, 1070)


class Market:
    """One country's prices in one currency for one kind of campaign."""

    def __init__(self, seed: int, currency: str, family: str, country: str) -> None:
        self._key = key_of(seed, f"market {country} {family}")
        dollar = ratio(currency) * 10 ** digits(currency)
        self._usual = _CENTS[family] * dollar * _COUNTRIES.get(country, _ELSEWHERE) // 100 or 1
        self._days: dict[int, int] = {}

    def price(self, day: date) -> int:
        """What a thousand impressions cost on `day`, in thousandths of the currency's smallest unit."""
        ordinal = day.toordinal()
        if ordinal not in self._days:
            usual = self._usual * _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] // 1_000_000
            self._days[ordinal] = usual * between(*_SWING, self._key, ordinal) // 1000 or 1
        return self._days[ordinal]


def country_shares(location_ids: Iterable[str], usual: str) -> tuple[tuple[str, int], ...]:
    """(country, people) of the places aimed at, the most people first; all in country `usual` where none is known."""
    people: dict[str, int] = {}
    for place in _places(tuple(location_ids)):
        people[place.country] = people.get(place.country, 0) + place.users
    shares = sorted(people.items(), key=lambda share: (-share[1], share[0]))
    return tuple(shares) or ((usual, 1),)


@cache
def _places(location_ids: tuple[str, ...]) -> tuple[Place, ...]:
    known = world.places()
    return tuple(known[place_id] for place_id in location_ids if place_id in known)
