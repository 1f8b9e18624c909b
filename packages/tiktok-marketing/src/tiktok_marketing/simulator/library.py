"""An advertiser's library: how long TikTok takes over what is uploaded, and how much of it it takes."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from .chance import between, key_of

MEGABYTE = 1024 * 1024
LARGEST_VIDEO, LARGEST_IMAGE, LARGEST_TEMPORARY = 500 * MEGABYTE, 50 * MEGABYTE, 100 * MEGABYTE
LARGEST_MUSIC = 10 * MEGABYTE
MOST_PIXELS = 3_686_400
NAME_LENGTH = 100
FILE_LIFE = timedelta(hours=24)
COVER_LIFE, VIDEO_LIFE, IMAGE_LIFE = timedelta(hours=6), timedelta(hours=6), timedelta(hours=1)
SUGGESTED_LIFE, FIXED_LIFE = timedelta(hours=1), timedelta(days=7)


class Library(msgspec.Struct, frozen=True):
    """How slow the library is.

    Behaviour reference §7.1 (likely): transcoding takes seconds to minutes; the spread is ours.
    For `settling` after an upload an image has no times, and is not known to fit a carousel (§7.2, sure).
    """

    shortest: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(seconds=60)
    settling: timedelta = timedelta(seconds=10)
    chunk_bytes: int = 20 * MEGABYTE
    """How much of a file in chunks is asked for at once (the documentation's example)."""

    def usable_at(self, seed: int, material_id: str, now: datetime) -> datetime:
        """When a video that was uploaded `now` can be used. Same seed and material: same wait."""
        key = key_of(seed, f"transcoding:{material_id}")
        span = (self.longest - self.shortest) // timedelta(milliseconds=1)
        return now + self.shortest + timedelta(milliseconds=between(0, span + 1, key, 0))
