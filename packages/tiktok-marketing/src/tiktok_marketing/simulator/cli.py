"""The command `tiktok-simulator`: a local TikTok with a world in it, ready to be called."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click
import msgspec

from tiktok_marketing.spec.endpoint import API_PREFIX, Level

from .clock import VirtualClock
from .consent import consent_link
from .knobs import KnobsTurned, turn
from .options import Grouped, GroupedOption
from .planting import Entrance, Plan, entrance, is_planted, register_redirects
from .scenarios import DEFAULT, SCENARIOS, PlanChanged, arm, is_played, plan_of, play
from .seed import Progress
from .server import PortInUse, base_url, listen, serve_on
from .simulator import Simulator
from .state import State
from .state_file import StateUnreadable

STATE_FILE = "tiktok-simulator.sqlite3"
DEFAULT_REDIRECT = "http://127.0.0.1:8000/callback"
_WORTH_WATCHING = 2_000  # ads; fewer are there before a bar is


class _Place(msgspec.Struct, frozen=True):
    host: str
    port: int
    state_dir: Path | None
    redirect_uris: tuple[str, ...]
    post_anywhere: bool


class _World(msgspec.Struct, frozen=True):
    scenario: str
    plan: Plan
    is_asked_for: bool
    """Whether any option was about it."""


def _list_scenarios(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - how click calls it
    if wanted:
        for name, scenario in SCENARIOS.items():
            click.echo(click.style(f"{name:<20}", bold=True) + scenario.says)
        context.exit()


def _web_addresses(_: click.Context, __: click.Parameter, uris: tuple[str, ...]) -> tuple[str, ...]:
    for uri in uris:
        parts = urlsplit(uri)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise click.BadParameter(f"{uri!r} is no web address, such as {DEFAULT_REDIRECT}")
    return uris


_world = partial(click.option, cls=GroupedOption, group="The world")
_answers = partial(click.option, cls=GroupedOption, group="How it answers")
_place = partial(click.option, cls=GroupedOption, group="Where it is")
_list = partial(_world, is_flag=True, is_eager=True, expose_value=False, callback=_list_scenarios)
_KINDS, _LEVELS = click.Choice(list(SCENARIOS)), click.Choice([level.value for level in Level])


@click.command(
    cls=Grouped,
    epilog="What can be done with a running one is listed at its address /_sim/.",
    context_settings={"show_default": True},
)
@_world("--scenario", type=_KINDS, metavar="NAME", show_default=DEFAULT, help="Which kind of world.")
@_list("--list-scenarios", help="Say what they are.")
@_world("--seed", type=int, metavar="N", help="Which of its kind: the same number makes the same one.")
@_world("--accounts", type=click.IntRange(1, 50), metavar="N", help="Ad accounts.")
@_world("--ads", type=click.IntRange(0, 100_000), metavar="N", help="Ads in all of them.")
@_world("--days", type=click.IntRange(1, 730), metavar="N", help="Days of history.")
@_answers("--latency-ms", type=click.IntRange(0, 60_000), metavar="N", default=0, help="Delay of every API answer.")
@_answers(
    "--read-lag-ms",
    type=click.IntRange(0, 3_000),
    metavar="N",
    default=0,
    help="How long lists do not show what was made.",
)
@_answers("--level", type=_LEVELS, default="basic", help="Tier of the developer app: sets its limits.")
@_answers("--strict", is_flag=True, help="Refuse unknown parameters.")
@_answers("--fallback/--no-fallback", default=True, help="Answer reads that are not simulated, empty.")
@_answers("--post-anywhere/--no-post-anywhere", default=False, help="Post notices to other computers too.")
@_place("--port", type=click.IntRange(0, 65535), metavar="N", default=8880, help="0 takes any free one.")
@_place("--host", metavar="ADDRESS", default="127.0.0.1", help="Address to listen on.")
@_place("--state-dir", type=click.Path(path_type=Path), metavar="FOLDER", help="Keeps the world between runs.")
@_place(
    "--redirect-uri", metavar="URL", multiple=True, callback=_web_addresses, help="Registered with the app; repeatable."
)
def simulate(  # noqa: PLR0913, PLR0917 - one parameter is one option of the command
    scenario: str | None,
    seed: int | None,
    accounts: int | None,
    ads: int | None,
    days: int | None,
    latency_ms: int,
    read_lag_ms: int,
    level: str,
    strict: bool,  # noqa: FBT001 - how click calls it, as those below
    fallback: bool,  # noqa: FBT001 - the same
    post_anywhere: bool,  # noqa: FBT001 - the same
    port: int,
    host: str,
    state_dir: Path | None,
    redirect_uri: tuple[str, ...],
) -> None:
    """Run a local TikTok Marketing API v1.3, with a world in it: an address, an app, a token, and a line to try."""
    place = _Place(host, port, state_dir, redirect_uri or (DEFAULT_REDIRECT,), post_anywhere)
    changes = {"seed": seed, "accounts": accounts, "ads": ads, "days": days}
    given = PlanChanged(**{name: value for name, value in changes.items() if value is not None})
    asked = scenario is not None or given != PlanChanged()
    world = _World(scenario or DEFAULT, plan_of(scenario or DEFAULT, given), asked)
    knobs = KnobsTurned(strict=strict, fallback=fallback, latency_ms=latency_ms, read_lag_ms=read_lag_ms)
    try:
        _run(place, world, Level(level), knobs)
    except PortInUse as problem:
        raise _failed(f"{problem} Choose another with --port or --host; --port 0 takes any free one.") from problem
    except StateUnreadable as problem:
        raise _failed(str(problem)) from problem
    except KeyboardInterrupt:
        click.echo("Stopped.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point; without `arguments`, those of the process."""
    simulate(arguments, prog_name="tiktok-simulator")


def _failed(why: str) -> click.exceptions.Exit:
    click.echo(click.style("tiktok-simulator:", fg="red") + f" {why}", err=True)
    return click.exceptions.Exit(1)


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
            click.echo("The world that was kept goes on as it is. Another one needs another --state-dir.", err=True)
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
            click.echo(f"Making a world with {ads:,} ads", err=True)
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
    click.echo(click.style("A local TikTok is running.", bold=True) + " Ctrl-C ends it.\n")
    for name, value in lines.items():
        click.echo("  " + click.style(f"{name:<13}", dim=True) + value)
    ids = json.dumps(way_in.advertiser_ids[:1])
    click.echo(
        f"\n  curl -sG -H 'Access-Token: {way_in.access_token}' \\\n"
        f"    --data-urlencode 'advertiser_ids={ids}' {base}{API_PREFIX}/advertiser/info/\n"
    )
