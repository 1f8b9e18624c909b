"""Behaviour reference §5.4, §14.2: reviews take their time, and the same world reviews the same way."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.simulator.review import REASONS, Reviewers

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


@given(st.integers(0, 10**9), st.integers(10**18, 10**19).map(str))
def test_the_same_submission_gets_the_same_verdict(seed: int, ad_id: str) -> None:
    reviewers = Reviewers()

    first, second = (reviewers.verdict(seed, ad_id, [], NOON) for _ in range(2))

    assert first == second
    assert reviewers.shortest <= first.decided_at - NOON <= reviewers.longest
    assert set(first.reasons) <= set(REASONS)
    assert bool(first.reasons) != first.approved
    assert not first.again


def test_the_share_of_the_denied_is_a_knob() -> None:
    def denied(share: float) -> int:
        reviewers = Reviewers(denied_share=share)
        return sum(not reviewers.verdict(1, str(number), [], NOON).approved for number in range(2000))

    assert denied(0) == 0
    assert 80 <= denied(0.06) <= 160
    assert denied(1) == 2000


async def test_an_ad_is_audited_until_the_clock_gets_there(desk: Any) -> None:
    desk.simulator.reviewers = Reviewers(timedelta(hours=2), timedelta(hours=2), denied_share=0)
    ad_id = await desk.ad(await desk.adgroup(await desk.campaign()))

    desk.advance(hours=1, minutes=59)
    assert await desk.status("ad", ad_id) == "AD_STATUS_AUDIT"
    desk.advance(minutes=1)
    assert await desk.status("ad", ad_id) == "AD_STATUS_DELIVERY_OK"


async def test_an_edit_before_the_verdict_begins_the_first_review_anew(desk: Any) -> None:
    desk.simulator.reviewers = Reviewers(timedelta(hours=2), timedelta(hours=2), denied_share=0)
    adgroup_id = await desk.adgroup(await desk.campaign())
    ad_id = await desk.ad(adgroup_id)
    desk.advance(hours=1)
    edit = [desk.creative(ad_id=ad_id, ad_text="Again")]
    await desk.ok("POST", "/ad/update/", advertiser_id=desk.usd, adgroup_id=adgroup_id, creatives=edit)

    desk.advance(hours=1, minutes=59)
    assert await desk.status("ad", ad_id) == "AD_STATUS_AUDIT"
    desk.advance(minutes=1)
    assert await desk.status("ad", ad_id) == "AD_STATUS_DELIVERY_OK"


async def test_deciding_an_ended_review_holds_another(desk: Any) -> None:
    _, _, ad_id = await desk.tree()
    desk.advance(hours=1)

    await desk.http.post("/_sim/review", json={"ad_id": ad_id, "approved": False})

    first, second = desk.state.ads[ad_id].reviews
    assert (first.approved, second.approved, second.reasons) == (True, False, REASONS[:1])
    assert second.submitted_at == second.decided_at == desk.simulator.now()
