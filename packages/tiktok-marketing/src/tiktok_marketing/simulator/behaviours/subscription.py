"""Subscriptions: made, listed and ended by an app, and ended silently with the token they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from msgspec.structs import replace as changed

from tiktok_marketing.simulator.agency_records import Grant
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.entry import REVOKED, check_access
from tiktok_marketing.simulator.fallback import NOT_SIMULATED
from tiktok_marketing.simulator.happenings import begun
from tiktok_marketing.simulator.loopback import host_of, is_here
from tiktok_marketing.simulator.outbox import ends_at
from tiktok_marketing.simulator.report_changes import DEFAULT_FREQUENCY, FREQUENCIES
from tiktok_marketing.simulator.rights import center_run, in_group
from tiktok_marketing.simulator.rules.text import check_choice, check_web_address, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import Ad, AdGroup
from tiktok_marketing.simulator.webhook_records import ENTITIES, Subscription
from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.subscription import (
    SUBSCRIPTION_GET,
    SUBSCRIPTION_SUBSCRIBE,
    SUBSCRIPTION_UNSUBSCRIBE,
    SubscriptionGetParams,
    SubscriptionSubscribeParams,
    SubscriptionUnsubscribeParams,
)

from .listing import page_of
from .oauth import app_of
from .switching import find

MOST_ADVERTISERS = 100
_DETAIL = "subscription_detail"

Detail = dict[str, Any]


@behaviour(SUBSCRIPTION_SUBSCRIBE)
def subscribe(simulator: Simulator, call: Call[SubscriptionSubscribeParams]) -> dict[str, Any]:
    """Behaviour reference §11.1: no handshake with the address, which is only looked at (inferred)."""
    given, params = call.given, call.params
    app = app_of(simulator, params.app_id, params.secret)
    entity, detail = params.subscribe_entity, given[_DETAIL]
    if entity == "TCM_VIDEOS":
        raise Refusal(NOT_SIMULATED, "The simulator does not simulate TikTok One: nothing would ever be posted.")
    check_choice("subscribe_entity", entity, ENTITIES)
    check_callback(params.callback_url)
    grant = _grant(simulator, detail["access_token"], app.id)
    _CHECKS[entity](simulator, replace(call, grant=grant), detail)
    subscription = Subscription(
        id=simulator.new_id(call.now),
        app_id=app.id,
        entity=entity,
        callback_url=params.callback_url,
        detail=detail,
        created_at=call.now,
    )
    simulator.state.save(begun(simulator, subscription))
    return {"subscription_id": subscription.id}


@behaviour(SUBSCRIPTION_UNSUBSCRIBE)
def unsubscribe(simulator: Simulator, call: Call[SubscriptionUnsubscribeParams]) -> dict[str, Any]:
    app = app_of(simulator, call.params.app_id, call.params.secret)
    found = simulator.state.subscriptions.get(call.params.subscription_id)
    if found is None or found.app_id != app.id or ends_at(simulator.state, found) is not None:
        raise Refusal(40007, f"The subscription {call.params.subscription_id} does not exist.")
    simulator.state.save(changed(found, ended_at=call.now))
    return {"subscription_id": found.id}


@behaviour(SUBSCRIPTION_GET)
def get(simulator: Simulator, call: Call[SubscriptionGetParams]) -> dict[str, Any]:
    """The app's living subscriptions, newest first: one whose token died is not among them (§11.3, §14.2)."""
    app = app_of(simulator, call.params.app_id, call.params.secret)
    entity = call.given.get("subscribe_entity")
    if entity is not None:
        check_choice("subscribe_entity", entity, {*ENTITIES, "TCM_VIDEOS"})
    found = [
        one
        for one in reversed(simulator.state.subscriptions.values())
        if one.app_id == app.id and entity in {None, one.entity} and ends_at(simulator.state, one) is None
    ]
    rows, page_info = page_of(found, call.given)
    return {"subscriptions": [_row(one) for one in rows], "page_info": page_info}


def check_callback(url: str) -> None:
    """An https address; on this computer, where nobody else listens, http will do (§11.3: https, sure)."""
    check_web_address("callback_url", url)
    host = host_of(url)
    if host is None or (url.startswith("http:") and not is_here(host)):
        raise bad_value("callback_url: Must be an https address.")


def _row(subscription: Subscription) -> dict[str, Any]:
    return {
        "subscription_id": subscription.id,
        "app_id": subscription.app_id,
        "subscribe_entity": subscription.entity,
        "callback_url": subscription.callback_url,
        "subscription_detail": subscription.detail,
    }


def _grant(simulator: Simulator, token: str, app_id: str) -> Grant:
    grant = simulator.state.grants.get(token)
    if grant is None or grant.revoked_at is not None:
        raise Refusal(40105, REVOKED)
    if grant.app_id != app_id:
        raise Refusal(40113, f"The access token does not belong to the app {app_id}.")
    return grant


