"""What one caller and one service are spared: counted in memory, and forgotten in minutes."""

from ivr.web.limits.limits import Limits

__all__ = ["Limits"]
