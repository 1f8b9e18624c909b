"""Music that carousels and videos may use: TikTok's, and what advertisers upload."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import md5
from typing import Any

import msgspec
from msgspec.structs import replace

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.creative_records import Material, MusicShelf
from tiktok_marketing.simulator.library import IMAGE_LIFE, LARGEST_MUSIC
from tiktok_marketing.simulator.media import MUSIC_FORMATS
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.songs import SONGS
from tiktok_marketing.spec.music import FILE_MUSIC_GET, FILE_MUSIC_UPLOAD, MusicGetParams, MusicUploadParams

from .listing import page_of
from .materials import MUSIC, check_ids, in_library, made, signed, written
from .uploading import BY_FILE, BY_FILE_ID, Wanted, uploaded

PAGE_SIZE, MOST_IDS = 200, 100
_SCENES = frozenset({"CREATIVE_ASSET", "CAROUSEL_ADS", "CATALOG_CAROUSEL"})
_ACTIONS = frozenset({"ADD_TO_LIKED", "REMOVE_FROM_LIKED", "ADD_TO_HISTORY"})
_ADDED = datetime(2025, 1, 1, tzinfo=UTC)
# MP3 of at most 10 MB (behaviour reference §7.4, sure); the code for any other file is inferred from videos.
_MUSIC = Wanted("music", MUSIC_FORMATS, LARGEST_MUSIC, unsupported=40908)


class _Piece(msgspec.Struct, frozen=True):
    """One piece of music, whoever's it is."""

    music_id: str
    material_id: str
    title: str
    author: str
    style: str
    source: str  # SYSTEM, USER
    seconds: Decimal
    signature: str
    at: datetime


_FILTERS: dict[str, Callable[[_Piece, Any], bool]] = {
    "keyword": lambda piece, sought: sought.casefold() in f"{piece.title} {piece.author}".casefold(),
    "music_ids": lambda piece, ids: piece.music_id in ids,
    "material_ids": lambda piece, ids: piece.material_id in ids,
    "styles": lambda piece, styles: piece.style in styles,
    "sources": lambda piece, sources: piece.source in sources,
}
"""The others ask what would suit a picture or product; here any song does."""


@behaviour(FILE_MUSIC_GET)
def get(simulator: Simulator, call: Call[MusicGetParams]) -> dict[str, Any]:
    """What the advertiser uploaded, newest first, then TikTok's (the order is ours)."""
    check_choice("music_scene", call.given.get("music_scene", "CREATIVE_ASSET"), _SCENES)
    filtering = call.given.get("filtering", {})
    for name in {"music_ids", "material_ids"} & filtering.keys():
        check_ids(f"filtering.{name}", filtering[name], MOST_IDS)
    shelf, pieces = _shelf(simulator, call), list(_pieces(simulator, call))
    match call.given.get("search_type"):
        case "SEARCH_BY_KEYWORD" if not filtering.get("keyword"):
            raise bad_value(missing("filtering.keyword"))
        case "SEARCH_BY_MUSIC_ID" if not filtering.get("music_ids"):
            raise bad_value(missing("filtering.music_ids"))
        case "SEARCH_BY_LIKED":
            pieces = [piece for piece in pieces if piece.material_id in shelf.liked]
        case "SEARCH_BY_HISTORY":
            pieces = [piece for piece in pieces if piece.material_id in shelf.history]
    tests = [(test, filtering[name]) for name, test in _FILTERS.items() if name in filtering]
    found = [piece for piece in pieces if all(test(piece, value) for test, value in tests)]
    page, page_info = page_of(found, {"page_size": PAGE_SIZE, **call.given})
    return {"musics": [_row(piece, shelf, call.now) for piece in page], "page_info": page_info}


@behaviour(FILE_MUSIC_UPLOAD)
def upload(simulator: Simulator, call: Call[MusicUploadParams]) -> dict[str, Any]:
    """A new piece; with `material_action` (inferred) one that is there is liked or not, or counted as used."""
    check_choice("music_scene", call.given.get("music_scene", "CREATIVE_ASSET"), _SCENES)
    if "material_action" in call.given:
        return _acted(simulator, call)
    upload_type = call.given.get("upload_type", BY_FILE)
    check_choice("upload_type", upload_type, {BY_FILE, BY_FILE_ID})
    file, media = uploaded(simulator, call, _MUSIC, upload_type)
    music = made(simulator, call, MUSIC, file, media)
    simulator.state.save(music)
    return _row(_own(music), _shelf(simulator, call), call.now)


def _acted(simulator: Simulator, call: Call[MusicUploadParams]) -> dict[str, Any]:
    action, material_id = call.given["material_action"], call.given.get("material_id")
    check_choice("material_action", action, _ACTIONS)
    if not material_id:
        raise bad_value(missing("material_id"))
    piece = next((each for each in _pieces(simulator, call) if each.material_id == material_id), None)
    if piece is None:
        raise Refusal(40905, f"material_id: The music {material_id} does not exist.")
    shelf = _shelf(simulator, call)
    liked, history = ([one for one in ids if one != material_id] for ids in (shelf.liked, shelf.history))
    match action:
        case "ADD_TO_LIKED":
            shelf = replace(shelf, liked=[*liked, material_id])
        case "REMOVE_FROM_LIKED":
            shelf = replace(shelf, liked=liked)
        case _:
            shelf = replace(shelf, history=[*history, material_id])
    simulator.state.save(shelf)
    return _row(piece, shelf, call.now)


def _shelf(simulator: Simulator, call: Call[Any]) -> MusicShelf:
    advertiser_id = call.given["advertiser_id"]
    return simulator.state.music_shelves.get(advertiser_id) or MusicShelf(id=advertiser_id)


def _pieces(simulator: Simulator, call: Call[Any]) -> Iterator[_Piece]:
    yield from map(_own, in_library(simulator, call.given["advertiser_id"], MUSIC))
    for song in SONGS:
        signature = md5(song.title.encode(), usedforsecurity=False).hexdigest()
        named = (song.music_id, song.material_id, song.title, song.author, song.style, "SYSTEM")
        yield _Piece(*named, song.seconds, signature, _ADDED)


def _own(music: Material) -> _Piece:
    named = (music.media_id, music.id, music.file_name, "", "", "USER")
    return _Piece(*named, music.duration or Decimal(0), music.signature, music.created_at)


def _row(piece: _Piece, shelf: MusicShelf, now: datetime) -> dict[str, Any]:
    return {
        "music_id": piece.music_id,
        "material_id": piece.material_id,
        "sources": [piece.source],
        "author": piece.author,
        "liked": piece.material_id in shelf.liked,
        "cover_url": signed(f"music/{piece.music_id}.jpeg", now, IMAGE_LIFE),
        "url": signed(f"music/{piece.music_id}.mp3", now, IMAGE_LIFE),
        "duration": piece.seconds,
        "style": piece.style,
        "signature": piece.signature,
        "file_name": piece.title,
        "copyright": "",
        "create_time": written(piece.at),
        "modify_time": written(piece.at),
    }
