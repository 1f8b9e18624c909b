"""What is done to things in a library: given to other advertisers, cut to another size, mended; portfolios deleted."""

from __future__ import annotations

from hashlib import md5
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, behaviour
from tiktok_marketing.simulator.creative_records import Material
from tiktok_marketing.simulator.fallback import check as check_catalogued
from tiktok_marketing.simulator.media import Media
from tiktok_marketing.simulator.rules.text import check_choice, check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.creative_library import (
    CREATIVE_ASSET_SHARE,
    CREATIVE_IMAGE_EDIT,
    CREATIVE_PORTFOLIO_DELETE,
    VIDEO_FIX_TASK_CREATE,
    AssetShareParams,
    ImageEditParams,
    PortfolioDeleteParams,
    VideoFixCreateParams,
)

from .audience_use import check_neighbour
from .image import row as image_row
from .materials import IMAGE, VIDEO, check_ids, check_length, find, new_media_id, present, user_of
from .renaming import with_moment
from .video_flaws import flaws_of, mended

MOST_PORTFOLIOS, MOST_TASKS = 100, 20  # the second is ours


@behaviour(CREATIVE_ASSET_SHARE)
def share(simulator: Simulator, call: Call[AssetShareParams]) -> dict[str, Any]:
    """They come into the others' libraries, with the same media ids; within one Business Center (inferred).

    `failed_infos` names, for each advertiser, what could not be given (inferred).
    """
    check_catalogued(call.endpoint, call.given, strict=False)
    kind, others = call.given.get("asset_type", VIDEO), list(dict.fromkeys(call.params.shared_advertiser_ids))
    for other in others:
        check_neighbour(simulator, call.params.advertiser_id, other)
    ids = list(dict.fromkeys(call.params.material_ids))
    given = [simulator.state.materials.get(material_id) for material_id in ids]
    mine = [one for one in given if one and _is_there(one, call.params.advertiser_id, kind)]
    shared = [_copied(simulator, call, one, other) for other in others for one in mine]
    simulator.state.save(*(one for one in shared if one))
    failed = [material_id for material_id in ids if material_id not in {one.id for one in mine}]
    return {"failed_infos": dict.fromkeys(others, failed) if failed else {}}


@behaviour(CREATIVE_IMAGE_EDIT)
def edit(simulator: Simulator, call: Call[ImageEditParams]) -> dict[str, Any]:
    """Another image, of the size asked for; the first one stays. Its bytes, and so their number, are made up."""
    check_catalogued(call.endpoint, call.given, strict=False)
    given = call.given
    image = present(simulator, given["advertiser_id"], IMAGE, given["image_id"])
    if image is None:
        raise Refusal(40905, f"The image {given['image_id']} does not exist.")
    name = given.get("image_name", image.file_name)
    check_length("image_name", name)
    width, height = given["width"], given["height"]
    made_of = f"{image.signature} {width}x{height} {given.get('edit_method', 'fix_size')}"
    edited = _renewed(
        simulator,
        call,
        replace(
            image,
            file_name=name,
            width=width,
            height=height,
            size=max(image.size * width * height // (image.width * image.height), 1),
            signature=md5(made_of.encode(), usedforsecurity=False).hexdigest(),
        ),
    )
    simulator.state.save(edited)
    return image_row(simulator, edited, call)


@behaviour(VIDEO_FIX_TASK_CREATE)
def fix(simulator: Simulator, call: Call[VideoFixCreateParams]) -> dict[str, Any]:
    """A mended copy of each video that has flaws; without flaws there is no task (ours)."""
    check_given(call.given, "tasks")
    check_ids("tasks", [task["video_id"] for task in call.given["tasks"]], MOST_TASKS)
    videos = [present(simulator, call.params.advertiser_id, VIDEO, t["video_id"]) for t in call.given["tasks"]]
    for task, video in zip(call.given["tasks"], videos, strict=True):
        if video is None:
            raise Refusal(40905, f"The video {task['video_id']} does not exist.")
    pairs = zip(call.given["tasks"], videos, strict=True)
    return {"tasks": [_begun(simulator, call, task, video) for task, video in pairs if video]}


@behaviour(CREATIVE_PORTFOLIO_DELETE)
def delete_portfolios(simulator: Simulator, call: Call[PortfolioDeleteParams]) -> dict[str, Any]:
    """All or none."""
    check_given(call.given, "advertiser_id", "creative_portfolio_ids")
    ids = list(dict.fromkeys(call.given["creative_portfolio_ids"]))
    check_ids("creative_portfolio_ids", ids, MOST_PORTFOLIOS)
    found = [simulator.state.creative_portfolios.get(portfolio_id) for portfolio_id in ids]
    mine = [one for one in found if one and one.advertiser_id == call.given["advertiser_id"]]
    if strangers := set(ids) - {one.id for one in mine}:
        raise Refusal(40007, f"The portfolio {min(strangers)} does not exist.")
    simulator.state.forget(*mine)
    return {}


def _is_there(material: Material, advertiser_id: str, kind: str) -> bool:
    check_choice("asset_type", kind, {VIDEO, IMAGE, "MUSIC"})
    own = (material.advertiser_id, material.kind) == (advertiser_id, kind)
    return own and material.listed and material.deleted_at is None


def _copied(simulator: Simulator, call: Call[Any], material: Material, other: str) -> Material | None:
    """None where the other has it already."""
    if (known := find(simulator, other, material.media_id)) and known.deleted_at is None:
        return None
    name = material.file_name
    if user_of(simulator, other, material.kind, name):
        name = with_moment(name, call.now)
    return replace(
        material,
        id=simulator.new_id(call.now),
        advertiser_id=other,
        file_name=name,
        created_at=call.now,
        modified_at=call.now,
    )


def _renewed(simulator: Simulator, call: Call[Any], material: Material) -> Material:
    """`material` as another one in the same library."""
    material_id, name = simulator.new_id(call.now), material.file_name
    if user_of(simulator, material.advertiser_id, material.kind, name):
        name = with_moment(name, call.now)
    media_id = new_media_id(simulator, material.kind, material_id, call.now)
    return replace(
        material,
        id=material_id,
        media_id=media_id,
        file_name=name,
        created_at=call.now,
        modified_at=call.now,
    )


def _begun(simulator: Simulator, call: Call[Any], task: dict[str, Any], video: Material) -> dict[str, Any]:
    flaws = flaws_of(Media(format=video.format, width=video.width, height=video.height, duration=video.duration))
    if not flaws:
        return {"video_id": video.media_id, "fix_task_id": None, "flaw_types": []}
    copy = _renewed(simulator, call, video)
    copy = replace(copy, usable_at=simulator.library.usable_at(simulator.seed, copy.id, call.now))
    bound = bool(task.get("auto_bind_enabled"))
    return {"video_id": video.media_id, **mended(simulator, call, copy, flaws, bound=bound)}
