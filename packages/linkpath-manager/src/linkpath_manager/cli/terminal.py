"""What every command shares: settings, the event loop, and how a failure is said: one line, with what to do next."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from linkpath_manager.bootstrap import CannotStart
from linkpath_manager.config import Settings
from linkpath_manager.kit.key_file import KeyFileBroken
from linkpath_manager.kit.sockets import PortInUse

_errors = Console(stderr=True)

DataDir = Annotated[Path | None, typer.Option(help="Where LinkPath keeps its data; else LINKPATH_DATA_DIR.")]


def settings_of(**given: Any) -> Settings:
    """Settings of the environment, overridden by what was given on the command line."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "LINKPATH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise failed(f"{name} cannot be used: {first['msg']}.") from error


def require_linkpath(settings: Settings) -> None:
    """For commands that are about a LinkPath that there is.

    Raises:
        CannotStart: the data directory holds none.
    """
    if settings.database_url is None and not settings.database_path.exists():
        raise CannotStart(f"There is no LinkPath in {settings.data_dir}: name another data directory.")


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` to its end."""
    try:
        uvloop.run(work)
    except (CannotStart, PortInUse, KeyFileBroken) as error:
        raise failed(str(error)) from error
    except KeyboardInterrupt:
        say("Interrupted.")
        raise typer.Exit(130) from None


def failed(message: str) -> typer.Exit:
    """Says `message`; raise what it returns."""
    _errors.print("[red]linkpath-manager:[/red]", escape(message), highlight=False, soft_wrap=True)
    return typer.Exit(1)


def say(line: str) -> None:
    """One line to standard error, however wide the terminal, and with no square bracket taken for a colour."""
    _errors.print(line, markup=False, highlight=False, soft_wrap=True)


def answer(line: str) -> None:
    """One line of what the command was asked for, to standard output, and at once: a program may be reading."""
    print(line, flush=True)  # noqa: T201  # the command's answer
