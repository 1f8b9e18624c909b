"""A batch of new budgets, killed again and again: each is set once, and in as few calls as TikTok allows."""

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import postgres
from running_linkpath import Serving, manager, serving

from tiktok_marketing.spec import Level
from tiktok_marketing.spec.endpoint import APP_QUOTA

SETTLE_SECONDS = 120
SHOWN_AT_ONCE = 100
"""Objects that TikTok shows in one call, when they are asked for by id."""
NEEDLESS = 0.01
UPDATES = {"campaigns": "campaign.update", "adgroups": "adgroup.update"}
READS = {"campaigns": 1, "adgroups": 2}
"""How often an object has to be read: afterwards; of an ad group, which TikTok only replaces whole, before too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be proved."""

    items: int
    noun: str = "campaigns"
    level: str = "basic"
    kills: int = 0
    seed: int = 1
    postgresql: bool = False
    life_seconds: tuple[float, float] = (0.3, 10.0)


@dataclass
class Figures:
    """What a proof counted. It holds when `wrong` is empty."""

    items: int
    kills: int = 0
    succeeded: int = 0
    writes: int = 0
    """Calls that TikTok took to change a budget."""
    doubles: int = 0
    lost: int = 0
    calls: int = 0
    """All that TikTok was asked from the batch's begin to its end, refused calls and the worker's readings too."""
    by_endpoint: dict[str, int] = field(default_factory=dict)
    regular_looks: int = 0
    """Those of `calls` that come by the clock: looks at accounts, whether anybody writes or not."""
    ideal_calls: int = 0
    needless_share: float = 0
    refused_for_limit: int = 0
    seconds: float = 0
    ideal_seconds: float = 0
    """Of the ideal calls at the level's limit."""
    audit: str = ""
    wrong: list[str] = field(default_factory=list)


def prove(asked: Asked, folder: Path, tell: Callable[[str], None] = lambda _: None) -> Figures:
    """Has the budgets of new objects changed by one batch, while LinkPath is killed `asked.kills` times."""
    figures = Figures(asked.items)
    with _database(asked.postgresql) as database, _serving(folder, database) as here:
        ids = _made(here, asked)
        tell(f"{len(ids)} {asked.noun} are there")
        _at_level(here, asked.level)
        here.simulator.journal.entries = deque(maxlen=100_000)
        wanted = {object_id: Decimal(1_000 + number) for number, object_id in enumerate(ids)}
        began = time.monotonic()
        operation = _begun(here, asked.noun, wanted)
        _kill_again_and_again(here, operation, asked, figures, tell)
        result = _ended(here, operation, asked, figures)
        figures.seconds = round(time.monotonic() - began, 1)
        _count(here, asked, figures, wanted, result)
        figures.audit = manager(here.settings, "audit", "verify").strip().splitlines()[-1]
    return figures


@contextmanager
def _database(wanted: bool) -> Iterator[str | None]:  # noqa: FBT001  # what is asked for
    name = asyncio.run(_new_database()) if wanted else None
    try:
        yield name
    finally:
        if name:
            asyncio.run(postgres.drop(name))


async def _new_database() -> str:
    assert await postgres.reachable(), "no PostgreSQL answers here"
    return await postgres.create()


def _serving(folder: Path, database: str | None) -> Any:
    limits = {f"limit_{name}": "1000000" for name in ("standard", "burst")}
    return serving(folder, database=database, sync_interval_seconds="100", **limits)


def _at_level(here: Serving, level: str) -> None:
    """Starts it again as an app of that level, which TikTok holds to its limits; does nothing where it is one."""
    if here.settings["LINKPATH_TIKTOK_LEVEL"] == level:
        return
    here.end()
    here.settings = {**here.settings, "LINKPATH_TIKTOK_LEVEL": level}
    here.start_again()


def _made(here: Serving, asked: Asked) -> list[str]:
    new: dict[str, Any] = {"action": "create", "objective": "TRAFFIC", "budget": {"mode": "DAILY", "amount": "500.00"}}
    if asked.noun == "adgroups":
        with here.client() as client:
            body = {"name": "Over all", "objective": "TRAFFIC"}
            campaign = client.post("/v1/campaigns", json=body).raise_for_status().json()
        new = {
            "action": "create",
            "campaign_id": campaign["id"],
            "optimization_goal": "CLICK",
            "promotion_type": "WEBSITE",
            "budget": {"mode": "DAILY", "amount": "500.00"},
            "targeting": {"location_ids": ["6252001"]},
        }
    items = [{**new, "name": f"Batch {number}"} for number in range(asked.items)]
    with here.client() as client:
        address = client.post(f"/v1/{asked.noun}/batch", json={"items": items}, headers={"Prefer": "wait=0"})
    result = _result(here, address.raise_for_status().headers["location"], SETTLE_SECONDS + asked.items)
    assert result["progress"]["succeeded"] == asked.items, result["items"][:3]
    return [item["id"] for item in result["items"]]


