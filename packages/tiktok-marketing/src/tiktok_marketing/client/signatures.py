"""Whether what was posted to a subscriber is TikTok's: signed with the secret of the app that subscribed."""

import hmac
import json
import re
from collections.abc import Mapping
from typing import Final

OPEN_SIGNATURE: Final = "x-open-signature"
ACCOUNT_SIGNATURE: Final = "tiktok-signature"
OLDEST_SECONDS: Final = 300
"""How old, or how far ahead, a signature that names its moment may be."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ACCOUNT = re.compile(r"t=(\d{1,12}),s=([0-9a-f]{64})")


def is_signed(secret: str, body: bytes, headers: Mapping[str, str], *, now: float) -> bool | None:
    """Whether a signature is the app's; None: there is none. `headers` are by lower-case name, `now` is Unix time.

    Of subscriptions it is X-Open-Signature, of the body (behaviour reference §11.3, likely); of webhooks of TikTok
    accounts Tiktok-Signature, of a moment too (sure). Where both are there, both have to hold.
    """
    found = []
    if OPEN_SIGNATURE in headers:
        found.append(_same(headers[OPEN_SIGNATURE], _hmac(secret, _escaped(body))))
    if ACCOUNT_SIGNATURE in headers:
        found.append(_is_accounts(secret, body, headers[ACCOUNT_SIGNATURE], now))
    return all(found) if found else None


def _is_accounts(secret: str, body: bytes, given: str, now: float) -> bool:
    parts = _ACCOUNT.fullmatch(given)
    if parts is None or abs(now - int(parts[1])) > OLDEST_SECONDS:
        return False
    return _same(parts[2], _hmac(secret, parts[1].encode() + b"." + body))


def _escaped(body: bytes) -> bytes:
    r"""The body with each character beyond ASCII as `\uxxxx`, in two where UTF-16 needs two; all else as it is."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body
    return _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text).encode()


def _hmac(secret: str, message: bytes) -> str:
    return hmac.digest(secret.encode(), message, "sha256").hex()


def _same(given: str, own: str) -> bool:
    return hmac.compare_digest(given.encode(), own.encode())
