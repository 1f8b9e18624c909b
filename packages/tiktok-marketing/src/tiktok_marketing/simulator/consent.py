"""The authorisation page: a person looks at what an app asks for, ticks advertisers, and approves or denies."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from .consent_page import STYLE_HASH, Group, consent_page, problem_page
from .simulator import Simulator
from .state import Advertiser, App, AuthCode

PATH = "/portal/auth"
_MOST_BYTES = 1_000_000


def consent_routes(simulator: Simulator) -> list[Route]:
    """The page and its form's target."""
    desk = _Desk(simulator)
    return [Route(PATH, desk.show, methods=["GET"]), Route(PATH, desk.decide, methods=["POST"])]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What the app asks with: the parameters of its link."""

    app: App
    redirect_uri: str
    state: str


class _Unanswerable(Exception):
    """The link cannot be answered with a redirect."""


@dataclass(frozen=True, slots=True)
class _Desk:
    simulator: Simulator

    async def show(self, request: Request) -> Response:
        try:
            ask = self._read(request.query_params.multi_items())
        except _Unanswerable as problem:
            return _problem(str(problem))
        hidden = {"app_id": ask.app.id, "redirect_uri": ask.redirect_uri, "state": ask.state}
        return _page(consent_page(hidden, self._groups()), ask.redirect_uri)

    async def decide(self, request: Request) -> Response:
        body = await request.body()
        if len(body) > _MOST_BYTES:
            return _problem("The form is too large.")
        form = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        try:
            ask = self._read(form)
        except _Unanswerable as problem:
            return _problem(str(problem))
        if ("decision", "approve") not in form:
            return _redirect(ask, {"error": "access_denied", "error_description": "The person denied the access."})
        ticked = [value for name, value in form if name == "advertiser_id"]
        code = self._code(ask.app, [i for i in dict.fromkeys(ticked) if i in self.simulator.state.advertisers])
        # TikTok sends the code under both names (behaviour reference §1.1).
        return _redirect(ask, {"auth_code": code, "code": code})

    def _read(self, parameters: Iterable[tuple[str, str]]) -> _Ask:
        given = dict(parameters)
        app = self.simulator.state.apps.get(given.get("app_id", ""))
        if app is None:
            raise _Unanswerable("There is no app with this app_id.")
        redirect_uri = given.get("redirect_uri", "")
        if redirect_uri not in app.redirect_uris:
            raise _Unanswerable("The redirect_uri is not one of those registered for the app, to the letter.")
        return _Ask(app, redirect_uri, given.get("state", ""))

    def _code(self, app: App, advertiser_ids: list[str]) -> str:
        code = secrets.token_hex(20)
        now = self.simulator.now()
        self.simulator.state.save(AuthCode(id=code, app_id=app.id, advertiser_ids=advertiser_ids, issued_at=now))
        return code

    def _groups(self) -> list[Group]:
        state = self.simulator.state
        groups = [
            Group(bc.name, bc.id, [state.advertisers[i] for i in bc.advertiser_ids if i in state.advertisers])
            for bc in state.business_centers.values()
        ]
        grouped = {advertiser.id for group in groups for advertiser in group.advertisers}
        rest: list[Advertiser] = [found for found in state.advertisers.values() if found.id not in grouped]
        return [*groups, Group("Other ad accounts", "", rest)] if rest else groups


def _redirect(ask: _Ask, answer: dict[str, str]) -> Response:
    parts = urlsplit(ask.redirect_uri)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *answer.items(), ("state", ask.state)]
    target = urlunsplit(parts._replace(query=urlencode(query)))
    return RedirectResponse(target, status_code=302, headers={"cache-control": "no-store"})


def _problem(what: str) -> Response:
    return _page(problem_page(what), None, status=400)


def _page(html: str, redirect_uri: str | None, status: int = 200) -> Response:
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


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}" if host else f"{parts.scheme}:"
