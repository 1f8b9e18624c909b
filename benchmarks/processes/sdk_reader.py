"""Reads all ads with TikTok's official SDK, page after page. Arguments: address, access token, advertiser."""

import sys
import time
from collections.abc import Iterator
from typing import Any

from business_api_client import AdApi, ApiClient, Configuration

from processes.errands import errands, say

_PAGE_SIZE = 1_000
_EVERY_STATUS = '{"primary_status": "STATUS_ALL"}'


def main(url: str, token: str, advertiser_id: str) -> None:
    configuration = Configuration()
    configuration.host = url
    api = AdApi(ApiClient(configuration))
    say("ready")
    for _ in errands():
        say(_read(api, token, advertiser_id))


def _read(api: AdApi, token: str, advertiser_id: str) -> dict[str, float]:
    began = time.process_time()
    ads = list(_ads(api, token, advertiser_id))
    spent = time.process_time() - began
    return {"rows": len(ads), "ids": sum(int(ad["ad_id"]) for ad in ads), "cpu_seconds": spent}


def _ads(api: AdApi, token: str, advertiser_id: str) -> Iterator[dict[str, Any]]:
    number, last = 1, 1
    while number <= last:
        page = api.ad_get(advertiser_id, token, filtering=_EVERY_STATUS, page=number, page_size=_PAGE_SIZE)["data"]
        yield from page["list"]
        number, last = number + 1, page["page_info"]["total_page"]


if __name__ == "__main__":
    main(*sys.argv[1:])
