"""Control routes of notices: what was posted and what became of it, and happenings on request."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace
from starlette.requests import Request

from tiktok_marketing.spec.timestamps import format_utc

from . import happenings
from .accounts_seen import apps_of, open_id
from .happenings import catch_up
from .notices import Lead
from .outbox import attempt, post_due
from .simulator import Simulator
from .switchboard import Impossible, Line, number, read
from .tree_records import Ad
from .webhook_records import Delivery

STATUSES = (
    "STATUS_ENABLE",
    "STATUS_LIMIT",
    "STATUS_DISABLE",
    "STATUS_CONTRACT_PENDING",
    "STATUS_PENDING_CONFIRM",
    "STATUS_PENDING_VERIFIED",
    "STATUS_CONFIRM_FAIL",
)


class AccountStatus(msgspec.Struct, forbid_unknown_fields=True):
    advertiser_id: str
    status: str
    reason: str = "The account does not meet TikTok's advertising policies."


class LeadCame(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    ad_id: str
    answers: dict[str, str]
    lead_source: Literal["INSTANT_FORM", "DIRECT_MESSAGE"] = "INSTANT_FORM"
    page_name: str = ""
    library_id: Annotated[str, Meta(pattern=r"^[0-9]{0,19}$")] = ""


class Fatigue(msgspec.Struct, forbid_unknown_fields=True):
    ad_ids: Annotated[list[str], Meta(min_length=1)]


class Incident(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`incident_id` is given where an incident is to be updated or resolved."""

    title: str
    products: Annotated[list[str], Meta(min_length=1)]
    event: Literal["CREATE", "UPDATE", "RESOLVE"] = "CREATE"
    level: Literal["LOW_DISRUPTION", "MAJOR_DISRUPTION"] = "LOW_DISRUPTION"
    detail: str = ""
    incident_id: str = ""


