"""Requests as Twilio makes them: forms, signatures, time limits, clips."""
