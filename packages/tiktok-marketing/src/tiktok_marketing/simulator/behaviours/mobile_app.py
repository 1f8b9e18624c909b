"""Apps that an advertiser promotes: list, create, change, and for which of their events ads can be optimised."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.event_log import counted, zone_of
from tiktok_marketing.simulator.event_names import OF_APPS
from tiktok_marketing.simulator.event_records import MobileApp
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.app import (
    APP_CREATE,
    APP_INFO,
    APP_LIST,
    APP_OPTIMIZATION_EVENT,
    APP_OPTIMIZATION_EVENT_RETARGETING,
    APP_UPDATE,
    AppCreateParams,
    AppEventParams,
    AppInfoParams,
    AppParams,
    AppRetargetingParams,
    AppUpdateParams,
)
from tiktok_marketing.spec.timestamps import format_utc

# Both are ours: how far back conversions count, and how many of them open an event.
COUNTED_DAYS, UNLOCKED_AT = 28, 20
_STORES = {"play.google.com": "ANDROID", "apps.apple.com": "IOS", "itunes.apple.com": "IOS"}
_WITH_EVENTS = frozenset({"IN_APP_EVENT", "VALUE"})
_RETARGETED = ("ACTIVE_PAY", "IN_APP_CART", "IN_APP_DETAIL_UV", "LAUNCH_APP")


@behaviour(APP_LIST)
def list_apps(simulator: Simulator, call: Call[AppParams]) -> dict[str, Any]:
    """Oldest first; ids that are no app's of the advertiser are passed over."""
    wanted = call.given.get("app_platform_ids")
    mine = [app for app in simulator.state.mobile_apps.values() if app.advertiser_id == call.params.advertiser_id]
    return {"apps": [_row(app) for app in mine if not wanted or app.id in wanted]}


@behaviour(APP_INFO)
def info(simulator: Simulator, call: Call[AppInfoParams]) -> dict[str, Any]:
    return {"app": _row(_find(simulator, call))}


@behaviour(APP_CREATE)
def create(simulator: Simulator, call: Call[AppCreateParams]) -> dict[str, Any]:
    """From its page in a store, whose address says platform and package (its name, which the page says, is ours)."""
    given = call.given
    platform, package = _read_store(given["download_url"])
    app = MobileApp(
        id=simulator.new_id(call.now),
        advertiser_id=given["advertiser_id"],
        platform=platform,
        name=package.rpartition(".")[2],
        package_name=package,
        download_url=given["download_url"],
        created_at=call.now,
        **_settings(given),
    )
    simulator.state.save(app)
    return {"app_id": app.id}


@behaviour(APP_UPDATE)
def update(simulator: Simulator, call: Call[AppUpdateParams]) -> dict[str, Any]:
    """What is not sent stays; an app does not change its platform."""
    app, given = _find(simulator, call), call.given
    changes = _settings(given)
    if "download_url" in given:
        platform, package = _read_store(given["download_url"])
        changes |= {"download_url": given["download_url"], "package_name": package}
        if platform != app.platform:
            raise bad_value(f"download_url: The app {app.id} is for {app.platform}.")
    if given.get("platform", app.platform) != app.platform:
        raise bad_value(f"platform: The app {app.id} is for {app.platform}.")
    if "tracking_url" in changes:
        changes["tracking_url"] = app.tracking_url | changes["tracking_url"]
    simulator.state.save(replace(app, **changes))
    return {}


@behaviour(APP_OPTIMIZATION_EVENT)
def events(simulator: Simulator, call: Call[AppEventParams]) -> dict[str, Any]:
    """Each event with how often it came within 28 days, and whether that is enough (both ours)."""
    app = _find(simulator, call)
    if call.params.optimization_goal not in _WITH_EVENTS:
        return {"optimization_events": []}
    today = call.now.astimezone(zone_of(simulator, "app", app.id)).date()
    came = counted(simulator, app, today - timedelta(days=COUNTED_DAYS - 1), today)
    rows = [_event(event, came[name]) for name, event in OF_APPS.items()]
    only_ready = call.given.get("available_only", False)
    ready = [row for row in rows if row["availability_status"] == "READY"]
    return {"optimization_events": ready if only_ready else rows}


@behaviour(APP_OPTIMIZATION_EVENT_RETARGETING)
def retargeting(simulator: Simulator, call: Call[AppRetargetingParams]) -> dict[str, Any]:
    """Which events there are is ours."""
    app = _find(simulator, call)
    return {"optimization_events": list(_RETARGETED) if app.retargeting == "RETARGETING" else []}


def _find(simulator: Simulator, call: Call[Any]) -> MobileApp:
    app = simulator.state.mobile_apps.get(call.given["app_id"])
    if app is None or app.advertiser_id != call.given["advertiser_id"]:
        raise Refusal(40007, f"The app {call.given['app_id']} does not exist.")
    return app


def _read_store(address: str) -> tuple[str, str]:
    """Platform and package name."""
    parts = urlsplit(address)
    platform = _STORES.get(parts.hostname or "")
    package = parse_qs(parts.query).get("id", [""])[0] if platform == "ANDROID" else _last(parts.path)
    if platform is None or not package:
        raise bad_value(f"download_url: Must be an app's address at {', '.join(_STORES)}.")
    return platform, package


def _last(path: str) -> str:
    last = path.rstrip("/").rpartition("/")[2]
    return last if last.startswith("id") and last[2:].isdigit() else ""


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    """What create and update have in common."""
    if "partner" in given:
        check_choice("partner", given["partner"], frozenset(map(str, catalogue.enum("partner_for_app_create"))))
    if "enable_retargeting" in given:
        check_choice("enable_retargeting", given["enable_retargeting"], {"RETARGETING", "NON_RETARGETING"})
    names = {"partner": "partner", "enable_retargeting": "retargeting", "tracking_url": "tracking_url"}
    return {ours: given[theirs] for theirs, ours in names.items() if theirs in given}


def _event(name: str, came: int) -> dict[str, Any]:
    status = "READY" if came >= UNLOCKED_AT else "INSUFFICIENT_POSTBACK" if came else "INACTIVE"
    return {
        "optimization_event": name,
        "statistic_type": "NONE",
        "availability_status": status,
        "conversions": came,
        "unlock_threshold": UNLOCKED_AT,
        "is_beta": False,
    }


def _row(app: MobileApp) -> dict[str, Any]:
    return {
        "advertiser_id": app.advertiser_id,
        "app_id": app.id,
        "app_platform_id": app.id,
        "app_name": app.name,
        "package_name": app.package_name,
        "platform": app.platform,
        "download_url": app.download_url,
        "partner": {"partner_name": app.partner} if app.partner else None,
        "enable_retargeting": app.retargeting,
        "tracking_url": app.tracking_url,
        "tiktok_apps": [],
        "skan_allowed": "ALLOWED" if app.platform == "IOS" else "NOT_ALLOWED",
        "create_time": format_utc(app.created_at),
    }
