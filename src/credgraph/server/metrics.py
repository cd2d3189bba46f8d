"""What was asked and how long it took: /metrics, for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from credgraph.server.answering import Service

__all__ = ["Metrics", "router"]

router = APIRouter()

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counts of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "credgraph_requests",
            "Requests, by route, method and status",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "credgraph_request_seconds",
            "Seconds that a request took, by route",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )

        self._of_routes: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        key = route, method, status
        if key not in self._of_routes:  # finding them by their labels takes longer than counting
            labelled = self._requests.labels(route, method, str(status))
            self._of_routes[key] = labelled, self._seconds.labels(route)
        counter, times = self._of_routes[key]
        counter.inc()
        times.observe(seconds)

    def watch(self, service: Service) -> None:
        """Show the load of a service with the counts."""
        self.registry.register(_LoadOf(service))


class _LoadOf(Collector):
    """The load of a service at the moment it is asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        """Yield what runs, what waits and what was started."""
        load = self._service.source.load
        yield GaugeMetricFamily("credgraph_running", "Queries that run", load.running)
        yield GaugeMetricFamily("credgraph_waiting", "Queries that wait", load.waiting)
        started = "Worker processes started, since the store was opened"
        yield CounterMetricFamily("credgraph_workers_started", started, load.started)
        if self._service.release:
            modified = self._service.release.modified.timestamp()
            yield GaugeMetricFamily("credgraph_data_modified", "When the data changed", modified)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Return the counts as Prometheus reads them."""
    counts: Metrics = request.app.state.metrics
    return Response(generate_latest(counts.registry), media_type="text/plain; version=0.0.4")
