"""Makes campaigns at TikTok with the client alone. Arguments: address, token, advertiser, writes a errand.

Each is a create and a read of what was made, as a write of LinkPath's is; told are CPU and wall seconds of one.
"""

import asyncio
import sys
import time
from itertools import count

from processes.errands import errands, say
from tiktok_marketing.client import AppQuota, TikTokClient
from tiktok_marketing.spec import Quota
from tiktok_marketing.spec.campaign import (
    CAMPAIGN_CREATE,
    CAMPAIGN_GET,
    CampaignCreateParams,
    CampaignFiltering,
    CampaignGetParams,
)

_UNLIMITED = Quota(1_000_000, 60_000_000, 86_400_000_000)
_NAMES = count(1)


def main(url: str, token: str, advertiser_id: str, writes: str) -> None:
    with asyncio.Runner() as runner:
        quota = AppQuota(app_quota=_UNLIMITED, advertiser_qps=_UNLIMITED.qps)
        client = TikTokClient(url, app_id="bench", quota=quota)

        async def write() -> None:
            for _ in range(int(writes)):
                new = CampaignCreateParams(
                    advertiser_id=advertiser_id,
                    campaign_name=f"Bare {next(_NAMES)}",
                    objective_type="TRAFFIC",
                    budget_mode="BUDGET_MODE_INFINITE",
                    operation_status="DISABLE",
                )
                made = (await client.call(CAMPAIGN_CREATE, new, token=token)).data
                wanted = CampaignFiltering(campaign_ids=[made.campaign_id], primary_status="STATUS_ALL")
                asked = CampaignGetParams(advertiser_id=advertiser_id, filtering=wanted)
                found = await client.call(CAMPAIGN_GET, asked, token=token)
                assert len(found.data.rows) == 1  # noqa: S101 - what is measured is what was wanted

        say("ready")
        for _ in errands():
            began, wall = time.process_time(), time.perf_counter()
            runner.run(write())
            say([(time.process_time() - began) / int(writes), (time.perf_counter() - wall) / int(writes)])
        runner.run(client.aclose())


if __name__ == "__main__":
    main(*sys.argv[1:])
