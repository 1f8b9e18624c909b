"""Images of a library: upload, rename, read, search."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Call, Refusal, behaviour
from tiktok_marketing.simulator.creative_records import Material
from tiktok_marketing.simulator.library import IMAGE_LIFE, LARGEST_IMAGE, MOST_PIXELS
from tiktok_marketing.simulator.media import IMAGE_FORMATS
from tiktok_marketing.simulator.rules.text import check_choice, check_given
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.image import (
    FILE_IMAGE_AD_INFO,
    FILE_IMAGE_AD_SEARCH,
    FILE_IMAGE_AD_UPDATE,
    FILE_IMAGE_AD_UPLOAD,
    ImageInfoParams,
    ImageSearchParams,
    ImageUpdateParams,
    ImageUploadParams,
)

from .listing import page_of
from .materials import IMAGE, check_ids, in_library, made, matches, present, shown, signed, written
from .renaming import renamed
from .uploading import BY_FILE, BY_FILE_ID, BY_URL, Wanted, uploaded
from .video import COVER_PREFIX

SEARCH_PAGE_SIZE, MOST_INFO_IDS, MOST_SEARCH_IDS = 20, 100, 100
_WAYS = frozenset({BY_FILE, BY_URL, BY_FILE_ID})
_IMAGES = Wanted("image", IMAGE_FORMATS, LARGEST_IMAGE, unsupported=40904)


@behaviour(FILE_IMAGE_AD_UPLOAD)
def upload(simulator: Simulator, call: Call[ImageUploadParams]) -> dict[str, Any]:
    check_choice("upload_type", call.params.upload_type, _WAYS)
    file, media = uploaded(simulator, call, _IMAGES, call.params.upload_type)
    pixels = (media.width or 0) * (media.height or 0)
    if pixels > MOST_PIXELS:  # behaviour reference §7.2 (sure; the code is inferred)
        raise Refusal(40915, f"The image has {pixels} pixels, at most {MOST_PIXELS} are supported.")
    material = made(simulator, call, IMAGE, file, media)
    simulator.state.save(material)
    return row(simulator, material, call)


@behaviour(FILE_IMAGE_AD_UPDATE)
def update(simulator: Simulator, call: Call[ImageUpdateParams]) -> dict[str, Any]:
    return renamed(simulator, call, IMAGE, call.params.image_id)


@behaviour(FILE_IMAGE_AD_INFO)
def info(simulator: Simulator, call: Call[ImageInfoParams]) -> dict[str, Any]:
    """Unknown ids are left out, but a video's suggested cover is no image (behaviour reference §7.2, likely)."""
    check_ids("image_ids", call.params.image_ids, MOST_INFO_IDS)
    if any(image_id.startswith(COVER_PREFIX) for image_id in call.params.image_ids):
        raise Refusal(40001, "Insufficient permissions for some images.")
    ids = dict.fromkeys(call.params.image_ids)
    found = (present(simulator, call.params.advertiser_id, IMAGE, image_id) for image_id in ids)
    return {"list": [row(simulator, each, call) for each in found if each]}


@behaviour(FILE_IMAGE_AD_SEARCH)
def search(simulator: Simulator, call: Call[ImageSearchParams]) -> dict[str, Any]:
    """Newest first."""
    check_given(call.given, "advertiser_id")
    filtering = call.given.get("filtering", {})
    if "image_ids" in filtering:
        check_ids("filtering.image_ids", filtering["image_ids"], MOST_SEARCH_IDS)
    images = shown(call, in_library(simulator, call.given["advertiser_id"], IMAGE))
    found = [each for each in images if matches(each, filtering, "image_ids")]
    page, page_info = page_of(found, {"page_size": SEARCH_PAGE_SIZE, **call.given})
    return {"list": [row(simulator, each, call) for each in page], "page_info": page_info}


def row(simulator: Simulator, image: Material, call: Call[Any]) -> dict[str, Any]:
    """An image as TikTok answers it: fresh from the upload, without three fields (behaviour reference §7.2, sure)."""
    lasting = {
        "image_id": image.media_id,
        "material_id": image.id,
        "file_name": image.file_name,
        "format": image.format,
        "width": image.width,
        "height": image.height,
        "size": image.size,
        "signature": image.signature,
        "image_url": signed(f"image/{image.media_id}.{image.format}", call.now, IMAGE_LIFE),
        "displayable": True,
    }
    if call.now < image.created_at + simulator.library.settling:
        return lasting
    times = {"create_time": written(image.created_at), "modify_time": written(image.modified_at)}
    return {**lasting, "is_carousel_usable": True, **times}
