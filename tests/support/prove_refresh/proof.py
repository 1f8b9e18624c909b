"""Kill -9 among renewals, again and again: each leaves a connection that works, or that says that it needs a person."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import postgres
from msgspec.structs import replace
from running_linkpath import Serving, manager, serving

from linkpath_manager.kit.key_file import KeyFile
from linkpath_manager.store.sealed import CONNECTION_TOKEN
from tiktok_marketing.simulator import Fault, FaultKind

REFRESH = "tt_user.oauth2.refresh_token"
CALLERS = 3
SLOWEST_MS = 400
LONGEST_LIFE_SECONDS = 0.6
SETTLED_SECONDS = 40
WHOLE = "whole"
EXPIRE = "UPDATE connections SET token_expires_at = 1, refresh_retry_at = NULL WHERE kind = 'TIKTOK_ACCOUNT'"


@dataclass
class Figures:
    """What a proof counted. It holds when `wrong` is empty."""

    seed: int
    kills: int = 0
    whole: int = 0
    """Connections that worked after the next start."""
    needs_a_person: int = 0
    """Connections that said so: TikTok's answer was lost with the process."""
    sent: int = 0
    """Renewals that TikTok saw, those that find out about lost ones included."""
    seconds: float = 0
    audit: str = ""
    wrong: list[str] = field(default_factory=list)


def prove(
    rounds: int, seed: int, folder: Path, tell: Callable[[str], None] = lambda _: None, *, postgresql: bool = False
) -> Figures:
    """Kills LinkPath `rounds` times while callers wait for a renewal, and looks after each what there is."""
    began, figures, dice = time.monotonic(), Figures(seed), Random(seed)
    with _database(postgresql=postgresql) as database, serving(folder, database=database) as here:
        connection_id = here.connect_account()["id"]
        for number in range(1, rounds + 1):
            _expire(here, database)
            known = len(here.simulator.state.tt_user_grants)
            after_seconds = _kill_while_renewing(here, connection_id, dice)
            lost_nothing = len(here.simulator.state.tt_user_grants) == known
            figures.kills += 1
            here.start_again()
            outcome = _outcome(here, database, connection_id, figures)
            if outcome != WHOLE and lost_nothing:
                figures.wrong.append(f"round {number}: it needs a person, though TikTok had given no new tokens")
            tell(f"kill {number}, {after_seconds:.2f} s after the callers came: {outcome}")
        figures.sent = len(here.simulator.journal.select(endpoint=REFRESH, code=None, limit=10_000))
        figures.audit = manager(here.settings, "audit", "verify").strip()
    figures.seconds = round(time.monotonic() - began, 1)
    return figures


@contextmanager
def _database(*, postgresql: bool) -> Iterator[str | None]:
    if not postgresql:
        yield None
        return
    if not asyncio.run(postgres.reachable()):
        raise SystemExit(f"prove-refresh: no PostgreSQL answers at {postgres.SERVER}")
    name = asyncio.run(postgres.create())
    yield name
    asyncio.run(postgres.drop(name))


def _expire(here: Serving, database: str | None) -> None:
    """A day passes for the account's token, at TikTok and at LinkPath."""
    for grant in _good(here):
        here.simulator.state.save(replace(grant, issued_at=grant.issued_at - timedelta(hours=25)))
    _fetched(Path(here.settings["LINKPATH_DATA_DIR"]), database, EXPIRE)


def _fetched(data_dir: Path, database: str | None, statement: str) -> list[Any]:
    """What the statement answers, of the database beside the LinkPath that runs on it."""
    if database is not None:
        return asyncio.run(postgres.fetched(database, statement))
    with closing(sqlite3.connect(data_dir / "linkpath.sqlite3", timeout=10)) as connection, connection:
        return list(connection.execute(statement).fetchall())


def _kill_while_renewing(here: Serving, connection_id: str, dice: Random) -> float:
    """Kills it at a random moment, mostly while TikTok's answer is on its way; returns how long it lived."""
    delay_ms = dice.randrange(SLOWEST_MS)
    here.simulator.faults.add(Fault(kind=FaultKind.SLOW, endpoint=REFRESH, delay_ms=delay_ms))
    seen = _renewals(here)
    began = time.monotonic()
    callers = [threading.Thread(target=_ask, args=(here, connection_id)) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    if dice.random() < 0.8:
        while _renewals(here) == seen and time.monotonic() < began + 5:
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 1.3 * delay_ms / 1000))
    else:
        time.sleep(dice.uniform(0, LONGEST_LIFE_SECONDS))
    here.kill()
    for caller in callers:
        caller.join()
    here.simulator.faults.clear()
    return time.monotonic() - began


def _ask(here: Serving, connection_id: str) -> None:
    with here.client() as client, suppress(httpx2.TransportError):
        client.post(f"/v1/connections/{connection_id}/test", json={})


def _outcome(here: Serving, database: str | None, connection_id: str, figures: Figures) -> str:
    """What became of the connection; one that needs a person is reconnected."""
    where, tested = f"round {figures.kills}", _tested(here, connection_id)
    with here.client() as client:
        shown = client.get(f"/v1/connections/{connection_id}").raise_for_status().json()
    if tested is None:
        figures.wrong.append(f"{where}: no answer within {SETTLED_SECONDS} s, {shown}")
        return "no answer"
    if tested["ok"]:
        figures.whole += 1
        if shown["status"] != "CONNECTED" or _held(here, database) != _given_last(here):
            figures.wrong.append(f"{where}: it works, is {shown['status']}, with another token than TikTok gave last")
        return WHOLE
    figures.needs_a_person += 1
    told = (shown["status"], shown["health"]["state"], shown["reason"])
    if told != ("BROKEN", "BROKEN", "an earlier renewal was cut off before its answer was kept"):
        figures.wrong.append(f"{where}: it does not work, and says {told}")
    if "/reconnect" not in shown["health"]["hint"]:
        figures.wrong.append(f"{where}: it does not say what to do: {shown['health']['hint']}")
    again = here.connect_account(connection_id)
    if (again["id"], again["status"]) != (connection_id, "CONNECTED"):
        figures.wrong.append(f"{where}: reconnected it is {again}")
    return "needs a person, reconnected"


def _tested(here: Serving, connection_id: str) -> dict[str, Any] | None:
    """The answer of the connection's test, asked for until it is one."""
    deadline = time.monotonic() + SETTLED_SECONDS
    with here.client() as client:
        while time.monotonic() < deadline:
            answer = client.post(f"/v1/connections/{connection_id}/test", json={})
            if answer.status_code == 200:
                return dict(answer.json())
            time.sleep(0.5)
    return None


def _good(here: Serving) -> list[Any]:
    """The pairs of tokens whose refresh token TikTok would take."""
    grants = here.simulator.state.tt_user_grants.values()
    return [one for one in grants if one.refreshed_at is None and one.revoked_at is None]


def _held(here: Serving, database: str | None) -> str:
    """The account's token, as LinkPath has stored it."""
    data_dir = Path(here.settings["LINKPATH_DATA_DIR"])
    (row,) = _fetched(data_dir, database, "SELECT id, sealed_token FROM connections WHERE kind = 'TIKTOK_ACCOUNT'")
    return KeyFile(data_dir / "keys.json").open(row[1], bound_to=CONNECTION_TOKEN.place(row[0])).reveal()


def _given_last(here: Serving) -> str:
    return str(list(here.simulator.state.tt_user_grants)[-1])


def _renewals(here: Serving) -> int:
    return len(here.simulator.journal.select(endpoint=REFRESH, code=None, limit=10_000))
