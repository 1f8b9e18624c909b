"""The child's side of `child.py`: a line in is an errand, a line out its result, the end of input the end."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any


def say(value: Any) -> None:
    """One line to the process that started this one."""
    print(json.dumps(value), flush=True)


def errands() -> Iterator[str]:
    """What the parent asks for, each time it does; ends with it."""
    for line in sys.stdin:
        yield line.strip()


def on_errand(do: Callable[[], None], on_end: Callable[[], None]) -> None:
    """Has the running loop call `do` each time that the parent asks, and `on_end` when it has gone."""
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if os.read(0, 64):
            do()
        else:
            loop.remove_reader(0)
            on_end()

    loop.add_reader(0, heard)
