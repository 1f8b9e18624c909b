"""How the simulated TikTok answers each endpoint: one function a typed row, found through its row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from tiktok_marketing.spec.endpoint import Endpoint, Params

from .agency_records import App, Grant
from .receiving import FileMissed, IncomingFile

if TYPE_CHECKING:
    from .simulator import Simulator

P = TypeVar("P", bound=Params)
BehaviourFunction = Callable[["Simulator", "Call[P]"], object]
OK, PARTIAL_SUCCESS = 0, 20001


class Refusal(Exception):
    """TikTok's no: `code` and `message` of the envelope, whose HTTP status stays 200."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Partial(msgspec.Struct, frozen=True):
    """An answer in which a part failed, and `data` says which: 20001."""

    data: dict[str, Any]
    message: str = "Part of the request failed."


class PlainText(str):
    """An answer that is no `data`: it leaves as it is, without the envelope."""

    __slots__ = ()


def bad_value(message: str) -> Refusal:
    """40002: a parameter or a business rule."""
    return Refusal(40002, message)


class Call(msgspec.Struct, Generic[P], frozen=True):
    """One call that passed transport, token, limits and shape; `now` is the simulated moment."""

    endpoint: Endpoint[P, Any]
    params: P
    now: datetime
    given: dict[str, Any]
    """The known parameters as sent: plain values, money as Decimal, nothing that was left out."""
    app: App | None = None
    grant: Grant | None = None
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    """Extra headers of the answer, for the behaviour to fill."""
    lag: timedelta = timedelta(0)
    """Lists do not show yet what was made within so much simulated time."""
    origin: str = ""
    """Where the caller reached the simulator: scheme and host."""
    file: IncomingFile | FileMissed | None = None
    """What came in the field that the row names as its upload, or was fetched in its place."""


_BEHAVIOURS: dict[str, BehaviourFunction[Any]] = {}


def behaviour(endpoint: Endpoint[P, Any]) -> Callable[[BehaviourFunction[P]], BehaviourFunction[P]]:
    """Marks the function that answers `endpoint`: it returns `data`, or raises `Refusal`."""

    def register(function: BehaviourFunction[P]) -> BehaviourFunction[P]:
        _BEHAVIOURS[endpoint.name] = function
        return function

    return register


def registered(endpoint: Endpoint[Any, Any]) -> BehaviourFunction[Any] | None:
    """The function marked for `endpoint`, of those modules that were imported."""
    return _BEHAVIOURS.get(endpoint.name)
