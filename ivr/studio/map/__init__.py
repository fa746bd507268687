"""The map: what can happen in a call."""
