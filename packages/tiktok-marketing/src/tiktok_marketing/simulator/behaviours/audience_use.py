"""Audiences in use: put on ad groups and taken off, shared with other advertisers, and the logs of both."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from tiktok_marketing.simulator.audience_records import Application, Audience, Share
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.fallback import check as check_catalogued
from tiktok_marketing.simulator.history import changed
from tiktok_marketing.simulator.rules.sources import check_targetable
from tiktok_marketing.simulator.rules.text import missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import AdGroup
from tiktok_marketing.spec.audience_use import (
    DMP_CUSTOM_AUDIENCE_APPLY,
    DMP_CUSTOM_AUDIENCE_APPLY_LOG,
    DMP_CUSTOM_AUDIENCE_SHARE,
    DMP_CUSTOM_AUDIENCE_SHARE_CANCEL,
    DMP_CUSTOM_AUDIENCE_SHARE_LOG,
    AudienceApplyLogParams,
    AudienceApplyParams,
    AudienceShareCancelParams,
    AudienceShareLogParams,
    AudienceShareParams,
)

from .audience_rows import change, editor, find_own, find_usable
from .listing import page_of
from .switching import check_alive, find

# Behaviour reference §8.3 (sure).
MOST_SHARED, MOST_SHARED_WITH = 10, 10
_PLACES = {"Include": "audience_ids", "Exclude": "excluded_audience_ids"}


@behaviour(DMP_CUSTOM_AUDIENCE_APPLY)
def apply(simulator: Simulator, call: Call[AudienceApplyParams]) -> dict[str, Any]:
    """One audience onto several ad groups or off them; all or none (behaviour reference §8.3, sure)."""
    check_catalogued(call.endpoint, call.given, strict=False)
    given, ids = call.given, list(dict.fromkeys(call.params.adgroup_ids))
    audience = find_usable(simulator, given["advertiser_id"], given["custom_audience_id"])
    if not ids:
        raise bad_value("adgroup_ids: Must not be empty.")
    mode = _usage_mode(given)
    adgroups = [find(simulator, AdGroup, given["advertiser_id"], adgroup_id) for adgroup_id in ids]
    for adgroup in adgroups:
        check_alive(simulator, adgroup)
        if mode in _PLACES:
            check_targetable(audience, simulator.state.campaigns[adgroup.campaign_id].fields, call.now)
    changes = [changed(adgroup, call.now, fields=_targeted(adgroup, audience.id, mode)) for adgroup in adgroups]
    log = [Application(at=call.now, adgroup_id=i, usage_mode=mode, editor=editor(call)) for i in ids]
    used_at = call.now if mode in _PLACES else audience.last_used_at
    applied = replace(audience, last_used_at=used_at, applications=[*audience.applications, *log])
    simulator.state.save(applied, *changes)
    return {}


@behaviour(DMP_CUSTOM_AUDIENCE_APPLY_LOG)
def apply_log(simulator: Simulator, call: Call[AudienceApplyLogParams]) -> dict[str, Any]:
    """Newest first; in UTC unless a time zone is given."""
    given = call.given
    zone = _zone(given.get("timezone", "UTC"))
    ids = dict.fromkeys(given["custom_audience_ids"])
    audiences = [find_usable(simulator, given["advertiser_id"], audience_id) for audience_id in ids]
    entries = [
        (audience, entry)
        for audience in audiences
        for entry in audience.applications
        if simulator.state.adgroups[entry.adgroup_id].advertiser_id == given["advertiser_id"]
    ]
    entries.sort(key=lambda found: found[1].at, reverse=True)
    rows, page_info = page_of(entries, given)
    shown = [_applied(simulator, audience, entry, zone) for audience, entry in rows]
    return {"advertiser_id": given["advertiser_id"], "list": shown, "page_info": page_info}


@behaviour(DMP_CUSTOM_AUDIENCE_SHARE)
def share(simulator: Simulator, call: Call[AudienceShareParams]) -> dict[str, Any]:
    """At most ten audiences with ten advertisers of the same Business Center (behaviour reference §8.3, sure)."""
    given = call.given
    audience_ids, others = (
        list(dict.fromkeys(given[name])) for name in ("custom_audience_ids", "shared_advertiser_ids")
    )
    _check_few("custom_audience_ids", audience_ids, MOST_SHARED)
    _check_few("shared_advertiser_ids", others, MOST_SHARED_WITH)
    for other in others:
        check_neighbour(simulator, given["advertiser_id"], other)
    audiences = [find_own(simulator, given["advertiser_id"], audience_id) for audience_id in audience_ids]
    simulator.state.save(*(_shared(audience, call, others) for audience in audiences))
    return {}


@behaviour(DMP_CUSTOM_AUDIENCE_SHARE_CANCEL)
def cancel_share(simulator: Simulator, call: Call[AudienceShareCancelParams]) -> dict[str, Any]:
    given = call.given
    audience = find_own(simulator, given["advertiser_id"], given["custom_audience_id"])
    other = given["shared_advertiser_id"]
    current = next((s for s in audience.shares if s.advertiser_id == other and s.ended_at is None), None)
    if current is None:
        raise bad_value(f"shared_advertiser_id: The audience is not shared with advertiser {other}.")
    shares = [replace(s, ended_at=call.now) if s is current else s for s in audience.shares]
    line = change(call, "UNSHARE", f"no longer shared with {other}")
    simulator.state.save(replace(audience, shares=shares, changes=[*audience.changes, line]))
    return {}


@behaviour(DMP_CUSTOM_AUDIENCE_SHARE_LOG)
def share_log(simulator: Simulator, call: Call[AudienceShareLogParams]) -> dict[str, Any]:
    """Unverified: the texts of `status` are ours, no page lists them."""
    audience = find_own(simulator, call.given["advertiser_id"], call.given["custom_audience_id"])
    advertisers = simulator.state.advertisers
    rows = [
        {
            "shared_advertiser_id": each.advertiser_id,
            "shared_advertiser_name": advertisers[each.advertiser_id].name,
            "custom_audience_id": audience.id,
            "status": "SHARED" if each.ended_at is None else "CANCELED",
        }
        for each in audience.shares
    ]
    return {"list": rows}


def _usage_mode(given: dict[str, Any]) -> str:
    """Include, Exclude, or Disconnect, which needs no mode."""
    if given["action_mode"] == "Disconnect":
        return "Disconnect"
    if "usage_mode" not in given:
        raise bad_value(missing("usage_mode"))
    return str(given["usage_mode"])


def _targeted(adgroup: AdGroup, audience_id: str, mode: str) -> dict[str, Any]:
    """The ad group's fields with the audience where the mode wants it, and nowhere else (§5.2: never in both)."""
    fields = dict(adgroup.fields)
    for name in _PLACES.values():
        fields[name] = [known for known in fields.get(name, ()) if known != audience_id]
    if mode in _PLACES:
        fields[_PLACES[mode]] = [*fields[_PLACES[mode]], audience_id]
    return fields


