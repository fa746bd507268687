"""What a hotline is: frozen values read from config/ and prompts/, faults with file and line."""

from ivr.hotline.faults import BrokenHotline, Fault
from ivr.hotline.load import Loaded, load
from ivr.hotline.values import Hotline

__all__ = ["BrokenHotline", "Fault", "Hotline", "Loaded", "load"]
