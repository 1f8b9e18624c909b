"""How a connection does: what TikTok said of it last, in words, and what to do next."""

from datetime import datetime, timedelta
from typing import Any

from linkpath_manager.domain.connection import Health, HealthState
from linkpath_manager.domain.permissions import missing
from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.store.connections import ADVERTISERS, ConnectionRow
from tiktok_marketing.spec.codes import ACCESS_TOKEN_INVALID, INVALID_AUTH_PARAMS

from .upstream_errors import WRONG_APP

ENDS_SOON = timedelta(days=14)
START_ANEW = "Start a new connection with POST /v1/connections."
ASK_AGAIN = "Open its authorization_url; POST /v1/connections/{id}/reconnect gives a new one."
RECONNECT = "Reconnect it: POST /v1/connections/{id}/reconnect, and approve at TikTok."

_ENDED = {
    "DENIED": "the person denied it",
    "EMPTY": "no advertiser was ticked",
    "EXPIRED": "nobody consented within an hour",
}


def health_of(row: ConnectionRow, now: datetime) -> Health:
    """The connection's health as of `now`."""
    state, reason, hint = _state(row, now)
    return Health(
        state=state,
        reason=reason,
        hint=None if hint is None else hint.replace("{id}", row.id),
        checked_at=moment(max(row.last_success_at or 0, row.last_error_at or 0, row.last_tested_at or 0)),
        last_success_at=moment(row.last_success_at),
        last_error_at=moment(row.last_error_at),
        last_error_code=row.last_error_code,
        last_error=row.last_error,
        hints=row.hints_refused,
    )


def moment(micros: int | None) -> datetime | None:
    return from_micros(micros) if micros else None


def _state(row: ConnectionRow, now: datetime) -> tuple[HealthState, str | None, str | None]:
    match row.status:
        case "CONNECTED":
            return _of_connected(row, now)
        case "BROKEN":
            return "BROKEN", row.reason, _hint(row)
        case "PENDING":
            return "WAITING", "a person has yet to consent at TikTok", ASK_AGAIN
        case "REVOKED":
            told = row.upstream_revoked or row.sealed_token is None
            reason = (
                "it was revoked" if told else "it was revoked, and TikTok has yet to be told: LinkPath goes on trying"
            )
            return "ENDED", reason, START_ANEW
        case _:
            return "ENDED", row.reason or _ENDED.get(row.status), RECONNECT


def _of_connected(row: ConnectionRow, now: datetime) -> tuple[HealthState, str | None, str | None]:
    if row.token_expires_at is not None and row.sealed_refresh_token is None:
        until = f"{from_micros(row.token_expires_at):%Y-%m-%d %H:%M} UTC"
        return "ATTENTION", f"it cannot be renewed, and ends at {until}: {row.reason}", RECONNECT
    if row.refresh_expires_at is not None and from_micros(row.refresh_expires_at) - now < ENDS_SOON:
        return "ATTENTION", f"the consent ends on {from_micros(row.refresh_expires_at):%Y-%m-%d}", RECONNECT
    lacks = missing(row.scope.split()) if row.kind == ADVERTISERS else []
    if lacks:
        names = ", ".join(f"{it.name} ({it.needed_for})" for it in lacks)
        return "ATTENTION", f"the grant lacks permissions: {names}", f"Have the app ask for them. {RECONNECT}"
    refused = sorted(set((row.asked_scope or "").split()) - set(row.scope.split()))
    if refused:
        return "ATTENTION", f"the person did not allow: {', '.join(refused)}", RECONNECT
    if (row.last_error_at or 0) > (row.last_success_at or 0):
        return "ATTENTION", row.last_error, _hint(row)
    return "HEALTHY", None, None


def _hint(row: ConnectionRow) -> str:
    if row.last_error_code == INVALID_AUTH_PARAMS:
        return WRONG_APP
    if row.last_error_code in {None, ACCESS_TOKEN_INVALID} or row.status == "BROKEN":
        return RECONNECT
    return "Read TikTok's message; POST /v1/connections/{id}/test tries again."


def refused(now: datetime, code: int | None, message: str) -> dict[str, Any]:
    """The columns that keep what TikTok refused just now."""
    return {"last_error_at": to_micros(now), "last_error_code": code, "last_error": message}
