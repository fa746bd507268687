"""Speech engines, each a plug, and how they are asked."""
