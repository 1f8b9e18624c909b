"""`linkpath-manager policy`: what passes, what people decide on, what is never done."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.operations.services import Services

from .asking import As, AsJson, Workspace, ask, decoded, read_json, show_json, show_table
from .beside import with_gate
from .terminal import DataDir, failed

policy_commands = typer.Typer(no_args_is_help=True, help="The policy: what passes, what waits, what is never done.")

Advertisers = Annotated[list[str] | None, typer.Option("--advertiser", help="Only this; repeatable. Left out: all.")]


@policy_commands.command("show")
def show_policy(workspace: Workspace = WORKSPACE_ID, *, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Show the policy in force."""
    _ask("policy.get", {}, workspace, None, as_json=as_json, data_dir=data_dir)


@policy_commands.command("set")
def set_policy(
    file: Annotated[str, typer.Argument(help="The parts to replace, as JSON; - for standard input.")],
    email: As = None,
    workspace: Workspace = WORKSPACE_ID,
    *,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Replace the parts of the policy that FILE has; what it leaves out stays."""
    given = read_json(file)
    if not given:
        raise failed(f"{file} names no part of the policy: `policy show --json` shows them.")
    _ask("policy.set", given, workspace, email, as_json=as_json, data_dir=data_dir)


def _switch(operation: str) -> Callable[..., None]:
    """The command that turns the kill switch."""

    def turn(
        advertiser: Advertisers = None,
        email: As = None,
        workspace: Workspace = WORKSPACE_ID,
        *,
        as_json: AsJson = False,
        data_dir: DataDir = None,
    ) -> None:
        given = {"advertiser_ids": advertiser} if advertiser else {}
        _ask(operation, given, workspace, email, as_json=as_json, data_dir=data_dir)

    return turn


policy_commands.command("stop", help="The kill switch: nothing that can raise spend is done any more.")(
    _switch("policy.stop")
)
policy_commands.command("resume", help="Let spend be raised again.")(_switch("policy.resume"))


@policy_commands.command("open")
def open_closed(
    pattern: Annotated[list[str], typer.Argument(help="What is closed, such as '*.delete'.")],
    minutes: Annotated[int, typer.Option(min=1, max=60)] = 60,
    email: As = None,
    workspace: Workspace = WORKSPACE_ID,
    *,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Open what is closed, for an hour at most."""
    given = {"operations": pattern, "minutes": minutes}
    _ask("policy.open", given, workspace, email, as_json=as_json, data_dir=data_dir)


def _ask(
    operation: str, given: dict[str, Any], workspace: str, email: str | None, *, as_json: bool, data_dir: Any
) -> None:
    async def work(services: Services) -> None:
        policy = (await ask(services, operation, given, workspace=workspace, email=email)).result
        if as_json:
            show_json(policy)
        else:
            show_table(("Part", "What it says"), list(_parts(decoded(policy)).items()))

    with_gate(data_dir, work)


def _parts(policy: dict[str, Any]) -> dict[str, str]:
    """Each part in words."""
    set_by = f"{policy['version']}, set {policy['set_at']}" if policy["version"] else "the one LinkPath comes with"
    stops = policy["stops"]
    stopped = "all advertisers" if stops["all"] else ", ".join(stops["advertiser_ids"])
    parts = {"version": set_by}
    for number, rule in enumerate(policy["rules"], 1):
        who, what = rule["who"], ", ".join(rule["operations"])
        parts[f"rule {number}"] = f"{who}: {what} need {_people(rule['approvals'])}"
    for number, closed in enumerate(policy["closed"], 1):
        until = f", open until {closed['open_until']}" if closed.get("open_until") else ""
        parts[f"closed {number}"] = f"{closed['who']}: {', '.join(closed['operations'])}{until}"
    parts["one person above"] = _amounts(policy["approval_above"])
    parts["two people above"] = _amounts(policy["two_people_above"])
    for name, amounts in policy["ceilings"].items():
        parts[f"ceiling {name.replace('_', ' ')}"] = _amounts(amounts)
    parts["kill switch"] = f"on for {stopped}" if stopped else "off"
    parts["a change waits for"] = f"{policy['expires_after_hours']} hours"
    return parts


def _people(count: int) -> str:
    return {0: "nobody", 1: "one person"}.get(count, f"{count} people")


def _amounts(amounts: dict[str, str]) -> str:
    return ", ".join(f"{amount} {currency}" for currency, amount in sorted(amounts.items())) or "no bound"
