"""A stateful local TikTok: the Marketing API v1.3 as the first table describes it, answered by a server of our own."""

from .app import build_app
from .clock import VirtualClock
from .faults import ConnectionCut, Fault, FaultKind
from .planting import Entrance, Plan, entrance, is_planted, plant, register_redirects
from .server import running, serve
from .simulator import Simulator
from .state import State, StateUnreadable

__all__ = [
    "ConnectionCut",
    "Entrance",
    "Fault",
    "FaultKind",
    "Plan",
    "Simulator",
    "State",
    "StateUnreadable",
    "VirtualClock",
    "build_app",
    "entrance",
    "is_planted",
    "plant",
    "register_redirects",
    "running",
    "serve",
]
