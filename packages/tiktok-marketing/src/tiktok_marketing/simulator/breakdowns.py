"""Into which parts an ad's figures fall: by the people who saw it, and by what was shown.

An ad's parts add up to it, those of whom TikTok knows nothing (`NONE`) counted. All shares are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import msgspec

from . import world
from .agency_records import Advertiser
from .chance import between, key_of
from .offer import Offer
from .population import AGES, SYSTEMS
from .tree_records import Ad, AdGroup, Campaign

UNKNOWN = "NONE"
_SPREAD = (700, 1300)  # thousandths of a share that one ad has of it
_OF_SEARCH = 80  # thousandths of what an ad brings that a search page brings, where it may be there
_TERMS = 7
_BRANDS = {"Apple": 380, "Samsung": 290, "Xiaomi": 110, "OPPO": 70, "vivo": 60, "Google": 50}
# Metro areas by Nielsen's numbers: New York, Los Angeles, Chicago, Dallas, Philadelphia, Houston, Atlanta, Seattle.
_METROS = {"501": 65, "803": 50, "602": 30, "623": 27, "504": 25, "618": 24, "524": 24, "819": 18}


class Showing(msgspec.Struct, frozen=True):
    """One ad on days on which neither its offer nor what it showed changed. `countries` are with their people."""

    offer: Offer
    shown: tuple[str, ...]
    countries: tuple[tuple[str, int], ...]
    advertiser: Advertiser
    campaign: Campaign
    adgroup: AdGroup
    ad: Ad
    material_id: str | None = None
    """Of the video it showed, in the library."""

    @property
    def system_shares(self) -> dict[str, int]:
        chosen = {name: share for name, share in SYSTEMS.items() if name in self.offer.operating_systems}
        return chosen or SYSTEMS


Parts = Mapping[str, int]
"""Value of a dimension → its share of the figures, by any measure; empty: the ad has nothing of the kind."""


def parts_by(dimensions: tuple[str, ...], showing: Showing) -> dict[tuple[str, ...], int]:
    """The parts of an ad by one dimension or several together, each with its share."""
    if dimensions == KEYWORDS:
        return _keywords(showing)
    cells: dict[tuple[str, ...], int] = {(): 1}
    for name in dimensions:
        key = key_of(0, f"{showing.ad.id} {'interest' if name.startswith('interest') else name}")
        parts = [
            (value, share * between(*_SPREAD, key, place))
            for place, (value, share) in enumerate(DIMENSIONS[name](showing).items())
        ]
        cells = {(*cell, value): whole * share for cell, whole in cells.items() for value, share in parts}
    return cells


def _gender(showing: Showing) -> Parts:
    match showing.offer.gender:
        case "GENDER_FEMALE":
            return {"FEMALE": 97, UNKNOWN: 3}
        case "GENDER_MALE":
            return {"MALE": 97, UNKNOWN: 3}
        case _:
            return {"FEMALE": 52, "MALE": 45, UNKNOWN: 3}


def _age(showing: Showing) -> Parts:
    chosen = {name: share for name, share in AGES.items() if name in showing.offer.age_groups}
    return {**(chosen or AGES), UNKNOWN: 2}


def _country(showing: Showing) -> Parts:
    return dict(showing.countries)


def _province(showing: Showing) -> Parts:
    whole = sum(people for _, people in showing.countries)
    found = {place.id: people * 100 // whole for country, people in showing.countries for place in _provinces(country)}
    return {**found, UNKNOWN: max(1000 - sum(found.values()), 50)}


def _metro(showing: Showing) -> Parts:
    american = dict(showing.countries).get("US", 0)
    return {**_METROS, UNKNOWN: 740} if american else {UNKNOWN: 1}


def _connection(_: Showing) -> Parts:
    return {"WIFI": 610, "5G": 190, "4G": 160, "3G": 10, UNKNOWN: 30}


def _language(showing: Showing) -> Parts:
    spoken = showing.offer.languages or (str(showing.advertiser.fields.get("language") or "en"),)
    return {**dict.fromkeys(spoken, 920 // len(spoken)), UNKNOWN: 80}


def _platform(showing: Showing) -> Parts:
    shares = showing.system_shares
    found = {"ANDROID": shares.get("ANDROID", 0), "IPHONE": shares.get("IOS", 0) * 9 // 10}
    found["IPAD"] = shares.get("IOS", 0) - found["IPHONE"]
    return {name: share for name, share in found.items() if share}


def _placement(showing: Showing) -> Parts:
    shares = {"PLACEMENT_TIKTOK": 880, "PLACEMENT_PANGLE": 90, "PLACEMENT_GLOBAL_APP_BUNDLE": 30}
    placements = showing.offer.placements or ("PLACEMENT_TIKTOK",)
    return {name: shares.get(name, 20) for name in placements}


def _brand(showing: Showing) -> Parts:
    makers = {
        name: system
        for system, names in world.facts()["devices"].items()
        if system in showing.system_shares
        for name in names
    }
    found = {world.device_id(makers[name], "BRAND", name): share for name, share in _BRANDS.items() if name in makers}
    return {**found, UNKNOWN: 40}


def _interest(showing: Showing) -> Parts:
    """The lowest categories that were aimed at, or all: those above are made of them."""
    aimed = showing.offer.interest_category_ids
    chosen = [one for one in _interests(2) if one in aimed or interest_above(one) in aimed]
    return {**dict.fromkeys(chosen or _interests(2), 100), UNKNOWN: 150}


@cache
def interest_above(category_id: str) -> str:
    """The first-level category that it is of."""
    return next((one.parent_id or one.id for one in world.interests() if one.id == category_id), category_id)


def _of_list(values: Callable[[], tuple[str, ...]]) -> Callable[[Showing], Parts]:
    return lambda _: {**dict.fromkeys(values(), 100), UNKNOWN: 300}


def _buckets(_: Showing) -> Parts:
    return {str(number): 100 for number in range(1, 6)}


def _one(*names: str) -> Callable[[Showing], Parts]:
    """The first of those fields that the ad or its ad group has; without one, nothing."""

    def parts(showing: Showing) -> Parts:
        fields = (showing.ad.fields, showing.adgroup.fields, showing.campaign.fields)
        found = (str(of[name]) for of in fields for name in names if of.get(name) not in (None, "", 0))
        value = next(found, None)
        return {value: 1} if value else {}

    return parts


def _video(showing: Showing) -> Parts:
    is_video = showing.ad.fields.get("ad_format") in {None, "SINGLE_VIDEO"}
    if not showing.shown or not is_video or showing.ad.fields.get("tiktok_item_id"):
        return {}
    return {showing.material_id or showing.shown[0]: 1}


def _images(showing: Showing) -> Parts:
    shown = showing.ad.fields.get("ad_format") == "CAROUSEL_ADS"
    return {image: 100 // (place + 1) for place, image in enumerate(showing.shown)} if shown else {}


def _post(showing: Showing) -> Parts:
    is_post = bool(showing.ad.fields.get("tiktok_item_id"))
    return {showing.shown[0]: 1} if showing.shown and is_post else {}


def _playable(showing: Showing) -> Parts:
    url = showing.ad.fields.get("playable_url")
    return {world.made_up_id(f"playable {url}"): 1} if url else {}


def _search(showing: Showing) -> Parts:
    """`Search` alone is known of TikTok's values: what it did elsewhere is in no row."""
    return {"Search": _OF_SEARCH, "": 1000 - _OF_SEARCH} if _is_searched(showing) else {}


