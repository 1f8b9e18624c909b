"""The agency the demo starts with."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tiktok_marketing.simulator.clock import VirtualClock
from tiktok_marketing.simulator.invariants import check
from tiktok_marketing.simulator.rules.adgroup import check_adgroup
from tiktok_marketing.simulator.rules.campaign import check_campaign
from tiktok_marketing.simulator.rules.creative import check_creative
from tiktok_marketing.simulator.seed import SeededWorld, seed_agency
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.state import State
from tiktok_marketing.simulator.status import Statuses
from tiktok_marketing.simulator.tree_records import Node
from tiktok_marketing.spec import ad, adgroup, campaign

NOW = datetime(2026, 11, 22, 15, 33, tzinfo=UTC)


@pytest.fixture(scope="module")
def state() -> State:
    state = State()
    seed_agency(state, NOW)
    return state


def nodes(state: State) -> list[Node]:
    return [*state.campaigns.values(), *state.adgroups.values(), *state.ads.values()]


def test_the_agency_has_the_size_that_the_demo_promises(state: State) -> None:
    accounts = [(a.currency, a.timezone) for a in state.advertisers.values()]

    assert accounts == [("USD", "America/New_York"), ("EUR", "Europe/Berlin"), ("JPY", "Asia/Tokyo")]
    assert (len(state.campaigns), len(state.adgroups), len(state.ads)) == (40, 150, 600)
    assert [set(bc.advertiser_ids) for bc in state.business_centers.values()] == [set(state.advertisers)]


def test_the_same_seed_makes_the_same_world(state: State) -> None:
    again, other = State(), State()
    seed_agency(again, NOW)
    seed_agency(other, NOW, seed=8)

    assert nodes(again) == nodes(state)
    assert nodes(other) != nodes(state)


def test_the_seeded_world_keeps_all_invariants(state: State) -> None:
    assert check(state, NOW) == []


def test_every_seeded_object_would_be_accepted_by_the_rules(state: State) -> None:
    for found in state.campaigns.values():
        check_campaign(found.fields, state.advertisers[found.advertiser_id].currency)
    for group in state.adgroups.values():
        parent, currency = state.campaigns[group.campaign_id], state.advertisers[group.advertiser_id].currency
        check_adgroup(group.fields, parent.fields, currency, group.created_at)
    for one in state.ads.values():
        check_creative("creatives.0", one.fields, state.adgroups[one.adgroup_id].fields)


def test_every_seeded_field_is_one_that_tiktok_answers(state: State) -> None:
    pairs = (
        (state.campaigns, campaign.Campaign),
        (state.adgroups, adgroup.AdGroup),
        (state.ads, ad.Ad),
    )

    for table, row in pairs:
        for node in table.values():
            assert set(node.fields) <= set(row.__struct_fields__)


def test_there_is_something_to_see_in_every_state(state: State) -> None:
    clock = VirtualClock()
    clock.set(NOW, speed=0)
    statuses = Statuses(Simulator(state, clock), NOW)

    seen = Counter(statuses.of(node) for node in nodes(state))

    assert seen["AD_STATUS_AUDIT"] == 12
    assert seen["AD_STATUS_AUDIT_DENY"] >= 5
    assert seen["AD_STATUS_DELIVERY_OK"] >= 200
    wanted = {"CAMPAIGN_STATUS_DISABLE", "CAMPAIGN_STATUS_BUDGET_EXCEED", "ADGROUP_STATUS_DELETE"}
    wanted |= {"ADGROUP_STATUS_NOT_START", "ADGROUP_STATUS_TIME_DONE", "AD_STATUS_DISABLE", "AD_STATUS_DELETE"}
    assert wanted <= set(seen)


def test_ids_have_19_digits_and_rise_with_the_time_of_creation(state: State) -> None:
    assert {len(node.id) for node in nodes(state)} == {19}
    for table in (state.campaigns, state.adgroups, state.ads):
        in_time = sorted(table.values(), key=lambda node: (node.created_at, int(node.id)))
        assert [int(node.id) for node in in_time] == sorted(int(node_id) for node_id in table)


def test_nothing_happened_before_a_parent_existed_or_after_it_was_deleted(state: State) -> None:
    for group in state.adgroups.values():
        parent = state.campaigns[group.campaign_id]
        assert parent.created_at <= group.created_at <= NOW
        if parent.operation_status == "DELETE":
            assert group.modified_at <= parent.modified_at
    for one in state.ads.values():
        home = state.adgroups[one.adgroup_id]
        assert home.created_at <= one.created_at <= NOW
        if home.operation_status == "DELETE":
            assert one.modified_at <= home.modified_at


def test_a_history_goes_back_as_far_as_asked(state: State) -> None:
    oldest = min(found.created_at for found in state.campaigns.values())
    changes = Counter(len(node.history) for node in nodes(state))

    assert timedelta(days=100) < NOW - oldest <= timedelta(days=120)
    assert changes[2] > 20
    assert changes[3] > 20


@pytest.mark.parametrize(("accounts", "ads"), [(1, 1), (3, 2), (2, 5), (8, 90)])
def test_small_and_odd_worlds_have_just_the_ads_asked_for(accounts: int, ads: int) -> None:
    state = State()
    world = seed_agency(state, NOW, accounts=accounts, ads=ads, days=3)

    assert len(world.advertiser_ids) == len(state.advertisers) == accounts
    assert len(state.ads) == ads
    assert check(state, NOW) == []


def test_progress_is_told_up_to_the_last_ad() -> None:
    heard: list[tuple[int, int, str]] = []

    seed_agency(State(), NOW, ads=1200, days=5, progress=lambda *step: heard.append(step))

    assert len(heard) > 2
    assert heard == sorted(heard)
    assert heard[-1] == (1200, 1200, "ads")


def test_a_seeded_world_is_on_disk_when_seeding_ends(tmp_path: Path) -> None:
    state = State(tmp_path / "state.sqlite3")
    world: SeededWorld = seed_agency(state, NOW, ads=60, days=20)
    state.close()

    again = State(tmp_path / "state.sqlite3")

    assert set(again.advertisers) == set(world.advertiser_ids)
    assert again.ads == state.ads
    assert check(again, NOW) == []
    again.close()
