"""Videos of a library: upload, rename, read, search, and covers suggested for them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.creative_records import Material
from tiktok_marketing.simulator.library import COVER_LIFE, LARGEST_VIDEO, SUGGESTED_LIFE, VIDEO_LIFE
from tiktok_marketing.simulator.media import VIDEO_FORMATS
from tiktok_marketing.simulator.rules.text import check_choice, check_given, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.timestamps import format_utc
from tiktok_marketing.spec.video import (
    FILE_VIDEO_AD_INFO,
    FILE_VIDEO_AD_SEARCH,
    FILE_VIDEO_AD_UPDATE,
    FILE_VIDEO_AD_UPLOAD,
    FILE_VIDEO_SUGGESTCOVER,
    SuggestedCoverParams,
    VideoInfoParams,
    VideoSearchParams,
    VideoUpdateParams,
    VideoUploadParams,
)

from .listing import page_of
from .materials import (
    VIDEO,
    check_ids,
    chosen_name,
    in_library,
    made,
    matches,
    present,
    shown,
    signed,
    written,
)
from .renaming import renamed
from .uploading import BY_FILE, BY_FILE_ID, BY_URL, Wanted, uploaded
from .video_flaws import check_mendable, flaws_of, mended

BY_VIDEO_ID = "UPLOAD_BY_VIDEO_ID"
SEARCH_PAGE_SIZE, MOST_INFO_IDS, MOST_SEARCH_IDS, MOST_SEARCH_MATERIALS, MOST_COVERS = 20, 60, 100, 20, 10
COVER_PREFIX = "tos-useast2a-p-0000/"
_WAYS = frozenset({BY_FILE, BY_URL, BY_FILE_ID, BY_VIDEO_ID})
_VIDEOS = Wanted("video", VIDEO_FORMATS, LARGEST_VIDEO, unsupported=40908)


@behaviour(FILE_VIDEO_AD_UPLOAD)
def upload(simulator: Simulator, call: Call[VideoUploadParams]) -> list[dict[str, Any]]:
    """An array of one video, which cannot be used before it is transcoded (behaviour reference §7.1)."""
    upload_type = call.given.get("upload_type", BY_FILE)
    check_choice("upload_type", upload_type, _WAYS)
    if upload_type == BY_VIDEO_ID:
        material = _bound(simulator, call)
    else:
        file, media = uploaded(simulator, call, _VIDEOS, upload_type)
        flaws = flaws_of(media) if call.given.get("flaw_detect") else []
        check_mendable(call, flaws)
        material = made(simulator, call, VIDEO, file, media)
        if flaws:
            return [mended(simulator, call, material, flaws, bound=bool(call.given.get("auto_bind_enabled")))]
    simulator.state.save(material)
    return [row(material, call)]


@behaviour(FILE_VIDEO_AD_UPDATE)
def update(simulator: Simulator, call: Call[VideoUpdateParams]) -> dict[str, Any]:
    check_given(call.given, "advertiser_id", "video_id", "file_name")
    return renamed(simulator, call, VIDEO, call.given["video_id"])


@behaviour(FILE_VIDEO_AD_INFO)
def info(simulator: Simulator, call: Call[VideoInfoParams]) -> dict[str, Any]:
    """Ids that cannot be used yet, or are not the advertiser's, are left out (behaviour reference §7.1, sure)."""
    check_ids("video_ids", call.params.video_ids, MOST_INFO_IDS)
    ids = dict.fromkeys(call.params.video_ids)
    found = (present(simulator, call.params.advertiser_id, VIDEO, video_id) for video_id in ids)
    return {"list": [row(each, call) for each in found if each and each.usable_at <= call.now]}


