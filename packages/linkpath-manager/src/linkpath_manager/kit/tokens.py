"""LinkPath's own tokens: random, recognisable, and checked for slips of the pen before anything is looked up."""

import hashlib
import os
import zlib
from typing import Literal, get_args

Prefix = Literal["lp_test_", "lp_live_", "lp_at_", "lp_rt_", "lp_ac_", "lp_cs_"]
"""API keys, for tests and in earnest; OAuth's access and refresh tokens, authorisation codes and client secrets."""

_PREFIXES: tuple[str, ...] = get_args(Prefix)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM_BYTES = 32
_RANDOM_CHARS = 43  # 62**43 > 2**256
_CHECK_CHARS = 6  # 62**6 > 2**32
_BODY_CHARS = _RANDOM_CHARS + _CHECK_CHARS


def mint(prefix: Prefix) -> str:
    """A new token: `prefix`, 32 random bytes as 43 characters of base62, and their CRC32 as 6."""
    body = prefix + _base62(int.from_bytes(os.urandom(_RANDOM_BYTES), "big"), _RANDOM_CHARS)
    return body + _checksum(body)


def well_formed(token: str) -> bool:
    """Whether prefix, length and checksum are right: a token that is not needs no look-up."""
    return (
        token[:-_BODY_CHARS] in _PREFIXES
        and token.isascii()
        and token[-_CHECK_CHARS:] == _checksum(token[:-_CHECK_CHARS])
    )


def token_hash(token: str) -> str:
    """Hex SHA-256, under which a token is stored: the random bytes need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def hint(token: str) -> str:
    """What may be shown of a token, for its owner to recognise it: the prefix and the last 4 characters."""
    return f"{token[:-_BODY_CHARS]}…{token[-4:]}"


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), _CHECK_CHARS)


def _base62(value: int, width: int) -> str:
    digits = []
    for _ in range(width):
        value, digit = divmod(value, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
