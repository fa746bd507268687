"""Hours: when which door is open."""
