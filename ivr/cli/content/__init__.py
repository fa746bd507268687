"""Commands for whoever keeps the content: a folder of one's own, and what goes with it."""
