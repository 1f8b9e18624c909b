"""Calls to addresses that somebody else named: which are allowed, and within what bounds."""

from .fetch import Fetched, FetchFailed, fetched
from .guard import AddressRefused, Guard
from .post import Posted, Poster

__all__ = ["AddressRefused", "FetchFailed", "Fetched", "Guard", "Posted", "Poster", "fetched"]
