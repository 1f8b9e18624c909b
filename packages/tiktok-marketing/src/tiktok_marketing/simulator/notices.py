"""What TikTok writes to those who subscribed: the bodies, as §11.1 of the behaviour reference has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from tiktok_marketing.spec.timestamps import format_utc

from .agency_records import Advertiser
from .local_days import day_at
from .state import State
from .tree_records import Ad, AdGroup
from .webhook_records import Subscription

# Behaviour reference §11.1: what a receiver branches on.
_OBJECTS = {
    "LEAD": 1,
    "AD_GROUP": 2,
    "AD": 3,
    "CREATIVE_FATIGUE": 8,
    "REPORT_DATA_CHANGE": 11,
    "API_SERVICE_STATUS": 14,
}
DATA_LEVEL = "AUCTION_ADVERTISER"


class Lead(msgspec.Struct, frozen=True):
    """Somebody's answers in a form, or in a direct message, that an ad led to."""

    id: str
    ad: Ad
    lead_source: str
    page_id: str
    page_name: str
    library_id: str
    answers: tuple[tuple[str, str], ...]
    at: datetime


class Verdict(msgspec.Struct, frozen=True):
    """What a review came to: `status` in the words of review_info (inferred, no page names the field)."""

    status: str
    reasons: tuple[str, ...]
    at: datetime


def enveloped(entity: str, at: datetime, entry: dict[str, Any]) -> dict[str, Any]:
    """The envelope of all but suspensions; its `request_id` is given when it is put on its way."""
    return {"request_id": "", "object": _OBJECTS[entity], "time": int(at.timestamp()), "entry": [entry]}


def ad_reviewed(state: State, ad: Ad, verdict: Verdict) -> dict[str, Any]:
    entry = _reviewed(state, state.adgroups[ad.adgroup_id], verdict)
    return enveloped("AD", verdict.at, entry | {"ad_id": ad.id, "ad_name": ad.fields.get("ad_name")})


def adgroup_reviewed(state: State, adgroup: AdGroup, verdict: Verdict) -> dict[str, Any]:
    return enveloped("AD_GROUP", verdict.at, _reviewed(state, adgroup, verdict))


def lead_came(state: State, lead: Lead) -> dict[str, Any]:
    """Ids are numbers here, though one transcription types them as text (§11.3, likely)."""
    ad = lead.ad
    adgroup, campaign = state.adgroups[ad.adgroup_id], state.campaigns[ad.campaign_id]
    entry = {
        "id": int(lead.id),
        "lead_source": lead.lead_source,
        "page_id": int(lead.page_id) if lead.page_id else None,
        "page_name": lead.page_name,
        "library_id": int(lead.library_id) if lead.library_id else None,
        "advertiser_id": int(ad.advertiser_id),
        "advertiser_name": state.advertisers[ad.advertiser_id].name,
        "campaign_id": int(campaign.id),
        "campaign_name": campaign.fields.get("campaign_name"),
        "adgroup_id": int(adgroup.id),
        "adgroup_name": adgroup.fields.get("adgroup_name"),
        "ad_id": int(ad.id),
        "ad_name": ad.fields.get("ad_name"),
        "create_time": int(lead.at.timestamp()),
        "changes": [{"field": field, "value": value} for field, value in lead.answers],
    }
    return enveloped("LEAD", lead.at, {name: value for name, value in entry.items() if value is not None})


def creative_tired(subscription: Subscription, advertiser: Advertiser, ads: list[Ad], at: datetime) -> dict[str, Any]:
    """Ids are numbers; which of them there are depends on what was subscribed to (§11.1, sure)."""
    detail = subscription.detail
    entry: dict[str, Any] = {"adv_id": int(advertiser.id)}
    if "ad_id" in detail:
        entry |= {"ad_id": int(ads[0].id), "adgroup_id": int(ads[0].adgroup_id)}
    elif "adgroup_id" in detail:
        entry |= {"ad_ids": _numbers(ad.id for ad in ads), "adgroup_id": int(detail["adgroup_id"])}
    else:
        entry |= {"ad_ids": _numbers(ad.id for ad in ads), "adgroup_ids": _numbers(ad.adgroup_id for ad in ads)}
    day = day_at(advertiser.timezone, int(at.timestamp()))
    return enveloped("CREATIVE_FATIGUE", at, entry | {"date": day.isoformat()})


def report_changed(values: dict[str, dict[str, str]], message: str, at: datetime) -> dict[str, Any]:
    """`values`: advertiser id → metric → its value so far on the UTC day."""
    entry: dict[str, Any] = {"data_level": DATA_LEVEL, "changed_metrics_values": values}
    return enveloped("REPORT_DATA_CHANGE", at, entry | ({"message": message} if message else {}))


def service_disrupted(incident: dict[str, Any], at: datetime) -> dict[str, Any]:
    return enveloped("API_SERVICE_STATUS", at, incident)


def account_suspended(subscription: Subscription, advertiser: Advertiser, reason: str, at: datetime) -> dict[str, Any]:
    """Flat, and without a `request_id`; also told when the suspension is lifted (§11.1, sure)."""
    body = {
        "advertiser_id": advertiser.id,
        "advertiser_name": advertiser.name,
        "owner_bc_id": advertiser.bc_id,
        "status": advertiser.status,
        "status_change_time": format_utc(at),
        "subscription_id": subscription.id,
    }
    return body | ({"suspension_reason": reason} if advertiser.status == "STATUS_LIMIT" else {})


def account_event(client_key: str, event: str, user_openid: str, content: str, at: datetime) -> dict[str, Any]:
    """An event of a TikTok account; `content` is JSON as text (§11.2, sure)."""
    return {
        "client_key": client_key,
        "event": event,
        "create_time": int(at.timestamp()),
        "user_openid": user_openid,
        "content": content,
    }


def _reviewed(state: State, adgroup: AdGroup, verdict: Verdict) -> dict[str, Any]:
    """The advertiser's id is a number, the others are text (§11.1, sure)."""
    return {
        "log_id": f"{int(verdict.at.timestamp())}{adgroup.id}",
        "adv_id": int(adgroup.advertiser_id),
        "campaign_id": adgroup.campaign_id,
        "campaign_name": state.campaigns[adgroup.campaign_id].fields.get("campaign_name"),
        "adgroup_id": adgroup.id,
        "adgroup_name": adgroup.fields.get("adgroup_name"),
        "review_status": verdict.status,
        "reject_reason": " ".join(verdict.reasons),
    }


def _numbers(ids: Iterable[str]) -> list[int]:
    return [int(one) for one in dict.fromkeys(ids)]
