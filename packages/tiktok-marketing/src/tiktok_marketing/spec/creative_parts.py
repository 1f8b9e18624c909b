"""Parts of creatives that endpoints of several kinds take, and with `Result` behind the name, answer with."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from tiktok_marketing.spec.endpoint import Params, Result


class ImageFile(Params, kw_only=True):
    web_uri: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class VideoFile(Params, kw_only=True):
    video_id: str | UnsetType = UNSET
    file_name: str | UnsetType = UNSET


class Music(Params, kw_only=True):
    music_id: str | UnsetType = UNSET


class Title(Params, kw_only=True):
    title: str | UnsetType = UNSET
    material_id: str | UnsetType = UNSET
    material_operation_status: str | UnsetType = UNSET


class LandingPage(Params, kw_only=True):
    landing_page_url: str | UnsetType = UNSET
    video_id: str | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET


class Deeplink(Params, kw_only=True):
    deeplink: str | UnsetType = UNSET
    deeplink_type: str | UnsetType = UNSET


class DisplayName(Params, kw_only=True):
    app_name: str | UnsetType = UNSET
    landing_page_name: str | UnsetType = UNSET


class Avatar(Params, kw_only=True):
    avatar_icon: ImageFile | UnsetType = UNSET


class Card(Params, kw_only=True):
    card_id: str | UnsetType = UNSET


class InstantPage(Params, kw_only=True):
    page_id: str | UnsetType = UNSET


class CallToAction(Params, kw_only=True):
    call_to_action: str | UnsetType = UNSET


class Phone(Params, kw_only=True):
    phone_number: str | UnsetType = UNSET
    phone_region_calling_code: str | UnsetType = UNSET
    phone_region_code: str | UnsetType = UNSET


class MediaFields(Params, kw_only=True):
    """A video, images or a post that ads are made from."""

    material_id: str | UnsetType = UNSET
    material_operation_status: str | UnsetType = UNSET
    material_name: str | UnsetType = UNSET
    identity_id: str | UnsetType = UNSET
    identity_type: str | UnsetType = UNSET
    tiktok_item_id: str | UnsetType = UNSET
    aigc_disclosure_type: str | UnsetType = UNSET
    image_info: list[ImageFile] | UnsetType = UNSET
    video_info: VideoFile | UnsetType = UNSET
    music_info: Music | UnsetType = UNSET


class Media(MediaFields, kw_only=True):
    media_info: dict[str, Any] | UnsetType = UNSET


class ImageFileResult(Result, kw_only=True):
    web_uri: str | None = None
    file_name: str | None = None


class VideoFileResult(Result, kw_only=True):
    video_id: str | None = None
    file_name: str | None = None


class MusicResult(Result, kw_only=True):
    music_id: str | None = None


class TitleResult(Result, kw_only=True):
    title: str | None = None
    material_id: str | None = None
    material_operation_status: str | None = None


class LandingPageResult(Result, kw_only=True):
    landing_page_url: str | None = None
    video_id: str | None = None
    tiktok_item_id: str | None = None


class DeeplinkResult(Result, kw_only=True):
    deeplink: str | None = None
    deeplink_type: str | None = None


class CardResult(Result, kw_only=True):
    card_id: str | None = None


class InstantPageResult(Result, kw_only=True):
    page_id: str | None = None


class CallToActionResult(Result, kw_only=True):
    call_to_action: str | None = None


class PhoneResult(Result, kw_only=True):
    phone_region_code: str | None = None
    phone_region_calling_code: str | None = None
    phone_number: str | None = None


class MediaResult(Result, kw_only=True):
    material_id: str | None = None
    material_operation_status: str | None = None
    material_name: str | None = None
    identity_id: str | None = None
    identity_type: str | None = None
    tiktok_item_id: str | None = None
    aigc_disclosure_type: str | None = None
    image_info: list[ImageFileResult] = msgspec.field(default_factory=list)
    video_info: VideoFileResult | None = None
    music_info: MusicResult | None = None
    media_info: dict[str, Any] | None = None
