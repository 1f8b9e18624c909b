"""Forms that a page posted: read within bounds, and proven to be of a page of ours."""

import hmac
from typing import Final
from urllib.parse import parse_qsl

from linkpath_manager.errors import InvalidRequest, PermissionDenied
from linkpath_manager.operations.services import Services
from linkpath_manager.operations.sessions import SignedIn

from .body import read_body
from .browser import require_own_page
from .exchange import Exchange
from .refusals import UnsupportedMediaType

CSRF_FIELD: Final = "csrf_token"
MAX_FORM_BYTES: Final = 65_536
MAX_FORM_FIELDS: Final = 200


class Form(dict[str, list[str]]):
    """Every value by its field's name, in the order they were sent."""

    def text(self, name: str) -> str:
        """The field's first value; empty where there is none."""
        return self.get(name, [""])[0]


async def posted_form(exchange: Exchange, services: Services, who: SignedIn | None) -> Form:
    """The form, from a page of ours; where somebody is signed in, from a page that was shown to them.

    Raises:
        PermissionDenied: it comes from another site's page, or its token is not this session's.
        InvalidRequest: it is no form, too large, or not UTF-8.
    """
    require_own_page(exchange, services)
    form = await _read(exchange)
    if who is not None:
        require_token(form.text(CSRF_FIELD), who)
    return form


def require_token(given: str, who: SignedIn) -> None:
    """Raises `PermissionDenied` if `given` is not the session's token."""
    if not hmac.compare_digest(given.encode(), who.csrf_token.encode()):
        raise PermissionDenied(
            "This page is from another sign-in, or older than this one.",
            code="csrf_token_invalid",
            hint="Load the page again, then send it again. A program takes the token from GET /v1/session.",
        )


def csrf_input(who: SignedIn) -> str:
    """The hidden field that `posted_form` asks for, as HTML."""
    return f'<input type="hidden" name="{CSRF_FIELD}" value="{who.csrf_token}">'


async def _read(exchange: Exchange) -> Form:
    kind = exchange.headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType(
            "A page's form is taken as application/x-www-form-urlencoded only.", hint="Use the form on the page."
        )
    body = await read_body(exchange.receive, exchange.headers, max_bytes=MAX_FORM_BYTES)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS)
    except ValueError as error:
        raise InvalidRequest("The form cannot be read.", hint="Load the page again, and send it again.") from error
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise InvalidRequest("The form holds the character U+0000 (%00), which nothing here can have.")
    form = Form()
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form
