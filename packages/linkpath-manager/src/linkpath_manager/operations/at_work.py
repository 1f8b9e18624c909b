"""The durable sequences that this process works on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .operation import Context, Performed

if TYPE_CHECKING:
    from linkpath_manager.domain.listing import Document

ItemWork = Callable[[Context, dict[str, Any]], Awaitable[tuple[int, Performed["Document"]]]]
"""Does one item: the status of a success, and what the gate returned."""


@dataclass
class SequencesAtWork:
    """`works`: how an item is done, by the sequence's operation. `tasks`: those at work, by the sequence's id."""

    works: dict[str, ItemWork] = field(default_factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    stopping: bool = False
