"""Parameters to a request: TikTok's way of writing lists, numbers and money."""

from typing import Any
from urllib.parse import urlencode

import msgspec

from tiktok_marketing.client.transport import Request
from tiktok_marketing.spec.endpoint import API_PREFIX, Endpoint, Params

_ENCODER = msgspec.json.Encoder(decimal_format="number")

_SECRET_FIELDS = ("secret", "auth_code", "access_token", "refresh_token", "client_secret")


def build_request(
    base_url: str, endpoint: Endpoint[Any, Any], params: Params, token: str | None, timeout_seconds: float
) -> Request:
    """A GET with its parameters in the query string, or a POST with a JSON body."""
    url = base_url.rstrip("/") + API_PREFIX + endpoint.path
    headers = {} if token is None else {"Access-Token": token}
    body = _ENCODER.encode(params)
    if endpoint.method == "GET":
        return Request("GET", f"{url}?{urlencode(_query(body))}", headers, None, timeout_seconds)
    return Request("POST", url, {**headers, "Content-Type": "application/json"}, body, timeout_seconds)


def carries(params: Params, name: str | None) -> bool:
    """`params` gives the field `name` a value."""
    return name is not None and getattr(params, name, msgspec.UNSET) not in (msgspec.UNSET, None)


def advertiser_of(params: Params) -> str | None:
    """The advertiser whose limit the call counts against; None where the call names no single one."""
    value = getattr(params, "advertiser_id", None)
    return value if isinstance(value, str) else None


def secrets_of(params: Params, token: str | None) -> list[str]:
    """What must not be in any message: the token, and what the parameters prove themselves with."""
    values = (token, *(getattr(params, name, None) for name in _SECRET_FIELDS))
    return [value for value in values if isinstance(value, str) and value]


def _query(body: bytes) -> dict[str, str]:
    # Text goes raw, all else as JSON text: a list as `a=1&a=2` or `a=1,2` is refused (behaviour reference §4).
    fields = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    return {name: _query_text(bytes(value)) for name, value in fields.items()}


def _query_text(value: bytes) -> str:
    return msgspec.json.decode(value, type=str) if value.startswith(b'"') else value.decode()