@behaviour(FILE_VIDEO_AD_SEARCH)
def search(simulator: Simulator, call: Call[VideoSearchParams]) -> dict[str, Any]:
    """Newest first; as with the info, only what can be used."""
    filtering = call.given.get("filtering", {})
    for name, most in (("video_ids", MOST_SEARCH_IDS), ("material_ids", MOST_SEARCH_MATERIALS)):
        if name in filtering:
            check_ids(f"filtering.{name}", filtering[name], most)
    field = call.given.get("sort_field", "CREATE_TIME")
    check_choice("sort_field", field, {"CREATE_TIME", "MODIFY_TIME"})
    videos = shown(call, in_library(simulator, call.params.advertiser_id, VIDEO))
    found = [each for each in videos if each.usable_at <= call.now and matches(each, filtering, "video_ids")]
    if field == "MODIFY_TIME":
        found.sort(key=lambda each: each.modified_at, reverse=True)
    page, page_info = page_of(found, {"page_size": SEARCH_PAGE_SIZE, **call.given})
    return {"list": [row(each, call) for each in page], "page_info": page_info}


@behaviour(FILE_VIDEO_SUGGESTCOVER)
def suggest_covers(simulator: Simulator, call: Call[SuggestedCoverParams]) -> dict[str, Any]:
    """Pictures of the video; a video that is unknown or not transcoded is refused in the same words."""
    check_given(call.given, "advertiser_id", "video_id")
    count = call.given.get("poster_number", MOST_COVERS)
    if not 1 <= count <= MOST_COVERS:
        raise bad_value(f"poster_number: Must be between 1 and {MOST_COVERS}.")
    video = present(simulator, call.given["advertiser_id"], VIDEO, call.given["video_id"])
    if video is None or video.usable_at > call.now:
        raise Refusal(40001, "Insufficient permissions for some videos.")
    ids = [f"{COVER_PREFIX}{video.signature}_{number}" for number in range(count)]
    measures = {"width": video.width, "height": video.height}
    return {"list": [{"id": i, **measures, "url": signed(i, call.now, SUGGESTED_LIFE)} for i in ids]}


def row(video: Material, call: Call[Any]) -> dict[str, Any]:
    """A video as TikTok answers it. Nobody can look at it before it is transcoded."""
    usable, seconds = video.usable_at <= call.now, video.duration
    path = f"video/{video.media_id}"
    return {
        "video_id": video.media_id,
        "material_id": video.id,
        "file_name": video.file_name,
        "format": video.format,
        "width": video.width,
        "height": video.height,
        "duration": seconds,
        "size": video.size,
        "bit_rate": int(video.size * 8 / seconds) if seconds else None,
        "signature": video.signature,
        "video_cover_url": signed(f"cover/{video.media_id}.jpeg", call.now, COVER_LIFE) if usable else None,
        "preview_url": signed(path, call.now, VIDEO_LIFE) if usable else None,
        "preview_url_expire_time": format_utc(call.now + VIDEO_LIFE) if usable else None,
        "displayable": usable,
        "allow_download": True,
        "allowed_placements": ["PLACEMENT_TIKTOK", "PLACEMENT_PANGLE", "PLACEMENT_GLOBAL_APP_BUNDLE"],
        "flaw_types": None,
        "fix_task_id": None,
        "create_time": written(video.created_at),
        "modify_time": written(video.modified_at),
    }


def _bound(simulator: Simulator, call: Call[Any]) -> Material:
    """A video that the caller has elsewhere, under the id it has (behaviour reference §7.1, sure)."""
    advertiser_id, video_id = call.given["advertiser_id"], call.given.get("video_id")
    if not video_id:
        raise bad_value(missing("video_id"))
    if own := present(simulator, advertiser_id, VIDEO, video_id):
        return own
    reached = call.grant.advertiser_ids if call.grant else []
    ids = (simulator.state.materials_of.get(owner, {}).get(video_id) for owner in reached)
    owned = [simulator.state.materials[i] for i in ids if i]
    source = next((each for each in owned if each.kind == VIDEO and each.deleted_at is None), None)
    if source is None:
        raise Refusal(40905, f"video_id: The video {video_id} does not exist.")
    return replace(
        source,
        id=simulator.new_id(call.now),
        advertiser_id=advertiser_id,
        file_name=chosen_name(simulator, call, VIDEO, source.file_name),
        created_at=call.now,
        modified_at=call.now,
        listed=True,
    )
