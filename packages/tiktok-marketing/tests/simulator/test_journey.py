"""From nothing to a running ad and away again, as an integrator would go."""

from datetime import timedelta
from typing import Any

from tiktok_marketing.simulator.review import Reviewers


async def test_authorise_build_review_pause_and_delete(desk: Any) -> None:
    desk.simulator.reviewers = Reviewers(timedelta(minutes=30), timedelta(hours=1), denied_share=0)
    form = {"app_id": desk.app["app_id"], "redirect_uri": desk.redirect_uri, "state": "s", "decision": "approve"}
    back = await desk.http.post("/portal/auth", data=form | {"advertiser_id": desk.usd})
    code = back.headers["location"].partition("auth_code=")[2].partition("&")[0]
    grant = await desk.ok("POST", "/oauth2/access_token/", **desk.app, auth_code=code)
    desk.token = grant["access_token"]
    assert await desk.listed("campaign") == []

    campaign_id = await desk.campaign(operation_status="DISABLE")
    adgroup_id = await desk.adgroup(campaign_id)
    ad_id = await desk.ad(adgroup_id)
    seen = [await desk.status("ad", ad_id)]
    await desk.switch("campaign", "ENABLE", campaign_id)
    seen.append(await desk.status("ad", ad_id))
    desk.advance(hours=1)
    seen.append(await desk.status("ad", ad_id))
    await desk.switch("adgroup", "DISABLE", adgroup_id)
    seen.append(await desk.status("ad", ad_id))
    await desk.switch("campaign", "DELETE", campaign_id)
    seen.append(await desk.status("ad", ad_id))

    assert seen == [
        "AD_STATUS_CAMPAIGN_DISABLE",
        "AD_STATUS_AUDIT",
        "AD_STATUS_DELIVERY_OK",
        "AD_STATUS_ADGROUP_DISABLE",
        "AD_STATUS_CAMPAIGN_DELETE",
    ]
    assert await desk.listed("ad") == []
    assert [row["ad_id"] for row in await desk.listed("ad", primary_status="STATUS_ALL")] == [ad_id]
    history = [(setting.at.hour, setting.operation_status) for setting in desk.state.campaigns[campaign_id].history]
    assert history == [(12, "DISABLE"), (12, "ENABLE"), (13, "DELETE")]
    await desk.ok("POST", "/oauth2/revoke_token/", **desk.app, access_token=desk.token)
    assert (await desk.get("/campaign/get/", advertiser_id=desk.usd))["code"] == 40105
