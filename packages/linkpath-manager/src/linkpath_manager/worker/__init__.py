"""The door with a clock: what is done without anybody asking."""

from .loop import Worker

__all__ = ["Worker"]
