"""What TikTok finds wrong with a video when asked, and the mending of it (Smart Fix)."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, behaviour
from tiktok_marketing.simulator.creative_records import Material, VideoFix
from tiktok_marketing.simulator.library import FIXED_LIFE
from tiktok_marketing.simulator.media import Media
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.video import VIDEO_FIX_TASK_GET, VideoFixTaskParams

from .materials import like, signed

LOW_RESOLUTION, ILLEGAL_SIZE = "LOW_RESOLUTION", "ILLEGAL_VIDEO_SIZE"
# The standard measures, 720p, by their ratio; the smallest that pass are those of the help centre (§7.1, likely).
_STANDARD = {9 / 16: (720, 1280), 16 / 9: (1280, 720), 1.0: (720, 720)}
_SMALLEST = {9 / 16: (540, 960), 16 / 9: (960, 540), 1.0: (640, 640)}


def flaws_of(media: Media) -> list[str]:
    """Behaviour reference §7.1 (sure): these two are the flaws still looked for."""
    width, height = media.width or 1, media.height or 1
    nearest = _nearest(width, height)
    least_width, least_height = _SMALLEST[nearest]
    flaws = [LOW_RESOLUTION] if width < least_width or height < least_height else []
    return flaws if like(width / height, nearest) else [*flaws, ILLEGAL_SIZE]


def check_mendable(call: Call[Any], flaws: list[str]) -> None:
    """Flaws that were looked for and are not to be mended are an error (§7.1, sure; the code is inferred)."""
    if flaws and not call.given.get("auto_fix_enabled"):
        raise Refusal(40915, f"The video has flaws: {', '.join(flaws)}.")


def mended(simulator: Simulator, call: Call[Any], video: Material, flaws: list[str], *, bound: bool) -> dict[str, Any]:
    """The task that mends `video`; only where it is to be `bound` does the result come into the library."""
    width, height = _STANDARD[_nearest(video.width, video.height)]
    material = replace(video, width=width, height=height, listed=bound)
    task = VideoFix(id=simulator.new_id(call.now), advertiser_id=video.advertiser_id, material_id=video.id)
    simulator.state.save(material, task)
    return {"fix_task_id": task.id, "flaw_types": flaws}


@behaviour(VIDEO_FIX_TASK_GET)
def get_task(simulator: Simulator, call: Call[VideoFixTaskParams]) -> dict[str, Any]:
    task = simulator.state.video_fixes.get(call.params.task_id)
    if task is None or task.advertiser_id != call.params.advertiser_id:
        raise Refusal(40007, f"The task {call.params.task_id} does not exist.")
    video = simulator.state.materials[task.material_id]
    if call.now < video.usable_at:
        return {"status": "PROCESSING", "error_msg": None, "videos": None}
    url = signed(f"video/{video.media_id}", call.now, FIXED_LIFE)
    return {"status": "SUCCESS", "error_msg": None, "videos": [{"video_id": video.media_id, "video_url": url}]}


def _nearest(width: int, height: int) -> float:
    """The standard ratio that is nearest to the video's."""
    return min(_STANDARD, key=lambda ratio: abs(ratio - width / height))
