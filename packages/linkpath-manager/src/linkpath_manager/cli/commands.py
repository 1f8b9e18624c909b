"""The commands of `linkpath-manager`."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID, CannotStart
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import ALL_SCOPES, Scope
from linkpath_manager.kit import logs
from linkpath_manager.kit.sockets import PortInUse
from linkpath_manager.operations import access, audit
from linkpath_manager.operations.services import Services

from . import running
from .backup import back_up, restore
from .beside import with_tools
from .changes import change_commands
from .keys import key_commands
from .operating import run_operation, tiktok_commands
from .people import people_commands
from .policy import policy_commands
from .terminal import DataDir, answer, failed, run, say, settings_of

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="LinkPath Manager: a self-hosted REST platform over the TikTok Marketing API.",
)
audit_commands = typer.Typer(no_args_is_help=True, help="The audit log.")
api_key_commands = typer.Typer(no_args_is_help=True, help="API keys.")
app.add_typer(audit_commands, name="audit")
app.add_typer(api_key_commands, name="api-keys")
app.add_typer(key_commands, name="keys")
app.add_typer(people_commands, name="people")
app.add_typer(change_commands, name="changes")
app.add_typer(policy_commands, name="policy")
app.add_typer(tiktok_commands, name="tiktok")
_FREE = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of LinkPath; 0 takes a free one.")] = 8080,
    data_dir: Annotated[Path, typer.Option(help="Kept between runs.")] = Path(".demo"),
    ads: Annotated[int, typer.Option(min=1, max=100_000, help="Ads of the agency, when it is made.")] = 600,
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the former runs and begin anew.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="When ready, one line of JSON for scripts.")] = False,
) -> None:
    """Try LinkPath: with a simulated TikTok and an agency in it, connected and ready."""
    from .demo import Options, run_demo

    run(run_demo(Options(port=port, data_dir=data_dir, ads=ads, fresh=fresh, as_json=as_json)))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else LINKPATH_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; else LINKPATH_PORT.")] = None,
    processes: Annotated[int | None, typer.Option(help="How many share the port; else LINKPATH_PROCESSES.")] = None,
    worker: Annotated[
        bool | None, typer.Option("--worker/--no-worker", help="Whether it works too; else LINKPATH_WORKER.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Run LinkPath: the REST API and the worker. Settings come from the environment, LINKPATH_…."""
    settings = settings_of(host=host, port=port, processes=processes, worker=worker, data_dir=data_dir)
    _run_until_told(settings, running.serve)


@app.command()
def worker(
    processes: Annotated[int | None, typer.Option(help="How many; else LINKPATH_WORKER_PROCESSES.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of /readyz; else LINKPATH_WORKER_PORT, or none.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Run workers alone, beside servers on the same PostgreSQL and Redis that leave the work to them."""
    settings = settings_of(worker_processes=processes, worker_port=port, data_dir=data_dir)
    _run_until_told(settings, running.work)


@app.command()
def doctor(
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
) -> None:
    """Look at all that LinkPath depends on, and say what to mend; exits with 1 when there is something."""
    from .doctor import examine

    run(examine(data_dir, as_json=as_json))


@app.command()
def listen(
    forward: Annotated[str, typer.Option(help="Address of your program, such as http://127.0.0.1:3000/hook.")],
    token: Annotated[str, typer.Option(envvar="LINKPATH_TOKEN", help="An API key with webhooks:manage.")],
    url: Annotated[str, typer.Option(envvar="LINKPATH_URL", help="Address of LinkPath.")] = "http://127.0.0.1:8080",
    types: Annotated[str, typer.Option(help="Only these: names and globs, by commas.")] = "",
    secret: Annotated[str | None, typer.Option(help="whsec_… to sign with; left out, a new one is printed.")] = None,
) -> None:
    """Post the workspace's events to a program on this computer, as they happen, signed as webhooks are."""
    from .listening import Listening
    from .listening import listen as listen_to

    run(listen_to(Listening(url, token, forward, types, secret)))


@app.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring the database to this version's schema."""
    run(_migrate(settings_of(data_dir=data_dir)))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def simulate(ctx: typer.Context) -> None:
    """Run the simulated TikTok alone; takes the options of `tiktok-simulator`."""
    from tiktok_marketing.simulator.cli import main as simulator_main

    simulator_main(ctx.args)


@audit_commands.command("export")
def export_audit(
    workspace: Annotated[str, typer.Option(help="Id of the workspace.")] = WORKSPACE_ID, data_dir: DataDir = None
) -> None:
    """Write a workspace's audit log to standard output: a line of JSON for each row, oldest first."""

    async def work(services: Services) -> None:
        async for line in audit.exported(services, workspace):
            answer(line.decode())

    with_tools(data_dir, work)


@audit_commands.command("verify")
def verify_audit(data_dir: DataDir = None) -> None:
    """Check that no row of the audit log was changed, lost or moved."""
    with_tools(data_dir, _verify)


@api_key_commands.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="What the key is for; a live key of the same name ends.")],
    scope: Annotated[
        list[Scope] | None,
        typer.Option(metavar="SCOPE", help="What it may, such as ads:read; repeatable. Left out: everything."),
    ] = None,
    advertiser: Annotated[list[str] | None, typer.Option(help="Only these advertisers; repeatable.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Make an API key and print it, this once."""
    scopes = frozenset(scope) if scope else ALL_SCOPES
    run(_create_key(settings_of(data_dir=data_dir), name, scopes, frozenset(advertiser) if advertiser else None))


app.command("run", context_settings=_FREE)(run_operation)
app.command("backup")(back_up)
app.command("restore")(restore)


def main() -> None:
    """Entry point."""
    app()


def _run_until_told(settings: Settings, start: Callable[[Settings], None]) -> None:
    logs.configure(settings.log_level, json=settings.log_format == "json")
    try:
        start(settings)
    except (CannotStart, PortInUse) as error:
        raise failed(str(error)) from error
    say("Stopped.")


async def _migrate(settings: Settings) -> None:
    revision = await bootstrap.migrated(settings)
    say(f"{'PostgreSQL' if settings.database_url else settings.database_path} is at schema {revision}.")


async def _verify(services: Services) -> None:
    chains = await audit.verify(services)
    for chain in chains:
        state = "holds" if chain.broken_at is None else f"is broken at row {chain.broken_at}"
        answer(f"{chain.workspace_id}: {chain.rows} rows, the chain {state}")
    if any(chain.broken_at is not None for chain in chains):
        raise typer.Exit(1)


async def _create_key(
    settings: Settings, name: str, scopes: frozenset[Scope], advertiser_ids: frozenset[str] | None
) -> None:
    async with bootstrap.tools(settings) as services:
        token = await access.issue_api_key(services, WORKSPACE_ID, name, scopes, advertiser_ids)
    answer(token)
