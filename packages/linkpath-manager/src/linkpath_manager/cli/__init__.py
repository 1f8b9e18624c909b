"""The command `linkpath-manager`."""

from .commands import main

__all__ = ["main"]
