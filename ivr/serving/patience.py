"""How long the server waits for a client: shorter than the carrier waits for the server."""

from __future__ import annotations

from typing import Final

READ_SECONDS: Final = 3.0
"""How long a request may take to arrive, from its first byte on."""

SEND_SECONDS: Final = 3.0
"""How long a client may take to fetch an answer that is ready, and what its length takes."""

SLOWEST_BYTES_S: Final = 8000
"""Bytes that a client fetches in a second at least: as many as are heard of a clip in a second."""

GOODBYE_SECONDS: Final = 2.0
"""How long a client may take to close its end, so that the answer arrives before a reset does."""

LOOK_SECONDS: Final = 0.5
"""Between two looks at who has exceeded one of them."""

LONGEST_SECONDS: Final = max(READ_SECONDS, SEND_SECONDS) + 2 * LOOK_SECONDS
"""What the carrier has to wait longer than: it asks again where it has given up."""
