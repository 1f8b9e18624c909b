"""Limits of endpoints that have no typed row: who calls them by name is to stay within them too.

Source: TikTok's rate-limit page, as recorded in the behaviour reference §3.2 (sure).
"""

from tiktok_marketing.spec.endpoint import Level, Quota

_CATALOG_UPLOAD = {
    Level.BASIC: Quota(5, 300, 432_000),
    Level.ADVANCED: Quota(5, 300, 432_000),
    Level.PREMIUM: Quota(10, 600, 864_000),
    Level.ULTIMATE: Quota(10, 600, 864_000),
}
_CATALOG_CHANGE = {
    Level.BASIC: Quota(2, 120, 172_800),
    Level.ADVANCED: Quota(2, 120, 172_800),
    Level.PREMIUM: Quota(5, 300, 432_000),
    Level.ULTIMATE: Quota(5, 300, 432_000),
}
_CREATIVE_TASK = {
    Level.BASIC: Quota(1, 30, 5_000),
    Level.ADVANCED: Quota(2, 60, 10_000),
    Level.PREMIUM: Quota(3, 180, 15_000),
    Level.ULTIMATE: Quota(3, 180, 15_000),
}
EVENT_QUOTA = dict.fromkeys(Level, Quota(1_000, 600_000, 86_400_000))
STREAMING_QUOTA = {
    Level.BASIC: Quota(10_000, 600_000, 864_000_000),
    Level.ADVANCED: Quota(20_000, 1_200_000, 1_728_000_000),
    Level.PREMIUM: Quota(30_000, 1_800_000, 2_592_000_000),
    Level.ULTIMATE: Quota(50_000, 3_000_000, 4_320_000_000),
}

BY_NAME: dict[str, dict[Level, Quota]] = {
    "app.batch": EVENT_QUOTA,
    "app.track": EVENT_QUOTA,
    "catalog.product.delete": _CATALOG_CHANGE,
    "catalog.product.file": _CATALOG_UPLOAD,
    "catalog.product.update": _CATALOG_CHANGE,
    "catalog.product.upload": _CATALOG_UPLOAD,
    "creative.quick_optimization.create": _CREATIVE_TASK,
    "creative.smart_video.create": _CREATIVE_TASK,
    "gmv_max.report.get": {
        Level.BASIC: Quota(8, 240, 20_000),
        Level.ADVANCED: Quota(12, 360, 30_000),
        Level.PREMIUM: Quota(20, 600, 50_000),
        Level.ULTIMATE: Quota(20, 600, 50_000),
    },
    "offline.batch": EVENT_QUOTA,
    "offline.track": EVENT_QUOTA,
    "pixel.batch": EVENT_QUOTA,
    "pixel.track": EVENT_QUOTA,
    "video_template.task.create": _CREATIVE_TASK,
}

BESIDE_THE_APP: frozenset[str] = frozenset(
    {"app.batch", "app.track", "offline.batch", "offline.track", "pixel.batch", "pixel.track"}
)
"""Those of them whose calls do not count against the app's own limits.

Inferred: TikTok gives them limits a hundred times the app's, which could never be used beneath it.
"""
