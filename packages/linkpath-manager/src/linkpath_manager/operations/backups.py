"""LinkPath on SQLite as one file, and back; and whether what is there is whole."""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from linkpath_manager.kit.archives import pack, unpack
from linkpath_manager.store import newest_revision
from linkpath_manager.store.copying import copy_sqlite, damage

from . import audit, rotation
from .services import Services

DATABASE: Final = "linkpath.sqlite3"
KEYS: Final = "keys.json"
ANCHORS: Final = audit.ANCHORS


class NotWhole(Exception):
    """A database that is damaged; the message says how."""


@dataclass(frozen=True, slots=True)
class Findings:
    """`audit_rows` in chains that hold; `broken` are workspaces whose chain does not; `lost` secrets have no key."""

    audit_rows: int
    broken: list[str]
    lost: int

    @property
    def whole(self) -> bool:
        return not self.broken and not self.lost


async def look_over(services: Services) -> Findings:
    """Every audit chain followed, and every sealed secret's key looked for."""
    chains = await audit.verify(services)
    return Findings(
        audit_rows=sum(chain.rows for chain in chains),
        broken=[chain.workspace_id for chain in chains if chain.broken_at is not None],
        lost=await rotation.lost(services),
    )


def make(database: Path, keys: Path | None, target: Path, made_at: str) -> int:
    """Packs the database as of this moment, the audit's anchors beside it, and the keys if given; returns its bytes.

    Raises:
        FileExistsError: `target` is there already.
        NotWhole: the copy is damaged, hence what it was made of: nothing is packed.
    """
    with TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        copy = Path(folder) / DATABASE
        copy_sqlite(database, copy)
        if problem := damage(copy):
            raise NotWhole(f"{database} is damaged: {problem}")
        beside = {ANCHORS: database.parent / ANCHORS, KEYS: keys}
        files = {DATABASE: copy, **{name: file for name, file in beside.items() if file and file.exists()}}
        about = {"made_at": made_at, "version": version("linkpath-manager"), "schema": newest_revision()}
        pack(files, about, target)
    return target.stat().st_size


def open_into(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpacks and looks at every page; returns what the archive says of itself.

    Raises:
        ArchiveBroken, NotWhole: it is not as it was made.
    """
    about = unpack(archive, folder)
    if problem := damage(folder / DATABASE):
        raise NotWhole(f"The database in {archive} is damaged: {problem}")
    return about
