"""What a process counts of itself, kept where the others that share a folder can read it."""

from .board import Board, Told
from .family import Family, counter, gauge, histogram
from .slate import Series, Slate

__all__ = ["Board", "Family", "Series", "Slate", "Told", "counter", "gauge", "histogram"]
