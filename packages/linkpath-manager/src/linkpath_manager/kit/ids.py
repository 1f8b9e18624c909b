"""LinkPath's own ids: a word for the kind, and a ULID, so that they sort by time."""

import os
from datetime import datetime

from .clock import to_micros

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_RANDOM_BYTES = 10
_LENGTH = 26
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]


def new_id(prefix: str, now: datetime) -> str:
    """`prefix`, an underscore and a ULID of 26 characters: 48 bits of milliseconds, 80 random bits.

    Ids of one prefix sort as text by the millisecond they were made in; within one they are in no order.
    """
    millis = to_micros(now) // 1000
    value = millis << (8 * _RANDOM_BYTES) | int.from_bytes(os.urandom(_RANDOM_BYTES), "big")
    return f"{prefix}_{_crockford(value)}"


def first_id(prefix: str, moment: datetime) -> str:
    """An id below all of the prefix that are made at `moment` or later, and above all made a millisecond earlier."""
    return f"{prefix}_{_crockford(to_micros(moment) // 1000 << (8 * _RANDOM_BYTES))}"


def _crockford(value: int) -> str:
    """`value`'s 128 bits in 26 characters, two characters at a time."""
    return "".join([_PAIRS[(value >> shift) & 0x3FF] for shift in range(5 * (_LENGTH - 2), -1, -10)])
