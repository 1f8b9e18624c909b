"""What LinkPath measures, in Prometheus's form; and who is told."""

import hmac
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from linkpath_manager.domain.measures import FAMILIES, HTTP_IN_FLIGHT, HTTP_REQUESTS, HTTP_SECONDS
from linkpath_manager.errors import PermissionDenied, Unauthenticated
from linkpath_manager.kit.measuring import Family, Slate, Told
from linkpath_manager.kit.networks import is_loopback

from .authenticate import bearer_token
from .exchange import Exchange

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

CONTENT_TYPE: Final = b"text/plain; version=0.0.4; charset=utf-8"

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_IN_FLIGHT: Final[tuple[str, ...]] = ()


class RequestMetrics:
    """Counts the requests of one app."""

    def __init__(self, slate: Slate) -> None:
        self._counts = slate[HTTP_REQUESTS]
        self._times = slate[HTTP_SECONDS]
        self._in_flight = slate[HTTP_IN_FLIGHT]

    def begun(self) -> None:
        self._in_flight.add(_IN_FLIGHT)

    def ended(self, exchange: Exchange, seconds: float) -> None:
        """Counts one request that was answered."""
        method = exchange.method if exchange.method in _METHODS else "other"
        labels = (exchange.route, method, _STATUS.get(exchange.status) or str(exchange.status))
        self._counts.add(labels)
        self._times.observe(labels, seconds)
        self._in_flight.add(_IN_FLIGHT, -1.0)


def refuse_strangers(exchange: Exchange, services: "Services") -> None:
    """Figures are for who has the token of the settings; where there is none, for programs on this computer.

    Raises:
        Unauthenticated: the token is another, or missing.
        PermissionDenied: no token is set, and the request came from elsewhere.
    """
    token = services.settings.metrics_token
    if token is None:
        if not is_loopback(exchange.network_address):
            raise PermissionDenied(
                "Figures are told to programs on LinkPath's own computer.",
                code="metrics_closed",
                hint="Set LINKPATH_METRICS_TOKEN, and have Prometheus send it as a bearer token.",
            )
        return
    given = bearer_token(exchange.headers)
    if not hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
        raise Unauthenticated("This is not the token for figures.", hint="Send the one of LINKPATH_METRICS_TOKEN.")


def text(told: Told) -> bytes:
    """Prometheus's text format 0.0.4; every family is named, those that nothing was counted of too."""
    lines: list[str] = []
    for family in FAMILIES:
        name = family.samples[0] if family.kind == "counter" else family.name
        lines += (f"# HELP {name} {family.help}", f"# TYPE {name} {family.kind}")
        for labels, numbers in sorted(told.get(family.name, {}).items()):
            shown = ",".join(f'{key}="{_escaped(value)}"' for key, value in zip(family.labels, labels, strict=True))
            if family.kind == "histogram":
                lines += _histogram(family, shown, numbers)
            else:
                lines.append(f"{name}{{{shown}}} {numbers[0]}" if shown else f"{name} {numbers[0]}")
    return ("\n".join(lines) + "\n").encode()


def _histogram(family: Family, labels: str, numbers: list[float]) -> Iterator[str]:
    """The buckets are cumulated: how many took at most so long."""
    before, of = (f"{labels}," if labels else ""), (f"{{{labels}}}" if labels else "")
    counted = accumulate(numbers[:-1])
    for end, count in zip((*family.buckets, "+Inf"), counted, strict=True):
        yield f'{family.name}_bucket{{{before}le="{end}"}} {count}'
    yield f"{family.name}_count{of} {sum(numbers[:-1])}"
    yield f"{family.name}_sum{of} {numbers[-1]}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


_STATUS: Final = {status: str(status) for status in range(100, 600)}
