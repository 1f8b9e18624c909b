"""The seeded agency's own people, partner, assets and money (behaviour reference §10)."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tiktok_marketing.simulator import Simulator, State, VirtualClock, build_app
from tiktok_marketing.simulator.planting import Entrance, Plan, plant
from tiktok_marketing.simulator.rights import is_bound
from tiktok_marketing.simulator.seed import seed_agency
from tiktok_marketing.spec.endpoint import API_PREFIX

NOW = datetime(2026, 11, 22, 15, 33, tzinfo=UTC)


@pytest.fixture(scope="module")
def state() -> State:
    state = State()
    seed_agency(state, NOW, accounts=5, ads=60, days=30)
    return state


def test_there_are_administrators_members_and_somebody_invited(state: State) -> None:
    seen = Counter((member.user_role, is_bound(member, NOW)) for member in state.members.values())

    assert seen == {("ADMIN", True): 2, ("STANDARD", True): 2, ("STANDARD", False): 1}


def test_an_ad_account_holds_what_was_transferred_to_it(state: State) -> None:
    held = dict.fromkeys(state.advertisers, Decimal(0))
    for entry in state.transactions.values():
        if entry.level == "ADVERTISER":
            held[entry.account_id] += entry.amount if entry.is_gain else -entry.amount

    assert held == {advertiser.id: advertiser.balance for advertiser in state.advertisers.values()}


def test_a_portfolio_holds_what_it_got_and_did_not_give(state: State) -> None:
    assert [portfolio.currency for portfolio in state.portfolios.values()] == ["USD", "EUR", "JPY", "GBP", "AUD"]
    for portfolio in state.portfolios.values():
        held = dict.fromkeys(("CASH", "GRANT", "CREDIT"), Decimal(0))
        for entry in state.transactions.values():
            if entry.portfolio_id == portfolio.id and entry.level == "BC":
                held[entry.billing] += entry.amount if entry.is_gain else -entry.amount
        assert held == {"CASH": portfolio.cash, "GRANT": portfolio.grant, "CREDIT": portfolio.credit}


def test_every_id_is_given_once_and_nothing_happened_in_the_future(state: State) -> None:
    tables = (state.transactions, state.members, state.assets, state.portfolios, state.advertisers)
    ids = Counter(record_id for table in tables for record_id in table)

    assert max(ids.values()) == 1
    assert all(entry.at <= NOW for entry in state.transactions.values())


async def test_the_ready_token_runs_the_agency() -> None:
    clock = VirtualClock()
    clock.set(NOW, speed=0)
    simulator = Simulator(State(), clock)
    entrance = plant(simulator, Plan(ads=30, days=20))
    usd, portfolio = entrance.advertiser_ids[0], next(iter(simulator.state.portfolios))
    order = {"advertiser_id": usd, "transfer_type": "RECHARGE", "cash_amount": 25, "payment_portfolio_id": portfolio}

    listed = await answer(simulator, entrance, "GET", "/bc/member/get/")
    moved = await answer(simulator, entrance, "POST", "/bc/transfer/", **order)

    assert listed["data"]["page_info"]["total_number"] == 5
    assert (moved["code"], simulator.state.advertisers[usd].balance) == (0, Decimal(10_000_025))


async def answer(simulator: Simulator, entrance: Entrance, method: str, path: str, **given: object) -> Any:
    transport = httpx2.ASGITransport(app=build_app(simulator))
    async with httpx2.AsyncClient(transport=transport, base_url="http://simulator") as http:
        arguments = given | {"bc_id": entrance.bc_id}
        sent: Any = {"params": arguments} if method == "GET" else {"json": arguments}
        headers = {"Access-Token": entrance.access_token}
        response = await http.request(method, API_PREFIX + path, headers=headers, **sent)
        return response.json()
