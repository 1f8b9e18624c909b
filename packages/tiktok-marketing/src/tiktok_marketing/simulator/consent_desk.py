"""What both pages of consent have in common: reading the link and the form, and answering the app or the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from .consent_page import STYLE_HASH, problem_page

MOST_BYTES = 1_000_000
DENIED = {"error": "access_denied", "error_description": "The person denied the access."}

Pairs = list[tuple[str, str]]
Answer = Callable[[Pairs], Response]


class Unanswerable(Exception):
    """The link or the form cannot be answered with a redirect; the message is for the person."""


def desk_routes(paths: Iterable[str], show: Answer, decide: Answer) -> list[Route]:
    """A page at each path and its form's target; what raises `Unanswerable` is told on a page, HTTP 400."""

    async def get(request: Request) -> Response:
        return _answered(show, request.query_params.multi_items())

    async def post(request: Request) -> Response:
        body = await request.body()
        if len(body) > MOST_BYTES:
            return _problem("The form is too large.")
        return _answered(decide, parse_qsl(body.decode(errors="replace"), keep_blank_values=True))

    return [
        Route(path, handler, methods=[method]) for path in paths for method, handler in (("GET", get), ("POST", post))
    ]


def is_approved(form: Pairs) -> bool:
    """Whether the person pressed the button that approves."""
    return ("decision", "approve") in form


def redirect(redirect_uri: str, answer: dict[str, str], state: str) -> Response:
    """Back to the app, with `answer` and the `state` it sent."""
    parts = urlsplit(redirect_uri)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *answer.items(), ("state", state)]
    target = urlunsplit(parts._replace(query=urlencode(query)))
    return RedirectResponse(target, status_code=302, headers={"cache-control": "no-store"})


def page(html: str, redirect_uri: str | None, status: int = 200) -> Response:
    """A page under a strict content policy; its form may lead back to `redirect_uri`'s origin."""
    # Browsers hold the redirect that answers the form to form-action too, so the app's origin has to be in it.
    targets = f"'self' {_origin(redirect_uri)}" if redirect_uri else "'none'"
    policy = (
        f"default-src 'none'; style-src '{STYLE_HASH}'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(html, status_code=status, headers=headers)


def _answered(answer: Answer, pairs: Pairs) -> Response:
    try:
        return answer(pairs)
    except Unanswerable as reason:
        return _problem(str(reason))


def _problem(what: str) -> Response:
    return page(problem_page(what), None, status=400)


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}" if host else f"{parts.scheme}:"
