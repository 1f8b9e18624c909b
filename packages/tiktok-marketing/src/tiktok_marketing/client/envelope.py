"""TikTok's envelope around every answer, read once into the types of the table."""

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from tiktok_marketing.client.errors import (
    START_BYTES,
    InvalidParams,
    MalformedAnswer,
    NotFound,
    ServerError,
    Throttled,
    TikTokError,
    Unread,
    refusal,
)
from tiktok_marketing.client.transport import Response
from tiktok_marketing.spec.codes import OK, PARTIAL_SUCCESS
from tiktok_marketing.spec.decoding import decode
from tiktok_marketing.spec.endpoint import Endpoint, R

D = TypeVar("D")
E = TypeVar("E", bound=TikTokError)

LOG_ID_HEADER = "x-tt-logid"
"""The request id, on answers without an envelope too (behaviour reference §2)."""

SMALL_BYTES = 16_384
"""What makes too few objects for the garbage collector to stir."""

_NOTHING: nullcontext[None] = nullcontext()
_UNTOLD_HEADERS = frozenset({"set-cookie", "authorization", "access-token", "proxy-authenticate", "www-authenticate"})
_EDGE_BYTES = 4096
_FAILED = re.compile(r"(^|_)(fail|failed|failure|error)_")

TRUNCATION_HEADER = "x-tt-ads-throttle"
"""On a successful synchronous report: it holds the newest 20,000 ads only (behaviour reference §6.6)."""


class _Verdict(msgspec.Struct, gc=False):
    code: int
    message: str = ""
    request_id: str = ""


class _Envelope(_Verdict, Generic[D], gc=False):
    data: D | None = None


class _RawEnvelope(_Verdict, gc=False):
    data: msgspec.Raw = msgspec.Raw(b"{}")


_PLAIN = msgspec.json.Decoder(float_hook=Decimal)


class _RawList(msgspec.Struct):
    rows: list[msgspec.Raw] = msgspec.field(name="list", default_factory=list)


@dataclass(frozen=True, slots=True)
class Answer(Generic[D]):
    """What TikTok gave. `headers` has lower-case names; `body` is the whole answer as it came."""

    data: D = field(repr=False)
    code: int
    message: str = field(repr=False)
    request_id: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def partial(self) -> bool:
        """Part of the batch failed: `data` says which items."""
        return self.code == PARTIAL_SUCCESS

    @property
    def failures(self) -> dict[str, list[Any]]:
        """The lists in `data` of what did not succeed, under TikTok's names for them; none when all did.

        They come with 20001, and from some endpoints with 0 (behaviour reference §2). Read from `body` at each use.
        """
        data = _PLAIN.decode(self.raw)
        named = data.items() if isinstance(data, dict) else ()
        return {name: value for name, value in named if value and isinstance(value, list) and _FAILED.search(name)}

    @property
    def warning(self) -> str | None:
        """TikTok's word that a report was cut short."""
        return self.headers.get(TRUNCATION_HEADER)

    @property
    def raw(self) -> bytes:
        """The JSON of `data`, with the fields that the table does not name. Read from `body` at each use."""
        return bytes(msgspec.json.decode(self.body, type=_RawEnvelope, strict=False).data)


def raw_rows(answer: Answer[Any]) -> list[msgspec.Raw]:
    """The JSON of each object in `data.list`, in order; none when there is no list. They keep the whole body alive."""
    envelope = msgspec.json.decode(answer.body, type=_Envelope[_RawList], strict=False)
    return [] if envelope.data is None else envelope.data.rows


def read_answer(endpoint: Endpoint[Any, R], response: Response) -> Answer[R]:
    """The result in `response`: code 0, or 20001. The code outranks the HTTP status.

    Raises:
        TikTokError: of the class that the code stands for, or the HTTP status where there is no code.
    """
    _check_size(endpoint, response)
    try:
        # One pass over the body; `Answer.raw` and `raw_rows` pay for theirs when they are asked for.
        with _collector_held() if len(response.body) > SMALL_BYTES else _NOTHING:
            envelope = decode(_envelope_of(endpoint.result), response.body)
        data = decode(endpoint.result, b"{}") if envelope.data is None else envelope.data
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _failure(endpoint, response, str(error)) from None
    if envelope.code not in (OK, PARTIAL_SUCCESS):
        raise _refusal(endpoint, envelope)
    return Answer(data, envelope.code, envelope.message, envelope.request_id, response.headers, response.body)


