"""The page on which the owner of a TikTok account lets an app use it (behaviour reference §1.1, second family)."""

from __future__ import annotations

import secrets

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from .agency_records import App
from .business_records import Asset, TtUserCode
from .consent_desk import DENIED, Pairs, Unanswerable, desk_routes, is_approved, page, redirect
from .consent_page import account_page
from .simulator import Simulator

PATH = "/v2/auth/authorize"


def account_consent_routes(simulator: Simulator) -> list[Route]:
    """The page and its form's target, with and without the slash at the end that both are seen in the wild with."""
    desk = _Desk(simulator)
    return desk_routes([PATH, f"{PATH}/"], desk.show, desk.decide)


class _Ask(msgspec.Struct, frozen=True):
    """What the app asks with: the parameters of its link."""

    app: App
    redirect_uri: str
    state: str
    scope: str

    @property
    def hidden(self) -> dict[str, str]:
        """The link's parameters, for the form to send back."""
        named = {"client_key": self.app.id, "redirect_uri": self.redirect_uri, "state": self.state}
        return named | {"scope": self.scope, "response_type": "code"}


class _Desk(msgspec.Struct, frozen=True):
    simulator: Simulator

    def show(self, link: Pairs) -> Response:
        ask = self._read(link)
        return page(account_page(ask.hidden, self._accounts()), ask.redirect_uri)

    def decide(self, form: Pairs) -> Response:
        ask = self._read(form)
        if not is_approved(form):
            return redirect(ask.redirect_uri, DENIED, ask.state)
        account_id = dict(form).get("account_id", "")
        if account_id not in {account.id for account in self._accounts()}:
            raise Unanswerable("There is no such TikTok account.")
        return redirect(ask.redirect_uri, {"code": self._code(ask, account_id), "scopes": ask.scope}, ask.state)

    def _read(self, parameters: Pairs) -> _Ask:
        given = dict(parameters)
        app = self.simulator.state.apps.get(given.get("client_key", ""))
        if app is None:
            raise Unanswerable("There is no app with this client_key.")
        if given.get("response_type") != "code":
            raise Unanswerable("The response_type must be code.")
        redirect_uri = given.get("redirect_uri", "")
        # Likely: these addresses match to the letter and end in a slash (behaviour reference §1.2).
        if redirect_uri not in app.redirect_uris or not redirect_uri.endswith("/"):
            raise Unanswerable("The redirect_uri is not registered for the app, or does not end in a slash.")
        return _Ask(app, redirect_uri, given.get("state", ""), given.get("scope", ""))

    def _accounts(self) -> list[Asset]:
        return [asset for asset in self.simulator.state.assets.values() if asset.asset_type == "TT_ACCOUNT"]

    def _code(self, ask: _Ask, account_id: str) -> str:
        code = TtUserCode(
            id=secrets.token_hex(20),
            app_id=ask.app.id,
            redirect_uri=ask.redirect_uri,
            account_id=account_id,
            scope=ask.scope,
            issued_at=self.simulator.now(),
        )
        self.simulator.state.save(code)
        return code.id
