"""What of its records a campaign's figures depend on, and since when two versions of it differ."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from .lines import FOREVER, OVERDELIVERY
from .offer import Offer, offer_of
from .state import State
from .tree_records import AdGroup, Node

Dependence = dict[tuple[str, str], tuple[tuple[datetime, Any], ...]]
"""(node id, kind of fact) → (from when on, fact), oldest first."""


def dependence_of(state: State, campaign_id: str) -> Dependence:
    """Everything the figures of the campaign read, by the moment from which on it matters."""
    found: Dependence = {}
    if marker := state.markers.get(OVERDELIVERY):
        campaign = state.campaigns[campaign_id]
        found[campaign_id, "overdelivery"] = ((campaign.created_at, marker.value),)
    for node in _nodes(state, campaign_id):
        found[node.id, "settings"] = tuple((setting.at, setting) for setting in node.history)
    for adgroup_id in state.adgroups_of.get(campaign_id, ()):
        adgroup = state.adgroups[adgroup_id]
        found[adgroup_id, "schedule"] = ((adgroup.created_at, _schedule(adgroup)),)
        found[adgroup_id, "offer"] = ((adgroup.created_at, _offer(adgroup)),)
        if adgroup.scheduled_budget:
            found[adgroup_id, "scheduled"] = (adgroup.scheduled_budget,)
        for ad_id in state.ads_of.get(adgroup_id, ()):
            reviews = state.ads[ad_id].reviews
            found[ad_id, "reviews"] = tuple((review.submitted_at, review) for review in reviews)
    return found


def first_difference(old: Dependence, new: Dependence) -> int:
    """From which second on the two can bring different figures."""
    moments = [moment for key in old.keys() | new.keys() for moment in _differences(old.get(key, ()), new.get(key, ()))]
    return math.floor(min(moments).timestamp()) if moments else FOREVER


def _nodes(state: State, campaign_id: str) -> Iterator[Node]:
    yield state.campaigns[campaign_id]
    for adgroup_id in state.adgroups_of.get(campaign_id, ()):
        yield state.adgroups[adgroup_id]
        yield from (state.ads[ad_id] for ad_id in state.ads_of.get(adgroup_id, ()))


def _schedule(adgroup: AdGroup) -> tuple[object, ...] | None:
    """The present schedule, where the history does not tell it."""
    if all(setting.schedule_start for setting in adgroup.history):
        return None
    names = ("schedule_type", "schedule_start_time", "schedule_end_time", "dayparting")
    return tuple(adgroup.fields.get(name) for name in names)


def _offer(adgroup: AdGroup) -> Offer | None:
    """The present offer, where the history does not tell it."""
    return None if all(setting.offer for setting in adgroup.history) else offer_of(adgroup.fields)


def _differences(old: tuple[tuple[datetime, Any], ...], new: tuple[tuple[datetime, Any], ...]) -> Iterator[datetime]:
    """The beginnings of the first facts that differ."""
    if old == new:
        return
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    yield from (facts[same][0] for facts in (old, new) if same < len(facts))
