"""Where an app wants the events of TikTok accounts: set, shown and taken away."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.webhook_records import EVENT_TYPES, AccountWebhook
from tiktok_marketing.spec.account_webhook import (
    BUSINESS_WEBHOOK_DELETE,
    BUSINESS_WEBHOOK_LIST,
    BUSINESS_WEBHOOK_UPDATE,
    BusinessWebhookDeleteParams,
    BusinessWebhookListParams,
    BusinessWebhookUpdateParams,
)

from .oauth import app_of
from .subscription import check_callback

MOST_ITEMS = 100


@behaviour(BUSINESS_WEBHOOK_UPDATE)
def update(simulator: Simulator, call: Call[BusinessWebhookUpdateParams]) -> dict[str, Any]:
    """One address a kind of event; posts named for COMMENT are added to those named before (TikTok's page)."""
    app_id, event_type = _asked(simulator, call)
    if "callback_url" not in call.given:
        raise bad_value(missing("callback_url"))
    check_callback(call.given["callback_url"])
    before = simulator.state.account_webhooks.get(f"{app_id}:{event_type}")
    webhook = AccountWebhook(
        id=f"{app_id}:{event_type}",
        app_id=app_id,
        event_type=event_type,
        callback_url=call.given["callback_url"],
        item_list=list(dict.fromkeys([*(before.item_list if before else []), *_items(call, event_type)])),
    )
    simulator.state.save(webhook)
    return _row(webhook)


@behaviour(BUSINESS_WEBHOOK_LIST)
def show(simulator: Simulator, call: Call[BusinessWebhookListParams]) -> dict[str, Any]:
    app_id, event_type = _asked(simulator, call)
    webhook = simulator.state.account_webhooks.get(f"{app_id}:{event_type}")
    return _row(webhook) if webhook else {}


@behaviour(BUSINESS_WEBHOOK_DELETE)
def delete(simulator: Simulator, call: Call[BusinessWebhookDeleteParams]) -> dict[str, Any]:
    """All of it, or some posts; with the last post it is gone too (inferred: none would mean all)."""
    app_id, event_type = _asked(simulator, call)
    webhook = simulator.state.account_webhooks.get(f"{app_id}:{event_type}")
    if webhook is None:
        raise Refusal(40007, f"The app {app_id} has no webhook for {event_type}.")
    gone = _items(call, event_type)
    left = [item for item in webhook.item_list if item not in gone]
    if gone and left:
        webhook = replace(webhook, item_list=left)
        simulator.state.save(webhook)
    else:
        simulator.state.forget(webhook)
    return _row(webhook)


def _asked(simulator: Simulator, call: Call[Any]) -> tuple[str, str]:
    """The app that proves itself, and the kind of event."""
    for name in ("app_id", "secret", "event_type"):
        if name not in call.given:
            raise bad_value(missing(name))
    app = app_of(simulator, call.given["app_id"], call.given["secret"])
    check_choice("event_type", call.given["event_type"], EVENT_TYPES)
    return app.id, call.given["event_type"]


def _items(call: Call[Any], event_type: str) -> list[str]:
    """Posts; with VIDEO they are ignored."""
    items: list[str] = call.given.get("item_list", []) if event_type == "COMMENT" else []
    if len(items) > MOST_ITEMS:
        raise Refusal(40011, f"item_list: At most {MOST_ITEMS} ids in one request.")
    return items


def _row(webhook: AccountWebhook) -> dict[str, Any]:
    row = {"app_id": webhook.app_id, "event_type": webhook.event_type, "callback_url": webhook.callback_url}
    return row | ({"item_list": webhook.item_list} if webhook.item_list else {})
