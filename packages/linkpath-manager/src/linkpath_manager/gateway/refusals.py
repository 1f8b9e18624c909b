"""What the door itself refuses, before any operation is asked."""

from linkpath_manager.errors import KINDS as LINKPATH_KINDS
from linkpath_manager.errors import InvalidRequest, LinkPathError, NotFound


class RouteNotFound(NotFound):
    code = "route_not_found"
    title = "There is nothing at this address"


class MethodNotAllowed(InvalidRequest):
    """`allowed` is the value of the Allow header."""

    status = 405
    code = "method_not_allowed"
    title = "This address does not take this method"

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(f"{method[:20]} is not possible here.", hint=f"Use {allowed}.")
        self.allowed = allowed


class BodyTooLarge(InvalidRequest):
    status = 413
    code = "body_too_large"
    title = "The body is too large"


class UnsupportedMediaType(InvalidRequest):
    status = 415
    code = "unsupported_media_type"
    title = "The body is not declared as JSON"


class CallerLeft(Exception):  # nobody is left to whom it would be an error
    """The connection ended before the request was read: there is no one to answer."""


KINDS: tuple[type[LinkPathError], ...] = (
    *LINKPATH_KINDS.values(),
    RouteNotFound,
    MethodNotAllowed,
    BodyTooLarge,
    UnsupportedMediaType,
)
"""Every class of problem that can be answered; the reference pages are made from it."""
