"""The call's own clock: it moves by what is heard and waited for, never by itself."""

from datetime import UTC, datetime, timedelta

from ivr.phone.errors import PhoneError


class LimitError(PhoneError):
    """A call that would not end: too many documents, or too long."""


class Clock:
    """Seconds since the call was answered, and the moment of day that makes it.

    Args:
        start: the moment of the answer, with an offset; None is now.
        limit: seconds after which a call is given up.

    Raises:
        PhoneError: the start has no offset.

    >>> clock = Clock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    >>> clock.advance(2.5)
    >>> clock.now.isoformat()
    '2026-11-22T12:00:02.500000+00:00'
    """

    def __init__(self, start: datetime | None = None, limit: float = 14_400.0) -> None:
        self.start = datetime.now(UTC).astimezone() if start is None else start
        if self.start.utcoffset() is None:
            raise PhoneError(
                f"{self.start} has no offset from UTC; write it as in 2026-11-22T12:00+01:00"
            )
        self.seconds = 0.0
        self._limit = limit

    def advance(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            LimitError: the call has now lasted longer than its limit.
        """
        self.seconds += max(0.0, seconds)
        if self.seconds > self._limit:
            raise LimitError(f"the call lasted more than {self._limit:g} seconds of its own time")

    @property
    def now(self) -> datetime:
        """The moment of day, with the offset of the start."""
        return self.start + timedelta(seconds=self.seconds)
