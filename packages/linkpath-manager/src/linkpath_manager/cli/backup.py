"""`linkpath-manager backup` and `restore`: LinkPath on SQLite as one file, and back, looked over each time."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import CannotStart
from linkpath_manager.config import Settings
from linkpath_manager.kit import logs
from linkpath_manager.kit.archives import ArchiveBroken
from linkpath_manager.operations import backups
from linkpath_manager.operations.backups import Findings, NotWhole

from .terminal import DataDir, answer, failed, require_linkpath, run, say, settings_of

_POSTGRESQL = "LINKPATH_DATABASE_URL names a PostgreSQL: use pg_dump or its own backups. See docs/how-to/backup.md."


def back_up(
    target: Annotated[Path, typer.Argument(help="The file to make; it must not be there.")],
    *,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="Leave the keys out: keep them elsewhere, and give them to restore.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Make one file of LinkPath on SQLite, as of this moment, while it runs: database, keys, audit anchors."""
    run(_back_up(_sqlite(data_dir), target, with_keys=not without_keys))


def restore(
    source: Annotated[Path, typer.Argument(help="A file that `backup` made.")],
    keys: Annotated[Path | None, typer.Option(help="The keys, where the file was made without them.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Put a backup into a data directory that holds no LinkPath. It is looked over first: all of it, or nothing."""
    run(_restore(_sqlite(data_dir), source, keys))


def _sqlite(data_dir: Path | None) -> Settings:
    settings = settings_of(data_dir=data_dir)
    if settings.database_url is not None:
        raise failed(_POSTGRESQL)
    logs.configure("error", json=settings.log_format == "json")
    return settings


async def _back_up(settings: Settings, target: Path, *, with_keys: bool) -> None:
    require_linkpath(settings)
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        size = backups.make(settings.database_path, settings.keys_path if with_keys else None, target, made_at)
    except FileExistsError as error:
        raise failed(f"{target} is there already: name another file.") from error
    except (OSError, NotWhole) as error:
        raise failed(f"No backup was made: {error}") from error
    answer(str(target))
    kept = "with its keys: keep it as you keep them" if with_keys else "without its keys: it opens nothing without them"
    say(f"{size:,} bytes, {kept}.")


async def _restore(settings: Settings, source: Path, keys: Path | None) -> None:
    with bootstrap.only_one(settings.data_dir):
        if settings.database_path.exists():
            raise failed(f"{settings.data_dir} holds a LinkPath: name another data directory, or move that one away.")
        with TemporaryDirectory(prefix=".restore-", dir=settings.data_dir) as held:
            folder = Path(held)
            try:
                about = backups.open_into(source, folder)
                _put_keys(settings, folder, keys)
                findings = await _looked_over(folder)
            except (ArchiveBroken, NotWhole, CannotStart, OSError) as error:
                raise failed(f"Nothing was restored: {error}") from error
            if not findings.whole:
                raise failed(f"Nothing was restored: {_problem(findings)}")
            _move_in(folder, settings)
    say(f"Restored as of {about['made_at']}: {findings.audit_rows} rows of the audit log hold, every secret opens.")


def _put_keys(settings: Settings, folder: Path, keys: Path | None) -> None:
    """The keys beside the database: those given, those of the archive, or those already in their place."""
    place = folder / backups.KEYS
    if keys is not None:
        place.write_bytes(keys.read_bytes())
    elif not place.exists() and settings.keys_path.exists():
        place.write_bytes(settings.keys_path.read_bytes())
    if not place.exists():
        raise ArchiveBroken("it was made without its keys: give them with --keys FILE.")
    place.chmod(0o600)


async def _looked_over(folder: Path) -> Findings:
    """What is in `folder`, as LinkPath itself reads it."""
    async with bootstrap.tools(Settings(data_dir=folder, keys_file=None)) as services:
        return await backups.look_over(services)


def _problem(findings: Findings) -> str:
    if findings.broken:
        return f"the audit chain of {', '.join(findings.broken)} is broken."
    return f"{findings.lost} secrets are sealed with keys that are not here: give the right ones with --keys FILE."


def _move_in(folder: Path, settings: Settings) -> None:
    """The database comes last: with it, LinkPath is there."""
    keys = folder / backups.KEYS
    settings.keys_path.parent.mkdir(parents=True, exist_ok=True)
    if settings.keys_path.exists() and settings.keys_path.read_bytes() != keys.read_bytes():
        settings.keys_path.replace(settings.keys_path.with_suffix(".before-restore"))
    keys.replace(settings.keys_path)
    if (folder / backups.ANCHORS).exists():
        (folder / backups.ANCHORS).replace(settings.data_dir / backups.ANCHORS)
    (folder / backups.DATABASE).replace(settings.database_path)
