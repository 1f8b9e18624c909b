"""Several processes and one grant: renewed once for all who wait, refused everywhere as soon as it is revoked."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import postgres
import pytest
from msgspec.structs import replace
from needs import need_postgresql
from prove_refresh.proof import prove
from running_linkpath import Serving, serving

from tiktok_marketing.simulator import Fault, FaultKind

PROCESSES = 4
CALLERS = 100
SLOW_MS = 3_000
REFRESH = "tt_user.oauth2.refresh_token"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    need_postgresql()
    name = asyncio.run(postgres.create())
    yield name
    asyncio.run(postgres.drop(name))


@pytest.fixture(scope="module")
def linkpath(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("renewal")
    unlimited = {f"limit_{name}": "1000000" for name in ("standard", "burst")}
    with serving(folder, processes=PROCESSES, database=database, **unlimited) as here:
        yield here


def calls(linkpath: Serving, endpoint: str) -> list[Any]:
    return linkpath.simulator.journal.select(endpoint=endpoint, code=None, limit=2_000)


async def ask_all(linkpath: Serving, path: str) -> list[httpx2.Response]:
    """What each of the callers is answered, all asking at once, each on a connection of its own."""
    headers = {"Authorization": f"Bearer {linkpath.token}"}
    limits = httpx2.Limits(max_connections=CALLERS, max_keepalive_connections=0)
    async with httpx2.AsyncClient(base_url=linkpath.url, headers=headers, limits=limits, timeout=60) as client:
        return list(await asyncio.gather(*(client.post(path, json={}) for _ in range(CALLERS))))


def test_a_hundred_callers_in_several_processes_renew_an_expired_token_once(linkpath: Serving, database: str) -> None:
    connection = linkpath.connect_account()
    (old,) = linkpath.simulator.state.tt_user_grants.values()
    linkpath.simulator.state.save(replace(old, issued_at=old.issued_at - timedelta(hours=25)))
    linkpath.simulator.faults.add(Fault(kind=FaultKind.SLOW, endpoint=REFRESH, delay_ms=SLOW_MS))
    asyncio.run(postgres.fetched(database, "UPDATE connections SET token_expires_at = 1 WHERE kind = 'TIKTOK_ACCOUNT'"))

    answers = asyncio.run(ask_all(linkpath, f"/v1/connections/{connection['id']}/test"))

    used = "SELECT DISTINCT process_id FROM runs WHERE operation = 'connections.test'"
    assert {answer.status_code: answer.text for answer in answers if answer.status_code != 200} == {}
    assert [answer.json()["ok"] for answer in answers] == [True] * CALLERS
    assert len(calls(linkpath, REFRESH)) == 1
    assert len(linkpath.simulator.state.tt_user_grants) == 2
    assert len(asyncio.run(postgres.fetched(database, used))) > 1  # which of them takes a connection, the system says


def test_a_grant_revoked_in_one_process_is_refused_in_every_other_within_a_second(linkpath: Serving) -> None:
    clients = [linkpath.client() for _ in range(3 * PROCESSES)]  # connections of their own: the system spreads them
    advertiser_id = linkpath.way_in.advertiser_ids[0]
    address = f"/v1/campaigns?limit=1&advertiser_id={advertiser_id}"
    before = [client.get(address).status_code for client in clients]
    connection = clients[0].get("/v1/advertisers").json()["data"][0]["connection_id"]

    clients[0].delete(f"/v1/connections/{connection}").raise_for_status()
    since = time.monotonic()
    waiting = list(clients)
    while waiting and time.monotonic() < since + 5:
        waiting = [client for client in waiting if client.get(address).status_code != 404]
    seconds = time.monotonic() - since

    assert before == [200] * len(clients)
    assert waiting == []
    assert seconds < 1
    for client in clients:
        client.close()


def test_a_renewal_that_is_killed_leaves_the_connection_whole_or_saying_that_it_needs_a_person(tmp_path: Path) -> None:
    """The short form of `scripts/prove-refresh`."""
    figures = prove(rounds=2, seed=5, folder=tmp_path)

    assert figures.wrong == []
    assert figures.kills == 2
    assert figures.whole + figures.needs_a_person == 2
    assert figures.audit.endswith("the chain holds")
