"""What a file says of itself: its format and measures, read from the bytes as they go by."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from .chance import between, key_of

HEAD_BYTES = 256 * 1024
"""How much of a file's beginning is looked at; a JPEG's measures may stand behind a large preview."""
MOOV_BYTES = 1024 * 1024
"""How much of an MP4's index is looked at: the measures stand near its beginning."""

IMAGE_FORMATS, VIDEO_FORMATS = frozenset({"jpeg", "png"}), frozenset({"mp4", "mov", "mpeg", "avi"})
MUSIC_FORMATS = frozenset({"mp3"})
_INVENTED = ((720, 1280), (1080, 1920), (540, 960), (1280, 720), (640, 640))
_Measures = tuple[int, int]
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})  # the markers among JPEG's frame headers that are none


class Media(msgspec.Struct, kw_only=True, frozen=True):
    """`width` and `height` in pixels, `duration` in seconds; None for what could not be read."""

    format: str
    width: int | None = None
    height: int | None = None
    duration: Decimal | None = None


class MediaReader:
    """Reads a file piece by piece; keeps no more than `HEAD_BYTES` and `MOOV_BYTES` of it."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._boxes = _Boxes()

    def feed(self, data: bytes) -> None:
        self._head += data[: max(HEAD_BYTES - len(self._head), 0)]
        self._boxes.feed(data)

    def result(self) -> Media | None:
        """None where it is neither an image nor a video nor music that TikTok takes."""
        head = bytes(self._head)
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return _sized("png", _measures(">16xII", head))
        if head.startswith(b"\xff\xd8\xff"):
            return _sized("jpeg", _jpeg_measures(head))
        if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"}:
            return self._boxes.result("mov" if head[8:12] == b"qt  " or head[4:8] != b"ftyp" else "mp4")
        if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
            return _sized("avi", _measures("<64xII", head))
        unmeasured = _unmeasured_format(head)
        return Media(format=unmeasured) if unmeasured else None


def _unmeasured_format(head: bytes) -> str | None:
    """Of a file whose measures are not read. A frame of MP3: eleven bits of synchronisation, a version, layer III."""
    if head.startswith((b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")):
        return "mpeg"
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return "mp3" if is_frame or head.startswith(b"ID3") else None


def invented(media: Media, name: str) -> Media:
    """`media` with what could not be read made up; the same for the same `name`, such as the file's MD5."""
    key = key_of(0, name)
    width, height = _INVENTED[between(0, len(_INVENTED), key, 0)]
    if media.width and media.height:
        width, height = media.width, media.height
    lasts = media.format in VIDEO_FORMATS | MUSIC_FORMATS
    duration = media.duration or (Decimal(between(600, 6000, key, 1)) / 100 if lasts else None)
    return Media(format=media.format, width=width, height=height, duration=duration)


def _sized(media_format: str, measures: _Measures | None, duration: Decimal | None = None) -> Media:
    width, height = measures or (None, None)
    return Media(format=media_format, width=width, height=height, duration=duration)


def _measures(layout: str, data: bytes) -> _Measures | None:
    try:
        width, height = struct.unpack_from(layout, data)
    except struct.error:
        return None
    return width, height


def _jpeg_measures(head: bytes) -> _Measures | None:
    """Measures in the first frame header: segments are marker, length, content."""
    place = 2
    while place + 9 <= len(head) and head[place] == 0xFF:
        marker, length = head[place + 1], int.from_bytes(head[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack_from(">HH", head, place + 5)
            return width, height
        place += 2 + length
    return None


class _Boxes:
    """The outermost boxes of an MP4 or QuickTime file; all but `moov` are passed over."""

    def __init__(self) -> None:
        self._header = bytearray()
        self._moov = bytearray()
        self._left = 0  # bytes of the current box still to come
        self._in_moov = self._lost = False

    def feed(self, data: bytes) -> None:
        while data and not self._lost:
            if self._left:
                piece, data = data[: self._left], data[self._left :]
                self._left -= len(piece)
                if self._in_moov:
                    self._moov += piece[: max(MOOV_BYTES - len(self._moov), 0)]
            else:
                data = self._open(data)

    def result(self, media_format: str) -> Media:
        found: _Measures | None = None
        duration: Decimal | None = None
        for kind, box in _children(bytes(self._moov)):
            if kind == b"mvhd":
                duration = _duration(box)
            elif kind == b"trak" and not found:
                found = next((_track_measures(inner) for name, inner in _children(box) if name == b"tkhd"), None)
        return _sized(media_format, found, duration)

    def _open(self, data: bytes) -> bytes:
        """Takes a box's header from `data`; returns the rest."""
        wanted = 16 if self._header[:4] == b"\x00\x00\x00\x01" else 8
        missing = wanted - len(self._header)
        self._header += data[:missing]
        if len(self._header) == 8 and self._header[:4] == b"\x00\x00\x00\x01":
            return data[missing:]  # the true size follows, in eight more bytes
        if len(self._header) == wanted:
            size = int.from_bytes(self._header[8:16] if wanted == 16 else self._header[:4])
            self._lost = size < wanted  # broken, or 0: the box goes on to the end of the file
            self._in_moov, self._left = self._header[4:8] == b"moov", size - wanted
            self._header.clear()
        return data[missing:]


def _children(box: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(box):
        size = int.from_bytes(box[place : place + 4])
        if size < 8:
            return
        yield box[place + 4 : place + 8], box[place + 8 : place + size]
        place += size


def _duration(mvhd: bytes) -> Decimal | None:
    try:
        scale, length = struct.unpack_from(">20xIQ" if mvhd[:1] == b"\x01" else ">12xII", mvhd)
    except struct.error:
        return None
    return round(Decimal(length) / scale, 3) if scale and length else None


def _track_measures(tkhd: bytes) -> _Measures | None:
    """Width and height end the header as 16.16 numbers; a matrix before them may turn the picture on its side."""
    try:
        across, width, height = struct.unpack_from(">i32xII", tkhd, len(tkhd) - 44)
    except struct.error:
        return None
    if not width or not height:
        return None
    width, height = (height, width) if across == 0 else (width, height)
    return width >> 16, height >> 16
