"""What files say of themselves."""

import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.media import Media, MediaReader, invented
from tiktok_marketing.simulator.samples import mp4, png


def read(data: bytes, size: int = 1 << 20) -> Media | None:
    reader = MediaReader()
    for start in range(0, len(data), size):
        reader.feed(data[start : start + size])
    return reader.result()


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xd9"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


FRAME = segment(0xC2, struct.pack(">BHHB", 8, 480, 640, 3))
QUICKTIME = mp4(640, 640, 6).replace(b"ftypisom", b"ftypqt  ")
AVI = b"RIFF" + bytes(4) + b"AVI " + bytes(52) + struct.pack("<II", 960, 540)


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (png(300, 200), Media(format="png", width=300, height=200)),
        (jpeg(segment(0xE1, bytes(60_000)), FRAME), Media(format="jpeg", width=640, height=480)),
        (jpeg(segment(0xC4, bytes(20)), FRAME), Media(format="jpeg", width=640, height=480)),
        (jpeg(), Media(format="jpeg")),
        (mp4(1080, 1920, 12.5), Media(format="mp4", width=1080, height=1920, duration=Decimal("12.5"))),
        (QUICKTIME, Media(format="mov", width=640, height=640, duration=Decimal(6))),
        (b"\0\0\0\x10ftypisom" + bytes(4), Media(format="mp4")),
        (b"\0\0\0\x10ftypisom" + bytes(4) + b"\0\0\0\x03moov", Media(format="mp4")),
        (b"\x00\x00\x01\xba" + bytes(20), Media(format="mpeg")),
        (AVI, Media(format="avi", width=960, height=540)),
        (b"%PDF-1.7", None),
        (b"<html></html>", None),
        (b"", None),
    ],
)
def test_format_and_measures_are_read(data: bytes, media: Media | None) -> None:
    assert read(data) == media


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 300), st.binary(max_size=300))
def test_an_mp4_reads_the_same_however_it_is_cut(width: int, height: int, size: int, content: bytes) -> None:
    found = read(mp4(width, height, 7, content), size)

    assert found == Media(format="mp4", width=width, height=height, duration=Decimal(7))


@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x10ftypisom"]))
def test_nonsense_is_no_error(data: bytes, beginning: bytes) -> None:
    read(beginning + data, 7)


def test_a_picture_on_its_side_has_its_measures_swapped() -> None:
    upright = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    turned = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)

    found = read(mp4(1920, 1080, 5).replace(upright, turned))

    assert found == Media(format="mp4", width=1080, height=1920, duration=Decimal(5))


def test_large_boxes_are_passed_over() -> None:
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + 1000) + bytes(1000)

    assert read(large + mp4(640, 640, 5), 11) == Media(format="mov", width=640, height=640, duration=Decimal(5))


def test_what_cannot_be_read_is_made_up_the_same_way_each_time() -> None:
    first = invented(Media(format="mpeg"), "digest")

    assert first == invented(Media(format="mpeg"), "digest")
    assert (first.width, first.height, first.duration) == (640, 640, Decimal("17.92"))
    assert invented(Media(format="png"), "digest").duration is None
    whole = Media(format="mp4", width=1, height=2, duration=Decimal(3))
    assert invented(whole, "digest") == whole
