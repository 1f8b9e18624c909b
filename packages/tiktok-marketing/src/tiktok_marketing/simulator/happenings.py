"""What happened and whom it concerns: what the clock brings is found by looking back, the rest is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from . import notices
from .agency_records import Advertiser
from .notices import Lead, Verdict
from .outbox import Notice, ends_at, put
from .report_changes import begun_report, look_at_report
from .review import available, group_status
from .tree_records import Ad, AdGroup, Review
from .webhook_records import AccountWebhook, Subscription

if TYPE_CHECKING:
    from .simulator import Simulator


def catch_up(simulator: Simulator) -> None:
    """Puts on its way what reviewers and figures brought since the last look, to those who still listened then."""
    now = simulator.now()
    for subscription in list(simulator.state.subscriptions.values()):
        match subscription.entity:
            case "AD":
                _look_at_ad(simulator, subscription, now)
            case "AD_GROUP":
                _look_at_adgroup(simulator, subscription, now)
            case "REPORT_DATA_CHANGE":
                look_at_report(simulator, subscription, now)


def begun(simulator: Simulator, subscription: Subscription) -> Subscription:
    """The subscription with what is known already at its beginning, and is not told of."""
    now, state = simulator.now(), simulator.state
    match subscription.entity:
        case "AD":
            return replace(subscription, told=_told([state.ads[subscription.detail["ad_id"]]], now))
        case "AD_GROUP":
            ads = _ads_of(simulator, subscription.detail["adgroup_id"])
            return replace(subscription, told=_told(ads, now) | {"status": group_status(ads, now)})
        case "REPORT_DATA_CHANGE":
            return begun_report(simulator, subscription, now)
        case _:
            return subscription


def lead_came(simulator: Simulator, lead: Lead) -> None:
    """Tells those who want leads of this ad account, form or library."""
    body = notices.lead_came(simulator.state, lead)
    for subscription in _listening(simulator, "LEAD", lead.at):
        detail = subscription.detail
        wanted = {
            "lead_source": (detail.get("lead_source", "INSTANT_FORM"), lead.lead_source),
            "advertiser_id": (detail.get("advertiser_id"), lead.ad.advertiser_id),
            "page_id": (detail.get("page_id"), lead.page_id),
            "library_id": (detail.get("library_id"), lead.library_id),
        }
        if all(asked in {None, has} for asked, has in wanted.values()):
            put(simulator, Notice(subscription, "LEAD", body, lead.at, (lead.ad.advertiser_id,)))


def creatives_tired(simulator: Simulator, ads: list[Ad]) -> None:
    """Tells those who watch the ads, which are all of one advertiser."""
    now, advertiser = simulator.now(), simulator.state.advertisers[ads[0].advertiser_id]
    for subscription in _listening(simulator, "CREATIVE_FATIGUE", now):
        detail = subscription.detail
        watched = [
            ad
            for ad in ads
            if detail["advertiser_id"] == ad.advertiser_id
            and detail.get("adgroup_id") in {None, ad.adgroup_id}
            and detail.get("ad_id") in {None, ad.id}
        ]
        if watched:
            body = notices.creative_tired(subscription, advertiser, watched, now)
            put(simulator, Notice(subscription, "CREATIVE_FATIGUE", body, now, (advertiser.id,)))


def account_suspended(simulator: Simulator, advertiser: Advertiser, reason: str) -> None:
    """Tells those who watch the ad account or its Business Center that it was suspended, or is no longer."""
    now, entity = simulator.now(), "AD_ACCOUNT_SUSPENSION"
    for subscription in _listening(simulator, entity, now):
        detail = subscription.detail
        if advertiser.bc_id == detail.get("bc_id") or advertiser.id in detail.get("advertiser_ids", []):
            body = notices.account_suspended(subscription, advertiser, reason, now)
            put(simulator, Notice(subscription, entity, body, now, (advertiser.id,)))


def service_disrupted(simulator: Simulator, incident: dict[str, Any]) -> None:
    """Tells those who watch one of the incident's products."""
    now, entity = simulator.now(), "API_SERVICE_STATUS"
    for subscription in _listening(simulator, entity, now):
        watched = subscription.detail.get("product_filters")
        if not watched or set(watched) & set(incident["incident_products"]):
            put(simulator, Notice(subscription, entity, notices.service_disrupted(incident, now), now))


