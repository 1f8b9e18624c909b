"""What every table of the simulated TikTok is made of."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec


class Record(msgspec.Struct, kw_only=True):
    """One thing TikTok keeps. `KIND` names its table, `id` its row."""

    KIND: ClassVar[str]
    id: str


class Marker(Record):
    """A named fact about the whole world: the seed, the clock, the next id."""

    KIND = "marker"
    value: Any
