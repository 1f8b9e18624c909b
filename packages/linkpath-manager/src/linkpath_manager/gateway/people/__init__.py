"""Pages for people: signing up and in, their account, members, API keys. They work without a script."""

from .doors import people_doors

__all__ = ["people_doors"]
