"""How the simulated TikTok answers each endpoint: one function a typed row, found through its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tiktok_marketing.spec.endpoint import Endpoint, Params

from .state import App, Grant

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


def bad_value(message: str) -> Refusal:
    """40002: a parameter or a business rule."""
    return Refusal(40002, message)


@dataclass(frozen=True, slots=True)
class Call(Generic[P]):
    """One call that passed transport, token, limits and shape; `now` is the simulated moment."""

    endpoint: Endpoint[P, Any]
    params: P
    now: datetime
    given: dict[str, Any]
    """The known parameters as sent: plain values, money as Decimal, nothing that was left out."""
    app: App | None = None
    grant: Grant | None = None
    headers: dict[str, str] = field(default_factory=dict)
    """Extra headers of the answer, for the behaviour to fill."""


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
