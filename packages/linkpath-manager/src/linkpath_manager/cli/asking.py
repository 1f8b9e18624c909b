"""What commands that ask for operations share: options, the gate, and how answers are shown."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from linkpath_manager import bootstrap
from linkpath_manager.domain.listing import Listing
from linkpath_manager.gateway.doors import list_body, object_body
from linkpath_manager.operations import Operation, Performed, operators, run
from linkpath_manager.operations.services import Services

from .terminal import answer, failed, say

As = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="The person for whom it is done: a member.")]
Workspace = Annotated[str, typer.Option(help="Id of the workspace.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]


async def ask(
    services: Services,
    name: str,
    given: Mapping[str, Any],
    *,
    workspace: str = bootstrap.WORKSPACE_ID,
    email: str | None = None,
    **more: Any,
) -> Performed[Any]:
    """What the operation `name` answers at the gate. `more`: of the context, such as `idempotency_key`."""
    op = operators.operation(name)
    ctx = await operators.context(services, workspace, op, email, **more)
    return await run(ctx, op, params_of(op, given))


def params_of(op: Operation[Any, Any], given: Mapping[str, Any]) -> Any:
    """The operation's parameters; what is wrong with them ends the command, each in a line."""
    try:
        return op.params.model_validate(given)
    except ValidationError as error:
        for one in error.errors():
            say(f"{'.'.join(map(str, one['loc'])) or 'parameters'}: {one['msg']}")
        raise failed(
            f"{op.name} does not take this. `linkpath-manager run {op.name} --help` says what it takes."
        ) from None


def encoded(result: Any) -> bytes:
    """What an operation answered, as the REST API would write it."""
    return list_body(result) if isinstance(result, Listing) else object_body(result)


def decoded(result: Any) -> Any:
    return msgspec.json.decode(encoded(result))


def show_json(result: Any) -> None:
    """In lines for people on a terminal, in one for programs."""
    text = encoded(result).decode()
    answer(json.dumps(json.loads(text), indent=2, ensure_ascii=False) if sys.stdout.isatty() else text)


def show_table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A table on a terminal; otherwise values with tabs between them, as `cut` and `awk` take them."""
    if not sys.stdout.isatty():
        for row in rows:
            answer("\t".join(row))
        return
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def read_json(place: str) -> dict[str, Any]:
    """The object in a file, or `-`: standard input."""
    try:
        text = sys.stdin.read() if place == "-" else Path(place).read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError) as error:
        raise failed(f"{place} cannot be read as JSON: {error}.") from error
    if not isinstance(found, dict):
        raise failed(f"{place} holds no JSON object.")
    return found
