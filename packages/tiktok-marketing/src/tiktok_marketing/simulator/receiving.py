"""Files that come in: measured and hashed as they pass, never kept."""

from __future__ import annotations

import hashlib

import msgspec

from .identifiers import SUFFIXES, IdentifierReader, Identifiers
from .media import Media, MediaReader

# A check of transfers, as TikTok demands it: nothing here is secret.
Digest = hashlib.md5


class IncomingFile(msgspec.Struct, kw_only=True, frozen=True):
    """What stays of a file's bytes. `media` is None for what is neither an image nor a video that TikTok takes."""

    name: str
    content_type: str
    size: int  # bytes
    md5: str  # lower-case hex
    media: Media | None = None
    identifiers: Identifiers | None = None  # of a .csv or .txt file


class FileMissed(msgspec.Struct, frozen=True):
    """A file that should have been fetched and was not: the code and message that TikTok has for it."""

    code: int
    message: str


class Intake:
    """Takes one file in, piece by piece."""

    def __init__(self, name: str, content_type: str) -> None:
        self._name, self._content_type = name, content_type
        self._digest = Digest(usedforsecurity=False)
        self._reader = MediaReader()
        self._identifiers = IdentifierReader() if name.lower().endswith(SUFFIXES) else None
        self.size = 0

    def feed(self, data: bytes) -> None:
        self.size += len(data)
        self._digest.update(data)
        self._reader.feed(data)
        if self._identifiers:
            self._identifiers.feed(data)

    def finish(self) -> IncomingFile:
        return IncomingFile(
            name=self._name,
            content_type=self._content_type,
            size=self.size,
            md5=self._digest.hexdigest(),
            media=self._reader.result(),
            identifiers=self._identifiers.finish() if self._identifiers else None,
        )