def _terms(showing: Showing) -> Parts:
    if not _is_searched(showing):
        return {}
    words, key = _words(), key_of(0, f"{showing.ad.id} terms")
    found = {words[between(0, len(words), key, place)]: _OF_SEARCH // (place + 2) for place in range(_TERMS)}
    return {**found, "": 1000 - sum(found.values())}


def _keyword(showing: Showing) -> Parts:
    found: dict[str, int] = {}
    for (keyword, _), share in _keywords(showing).items():
        found[keyword] = found.get(keyword, 0) + share
    return found


def _keywords(showing: Showing) -> dict[tuple[str, ...], int]:
    """Keyword and how it matches: the two that go together."""
    found: dict[tuple[str, ...], int] = {}
    for place, keyword in enumerate(showing.adgroup.fields.get("search_keywords") or ()):
        cell = (str(keyword.get("keyword")), str(keyword.get("match_type") or "BROAD_WORD"))
        found[cell] = found.get(cell, 0) + _OF_SEARCH // (place + 2)
    return {**found, ("", ""): 1000 - sum(found.values())} if found else {}


def _is_searched(showing: Showing) -> bool:
    return bool(
        showing.adgroup.fields.get("search_result_enabled") or showing.campaign.fields.get("is_search_campaign")
    )


def _nothing(_: Showing) -> Parts:
    """There are no live rooms, minis, form parts or postbacks in this world."""
    return {}


@cache
def _provinces(country: str) -> tuple[world.Place, ...]:
    return tuple(
        place for place in world.places().values() if place.level == world.PROVINCE and place.country == country
    )


@cache
def _interests(tier: int) -> tuple[str, ...]:
    return tuple(one.id for one in world.interests() if bool(one.parent_id) == (tier > 1))


@cache
def _ids_of_actions() -> tuple[str, ...]:
    return tuple(one.id for one in world.actions() if one.parent_id)


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for word, _ in world.keywords().values())


