"""Grants of TikTok accounts: from a consent, renewed with a refresh token, revoked, asked about."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.accounts_seen import open_id
from tiktok_marketing.simulator.agency_records import App
from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.business_records import TtUserCode, TtUserGrant
from tiktok_marketing.simulator.rules.text import missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import State
from tiktok_marketing.spec.tt_user import (
    TT_USER_OAUTH2_REFRESH_TOKEN,
    TT_USER_OAUTH2_REVOKE,
    TT_USER_OAUTH2_TOKEN,
    TT_USER_TOKEN_INFO_GET,
    TtUserRefreshTokenParams,
    TtUserRevokeParams,
    TtUserTokenInfoGetParams,
    TtUserTokenParams,
)

from .oauth import CODE_LIFE, app_of

# Behaviour reference §1.1 (sure): a day, and a year from the consent on.
ACCESS_LIFE, REFRESH_LIFE = timedelta(hours=24), timedelta(days=365)
_REVOKED = "Access token is incorrect or has been revoked."


@behaviour(TT_USER_OAUTH2_TOKEN)
def exchange(simulator: Simulator, call: Call[TtUserTokenParams]) -> dict[str, Any]:
    """The code works once, for an hour, and with the redirect address it was sent to, to the letter."""
    state, params = simulator.state, call.params
    app = app_of(simulator, params.client_id, params.client_secret)
    _check_grant_type(params.grant_type, "authorization_code")
    code = _usable_code(state, params.auth_code, app, call.now)
    if params.redirect_uri != code.redirect_uri:
        raise bad_value("redirect_uri: Does not match the address that the code was sent to.")
    grant = _issue(app.id, code.account_id, code.scope, call.now, call.now + REFRESH_LIFE)
    state.save(replace(code, used_at=call.now), grant)
    return _answer(grant, call.now)


@behaviour(TT_USER_OAUTH2_REFRESH_TOKEN)
def refresh(simulator: Simulator, call: Call[TtUserRefreshTokenParams]) -> dict[str, Any]:
    """A new pair of tokens; the old refresh token is used up, the old access token lives out its day (inferred)."""
    state, params = simulator.state, call.params
    app = app_of(simulator, params.client_id, params.client_secret)
    _check_grant_type(params.grant_type, "refresh_token")
    old = next((grant for grant in state.tt_user_grants.values() if grant.refresh_token == params.refresh_token), None)
    if old is None or old.app_id != app.id or old.refreshed_at is not None or old.revoked_at is not None:
        raise Refusal(40107, "The refresh token is invalid.")
    if call.now >= old.refresh_until:
        raise Refusal(40103, "The refresh token has expired. Please re-authorize.")
    new = _issue(app.id, old.account_id, old.scope, call.now, old.refresh_until)
    state.save(replace(old, refreshed_at=call.now), new)
    return _answer(new, call.now)


@behaviour(TT_USER_OAUTH2_REVOKE)
def revoke(simulator: Simulator, call: Call[TtUserRevokeParams]) -> dict[str, Any]:
    """Ends the grant with its refresh token."""
    app = app_of(simulator, call.params.client_id, call.params.client_secret)
    grant = _grant(simulator.state, call.params.access_token, app.id)
    simulator.state.save(replace(grant, revoked_at=call.now))
    return {}


@behaviour(TT_USER_TOKEN_INFO_GET)
def info(simulator: Simulator, call: Call[TtUserTokenInfoGetParams]) -> dict[str, Any]:
    for name in ("app_id", "access_token"):
        if name not in call.given:
            raise bad_value(missing(name))
    grant = _grant(simulator.state, call.given["access_token"], call.given["app_id"])
    if call.now >= grant.issued_at + ACCESS_LIFE:
        raise Refusal(40102, "Access token is expired.")
    return {"app_id": grant.app_id, "scope": grant.scope, "creator_id": open_id(grant.app_id, grant.account_id)}


def _check_grant_type(given: str, wanted: str) -> None:
    if given != wanted:
        raise Refusal(40108, f"grant_type: Must be {wanted}.")


def _usable_code(state: State, given: str, app: App, now: datetime) -> TtUserCode:
    if given in state.auth_codes:
        raise Refusal(40115, "The auth_code belongs to the authorisation of advertisers.")
    code = state.tt_user_codes.get(given)
    if code is None or code.app_id != app.id:
        raise Refusal(40101, "The auth_code is invalid.")
    if code.used_at is not None or now >= code.issued_at + CODE_LIFE:
        raise Refusal(
            40110, "The auth_code is used or expired. Please re-authorize and try again with a new auth_code."
        )
    return code


def _grant(state: State, access_token: str, app_id: str) -> TtUserGrant:
    grant = state.tt_user_grants.get(access_token)
    if grant is None or grant.revoked_at is not None:
        raise Refusal(40105, _REVOKED)
    if grant.app_id != app_id:
        raise Refusal(40113, f"The access token does not belong to the app {app_id}.")
    return grant


def _issue(app_id: str, account_id: str, scope: str, now: datetime, refresh_until: datetime) -> TtUserGrant:
    return TtUserGrant(
        id=f"act.{secrets.token_hex(24)}",
        app_id=app_id,
        account_id=account_id,
        scope=scope,
        refresh_token=f"rft.{secrets.token_hex(24)}",
        issued_at=now,
        refresh_until=refresh_until,
    )


def _answer(grant: TtUserGrant, now: datetime) -> dict[str, Any]:
    return {
        "access_token": grant.id,
        "token_type": "Bearer",
        "scope": grant.scope,
        "expires_in": int(ACCESS_LIFE.total_seconds()),
        "refresh_token": grant.refresh_token,
        "refresh_token_expires_in": int((grant.refresh_until - now).total_seconds()),
        "open_id": open_id(grant.app_id, grant.account_id),
    }
