"""The command `tiktok-simulator`: a local TikTok with a world in it, ready to be called."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from tiktok_marketing.spec.endpoint import API_PREFIX, Level

from .clock import VirtualClock
from .consent import consent_link
from .knobs import KnobsTurned, turn
from .planting import Entrance, Plan, entrance, is_planted, register_redirects
from .scenarios import DEFAULT, SCENARIOS, PlanChanged, arm, is_played, plan_of, play
from .seed import Progress
from .server import PortInUse, base_url, listen, serve_on
from .simulator import Simulator
from .state import State
from .state_file import StateUnreadable

STATE_FILE = "tiktok-simulator.sqlite3"
DEFAULT_REDIRECT = "http://127.0.0.1:8000/callback"
_app = typer.Typer(add_completion=False)
_WORTH_WATCHING = 2_000  # ads; fewer are there before a bar is


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    state_dir: Path | None
    redirect_uris: tuple[str, ...]
    post_anywhere: bool


@dataclass(frozen=True, slots=True)
class _World:
    scenario: str
    plan: Plan
    is_asked_for: bool
    """Whether any option was about it."""


def _list_scenarios(wanted: bool | None) -> None:  # noqa: FBT001 - how typer calls it
    if wanted:
        for name, scenario in SCENARIOS.items():
            typer.echo(typer.style(f"{name:<20}", bold=True) + scenario.says)
        raise typer.Exit


def _known_scenario(name: str | None) -> str | None:
    if name is not None and name not in SCENARIOS:
        raise typer.BadParameter(f"one of {', '.join(SCENARIOS)}")
    return name


def _web_addresses(uris: list[str] | None) -> list[str] | None:
    for uri in uris or ():
        parts = urlsplit(uri)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise typer.BadParameter(f"{uri!r} is no web address, such as {DEFAULT_REDIRECT}")
    return uris


_LIST = typer.Option(
    "--list-scenarios", help="Say what they are.", is_eager=True, callback=_list_scenarios, rich_help_panel="The world"
)
_world = partial(typer.Option, rich_help_panel="The world")
_answers = partial(typer.Option, rich_help_panel="How it answers")
_place = partial(typer.Option, rich_help_panel="Where it is")
_kind = partial(_world, callback=_known_scenario, show_default=DEFAULT)


@_app.command(epilog="What can be done with a running one is listed at its address /_sim/.")
def simulate(  # noqa: PLR0913, PLR0917 - one parameter is one option of the command
    scenario: Annotated[str | None, _kind(help="Which kind of world.")] = None,
    list_scenarios: Annotated[bool | None, _LIST] = None,  # noqa: ARG001 - its callback has answered
    seed: Annotated[int | None, _world(help="Which of its kind: the same number makes the same one.")] = None,
    accounts: Annotated[int | None, _world(min=1, max=50, help="Ad accounts.")] = None,
    ads: Annotated[int | None, _world(min=0, max=100_000, help="Ads in all of them.")] = None,
    days: Annotated[int | None, _world(min=1, max=730, help="Days of history.")] = None,
    latency_ms: Annotated[int, _answers(min=0, max=60_000, help="Delay of every API answer.")] = 0,
    read_lag_ms: Annotated[int, _answers(min=0, max=3_000, help="How long lists do not show what was made.")] = 0,
    level: Annotated[Level, _answers(help="Tier of the developer app: sets its limits.")] = Level.BASIC,
    strict: Annotated[bool, _answers("--strict", help="Refuse unknown parameters.")] = False,  # noqa: FBT002 - typer's way
    fallback: Annotated[bool, _answers(help="Answer reads that are not simulated, empty.")] = True,  # noqa: FBT002 - the same
    post_anywhere: Annotated[bool, _answers(help="Post notices to other computers too.")] = False,  # noqa: FBT002 - the same
    port: Annotated[int, _place(min=0, max=65535, help="0 takes any free one.")] = 8880,
    host: Annotated[str, _place(help="Address to listen on.")] = "127.0.0.1",
    state_dir: Annotated[Path | None, _place(help="Keeps the world between runs.")] = None,
    redirect_uri: Annotated[
        list[str] | None, _place(help="Registered with the app; repeatable.", callback=_web_addresses)
    ] = None,
) -> None:
    """Run a local TikTok Marketing API v1.3, with a world in it: an address, an app, a token, and a line to try."""
    place = _Place(host, port, state_dir, tuple(redirect_uri or [DEFAULT_REDIRECT]), post_anywhere)
    changes = {"seed": seed, "accounts": accounts, "ads": ads, "days": days}
    given = PlanChanged(**{name: value for name, value in changes.items() if value is not None})
    asked = scenario is not None or given != PlanChanged()
    world = _World(scenario or DEFAULT, plan_of(scenario or DEFAULT, given), asked)
    knobs = KnobsTurned(strict=strict, fallback=fallback, latency_ms=latency_ms, read_lag_ms=read_lag_ms)
    try:
        _run(place, world, level, knobs)
    except PortInUse as problem:
        raise _failed(f"{problem} Choose another with --port or --host; --port 0 takes any free one.") from problem
    except StateUnreadable as problem:
        raise _failed(str(problem)) from problem
    except KeyboardInterrupt:
        typer.echo("Stopped.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point; without `arguments`, those of the process."""
    _app(arguments, prog_name="tiktok-simulator")


