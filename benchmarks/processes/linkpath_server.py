"""LinkPath as `linkpath-manager serve` runs it: SQLite, worker, REST door. Arguments: data folder and TikTok's."""

import sys
from pathlib import Path

import uvloop
from pydantic import AnyHttpUrl, SecretStr

from linkpath_manager import bootstrap
from linkpath_manager.config import Settings
from linkpath_manager.domain.actor import ALL_SCOPES
from linkpath_manager.kit import logs
from linkpath_manager.kit.sockets import address, listen
from linkpath_manager.operations.access import issue_api_key
from processes.serving import serve

_A_DAY = 86_400
_UNLIMITED = 100_000_000


async def main(data_dir: str, tiktok_url: str, app_id: str, secret: str) -> None:
    logs.configure("warning", json=True)
    settings = Settings(
        data_dir=Path(data_dir),
        tiktok_app_id=app_id,
        tiktok_secret=SecretStr(secret),
        tiktok_base_url=AnyHttpUrl(tiktok_url),
        tiktok_level="ultimate",
        sync_interval_seconds=_A_DAY,
        limit_standard=_UNLIMITED,
        limit_burst=_UNLIMITED,
        token_prefix="lp_test_",  # noqa: S106  # a prefix, not a token
    )
    with listen("127.0.0.1", 0) as bound:
        async with bootstrap.opened(settings, public_url=address(bound)) as house, bootstrap.working(house):
            token = await issue_api_key(house.services, bootstrap.WORKSPACE_ID, "bench", ALL_SCOPES)
            await serve(house.rest_door(), bound, token=token)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
