"""Lists of media as the older endpoints have them, and the creatives that they stand for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.smart_records import SmartAd, SmartCreative

_MOST_MEDIA = 50
_OF_ITEM = ("material_id", "material_operation_status", "media_info")


def creatives_of(
    simulator: Simulator, smart: SmartAd, listed: list[dict[str, Any]], now: datetime
) -> list[SmartCreative]:
    """The creatives as `listed`; one whose material_id is given is the one that there was.

    What an item holds stands in it, or in an object `media_info` in it.
    """
    if not 1 <= len(listed) <= _MOST_MEDIA:
        raise bad_value(f"media_info_list: Length must be between 1 and {_MOST_MEDIA}.")
    had, kept = {creative.id: creative for creative in smart.living}, {}
    for place, item in enumerate(listed):
        path, status = f"media_info_list.{place}", item.get("material_operation_status", "ENABLE")
        check_choice(f"{path}.material_operation_status", status, {"ENABLE", "DISABLE"})
        known = had.get(item.get("material_id", ""))
        if "material_id" in item and known is None:
            raise bad_value(f"{path}.material_id: There is no material {item['material_id']} here.")
        ids = (known.id, known.ad_id) if known else (simulator.new_id(now), simulator.new_id(now))
        info = {name: value for name, value in item.items() if name not in _OF_ITEM} | item.get("media_info", {})
        kept[ids[0]] = SmartCreative(id=ids[0], ad_id=ids[1], operation_status=status, info=info)
    gone = [one for one in smart.creatives if one.id not in kept]
    return [*(replace(one, operation_status="DELETE") for one in gone), *kept.values()]


def listed_media(smart: SmartAd) -> list[dict[str, Any]]:
    """The creatives that are in it, as items of such a list."""
    return [
        {"material_id": one.id, "material_operation_status": one.operation_status, **one.info} for one in smart.living
    ]
