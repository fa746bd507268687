"""Pages for the people who keep the hotline: hear it, see it, keep it, in a browser."""

from ivr.studio.app import create_studio
from ivr.studio.settings import StudioSettings

__all__ = ["StudioSettings", "create_studio"]
