"""Posts to receivers that are hostile, broken or slow: bounded, told in a sentence, not a byte where none may go."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from ipaddress import ip_network
from typing import Any

import pytest
from receiving import receiving, speaking
from tls import Names, tls_server

from linkpath_manager.delivery import Guard, Poster
from linkpath_manager.delivery.post import KEPT_BYTES, UrlUnfit

HERE = [ip_network("127.0.0.0/8")]
LITERALS = [
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "100.64.1.1",
    "192.0.0.8",
    "192.88.99.3",
    "198.18.0.1",
    "240.1.1.1",
    "0.0.0.0",  # noqa: S104  # an address that is refused
    "::1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:a9fe:a9fe::1",
    "2001::1",
    "fec0::1",
    "100::1",
    "2001:db8::1",
    "5f00::1",
    "::127.0.0.1",
]  # two dozen read best as words
ODD = [
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::1]/",
    "https://127.0.0.1./",
    "https://user@127.0.0.1/",
    "https://example.com:443@127.0.0.1/",
    "https://127。0。0。1/",
    "https://localhost/",
    "https://localhost./",
    "http://example.com/",
    "https://example.com/ a",
    "https://example.com/#part",
    "https://exa\tmple.com/",
    "https:///nothing",
    "https://example.com\\@127.0.0.1/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_SET",
    "//127.0.0.1/",
    "",
]


@pytest.fixture
async def poster() -> AsyncIterator[Poster]:
    one = Poster(Guard(HERE), loopback_http=True, total_seconds=0.5)
    yield one
    await one.aclose()


@pytest.mark.parametrize("address", LITERALS)
async def test_nothing_is_sent_to_a_literal_address_that_is_not_public(address: str) -> None:
    poster = Poster(Guard(), total_seconds=1)
    host = f"[{address}]" if ":" in address else address

    posted = await poster.post(f"https://{host}/", b"{}", {})

    assert (posted.ok, posted.status) == (False, None)
    assert posted.reason.startswith(("Nothing was sent: ",))
    await poster.aclose()


@pytest.mark.parametrize("url", ODD)
async def test_nothing_is_sent_to_an_address_that_is_written_oddly(url: str) -> None:
    came = asyncio.Event()

    async def note(_reader: Any, _writer: Any) -> None:
        came.set()

    async with speaking(note) as here:
        poster = Poster(Guard(), total_seconds=1)
        port = here.rpartition(":")[2].partition("/")[0]
        posted = await poster.post(url.replace("127.0.0.1/", f"127.0.0.1:{port}/"), b"{}", {})
        await poster.aclose()

    assert not posted.ok
    assert not came.is_set()
    assert posted.reason.startswith("Nothing was sent: ")


async def test_a_name_that_changes_its_answer_gets_nothing_at_the_second_one() -> None:
    async with tls_server("receiver.example") as server:
        names = Names({"receiver.example": ["127.0.0.1"]})
        poster = Poster(Guard([ip_network("127.0.0.1/32")], resolver=names, tls=server.trust), total_seconds=2)
        server.gives(b"taken", "connection: close")
        good = await poster.post(f"https://receiver.example:{server.port}/", b"{}", {})
        for rebound in (["127.0.0.2"], ["10.0.0.1"], ["127.0.0.1", "169.254.169.254"], ["::ffff:127.0.0.1"]):
            names.answers["receiver.example"] = rebound
            bad = await poster.post(f"https://receiver.example:{server.port}/", b"{}", {})
            assert bad.reason.startswith("Nothing was sent: ")
            assert "is not a public address" in bad.reason
        await poster.aclose()

    assert good.status is not None
    assert len(server.requests) == 1


async def test_who_cannot_prove_who_it_is_gets_nothing() -> None:
    async with tls_server("receiver.example") as server:
        names = Names({"receiver.example": ["127.0.0.1"]})
        poster = Poster(Guard(HERE, resolver=names), total_seconds=2)
        posted = await poster.post(f"https://receiver.example:{server.port}/", b"{}", {})
        await poster.aclose()

    assert posted.reason == "Nothing was sent: who answers there cannot prove who it is (TLS)."
    assert server.requests == []


async def test_a_name_that_leads_nowhere_and_a_door_that_is_closed_are_told_apart() -> None:
    poster = Poster(Guard(HERE, resolver=Names({"closed.example": ["127.0.0.1"]})), total_seconds=2)
    nowhere = await poster.post("https://nowhere.example/", b"{}", {})
    closed = await poster.post("https://closed.example:9/", b"{}", {})
    await poster.aclose()

    assert nowhere.reason == "Nothing was sent: the address's name leads nowhere (DNS)."
    assert closed.reason == "Nothing was sent: nobody answers there."


async def hang(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drip_headers(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x-more: 1\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_body(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 500 Oh\r\ncontent-length: 1000000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.05)


async def gigabytes(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9000000000\r\n\r\n")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


async def bomb(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"{}")
    packed = gzip.compress(bytes(10_000_000))
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(packed) + packed)
    await writer.drain()


async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"{}")
    writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
    await writer.drain()


async def close(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"{}")


async def long_header(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"{}")
    writer.write(b"HTTP/1.1 200 OK\r\nx-long: " + b"x" * 100_000 + b"\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    ("serve", "ok", "kept", "reason"),
    [
        (hang, False, None, "No answer came within 0.5 s."),
        (drip_headers, False, None, "No answer came within 0.5 s."),
        (drip_body, False, -1, "The answer was 500; its answer was not read to the end."),
        (gigabytes, True, KEPT_BYTES, "It arrived: the answer was 200; its answer was not read to the end."),
        (bomb, True, None, "It arrived: the answer was 200; its answer was not read to the end."),
        (nonsense, False, None, "The answer cannot be read as HTTP ("),
        (close, False, None, "The connection was closed before an answer came."),
        (long_header, False, None, "The answer cannot be read as HTTP ("),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_a_bad_answer_is_bounded_and_told_in_a_sentence(
    poster: Poster, serve: Any, *, ok: bool, kept: int | None, reason: str
) -> None:
    async with speaking(serve) as url:
        posted = await poster.post(url, b"{}", {})

    assert posted.ok is ok
    assert posted.reason.startswith(reason)
    if kept is None:
        assert posted.response is None
    else:
        assert posted.response is not None
        assert len(posted.response) == kept or (kept < 0 and set(posted.response) == {"."})


async def test_connections_are_kept_and_one_that_was_closed_meanwhile_is_no_failure(poster: Poster) -> None:
    served = []

    async def once_each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(writer)
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()

    async with speaking(once_each) as url:
        answers = [await poster.post(url, b"{}", {}) for _ in range(5)]

    assert [one.reason for one in answers] == ["It arrived: the answer was 200."] * 5


async def test_an_unfit_address_is_refused_by_its_text_already(poster: Poster) -> None:
    async with receiving() as here:
        poster.require_fit(here.url)
    for url in ("https://10.0.0.1/", "http://example.com/", "https://example.com/" + "x" * 2_000):
        with pytest.raises(UrlUnfit):
            poster.require_fit(url)
