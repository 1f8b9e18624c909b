"""Calls for 40 advertisers at once, within a limit. Arguments: address, calls a second, calls, and what it shares.

The last is the prefix of the budget's keys in Redis, or nothing where the budget is this process's own.
"""

import asyncio
import sys

import uvloop

from processes.errands import errands, say
from tiktok_marketing.client import AppQuota, Budget, RedisQuota, TikTokClient
from tiktok_marketing.spec import Quota
from tiktok_marketing.spec.campaign import CAMPAIGN_GET, CampaignGetParams

_ADVERTISERS = 40
_REDIS = "redis://127.0.0.1:6379/0"


def main(url: str, qps: str, calls: str, shared: str) -> None:
    limit = Quota(int(qps), int(qps) * 60, int(qps) * 86_400)

    async def pull() -> int:
        budget: Budget = AppQuota(app_quota=limit)
        if shared:
            budget = RedisQuota(_REDIS, app_id="bench", app_quota=limit, prefix=shared)
        async with TikTokClient(url, app_id="bench", quota=budget) as client:
            answers = await asyncio.gather(*(call(client, number) for number in range(int(calls))))
        if isinstance(budget, RedisQuota):
            await budget.aclose()
        return sum(answers)

    async def call(client: TikTokClient, number: int) -> int:
        params = CampaignGetParams(advertiser_id=str(7_100_000_000_000_000_000 + number % _ADVERTISERS))
        answer = await client.call(CAMPAIGN_GET, params, token="bench", deadline_seconds=None)  # noqa: S106 - as any
        return int(answer.code == 0)

    say("ready")
    for _ in errands():
        say(uvloop.run(pull()))


if __name__ == "__main__":
    main(*sys.argv[1:])
