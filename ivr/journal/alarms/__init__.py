"""Alarms: what is wrong right now, told once, and once more when it is over."""
