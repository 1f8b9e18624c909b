"""SQL, and only here: what LinkPath remembers."""

from .database import EVERYWHERE, Database, DatabaseNewer, DatabaseUnusable
from .migrating import newest_revision
from .postgresql import migrate_postgresql, open_postgresql
from .sqlite import open_sqlite

__all__ = [
    "EVERYWHERE",
    "Database",
    "DatabaseNewer",
    "DatabaseUnusable",
    "migrate_postgresql",
    "newest_revision",
    "open_postgresql",
    "open_sqlite",
]