@cache
def _tags() -> tuple[str, ...]:
    return tuple(word.replace(" ", "") for word in _words()[:12])


DIMENSIONS: dict[str, Callable[[Showing], Parts]] = {
    "gender": _gender,
    "age": _age,
    "country_code": _country,
    "province_id": _province,
    "dma_id": _metro,
    "ac": _connection,
    "language": _language,
    "platform": _platform,
    "placement": _placement,
    "device_brand_id": _brand,
    "interest_category": _interest,
    "interest_category_v2": _interest,
    "interest_category_tier2": _interest,
    "interest_category_tier3": _interest,
    "interest_category_tier4": _interest,
    "behavior_id": _of_list(_ids_of_actions),
    "contextual_tag": _of_list(lambda: _interests(2)),
    "hashtag": _of_list(_tags),
    "audience_tags": _of_list(lambda: _interests(1)),
    "additional_interests": _of_list(lambda: _interests(2)),
    "purchase_intention": _of_list(lambda: _interests(1)),
    "bucket_id": _buckets,
    "ad_type": _search,
    "custom_event_type": _one("optimization_event"),
    "event_source_id": _one("pixel_id", "app_id"),
    "page_id": _one("page_id"),
    "component_name": _nothing,
    "room_id": _nothing,
    "post_id": _post,
    "image_id": _images,
    "video_material_id": _video,
    "minis_id": _nothing,
    "search_terms": _terms,
    "search_keyword": _keyword,
    "skan_postback_sequence": _nothing,
    "playable_id": _playable,
    "catalog_id": _one("catalog_id"),
    "product_set_id": _one("product_set_id"),
    "product_id": _nothing,
    "sku_id": _nothing,
}
"""Every dimension that parts figures; a part without a value is in no row."""
SHOWN_AS: dict[str, Callable[[str], str]] = {
    "interest_category": interest_above,
    "interest_category_v2": interest_above,
}
"""Dimensions whose values are made of those of the parts: interests of all levels are a tree (D:1738864850353154)."""
KEYWORDS = ("search_keyword", "match_type")
WHOLE = frozenset({"custom_event_type", "event_source_id", "page_id", "post_id", "video_material_id"})
"""Dimensions of which an ad has one value at a time."""
