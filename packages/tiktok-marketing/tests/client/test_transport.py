"""The network and the ASGI transport: whole answers, or the truth about what was sent."""

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tiktok_marketing.client import AiohttpTransport, AsgiTransport, NoAnswer, NotSent, Request, Response

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Mixed-Case: 1\r\nSet-Cookie: a=b\r\n\r\nok"

CANARY = "secret-in-the-query"

Behaviour = Callable[[int], bytes | None]
"""What the server sends for its n-th request, from 1. None: it drops the connection; nothing: it stays silent."""


class Server:
    """A raw HTTP server that misbehaves as told and keeps what it got."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self.got: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                body = await reader.readexactly(int(length[0].split(b":")[1])) if length else b""
                self.got.append(head + body)
                answer = self._behaviour(len(self.got))
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
                if answer not in (WHOLE, b""):
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    def request(self, method: Any = "GET", query: str = "", seconds: float = 5) -> Request:
        body = b'{"secret":"canary"}' if method == "POST" else None
        url = f"http://127.0.0.1:{self.port}/open_api/v1.3/x/{query}"
        return Request(method, url, {"Access-Token": "canary"}, body, seconds)


@asynccontextmanager
async def serving(behaviour: Behaviour) -> AsyncIterator[tuple[Server, AiohttpTransport]]:
    server, transport = Server(behaviour), AiohttpTransport()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server, transport
    finally:
        await transport.close()
        listener.close()
        await listener.wait_closed()


async def test_an_answer_comes_whole_with_lower_case_header_names() -> None:
    async with serving(lambda _: WHOLE) as (server, transport):
        answer = await transport.send(server.request("POST"))

    assert (answer.status, answer.body, answer.headers["x-mixed-case"]) == (200, b"ok", "1")
    assert server.got[0].endswith(b'\r\n\r\n{"secret":"canary"}')
    assert b"Access-Token: canary" in server.got[0]


async def test_the_query_string_means_on_the_wire_what_it_meant() -> None:
    fields = {"fields": '["a","b"]', "name": "Größe & +1% #%23 ü=ö?", "filtering": '{"b": "/x:y@z;"}', "none": ""}

    async with serving(lambda _: WHOLE) as (server, transport):
        await transport.send(server.request(query=f"?{urlencode(fields)}"))

    target = server.got[0].split(b" ")[1].decode()
    assert dict(parse_qsl(urlsplit(target).query, keep_blank_values=True)) == fields


async def test_cookies_are_not_kept_and_redirects_not_followed() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"

    async with serving(lambda number: WHOLE if number == 1 else moved) as (server, transport):
        await transport.send(server.request())
        answer = await transport.send(server.request())

    assert answer.status == 302
    assert len(server.got) == 2
    assert b"ookie" not in server.got[1]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_request_is_not_sent_again_when_a_kept_connection_is_dropped(method: str) -> None:
    async with serving(lambda number: WHOLE if number == 1 else None) as (server, transport):
        await transport.send(server.request(method))
        with pytest.raises(NoAnswer):
            await transport.send(server.request(method))

    assert len(server.got) == 2


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_less_than_a_whole_answer_is_no_answer(answer: bytes | None, method: str) -> None:
    async with serving(lambda _: answer) as (server, transport):
        with pytest.raises(NoAnswer):
            await transport.send(server.request(method))

    assert len(server.got) == 1


async def test_what_came_of_an_answer_before_it_was_cut_off_is_kept() -> None:
    cut = b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\nX-Tt-Logid: R7\r\n\r\n{"code":0,"mess'
    async with serving(lambda _: cut) as (server, transport):
        with pytest.raises(NoAnswer) as failed:
            await transport.send(server.request("POST"))

    came = failed.value.came
    assert came is not None
    assert (came.status, came.headers["x-tt-logid"], came.body) == (200, "R7", b'{"code":0,"mess')
    assert not came.oversized


async def test_silence_is_no_answer_when_the_time_is_up() -> None:
    async with serving(lambda number: WHOLE if number == 1 else b"") as (server, transport):
        await transport.send(server.request())
        with pytest.raises(NoAnswer):
            await transport.send(server.request(seconds=0.05))


async def test_a_refused_connection_was_surely_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    transport = AiohttpTransport()

    with pytest.raises(NotSent) as failed:
        await transport.send(Request("POST", f"http://127.0.0.1:{port}/x/?secret={CANARY}", {}, b"{}", 5))
    await transport.close()

    assert CANARY not in "".join(traceback.format_exception(failed.value))
    assert failed.value.__context__ is None


async def test_a_failures_text_holds_no_address() -> None:
    async with serving(lambda _: None) as (server, transport):
        with pytest.raises(NoAnswer) as failed:
            await transport.send(server.request(query=f"?secret={CANARY}"))

    assert CANARY not in "".join(traceback.format_exception(failed.value)) + repr(vars(failed.value))


def test_a_requests_repr_shows_neither_query_nor_headers_nor_body() -> None:
    request = Request("POST", "http://x/y/?secret=canary", {"Access-Token": "canary"}, b"canary", 5)

    assert "canary" not in repr(request)


ASGI_REQUEST = Request("POST", "http://tiktok:8080/open_api/v1.3/a%20b/?x=%5B1%5D", {"Access-Token": "t"}, b"{}", 0.05)


async def test_an_application_sees_the_request_and_its_answer_comes_whole() -> None:
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope, body=(await receive())["body"])
        await send({"type": "http.response.start", "status": 201, "headers": [(b"X-Tt-Logid", b"7")]})
        await send({"type": "http.response.body", "body": b"o", "more_body": True})
        await send({"type": "http.response.body", "body": b"k"})

    answer = await AsgiTransport(app).send(ASGI_REQUEST)

    assert answer == Response(201, {"x-tt-logid": "7"}, b"ok")
    assert (seen["method"], seen["path"], seen["query_string"]) == ("POST", "/open_api/v1.3/a b/", b"x=%5B1%5D")
    assert (seen["body"], seen["server"]) == (b"{}", ("tiktok", 8080))
    assert set(seen["headers"]) == {(b"host", b"tiktok:8080"), (b"access-token", b"t"), (b"content-length", b"2")}


async def _raises(_scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError("broken")


async def _says_nothing(_scope: Any, _receive: Any, _send: Any) -> None: ...


async def _stops_short(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
    await send({"type": "http.response.body", "body": b"o"})


async def _never_ends(_scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await receive()
    await receive()


@pytest.mark.parametrize("app", [_raises, _says_nothing, _stops_short, _never_ends])
async def test_an_application_that_does_not_answer_is_no_answer(app: Any) -> None:
    with pytest.raises(NoAnswer):
        await AsgiTransport(app).send(ASGI_REQUEST)


async def test_what_an_application_sent_before_it_died_is_kept() -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Tt-Logid", b"R7")]})
        await send({"type": "http.response.body", "body": b'{"code":', "more_body": True})
        raise RuntimeError

    with pytest.raises(NoAnswer) as failed:
        await AsgiTransport(app).send(Request("GET", "http://tiktok/x/", {}, None, 5))

    assert failed.value.came == Response(200, {"x-tt-logid": "R7"}, b'{"code":')


async def test_what_an_application_raised_is_the_cause() -> None:
    with pytest.raises(NoAnswer) as failed:
        await AsgiTransport(_raises).send(ASGI_REQUEST)

    assert isinstance(failed.value.__cause__, RuntimeError)


async def test_an_answer_that_is_too_long_is_not_kept() -> None:
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000

    async with serving(lambda _: long) as (server, _):
        transport = AiohttpTransport(largest_answer_bytes=100_000)
        answer = await transport.send(server.request())
        await transport.close()

    assert answer.oversized
    assert 100_000 < len(answer.body) < 300_000


async def test_a_download_comes_in_pieces_and_is_whole() -> None:
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000

    async with (
        serving(lambda _: long) as (server, transport),
        transport.download(server.request()) as download,
    ):
        pieces = [piece async for piece in download.parts]

    assert (download.status, sum(map(len, pieces))) == (200, 300_000)
    assert max(map(len, pieces)) < 300_000


async def test_a_download_that_ends_too_early_is_no_answer() -> None:
    short = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"

    async with serving(lambda _: short) as (server, transport), transport.download(server.request()) as download:
        with pytest.raises(NoAnswer, match="ClientPayloadError"):
            _ = [piece async for piece in download.parts]


async def test_a_download_from_nobody_was_not_sent_and_shows_no_address() -> None:
    request = Request("GET", f"http://127.0.0.1:1/?{CANARY}", {}, None, 5)
    transport = AiohttpTransport()

    with pytest.raises(NotSent) as failed:
        async with transport.download(request):
            raise AssertionError("there is nobody")
    await transport.close()

    assert CANARY not in "".join(traceback.format_exception(failed.value))
