"""What ads can be shown on and in which language: languages, carriers, device models, versions, time zones."""

from typing import Any

import msgspec

from tiktok_marketing.spec.endpoint import Effect, Endpoint, Params, Result


class ToolParams(Params, kw_only=True):
    advertiser_id: str


class Language(Result, kw_only=True):
    code: str | None = None
    name: str | None = None


class ToolLanguageResult(Result, kw_only=True):
    rows: list[Language] = msgspec.field(name="languages", default_factory=list)


class CarrierNetwork(Result, kw_only=True):
    hni_id: str | None = None
    in_use: bool | None = None


class Carrier(Result, kw_only=True):
    carrier_id: str | None = None
    in_use: bool | None = None
    name: str | None = None
    value: list[CarrierNetwork] = msgspec.field(default_factory=list)


class CarrierCountry(Result, kw_only=True):
    country_code: str | None = None
    carriers: list[Carrier] = msgspec.field(default_factory=list)


class ToolCarrierResult(Result, kw_only=True):
    rows: list[CarrierCountry] = msgspec.field(name="countries", default_factory=list)


class DeviceModel(Result, kw_only=True):
    device_model_id: str | None = None
    device_model_name: str | None = None
    child_device_ids: list[str] | None = None
    is_active: bool | None = None
    level: str | None = None
    os_type: str | None = None


class ToolDeviceModelResult(Result, kw_only=True):
    rows: list[DeviceModel] = msgspec.field(name="device_models", default_factory=list)


class ToolOsVersionParams(Params, kw_only=True):
    advertiser_id: str
    os_type: str


class OsVersion(Result, kw_only=True):
    os_id: str | None = None
    os_type: str | None = None
    version: str | None = None
    name: str | None = None


class ToolOsVersionResult(Result, kw_only=True):
    rows: list[OsVersion] = msgspec.field(name="os_versions", default_factory=list)


class TimeZone(Result, kw_only=True):
    gmt_offset: Any = None
    timezone: str | None = None


class ToolTimezoneResult(Result, kw_only=True):
    rows: list[TimeZone] = msgspec.field(name="timezones", default_factory=list)


class PhoneRegion(Result, kw_only=True):
    phone_region_name: str | None = None
    phone_region_code: str | None = None
    phone_region_calling_code: str | None = None


class ToolPhoneRegionCodeResult(Result, kw_only=True):
    rows: list[PhoneRegion] = msgspec.field(name="phone_region_code_infos", default_factory=list)


TOOL_LANGUAGE = Endpoint(
    name="tool.language",
    method="GET",
    path="/tool/language/",
    params=ToolParams,
    result=ToolLanguageResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737188554152962",
)


TOOL_CARRIER = Endpoint(
    name="tool.carrier",
    method="GET",
    path="/tool/carrier/",
    params=ToolParams,
    result=ToolCarrierResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737168013095938",
)


TOOL_DEVICE_MODEL = Endpoint(
    name="tool.device_model",
    method="GET",
    path="/tool/device_model/",
    params=ToolParams,
    result=ToolDeviceModelResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1737172880570369",
)


TOOL_OS_VERSION = Endpoint(
    name="tool.os_version",
    method="GET",
    path="/tool/os_version/",
    params=ToolOsVersionParams,
    result=ToolOsVersionResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1738308662898689",
)


TOOL_TIMEZONE = Endpoint(
    name="tool.timezone",
    method="GET",
    path="/tool/timezone/",
    params=ToolParams,
    result=ToolTimezoneResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1738455961470977",
)


TOOL_PHONE_REGION_CODE = Endpoint(
    name="tool.phone_region_code",
    method="GET",
    path="/tool/phone_region_code/",
    params=ToolParams,
    result=ToolPhoneRegionCodeResult,
    effect=Effect.READ,
    source="https://business-api.tiktok.com/portal/docs?id=1774488637039618",
)
