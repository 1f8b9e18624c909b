"""Event sets: the sources of conversion events from shops' tills and from CRMs."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class OfflineCreateParams(Params, kw_only=True):
    advertiser_id: str
    name: str
    description: str
    auto_tracking: bool | UnsetType = UNSET


class OfflineGetParams(Params, kw_only=True):
    advertiser_id: str | UnsetType = UNSET
    event_set_ids: list[str] | UnsetType = UNSET
    name: str | UnsetType = UNSET


class OfflineUpdateParams(Params, kw_only=True):
    advertiser_id: str
    event_set_id: str
    name: str | UnsetType = UNSET
    auto_tracking: bool | UnsetType = UNSET


class OfflineDeleteParams(Params, kw_only=True):
    advertiser_id: str
    event_set_id: str


class CrmCreateParams(Params, kw_only=True):
    advertiser_id: str
    name: str


class CrmListParams(Params, kw_only=True):
    advertiser_id: str
    name: str | UnsetType = UNSET
    event_set_ids: list[str] | UnsetType = UNSET


class EventSetId(Result, kw_only=True):
    event_set_id: str | None = None


class OfflineEventSet(Result, kw_only=True):
    event_set_id: str
    advertiser_id: str | None = None
    name: str | None = None
    description: str | None = None
    auto_tracking: bool | None = None
    create_time: str | None = None
    update_time: str | None = None


class OfflineEventSets(Result, kw_only=True):
    event_set_list: list[OfflineEventSet] = msgspec.field(default_factory=list)


class OfflineDeleted(Result, kw_only=True):
    """The catalogue knows a field `test` of no known meaning."""

    test: Any = None


class CrmEventSet(Result, kw_only=True):
    event_set_id: str
    name: str | None = None
    create_time: str | None = None


class CrmEventSets(Result, kw_only=True):
    crm_event_sets: list[CrmEventSet] = msgspec.field(default_factory=list)


OFFLINE_CREATE = Endpoint(
    name="offline.create",
    method="POST",
    path="/offline/create/",
    params=OfflineCreateParams,
    result=EventSetId,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1758427576470529",
)


OFFLINE_GET = Endpoint(
    name="offline.get",
    method="GET",
    path="/offline/get/",
    params=OfflineGetParams,
    result=OfflineEventSets,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1765596808589313",
)


OFFLINE_UPDATE = Endpoint(
    name="offline.update",
    method="POST",
    path="/offline/update/",
    params=OfflineUpdateParams,
    result=OfflineEventSet,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1765596741157889",
)


OFFLINE_DELETE = Endpoint(
    name="offline.delete",
    method="POST",
    path="/offline/delete/",
    params=OfflineDeleteParams,
    result=OfflineDeleted,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1765596790860802",
)


CRM_CREATE = Endpoint(
    name="crm.create",
    method="POST",
    path="/crm/create/",
    params=CrmCreateParams,
    result=CrmEventSet,
    effect=Effect.WRITE,
    source="https://business-api.tiktok.com/portal/docs?id=1858830704718658",
)


CRM_LIST = Endpoint(
    name="crm.list",
    method="GET",
    path="/crm/list/",
    params=CrmListParams,
    result=CrmEventSets,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known), read 2026-11-20",
)
