"""Subscriptions: TikTok posts to an address when something happens."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Auth, Effect, Endpoint, PageInfo, Params, Result
from tiktok_marketing.spec.oauth import AppParams, Veiled

# Behaviour reference §11.1: the app proves itself in the parameters; the advertiser's token travels in the detail.
_SOURCE = "the behaviour reference §11.1 (TikTok's page on subscriptions, through bububa/tiktok-business)"


class SubscribedDetail(Veiled, Params, kw_only=True):
    access_token: str
    """The subscription ends with it, and nobody is told."""
    advertiser_id: str | UnsetType = UNSET
    adgroup_id: str | UnsetType = UNSET
    ad_id: str | UnsetType = UNSET
    advertiser_ids: list[str] | UnsetType = UNSET
    """At most 100."""
    bc_id: str | UnsetType = UNSET
    lead_source: str | UnsetType = UNSET
    """INSTANT_FORM (default) or DIRECT_MESSAGE."""
    page_id: str | UnsetType = UNSET
    library_id: str | UnsetType = UNSET
    notify_frequency: str | UnsetType = UNSET
    """5_MINUTE (default), 15_MINUTE, 30_MINUTE or 60_MINUTE."""
    product_filters: list[str] | UnsetType = UNSET
    """Left out: all products."""
    tto_tcm_account_id: str | UnsetType = UNSET


class SubscriptionSubscribeParams(AppParams, kw_only=True):
    subscribe_entity: str
    callback_url: str
    subscription_detail: SubscribedDetail


class SubscriptionUnsubscribeParams(AppParams, kw_only=True):
    subscription_id: str


class SubscriptionGetParams(AppParams, kw_only=True):
    subscribe_entity: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class SubscriptionMade(Result, kw_only=True):
    subscription_id: str | None = None
    """The only way to end the subscription: keep it."""


class Subscription(Veiled, Result, kw_only=True):
    subscription_id: str | None = None
    app_id: str | None = None
    subscribe_entity: str | None = None
    callback_url: str | None = None
    subscription_detail: dict[str, Any] | None = None
    """What was subscribed to, the access token included."""


class Subscriptions(Result, kw_only=True):
    rows: list[Subscription] = msgspec.field(name="subscriptions", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


SUBSCRIPTION_SUBSCRIBE = Endpoint(
    name="subscription.subscribe",
    method="POST",
    path="/subscription/subscribe/",
    params=SubscriptionSubscribeParams,
    result=SubscriptionMade,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source=_SOURCE,
)


SUBSCRIPTION_UNSUBSCRIBE = Endpoint(
    name="subscription.unsubscribe",
    method="POST",
    path="/subscription/unsubscribe/",
    params=SubscriptionUnsubscribeParams,
    result=SubscriptionMade,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source=_SOURCE,
)


SUBSCRIPTION_GET = Endpoint(
    name="subscription.get",
    method="GET",
    path="/subscription/get/",
    params=SubscriptionGetParams,
    result=Subscriptions,
    effect=Effect.READ,
    auth=Auth.APP,
    max_page_size=1000,
    source=_SOURCE,
)
