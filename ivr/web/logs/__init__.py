"""What the server says while it runs, in lines that tell nothing of who called."""

from ivr.web.logs.events import EventLines
from ivr.web.logs.setup import set_up_logs

__all__ = ["EventLines", "set_up_logs"]