def account_event(simulator: Simulator, webhook: AccountWebhook, event: str, open_id: str, content: object) -> None:
    """Tells one app of an event of a TikTok account."""
    now = simulator.now()
    body = notices.account_event(webhook.app_id, event, open_id, msgspec.json.encode(content).decode(), now)
    put(simulator, Notice(webhook, webhook.event_type, body, now))


def _listening(simulator: Simulator, entity: str, at: datetime) -> list[Subscription]:
    """Those whose subscription and token live at `at`."""
    every = simulator.state.subscriptions.values()
    return [one for one in every if one.entity == entity and _lives(simulator, one, at)]


def _lives(simulator: Simulator, subscription: Subscription, at: datetime) -> bool:
    end = ends_at(simulator.state, subscription)
    return subscription.created_at <= at and (end is None or at < end)


def _look_at_ad(simulator: Simulator, subscription: Subscription, now: datetime) -> None:
    ad = simulator.state.ads[subscription.detail["ad_id"]]
    verdicts = [] if ad.operation_status == "DELETE" else list(_newly_decided([ad], subscription.told, now))
    if not verdicts:
        return
    for review in verdicts:
        if _lives(simulator, subscription, review.decided_at):
            verdict = Verdict(available(review), review.reasons, review.decided_at)
            body = notices.ad_reviewed(simulator.state, ad, verdict)
            put(simulator, Notice(subscription, "AD", body, verdict.at, (ad.advertiser_id,)))
    # Last: whoever dies in between tells it twice, and nobody is left without.
    simulator.state.save(replace(subscription, told=_told([ad], now)))


def _look_at_adgroup(simulator: Simulator, subscription: Subscription, now: datetime) -> None:
    """An ad group's result is told whenever a verdict on one of its ads changes it."""
    adgroup = simulator.state.adgroups[subscription.detail["adgroup_id"]]
    ads = _ads_of(simulator, adgroup.id)
    verdicts = sorted(_newly_decided(ads, subscription.told, now), key=lambda review: review.decided_at)
    if not verdicts:
        return
    before = subscription.told["status"]
    for review in verdicts:
        status = group_status(ads, review.decided_at)
        if status != before and _lives(simulator, subscription, review.decided_at):
            _tell_of_adgroup(simulator, subscription, adgroup, Verdict(status, review.reasons, review.decided_at))
        before = status
    simulator.state.save(replace(subscription, told=_told(ads, now) | {"status": before}))


def _tell_of_adgroup(simulator: Simulator, subscription: Subscription, adgroup: AdGroup, verdict: Verdict) -> None:
    body = notices.adgroup_reviewed(simulator.state, adgroup, verdict)
    put(simulator, Notice(subscription, "AD_GROUP", body, verdict.at, (adgroup.advertiser_id,)))


def _ads_of(simulator: Simulator, adgroup_id: str) -> list[Ad]:
    ads = (simulator.state.ads[i] for i in simulator.state.ads_of.get(adgroup_id, ()))
    return [ad for ad in ads if ad.operation_status != "DELETE"]


def _told(ads: list[Ad], now: datetime) -> dict[str, Any]:
    """How many reviews of each ad are over by `now`, one way or another."""
    return {"reviews": {ad.id: sum(_is_over(ad, place, now) for place in range(len(ad.reviews))) for ad in ads}}


def _newly_decided(ads: list[Ad], told: dict[str, Any], now: datetime) -> Iterator[Review]:
    for ad in ads:
        for place in range(told["reviews"].get(ad.id, 0), len(ad.reviews)):
            if _is_over(ad, place, now) and not _is_withdrawn(ad, place):
                yield ad.reviews[place]


def _is_over(ad: Ad, place: int, now: datetime) -> bool:
    return _is_withdrawn(ad, place) or ad.reviews[place].decided_at <= now


def _is_withdrawn(ad: Ad, place: int) -> bool:
    """Whether the ad was submitted anew before this verdict on it was due."""
    later = ad.reviews[place + 1 :]
    return bool(later) and later[0].submitted_at < ad.reviews[place].decided_at
