"""The hotline over HTTP: the voice webhook, the clips, health."""

from ivr.web.app import create_app

__all__ = ["create_app"]