class AccountEvent(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`event` is TikTok's name of it, such as comment.update; `content` is what it says."""

    account_id: str
    event: Annotated[str, Meta(pattern=r"^(comment|post|video)\.[a-z_.]+$")]
    content: dict[str, Any]


def webhook_lines(simulator: Simulator) -> list[Line]:
    desk, stage = _Desk(simulator), _Stage(simulator)
    return [
        Line("GET", "/deliveries", "notices and what became of them: standing, entity, limit", desk.list),
        Line("POST", "/deliveries/post", "post everything that is due by now, and wait for the answers", desk.post),
        Line("POST", "/deliveries/{id}/redeliver", "post it now, whatever became of it", desk.redeliver),
        Line("POST", "/advertiser", "set an ad account's status: advertiser_id, status, reason", stage.advertiser),
        Line("POST", "/lead", "somebody answers an ad's form: ad_id, answers, lead_source, page_name", stage.lead),
        Line("POST", "/fatigue", "people are tired of these ads: ad_ids", stage.fatigue),
        Line("POST", "/incident", "the API has trouble: title, products, event, level, detail", stage.incident),
        Line("POST", "/account-event", "of a TikTok account: account_id, event, content", stage.account_event),
    ]


class _Desk(msgspec.Struct, frozen=True):
    simulator: Simulator

    async def list(self, request: Request) -> object:
        catch_up(self.simulator)
        asked = request.query_params
        limit = number(asked.get("limit", "100"), "limit")
        found = [
            one
            for one in self.simulator.state.deliveries.values()
            if asked.get("standing") in {None, one.standing} and asked.get("entity") in {None, one.entity}
        ]
        return {"deliveries": [_told(one) for one in found[-limit:]] if limit else []}

    async def post(self, _: Request) -> object:
        catch_up(self.simulator)
        before = dict(self.simulator.state.deliveries)
        await post_due(self.simulator)
        after = self.simulator.state.deliveries.values()
        return {"deliveries": [_told(one) for one in after if before.get(one.id) is not one]}

    async def redeliver(self, request: Request) -> object:
        state, delivery_id = self.simulator.state, str(request.path_params["id"])
        if delivery_id not in state.deliveries:
            raise Impossible(f"id: there is no delivery {delivery_id!r}")
        again = replace(state.deliveries[delivery_id], standing="pending", due_at=self.simulator.now(), waits=False)
        async with self.simulator.outbox.locks[again.url]:
            state.save(again)
            return _told(await attempt(self.simulator, again))


class _Stage(msgspec.Struct, frozen=True):
    """Where things happen that no call and no clock brings about."""

    simulator: Simulator

    async def advertiser(self, request: Request) -> object:
        asked, state = await read(request, AccountStatus), self.simulator.state
        if asked.status not in STATUSES:
            raise Impossible(f"status: one of {', '.join(STATUSES)}")
        known = state.advertisers.get(asked.advertiser_id)
        if known is None:
            raise Impossible(f"advertiser_id: there is no advertiser {asked.advertiser_id!r}")
        catch_up(self.simulator)
        advertiser = replace(known, status=asked.status)
        state.save(advertiser)
        # Behaviour reference §11.1 (sure): only that an account is suspended and that it is no longer is told.
        if asked.status != known.status and {asked.status, known.status} == {"STATUS_ENABLE", "STATUS_LIMIT"}:
            happenings.account_suspended(self.simulator, advertiser, asked.reason)
        return {"advertiser_id": advertiser.id, "status": advertiser.status}

    async def lead(self, request: Request) -> object:
        asked, now = await read(request, LeadCame), self.simulator.now()
        ad = self._ad(asked.ad_id)
        instant = asked.lead_source == "INSTANT_FORM"
        lead = Lead(
            id=self.simulator.new_id(now),
            ad=ad,
            lead_source=asked.lead_source,
            page_id=str(ad.fields.get("page_id") or "") if instant else "",
            page_name=asked.page_name,
            library_id=asked.library_id,
            answers=tuple(asked.answers.items()),
            at=now,
        )
        happenings.lead_came(self.simulator, lead)
        return {"lead_id": lead.id}

    async def fatigue(self, request: Request) -> object:
        ads = [self._ad(ad_id) for ad_id in (await read(request, Fatigue)).ad_ids]
        if len({ad.advertiser_id for ad in ads}) > 1:
            raise Impossible("ad_ids: ads of one advertiser")
        happenings.creatives_tired(self.simulator, ads)
        return {"ad_ids": [ad.id for ad in ads]}

    async def incident(self, request: Request) -> object:
        asked, now = await read(request, Incident), self.simulator.now()
        incident = {
            "incident_id": asked.incident_id or self.simulator.new_id(now),
            "incident_title": asked.title,
            "incident_products": asked.products,
            "incident_event_type": asked.event,
            "incident_level": asked.level,
            "incident_start_time": format_utc(now),
            "incident_detail": asked.detail,
        }
        if asked.event == "RESOLVE":
            incident["incident_resolve_time"] = format_utc(now)
        happenings.service_disrupted(self.simulator, incident)
        return incident

    async def account_event(self, request: Request) -> object:
        asked, state = await read(request, AccountEvent), self.simulator.state
        kind = "COMMENT" if asked.event.startswith("comment.") else "VIDEO"
        told = []
        for app_id in apps_of(state, asked.account_id, self.simulator.now()):
            webhook = state.account_webhooks.get(f"{app_id}:{kind}")
            if webhook and (not webhook.item_list or str(asked.content.get("video_id")) in webhook.item_list):
                known_as = open_id(app_id, asked.account_id)
                happenings.account_event(self.simulator, webhook, asked.event, known_as, asked.content)
                told.append(app_id)
        return {"told": told}

    def _ad(self, ad_id: str) -> Ad:
        ad = self.simulator.state.ads.get(ad_id)
        if ad is None:
            raise Impossible(f"ad_ids: there is no ad {ad_id!r}")
        return ad


def _told(delivery: Delivery) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(delivery)
    return told | {"body": msgspec.json.decode(delivery.body)}
