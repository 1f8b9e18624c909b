"""Secrets at rest: sealed with a key that has an id, bound to the place where they are kept."""

import base64
import hmac
import os
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["KEY_BYTES", "KeyNotHeld", "SealBroken", "Sealer", "Secret", "decoded", "new_key", "prefix_of"]

KEY_BYTES: Final = 32
_VERSION = "v1"
_NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed text does not open: another key, another place, or somebody changed it."""


class KeyNotHeld(SealBroken):
    """It was sealed with a key that is not held, or not by us."""


class Secret:
    """A text that shows itself to `reveal` alone: not to repr, str, format, pickle or JSON."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: Final = text

    def reveal(self) -> str:
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __format__(self, format_spec: str) -> str:
        return format("***", format_spec)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a Secret is not pickled or copied: reveal it where it is used")


class Sealer:
    """Seals with the current key, opens with any that it holds: so keys rotate.

    AES-256-GCM; `bound_to` (tenant, row and field, say) is authenticated and not kept: a sealed text that
    is moved to another place does not open there.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        """`keys` by id, each of 32 bytes; an id has no dot.

        Raises:
            ValueError: a key of another length, an id with a dot, or no key of the id `current`.
        """
        if current not in keys:
            raise ValueError(f"there is no key {current!r}")
        for key_id, key in keys.items():
            if not key_id or "." in key_id or len(key) != KEY_BYTES:
                raise ValueError(f"key {key_id!r} has not {KEY_BYTES} bytes, or its id is empty or holds a dot")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._keys = [keys[current], *(key for key_id, key in keys.items() if key_id != current)]
        self.current = current

    def seal(self, plain: str, *, bound_to: str) -> str:
        """`v1.<key id>.<base64url of nonce and ciphertext>`; another text at every call."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, plain.encode(), _bound(self.current, bound_to))
        return f"{prefix_of(self.current)}{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def derive(self, purpose: str) -> tuple[bytes, ...]:
        """For each key 32 bytes that only it gives, different for each `purpose`; the current key's come first."""
        return tuple(hmac.digest(key, purpose.encode(), "sha256") for key in self._keys)

    def open(self, sealed: str, *, bound_to: str) -> Secret:
        """What was sealed.

        Raises:
            KeyNotHeld: made with a key that is not held.
            SealBroken: made for another place, or changed since.
        """
        version, _, rest = sealed.partition(".")
        key_id, _, body = rest.partition(".")
        cipher = self._ciphers.get(key_id)
        if version != _VERSION or cipher is None:
            raise KeyNotHeld(f"sealed as {version[:8]!r} with key {key_id[:40]!r}, which is not held")
        try:
            raw = decoded(body)
            plain = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(key_id, bound_to))
            return Secret(plain.decode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"what is sealed for {bound_to!r} does not open with key {key_id!r}") from error


def new_key() -> bytes:
    """32 random bytes."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def prefix_of(key_id: str) -> str:
    """How every text begins that this key sealed."""
    return f"{_VERSION}.{key_id}."


def decoded(text: str) -> bytes:
    """The bytes of `text`, of which there is one spelling only."""
    raw = base64.b64decode(text, altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).decode() != text:
        raise ValueError("not base64url as it is written here")
    return raw


def _bound(key_id: str, bound_to: str) -> bytes:
    return f"{_VERSION}.{key_id}.{bound_to}".encode()
