"""The guard: what it connects to, and that nothing is sent where it does not."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tls import Names, tls_server

from linkpath_manager.delivery import AddressRefused, FetchFailed, Guard, fetched

PRIVATE = [
    "0.0.0.0",  # noqa: S104  # an address that is refused
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "2606:4700::1%1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "2606:4700:4700::1111", "2a00::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert Guard().refusal(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_taken(address: str) -> None:
    assert Guard().refusal(address) is None


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_nothing_is_taken_that_python_knows_not_to_be_global(address: IPv4Address | IPv6Address) -> None:
    if Guard().refusal(str(address)) is None:
        assert address.is_global


@given(st.sampled_from(PRIVATE).filter(lambda text: ":" not in text), st.integers(0, 2**16))
def test_an_ipv4_address_is_refused_in_every_ipv6_dress(address: str, more: int) -> None:
    number = int(ip_address(address))
    dresses = [0xFFFF << 32 | number, number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80 | more]

    assert all(Guard().refusal(str(IPv6Address(dress))) for dress in dresses)


def test_an_allowed_network_opens_itself_and_nothing_else() -> None:
    guard = Guard(map(ip_network, ["10.1.0.0/16", "fd00::/8"]))

    opened = [guard.refusal(address) is None for address in ("10.1.2.3", "10.2.0.1", "fd12::1", "fe80::1")]

    assert opened == [True, False, True, False]


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[int, list[Any]]]:
    """A port of this computer on both kinds of addresses, and whoever connected to it."""
    came: list[Any] = []
    port = _free_port()
    servers = [
        await asyncio.start_server(lambda _, writer: came.append(writer), host, port) for host in ("127.0.0.1", "::1")
    ]
    try:
        yield port, came
    finally:
        for closing in (*servers, *came):
            closing.close()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:0:0:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0",
        "0.0.0.0",  # noqa: S104  # an address that is refused
        "localhost",
        "localhost.",
        "LOCALHOST",
        "user:pw@127.0.0.1",
        "good.example@127.0.0.1",
        "%31%32%37.0.0.1",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
    ],
)
async def test_no_way_of_writing_this_computers_address_sends_a_byte(host: str) -> None:
    async with listening() as (port, came):
        with pytest.raises(FetchFailed):
            await fetched(Guard(), f"https://{host}:{port}/client", max_bytes=100, seconds=5)

        assert came == []


async def test_a_name_that_leads_inside_also_is_refused_whole() -> None:
    async with listening() as (port, came):
        for answers in (["::1"], ["169.254.169.254"], ["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"]):
            guard = Guard(map(ip_network, ["127.0.0.1"]), resolver=Names({"sly.example": answers}))
            with pytest.raises(FetchFailed, match="not a public address"):
                await fetched(guard, f"https://sly.example:{port}/", max_bytes=100, seconds=5)

        assert came == []


async def test_the_socket_is_the_last_to_look() -> None:
    async with listening() as (port, came):
        guard = Guard()
        async with guard.session(5) as session:
            connector: Any = session.connector
            connector._resolver = Names({"sly.example": ["127.0.0.1"]})  # past the resolver that looks first
            with pytest.raises(aiohttp.ClientConnectorError) as refused:
                await session.get(f"http://sly.example:{port}/")
            assert isinstance(refused.value.os_error, AddressRefused)

        assert came == []


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as (port, came):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with pytest.raises(FetchFailed):
            await fetched(
                Guard(resolver=Names({"a.example": ["127.0.0.1"]})), "https://a.example/", max_bytes=9, seconds=5
            )

        assert came == []


@pytest.fixture
async def server() -> AsyncIterator[Any]:
    async with tls_server("client.example") as served:
        served.gives(b'{"a": 1}', "cache-control: max-age=60")
        yield served


def inside(server: Any, **changes: Any) -> Guard:
    kinds = {"resolver": Names({"client.example": ["127.0.0.1"]}), "tls": server.trust} | changes
    return Guard(map(ip_network, ["127.0.0.0/8"]), **kinds)


async def get(server: Any, guard: Guard | None = None, seconds: float = 5, scheme: str = "https") -> Any:
    address = f"{scheme}://client.example:{server.port}/client.json?v=%2e%2E"
    return await fetched(guard or inside(server), address, max_bytes=20, seconds=seconds)


async def test_a_document_is_got_whole_by_the_address_as_it_was_written(server: Any) -> None:
    document = await get(server)

    assert (document.body, document.headers["cache-control"]) == (b'{"a": 1}', "max-age=60")
    assert server.requests[0].startswith(b"GET /client.json?v=%2e%2E HTTP/1.1\r\n")
    assert b"cookie" not in server.requests[0].lower()


@pytest.mark.parametrize(
    ("body", "headers", "status", "why"),
    [
        (b"x" * 21, [], "200 OK", "larger than 20 bytes"),
        (b"", ["location: https://client.example/other"], "302 Found", "status 302"),
        (b"", [], "404 Not Found", "status 404"),
        (b"\x1f\x8b", ["content-encoding: gzip"], "200 OK", "compressed"),
    ],
)
async def test_whatever_else_comes_is_refused(
    server: Any, body: bytes, headers: list[str], status: str, why: str
) -> None:
    server.gives(body, *headers, status=status)

    with pytest.raises(FetchFailed, match=why):
        await get(server)

    assert server.connections == 1


async def test_an_answer_without_an_end_is_cut_off_at_the_bound(server: Any) -> None:
    server.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000_000

    with pytest.raises(FetchFailed, match="larger than 20 bytes"):
        await get(server)


async def test_an_answer_that_does_not_come_is_not_waited_for(server: Any) -> None:
    server.pause = 30

    with pytest.raises(FetchFailed, match=r"within 0\.2 s"):
        await get(server, seconds=0.2)


async def test_who_cannot_prove_who_he_is_is_asked_nothing(server: Any) -> None:
    with pytest.raises(FetchFailed, match="TLS"):
        await get(server, inside(server, tls=None))

    assert server.requests == []


@pytest.mark.parametrize("answer", [b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nhalf"])
async def test_an_answer_that_is_no_whole_http_is_refused(server: Any, answer: bytes) -> None:
    server.answer = answer

    with pytest.raises(FetchFailed, match="cannot be read"):
        await get(server)


async def test_only_https_is_asked(server: Any) -> None:
    for address in ("http://client.example/", "ftp://client.example/", "//client.example/", "https:///x", "https://["):
        with pytest.raises(FetchFailed):
            await fetched(inside(server), address, max_bytes=20, seconds=5)

    assert server.connections == 0


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
