"""What every table of the simulated TikTok is made of."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Record(msgspec.Struct, kw_only=True):
    """One thing TikTok keeps. `KIND` names its table, `id` its row."""

    KIND: ClassVar[str]
    id: str
