"""Parameters to a request: TikTok's way of writing lists, numbers and money."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

import msgspec

from tiktok_marketing.client.transport import Request
from tiktok_marketing.spec.endpoint import API_PREFIX, Endpoint, Params

Given = Params | Mapping[str, Any]
"""The parameters of a call: a typed row's struct, or by name."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")

_SUBJECT_FIELDS = ("advertiser_id", "event_source_id", "pixel_code", "tiktok_app_id", "event_set_id")

_SECRET_FIELDS = frozenset(
    {
        *("secret", "client_secret", "password", "access_token", "refresh_token"),
        *("auth_code", "original_post_auth_code"),
    }
)


def build_request(
    base_url: str, endpoint: Endpoint[Any, Any], params: Given, token: str | None, timeout_seconds: float
) -> Request:
    """A GET with its parameters in the query string, or a POST with a JSON body."""
    url, headers = address(base_url, endpoint), proof(token)
    if endpoint.method == "GET":
        return Request("GET", f"{url}?{_query(texts(params))}", headers, None, timeout_seconds)
    body = _ENCODER.encode(params)
    return Request("POST", url, {**headers, "Content-Type": "application/json"}, body, timeout_seconds)


def address(base_url: str, endpoint: Endpoint[Any, Any]) -> str:
    return base_url.rstrip("/") + API_PREFIX + endpoint.path


def proof(token: str | None) -> dict[str, str]:
    """The header that says who calls."""
    return {} if token is None else {"Access-Token": token}


def texts(params: Given) -> dict[str, str]:
    """Each parameter as the text that stands for it in a query string or a form."""
    # Text goes raw, all else as JSON text: a list as `a=1&a=2` or `a=1,2` is refused (behaviour reference §4).
    return {
        name: value if isinstance(value, str) else _ENCODER.encode(value).decode()
        for name, value in plain(params).items()
    }


def plain(params: Given) -> Mapping[str, Any]:
    """The parameters as they are given, money as it is."""
    if isinstance(params, Mapping):
        return params
    given: dict[str, Any] = msgspec.to_builtins(params, builtin_types=(Decimal,))
    return given


def value_of(params: Given, name: str) -> Any:
    """The field `name` of `params`; None where it is not given."""
    value = params.get(name) if isinstance(params, Mapping) else getattr(params, name, None)
    return None if value is msgspec.UNSET else value


def carries(params: Given, name: str | None) -> bool:
    """`params` gives the field `name` a value."""
    return name is not None and value_of(params, name) is not None


def advertiser_of(params: Given) -> str | None:
    """The advertiser whom the call names; None where it names no single one."""
    value = value_of(params, "advertiser_id")
    return value if isinstance(value, str) else None


def subject_of(params: Given) -> str | None:
    """Whose limit the call counts against: an advertiser's, or that of a pixel or another source of events."""
    for name in _SUBJECT_FIELDS:
        if isinstance(value := value_of(params, name), str):
            return value
    return None


def secrets_of(params: Given, token: str | None) -> list[str]:
    """What must not be in any message: the token, and what the parameters prove themselves with, however deep."""
    return [value for value in (token, *_secrets_in(plain(params))) if value]


def _secrets_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        # Elsewhere a `code` is a country's or a pixel's, and no secret.
        secret = _SECRET_FIELDS | {"code"} if "client_secret" in value else _SECRET_FIELDS
        for name, inner in value.items():
            if name in secret and isinstance(inner, str):
                yield inner
            else:
                yield from _secrets_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets_in(inner)


def _query(fields: Mapping[str, str]) -> str:
    return "&".join(f"{_quoted(name)}={_quoted(text)}" for name, text in fields.items())


def _quoted(text: str) -> str:
    # Most are names and ids, which need no look at each letter.
    return text if text.isascii() and text.replace("_", "a").isalnum() else quote_plus(text)
