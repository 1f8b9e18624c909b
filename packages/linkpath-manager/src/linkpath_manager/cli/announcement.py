"""What the demo says when it is ready: on the terminal, to scripts, and on its start page."""

import json
from dataclasses import dataclass

from rich.console import Console

from linkpath_manager.gateway import StartPage
from linkpath_manager.gateway.browser import SIGN_IN_PATH
from tiktok_marketing.simulator import Entrance


@dataclass(frozen=True, slots=True)
class Owner:
    """The demo's person, and how they sign in."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Where everything is, and what opens it."""

    manager: str
    simulator: str
    inbox: str
    token: str
    owner: Owner
    way_in: Entrance


def announce(ready: Ready, *, as_json: bool) -> None:
    """One line of JSON for scripts, or what a person does next."""
    if as_json:
        print(json.dumps(_facts(ready)), flush=True)  # noqa: T201  # the answer to --json
    else:
        _print_for_people(ready)


def start_page(ready: Ready) -> StartPage:
    return StartPage(
        title="The LinkPath demo",
        curl_lines=curl_lines(ready),
        links=[("Simulated TikTok", f"{ready.simulator}/_sim/"), ("Webhook inbox", ready.inbox)],
        facts=[
            ("Advertisers connected", str(len(ready.way_in.advertiser_ids))),
            ("Currencies", "USD · EUR · JPY"),
            ("Days of figures", "120"),
            ("TikTok", "simulated"),
        ],
    )


def curl_lines(ready: Ready) -> list[tuple[str, str]]:
    """Commands that work as they stand, the reading ones first."""
    token, base = ready.token, ready.manager
    auth = f"-H 'Authorization: Bearer {token}'"
    report = "date_preset=last_7d&level=campaign&metrics=spend,impressions,clicks,ctr,conversions,roas&sort=-spend"
    body = '{"name": "Spring sale", "objective": "TRAFFIC", "budget": {"mode": "DAILY", "amount": "80.00"}}'
    first = (
        f"$(curl -s {auth} '{base}/v1/campaigns?status=ACTIVE&limit=1' | grep -o '\"id\":\"[0-9]*\"' | cut -d'\"' -f4)"
    )
    tomorrow = '{"advance_seconds": 86400}'
    write = f"{auth} -H 'Content-Type: application/json'"
    return [
        ("List campaigns", f"curl -s {auth} '{base}/v1/campaigns?limit=3'"),
        ("Report on the last week", f"curl -s {auth} '{base}/v1/reporting?{report}&limit=5'"),
        (
            "Create a campaign, paused",
            f"curl -s {write} -H 'Idempotency-Key: spring-1' -d '{body}' '{base}/v1/campaigns'",
        ),
        (
            "Pause a running one",
            f'curl -s -X PATCH {write} -d \'{{"status": "PAUSED"}}\' "{base}/v1/campaigns/{first}"',
        ),
        (
            "Let a day pass at the simulated TikTok",
            f"curl -s -H 'Content-Type: application/json' -d '{tomorrow}' '{ready.simulator}/_sim/clock'",
        ),
    ]


def _facts(ready: Ready) -> dict[str, object]:
    return {
        "ready": True,
        "manager": ready.manager,
        "simulator": ready.simulator,
        "inbox": ready.inbox,
        "token": ready.token,
        "advertiser_ids": list(ready.way_in.advertiser_ids),
        "tiktok_access_token": ready.way_in.access_token,
        "tiktok_app": {"app_id": ready.way_in.app_id, "secret": ready.way_in.secret},
        "sign_in": {
            "url": f"{ready.manager}{SIGN_IN_PATH}",
            "email": ready.owner.email,
            "password": ready.owner.password,
        },
    }


def _print_for_people(ready: Ready) -> None:
    out = Console(highlight=False, soft_wrap=True)
    out.print("\n[bold green]LinkPath is ready.[/] An agency is connected through TikTok's OAuth, simulated here.\n")
    for name, value in (
        ("Start page", f"{ready.manager}/"),
        ("Sign in", f"{ready.manager}{SIGN_IN_PATH}  as {ready.owner.email}  with {ready.owner.password}"),
        ("API reference", f"{ready.manager}/docs"),
        ("Simulated TikTok", f"{ready.simulator}/_sim/"),
        ("Webhook inbox", ready.inbox),
        ("API key", ready.token),
    ):
        out.print(f"  [dim]{name:<18}[/]{value}")
    out.print("\nTry:")
    for caption, line in curl_lines(ready):
        out.print(f"\n  [dim]# {caption}[/]")
        out.print(f"  {line}", markup=False)
    out.print("\n[dim]Ctrl-C ends it. The data is kept for the next run.[/]")
