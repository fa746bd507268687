"""What a monitoring system reads of a running hotline: counts and states, never a caller."""

from ivr.web.metrics.counted import Metrics
from ivr.web.metrics.measured import Measured

__all__ = ["Measured", "Metrics"]
