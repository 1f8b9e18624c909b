"""Cursors that say nothing to whoever holds them, and work nowhere but where they were given out."""

import base64
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
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
    """Makes cursors with the first of `keys()`, reads those of any; each has 16, 24 or 32 bytes."""

    def __init__(self, keys: Callable[[], Sequence[bytes]]) -> None:
        self._keys = keys
        self._made: tuple[Sequence[bytes], list[AESGCM]] = ((), [])

    def seal(self, payload: dict[str, Any], *, bound_to: str) -> str:
        """`payload`, which JSON must be able to hold, as URL-safe text; it opens for the same `bound_to` only."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers()[0].encrypt(nonce, _encoder.encode(payload), bound_to.encode())
        return _text(nonce + sealed)

    def open(self, text: str, *, bound_to: str) -> dict[str, Any]:
        """The payload.

        Raises:
            CursorInvalid: not made by one of the keys, not for `bound_to`, or changed.
        """
        if len(text) > _MAX_TEXT:
            raise CursorInvalid("too long for a cursor")
        try:
            return _decoder.decode(self._plain(_raw(text), bound_to.encode()))
        except (InvalidTag, ValueError) as error:
            raise CursorInvalid("not a cursor of this list, with these filters and this sort") from error

    def _plain(self, raw: bytes, bound_to: bytes) -> bytes:
        for cipher in self._ciphers():
            with suppress(InvalidTag):
                return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to)
        raise InvalidTag

    def _ciphers(self) -> list[AESGCM]:
        keys = self._keys()
        if self._made[0] != keys:
            self._made = (keys, [AESGCM(key) for key in keys])
        return self._made[1]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes:
    """The bytes of `text`, of which there is one spelling only."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(raw) != text:
        raise ValueError("not base64url as it is written here")
    return raw
