"""Webhooks of TikTok accounts: one address for each kind of event, for all accounts that authorised the app."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Auth, Effect, Endpoint, Params, Result
from tiktok_marketing.spec.oauth import Veiled

_SOURCE = "https://business-api.tiktok.com/portal/docs?id=1810521279479810"


class BusinessWebhookListParams(Veiled, Params, kw_only=True):
    app_id: str | UnsetType = UNSET
    secret: str | UnsetType = UNSET
    event_type: str | UnsetType = UNSET
    """VIDEO (posts being published) or COMMENT."""


class BusinessWebhookUpdateParams(BusinessWebhookListParams, kw_only=True):
    callback_url: str | UnsetType = UNSET
    item_list: list[str] | UnsetType = UNSET
    """For COMMENT: posts, at most 100, added to those named before."""


class BusinessWebhookDeleteParams(BusinessWebhookListParams, kw_only=True):
    item_list: list[str] | UnsetType = UNSET
    """For COMMENT: only these posts; left out, the whole webhook."""


class BusinessWebhook(Result, kw_only=True):
    app_id: str | None = None
    event_type: str | None = None
    callback_url: str | None = None
    item_list: list[str] = msgspec.field(default_factory=list)
    """Empty: the comments on every post."""


# The app proves itself in the parameters, without a token of an account (behaviour reference §11.2, sure).
BUSINESS_WEBHOOK_UPDATE = Endpoint(
    name="business.webhook.update",
    method="POST",
    path="/business/webhook/update/",
    params=BusinessWebhookUpdateParams,
    result=BusinessWebhook,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source=_SOURCE,
)


BUSINESS_WEBHOOK_LIST = Endpoint(
    name="business.webhook.list",
    method="GET",
    path="/business/webhook/list/",
    params=BusinessWebhookListParams,
    result=BusinessWebhook,
    effect=Effect.READ,
    auth=Auth.APP,
    source=_SOURCE,
)


BUSINESS_WEBHOOK_DELETE = Endpoint(
    name="business.webhook.delete",
    method="POST",
    path="/business/webhook/delete/",
    params=BusinessWebhookDeleteParams,
    result=BusinessWebhook,
    effect=Effect.WRITE,
    auth=Auth.APP,
    source=_SOURCE,
)
