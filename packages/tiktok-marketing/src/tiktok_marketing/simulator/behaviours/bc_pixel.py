"""Pixels given to a Business Center, which lets its ad accounts use them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import BusinessCenter
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.event_records import Pixel
from tiktok_marketing.simulator.rights import center_run
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.bc_pixel import (
    BC_PIXEL_LINK_GET,
    BC_PIXEL_LINK_UPDATE,
    BC_PIXEL_TRANSFER,
    BcPixelLinkGetParams,
    BcPixelLinkUpdateParams,
    BcPixelTransferParams,
)

from .listing import page_of

MOST_ADVERTISERS = 100


@behaviour(BC_PIXEL_TRANSFER)
def transfer(simulator: Simulator, call: Call[BcPixelTransferParams]) -> dict[str, Any]:
    """From the ad account that made it; that ad account stays linked, and there is no way back (ours)."""
    bc = center_run(simulator, call, call.params.bc_id)
    pixel = _pixel(simulator, bc, call.params.pixel_code)
    if pixel.bc_id is not None:
        raise bad_value(f"pixel_code: The pixel {pixel.code} belongs to a Business Center already.")
    simulator.state.save(replace(pixel, bc_id=bc.id))
    return {"asset_id": pixel.id}


@behaviour(BC_PIXEL_LINK_UPDATE)
def update(simulator: Simulator, call: Call[BcPixelLinkUpdateParams]) -> dict[str, Any]:
    bc, ids = center_run(simulator, call, call.params.bc_id), list(dict.fromkeys(call.params.advertiser_ids))
    check_choice("relation_status", call.params.relation_status, {"LINK", "UNLINK"})
    if not ids:
        raise bad_value("advertiser_ids: Must not be empty.")
    if len(ids) > MOST_ADVERTISERS:
        raise Refusal(40011, f"advertiser_ids: At most {MOST_ADVERTISERS} ids in one request.")
    if strangers := [one for one in ids if one not in bc.advertiser_ids]:
        raise bad_value(f"advertiser_ids: The ad account {strangers[0]} does not belong to the Business Center.")
    pixel = _given(simulator, bc, call.params.pixel_code)
    if call.params.relation_status == "UNLINK" and pixel.advertiser_id in ids:
        raise bad_value(f"advertiser_ids: The ad account {pixel.advertiser_id} made the pixel and stays linked.")
    others = [one for one in pixel.linked if one not in ids]
    linked = [*others, *ids] if call.params.relation_status == "LINK" else others
    simulator.state.save(replace(pixel, linked=[one for one in linked if one != pixel.advertiser_id]))
    return {}


@behaviour(BC_PIXEL_LINK_GET)
def get(simulator: Simulator, call: Call[BcPixelLinkGetParams]) -> dict[str, Any]:
    """The ad accounts that may use it, the one that made it first."""
    bc = center_run(simulator, call, call.params.bc_id)
    pixel = _given(simulator, bc, call.params.pixel_code)
    accounts = [simulator.state.advertisers[one] for one in (pixel.advertiser_id, *pixel.linked)]
    page, page_info = page_of(accounts, call.given)
    rows = [
        {
            "advertiser_id": one.id,
            "name": one.name,
            "currency": one.currency,
            "timezone": one.timezone,
            "type": "AUCTION",
        }
        for one in page
    ]
    return {"list": rows, "page_info": page_info}


def _pixel(simulator: Simulator, bc: BusinessCenter, code: str) -> Pixel:
    """That of one of the Business Center's ad accounts."""
    for pixel in simulator.state.pixels.values():
        if pixel.code == code and pixel.advertiser_id in bc.advertiser_ids:
            return pixel
    raise Refusal(40007, f"The pixel {code} does not exist.")


def _given(simulator: Simulator, bc: BusinessCenter, code: str) -> Pixel:
    pixel = _pixel(simulator, bc, code)
    if pixel.bc_id != bc.id:
        raise bad_value(f"pixel_code: The pixel {code} does not belong to the Business Center: transfer it first.")
    return pixel
