"""Who may read /metrics, and what stands there."""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Response, abort, request
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector, CollectorRegistry

from ivr.journal import Status
from ivr.model import Hotline
from ivr.serving.condition import Condition
from ivr.serving.settings import Settings
from ivr.web.metrics.counted import Metrics
from ivr.web.metrics.watched import watched

METRICS: Final = "/metrics"
OPEN_ON_ITS_PORT: Final = (METRICS, "/healthz", "/readyz")
"""All that is served on the port of its own."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read /metrics: whoever reaches its ``port``, or has its ``token``.

    Without either nobody may, but for this machine where the carrier is emulated.
    """

    port: str
    token: str = field(repr=False)
    emulated: bool

    @classmethod
    def of(cls, settings: Settings) -> Access:
        """Return what an operator's settings allow."""
        port, token = (
            settings.variables.get(name, "") for name in ("METRICS_PORT", "METRICS_TOKEN")
        )
        return cls(port.lstrip("0"), token, settings.emulated)

    @property
    def is_on_its_port(self) -> bool:
        """Whether the request came in on the port of the metrics; no header decides that."""
        return bool(self.port) and request.environ.get("SERVER_PORT") == self.port

    @property
    def is_allowed(self) -> bool:
        """Whether the request may be answered."""
        if self.is_on_its_port:
            return True
        given = request.headers.get("Authorization", "").encode()
        if self.token and hmac.compare_digest(given, f"Bearer {self.token}".encode()):
            return True
        return self.emulated and not self.port and _is_here(request.remote_addr or "")

    def keep_apart(self) -> None:
        """Answer nothing but the state of the server on the port of the metrics."""
        if self.is_on_its_port and request.path not in OPEN_ON_ITS_PORT:
            abort(404)


def _is_here(address: str) -> bool:
    """Tell whether a request comes from this machine.

    >>> _is_here("127.0.0.1"), _is_here("::ffff:127.0.0.1"), _is_here("192.0.2.1")
    (True, True, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


@dataclass(frozen=True, slots=True, eq=False)
class Scrape(Collector):
    """All that is told ``now``, by the hotline's clock: what was counted, and how the hotline is.

    ``folder`` is the journal's.
    """

    metrics: Metrics
    hotline: Hotline
    condition: Condition
    journal: Status
    folder: Path
    now: dt.datetime
    every_language: tuple[str, ...]

    def collect(self) -> Iterator[Metric]:
        """Yield each metric once."""
        yield from self.metrics.collect(self.journal)
        yield self._languages()
        yield self._figures()
        yield from self._content()
        yield from watched(self.folder, self.hotline.alarms, self.now)

    def _languages(self) -> Metric:
        told = "Whether callers are offered a language."
        family = GaugeMetricFamily("ivr_language_offered", told, labels=("language",))
        for code in self.every_language:
            family.add_metric((code,), code in self.hotline.languages)
        return family

    def _figures(self) -> Metric:
        told = "Days until a figure is said for the last time; below 0, days since."
        family = GaugeMetricFamily("ivr_figure_expires_days", told, labels=("figure",))
        for name, fact in self.hotline.facts.items():
            family.add_metric((name,), (fact.expires - self.now.date()).days)
        return family

    def _content(self) -> Iterator[Metric]:
        content = {"version": self.condition.content}
        yield InfoMetricFamily("ivr_content", "The content that callers hear.", value=content)
        ready = "Whether callers in danger hear all they should, as in /readyz."
        yield GaugeMetricFamily("ivr_ready", ready, value=not self.condition.reasons)
        missing = "Clips that are listed and not there."
        yield GaugeMetricFamily("ivr_clips_missing", missing, value=self.condition.missing)


def answered(access: Access, scrape: Callable[[], Scrape]) -> Response:
    """Return the page in the form that is asked for, or 404 to whoever may not read it."""
    if not access.is_allowed:
        abort(404)
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(scrape())
    return Response(encode(registry), content_type=content_type)
