"""Kill -9 among writes, again and again: what was answered is there once, what was not ends once."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from running_demo import PROGRAMS, Demo, finished, started

from .writers import Traffic, repeat_answered, write_until_all_answered, write_until_killed
from .writes import Ledger, Write, seen, seen_at_tiktok

ADS = "30"
LIFE_SECONDS = 0.2, 3.0
SETTLE_SECONDS = 60  # and one for each write left open: all of them wait for TikTok's quota
EVERY_STATUS = "ACTIVE,PAUSED,DELETED"


@dataclass
class Figures:
    """What a proof counted. It holds when `wrong` is empty."""

    seed: int
    kills: int = 0
    creates: int = 0
    changes: int = 0
    faults: int = 0
    sent: int = 0
    """Requests, repeats included."""
    answered: int = 0
    """Writes answered with success in the end."""
    cut_off: int = 0
    """Writes whose process was killed before it answered, at least once."""
    repeated: int = 0
    found: int = 0
    """Of those cut off: answered from what the first attempt had done."""
    campaigns: int = 0
    """At TikTok, in the end."""
    doubles: int = 0
    lost: int = 0
    seconds: float = 0
    audit: str = ""
    wrong: list[str] = field(default_factory=list)


def prove(rounds: int, seed: int, data_dir: Path, tell: Callable[[str], None] = lambda _: None) -> Figures:
    """Kills a demo on `data_dir` `rounds` times while it is written to, and looks after each what there is."""
    began, figures = time.monotonic(), Figures(seed)
    ledger: Ledger | None = None
    for number in range(rounds + 1):
        with started(data_dir, "--ads", ADS) as demo:
            ledger = ledger or Ledger(f"kill-{seed}", _advertiser(demo), Random(seed))
            figures.wrong += [f"round {number}: {each}" for each in _differences(demo, ledger)]
            if number == rounds:
                _end(demo, ledger, figures)
                break
            after_seconds = ledger.dice.uniform(*LIFE_SECONDS)
            _add(figures, asyncio.run(write_until_killed(demo, ledger, after_seconds)))
            figures.kills += 1
        tell(f"kill {figures.kills} after {after_seconds:.2f} s: {_told(ledger)}")
    assert ledger is not None
    _verify_audit(data_dir, figures)
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


def _end(demo: Demo, ledger: Ledger, figures: Figures) -> None:
    """Every write comes to its end; then nothing is there twice, and nothing is missing."""
    within_seconds = SETTLE_SECONDS + len(ledger.pending)
    _add(figures, asyncio.run(write_until_all_answered(demo, ledger, within_seconds)))
    answered = [write for write in ledger.writes if write.answer]
    figures.wrong += [f"never answered: {write.key}" for write in ledger.pending]
    figures.wrong += [f"refused: {each}" for each in ledger.refusals]
    figures.wrong += asyncio.run(repeat_answered(demo, _last_writes(answered)))
    figures.wrong += _differences(demo, ledger)
    names = Counter(row["campaign_name"] for row in _at_tiktok(demo, ledger))
    made = [write.body["name"] for write in answered if write.campaign_id is None]
    figures.doubles = sum(count - 1 for count in names.values())
    figures.lost = len(set(made) - names.keys())
    figures.campaigns = names.total()
    figures.creates = sum(write.campaign_id is None for write in ledger.writes)
    figures.changes = len(ledger.writes) - figures.creates
    figures.answered = len(answered)
    cut_off = [write for write in ledger.writes if write.unanswered]
    figures.cut_off = len(cut_off)
    figures.found = sum(write.replayed for write in cut_off)
    demo.interrupt()


def _differences(demo: Demo, ledger: Ledger) -> list[str]:
    """Where LinkPath or TikTok does not hold what was answered, or holds what nobody asked for."""
    here, there = _at_linkpath(demo, ledger), _at_tiktok(demo, ledger)
    sides = {
        "LinkPath": [(row["id"], seen(row)) for row in here],
        "TikTok": [(row["campaign_id"], seen_at_tiktok(row)) for row in there],
    }
    broken = demo.tiktok.get("/_sim/check").json()["broken"]
    return [f"the simulator: {each}" for each in broken] + [
        f"{side}: {problem}" for side, rows in sides.items() for problem in _problems(rows, ledger)
    ]


def _problems(rows: list[tuple[str, dict[str, Any]]], ledger: Ledger) -> list[str]:
    open_names = {write.body["name"] for write in ledger.pending if write.campaign_id is None}
    held = dict(rows)
    names = Counter(values["name"] for _, values in rows)
    problems = [f"{name!r} is there {count} times" for name, count in names.items() if count > 1]
    for campaign_id, values in held.items():
        if campaign_id not in ledger.campaigns and values["name"] not in open_names:
            problems.append(f"{campaign_id} {values} was not asked for")
    for campaign_id, expected in ledger.campaigns.items():
        if campaign_id not in held:
            problems.append(f"{campaign_id} {expected} is lost")
        elif held[campaign_id] != expected and campaign_id not in ledger.open_to_change():
            problems.append(f"{campaign_id} is {held[campaign_id]}, answered was {expected}")
    return problems


def _at_linkpath(demo: Demo, ledger: Ledger) -> list[dict[str, Any]]:
    asked = {"advertiser_id": ledger.advertiser_id, "q": ledger.tag, "status": EVERY_STATUS, "limit": "1000"}
    rows: list[dict[str, Any]] = []
    while True:
        page = demo.api.get("/v1/campaigns", params=asked).raise_for_status().json()
        rows += page["data"]
        if not page["has_more"]:
            return rows
        asked["cursor"] = page["next_cursor"]


def _at_tiktok(demo: Demo, ledger: Ledger) -> list[dict[str, Any]]:
    rows = demo.at_tiktok("campaign/get", {"primary_status": "STATUS_ALL"}, ledger.advertiser_id)
    return [row for row in rows if row["campaign_name"].startswith(f"{ledger.tag} ")]


def _advertiser(demo: Demo) -> str:
    """The one furthest from its midnight, just before which TikTok takes no daily budgets."""
    now = datetime.now(UTC)
    rows = demo.api.get("/v1/advertisers").raise_for_status().json()["data"]
    return str(min(rows, key=lambda row: abs(now.astimezone(ZoneInfo(row["time_zone"])).hour - 12))["id"])


def _last_writes(answered: list[Write]) -> list[Write]:
    """The newest twenty: enough to see that a repeat changes nothing."""
    return answered[-20:]


def _verify_audit(data_dir: Path, figures: Figures) -> None:
    verified = finished([str(PROGRAMS / "linkpath-manager"), "audit", "verify", "--data-dir", str(data_dir)])
    figures.audit = verified.output.strip()
    if verified.status != 0:
        figures.wrong.append(f"audit verify: {verified.output}{verified.errors}")


def _add(figures: Figures, traffic: Traffic) -> None:
    figures.sent += traffic.sent
    figures.repeated += traffic.repeated
    figures.faults += traffic.faults


def _told(ledger: Ledger) -> str:
    return f"{len(ledger.writes)} writes so far, {len(ledger.pending)} open, {len(ledger.campaigns)} campaigns"