def _check_lead(simulator: Simulator, call: Call[Any], detail: Detail) -> None:
    """The token's person has to be the ad account's administrator (§11.1, sure)."""
    source = detail.get("lead_source", "INSTANT_FORM")
    check_choice(f"{_DETAIL}.lead_source", source, {"INSTANT_FORM", "DIRECT_MESSAGE"})
    if source == "DIRECT_MESSAGE" and "page_id" in detail:
        raise bad_value(f"{_DETAIL}.page_id: Is not supported with DIRECT_MESSAGE.")
    if not detail.keys() & {"advertiser_id", "page_id", "library_id"}:
        raise bad_value(missing(f"{_DETAIL}.advertiser_id"))
    if "advertiser_id" in detail:
        advertiser_id = _advertiser(simulator, call, detail)
        if not _administers(simulator, call, advertiser_id):
            raise Refusal(40001, f"No permission to operate advertiser {advertiser_id}: the role ADMIN is needed.")


def _check_adgroup(simulator: Simulator, call: Call[Any], detail: Detail) -> None:
    """One ad group a subscription (TikTok's page on subscriptions: required for AD_GROUP)."""
    find(simulator, AdGroup, _advertiser(simulator, call, detail), _named("adgroup_id", detail))


def _check_ad(simulator: Simulator, call: Call[Any], detail: Detail) -> None:
    """One ad a subscription (the same page)."""
    find(simulator, Ad, _advertiser(simulator, call, detail), _named("ad_id", detail))


def _check_fatigue(simulator: Simulator, call: Call[Any], detail: Detail) -> None:
    advertiser_id = _advertiser(simulator, call, detail)
    if {"adgroup_id", "ad_id"} <= detail.keys():
        raise bad_value(f"{_DETAIL}.ad_id: Cannot be passed with adgroup_id.")
    if "adgroup_id" in detail:
        find(simulator, AdGroup, advertiser_id, detail["adgroup_id"])
    if "ad_id" in detail:
        find(simulator, Ad, advertiser_id, detail["ad_id"])


def _check_report(simulator: Simulator, call: Call[Any], detail: Detail) -> None:
    _check_advertisers(simulator, call, detail)
    frequency = detail.get("notify_frequency", DEFAULT_FREQUENCY)
    check_choice(f"{_DETAIL}.notify_frequency", frequency, FREQUENCIES)


def _check_service(_: Simulator, __: Call[Any], detail: Detail) -> None:
    for product in detail.get("product_filters", []):
        check_choice(f"{_DETAIL}.product_filters", product, list(map(str, catalogue.enum("api_service_type"))))


def _check_suspension(simulator: Simulator, call: Call[Any], detail: Detail) -> None:
    """A Business Center, for its administrators, or ad accounts, but not both (§11.1, sure)."""
    if {"bc_id", "advertiser_ids"} <= detail.keys():
        raise bad_value(f"{_DETAIL}.bc_id: Cannot be passed with advertiser_ids.")
    if "bc_id" in detail:
        center_run(simulator, call, detail["bc_id"])
    else:
        _check_advertisers(simulator, call, detail)


def _check_advertisers(simulator: Simulator, call: Call[Any], detail: Detail) -> None:
    ids = detail.get("advertiser_ids") or []
    if not ids:
        raise bad_value(missing(f"{_DETAIL}.advertiser_ids"))
    if len(ids) > MOST_ADVERTISERS:
        raise Refusal(40011, f"{_DETAIL}.advertiser_ids: At most {MOST_ADVERTISERS} ids in one request.")
    if call.grant:
        check_access(simulator, call.grant, {"advertiser_ids": ids})


def _advertiser(simulator: Simulator, call: Call[Any], detail: Detail) -> str:
    advertiser_id = _named("advertiser_id", detail)
    if call.grant:
        check_access(simulator, call.grant, {"advertiser_id": advertiser_id})
    return advertiser_id


def _named(name: str, detail: Detail) -> str:
    if name not in detail:
        raise bad_value(missing(f"{_DETAIL}.{name}"))
    return str(detail[name])


def _administers(simulator: Simulator, call: Call[Any], advertiser_id: str) -> bool:
    member = simulator.state.members.get((call.grant and call.grant.user_id) or "")
    if member is None or member.user_role == "ADMIN":
        return True
    held = any(held.asset_id == advertiser_id and held.role == "ADMIN" for held in member.holdings)
    return held or in_group(simulator.state, member, advertiser_id) == "ADMIN"


_CHECKS: dict[str, Callable[[Simulator, Call[Any], Detail], None]] = {
    "LEAD": _check_lead,
    "AD_GROUP": _check_adgroup,
    "AD": _check_ad,
    "CREATIVE_FATIGUE": _check_fatigue,
    "REPORT_DATA_CHANGE": _check_report,
    "API_SERVICE_STATUS": _check_service,
    "AD_ACCOUNT_SUSPENSION": _check_suspension,
}
