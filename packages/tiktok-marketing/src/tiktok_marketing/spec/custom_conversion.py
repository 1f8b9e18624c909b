"""Conversions that an advertiser defines by rules over the events of a pixel or an app."""

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Effect, Endpoint, PageInfo, Params, Result


class CustomConversionListParams(Params, kw_only=True):
    advertiser_id: str
    event_source_type: str
    event_source_id: str
    search_keyword: str | UnsetType = UNSET
    sort_field: str | UnsetType = UNSET
    sort_type: str | UnsetType = UNSET
    page: int | UnsetType = UNSET
    page_size: int | UnsetType = UNSET


class CustomConversionRule(Result, kw_only=True):
    parameter: str | None = None
    operator: str | None = None
    values: list[str] = msgspec.field(default_factory=list)


class CustomConversion(Result, kw_only=True):
    custom_conversion_id: str | None = None
    name: str | None = None
    description: str | None = None
    event_source_type: str | None = None
    event_source_id: str | None = None
    active_status: str | None = None
    optimization_event: str | None = None
    rules: list[CustomConversionRule] = msgspec.field(default_factory=list)
    create_time: str | None = None
    update_time: str | None = None


class CustomConversionListPage(Result, kw_only=True):
    rows: list[CustomConversion] = msgspec.field(name="list", default_factory=list)
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class CustomConversionGetParams(Params, kw_only=True):
    advertiser_id: str
    custom_conversion_id: str
    event_source_type: str
    event_source_id: str


class CustomConversionCreateRule(Params, kw_only=True):
    parameter: str
    operator: str
    values: list[str]


class CustomConversionCreateParams(Params, kw_only=True):
    advertiser_id: str
    name: str
    description: str | UnsetType = UNSET
    event_source_type: str
    event_source_id: str
    optimization_event: str | UnsetType = UNSET
    custom_event_type: str | UnsetType = UNSET
    rules: list[CustomConversionCreateRule]


class CustomConversionCreateResult(Result, kw_only=True):
    custom_conversion_id: str | None = None


class CustomConversionUpdateParams(Params, kw_only=True):
    advertiser_id: str
    custom_conversion_id: str
    name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET


class CustomConversionUpdateResult(Result, kw_only=True):
    """Empty."""


class CustomConversionDeleteParams(Params, kw_only=True):
    advertiser_id: str
    custom_conversion_id: str


class CustomConversionDeleteResult(Result, kw_only=True):
    """Empty."""


CUSTOM_CONVERSION_LIST = Endpoint(
    name="custom_conversion.list",
    method="GET",
    path="/custom_conversion/list/",
    params=CustomConversionListParams,
    result=CustomConversionListPage,
    effect=Effect.READ,
    max_page_size=1000,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


CUSTOM_CONVERSION_GET = Endpoint(
    name="custom_conversion.get",
    method="GET",
    path="/custom_conversion/get/",
    params=CustomConversionGetParams,
    result=CustomConversion,
    effect=Effect.READ,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


CUSTOM_CONVERSION_CREATE = Endpoint(
    name="custom_conversion.create",
    method="POST",
    path="/custom_conversion/create/",
    params=CustomConversionCreateParams,
    result=CustomConversionCreateResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


CUSTOM_CONVERSION_UPDATE = Endpoint(
    name="custom_conversion.update",
    method="POST",
    path="/custom_conversion/update/",
    params=CustomConversionUpdateParams,
    result=CustomConversionUpdateResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)


CUSTOM_CONVERSION_DELETE = Endpoint(
    name="custom_conversion.delete",
    method="POST",
    path="/custom_conversion/delete/",
    params=CustomConversionDeleteParams,
    result=CustomConversionDeleteResult,
    effect=Effect.WRITE,
    source="the Go SDK bububa/tiktok-business (no documentation id known)",
)
