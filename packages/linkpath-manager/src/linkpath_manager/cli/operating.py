"""`linkpath-manager run` and `tiktok`: any operation of LinkPath's, any reading endpoint of TikTok's."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.errors import LinkPathError
from linkpath_manager.operations import OPERATIONS, operators
from linkpath_manager.operations.services import Services
from tiktok_marketing.spec import catalogue

from .asking import As, AsJson, Workspace, ask, read_json, show_json, show_table
from .beside import with_gate
from .terminal import DataDir, answer, failed, say

_FREE: Final = {"allow_extra_args": True, "ignore_unknown_options": True}
tiktok_commands = typer.Typer(no_args_is_help=True, help="TikTok's own endpoints, by their names.")


def run_operation(  # noqa: PLR0913  # a command takes what it takes
    ctx: typer.Context,
    operation: Annotated[str | None, typer.Argument(help="Its name, such as campaigns.list.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", metavar="FILE", help="Parameters, or - for stdin.")] = None,
    email: As = None,
    workspace: Workspace = WORKSPACE_ID,
    key: Annotated[str | None, typer.Option("--idempotency-key", help="So that a repeat does nothing.")] = None,
    note: Annotated[str | None, typer.Option(help="Why; shown to who decides.")] = None,
    *,
    validate_only: Annotated[bool, typer.Option("--validate-only", help="Only say what it would do.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="Show every operation.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Do any operation, through the gate: --NAME VALUE for each of its parameters, or --json FILE. Answers JSON.

    A value that is a JSON object, list, boolean or null is taken as that, all others as text.
    """
    if operation == "--help":
        answer(ctx.get_help())
        return
    if operation is None or listing:
        rows = [(op.name, op.effect.value, op.summary) for op in OPERATIONS.values()]
        show_table(("Operation", "Effect", "What it does"), rows)
        return
    if "--help" in ctx.args:
        _describe(operation)
        return
    given = (read_json(json_file) if json_file else {}) | dict(_named(ctx.args))
    if note and operation in OPERATIONS and "note" in OPERATIONS[operation].params.model_fields:
        given["note"] = note

    async def work(services: Services) -> None:
        more = {"idempotency_key": key, "note": note, "validate_only": validate_only}
        performed = await ask(services, operation, given, workspace=workspace, email=email, **more)
        if performed.held:
            say(f"It was not done, and waits: `changes show {performed.result.id}` says for what.")
        if performed.replayed:
            say("It was done before, under this key: this is the first answer.")
        show_json(performed.result)

    with_gate(data_dir, work)


@tiktok_commands.command("call", context_settings=_FREE)
def call(
    ctx: typer.Context,
    endpoint: Annotated[str, typer.Argument(help="Its name in the catalogue, such as campaign.get.")],
    advertiser: Annotated[str | None, typer.Option(help="Left out, the workspace's selected one.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", metavar="FILE", help="Parameters, or - for stdin.")] = None,
    workspace: Workspace = WORKSPACE_ID,
    data_dir: DataDir = None,
) -> None:
    """Read from TikTok: --NAME VALUE for each of its parameters, or --json FILE. Answers JSON.

    Through the connection that opens the advertiser, within its app's quota.
    What changes something is refused here: `linkpath-manager run` does it.
    """
    given = (read_json(json_file) if json_file else {}) | dict(_named(ctx.args))

    async def work(services: Services) -> None:
        params = {"endpoint": endpoint, "params": given, "advertiser_id": advertiser}
        show_json((await ask(services, "upstream.read", params, workspace=workspace)).result)

    with_gate(data_dir, work)


@tiktok_commands.command("list")
def list_endpoints(
    part: Annotated[str, typer.Argument(help="Only names with this in them.")] = "", *, as_json: AsJson = False
) -> None:
    """Show TikTok's endpoints: name, method and path, and whether it changes anything."""
    found = [catalogue.endpoint(name) for name in catalogue.names() if part in name]
    if as_json:
        answer(
            json.dumps(
                [{"name": it.name, "method": it.method, "path": it.path, "effect": it.effect.value} for it in found]
            )
        )
        return
    show_table(("Name", "Call", "Effect"), [(it.name, f"{it.method} {it.path}", it.effect.value) for it in found])


def _named(arguments: list[str]) -> Iterator[tuple[str, Any]]:
    """`--name value` and `--name=value`, in turn."""
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.removeprefix("--").partition("=")
        if not argument.startswith("--") or not name:
            raise failed(f"{argument!r} stands alone: parameters are given as --name value.")
        following = value if equals else next(rest, None)
        if following is None:
            raise failed(f"--{name} has no value: give it as --{name} VALUE.")
        yield name.replace("-", "_"), _value(following)


def _value(text: str) -> Any:
    """JSON, where it can only be meant so; ids and amounts stay as they are written."""
    if text[:1] in {"{", "["} or text in {"true", "false", "null"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _describe(name: str) -> None:
    try:
        op = operators.operation(name)
    except LinkPathError as error:
        raise failed(f"{error.message} {error.hint}") from error
    say(f"{op.name}: {op.summary}. {op.description}".strip())
    say(f"Effect: {op.effect}. Scope: {op.scope or 'any'}. About: {op.subject}.")
    schema = op.params.model_json_schema()
    needed = schema.get("required", [])
    rows = [
        (f"--{field}", "required" if field in needed else "", one.get("description", ""))
        for field, one in schema.get("properties", {}).items()
    ]
    show_table(("Parameter", "", "What it is"), rows)
