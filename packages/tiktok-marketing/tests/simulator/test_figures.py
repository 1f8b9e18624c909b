"""What ads spend and bring: sums, budgets, and a past that stays as it was."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiktok_marketing.simulator.agency_records import Advertiser
from tiktok_marketing.simulator.figures import figures_of, spend_on, spend_so_far, spent_of_budget
from tiktok_marketing.simulator.freshness import as_reported, as_spent
from tiktok_marketing.simulator.history import begun, changed, with_scheduled_budget
from tiktok_marketing.simulator.invariants import check
from tiktok_marketing.simulator.local_days import local_day
from tiktok_marketing.simulator.record import Marker
from tiktok_marketing.simulator.stages import FIGURES, LATE, REAL_TIME
from tiktok_marketing.simulator.state import State
from tiktok_marketing.simulator.tree_records import Ad, AdGroup, Campaign, Review

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday
ADVERTISER, CAMPAIGN = "100", "200"
ADGROUPS = ("301", "302")
ADS = ("401", "402", "403")  # two in the first ad group, one in the second
DAY, TOTAL = "BUDGET_MODE_DAY", "BUDGET_MODE_TOTAL"
DYNAMIC, INFINITE = "BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "BUDGET_MODE_INFINITE"
NAMES = sorted(FIGURES)
AT_ONCE = sorted(FIGURES - LATE - REAL_TIME.keys() | {"clicks"})
END = START + timedelta(days=9)


@dataclass(frozen=True)
class Edit:
    """Something a user does, `minutes` after START."""

    minutes: int
    node_id: str
    status: str | None = None
    budget: int | None = None

    @property
    def at(self) -> datetime:
        return START + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Setup:
    """How the world is set up; budgets in whole units of the currency."""

    seed: int = 1
    zone: str = "America/New_York"
    currency: str = "USD"
    campaign: tuple[str, int] = (INFINITE, 0)
    adgroups: tuple[str, int] = (DAY, 50)
    optimized: bool = False
    dayparting: str = ""


def world(setup: Setup, edits: list[Edit]) -> State:
    """One campaign with two ad groups and three ads, after `edits`."""
    state = State()
    advertiser = Advertiser(
        id=ADVERTISER,
        bc_id="1",
        name="Shop",
        currency=setup.currency,
        timezone=setup.zone,
        status="STATUS_ENABLE",
        balance=Decimal(1),
        created_at=START,
    )
    state.save(Marker(id="seed", value=setup.seed), advertiser)
    shared: dict[str, Any] = {
        "advertiser_id": ADVERTISER,
        "operation_status": "ENABLE",
        "created_at": START,
        "modified_at": START,
        "history": [],
    }
    mode, budget = setup.campaign
    fields: dict[str, Any] = {"objective_type": "WEB_CONVERSIONS", "budget_mode": mode, "budget": Decimal(budget)}
    campaign = Campaign(id=CAMPAIGN, fields=fields | {"budget_optimize_on": setup.optimized}, **shared)
    state.save(begun(campaign))
    for adgroup_id in ADGROUPS:
        fields = _scheduled(setup)
        state.save(begun(AdGroup(id=adgroup_id, campaign_id=CAMPAIGN, fields=fields, **shared)))
    for number, ad_id in enumerate(ADS):
        review = Review(submitted_at=START, decided_at=START + timedelta(minutes=60 * number), approved=True)
        parents = shared | {"campaign_id": CAMPAIGN, "adgroup_id": ADGROUPS[number // 2]}
        state.save(begun(Ad(id=ad_id, reviews=[review], fields={}, **parents)))
    for edit in edits:
        apply(state, edit)
    return state


def apply(state: State, edit: Edit) -> None:
    node = state.campaigns.get(edit.node_id) or state.adgroups.get(edit.node_id) or state.ads[edit.node_id]
    if node.operation_status == "DELETE":
        return
    fields = node.fields if edit.budget is None else node.fields | {"budget": Decimal(edit.budget)}
    state.save(changed(node, edit.at, fields=fields, status=edit.status))


def _scheduled(setup: Setup) -> dict[str, Any]:
    mode, budget = setup.adgroups
    return {
        "budget_mode": mode,
        "budget": Decimal(budget),
        "schedule_type": "SCHEDULE_START_END",
        "schedule_start_time": "2026-03-02 00:00:00",
        "schedule_end_time": "2026-03-12 00:00:00",
        "dayparting": setup.dayparting,
    }


def spent(state: State, node_id: str, day: date, now: datetime) -> Decimal:
    return spend_on(state, now, "campaign" if node_id == CAMPAIGN else "adgroup", node_id, day)


def told(
    state: State, now: datetime, names: Sequence[str] = ("spend", "impressions", "clicks", "real_time_conversion")
) -> list[tuple[str, date, int, tuple[int, ...]]]:
    """Every hour of every ad up to `now`."""
    days = [START.date() + timedelta(days=n) for n in range(-1, 12)]
    return [
        (fact.ad_id, day, fact.hour, fact.figures)
        for day in days
        for fact in figures_of(state).hour_facts(ADVERTISER, day, names, as_spent(now))
    ]


EDITS = st.lists(
    st.builds(
        Edit,
        minutes=st.integers(0, 8 * 1440),
        node_id=st.sampled_from((CAMPAIGN, *ADGROUPS, *ADS)),
        status=st.sampled_from((None, "ENABLE", "ENABLE", "DISABLE", "DISABLE", "DELETE")),
        budget=st.none() | st.integers(20, 400),
    ),
    max_size=8,
).map(lambda edits: sorted(edits, key=lambda edit: edit.minutes))
SETUPS = st.builds(
    Setup,
    seed=st.integers(0, 1000),
    zone=st.sampled_from(("America/New_York", "Asia/Tokyo", "Europe/Berlin")),
    currency=st.sampled_from(("USD", "JPY")),
    campaign=st.tuples(st.sampled_from((INFINITE, DAY, TOTAL, DYNAMIC)), st.integers(50, 300)),
    adgroups=st.tuples(st.sampled_from((DAY, TOTAL, DYNAMIC)), st.integers(20, 300)),
    optimized=st.booleans(),
    dayparting=st.sampled_from(("", "10" * 168, "0" * 100 + "1" * 236)),
)


@settings(max_examples=40, deadline=None)
@given(setup=SETUPS, edits=EDITS, minutes=st.integers(0, 9 * 1440))
def test_all_invariants_hold_after_any_edits_at_any_moment(setup: Setup, edits: list[Edit], minutes: int) -> None:
    state = world(setup, edits)
    moments = (START + timedelta(minutes=minutes), START + timedelta(days=9))

    for now in moments:
        visible = [edit for edit in edits if edit.at <= now]
        assert check(world(setup, visible), now) == []
    assert check(state, moments[1]) == []


@settings(max_examples=40, deadline=None)
@given(setup=SETUPS, edits=EDITS, minutes=st.integers(0, 9 * 1440))
def test_nothing_done_later_changes_what_was_told_before(setup: Setup, edits: list[Edit], minutes: int) -> None:
    now = START + timedelta(minutes=minutes)
    as_it_was = world(setup, [edit for edit in edits if edit.at <= now])

    assert told(world(setup, edits), now) == told(as_it_was, now)


@settings(max_examples=12, deadline=None)
@given(setup=SETUPS, edits=EDITS)
def test_figures_kept_from_before_an_edit_agree_with_figures_computed_anew(setup: Setup, edits: list[Edit]) -> None:
    state, end = world(setup, []), START + timedelta(days=9)
    for edit in edits:
        told(state, end)  # later than the edit: what is kept by now has to go
        apply(state, edit)

    assert told(state, end) == told(world(setup, edits), end)
    assert spend_so_far(state, end, "campaign", CAMPAIGN) == spend_so_far(
        world(setup, edits), end, "campaign", CAMPAIGN
    )


@settings(max_examples=10, deadline=None)
@given(setup=SETUPS, edits=EDITS)
def test_hours_of_ads_add_up_to_ad_groups_and_the_campaign(setup: Setup, edits: list[Edit]) -> None:
    state, now = world(setup, edits), START + timedelta(days=7, hours=5)
    ledger, reading = figures_of(state).ledger(CAMPAIGN), as_spent(now)
    days = [START.date() + timedelta(days=n) for n in range(-1, 12)]
    sums: Counter[tuple[str, str]] = Counter()
    for day in days:
        for fact in figures_of(state).hour_facts(ADVERTISER, day, NAMES, as_spent(now)):
            for node_id in (fact.ad_id, fact.adgroup_id, fact.campaign_id):
                sums.update({(node_id, name): figure for name, figure in zip(NAMES, fact.figures, strict=True)})

    for node_id in (CAMPAIGN, *ADGROUPS, *ADS):
        for name in NAMES:
            assert ledger.total(node_id, name, days[0], days[-1], reading) == sums[node_id, name]
            assert sum(ledger.series(node_id, name, days, reading)) == sums[node_id, name]


@settings(max_examples=25, deadline=None)
@given(setup=SETUPS, edits=EDITS)
def test_in_every_hour_a_part_is_at_most_its_whole(setup: Setup, edits: list[Edit]) -> None:
    index = {name: place for place, name in enumerate(AT_ONCE)}
    chains = (
        ("impressions", "video_play_actions", "video_watched_2s", "video_watched_6s", "video_views_p25"),
        ("video_views_p25", "video_views_p50", "video_views_p75", "video_views_p100"),
        ("impressions", "clicks", "total_landing_page_view"),
        ("gross_impressions", "impressions"),
    )

    for *_, figures in told(world(setup, edits), START + timedelta(days=9), AT_ONCE):
        assert min(figures) >= 0
        for chain in chains:
            amounts = [figures[index[name]] for name in chain]
            assert amounts == sorted(amounts, reverse=True)


@settings(max_examples=15, deadline=None)
@given(setup=SETUPS, edits=EDITS, minutes=st.integers(0, 40 * 1440))
def test_on_every_day_a_conversion_is_at_most_what_it_comes_from(setup: Setup, edits: list[Edit], minutes: int) -> None:
    state, reading = world(setup, edits), as_reported(START + timedelta(minutes=minutes))
    days = [START.date() + timedelta(days=n) for n in range(11)]
    chain = ("clicks", "page_content_view_events", "web_event_add_to_cart", "initiate_checkout", "complete_payment")

    for ad_id in ADS:
        series = [figures_of(state).ledger(CAMPAIGN).series(ad_id, name, days, reading) for name in chain]
        assert all(amounts == tuple(sorted(amounts, reverse=True)) for amounts in zip(*series, strict=True))


@pytest.mark.parametrize("mode", [DAY, TOTAL])
def test_a_budget_that_runs_out_is_spent_to_the_last_cent(mode: str) -> None:
    setup = Setup(campaign=(mode, 50), adgroups=(DAY, 200))
    state, now = world(setup, []), datetime(2026, 3, 4, 4, 59, tzinfo=UTC)  # one minute before midnight in New York

    assert spent_of_budget(state, now, "campaign", CAMPAIGN) == Decimal("50.00")


def test_rounding_exceeds_no_budget_where_two_run_out_together() -> None:
    day, end = START.date() + timedelta(days=1), START + timedelta(days=3)
    for seed in range(60):
        for both in ((99, 50), (100, 50), (101, 50), (60, 31)):
            campaign, adgroup = both
            state = world(Setup(seed=seed, currency="JPY", campaign=(DAY, campaign), adgroups=(DAY, adgroup)), [])

            assert spent(state, CAMPAIGN, day, end) <= campaign
            assert max(spent(state, found, day, end) for found in ADGROUPS) <= adgroup


def test_a_dynamic_budget_exceeds_itself_on_a_day_and_never_in_a_week() -> None:
    states = [world(Setup(seed=seed, adgroups=(DYNAMIC, 50)), []) for seed in range(20)]
    week = [date(2026, 3, 2) + timedelta(days=n) for n in range(7)]  # from Monday to Sunday

    weeks = [[spent(state, ADGROUPS[0], day, END) for day in week] for state in states]

    assert 50 < max(max(days) for days in weeks) <= Decimal("62.50")
    assert max(sum(days) for days in weeks) == 350


def test_a_lowered_budget_stops_the_day_and_takes_nothing_back() -> None:
    noon, evening = START.replace(day=3, hour=17), START.replace(day=4, hour=4)
    day = date(2026, 3, 3)
    before = spent(world(Setup(), []), ADGROUPS[0], day, noon)
    lowered = Edit(minutes=int((noon - START).total_seconds()) // 60, node_id=ADGROUPS[0], budget=1)

    after = spent(world(Setup(), [lowered]), ADGROUPS[0], day, evening)

    assert after == before > 1


def test_a_scheduled_budget_rules_from_its_midnight_on() -> None:
    state, midnight = world(Setup(adgroups=(DAY, 400)), []), datetime(2026, 3, 4, 5, tzinfo=UTC)
    adgroup = state.adgroups[ADGROUPS[0]]
    state.save(with_scheduled_budget(adgroup, midnight - timedelta(hours=9), midnight, Decimal(20)))
    end = START + timedelta(days=5)

    days = [spent(state, ADGROUPS[0], date(2026, 3, day), end) for day in (3, 4, 5)]

    assert days[0] > 200
    assert max(days[1:]) <= 20


def test_what_is_deleted_keeps_what_it_did() -> None:
    state, end = world(Setup(), [Edit(minutes=2880, node_id=CAMPAIGN, status="DELETE")]), START + timedelta(days=9)

    assert spend_so_far(state, end, "campaign", CAMPAIGN) == spend_so_far(
        world(Setup(), []), START + timedelta(days=2), "campaign", CAMPAIGN
    )
    assert spend_so_far(state, end, "campaign", CAMPAIGN) > 0


def test_an_ad_runs_only_from_its_approval_on() -> None:
    approved_at = START + timedelta(hours=2)  # the third ad, alone in the second ad group

    early = spend_so_far(world(Setup(), []), approved_at, "adgroup", ADGROUPS[1])
    late = spend_so_far(world(Setup(), []), approved_at + timedelta(hours=3), "adgroup", ADGROUPS[1])

    assert early == 0
    assert late > 0


def test_dayparting_keeps_ads_to_their_half_hours() -> None:
    mornings = ("0" * 16 + "1" * 8 + "0" * 24) * 7  # 8 to 12

    state, end = world(Setup(dayparting=mornings), []), START + timedelta(days=9)
    hours = {hour for _, _, hour, _ in told(state, end, ("spend", "impressions"))}

    assert hours == {8, 9, 10, 11}


def test_days_of_23_and_25_hours_are_told_hour_by_hour() -> None:
    spring, autumn = (local_day("Europe/Berlin", day) for day in (date(2026, 3, 29), date(2026, 10, 25)))

    assert spring.hours == (0, 1, *range(3, 24))
    assert autumn.hours == (0, 1, 2, *range(2, 24))
    assert spring.end - spring.start == 23 * 3600
    assert autumn.flow(autumn.end) == autumn.full_flow > spring.full_flow


def test_spend_grows_through_the_day() -> None:
    state, day = world(Setup(), []), date(2026, 3, 3)
    hours = [START.replace(day=3, hour=6) + timedelta(hours=n) for n in range(0, 20, 2)]

    amounts = [spent(state, CAMPAIGN, day, now) for now in hours]

    assert amounts == sorted(amounts)
    assert len(set(amounts)) == len(amounts)


def test_yen_have_no_decimals() -> None:
    state = world(Setup(currency="JPY", zone="Asia/Tokyo", adgroups=(DAY, 5000)), [])

    amount = spend_so_far(state, START + timedelta(days=2), "campaign", CAMPAIGN)

    assert amount.as_tuple().exponent == 0
    assert amount > 1000


def test_another_seed_is_another_world() -> None:
    end = START + timedelta(days=2)

    assert told(world(Setup(seed=1), []), end) == told(world(Setup(seed=1), []), end)
    assert told(world(Setup(seed=1), []), end) != told(world(Setup(seed=2), []), end)
