"""Limits on how often somebody may do something: exact in every window, in one process or in many."""

from .ledger import Ledger
from .memory import MemoryLimiter
from .redis_limiter import RedisLimiter
from .redis_line import RedisAddress
from .window import Limiter, Verdict, Window

__all__ = ["Ledger", "Limiter", "MemoryLimiter", "RedisAddress", "RedisLimiter", "Verdict", "Window"]
