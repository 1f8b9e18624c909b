"""What the simulated TikTok keeps of creatives: libraries, files on their way there, identities, portfolios."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from .receiving import IncomingFile
from .record import Record


class Material(Record, kw_only=True):
    """A video, image or piece of music in one advertiser's library.

    `id` is its material_id, `media_id` its video_id, image_id or music_id.
    """

    KIND = "material"
    kind: str  # VIDEO, IMAGE, MUSIC
    media_id: str
    advertiser_id: str
    file_name: str
    format: str
    size: int  # bytes
    signature: str  # MD5
    width: int
    height: int
    duration: Decimal | None  # seconds
    created_at: datetime
    modified_at: datetime
    usable_at: datetime
    listed: bool = True  # False: a fixed video that nobody has put into the library yet
    deleted_at: datetime | None = None


class MusicShelf(Record, kw_only=True):
    """What an advertiser likes and has used of all music; `id` is the advertiser's."""

    KIND = "music_shelf"
    liked: list[str] = msgspec.field(default_factory=list)  # material_ids, as are those below
    history: list[str] = msgspec.field(default_factory=list)


class VideoFix(Record, kw_only=True):
    """A video that is being mended; `id` is the task's. The mended one is `material_id`."""

    KIND = "video_fix"
    advertiser_id: str
    material_id: str


class StoredFile(Record, kw_only=True):
    """A file in TikTok's repository, from which it goes into libraries for a day; `id` is its file_id."""

    KIND = "stored_file"
    advertiser_id: str
    content_type: str  # image, music, video, playable
    file: IncomingFile
    created_at: datetime


class ChunkedUpload(Record, kw_only=True):
    """A file that comes in chunks; `id` is the upload_id."""

    KIND = "chunked_upload"
    advertiser_id: str
    content_type: str
    name: str
    size: int  # as announced
    received: int = 0
    digest: str = ""  # of the chunks' digests, for the bytes are gone
    first: IncomingFile | None = None  # the chunk that says what the file is
    file_id: str | None = None  # once finished


class Identity(Record, kw_only=True):
    """In whose name an advertiser's ads are shown."""

    KIND = "identity"
    advertiser_id: str
    identity_type: str
    display_name: str
    created_at: datetime
    image_uri: str = ""
    bc_id: str | None = None  # of the Business Center that owns a BC_AUTH_TT identity
    account_id: str | None = None  # the TikTok account behind it, where a Business Center assigned one
    deleted_at: datetime | None = None


class CreativePortfolio(Record, kw_only=True):
    """Cards, stickers or calls to action beside an ad's video; `content` as it was sent."""

    KIND = "creative_portfolio"
    advertiser_id: str
    type: str
    content: list[dict[str, Any]]
    created_at: datetime
