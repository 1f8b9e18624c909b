"""Forms taken apart as they arrive."""

import hashlib
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.multipart import Form, FormReader, boundary_of
from tiktok_marketing.simulator.receiving import IncomingFile

BOUNDARY = b"a-b_c"


def part(headers: str, content: bytes) -> bytes:
    return b"--a-b_c\r\n" + headers.encode() + b"\r\n\r\n" + content + b"\r\n"


def field(name: str, content: bytes) -> bytes:
    return part(f'Content-Disposition: form-data; name="{name}"', content)


def file(name: str, filename: str, content: bytes) -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
    return part(f"{disposition}\r\nContent-Type: video/mp4", content)


def read(body: bytes, *sizes: int) -> Form:
    reader = FormReader(BOUNDARY)
    for size in sizes:
        reader.feed(body[:size])
        body = body[size:]
    reader.feed(body)
    return reader.finish()


@given(
    fields=st.dictionaries(st.text("abc_", min_size=1), st.text(st.characters(exclude_categories=["Cs"])), max_size=4),
    content=st.one_of(st.binary(), st.sampled_from([b"\r\n--a-b_", b"\r\n", b"--a-b_c", b"\r\n\r\n--"])),
    sizes=st.lists(st.integers(1, 40), max_size=30),
)
def test_a_form_reads_the_same_however_it_is_cut(fields: dict[str, str], content: bytes, sizes: list[int]) -> None:
    parts = [field(name, text.encode()) for name, text in fields.items()]
    body = b"".join([*parts, file("video_file", "été.mp4", content), b"--a-b_c--\r\n"])

    form = read(body, *sizes)

    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    taken = IncomingFile(name="été.mp4", content_type="video/mp4", size=len(content), md5=digest)
    assert form == Form(fields, {"video_file": taken})


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "The multipart body ends too early."),
        (field("a", b"b"), "The multipart body ends too early."),
        (field("a", b"b") + b"--a-b_c", "The multipart body ends too early."),
        (b"--a-b_c!\r\n", "A boundary of the multipart body is followed by other text."),
        (part("X-Nothing: here", b""), "A part of the multipart body has no name."),
        (part("", b"no headers"), "A part of the multipart body has no name."),
        (part("X-Long: " + "x" * 20_000, b""), "The headers of a part of the multipart body are too long."),
        (field("a", b"x" * (1024 * 1024 + 1)) + b"--a-b_c--", "a: Longer than 1048576 bytes."),
    ],
)
def test_a_body_that_is_no_form_is_said_to_be_none(body: bytes, problem: str) -> None:
    assert read(body, *[1000] * (len(body) // 1000)).problem == problem


def test_a_large_file_passes_through_little_memory() -> None:
    piece = bytes(64 * 1024)
    reader = FormReader(BOUNDARY)
    tracemalloc.start()
    reader.feed(file("f", "a.mp4", b"")[:-2])
    for _ in range(1024):
        reader.feed(piece)
    reader.feed(b"\r\n--a-b_c--")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    form = reader.finish()

    assert (form.problem, form.files["f"].size) == (None, 64 * 1024 * 1024)
    assert peak < 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=abc", b"abc"),
        ('Multipart/Form-Data; charset=utf-8; boundary="a b"', b"a b"),
        ("multipart/form-data", None),
        ("multipart/mixed; boundary=abc", None),
        ("application/json", None),
        ("", None),
    ],
)
def test_a_form_is_known_by_its_content_type(content_type: str, boundary: bytes | None) -> None:
    assert boundary_of(content_type) == boundary


async def test_a_form_is_refused_where_json_is_wanted_and_where_it_is_broken(desk: Any) -> None:
    body = {"advertiser_id": desk.usd, "campaign_name": "x", "objective_type": "REACH"}

    answer = await desk.upload("/campaign/create/", "file", ("a", b"b"), **body)
    assert (answer["code"], answer["message"]) == (40002, "Content-Type: This endpoint takes application/json.")

    headers = {"Access-Token": desk.token, "Content-Type": "multipart/form-data; boundary=abc"}
    broken = await desk.http.post("/open_api/v1.3/file/video/ad/upload/", content=b"--abc\r\n", headers=headers)
    assert broken.json()["code"] == 40002
    assert broken.json()["message"] == "The multipart body ends too early."
