"""Who may call: the tokens of calls, and the advertisers they open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiktok_marketing.spec.endpoint import Auth, Endpoint

from .agency_records import Grant
from .behaviour import Refusal, bad_value
from .rights import opens
from .simulator import Simulator

REVOKED = "Access token is incorrect or has been revoked."
# Behaviour reference §1.1 (sure): tokens of TikTok accounts live 24 hours.
_ACCOUNT_TOKENS_LIVE = timedelta(hours=24)


def grant_of(simulator: Simulator, endpoint: Endpoint[Any, Any], token: str) -> Grant | None:
    """The grant that a call's token stands for; None where the endpoint needs none, or a TikTok account's.

    Raises:
        Refusal: 40104, 40105 or 40102: there is no token, it is not good, or not any more.
    """
    if endpoint.auth is Auth.APP:
        return None
    if not token:
        told = "Access token is null. Set the access token in the http header with the key Access-Token."
        raise Refusal(40104, told)
    if endpoint.auth is Auth.TT_USER:
        _check_account(simulator, token)
        return None
    grant = simulator.state.grants.get(token)
    if grant is None or grant.revoked_at is not None:
        raise Refusal(40105, REVOKED)
    return grant


def check_access(simulator: Simulator, grant: Grant, known: dict[str, Any]) -> None:
    """Looks whether the grant opens the advertisers that the call is about.

    Raises:
        Refusal: 40001, it does not; 40002, there is no such advertiser.
    """
    # `advertiser_ids` outranks `advertiser_id` where an endpoint takes both (behaviour reference §6.1).
    asked = known.get("advertiser_ids") or [i for i in (known.get("advertiser_id"),) if i is not None]
    for advertiser_id in asked:
        if not opens(simulator.state, grant, advertiser_id, simulator.now()):
            raise Refusal(40001, f"No permission to operate advertiser {advertiser_id}.")
        if advertiser_id not in simulator.state.advertisers:
            raise bad_value(f"The advertiser {advertiser_id} doesn't exist or has been deleted.")


def _check_account(simulator: Simulator, token: str) -> None:
    grant = simulator.state.tt_user_grants.get(token)
    if grant is None or grant.revoked_at is not None:
        raise Refusal(40105, REVOKED)
    if simulator.now() >= grant.issued_at + _ACCOUNT_TOKENS_LIVE:
        raise Refusal(40102, "Access token has expired. Refresh it.")