def _applied(simulator: Simulator, audience: Audience, entry: Application, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "audience_id": audience.id,
        "adgroup_id": entry.adgroup_id,
        "adgroup_name": simulator.state.adgroups[entry.adgroup_id].fields.get("adgroup_name"),
        "usage_mode": entry.usage_mode,
        "editor": entry.editor,
        "action_timestamp": entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
    }


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a folder's name, or one too long
        raise bad_value(f"timezone: Invalid value '{name}'.") from error


def _check_few(name: str, ids: list[str], most: int) -> None:
    if not 1 <= len(ids) <= most:
        raise bad_value(f"{name}: Must hold between 1 and {most} ids.")


def check_neighbour(simulator: Simulator, advertiser_id: str, other_id: str) -> None:
    advertisers = simulator.state.advertisers
    other = advertisers.get(other_id)
    if other is None or other_id == advertiser_id or other.bc_id != advertisers[advertiser_id].bc_id:
        raise bad_value(f"shared_advertiser_ids: The advertiser {other_id} is not in the same Business Center.")


def _shared(audience: Audience, call: Call[Any], others: list[str]) -> Audience:
    """`audience` with one share for each of `others`, the earlier ones with them replaced."""
    kept = [each for each in audience.shares if each.advertiser_id not in others or each.ended_at is None]
    known = {each.advertiser_id for each in kept}
    new = [Share(advertiser_id=other, since=call.now) for other in others if other not in known]
    line = change(call, "SHARE", f"shared with {', '.join(others)}")
    return replace(audience, shares=[*kept, *new], changes=[*audience.changes, line])
