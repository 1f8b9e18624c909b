"""A consent becomes a grant, a grant ends, and a grant says which advertisers it opens."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from tiktok_marketing.simulator.agency_records import App, AuthCode, Grant
from tiktok_marketing.simulator.behaviour import Call, Refusal, behaviour
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.oauth import (
    OAUTH2_ACCESS_TOKEN,
    OAUTH2_ADVERTISER_GET,
    OAUTH2_REVOKE_TOKEN,
    OAuth2AccessTokenParams,
    OAuth2AdvertiserGetParams,
    OAuth2RevokeTokenParams,
)

CODE_LIFE = timedelta(hours=1)
# The first eight permissions at the top of TikTok's tree, each with all beneath it (`spec/permissions.py`).
SCOPE = [1, 2, 3, 4, 5, 6, 7, 8]


@behaviour(OAUTH2_ACCESS_TOKEN)
def exchange(simulator: Simulator, call: Call[OAuth2AccessTokenParams]) -> dict[str, Any]:
    """Behaviour reference §1.1: the code works once and for an hour; the grant lasts until it is revoked."""
    state, params = simulator.state, call.params
    app = app_of(simulator, params.app_id, params.secret)
    if params.auth_code in state.tt_user_codes:
        raise Refusal(40115, "The auth_code belongs to the authorisation of a TikTok account.")
    code = _usable_code(state.auth_codes.get(params.auth_code), app, call.now)
    grant = replace(issue(app.id, code.advertiser_ids, call.now), user_id=code.user_id)
    state.save(replace(code, used_at=call.now), grant)
    listed = [] if params.return_advertiser_ids is False else grant.advertiser_ids
    return {"access_token": grant.id, "advertiser_ids": listed, "scope": grant.scope}


@behaviour(OAUTH2_REVOKE_TOKEN)
def revoke(simulator: Simulator, call: Call[OAuth2RevokeTokenParams]) -> dict[str, Any]:
    app = app_of(simulator, call.params.app_id, call.params.secret)
    grant = simulator.state.grants.get(call.params.access_token)
    if grant is None or grant.revoked_at is not None:
        raise Refusal(40105, "Access token is incorrect or has been revoked.")
    _check_owner(grant, app)
    simulator.state.save(replace(grant, revoked_at=call.now))
    return {"app_id": app.id, "advertiser_ids": grant.advertiser_ids}


@behaviour(OAUTH2_ADVERTISER_GET)
def advertisers(simulator: Simulator, call: Call[OAuth2AdvertiserGetParams]) -> dict[str, Any]:
    app = app_of(simulator, call.params.app_id, call.params.secret)
    if call.grant is None:
        return {"list": []}
    _check_owner(call.grant, app)
    known = [simulator.state.advertisers[i] for i in call.grant.advertiser_ids if i in simulator.state.advertisers]
    return {"list": [{"advertiser_id": found.id, "advertiser_name": found.name} for found in known]}


def issue(app_id: str, advertiser_ids: list[str], now: datetime) -> Grant:
    """A new grant; save it to make it valid."""
    token = secrets.token_hex(20)
    return Grant(id=token, app_id=app_id, advertiser_ids=list(advertiser_ids), scope=SCOPE, issued_at=now)


def app_of(simulator: Simulator, app_id: str, secret: str) -> App:
    """The app that proves itself.

    Raises:
        Refusal: 40113, there is none of that id; 40101, the secret is not its.
    """
    app = simulator.state.apps.get(app_id)
    if app is None:
        raise Refusal(40113, f"The app {app_id} is blocked or does not exist.")
    if not secrets.compare_digest(app.secret.encode(), secret.encode()):
        raise Refusal(40101, "The secret does not match the app_id.")
    return app


def _usable_code(code: AuthCode | None, app: App, now: datetime) -> AuthCode:
    if code is None or code.app_id != app.id:
        raise Refusal(40101, "The auth_code is invalid.")
    if code.used_at is not None:
        raise Refusal(40110, "The auth_code is canceled. Please re-authorize and try again with a new auth_code.")
    if now >= code.issued_at + CODE_LIFE:
        raise Refusal(40110, "The auth_code is expired. Please re-authorize and try again with a new auth_code.")
    return code


def _check_owner(grant: Grant, app: App) -> None:
    if grant.app_id != app.id:
        raise Refusal(40113, f"The access token does not belong to the app {app.id}.")
