"""What ads can be shown on: languages, carriers, devices, systems; and time zones and calling codes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tiktok_marketing.simulator import world
from tiktok_marketing.simulator.behaviour import Call, behaviour
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.tool_device import (
    TOOL_CARRIER,
    TOOL_DEVICE_MODEL,
    TOOL_LANGUAGE,
    TOOL_OS_VERSION,
    TOOL_PHONE_REGION_CODE,
    TOOL_TIMEZONE,
    ToolOsVersionParams,
    ToolParams,
)


@behaviour(TOOL_LANGUAGE)
def languages(_: Simulator, __: Call[ToolParams]) -> dict[str, Any]:
    return {"languages": [{"code": code, "name": name} for code, name in world.facts()["languages"].items()]}


@behaviour(TOOL_CARRIER)
def carriers(_: Simulator, __: Call[ToolParams]) -> dict[str, Any]:
    by_country: dict[str, list[dict[str, Any]]] = {}
    for country, name, networks in world.facts()["carriers"]:
        value = [{"hni_id": network, "in_use": True} for network in networks]
        carrier = {"carrier_id": networks[0], "in_use": True, "name": name, "value": value}
        by_country.setdefault(country, []).append(carrier)
    return {"countries": [{"country_code": code, "carriers": found} for code, found in by_country.items()]}


@behaviour(TOOL_DEVICE_MODEL)
def device_models(_: Simulator, __: Call[ToolParams]) -> dict[str, Any]:
    """Brands with the ids of their models, then the models."""
    brands, models = [], []
    for system, makers in world.facts()["devices"].items():
        for maker, names in makers.items():
            mine = [_device(name, "MODEL", system, []) for name in names]
            brands.append(_device(maker, "BRAND", system, [model["device_model_id"] for model in mine]))
            models += mine
    return {"device_models": [*brands, *models]}


@behaviour(TOOL_OS_VERSION)
def os_versions(_: Simulator, call: Call[ToolOsVersionParams]) -> dict[str, Any]:
    system = call.params.os_type
    check_choice("os_type", system, {"ANDROID", "IOS"})
    shown = {"ANDROID": "Android", "IOS": "iOS"}[system]
    return {
        "os_versions": [
            {"os_id": str(number), "os_type": system, "version": version, "name": f"{shown} {version} or above"}
            for number, version in enumerate(world.facts()["os_versions"][system], 1)
        ]
    }


@behaviour(TOOL_TIMEZONE)
def timezones(_: Simulator, call: Call[ToolParams]) -> dict[str, Any]:
    """With the offset that holds at the moment of the call."""
    zones = world.facts()["timezones"]
    return {"timezones": [{"timezone": zone, "gmt_offset": _offset(zone, call.now)} for zone in zones]}


@behaviour(TOOL_PHONE_REGION_CODE)
def phone_regions(_: Simulator, __: Call[ToolParams]) -> dict[str, Any]:
    return {
        "phone_region_code_infos": [
            {"phone_region_name": name, "phone_region_code": code, "phone_region_calling_code": f"+{calling}"}
            for _, name, code, calling, _ in world.facts()["countries"]
        ]
    }


def isp_id(country: str, name: str) -> str:
    """The id of a carrier as an internet provider."""
    return world.made_up_id(f"{country}:{name}")


def _device(name: str, level: str, system: str, children: list[str]) -> dict[str, Any]:
    return {
        "device_model_id": world.device_id(system, level, name),
        "device_model_name": name,
        "child_device_ids": children,
        "is_active": True,
        "level": level,
        "os_type": system,
    }


def _offset(zone: str, now: datetime) -> str:
    offset = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"GMT{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
