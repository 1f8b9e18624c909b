"""How posts are signed: two ways, one for subscriptions and one for webhooks of TikTok accounts."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

OPEN_SIGNATURE, ACCOUNT_SIGNATURE = "X-Open-Signature", "Tiktok-Signature"


def open_signature(secret: str, body: str) -> str:
    r"""Hex HMAC-SHA256 of the body in which every character beyond ASCII is its `\uXXXX` (§11.3, likely).

    Escapes are in lower case, characters above the basic plane are surrogate pairs, all else stays as it is.
    """
    return _hmac(secret, _escaped(body))


def account_signature(secret: str, body: str, at: datetime) -> str:
    """`t=<unix>,s=<hex>`: HMAC-SHA256 of the moment, a dot and the body as it is sent (§11.3, sure)."""
    moment = int(at.timestamp())
    return f"t={moment},s={_hmac(secret, f'{moment}.{body}'.encode())}"


def _escaped(body: str) -> bytes:
    return "".join(c if c.isascii() else _escape(c) for c in body).encode("ascii")


def _escape(character: str) -> str:
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


def _hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