def read_plain(endpoint: Endpoint[Any, Any], response: Response) -> Answer[dict[str, Any]]:
    """As `read_answer`, the result as it came: ids as they are, numbers exact. A list becomes `{"list": …}`.

    Raises:
        TikTokError: as in `read_answer`.
    """
    _check_size(endpoint, response)
    try:
        envelope = msgspec.json.decode(response.body, type=_RawEnvelope, strict=False)
        data = _PLAIN.decode(envelope.data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _failure(endpoint, response, str(error)) from None
    if envelope.code not in (OK, PARTIAL_SUCCESS):
        raise _refusal(endpoint, envelope)
    if data is None or isinstance(data, list):
        data = {"list": data} if data is not None else {}
    if not isinstance(data, dict):
        raise _failure(endpoint, response, f"data is {type(data).__name__}")
    return Answer(data, envelope.code, envelope.message, envelope.request_id, response.headers, response.body)


def _check_size(endpoint: Endpoint[Any, Any], response: Response) -> None:
    if response.oversized:
        error = with_unread(MalformedAnswer("the answer is too long", endpoint=endpoint.name), response)
        error.whole = True
        raise error


@contextmanager
def _collector_held() -> Iterator[None]:
    """No garbage collection within, for the milliseconds that it lasts: nothing is awaited.

    A page makes thousands of lists that all stay; to look for garbage among them takes as long as to read them.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@cache
def _envelope_of(result: type[R]) -> type[_Envelope[R]]:
    return _Envelope[result]  # type: ignore[valid-type]  # a type made at run time, as msgspec wants it


def _refusal(endpoint: Endpoint[Any, Any], verdict: _Verdict) -> TikTokError:
    return refusal(verdict.code, verdict.message, request_id=verdict.request_id, endpoint=endpoint.name)


def _failure(endpoint: Endpoint[Any, Any], response: Response, reason: str) -> TikTokError:
    """The error for a body that is not an envelope around the endpoint's result."""
    try:
        verdict = msgspec.json.decode(response.body, type=_Verdict, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _http_failure(endpoint, response, reason)
    if verdict.code not in (OK, PARTIAL_SUCCESS):
        return _refusal(endpoint, verdict)
    error = MalformedAnswer(reason, code=verdict.code, request_id=verdict.request_id, endpoint=endpoint.name)
    error.whole = True
    return with_unread(error, response)


def _http_failure(endpoint: Endpoint[Any, Any], response: Response, reason: str) -> TikTokError:
    # What HTTP refuses never reached the API: a wrong path or method, a missing slash (behaviour reference §2).
    text = f"HTTP {response.status} without TikTok's envelope: {reason}"
    return with_unread(_kind_of_status(response.status)(text, endpoint=endpoint.name), response)


def _kind_of_status(status: int) -> type[TikTokError]:
    match status:
        case 404 | 405:
            return NotFound
        case 429:
            return Throttled
        case _ if 400 <= status < 500:
            return InvalidParams
        case _ if status >= 500:
            return ServerError
        case _:
            return MalformedAnswer


def unread_of(response: Response) -> Unread:
    """What is kept of an answer that cannot be read."""
    headers = {name: value for name, value in response.headers.items() if name not in _UNTOLD_HEADERS}
    return Unread(response.status, headers, response.body[: START_BYTES + _EDGE_BYTES])


def with_unread(error: E, response: Response) -> E:
    """`error` with what came instead of an answer."""
    error.unread = unread_of(response)
    error.request_id = error.request_id or error.unread.headers.get(LOG_ID_HEADER, "")
    return error
