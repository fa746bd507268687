"""Who holds the receiver: a script, or a person at a terminal, and what is at their ear."""
