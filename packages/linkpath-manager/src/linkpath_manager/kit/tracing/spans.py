"""What is told of spans, and the face that keeps none of it."""

from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

Attributes = Mapping[str, str | int | float]


class Span:
    """A span under way, for a `with` block; what is told within the block is below it. This one keeps nothing."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Ends it; of what was raised, unless its end was told already, only the class is told."""

    def note(self, name: str, value: str | int) -> None:
        """Puts down one attribute."""

    def ended(self, outcome: str, *, failed: bool = False) -> None:
        """Says how it ended, whatever is raised afterwards."""

    def answered(self, route: str, status: int) -> None:
        """Says by which route a request was answered, and how."""


NOTHING: Final = Span()


class Tracing:
    """Where spans are told. This one keeps nothing."""

    def request(self, method: str, path: str, headers: Mapping[bytes, bytes]) -> Span:  # noqa: ARG002  # it keeps nothing
        """A span for a request, below the caller's where `headers` name one (W3C `traceparent`)."""
        return NOTHING

    def span(self, name: str, attributes: Attributes) -> Span:  # noqa: ARG002  # the same
        """A span for what the `with` block does."""
        return NOTHING

    def past(self, name: str, seconds: float, attributes: Attributes, *, failure: str | None = None) -> None:
        """Tells of a call to others that has just ended, after so many seconds."""

    def close(self) -> None:
        """Sends what has not been sent, for some seconds at most. It may block."""
