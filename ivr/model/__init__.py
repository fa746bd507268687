"""What a hotline is: frozen values; nothing but the standard library is needed to ask them."""

from ivr.model.hotline import Hotline

__all__ = ["Hotline"]