def _begun(here: Serving, noun: str, wanted: dict[str, Decimal]) -> str:
    items = [{"action": "update", "id": id_, "budget": {"amount": str(it)}} for id_, it in wanted.items()]
    headers = {"Prefer": "wait=0", "Idempotency-Key": "the-batch"}
    with here.client() as client:
        answer = client.post(f"/v1/{noun}/batch", json={"items": items}, headers=headers).raise_for_status()
    return str(answer.headers["location"])


def _kill_again_and_again(
    here: Serving, operation: str, asked: Asked, figures: Figures, tell: Callable[[str], None]
) -> None:
    dice = Random(asked.seed)
    for number in range(asked.kills):
        time.sleep(dice.uniform(*asked.life_seconds))  # the moment of death is what is being tried
        here.kill()
        figures.kills += 1
        here.start_again()
        with here.client() as client:
            state = client.get(operation).raise_for_status().json()
        tell(f"kill {number + 1}: {state['progress']['done']} of {asked.items} done, {state['status']}")


def _ended(here: Serving, operation: str, asked: Asked, figures: Figures) -> dict[str, Any]:
    result = _result(here, operation, SETTLE_SECONDS + asked.items)
    figures.succeeded = result["progress"]["succeeded"]
    return result


def _result(here: Serving, operation: str, within_seconds: float) -> dict[str, Any]:
    deadline = time.monotonic() + within_seconds
    with here.client() as client:
        while time.monotonic() < deadline:
            state = client.get(operation, headers={"Prefer": "wait=20"}).raise_for_status().json()
            if state["ended_at"] is not None:
                return dict(client.get(state["result_url"]).raise_for_status().json())
    raise AssertionError(f"not ended after {within_seconds} s: {state}")


def _count(here: Serving, asked: Asked, figures: Figures, wanted: dict[str, Decimal], result: dict[str, Any]) -> None:
    noun = asked.noun.removesuffix("s")
    every = list(here.simulator.journal.entries)
    journal = [call for call in every if call.endpoint.partition(".")[0] == noun]
    writes = Counter(
        str(call.params[f"{noun}_id"]) for call in journal if call.endpoint == UPDATES[asked.noun] and call.code == 0
    )
    held = getattr(here.simulator.state, asked.noun)
    figures.writes = writes.total()
    figures.doubles = sum(count - 1 for count in writes.values())
    figures.lost = sum(Decimal(str(held[id_].fields["budget"])) != amount for id_, amount in wanted.items())
    figures.calls = len(every)
    figures.by_endpoint = dict(Counter(call.endpoint for call in every))
    figures.regular_looks = sum(_is_by_the_clock(call) for call in every)
    figures.refused_for_limit = sum(call.code in {40100, 40016} for call in journal)
    figures.ideal_calls = asked.items + READS[asked.noun] * math.ceil(asked.items / SHOWN_AT_ONCE)
    figures.needless_share = round((figures.calls - figures.regular_looks - figures.ideal_calls) / figures.calls, 4)
    figures.ideal_seconds = round(figures.ideal_calls * 60 / APP_QUOTA[Level(asked.level)].qpm, 1)
    figures.wrong += [f"{item['index']}: {item}" for item in result["items"] if item["status"] != 200][:20]
    figures.wrong += [f"{figures.doubles} done twice"] if figures.doubles else []
    figures.wrong += [f"{figures.lost} not done"] if figures.lost else []
    if not asked.kills and figures.needless_share > NEEDLESS:
        figures.wrong.append(f"more calls than needed: {figures.by_endpoint}")


def _is_by_the_clock(call: Any) -> bool:
    """What is read of a whole account, or of itself: no write has that read."""
    by_ids = any(name.endswith("_ids") for name in call.params.get("filtering", {}))
    return call.endpoint == "advertiser.info" or (call.endpoint.endswith(".get") and not by_ids)
