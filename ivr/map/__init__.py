"""The map of a hotline: every step, key, transfer and hour, as a drawing and as a list."""
