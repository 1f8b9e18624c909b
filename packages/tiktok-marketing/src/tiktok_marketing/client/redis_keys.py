"""Under which keys of Redis a call is counted."""

from dataclasses import dataclass
from typing import Any

from tiktok_marketing.client.windows import DAY_SECONDS, binding_windows
from tiktok_marketing.spec.endpoint import Endpoint, Level, Quota

RedisWindow = tuple[str, int, int]
"""(name, limit, span): spans in microseconds, 0 is TikTok's day."""


@dataclass(frozen=True, slots=True)
class Keys:
    """One call's: the lane in which it waits, the windows it fills and the pauses it minds, the lane's own first."""

    lane: str
    windows: list[RedisWindow]
    pauses: list[str]


@dataclass(frozen=True, slots=True)
class Naming:
    """Names of an app's keys, all of which begin with `root`. Windows are `stretch` times as long as TikTok's."""

    root: str
    level: Level
    app_quota: Quota
    stretch: float
    advertiser_qps: int

    def keys(self, endpoint: Endpoint[Any, Any], subject: str | None) -> Keys:
        own, local = self.of_endpoint(endpoint), self.of_subject(endpoint, subject)
        windows = self.endpoint_windows(endpoint)
        if endpoint.beside_app_quota:
            return Keys(own, windows, [f"{own}:pause", f"{local}:pause"])
        windows = self._windows(self.app, self.app_quota) + windows
        if subject is not None and self.advertiser_qps < self.app_quota.qps:
            windows.append((local, self.advertiser_qps, self._microseconds(1)))
        return Keys(self.app, windows, [f"{self.app}:pause", f"{own}:pause", f"{local}:pause"])

    @property
    def app(self) -> str:
        return f"{self.root}:app"

    def of_endpoint(self, endpoint: Endpoint[Any, Any]) -> str:
        return f"{self.root}:endpoint:{endpoint.name}"

    def of_subject(self, endpoint: Endpoint[Any, Any], subject: str | None) -> str:
        return f"{self.root}:subject:{subject}:{endpoint.path}"

    def app_windows(self) -> list[RedisWindow]:
        return self._windows(self.app, self.app_quota)

    def endpoint_windows(self, endpoint: Endpoint[Any, Any]) -> list[RedisWindow]:
        return self._windows(self.of_endpoint(endpoint), endpoint.quota[self.level]) if endpoint.quota else []

    def _windows(self, name: str, quota: Quota) -> list[RedisWindow]:
        return [
            (name, limit, self._microseconds(seconds))
            if seconds < DAY_SECONDS
            else (name, max(1, int(limit / self.stretch)), 0)
            for limit, seconds in binding_windows(quota)
        ]

    def _microseconds(self, seconds: int) -> int:
        return round(seconds * self.stretch * 1_000_000)
