"""Uploads one file, and tells the most memory that this process ever had, in MB. Arguments: how, address, bytes."""

import asyncio
import sys
import tempfile
from pathlib import Path

from processes.errands import errands, say

_ADVERTISER = "7106541027904733185"


def main(how: str, url: str, size: str) -> None:
    with tempfile.NamedTemporaryFile(prefix="linkpath-bench-", suffix=".mp4") as file:
        file.truncate(int(size))
        say("ready")
        for _ in errands():
            {"client": _with_client, "sdk": _with_sdk}[how](url, Path(file.name))
            say(_peak())


def _peak() -> float:
    """In MB. `ru_maxrss` would begin with what the process had that started this one."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1_024 / 1_000_000


def _with_client(url: str, path: Path) -> None:
    from tiktok_marketing.client import AppQuota, TikTokClient
    from tiktok_marketing.spec import Quota

    async def upload() -> None:
        quota = AppQuota(app_quota=Quota(1_000, 60_000, 86_400_000))
        async with TikTokClient(url, app_id="bench", quota=quota) as client:
            await client.upload("file.video.ad.upload", {"advertiser_id": _ADVERTISER}, path, token="bench")  # noqa: S106

    asyncio.run(upload())


def _with_sdk(url: str, path: Path) -> None:
    from business_api_client import ApiClient, Configuration, FileApi

    configuration = Configuration()
    configuration.host = url
    FileApi(ApiClient(configuration)).ad_video_upload(
        "bench", advertiser_id=_ADVERTISER, upload_type="UPLOAD_BY_FILE", video_file=str(path), video_signature="0" * 32
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
