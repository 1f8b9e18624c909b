"""Cursors that say nothing to whoever holds them, and work nowhere but where they were given out."""

import base64
import os
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_MAX_TEXT = 4096
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(dict[str, Any])


class CursorInvalid(Exception):
    """The text is no cursor of ours, or one for other filters, another sort or another tenant."""


class Cursors:
    """Makes and reads cursors under one key of 16, 24 or 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, payload: dict[str, Any], *, bound_to: str) -> str:
        """`payload`, which JSON must be able to hold, as URL-safe text; it opens for the same `bound_to` only."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, _encoder.encode(payload), bound_to.encode())
        return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()

    def open(self, text: str, *, bound_to: str) -> dict[str, Any]:
        """The payload.

        Raises:
            CursorInvalid: not made by this key, not for `bound_to`, or changed.
        """
        if len(text) > _MAX_TEXT:
            raise CursorInvalid("too long for a cursor")
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            return _decoder.decode(self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode()))
        except (InvalidTag, ValueError) as error:
            raise CursorInvalid("not a cursor of this list, with these filters and this sort") from error
