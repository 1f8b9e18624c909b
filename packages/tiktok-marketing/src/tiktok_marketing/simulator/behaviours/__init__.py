"""What the simulated TikTok does at each endpoint; importing the package registers all of it."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import BehaviourFunction, registered
from tiktok_marketing.spec.endpoint import Endpoint

from . import ad, adgroup, advertiser, business_center, campaign, oauth, report

__all__ = ["ad", "adgroup", "advertiser", "behaviour_of", "business_center", "campaign", "oauth", "report"]


def behaviour_of(endpoint: Endpoint[Any, Any]) -> BehaviourFunction[Any] | None:
    """The function that answers `endpoint`, None where it is not simulated."""
    return registered(endpoint)
