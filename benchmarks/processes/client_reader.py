"""Reads all ads with `tiktok_marketing.client`. Arguments: "typed" or "json", address, access token, advertiser."""

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import Any

import msgspec
import uvloop

from processes.errands import errands, say
from tiktok_marketing.client import TikTokClient, as_json
from tiktok_marketing.spec import Level
from tiktok_marketing.spec.ad import AD_GET, Ad, AdFiltering, AdGetParams


def main(form: str, url: str, token: str, advertiser_id: str) -> None:
    client = TikTokClient(url, app_id="bench", level=Level.ULTIMATE)
    params = AdGetParams(advertiser_id=advertiser_id, filtering=AdFiltering(primary_status="STATUS_ALL"))

    async def typed() -> Sequence[Ad]:
        return (await client.pages(AD_GET, params, token=token)).rows

    async def json() -> Sequence[msgspec.Raw]:
        return (await client.pages(as_json(AD_GET), params, token=token)).rows

    async def read() -> dict[str, float]:
        began = time.process_time()
        rows: Sequence[Any] = await (typed() if form == "typed" else json())
        spent = time.process_time() - began
        return {"rows": len(rows), "ids": sum(map(_id_of, rows)), "cpu_seconds": spent}

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        say("ready")
        for _ in errands():
            say(runner.run(read()))
        runner.run(client.aclose())


def _id_of(row: Ad | msgspec.Raw) -> int:
    ad = row if isinstance(row, Ad) else msgspec.json.decode(row, type=Ad)
    return int(ad.ad_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
