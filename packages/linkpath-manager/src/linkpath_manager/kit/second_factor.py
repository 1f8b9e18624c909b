"""The second factor: codes that a telephone shows for 30 seconds (RFC 6238), and codes on paper for when it is lost."""

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final

import pyotp

from .hashing import sha256_hex

STEP_SECONDS: Final = 30
RECOVERY_CODES: Final = 10
_NEIGHBOURS: Final = (0, -1, 1)  # clocks differ, and people take some seconds to type
_PAPER_ALPHABET: Final = "abcdefghjkmnpqrstvwxyz23456789"  # no letter that looks like a figure
_PAPER_GROUPS: Final = 4
_GROUP_CHARS: Final = 4


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps take them."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, account: str, issuer: str) -> str:
    """What the QR code says to the app (`otpauth://…`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The 30-second step that `code` belongs to: the present one or a neighbour; None: no such code."""
    totp = pyotp.TOTP(secret)
    found = None
    for neighbour in _NEIGHBOURS:
        moment = now + timedelta(seconds=neighbour * STEP_SECONDS)
        if compare_digest(totp.at(moment).encode(), code.encode()):
            found = int(moment.timestamp()) // STEP_SECONDS
    return found


def new_recovery_codes() -> list[str]:
    """Codes that work once each, of 78 random bits, in groups that can be read off paper."""
    return [
        "-".join("".join(secrets.choice(_PAPER_ALPHABET) for _ in range(_GROUP_CHARS)) for _ in range(_PAPER_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(code: str) -> str:
    """Under which a recovery code is kept, however it was typed."""
    return sha256_hex(plain(code).encode())


def plain(code: str) -> str:
    """A code as typed, without the spaces and dashes that people and pages put in."""
    return "".join(code.split()).replace("-", "").lower()
