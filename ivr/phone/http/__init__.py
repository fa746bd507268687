"""Requests as Twilio makes them: forms, signatures, overrides, clips."""
