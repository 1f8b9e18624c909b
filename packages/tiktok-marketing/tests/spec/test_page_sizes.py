"""Behaviour reference §4.1 (sure): how many rows a page may have."""

import pytest

from tiktok_marketing.spec import TYPED, catalogue

LARGEST = {
    1_000: (
        *("campaign.get", "adgroup.get", "ad.get", "report.integrated.get", "subscription.get"),
        *("file.image.ad.search", "file.video.ad.search", "file.music.get", "gmv_max.report.get"),
        *("custom_conversion.list", "creative.report.get"),
    ),
    500: ("catalog.product.get",),
    200: ("catalog.insight.filter.get",),
    100: (
        *("dmp.custom_audience.list", "page.get", "catalog.get", "comment.list", "identity.get"),
        *("gmv_max.campaign.get", "campaign.spc.report.get", "smart_plus.material_report.overview"),
    ),
    50: (
        *("bc.get", "bc.asset.get", "bc.asset.admin.get", "bc.asset_group.list", "bc.transaction.get"),
        *("bc.account.transaction.get", "advertiser.balance.get", "catalog.video.get", "tt_video.list"),
    ),
    20: ("pixel.list", "bc.member.get"),
}


@pytest.mark.parametrize(("name", "largest"), [(name, size) for size, names in LARGEST.items() for name in names])
def test_the_largest_page_is_as_tiktoks_pages_say(name: str, largest: int) -> None:
    told = catalogue.endpoint(name).params["page_size"].max

    assert told in {None, largest}
    assert name not in TYPED or TYPED[name].max_page_size == largest
