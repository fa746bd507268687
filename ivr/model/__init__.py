"""What a hotline is: frozen values, hours, wording, telephone numbers."""

from ivr.model.values import Hotline

__all__ = ["Hotline"]
