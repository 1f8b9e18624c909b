"""How a webhook is signed: one secret, two schemes that are always sent, and a third for who asks for it."""

import base64
import binascii
import hmac
import os
from collections.abc import Sequence
from typing import Final, Literal

SignatureFormat = Literal["timestamped", "body"]

PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32
LEAST_BYTES: Final = 24
MOST_BYTES: Final = 64
"""Source: Standard Webhooks: a secret has between 24 and 64 bytes."""


class SecretUnfit(ValueError):
    """The text is no secret to sign with; the message says why."""


def new_secret() -> str:
    """`whsec_` and 32 random bytes in base64, as Standard Webhooks write it."""
    return PREFIX + base64.b64encode(os.urandom(_SECRET_BYTES)).decode()


def require_fit(secret: str) -> None:
    """Returns where `secret` can sign by both schemes.

    Raises:
        SecretUnfit: it is not `whsec_` and base64, or too short or too long.
    """
    if not secret.startswith(PREFIX):
        raise SecretUnfit("a secret begins with whsec_")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise SecretUnfit("what stands behind whsec_ is base64, with its padding") from error
    if not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise SecretUnfit(f"a secret has {LEAST_BYTES} to {MOST_BYTES} bytes behind whsec_, and this one {len(key)}")


def signed(
    body: bytes, secrets: Sequence[str], *, event_id: str, unix: int, signature_format: SignatureFormat = "timestamped"
) -> dict[str, str]:
    """The headers that sign exactly these bytes, by each of `secrets`, the newest first."""
    own = (
        f"sha256={_hex(secrets[0], body)}"
        if signature_format == "body"
        else f"t={unix}," + ",".join(f"v1={_hex(secret, b'%d.' % unix + body)}" for secret in secrets)
    )
    standard = f"{event_id}.{unix}.".encode() + body
    return {
        "X-LinkPath-Signature": own,
        "webhook-id": event_id,
        "webhook-timestamp": str(unix),
        "webhook-signature": " ".join(f"v1,{_base64(secret, standard)}" for secret in secrets),
    }


def _hex(secret: str, message: bytes) -> str:
    return hmac.digest(secret.encode(), message, "sha256").hex()


def _base64(secret: str, message: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, message, "sha256")).decode()
