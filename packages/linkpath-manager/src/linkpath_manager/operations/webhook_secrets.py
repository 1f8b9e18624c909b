"""The secrets of webhook endpoints: sealed at rest, opened to sign."""

from datetime import UTC, datetime

from linkpath_manager.delivery.signing import SecretUnfit, new_secret, require_fit, signed
from linkpath_manager.kit.clock import to_micros
from linkpath_manager.kit.ids import new_id
from linkpath_manager.store.sealed import WEBHOOK_OLD_SECRET, WEBHOOK_SECRET
from linkpath_manager.store.webhook_endpoints import EndpointRow

from .services import Services


def secrets_of(services: Services, endpoint: EndpointRow, now: datetime) -> list[str]:
    """Those that sign now, the newest first."""
    opened = [services.sealer.open(endpoint.sealed_secret, bound_to=WEBHOOK_SECRET.place(endpoint.id))]
    if endpoint.sealed_old_secret and (endpoint.old_secret_until or 0) > to_micros(now):
        old = services.sealer.open(endpoint.sealed_old_secret, bound_to=WEBHOOK_OLD_SECRET.place(endpoint.id))
        opened.append(old)
    return [secret.reveal() for secret in opened]


def sealed_secret(services: Services, endpoint_id: str, secret: str) -> str:
    return services.sealer.seal(secret, bound_to=WEBHOOK_SECRET.place(endpoint_id))


def sealed_old_secret(services: Services, endpoint_id: str, secret: str) -> str:
    return services.sealer.seal(secret, bound_to=WEBHOOK_OLD_SECRET.place(endpoint_id))


def fresh_secret() -> str:
    return new_secret()


def unfit(secret: str) -> str | None:
    """Why `secret` cannot sign; None: it can."""
    try:
        require_fit(secret)
    except SecretUnfit as error:
        return str(error)
    return None


def headers_for(body: bytes, secret: str, *, event_id: str, event_type: str, unix: int) -> dict[str, str]:
    """What is sent beside a body that somebody forwards for themselves: as LinkPath's first attempt."""
    named = {
        "content-type": "application/json",
        "X-LinkPath-Event": event_type,
        "X-LinkPath-Event-Id": event_id,
        "X-LinkPath-Delivery-Id": new_id("dlv", datetime.fromtimestamp(unix, UTC)),
        "X-LinkPath-Attempt": "1",
    }
    return named | signed(body, [secret], event_id=event_id, unix=unix)
