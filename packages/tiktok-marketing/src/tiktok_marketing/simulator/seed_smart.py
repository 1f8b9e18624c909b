"""A running campaign of each account in the hands of Upgraded Smart+: its ads become creatives, its figures stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from .agency_records import Advertiser
from .record import Record
from .simulator import Simulator
from .smart_records import UPGRADED, SmartAd, SmartCreative
from .tree_records import Ad, AdGroup, Campaign

# Behaviour reference §5.5 (sure): the objectives that Smart+ takes; the likeliest first.
_OBJECTIVES = ("WEB_CONVERSIONS", "APP_PROMOTION", "LEAD_GENERATION")
_SHOWN = {"is_smart_performance_campaign": True}
_LISTS = {
    "ad_text_list": "ad_text",
    "call_to_action_list": "call_to_action",
    "landing_page_url_list": "landing_page_url",
}


def hand_over(simulator: Simulator) -> None:
    """In each account the newest campaign that Smart+ could run, where there is one."""
    for advertiser in simulator.state.advertisers.values():
        campaign = _chosen(simulator, advertiser)
        if campaign is not None:
            simulator.state.save(*_handed_over(simulator, campaign))


def _chosen(simulator: Simulator, advertiser: Advertiser) -> Campaign | None:
    ids = reversed(simulator.state.campaigns_of[advertiser.id])
    running = [each for each in map(simulator.state.campaigns.__getitem__, ids) if each.operation_status == "ENABLE"]
    fit = (each for wanted in _OBJECTIVES for each in running if each.fields["objective_type"] == wanted)
    return next(fit, None)


def _handed_over(simulator: Simulator, campaign: Campaign) -> Iterator[Record]:
    state = simulator.state
    groups = [state.adgroups[one] for one in state.adgroups_of[campaign.id]]
    mode = "SINGLE" if len(groups) == 1 else "MULTIPLE"
    smart = {"campaign_automation_type": UPGRADED, "smart_plus_adgroup_mode": mode}
    yield replace(campaign, fields=campaign.fields | smart | _SHOWN)
    for adgroup in groups:
        yield replace(adgroup, fields=adgroup.fields | _SHOWN)
        ads = [state.ads[one] for one in state.ads_of[adgroup.id]]
        if ads:
            made = _smart_ad(simulator, adgroup, ads)
            yield made
            yield from (replace(ad, smart_ad_id=made.id) for ad in ads)


def _smart_ad(simulator: Simulator, adgroup: AdGroup, ads: list[Ad]) -> SmartAd:
    first, now = ads[0], simulator.now()
    texts = {name: _each(ads, field) for name, field in _LISTS.items()}
    identity = {name: first.fields[name] for name in ("identity_type", "identity_id")}
    return SmartAd(
        id=simulator.new_id(now),
        how=UPGRADED,
        advertiser_id=adgroup.advertiser_id,
        campaign_id=adgroup.campaign_id,
        adgroup_id=adgroup.id,
        operation_status="ENABLE",
        created_at=first.created_at,
        modified_at=max(ad.modified_at for ad in ads),
        fields={"ad_name": f"Smart {first.fields['ad_name']}", "ad_configuration": identity}
        | {name: listed for name, listed in texts.items() if listed},
        creatives=[_creative(simulator, ad) for ad in ads],
    )


def _creative(simulator: Simulator, ad: Ad) -> SmartCreative:
    fields = ad.fields
    info: dict[str, Any] = {
        name: fields[name]
        for name in ("ad_format", "identity_type", "identity_id", "tiktok_item_id")
        if fields.get(name)
    } | {"material_name": fields["ad_name"]}
    if fields.get("video_id"):
        info["video_info"] = {"video_id": fields["video_id"], "file_name": fields["ad_name"]}
    if fields.get("image_ids"):
        info["image_info"] = [{"web_uri": one} for one in fields["image_ids"]]
    if fields.get("music_id"):
        info["music_info"] = {"music_id": fields["music_id"]}
    new_id = simulator.new_id(simulator.now())
    return SmartCreative(id=new_id, ad_id=ad.id, operation_status=ad.operation_status, info=info)


def _each(ads: list[Ad], field: str) -> list[dict[str, str]]:
    """What the ads have in the field, each once: a list of objects, as Smart+ has it."""
    values = dict.fromkeys(ad.fields[field] for ad in ads if ad.fields.get(field))
    return [{field: value} for value in values]
