"""The last calls the simulator answered, without their secrets."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

KEPT = 2_000
# A batch of events holds a thousand objects: kept whole they would fill the memory.
MOST_OBJECTS = 20
HIDDEN = "[hidden]"
_SECRET_NAMES = frozenset({"secret", "access_token", "auth_code", "refresh_token", "client_secret", "code"})


class Entry(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """One answered call. `code` is None where no envelope was sent; `endpoint` is the path where TikTok has none."""

    at: datetime
    endpoint: str
    method: str
    params: Any
    request_id: str
    http_status: int = 200
    code: int | None = None
    message: str = ""
    fault: str | None = None
    repeated: tuple[str, ...] = ()
    """Names that came more than once in the query string."""
    bearer: bool = False
    """Whether a token came in the header that TikTok does not read."""


class Journal(msgspec.Struct):
    """The newest `KEPT` entries, oldest first."""

    entries: deque[Entry] = msgspec.field(default_factory=lambda: deque(maxlen=KEPT))

    def add(self, entry: Entry) -> None:
        self.entries.append(msgspec.structs.replace(entry, params=redacted(entry.params)))

    def select(
        self,
        *,
        endpoint: str | None,
        code: int | None,
        limit: int,
        only: Callable[[Entry], object] | None = None,
    ) -> list[Entry]:
        """The newest `limit` entries that match, oldest first; 0 selects none. `only` is asked last."""
        chosen = [
            entry
            for entry in self.entries
            if endpoint in (None, entry.endpoint)
            and (code is None or entry.code == code)
            and (only is None or only(entry))
        ]
        return chosen[-limit:] if limit > 0 else []

    def clear(self) -> None:
        self.entries.clear()


def redacted(value: Any) -> Any:
    """A copy of a JSON value in which everything under a secret's name is hidden, and long lists of objects are cut."""
    if isinstance(value, Mapping):
        return {name: HIDDEN if name in _SECRET_NAMES else redacted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        cut = len(value) > MOST_OBJECTS and isinstance(value[0], Mapping)
        kept = [redacted(inner) for inner in (value[:MOST_OBJECTS] if cut else value)]
        return [*kept, f"… and {len(value) - MOST_OBJECTS} more"] if cut else kept
    return value
