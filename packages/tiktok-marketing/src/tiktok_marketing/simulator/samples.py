"""The smallest files that the simulator reads as what they claim to be: for tests, and for trying an upload out."""

from __future__ import annotations

import struct
import zlib

_UNTURNED = (0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000)


def png(width: int, height: int, padding: bytes = b"") -> bytes:
    """A PNG of `width` by `height` pixels, without any; `padding` makes it another file."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"tEXt", b"Comment\0" + padding) + _chunk(b"IEND")


def mp4(width: int, height: int, seconds: float, content: bytes = b"") -> bytes:
    """An MP4 that claims `seconds` of pictures; `content` is what stands where they would, before the index."""
    movie = struct.pack(">4x8xII", 1000, round(seconds * 1000)) + bytes(80)
    track = struct.pack(">4x8xI4xI8x8x9iII", 1, round(seconds * 1000), *_UNTURNED, width << 16, height << 16)
    index = _box(b"mvhd", movie) + _box(b"trak", _box(b"tkhd", track))
    return _box(b"ftyp", b"isom\0\0\2\0isommp42") + _box(b"mdat", content) + _box(b"moov", index)


def mp3(content: bytes = b"") -> bytes:
    """The beginning of an MP3; `content` makes it another file."""
    return b"ID3\4\0\0\0\0\0\0" + b"\xff\xfb\x90\0" + content


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content
