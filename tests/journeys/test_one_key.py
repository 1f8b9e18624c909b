"""Fifty identical writes at once to four processes: TikTok is asked once, and there is one answer."""

import asyncio
from collections.abc import Iterator

import httpx2
import postgres
import pytest
from needs import need_postgresql
from running_linkpath import Serving, serving

PROCESSES, REQUESTS = 4, 50
BODY = {"name": "Once", "objective": "TRAFFIC", "budget": {"mode": "DAILY", "amount": "80.00"}}
REPLAYED = "idempotent-replayed"
UNLIMITED = {"limit_standard": "1000000", "limit_burst": "1000000"}  # each process keeps its share of the limits


@pytest.fixture(params=["sqlite", "postgresql"])
def linkpath(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    if request.param == "sqlite":
        with serving(tmp_path_factory.mktemp("once"), processes=PROCESSES, **UNLIMITED) as here:
            yield here
        return
    need_postgresql()
    name = asyncio.run(postgres.create())
    with serving(tmp_path_factory.mktemp("once"), processes=PROCESSES, database=name, **UNLIMITED) as here:
        yield here
    asyncio.run(postgres.drop(name))


def test_fifty_identical_writes_at_once_are_one_at_tiktok_and_one_answer(linkpath: Serving) -> None:
    linkpath.simulator.journal.clear()

    at_once = asyncio.run(sent(linkpath))
    replays = asyncio.run(sent(linkpath))

    calls = linkpath.simulator.journal.select(endpoint="campaign.create", code=None, limit=100)
    assert len(linkpath.processes()) == PROCESSES
    assert [call.code for call in calls] == [0]
    made = [answer for answer in at_once if answer.status_code == 201]
    firsts = [answer for answer in made if REPLAYED not in answer.headers]
    waiting = [answer.json() for answer in at_once if answer.status_code != 201]
    assert len(firsts) == 1
    assert {(one["status"], one["code"], one["retryable"]) for one in waiting} <= {
        (409, "idempotency_in_progress", True)
    }
    assert {answer.content for answer in made} == {firsts[0].content}
    assert {(answer.status_code, answer.headers[REPLAYED], answer.content) for answer in replays} == {
        (201, "true", firsts[0].content)
    }
    names = [node.fields["campaign_name"] for node in linkpath.simulator.state.campaigns.values()]
    assert names.count("Once") == 1


async def sent(linkpath: Serving) -> list[httpx2.Response]:
    """The answers to all requests at once, each on a connection of its own: the system spreads them."""
    headers = {"Authorization": f"Bearer {linkpath.token}", "Idempotency-Key": "once"}
    limits = httpx2.Limits(max_connections=REQUESTS)
    async with httpx2.AsyncClient(base_url=linkpath.url, headers=headers, timeout=30, limits=limits) as client:
        return list(await asyncio.gather(*(client.post("/v1/campaigns", json=BODY) for _ in range(REQUESTS))))
