"""The command `tiktok-simulator`: a local TikTok with an agency in it, ready to be called."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tiktok_marketing.spec.endpoint import API_PREFIX, Level

from .clock import VirtualClock
from .planting import Entrance, Plan, entrance, is_planted, plant, register_redirects
from .server import PortInUse, base_url, listen, serve_on
from .simulator import Simulator
from .state import State, StateUnreadable

STATE_FILE = "tiktok-simulator.sqlite3"
DEFAULT_REDIRECT = "http://127.0.0.1:8000/callback"
_app = typer.Typer(add_completion=False)
_console = Console()


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    state_dir: Path | None
    redirect_uris: tuple[str, ...]


@_app.command()
def simulate(  # noqa: PLR0913, PLR0917 - one parameter is one option of the command
    seed: Annotated[int, typer.Option(help="Which agency: the same number makes the same one.")] = 7,
    accounts: Annotated[int, typer.Option(min=1, max=50, help="Ad accounts.")] = 3,
    ads: Annotated[int, typer.Option(min=1, max=100_000, help="Ads in all of them.")] = 600,
    days: Annotated[int, typer.Option(min=1, max=730, help="Days of history.")] = 120,
    latency_ms: Annotated[int, typer.Option(min=0, max=60_000, help="Delay of every API answer.")] = 0,
    level: Annotated[Level, typer.Option(help="Tier of the developer app: sets its limits.")] = Level.BASIC,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse unknown parameters.")] = False,  # noqa: FBT002 - typer's way
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = 8880,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    state_dir: Annotated[Path | None, typer.Option(help="Keeps the state between runs.")] = None,
    redirect_uri: Annotated[list[str] | None, typer.Option(help="Registered with the app; repeatable.")] = None,
) -> None:
    """Run a local TikTok Marketing API v1.3. An agency is made on the first start."""
    place = _Place(host, port, state_dir, tuple(redirect_uri or [DEFAULT_REDIRECT]))
    plan = Plan(seed=seed, accounts=accounts, ads=ads, days=days)
    try:
        _run(place, plan, level=level, strict=strict, latency_seconds=latency_ms / 1000)
    except (PortInUse, StateUnreadable) as problem:
        _console.print(f"[red]tiktok-simulator:[/red] {problem}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from problem
    except KeyboardInterrupt:
        _console.print("Stopped.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point; without `arguments`, those of the process."""
    _app(arguments, prog_name="tiktok-simulator")


def _run(place: _Place, plan: Plan, *, level: Level, strict: bool, latency_seconds: float) -> None:
    with listen(place.host, place.port) as bound:
        state = State(place.state_dir / STATE_FILE if place.state_dir else None)
        try:
            simulator = Simulator(state, VirtualClock(), level=level, strict=strict, latency_seconds=latency_seconds)
            way_in = _way_in(simulator, plan)
            register_redirects(state, way_in.app_id, place.redirect_uris)
            _announce(way_in, base_url(bound), place.redirect_uris[0])
            serve_on(simulator, bound)
        finally:
            state.close()


def _way_in(simulator: Simulator, plan: Plan) -> Entrance:
    if is_planted(simulator.state):
        return entrance(simulator)
    columns = (TextColumn("Making the agency"), BarColumn(), MofNCompleteColumn(), TextColumn("ads"))
    with Progress(*columns, TimeElapsedColumn(), console=_console, transient=True) as progress:
        task = progress.add_task("", total=plan.ads)
        return plant(
            simulator, plan, progress=lambda done, total, _: progress.update(task, completed=done, total=total)
        )


def _announce(way_in: Entrance, base: str, redirect_uri: str) -> None:
    query = f"app_id={way_in.app_id}&state=hello&redirect_uri={redirect_uri}"
    lines = {
        "base URL": f"{base}{API_PREFIX}/",
        "authorise": f"{base}/portal/auth?{query}",
        "control": f"{base}/_sim/",
        "app id": way_in.app_id,
        "secret": way_in.secret,
        "access token": way_in.access_token,
        "advertisers": ", ".join(way_in.advertiser_ids),
    }
    _console.print("[bold]A local TikTok is running.[/bold] Ctrl-C ends it.\n")
    for name, value in lines.items():
        _console.print(f"  [dim]{name:<13}[/dim]{value}", highlight=False, soft_wrap=True)
    ids = json.dumps(way_in.advertiser_ids[:1])
    _console.print(
        f"\n  curl -sG -H 'Access-Token: {way_in.access_token}' \\\n"
        f"    --data-urlencode 'advertiser_ids={ids}' {base}{API_PREFIX}/advertiser/info/\n",
        highlight=False,
        soft_wrap=True,
        markup=False,
    )
