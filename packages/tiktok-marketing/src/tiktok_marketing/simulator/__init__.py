"""A stateful local TikTok: the Marketing API v1.3 as the first table describes it, answered by a server of our own.

What it needs besides the client (Starlette, uvicorn) is imported with the first name that is taken from here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import build_app
    from .clock import VirtualClock
    from .faults import ConnectionCut, Fault, FaultKind
    from .library import Library
    from .outbox import post_due
    from .planting import Entrance, Plan, entrance, is_planted, plant, register_redirects
    from .posting import Post, Receiver, to_app
    from .scenarios import SCENARIOS, play
    from .server import running, serve
    from .simulator import Simulator
    from .snapshots import Snapshot, restore, take
    from .state import State
    from .state_file import StateUnreadable

__all__ = [
    "SCENARIOS",
    "ConnectionCut",
    "Entrance",
    "Fault",
    "FaultKind",
    "Library",
    "Plan",
    "Post",
    "Receiver",
    "Simulator",
    "Snapshot",
    "State",
    "StateUnreadable",
    "VirtualClock",
    "build_app",
    "entrance",
    "is_planted",
    "plant",
    "play",
    "post_due",
    "register_redirects",
    "restore",
    "running",
    "serve",
    "take",
    "to_app",
]

_HOMES = {
    "app": ("build_app",),
    "clock": ("VirtualClock",),
    "faults": ("ConnectionCut", "Fault", "FaultKind"),
    "library": ("Library",),
    "outbox": ("post_due",),
    "planting": ("Entrance", "Plan", "entrance", "is_planted", "plant", "register_redirects"),
    "posting": ("Post", "Receiver", "to_app"),
    "scenarios": ("SCENARIOS", "play"),
    "server": ("running", "serve"),
    "simulator": ("Simulator",),
    "snapshots": ("Snapshot", "restore", "take"),
    "state": ("State",),
    "state_file": ("StateUnreadable",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
