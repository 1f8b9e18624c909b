"""Music that carousels and videos may use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.library import IMAGE_LIFE
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.songs import SONGS, Song
from tiktok_marketing.spec.music import FILE_MUSIC_GET, MusicGetParams

from .listing import page_of
from .materials import check_ids, signed, written

PAGE_SIZE, MOST_IDS = 200, 100
_SCENES = frozenset({"CREATIVE_ASSET", "CAROUSEL_ADS", "CATALOG_CAROUSEL"})
_ADDED = datetime(2025, 1, 1, tzinfo=UTC)
_FILTERS: dict[str, Callable[[Song, Any], bool]] = {
    "keyword": lambda song, sought: sought.casefold() in f"{song.title} {song.author}".casefold(),
    "music_ids": lambda song, ids: song.music_id in ids,
    "material_ids": lambda song, ids: song.material_id in ids,
    "styles": lambda song, styles: song.style in styles,
    "sources": lambda _, sources: "SYSTEM" in sources,
}
"""The others ask what would suit a picture or product; here any song does."""


@behaviour(FILE_MUSIC_GET)
def get(_: Simulator, call: Call[MusicGetParams]) -> dict[str, Any]:
    check_choice("music_scene", call.given.get("music_scene", "CREATIVE_ASSET"), _SCENES)
    filtering = call.given.get("filtering", {})
    for name in {"music_ids", "material_ids"} & filtering.keys():
        check_ids(f"filtering.{name}", filtering[name], MOST_IDS)
    match call.given.get("search_type"):
        case "SEARCH_BY_KEYWORD" if not filtering.get("keyword"):
            raise bad_value("filtering.keyword: Missing data for required field.")
        case "SEARCH_BY_MUSIC_ID" if not filtering.get("music_ids"):
            raise bad_value("filtering.music_ids: Missing data for required field.")
        case "SEARCH_BY_LIKED" | "SEARCH_BY_HISTORY":
            return _page([], call)  # nobody here likes or has used any
    tests = [(test, filtering[name]) for name, test in _FILTERS.items() if name in filtering]
    return _page([song for song in SONGS if all(test(song, value) for test, value in tests)], call)


def _page(songs: list[Song], call: Call[MusicGetParams]) -> dict[str, Any]:
    page, page_info = page_of(songs, {"page_size": PAGE_SIZE, **call.given})
    return {"musics": [_row(song, call.now) for song in page], "page_info": page_info}


def _row(song: Song, now: datetime) -> dict[str, Any]:
    return {
        "music_id": song.music_id,
        "material_id": song.material_id,
        "sources": ["SYSTEM"],
        "author": song.author,
        "liked": False,
        "cover_url": signed(f"music/{song.music_id}.jpeg", now, IMAGE_LIFE),
        "url": signed(f"music/{song.music_id}.mp3", now, IMAGE_LIFE),
        "duration": song.seconds,
        "style": song.style,
        "signature": md5(song.title.encode(), usedforsecurity=False).hexdigest(),
        "file_name": song.title,
        "copyright": "",
        "create_time": written(_ADDED),
        "modify_time": written(_ADDED),
    }
