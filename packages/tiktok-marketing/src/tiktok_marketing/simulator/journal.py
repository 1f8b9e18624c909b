"""The last calls the simulator answered, without their secrets."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

KEPT = 2_000
HIDDEN = "[hidden]"
_SECRET_NAMES = frozenset({"secret", "access_token", "auth_code", "refresh_token", "client_secret", "code"})


class Entry(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """One answered call. `code` is None where no envelope was sent."""

    at: datetime
    endpoint: str
    method: str
    params: Any
    request_id: str
    http_status: int = 200
    code: int | None = None
    message: str = ""
    fault: str | None = None


@dataclass
class Journal:
    """The newest `KEPT` entries, oldest first."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, entry: Entry) -> None:
        self.entries.append(msgspec.structs.replace(entry, params=redacted(entry.params)))

    def select(self, *, endpoint: str | None, code: int | None, limit: int) -> list[Entry]:
        """The newest `limit` entries that match, oldest first; 0 selects none."""
        chosen = [
            entry
            for entry in self.entries
            if endpoint in (None, entry.endpoint) and (code is None or entry.code == code)
        ]
        return chosen[-limit:] if limit > 0 else []

    def clear(self) -> None:
        self.entries.clear()


def redacted(value: Any) -> Any:
    """A copy of a JSON value in which everything under a secret's name is hidden."""
    if isinstance(value, Mapping):
        return {name: HIDDEN if name in _SECRET_NAMES else redacted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [redacted(inner) for inner in value]
    return value
