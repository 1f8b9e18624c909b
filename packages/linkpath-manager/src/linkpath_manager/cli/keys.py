"""`linkpath-manager keys`: the keys that seal secrets, changed while LinkPath runs."""

import typer

from linkpath_manager.kit.clock import from_micros
from linkpath_manager.operations import rotation
from linkpath_manager.operations.rotation import KeyUse, Resealed
from linkpath_manager.operations.services import Services

from .beside import with_tools
from .terminal import DataDir, answer, failed, say

key_commands = typer.Typer(no_args_is_help=True, help="The keys that seal tokens and other secrets.")


@key_commands.command("list")
def list_keys(data_dir: DataDir = None) -> None:
    """Show every key of the key file, and how many secrets are sealed with it."""
    with_tools(data_dir, _list)


@key_commands.command("add")
def add_key(data_dir: DataDir = None) -> None:
    """Add a key that waits: bring the file to every machine that has a copy of its own, then `keys rotate`."""
    with_tools(data_dir, _add)


@key_commands.command("rotate")
def rotate_keys(data_dir: DataDir = None) -> None:
    """Make a new key (or the one that waits) the current one, and seal everything with it. LinkPath may run."""
    with_tools(data_dir, _rotate)


@key_commands.command("reseal")
def reseal_secrets(data_dir: DataDir = None) -> None:
    """Seal everything with the current key: ends a rotation that was cut off."""
    with_tools(data_dir, _reseal)


@key_commands.command("drop-unused")
def drop_unused_keys(data_dir: DataDir = None) -> None:
    """Take out of the file the former keys with which nothing is sealed any more."""
    with_tools(data_dir, _drop_unused)


async def _list(services: Services) -> None:
    for use in await rotation.uses(services):
        answer(_line(use))
    if count := await rotation.lost(services):
        raise failed(
            f"{count} secrets are sealed with keys that {services.sealer.path} does not have: put the keys back from "
            "the backup, or connect the TikTok accounts again that `POST /v1/connections/{id}/test` names."
        )


async def _add(services: Services) -> None:
    answer(services.sealer.add())


async def _rotate(services: Services) -> None:
    key_id, done = await rotation.rotate(services)
    _tell(key_id, done)


async def _reseal(services: Services) -> None:
    _tell(services.sealer.keys.current, await rotation.reseal(services))


async def _drop_unused(services: Services) -> None:
    dropped, kept = await rotation.drop_unused(services)
    for key_id in dropped:
        answer(f"{key_id} dropped")
    if kept:
        raise failed(" ".join(f"{key_id} is kept: {reason}." for key_id, reason in kept.items()))
    if not dropped:
        say("There is no former key.")


def _tell(key_id: str, done: Resealed) -> None:
    answer(f"{key_id} is the current key; {_secrets(done.count)} sealed with it anew")
    if done.broken:
        places = ", ".join(sorted(done.broken)[:5])
        raise failed(f"{_secrets(len(done.broken))} did not open and were left as they are: {places}.")


def _line(use: KeyUse) -> str:
    since = f" since {from_micros(use.retired_at):%Y-%m-%d %H:%M:%S} UTC" if use.retired_at else ""
    return f"{use.id}  {use.state}{since}  {_secrets(use.sealed)}"


def _secrets(count: int) -> str:
    return f"{count} secret{'' if count == 1 else 's'}"
