"""`ivr alarms`: what is wrong right now, whom it was told, and whether they can be told."""
