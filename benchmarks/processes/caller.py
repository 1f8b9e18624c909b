"""Makes small calls one after the other and tells the CPU seconds of each. Arguments: how, address, calls."""

import asyncio
import sys
import time
from collections.abc import Callable

import aiohttp
import msgspec
from business_api_client import ApiClient, CampaignCreationApi, Configuration

from processes.errands import errands, say
from tiktok_marketing.client import AppQuota, TikTokClient
from tiktok_marketing.spec import Quota
from tiktok_marketing.spec.campaign import CAMPAIGN_GET, CampaignGetParams, CampaignPage

_ADVERTISER = "7106541027904733185"
Way = tuple[Callable[[], None], Callable[[], None]]
"""Makes the calls; ends it all."""

_UNLIMITED = Quota(1_000_000, 60_000_000, 86_400_000_000)


class _Envelope(msgspec.Struct):
    code: int
    message: str
    request_id: str
    data: CampaignPage


def main(how: str, url: str, calls: str) -> None:
    with asyncio.Runner() as runner:
        call, close = {"client": _with_client, "aiohttp": _with_aiohttp, "sdk": _with_sdk}[how](runner, url, int(calls))
        say("ready")
        for _ in errands():
            began = time.process_time()
            call()
            say((time.process_time() - began) / int(calls))
        close()


def _with_client(runner: asyncio.Runner, url: str, calls: int) -> Way:
    quota = AppQuota(app_quota=_UNLIMITED, advertiser_qps=_UNLIMITED.qps)
    client = TikTokClient(url, app_id="bench", quota=quota)
    params = CampaignGetParams(advertiser_id=_ADVERTISER, page=1, page_size=1)

    async def call() -> None:
        for _ in range(calls):
            answer = await client.call(CAMPAIGN_GET, params, token="bench")  # noqa: S106 - anybody may know it
            assert len(answer.data.rows) == 1  # noqa: S101 - what is measured is what was wanted

    return lambda: runner.run(call()), lambda: runner.run(client.aclose())


def _with_aiohttp(runner: asyncio.Runner, url: str, calls: int) -> Way:
    decoder = msgspec.json.Decoder(_Envelope, strict=False)
    asked = {"advertiser_id": _ADVERTISER, "page": "1", "page_size": "1"}

    async def opened() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    session = runner.run(opened())

    async def call() -> None:
        for _ in range(calls):
            headers = {"Access-Token": "bench"}
            async with session.get(f"{url}/open_api/v1.3/campaign/get/", params=asked, headers=headers) as answer:
                assert len(decoder.decode(await answer.read()).data.rows) == 1  # noqa: S101 - as above

    return lambda: runner.run(call()), lambda: runner.run(session.close())


def _with_sdk(_: asyncio.Runner, url: str, calls: int) -> Way:
    configuration = Configuration()
    configuration.host = url
    api = CampaignCreationApi(ApiClient(configuration))

    def call() -> None:
        for _ in range(calls):
            answer = api.campaign_get(_ADVERTISER, "bench", page=1, page_size=1)
            assert len(answer["data"]["list"]) == 1  # noqa: S101 - as above

    return call, lambda: None


if __name__ == "__main__":
    main(*sys.argv[1:])
