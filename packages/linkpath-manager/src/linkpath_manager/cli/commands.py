"""The commands of `linkpath-manager`."""

import socket
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from linkpath_manager import bootstrap
from linkpath_manager.bootstrap import WORKSPACE_ID, CannotStart
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import ALL_SCOPES, Scope
from linkpath_manager.kit import logs
from linkpath_manager.kit.sockets import PortInUse, address, listen
from linkpath_manager.operations import access, audit, sign_up

from .keys import key_commands
from .people import people_commands
from .serving import server
from .supervising import supervise
from .terminal import DataDir, answer, failed, require_linkpath, run, say, settings_of

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
    data_dir: DataDir = None,
) -> None:
    """Run LinkPath: the REST API and the worker. Settings come from the environment, LINKPATH_…."""
    settings = settings_of(host=host, port=port, processes=processes, data_dir=data_dir)
    logs.configure(settings.log_level, json=settings.log_format == "json")
    try:
        with listen(settings.host, settings.port) as bound:
            if settings.processes == 1:
                run(_serve(settings, bound, when_ready=lambda: _answers(bound)))
            else:
                _serve_together(settings, bound)
    except (CannotStart, PortInUse) as error:
        raise failed(str(error)) from error
    say("Stopped.")


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
    run(_export(settings_of(data_dir=data_dir), workspace))


@audit_commands.command("verify")
def verify_audit(data_dir: DataDir = None) -> None:
    """Check that no row of the audit log was changed, lost or moved."""
    run(_verify(settings_of(data_dir=data_dir)))


@api_key_commands.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="What the key is for; a live key of the same name ends.")],
    scope: Annotated[list[Scope] | None, typer.Option(help="What it may; repeatable. Left out: everything.")] = None,
    advertiser: Annotated[list[str] | None, typer.Option(help="Only these advertisers; repeatable.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Make an API key and print it, this once."""
    scopes = frozenset(scope) if scope else ALL_SCOPES
    run(_create_key(settings_of(data_dir=data_dir), name, scopes, frozenset(advertiser) if advertiser else None))


def main() -> None:
    """Entry point."""
    app()


def _serve_together(settings: Settings, bound: socket.socket) -> None:
    """Several processes on one socket; with SQLite, this one holds the folder for them."""

    def serve_one(ready: Callable[[], None]) -> int:
        try:
            run(_serve(settings, bound, when_ready=ready, alone=False))
        except typer.Exit as end:
            return end.exit_code
        return 0

    link: list[str] = []

    def ready() -> None:
        _answers(bound, settings.processes)
        _greet(link[0] if link else None)

    with bootstrap.only_one(settings.data_dir) if settings.database_url is None else nullcontext():
        run(_make_first_link(settings, _public_url(settings, bound), link))  # one for all, before there are several
        code = supervise(serve_one, settings.processes, when_ready=ready)
    if code:
        raise typer.Exit(code)


async def _serve(
    settings: Settings, bound: socket.socket, *, when_ready: Callable[[], None], alone: bool = True
) -> None:
    opening = bootstrap.opened(settings, public_url=_public_url(settings, bound), alone=alone)
    async with opening as house, bootstrap.working(house.worker):
        link = await sign_up.first_link(house.services, WORKSPACE_ID) if alone else None
        when_ready()
        _greet(link)
        await server(house.rest_door(), trusted_proxies=settings.trusted_proxies).serve(sockets=[bound])


async def _make_first_link(settings: Settings, public_url: str, made: list[str]) -> None:
    """Puts the link for the first owner into `made`, where there is nobody yet."""
    async with bootstrap.tools(settings, public_url=public_url) as services:
        if link := await sign_up.first_link(services, WORKSPACE_ID):
            made.append(link)


def _public_url(settings: Settings, bound: socket.socket) -> str:
    return str(settings.public_url) if settings.public_url else address(bound)


def _greet(first_link: str | None) -> None:
    if first_link:
        say(f"Nobody has signed up yet. Whoever opens this link becomes the owner, once: {first_link}")


def _answers(bound: socket.socket, processes: int = 1) -> None:
    by = f", by {processes} processes" if processes > 1 else ""
    say(f"LinkPath answers at {address(bound)}{by}. Ctrl-C ends it.")


async def _migrate(settings: Settings) -> None:
    revision = await bootstrap.migrated(settings)
    say(f"{'PostgreSQL' if settings.database_url else settings.database_path} is at schema {revision}.")


async def _export(settings: Settings, workspace_id: str) -> None:
    async with bootstrap.tools(settings) as services:
        async for line in audit.exported(services, workspace_id):
            answer(line.decode())


async def _verify(settings: Settings) -> None:
    require_linkpath(settings)
    async with bootstrap.tools(settings) as services:
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
