"""Whether what an ad shows can be shown: its video, its images, its identity."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Refusal, bad_value
from tiktok_marketing.simulator.creative_records import Material
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.tree_records import AdGroup

from .materials import IMAGE, VIDEO, find, like

SHOWN = ("video_id", "image_ids", "identity_id")
"""The fields that are judged here."""


def check_assets(simulator: Simulator, path: str, creative: dict[str, Any], adgroup: AdGroup) -> None:
    """Judges what this simulator knows; ids it never gave are taken on trust, but not when it is strict.

    Raises:
        Refusal: 40901, the video is being transcoded (behaviour reference §7.1, sure); 40002, something was deleted,
            or the cover has another ratio than the video (§7.2, sure).
    """
    video = _material(simulator, f"{path}.video_id", VIDEO, creative.get("video_id"), adgroup)
    ids = creative.get("image_ids") or []
    images = [_material(simulator, f"{path}.image_ids.{n}", IMAGE, i, adgroup) for n, i in enumerate(ids)]
    now = simulator.now()
    if video and video.usable_at > now:
        raise Refusal(
            40901, f"{path}.video_id: The video {video.media_id} is being transcoded. Please try again later."
        )
    if video and creative.get("ad_format") == "SINGLE_VIDEO":
        for image in images:
            if image and not like(image.width / image.height, video.width / video.height):
                raise bad_value(f"{path}.image_ids: The cover must have the aspect ratio of the video.")
    _check_identity(simulator, path, creative, adgroup)


def _material(simulator: Simulator, path: str, kind: str, media_id: str | None, adgroup: AdGroup) -> Material | None:
    if not media_id:
        return None
    material = find(simulator, adgroup.advertiser_id, media_id)
    gone = material is not None and (material.deleted_at is not None or material.kind != kind)
    if gone or (material is None and simulator.strict):
        raise bad_value(f"{path}: The {kind.lower()} {media_id} does not exist or has been deleted.")
    return material


def _check_identity(simulator: Simulator, path: str, creative: dict[str, Any], adgroup: AdGroup) -> None:
    identity = simulator.state.identities.get(creative.get("identity_id", ""))
    gone = identity is not None and (identity.deleted_at is not None or identity.advertiser_id != adgroup.advertiser_id)
    if gone or (identity is None and simulator.strict):
        told = f"{path}.identity_id: The identity {creative.get('identity_id')} does not exist or has been deleted."
        raise bad_value(told)
