"""What a change adds to spend: each money once, however it comes to be spent."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from linkpath_manager.domain.change import exposure_of_adgroup, exposure_of_campaign, money_effect

STATUSES = st.sampled_from(["ACTIVE", "PAUSED"])
AMOUNTS = st.integers(1, 500).map(lambda cents: f"{cents}.00")
STEP = st.one_of(
    st.tuples(st.just("campaign"), st.just("status"), STATUSES),
    st.tuples(st.just("campaign"), st.just("budget"), AMOUNTS),
    st.tuples(st.integers(0, 2), st.just("status"), STATUSES),
    st.tuples(st.integers(0, 2), st.just("budget"), AMOUNTS),
)


def item(status: str, amount: str | None) -> dict[str, Any]:
    return {"status": status, "budget": {"mode": "DAILY" if amount else "UNLIMITED", "amount": amount}}


def spendable(campaign: dict[str, Any], adgroups: list[dict[str, Any]]) -> Decimal:
    """A day, by what TikTok does: the model that the ledger is held to."""
    if campaign["status"] != "ACTIVE":
        return Decimal(0)
    if campaign["budget"]["amount"]:
        return Decimal(campaign["budget"]["amount"])
    return sum((Decimal(one["budget"]["amount"]) for one in adgroups if one["status"] == "ACTIVE"), Decimal(0))


def changed(what: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    if name == "status":
        return {**what, "status": value}
    return {**what, "budget": {**what["budget"], "amount": value}} if what["budget"]["amount"] else what


@given(
    own=st.one_of(st.none(), AMOUNTS),
    amounts=st.lists(AMOUNTS, min_size=3, max_size=3),
    steps=st.lists(STEP, max_size=12),
)
def test_each_step_adds_what_can_be_spent_more_by_it_and_no_money_twice(
    own: str | None, amounts: list[str], steps: list[tuple[Any, str, str]]
) -> None:
    campaign, adgroups = item("PAUSED", own), [item("PAUSED", amount) for amount in amounts]

    for which, name, value in steps:
        before = spendable(campaign, adgroups)
        if which == "campaign":
            after = changed(campaign, name, value)
            active = [one for one in adgroups if one["status"] == "ACTIVE"]
            told = money_effect(
                "USD", exposure_of_campaign(campaign, active), exposure_of_campaign(after, active)
            ).increase
            campaign = after
        else:
            after = changed(adgroups[which], name, value)
            told = money_effect(
                "USD", exposure_of_adgroup(adgroups[which], campaign), exposure_of_adgroup(after, campaign)
            ).increase
            adgroups[which] = after

        assert told is not None
        assert Decimal(told) == max(Decimal(0), spendable(campaign, adgroups) - before)


def test_an_ad_group_of_an_unknown_campaign_counts_itself() -> None:
    effect = money_effect("USD", exposure_of_adgroup(None, None), exposure_of_adgroup(item("ACTIVE", "30.00"), None))

    assert (effect.increase, effect.words) == ("30.00", "Up to 30.00 USD more a day.")
