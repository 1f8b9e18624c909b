"""The doctor: looks at what LinkPath depends on, one thing after the other, and says what to mend. Changes nothing."""

from .company import connections, processes, secrets
from .machine import data_folder, key_file, public_address
from .stores import postgresql, redis, sqlite
from .tiktok import tiktok

__all__ = [
    "connections",
    "data_folder",
    "key_file",
    "postgresql",
    "processes",
    "public_address",
    "redis",
    "secrets",
    "sqlite",
    "tiktok",
]
