"""What all of a library shares: finding things in it, their names, and the addresses at which they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value
from tiktok_marketing.simulator.chance import key_of
from tiktok_marketing.simulator.creative_records import CreativePortfolio, Identity, Material
from tiktok_marketing.simulator.library import NAME_LENGTH
from tiktok_marketing.simulator.media import Media
from tiktok_marketing.simulator.receiving import IncomingFile
from tiktok_marketing.simulator.simulator import Simulator

M = TypeVar("M", Material, Identity, CreativePortfolio)

VIDEO, IMAGE, MUSIC = "VIDEO", "IMAGE", "MUSIC"
# Behaviour reference §7.2 (sure) asks for the video's ratio; how exactly is ours: a rounded pixel passes.
RATIO_TOLERANCE = 0.02
_HOST = "https://p16-sign.tiktokcdn.example"


def in_library(simulator: Simulator, advertiser_id: str, kind: str) -> list[Material]:
    """The advertiser's videos, images or music, newest first; those still being transcoded too."""
    state = simulator.state
    materials = (state.materials[i] for i in state.materials_of.get(advertiser_id, {}).values())
    found = [each for each in materials if each.kind == kind and each.listed and each.deleted_at is None]
    return sorted(found, key=lambda each: (each.created_at, int(each.id)), reverse=True)


def shown(call: Call[Any], records: Iterable[M]) -> list[M]:
    """Without what was made so lately that lists do not show it yet, where they lag behind."""
    return [record for record in records if record.created_at <= call.now - call.lag]


def find(simulator: Simulator, advertiser_id: str, media_id: str) -> Material | None:
    """The video or image of that id in the advertiser's library, deleted or not."""
    material_id = simulator.state.materials_of.get(advertiser_id, {}).get(media_id)
    return simulator.state.materials[material_id] if material_id else None


def present(simulator: Simulator, advertiser_id: str, kind: str, media_id: str) -> Material | None:
    """The same, where it is in the library now."""
    found = find(simulator, advertiser_id, media_id)
    return found if found and found.kind == kind and found.listed and found.deleted_at is None else None


def user_of(simulator: Simulator, advertiser_id: str, kind: str, name: str) -> Material | None:
    """Whose name it is already. Names are unique among an advertiser's videos, and among its images (§7.1, sure)."""
    return next((each for each in in_library(simulator, advertiser_id, kind) if each.file_name == name), None)


def chosen_name(simulator: Simulator, call: Call[Any], kind: str, usual: str) -> str:
    """The name that the call gives, or else the beginning of the `usual` one.

    Raises:
        Refusal: 40911, another has it; 40002, it is empty or too long.
    """
    given = call.given.get("file_name")
    if given is not None:
        check_length("file_name", given)
    name: str = given or usual[:NAME_LENGTH]
    if user_of(simulator, call.given["advertiser_id"], kind, name):
        raise Refusal(40911, f"file_name: The material name {name} is used already. Please rename the file.")
    return name


def check_length(path: str, name: str) -> None:
    if not 1 <= len(name) <= NAME_LENGTH:
        raise bad_value(f"{path}: Length must be between 1 and {NAME_LENGTH}.")


def check_ids(path: str, ids: Sequence[str], most: int) -> None:
    if not ids:
        raise bad_value(f"{path}: Must not be empty.")
    if len(ids) > most:
        raise Refusal(40011, f"{path}: At most {most} ids in one request.")


def made(simulator: Simulator, call: Call[Any], kind: str, file: IncomingFile, media: Media) -> Material:
    """A new thing in the caller's library, of which `media` knows all measures. Same bytes, another id (§7.1, sure).

    Raises:
        Refusal: 40911, its name is taken; 40002, the name is empty or too long.
    """
    name = chosen_name(simulator, call, kind, file.name)
    material_id = simulator.new_id(call.now)
    return Material(
        id=material_id,
        kind=kind,
        media_id=new_media_id(simulator, kind, material_id, call.now),
        advertiser_id=call.given["advertiser_id"],
        file_name=name,
        format=media.format,
        size=file.size,
        signature=file.md5,
        width=media.width or 0,
        height=media.height or 0,
        duration=media.duration,
        created_at=call.now,
        modified_at=call.now,
        usable_at=simulator.library.usable_at(simulator.seed, material_id, call.now) if kind == VIDEO else call.now,
    )


def new_media_id(simulator: Simulator, kind: str, material_id: str, now: datetime) -> str:
    """The video_id, image_id or music_id of a new material."""
    key = key_of(simulator.seed, f"media:{material_id}")
    if kind == MUSIC:
        return str(7 * 10**18 + key % 10**18)  # a number, as those of TikTok's own music
    return f"v10033g50000c{key:016x}" if kind == VIDEO else f"ad-site-i18n-sg/{now:%Y%m%d}5d0d{key:016x}"


def matches(material: Material, filtering: dict[str, Any], ids: str) -> bool:
    """Whether a search asks for it; `ids` is the filter that names media ids."""
    tests: dict[str, Callable[[Any], bool]] = {
        ids: lambda wanted: material.media_id in wanted,
        "material_ids": lambda wanted: material.id in wanted,
        "width": lambda wanted: material.width == wanted,
        "height": lambda wanted: material.height == wanted,
        "ratio": lambda wanted: any(like(material.width / material.height, float(ratio)) for ratio in wanted),
        "displayable": lambda wanted: wanted is True,
        "video_name": lambda wanted: wanted.casefold() in material.file_name.casefold(),
        "video_material_source": lambda wanted: "UPLOADED_TO_TIKTOK_ADS_MANAGER" in wanted,
    }
    return all(tests[name](value) for name, value in filtering.items())


def like(ratio: float, other: float) -> bool:
    return abs(ratio - other) <= RATIO_TOLERANCE * other


def signed(path: str, now: datetime, life: timedelta) -> str:
    """An address that works for `life`: when it ends stands in it, in seconds since 1970."""
    ends = int((now + life).timestamp())
    return f"{_HOST}/{path}?x-expires={ends}&x-signature={key_of(ends, path):016x}"


def written(moment: datetime) -> str:
    """A moment as the library's endpoints write it (behaviour reference §4.2, sure)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
