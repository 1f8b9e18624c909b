"""How many people saw an ad at least once: a figure that never adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec


class Audience(msgspec.Struct, frozen=True):
    """What one ad did: how often it was shown, and how many people it could be shown to."""

    campaign_id: str
    adgroup_id: str
    impressions: int
    people: int


def reached(audiences: Iterable[Audience]) -> int:
    """People who saw any of these ads.

    No fewer than saw one of them, no more than saw each, added up.
    """
    groups: dict[tuple[str, str], list[Audience]] = defaultdict(list)
    for one in audiences:
        groups[one.campaign_id, one.adgroup_id].append(one)
    campaigns: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for (campaign_id, _), ads in groups.items():
        people = max(ad.people for ad in ads)
        campaigns[campaign_id].append((_together([_by_one(ad) for ad in ads], people), people))
    found = [_of_several(groups) for groups in campaigns.values()]
    return _of_several(found)[0]


def _by_one(ad: Audience) -> int:
    """Always fewer than it was shown to, and less and less more."""
    people = -(-ad.impressions * 10 // 13)  # nobody sees an ad but once or twice a day
    return -(-people * ad.people // (people + ad.people)) if people and ad.people else 0


def _of_several(parts: list[tuple[int, int]]) -> tuple[int, int]:
    """(people reached, people who could be) of (the same of each part): equal audiences are one and the same."""
    people = sum({people for _, people in parts})
    return _together([one for one, _ in parts], people), people


def _together(parts: list[int], people: int) -> int:
    """How many of `people` are in any of the parts, which fall together as chance has it."""
    left = people
    for part in parts:
        left = left * (people - part) // people if people else 0
    return people - left
