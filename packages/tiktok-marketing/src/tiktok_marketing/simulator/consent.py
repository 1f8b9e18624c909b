"""The authorisation page: a person looks at what an app asks for, ticks advertisers, and approves or denies."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from .agency_records import Advertiser, App, AuthCode
from .business_records import Member
from .consent_desk import DENIED, Pairs, Unanswerable, desk_routes, is_approved, page, redirect
from .consent_page import Group, consent_page
from .rights import is_bound
from .simulator import Simulator

PATH = "/portal/auth"


def consent_routes(simulator: Simulator) -> list[Route]:
    """The page and its form's target."""
    desk = _Desk(simulator)
    return desk_routes([PATH], desk.show, desk.decide)


def consent_link(origin: str, app_id: str, redirect_uri: str) -> str:
    """Where an app sends a person, to whom it says hello when they come back."""
    query = urlencode({"app_id": app_id, "state": "hello", "redirect_uri": redirect_uri}, safe=":/")
    return f"{origin}{PATH}?{query}"


class _Ask(msgspec.Struct, frozen=True):
    """What the app asks with: the parameters of its link."""

    app: App
    redirect_uri: str
    state: str


class _Desk(msgspec.Struct, frozen=True):
    simulator: Simulator

    def show(self, link: Pairs) -> Response:
        ask = self._read(link)
        hidden = {"app_id": ask.app.id, "redirect_uri": ask.redirect_uri, "state": ask.state}
        return page(consent_page(hidden, self._people(), self._groups()), ask.redirect_uri)

    def decide(self, form: Pairs) -> Response:
        ask = self._read(form)
        if not is_approved(form):
            return redirect(ask.redirect_uri, DENIED, ask.state)
        ticked = [value for name, value in form if name == "advertiser_id"]
        ids = [i for i in dict.fromkeys(ticked) if i in self.simulator.state.advertisers]
        user_id = dict(form).get("user_id") or None
        if user_id is not None and user_id not in {member.id for member in self._people()}:
            raise Unanswerable("There is no such person.")
        code = self._code(ask.app, ids, user_id)
        # TikTok sends the code under both names (behaviour reference §1.1).
        return redirect(ask.redirect_uri, {"auth_code": code, "code": code}, ask.state)

    def _read(self, parameters: Pairs) -> _Ask:
        given = dict(parameters)
        app = self.simulator.state.apps.get(given.get("app_id", ""))
        if app is None:
            raise Unanswerable("There is no app with this app_id.")
        redirect_uri = given.get("redirect_uri", "")
        if redirect_uri not in app.redirect_uris:
            raise Unanswerable("The redirect_uri is not one of those registered for the app, to the letter.")
        return _Ask(app, redirect_uri, given.get("state", ""))

    def _code(self, app: App, advertiser_ids: list[str], user_id: str | None) -> str:
        code = AuthCode(
            id=secrets.token_hex(20),
            app_id=app.id,
            advertiser_ids=advertiser_ids,
            issued_at=self.simulator.now(),
            user_id=user_id,
        )
        self.simulator.state.save(code)
        return code.id

    def _people(self) -> list[Member]:
        """Who can be the person at the page: members that have accepted, administrators first."""
        now = self.simulator.now()
        bound = [member for member in self.simulator.state.members.values() if is_bound(member, now)]
        return sorted(bound, key=lambda member: member.user_role != "ADMIN")

    def _groups(self) -> list[Group]:
        state = self.simulator.state
        groups = [
            Group(bc.name, bc.id, [state.advertisers[i] for i in bc.advertiser_ids if i in state.advertisers])
            for bc in state.business_centers.values()
        ]
        grouped = {advertiser.id for group in groups for advertiser in group.advertisers}
        rest: list[Advertiser] = [found for found in state.advertisers.values() if found.id not in grouped]
        return [*groups, Group("Other ad accounts", "", rest)] if rest else groups