def _failed(why: str) -> typer.Exit:
    typer.echo(typer.style("tiktok-simulator:", fg=typer.colors.RED) + f" {why}", err=True)
    return typer.Exit(1)


def _run(place: _Place, world: _World, level: Level, knobs: KnobsTurned) -> None:
    with listen(place.host, place.port) as bound:
        state = State(place.state_dir / STATE_FILE if place.state_dir else None)
        try:
            simulator = Simulator(state, VirtualClock(), level=level, post_anywhere=place.post_anywhere)
            turn(simulator, knobs)
            way_in = _way_in(simulator, world)
            register_redirects(state, way_in.app_id, place.redirect_uris)
            _announce(way_in, base_url(bound), place.redirect_uris[0])
            serve_on(simulator, bound)
        finally:
            state.close()


def _way_in(simulator: Simulator, world: _World) -> Entrance:
    if is_planted(simulator.state):
        if world.is_asked_for and not is_played(simulator.state, world.scenario, world.plan):
            typer.echo("The world that was kept goes on as it is. Another one needs another --state-dir.", err=True)
        arm(simulator)
        return entrance(simulator)
    if world.plan.ads < _WORTH_WATCHING:
        return play(simulator, world.scenario, world.plan)
    with _progress(world.plan.ads) as progress:
        return play(simulator, world.scenario, world.plan, progress=progress)


@contextmanager
def _progress(ads: int) -> Iterator[Progress]:
    """A bar for those who wait, a line where none can be drawn; it is imported for them alone, for that takes long."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    screen = Console(stderr=True)
    columns = (TextColumn("Making the world"), BarColumn(), MofNCompleteColumn(), TextColumn("ads"))
    with Bar(*columns, TimeElapsedColumn(), console=screen, transient=True, disable=not screen.is_terminal) as bar:
        if bar.disable:
            typer.echo(f"Making a world with {ads:,} ads", err=True)
        task = bar.add_task("", total=ads)
        yield lambda done, total, _: bar.update(task, completed=done, total=total)


def _announce(way_in: Entrance, base: str, redirect_uri: str) -> None:
    lines = {
        "base URL": f"{base}{API_PREFIX}/",
        "authorise": consent_link(base, way_in.app_id, redirect_uri),
        "control": f"{base}/_sim/",
        "app id": way_in.app_id,
        "secret": way_in.secret,
        "access token": way_in.access_token,
        "advertisers": ", ".join(way_in.advertiser_ids),
    }
    typer.echo(typer.style("A local TikTok is running.", bold=True) + " Ctrl-C ends it.\n")
    for name, value in lines.items():
        typer.echo("  " + typer.style(f"{name:<13}", dim=True) + value)
    ids = json.dumps(way_in.advertiser_ids[:1])
    typer.echo(
        f"\n  curl -sG -H 'Access-Token: {way_in.access_token}' \\\n"
        f"    --data-urlencode 'advertiser_ids={ids}' {base}{API_PREFIX}/advertiser/info/\n"
    )
