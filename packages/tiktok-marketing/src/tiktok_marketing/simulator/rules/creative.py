"""Rules about what an ad shows and where it leads; `path` is `creatives.N`."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tiktok_marketing.simulator.behaviour import bad_value

from .text import check_choice, check_name, check_text, check_web_address, missing

FORMATS = frozenset({"SINGLE_VIDEO", "SINGLE_IMAGE", "CAROUSEL_ADS", "CATALOG_CAROUSEL", "LIVE_CONTENT"})
IDENTITY_TYPES = frozenset({"CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT", "TTS_TT"})
CALLS_TO_ACTION = frozenset(
    [
        "APPLY_NOW",
        "BOOK_NOW",
        "CALL_NOW",
        "CHECK_AVAILABILITY",
        "CONTACT_US",
        "DOWNLOAD_NOW",
        "EXPERIENCE_NOW",
        "GET_QUOTE",
        "GET_SHOWTIMES",
        "GET_TICKETS_NOW",
        "INSTALL_NOW",
        "INTERESTED",
        "JOIN_THIS_HASHTAG",
        "LEARN_MORE",
        "LISTEN_NOW",
        "ORDER_NOW",
        "PLAY_GAME",
        "PREORDER_NOW",
        "READ_MORE",
        "SEND_MESSAGE",
        "SHOOT_WITH_THIS_EFFECT",
        "SHOP_NOW",
        "SIGN_UP",
        "SUBSCRIBE",
        "VIEW_NOW",
        "VIEW_PROFILE",
        "VIEW_VIDEO_WITH_THIS_EFFECT",
        "VISIT_STORE",
        "WATCH_LIVE",
        "WATCH_NOW",
    ]
)
AD_TEXT_UNITS, DISPLAY_NAME_UNITS, MOST_CAROUSEL_IMAGES, MOST_UTM_PARAMS = 100, 40, 35, 14
_WITH_DISPLAY_NAME = frozenset({"WEBSITE", "WEBSITE_OR_DISPLAY"})
_SPARK_PULL_EXCLUDES = ("video_id", "image_ids", "ad_text")


def check_creative(path: str, creative: dict[str, Any], adgroup: dict[str, Any]) -> None:
    """Everything one creative must satisfy under its ad group's values (behaviour reference §5.3)."""
    if "ad_name" not in creative:
        raise bad_value(missing(f"{path}.ad_name"))
    if creative["ad_name"]:  # an empty name becomes the ad's id
        check_name(f"{path}.ad_name", creative["ad_name"])
    _check_identity(path, creative)
    _check_format(path, creative)
    _check_texts(path, creative, adgroup)
    _check_action(path, creative, adgroup)
    pixel = adgroup.get("pixel_id")
    if pixel and "tracking_pixel_id" in creative and str(creative["tracking_pixel_id"]) != pixel:
        raise bad_value(f"{path}.tracking_pixel_id: Must be the ad group's pixel_id {pixel}.")
    check_choice(f"{path}.operation_status", creative.get("operation_status", "ENABLE"), {"ENABLE", "DISABLE"})


def _check_identity(path: str, creative: dict[str, Any]) -> None:
    if "identity_type" not in creative:
        raise bad_value(missing(f"{path}.identity_type"))
    if creative["identity_type"] not in IDENTITY_TYPES:
        raise bad_value("Invalid identity type. Enter a valid identity type")
    if not creative.get("identity_id"):
        raise bad_value("Invalid param: creatives.identity_id is required.")
    if creative["identity_type"] == "BC_AUTH_TT" and not creative.get("identity_authorized_bc_id"):
        raise bad_value(missing(f"{path}.identity_authorized_bc_id"))


def _check_format(path: str, creative: dict[str, Any]) -> None:
    if "ad_format" not in creative:
        raise bad_value(missing(f"{path}.ad_format"))
    check_choice(f"{path}.ad_format", creative["ad_format"], FORMATS)
    if creative.get("tiktok_item_id"):
        _check_spark_pull(path, creative)
        return
    images = len(creative.get("image_ids", []))
    match creative["ad_format"]:
        case "SINGLE_VIDEO":
            _need(path, creative, "video_id")
            if creative["identity_type"] == "CUSTOMIZED_USER" and images != 1:
                raise bad_value(f"{path}.image_ids: Exactly one cover image is required.")
        case "SINGLE_IMAGE" if images != 1:
            raise bad_value(f"{path}.image_ids: Exactly one image is required.")
        case "CAROUSEL_ADS":
            if not 1 <= images <= MOST_CAROUSEL_IMAGES:
                raise bad_value(f"{path}.image_ids: Between 1 and {MOST_CAROUSEL_IMAGES} images are required.")
            _need(path, creative, "music_id")
        case "CATALOG_CAROUSEL":
            _need(path, creative, "catalog_id")


def _check_spark_pull(path: str, creative: dict[str, Any]) -> None:
    if creative["identity_type"] == "CUSTOMIZED_USER":
        raise bad_value(f"{path}.tiktok_item_id: Not supported with CUSTOMIZED_USER.")
    for name in _SPARK_PULL_EXCLUDES:
        if creative.get(name):
            raise bad_value(f"{path}.{name}: Not supported together with tiktok_item_id.")


def _check_texts(path: str, creative: dict[str, Any], adgroup: dict[str, Any]) -> None:
    non_spark = creative["identity_type"] == "CUSTOMIZED_USER"
    if non_spark and creative["ad_format"] != "CATALOG_CAROUSEL" and not creative.get("ad_texts"):
        _need(path, creative, "ad_text")
    if creative.get("ad_text"):
        check_text(f"{path}.ad_text", creative["ad_text"], AD_TEXT_UNITS)
    if non_spark and adgroup.get("promotion_type") in _WITH_DISPLAY_NAME:
        _need(path, creative, "display_name")
    for name in ("display_name", "app_name"):
        if name in creative:
            check_text(f"{path}.{name}", creative[name], DISPLAY_NAME_UNITS)


def _check_action(path: str, creative: dict[str, Any], adgroup: dict[str, Any]) -> None:
    leads_somewhere = adgroup.get("promotion_type") not in {None, "WEBSITE_OR_DISPLAY", "LIVE_SHOPPING"}
    if leads_somewhere and not creative.get("call_to_action") and not creative.get("call_to_action_id"):
        raise bad_value(missing(f"{path}.call_to_action"))
    if creative.get("call_to_action") and creative["call_to_action"] not in CALLS_TO_ACTION:
        raise bad_value("This Call to Action is not supported")
    if adgroup.get("promotion_type") == "WEBSITE" and not creative.get("page_id") and not creative.get("cpp_url"):
        _need(path, creative, "landing_page_url")
    if creative.get("landing_page_url"):
        check_web_address(f"{path}.landing_page_url", creative["landing_page_url"])
    if len(creative.get("utm_params", [])) > MOST_UTM_PARAMS:
        raise bad_value(f"{path}.utm_params: At most {MOST_UTM_PARAMS} parameters.")
    _check_utm_params(path, creative)


def _check_utm_params(path: str, creative: dict[str, Any]) -> None:
    """What the address has already, the parameters say too (behaviour reference §5.3, sure)."""
    there = dict(parse_qsl(urlsplit(creative.get("landing_page_url") or "").query, keep_blank_values=True))
    for param in creative.get("utm_params", []):
        key = param.get("key")
        if key in there and there[key] != param.get("value"):
            raise bad_value(f"{path}.utm_params: {key} does not match the landing page URL.")


def _need(path: str, creative: dict[str, Any], name: str) -> None:
    if not creative.get(name):
        raise bad_value(missing(f"{path}.{name}"))
