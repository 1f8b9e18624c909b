"""Identities: in whose name ads are shown."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.creative_records import Identity
from tiktok_marketing.simulator.library import IMAGE_LIFE
from tiktok_marketing.simulator.rules.text import check_given, check_text, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.identity import (
    IDENTITY_CREATE,
    IDENTITY_DELETE,
    IDENTITY_GET,
    IDENTITY_INFO,
    IdentityCreateParams,
    IdentityDeleteParams,
    IdentityGetParams,
    IdentityInfoParams,
)

from .listing import page_of
from .materials import IMAGE, like, present, shown, signed

PAGE_SIZE, NAME_UNITS = 20, 100
CUSTOM = "CUSTOMIZED_USER"
_TYPES = frozenset({CUSTOM, "AUTH_CODE", "TT_USER", "BC_AUTH_TT", "TTS_TT"})
_OF_BC = "BC_AUTH_TT"


@behaviour(IDENTITY_CREATE)
def create(simulator: Simulator, call: Call[IdentityCreateParams]) -> dict[str, Any]:
    """A CUSTOMIZED_USER; its picture is square."""
    advertiser_id, name = call.params.advertiser_id, call.params.display_name
    if not name.strip():
        raise bad_value("display_name: The name cannot be empty.")
    check_text("display_name", name, NAME_UNITS)
    picture = present(simulator, advertiser_id, IMAGE, call.params.image_uri)
    if picture and not like(picture.width / picture.height, 1):
        raise bad_value("image_uri: The image must be square.")
    identity = Identity(
        id=simulator.new_id(call.now),
        advertiser_id=advertiser_id,
        identity_type=CUSTOM,
        display_name=name,
        created_at=call.now,
        image_uri=call.params.image_uri,
    )
    simulator.state.save(identity)
    return {"identity_id": identity.id}


@behaviour(IDENTITY_GET)
def get(simulator: Simulator, call: Call[IdentityGetParams]) -> dict[str, Any]:
    """Newest first; only own ones are searched by their names."""
    kind, keyword = call.given.get("identity_type"), call.given.get("filtering", {}).get("keyword", "")
    if kind is not None:
        _check_type(kind)
    if kind == _OF_BC and not call.given.get("identity_authorized_bc_id"):
        raise bad_value(missing("identity_authorized_bc_id"))
    identities = shown(call, reversed(simulator.state.identities.values()))
    own = [each for each in identities if each.advertiser_id == call.params.advertiser_id and each.deleted_at is None]
    found = [each for each in own if kind in {None, each.identity_type}]
    if keyword and kind in {None, CUSTOM}:
        found = [each for each in found if keyword.casefold() in each.display_name.casefold()]
    page, page_info = page_of(found, {"page_size": PAGE_SIZE, **call.given})
    return {"identity_list": [_row(each, call) for each in page], "page_info": page_info}


@behaviour(IDENTITY_INFO)
def info(simulator: Simulator, call: Call[IdentityInfoParams]) -> dict[str, Any]:
    check_given(call.given, "advertiser_id", "identity_id", "identity_type")
    _check_type(call.given["identity_type"])
    return {"identity_info": _row(_find(simulator, call), call)}


@behaviour(IDENTITY_DELETE)
def delete(simulator: Simulator, call: Call[IdentityDeleteParams]) -> dict[str, Any]:
    """Its ads stay as they are."""
    if call.params.identity_type != CUSTOM:
        raise bad_value(f"identity_type: Only {CUSTOM} can be deleted.")
    simulator.state.save(replace(_find(simulator, call), deleted_at=call.now))
    return {}


def _check_type(kind: str) -> None:
    if kind not in _TYPES:
        raise bad_value("Invalid identity type. Enter a valid identity type")


def _find(simulator: Simulator, call: Call[Any]) -> Identity:
    identity = simulator.state.identities.get(call.given["identity_id"])
    asked = (call.given["advertiser_id"], call.given["identity_type"])
    if identity is None or identity.deleted_at or (identity.advertiser_id, identity.identity_type) != asked:
        raise Refusal(40007, f"The identity {call.given['identity_id']} does not exist.")
    return identity


def _row(identity: Identity, call: Call[Any]) -> dict[str, Any]:
    """What an account of TikTok's can do is said only of one."""
    account = identity.identity_type != CUSTOM
    return {
        "identity_id": identity.id,
        "identity_type": identity.identity_type,
        "identity_authorized_bc_id": identity.bc_id,
        "display_name": identity.display_name,
        "user_name": identity.display_name.casefold().replace(" ", ".") if account else None,
        "profile_image": signed(f"identity/{identity.id}.jpeg", call.now, IMAGE_LIFE),
        "available_status": "AVAILABLE" if account else None,
        "ads_only_mode": False if identity.identity_type == _OF_BC else None,
        "is_gpppa": False,
        **dict.fromkeys(("can_push_video", "can_pull_video", "can_use_live_ads", "can_manage_message"), account),
    }
