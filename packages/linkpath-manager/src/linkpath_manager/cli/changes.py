"""`linkpath-manager changes`: what waits for people, shown and decided on."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.operations.services import Services

from .asking import As, AsJson, Workspace, ask, decoded, show_json, show_table
from .beside import with_gate
from .terminal import DataDir, answer, failed, say

change_commands = typer.Typer(no_args_is_help=True, help="Changes: writes that wait for people to decide on them.")

ChangeId = Annotated[str, typer.Argument(help="Its id, chg_….")]
Note = Annotated[str | None, typer.Option(help="Why, in your words.")]
Digest = Annotated[str | None, typer.Option(help="Of the change that you looked at; left out, you are shown it now.")]


@change_commands.command("list")
def list_changes(
    status: Annotated[list[str] | None, typer.Option(help="Only these; repeatable. Left out: pending.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    workspace: Workspace = WORKSPACE_ID,
    *,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show changes, the newest first."""

    async def work(services: Services) -> None:
        given = {"status": ",".join(status or ["pending"]), "limit": limit}
        listed = (await ask(services, "changes.list", given, workspace=workspace)).result
        if as_json:
            show_json(listed)
            return
        rows = [_row(one) for one in decoded(listed)["data"]]
        show_table(("Change", "Status", "What", "Money", "Asked by", "Approvals", "Ends"), rows)

    with_gate(data_dir, work)


@change_commands.command("show")
def show_change(
    change_id: ChangeId, workspace: Workspace = WORKSPACE_ID, *, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Show one: what is now, what would be, what it can add to spend, who said what."""

    async def work(services: Services) -> None:
        change = (await ask(services, "changes.get", {"id": change_id}, workspace=workspace)).result
        if as_json:
            show_json(change)
        else:
            _show(decoded(change))

    with_gate(data_dir, work)


def _decision(operation: str) -> Callable[..., None]:
    """The command by which a person says yes or no to what was looked at."""

    def decide(
        change_id: ChangeId,
        email: As = None,
        digest: Digest = None,
        note: Note = None,
        workspace: Workspace = WORKSPACE_ID,
        *,
        as_json: AsJson = False,
        data_dir: DataDir = None,
    ) -> None:
        async def work(services: Services) -> None:
            seen = digest
            if seen is None:
                change = decoded((await ask(services, "changes.get", {"id": change_id}, workspace=workspace)).result)
                _show(change, to_standard_error=True)
                _confirm(operation, change_id)
                seen = change["digest"]
            given = {"id": change_id, "digest": seen, "note": note}
            _tell((await ask(services, operation, given, workspace=workspace, email=email)).result, as_json=as_json)

        with_gate(data_dir, work)

    return decide


def _withdrawal(operation: str) -> Callable[..., None]:
    """The command by which a person takes something back."""

    def withdraw(
        change_id: ChangeId,
        email: As = None,
        note: Note = None,
        workspace: Workspace = WORKSPACE_ID,
        *,
        as_json: AsJson = False,
        data_dir: DataDir = None,
    ) -> None:
        async def work(services: Services) -> None:
            given = {"id": change_id, "note": note}
            _tell((await ask(services, operation, given, workspace=workspace, email=email)).result, as_json=as_json)

        with_gate(data_dir, work)

    return withdraw


change_commands.command(
    "approve", help="Approve one for a person, who is not its asker. It is applied at once when enough have."
)(_decision("changes.approve"))
change_commands.command("reject", help="Reject one for a person, who is not its asker.")(_decision("changes.reject"))
change_commands.command("cancel", help="Take one back, for the person who asked for it.")(_withdrawal("changes.cancel"))
change_commands.command(
    "undo", help="Propose the way back from one that was applied; the policy weighs it as any other."
)(_withdrawal("changes.undo"))


def _confirm(operation: str, change_id: str) -> None:
    """Only a person at a terminal has looked; a script names the digest of what somebody looked at."""
    verb = operation.partition(".")[2]
    if not sys.stdin.isatty():
        raise failed(
            f"Nobody is at the terminal to look at it: name what was looked at, --digest of `changes show {change_id}`."
        )
    if not typer.confirm(f"{verb.capitalize()} it?", err=True):
        raise failed("Nothing was decided.")


def _tell(result: Any, *, as_json: bool) -> None:
    if as_json:
        show_json(result)
        return
    change = decoded(result)
    answer(f"{change['id']}\t{change['status']}\t{change['title']}")
    if change["error"]:
        say(f"It was not done: {change['error'].get('message') or change['error'].get('code')}")


def _row(change: dict[str, Any]) -> tuple[str, ...]:
    given = sum(1 for one in change["decisions"] if one["approves"])
    asked_by = change["asked_by"]["name"] or change["asked_by"]["kind"] or ""
    approvals = f"{given} of {change['approvals_needed']}"
    money = change["money"]["words"]
    return (change["id"], change["status"], change["title"], money, asked_by, approvals, change["expires_at"])


def _show(change: dict[str, Any], *, to_standard_error: bool = False) -> None:
    console = Console(stderr=to_standard_error, highlight=False)
    console.print(f"[bold]{escape(change['title'])}[/bold]  {change['status']}", soft_wrap=True)
    table = Table("Field", "Now", "Then", box=None, header_style="bold", pad_edge=False)
    for one in change["changes"]:
        table.add_row(escape(one["field"]), escape(_shown(one["before"])), escape(_shown(one["after"])))
    console.print(table)
    facts = {
        "Money": change["money"]["words"],
        "Risks": " ".join(change["risks"]),
        "Operation": change["operation"],
        "Advertiser": change["advertiser_id"],
        "Asked by": f"{change['asked_by']['name']} ({change['asked_by']['kind']})",
        "Why": change["note"] or "",
        "Approvals": f"{change['approvals_needed']} needed",
        "Said": "; ".join(_said(one) for one in change["decisions"]),
        "Ends": change["expires_at"],
        "Digest": change["digest"],
        "Page": change["url"],
    }
    for name, value in facts.items():
        if value:
            console.print(f"{name:<11}{escape(value)}", soft_wrap=True)


def _said(one: dict[str, Any]) -> str:
    verdict = "approved" if one["approves"] else "rejected"
    return f"{one['name']} {verdict}" + (f": {one['note']}" if one["note"] else "")


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
