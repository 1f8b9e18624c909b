"""An agency's day over the client: it finds its ad accounts, invites somebody, moves money, copies a campaign."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tiktok_marketing.client import AsgiTransport, NoAnswer, OutcomeUnknown, Request, Response, TikTokClient
from tiktok_marketing.simulator import Simulator, State, VirtualClock, build_app
from tiktok_marketing.simulator.behaviours.campaign_copy import COPIED_OBJECTIVES
from tiktok_marketing.simulator.copying import living_ads, living_groups
from tiktok_marketing.simulator.planting import Plan, plant
from tiktok_marketing.spec.advertiser_money import ADVERTISER_BALANCE_GET, AdvertiserBalanceGetParams
from tiktok_marketing.spec.bc_asset import BC_ASSET_GET, BcAssetGetParams
from tiktok_marketing.spec.bc_member import BC_MEMBER_GET, BC_MEMBER_INVITE, BcMemberGetParams, BcMemberInviteParams
from tiktok_marketing.spec.bc_money import BC_TRANSFER, BcTransferParams
from tiktok_marketing.spec.campaign_copy import (
    CAMPAIGN_COPY_TASK_CHECK,
    CAMPAIGN_COPY_TASK_CREATE,
    CampaignCopyTaskCheckParams,
    CampaignCopyTaskCreateParams,
)
from tiktok_marketing.spec.tool_targeting import TOOL_TARGETING_SEARCH, ToolTargetingSearchParams


@pytest.fixture
def simulator() -> Simulator:
    clock = VirtualClock()
    clock.set(datetime(2026, 11, 22, 15, 33, tzinfo=UTC), speed=0)
    return Simulator(State(), clock, limited=False)


async def test_an_agencys_day_over_the_client(simulator: Simulator) -> None:
    way_in = plant(simulator, Plan(ads=90, days=30))
    token, bc_id = way_in.access_token, way_in.bc_id
    async with TikTokClient("http://tiktok", app_id=way_in.app_id, transport=AsgiTransport(build_app(simulator))) as tt:
        accounts = await tt.pages(BC_ASSET_GET, BcAssetGetParams(bc_id=bc_id, asset_type="ADVERTISER"), token=token)
        ids = [asset.asset_id for asset in accounts.rows]
        await tt.call(BC_MEMBER_INVITE, BcMemberInviteParams(bc_id=bc_id, emails=["new@agency.example"]), token=token)
        members = await tt.pages(BC_MEMBER_GET, BcMemberGetParams(bc_id=bc_id), token=token)
        pending = [member.user_email for member in members.rows if member.relation_status == "PENDING"]
        listed = await tt.pages(ADVERTISER_BALANCE_GET, AdvertiserBalanceGetParams(bc_id=bc_id), token=token)
        before = listed.rows
        recharge = BcTransferParams(
            bc_id=bc_id,
            advertiser_id=ids[0],
            transfer_type="RECHARGE",
            cash_amount=Decimal("123.45"),
            payment_portfolio_id=before[0].payment_portfolio_id or "",
        )
        moved = (await tt.call(BC_TRANSFER, recharge, token=token)).data
        listed = await tt.pages(ADVERTISER_BALANCE_GET, AdvertiserBalanceGetParams(bc_id=bc_id), token=token)
        after = listed.rows
        where = ToolTargetingSearchParams(
            advertiser_id=way_in.advertiser_ids[0],
            placements=["PLACEMENT_TIKTOK"],
            objective_type="TRAFFIC",
            keywords=["berlin"],
            search_type="FUZZY_SEARCH",
        )
        found = (await tt.call(TOOL_TARGETING_SEARCH, where, token=token)).data

    assert tuple(ids) == way_in.advertiser_ids
    assert pending == ["new.planner@harbourandpine.example", "new@agency.example"]
    assert len(moved.transaction_infos) == 2
    assert [(b.account_balance or 0) - (a.account_balance or 0) for a, b in zip(before, after, strict=True)] == [
        Decimal("123.45"),
        0,
        0,
    ]
    assert [tag.name for tag in found.targeting_tag_list] == ["Berlin"]


async def test_a_copy_is_followed_over_the_client_until_it_is_there(simulator: Simulator) -> None:
    way_in = plant(simulator, Plan(ads=90, days=30))
    state = simulator.state
    living = [group for campaign_id in state.campaigns for group in living_groups(state, campaign_id)]
    source = next(
        state.campaigns[group.campaign_id]
        for group in living
        if living_ads(state, group.id)
        and state.campaigns[group.campaign_id].operation_status != "DELETE"
        and state.campaigns[group.campaign_id].fields["objective_type"] in COPIED_OBJECTIVES
    )
    asked = CampaignCopyTaskCreateParams(advertiser_id=source.advertiser_id, campaign_id=source.id, request_id="1")
    token = way_in.access_token
    async with TikTokClient("http://tiktok", app_id=way_in.app_id, transport=AsgiTransport(build_app(simulator))) as tt:
        task_id = (await tt.call(CAMPAIGN_COPY_TASK_CREATE, asked, token=token)).data.task_id or ""
        check = CampaignCopyTaskCheckParams(advertiser_id=source.advertiser_id, task_id=task_id)
        first = (await tt.call(CAMPAIGN_COPY_TASK_CHECK, check, token=token)).data
        simulator.clock.advance(timedelta(seconds=30))
        last = (await tt.call(CAMPAIGN_COPY_TASK_CHECK, check, token=token)).data

    assert (first.task_status, last.task_status) == ("RUNNING", "SUCCESS")
    assert last.task_info is not None
    assert last.task_info.success_ad_count == last.task_info.total_ad_count


class _Mute(AsgiTransport):
    """Lets everything through and loses the first answer."""

    lost = False

    async def send(self, request: Request) -> Response:
        response = await super().send(request)
        if not self.lost:
            self.lost = True
            raise NoAnswer("lost")
        return response


async def test_a_transfer_without_an_answer_is_not_sent_again(simulator: Simulator) -> None:
    way_in = plant(simulator, Plan(ads=30, days=20))
    recharge = BcTransferParams(
        bc_id=way_in.bc_id,
        advertiser_id=way_in.advertiser_ids[0],
        transfer_type="RECHARGE",
        cash_amount=Decimal(25),
        payment_portfolio_id=next(iter(simulator.state.portfolios)),
        request_id="1",
    )
    async with TikTokClient("http://tiktok", app_id=way_in.app_id, transport=_Mute(build_app(simulator))) as tt:
        with pytest.raises(OutcomeUnknown):
            await tt.call(BC_TRANSFER, recharge, token=way_in.access_token)

    assert simulator.state.advertisers[way_in.advertiser_ids[0]].balance == Decimal(10_000_025)
