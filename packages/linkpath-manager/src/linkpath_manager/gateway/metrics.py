"""Figures about requests, for Prometheus: counted in plain integers, put into its form when they are asked for."""

from bisect import bisect_left
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from .exchange import Exchange

BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestMetrics(Collector):
    """Requests of one app. All its calls come from the loop's one thread, so that no lock is taken."""

    def __init__(self) -> None:
        self.in_flight = 0
        self._tallies: dict[tuple[str, str, int], _Tally] = {}
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def note(self, exchange: Exchange, seconds: float) -> None:
        """Counts one request that was answered."""
        key = (exchange.route, exchange.method, exchange.status)
        tally = self._tallies.get(key)
        if tally is None:
            method = exchange.method if exchange.method in _METHODS else "other"
            tally = self._tallies.setdefault((exchange.route, method, exchange.status), _Tally())
        tally.add(seconds)

    def text(self) -> bytes:
        """Prometheus's text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        labels = ("route", "method", "status")
        total = CounterMetricFamily("linkpath_http_requests", "Requests answered.", labels=labels)
        time = HistogramMetricFamily("linkpath_http_request_seconds", "Time until the answer was sent.", labels=labels)
        for (route, method, status), tally in self._tallies.items():
            values = (route, method, str(status))
            total.add_metric(values, sum(tally.counts))
            time.add_metric(values, tally.cumulated(), sum_value=tally.seconds)
        yield total
        yield time
        yield GaugeMetricFamily("linkpath_http_requests_in_flight", "Requests being worked on.", value=self.in_flight)


class _Tally:
    """How many requests fell into each bucket, the one without an end included, and their time together."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS_SECONDS) + 1)
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BUCKETS_SECONDS, seconds)] += 1
        self.seconds += seconds

    def cumulated(self) -> list[tuple[str, float]]:
        """Prometheus's buckets: how many took at most so long."""
        ends = [*map(str, BUCKETS_SECONDS), "+Inf"]
        return [(end, float(sum(self.counts[: position + 1]))) for position, end in enumerate(ends)]
