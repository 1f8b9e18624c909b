"""SQL, and only here: what LinkPath remembers."""

from .database import Database, DatabaseNewer, DatabaseUnusable, newest_revision, open_database

__all__ = ["Database", "DatabaseNewer", "DatabaseUnusable", "newest_revision", "open_database"]
