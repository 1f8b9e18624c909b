"""A simulated TikTok with one advertiser and no quotas, telling its CPU time when asked. Argument: how many ads."""

import sys
import time

from processes.errands import errands, say
from tiktok_marketing.simulator import Plan, Simulator, State, VirtualClock, plant, running


def main(ads: str) -> None:
    simulator = Simulator(State(), VirtualClock(), limited=False)
    way_in = plant(simulator, Plan(accounts=1, ads=int(ads)))
    with running(simulator) as url:
        say({"url": url, "access_token": way_in.access_token, "advertiser_id": way_in.advertiser_ids[0]})
        for _ in errands():
            say(time.process_time())


if __name__ == "__main__":
    main(*sys.argv[1:])
