"""The durable sequences that this process works on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .operation import Context, Performed

if TYPE_CHECKING:
    from linkpath_manager.domain.event import Event
    from linkpath_manager.domain.listing import Document
    from linkpath_manager.store.sequences import ItemRow, SequenceRow

ItemWork = Callable[[Context, dict[str, Any]], Awaitable[tuple[int, Performed["Document"]]]]
"""Does one item: the status of a success, and what the gate returned."""

Ending = Callable[["SequenceRow", Sequence["ItemRow"]], "Event | None"]
"""What is told of a sequence that has just ended, with its items."""


@dataclass
class SequencesAtWork:
    """`works` and `endings`: how an item is done and what is told at the end, by the sequence's operation.

    `tasks`: those at work, by the sequence's id.
    """

    works: Mapping[str, ItemWork] = field(default_factory=dict)
    endings: Mapping[str, Ending] = field(default_factory=dict)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    stopping: bool = False
