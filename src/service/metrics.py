"""What Prometheus reads at /metrics: counts and times, never a value of a request."""

from __future__ import annotations

import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from service.model_store import ModelStore
from service.spool import Spool

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"  # several workers add up in files in this folder


class Metrics:
    """The counters of a worker."""

    def __init__(self, store: ModelStore, spool: Spool) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "portfolio_requests", "Requests by route and status", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "portfolio_request_seconds", "Time to answer", ["route"], buckets=SECONDS, registry=self.registry
        )
        self.rows = Counter(
            "portfolio_scored", "Applicants scored by version", ["model", "version"], registry=self.registry
        )
        self.unseen = Counter(
            "portfolio_unseen", "Categories that the model had never seen", ["column"], registry=self.registry
        )
        self.invalid = Counter(
            "portfolio_invalid", "Values refused, by what is wrong", ["code"], registry=self.registry
        )
        self.registry.register(_Present(store, spool))

    def text(self) -> bytes:
        """Return all of it in the text format; of all workers where there are several."""
        if MULTIPROCESS in os.environ:
            together = CollectorRegistry()
            multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
            return generate_latest(together)
        return generate_latest(self.registry)


class _Present(Collector):
    """What is asked for when it is read: computing an index for each request would be waste."""

    def __init__(self, store: ModelStore, spool: Spool) -> None:
        self._store, self._spool = store, spool

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield the present values."""
        drift = GaugeMetricFamily(
            "portfolio_stability_index",
            "Stability index of the applicants of this process against the reference",
            labels=["model", "version", "column"],
        )
        for loaded in self._store.all():
            for column, value in loaded.drift.index().items():
                drift.add_metric([loaded.name, loaded.version, column], value)
        yield drift
        yield GaugeMetricFamily(
            "portfolio_log_failures", "Requests refused because the log was full", self._spool.failures
        )
        yield GaugeMetricFamily(
            "portfolio_models_refused", "Versions that were not what was registered", self._store.refused
        )
